from __future__ import annotations

import numpy as np

from policycompare.aligning import features
from policycompare.aligning.candidates import candidates
from policycompare.aligning.compared_texts import compared_texts, letters, vocabulary
from policycompare.reading import parse

CHILD = "某区措施\n1.落实检查责任，每季度公布结果。\n2.储备救援物资。\n3.受理群众举报。\n"
PARENT = "某市意见\n1.储备救援物资，每年演练。\n2.落实检查责任。\n"


def test_cosines_are_the_same_whether_all_provisions_are_multiplied_or_only_the_pairs(monkeypatch):
    child, parent = (compared_texts(parse(text)) for text in (CHILD, PARENT))
    spelled = letters(child, parent)
    pairs = candidates(spelled, *vocabulary(child, parent))
    every = features._cosine(spelled, pairs)
    monkeypatch.setattr(features, "PRODUCTS_AT_ONCE", 0)
    assert every.max() > 0.3
    np.testing.assert_allclose(features._cosine(spelled, pairs), every, atol=1e-12)
