from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policycompare as pc
from policycompare.aligning.candidate_pairs import CandidatePairs
from policycompare.aligning.features import AGAINST, BESIDE_FEATURES, FEATURES
from policycompare.aligning.model import model_of, shipped_model
from policycompare.aligning.third_documents import LEAST_STEP, LinkProbabilities, ways_through
from policycompare.errors import AlignmentError
from policycompare.reading import parse

NATION = (
    "从事水上客运的船舶，应当取得检验证书并配备救生器材。",
    "任何人不得向河道倾倒废弃物。",
    "码头经营者应当建立夜间照明制度。",
    "航标损坏的，管理机构应当及时修复。",
)
DISTRICT = (
    "游船下水前须验船合格，救生衣按人数备齐。",
    "加强沿岸垃圾整治。",
    "渡口夜间须亮灯。",
)
BETWEEN = (
    "从事水上客运的游船，下水前须取得检验证书、验船合格，救生器材、救生衣按人数备齐。",
    "不得向河道倾倒废弃物，加强沿岸垃圾整治。",
)


def document(bodies, name, **told):
    text = "措施\n" + "".join(f"{n}.{body}\n" for n, body in enumerate(bodies, 1))
    return replace(parse(text, id=name), **told)


@pytest.fixture
def child():
    return document(DISTRICT, "district")


@pytest.fixture
def parent():
    return document(NATION, "nation")


@pytest.fixture
def beside():
    other = (*BETWEEN[::-1], "渡口、码头夜间应当照明，须亮灯。")
    return document(BETWEEN, "north", short_title="北区措施"), document(other, "south", notice="样本")


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_the_strongest_way_is_that_of_the_plain_product_over_all_provisions(seed):
    random = np.random.default_rng(seed)
    n, between, m = random.integers(1, 6, size=3).tolist()

    def some(shape, share):
        rows, columns = np.nonzero(random.random(shape) < share)
        pairs = CandidatePairs.of(np.append(rows, 0), np.append(columns, 0), shape)
        return pairs, random.random(len(pairs))

    first, second = (LinkProbabilities(*some(shape, 0.6)) for shape in ((n, between), (between, m)))
    pairs, _ = some((n, m), 0.5)
    ways = ways_through(pairs, first, second)
    there, onward = first.pairs.spread(first.values), second.pairs.spread(second.values)
    there[there < LEAST_STEP] = 0
    products = there[:, :, None] * onward[None, :, :]
    assert ways.strength.tolist() == products.max(axis=1)[pairs.rows, pairs.columns].tolist()
    for k, through in enumerate(ways.through.tolist()):
        expected = 0 if through < 0 else products[pairs.rows[k], through, pairs.columns[k]]
        assert ways.strength[k] == expected


def test_two_neighbours_between_make_a_reworded_duty_likelier(child, parent, beside):
    alone, together = pc.align(child, parent), pc.align(child, parent, beside=beside)
    k = alone.scores.pairs.at(0, 0)
    assert together.scores.log_odds[k] > alone.scores.log_odds[k] + 0.5
    assert together.third_documents == beside
    assert set(together.scores.features) == {*FEATURES.keys, *BESIDE_FEATURES.keys}


def test_the_explanation_names_the_third_provision_and_still_adds_up(child, parent, beside):
    together = pc.align(child, parent, beside=beside)
    found = together.explain("1", "1")
    assert found.attrs["words"].endswith("旁证：北区措施第1条与二者相近。")
    k = together.scores.pairs.at(0, 0)
    assert found["contribution"].sum() == pytest.approx(together.scores.log_odds[k], abs=1e-5)
    assert "旁证" not in pc.align(child, parent).explain("1", "1").attrs["words"]
    assert "旁证" not in together.explain("3", "2").attrs["words"]


def test_the_notice_of_a_third_document_is_carried(child, parent, beside):
    assert any("样本" in notice for notice in pc.align(child, parent, beside=beside).links.attrs["notices"])


def test_what_people_decide_later_is_compared_with_the_same_third_documents(child, parent, beside):
    together = pc.align(child, parent, beside=beside)
    pruned = replace(together.scores, pairs=CandidatePairs.of(np.array([1]), np.array([1]), (3, 4)))
    again = replace(together, scores=pruned).with_decisions(_decided(child, parent))
    assert again.third_documents == beside
    assert again.scores.log_odds.tolist() == together.scores.log_odds.tolist()


def _decided(child, parent):
    import pandas as pd

    from policycompare.deciding.decision_files import read_decisions

    rows = [{"child": "3", "parent": "2", "verdict": "rejected"}]
    return read_decisions(pd.DataFrame(rows), child, parent)


def test_a_single_third_document_is_refused_with_how_many_it_takes(child, parent, beside):
    with pytest.raises(AlignmentError, match=r"2.*12"):
        pc.align(child, parent, beside=beside[:1])


def test_the_shipped_model_has_weights_for_third_documents_and_a_file_without_them_stays_one():
    model = shipped_model()
    assert "beside" in model.further
    assert model.further["beside"].features == (*FEATURES.keys, *BESIDE_FEATURES.keys)
    for name, weight in zip(model.further["beside"].features, model.further["beside"].weights, strict=True):
        assert weight <= 0 if name in AGAINST else weight >= 0
    assert model_of(model.to_json()) == model
    older = replace(model, further={})
    assert model_of(older.to_json()) == older
    with pytest.raises(AlignmentError, match="--beside"):
        older.for_evidence(beside=True)
