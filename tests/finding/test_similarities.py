from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from rapidfuzz import fuzz

import policycompare as pc
from policycompare.finding import similarities

LAW = pc.parse(
    "养犬法\n第一条　养犬人应当为犬只登记并按年免疫。\n第二条　禁止遗弃犬只，违者由公安机关处罚。\n", id="law"
)
RULES = pc.parse(
    "青石市养犬条例\n第一条　禁止遗弃犬只，违者由公安机关处罚。\n第二条　犬吠扰民的，养犬人应当采取措施予以制止。\n",
    id="rules",
)
WATER = pc.parse("岚江市节水办法\n第一条　用水单位应当安装计量设施并定期核查漏损。\n", id="water")


def test_all_pairs_of_documents_stand_in_the_matrix_by_subject():
    frame = pc.similarity([LAW, RULES, WATER])
    assert frame.index.tolist() == frame.columns.tolist() == ["law", "rules", "water"]
    assert frame.attrs["titles"]["water"] == "岚江市节水办法"
    assert np.allclose(frame, frame.T)
    assert np.allclose(np.diag(frame), 1)
    assert frame.loc["law", "rules"] > 0.2 > frame.loc["law", "water"]


def plain(one, other):
    size = similarities.SHINGLE
    own, theirs = (
        {text[k : k + size] for p in d.provisions for text in [normal(p, d)] for k in range(len(text) - size + 1)}
        for d in (one, other)
    )
    return len(own & theirs) / len(own)


def normal(provision, document):
    from policycompare.language.normalise import normaliser_of

    return normaliser_of(document)(provision.text)


def test_reuse_is_the_share_of_the_rows_passages_as_a_plain_count_has_it(monkeypatch):
    documents = [LAW, RULES, WATER]
    monkeypatch.setattr(similarities, "BLOCK", 2)
    frame = pc.similarity(documents, measure="reuse")
    for one, other in product(documents, documents):
        assert frame.loc[one.id, other.id] == pytest.approx(plain(one, other), abs=1e-4)
    assert frame.loc["law", "rules"] != frame.loc["rules", "law"] > 0


def test_the_provisions_of_two_documents_are_compared_each_with_each():
    frame = pc.similarity(RULES, LAW)
    assert frame.shape == (2, 2)
    assert frame.loc["1", "2"] > 0.9 > 0.3 > frame.loc["1", "1"]
    letters = pc.similarity(RULES, LAW, measure="letters")
    plain_ratio = fuzz.ratio(normal(RULES.by_label["2"], RULES), normal(LAW.by_label["1"], LAW)) / 100
    assert letters.loc["2", "1"] == pytest.approx(plain_ratio, abs=1e-4)


def test_wrong_use_is_named_with_the_way_out():
    with pytest.raises(pc.CollectionError, match=r"cosine.*subject"):
        pc.similarity([LAW, RULES], measure="cosine")
    with pytest.raises(pc.CollectionError, match=r"subject.*words"):
        pc.similarity(LAW, RULES, measure="subject")
    with pytest.raises(pc.CollectionError, match="1"):
        pc.similarity(LAW)
    with pytest.raises(pc.CollectionError, match="law"):
        pc.similarity([LAW, pc.parse("别的法\n第一条　应当检查。\n", id="law")])


def test_a_collection_is_compared_too(done):
    frame = pc.similarity(done)
    assert len(frame) == len(done.documents)
    assert frame.notices == done.notices
