from __future__ import annotations

import pandas as pd
import pytest

from policycompare.evaluating.gold import GoldPair, read_gold
from policycompare.reading import parse

FIELDS = {
    "水": ("落实用水计划。", "保护水源地。", "开展节水宣传。"),
    "火": ("落实消防责任。", "检查消火栓。", "组织疏散演练。"),
    "路": ("养护农村公路。", "设置交通标志。", "治理超限运输。"),
}


def pair(name, field, texts):
    child = parse("措施\n" + "".join(f"{n}.{text}\n" for n, text in enumerate(texts[:2], start=1)), id=f"c{name}")
    parent = parse("措施\n" + "".join(f"{n}.{text}\n" for n, text in enumerate(texts, start=1)), id=f"p{name}")
    rows = [("1", "1", "equivalent"), ("2", "2", "elaborates")]
    gold = read_gold(pd.DataFrame(rows, columns=["child", "parent", "relation"]), child, parent)
    return GoldPair(name, child, parent, gold, field, "laws" if field != "路" else "plans")


@pytest.fixture(scope="module")
def pairs():
    """Four tiny pairs of three fields, in two groups."""
    made = [pair(field, field, texts) for field, texts in FIELDS.items()]
    return [*made, pair("again", "水", FIELDS["水"][::-1])]
