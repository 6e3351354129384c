from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import policycompare as pc
from policycompare.aligning.align import align_documents
from policycompare.aligning.candidate_pairs import CandidatePairs
from policycompare.aligning.encoded_clauses import likeness
from policycompare.aligning.features import ENCODED_FEATURES
from policycompare.aligning.model import FURTHER, model_of, shipped_model
from policycompare.deciding.decisions import Decisions
from policycompare.errors import AlignmentError

CHILD = """甲区措施
1.船舶驶过闸口以前须报班次。
2.图书馆周末延长开放时间。
3.公园长椅每年修理一次。
"""
PARENT = """甲市办法
1.通航建筑物实行预约通过制度。
2.公园设施应当定期维护修缮。
3.公共阅读场所应当方便群众。
"""
SUBJECTS = ("船舶|通航", "图书|阅读", "公园")


class BySubject:
    """An encoder that knows three subjects."""

    id = "subjects"

    def encode(self, texts):
        rows = [[float(any(word in text for word in each.split("|"))) for each in SUBJECTS] for text in texts]
        return np.array(rows, dtype=np.float32)


@pytest.fixture
def documents():
    return pc.parse(CHILD, id="low"), pc.parse(PARENT, id="high")


@pytest.fixture
def model():
    """The shipped model, with weights of the encoder's features that this test sets."""
    shipped = shipped_model()
    keys = FURTHER["encoded"]
    weights = shipped.further["encoded"]
    return replace(shipped, further={"encoded": replace(weights, features=keys, origin={"encoder": BySubject.id})})


def test_provisions_on_one_subject_are_near_whatever_their_words(documents):
    every = CandidatePairs.of(np.repeat(np.arange(3), 3), np.tile(np.arange(3), 3), (3, 3))
    near = every.spread(likeness(*documents, every, BySubject()))
    assert near.argmax(axis=1).tolist() == [0, 2, 1]
    assert near[[0, 1, 2], [0, 2, 1]] == pytest.approx(1, abs=1e-5)
    assert near[0, 1] == near[0, 2] < 0.2


def test_likeness_is_the_mean_of_both_ways_over_clauses():
    child = pc.parse(
        "甲区措施\n1.船舶驶过闸口以前须报班次。图书馆周末延长开放时间。\n2.公园长椅每年修理一次。\n", id="low"
    )
    parent = pc.parse("甲市办法\n1.通航建筑物实行预约通过制度。\n2.其他事项由区里另行规定清楚。\n", id="high")
    every = CandidatePairs.of(np.array([0, 1]), np.array([0, 0]), (2, 2))
    found = likeness(child, parent, every, BySubject())

    def unit(rows):
        centred = rows - rows.sum(axis=0) / (len(rows) + 10)
        return centred / np.linalg.norm(centred, axis=1, keepdims=True)

    below, above = unit(np.eye(3)), unit(np.array([[1.0, 0, 0], [0, 0, 0]]))
    down = (below[0] @ above[0] + below[1] @ above[0]) / 2
    up = max(below[0] @ above[0], below[1] @ above[0])
    assert found[0] == pytest.approx((down + up) / 2, abs=1e-5)


def test_a_duty_in_other_words_becomes_likelier_and_the_explanation_still_adds_up(documents, model):
    alone = align_documents(*documents, model, Decisions())
    encoded = align_documents(*documents, model, Decisions(), encoder=BySubject())
    k = encoded.scores.pairs.at(0, 0)
    assert encoded.probability[k] > alone.probability[alone.scores.pairs.at(0, 0)] + 0.2
    assert set(ENCODED_FEATURES.keys) <= set(encoded.scores.features)
    found = encoded.explain("1", "1")
    assert found["contribution"].sum() == pytest.approx(encoded.scores.log_odds[k], abs=1e-5)
    assert "语义模型" in found.attrs["words"]


def test_what_is_aligned_without_the_encoder_stays_as_it_was(documents):
    assert not set(ENCODED_FEATURES.keys) & set(pc.align(*documents).scores.features)


def test_a_pair_that_a_person_brings_in_is_compared_with_the_encoder_too(documents, model):
    encoded = align_documents(*documents, model, Decisions(), encoder=BySubject())
    pruned = replace(
        encoded, scores=replace(encoded.scores, pairs=CandidatePairs.of(np.array([1]), np.array([1]), (3, 3)))
    )
    again = pruned.with_decisions(Decisions())
    assert again.scores.encoder is encoded.scores.encoder


def test_the_model_keeps_the_weights_in_its_file_and_refuses_another_encoder(documents):
    model = shipped_model()
    assert {"encoded", "encoded_beside"} <= set(model.further)
    assert model_of(model.to_json()) == model
    with pytest.raises(AlignmentError, match="subjects"):
        align_documents(*documents, model, Decisions(), encoder=BySubject())
    with pytest.raises(AlignmentError, match=r"encoder|语义模型"):
        replace(model, further={}).for_evidence(beside=False, encoder="subjects")
