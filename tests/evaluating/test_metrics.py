from __future__ import annotations

import numpy as np
import pandas as pd

from policycompare.evaluating.gold import GoldPair, read_gold
from policycompare.evaluating.metrics import link_metrics, recall_by_kind
from policycompare.reading import parse

TEXT = "措施\n一、甲\n1.甲一。\n2.甲二。\n二、乙\n3.乙一。\n4.乙二。\n"


def pair(*rows):
    child, parent = parse(TEXT, id="child"), parse(TEXT, id="parent")
    frame = pd.DataFrame(rows, columns=["child", "parent", "relation", "confidence"])
    return GoldPair("pair", child, parent, read_gold(frame, child, parent))


GOLD = pair(
    ("1", "1", "equivalent", "sure"), ("2", "2", "partial", "sure"), ("2", "3", "partial", "sure"),
    ("3", "3", "elaborates", "sure"), ("4", "", "addition", "sure"),
)  # fmt: skip


def test_links_count_under_their_relation_their_shape_and_as_moved():
    linked = np.zeros((4, 4), dtype=bool)
    linked[0, 0] = linked[1, 2] = True
    found = recall_by_kind(linked, GOLD).set_index("kind")
    assert found.loc["equivalent"].tolist() == [1, 1]
    assert found.loc["partial"].tolist() == [2, 1]
    assert found.loc["merge"].tolist() == [1, 0]
    assert found.loc["split"].tolist() == [1, 0]
    assert found.loc["many"].tolist() == [1, 1]
    assert found.loc["moved"].tolist() == [1, 1]
    assert found.loc["addition"].tolist() == [1, 1]
    assert found.loc["gap"].tolist() == [1, 1]


def test_additions_and_gaps_follow_from_the_links():
    linked = np.zeros((4, 4), dtype=bool)
    linked[0, 0] = linked[3, 3] = True
    frame = link_metrics(linked, GOLD.gold)
    assert frame.loc["links", ["right", "wrong", "missed"]].tolist() == [1, 1, 3]
    assert frame.loc["additions", ["right", "wrong", "missed"]].tolist() == [0, 2, 1]
    assert frame.loc["gaps", ["right", "wrong", "missed"]].tolist() == [0, 2, 1]
