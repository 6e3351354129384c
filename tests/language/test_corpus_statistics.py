from __future__ import annotations

import numpy as np

from policycompare.language.corpus_statistics import DIMENSIONS, background, count_background, word_vectors


def test_words_used_alike_point_the_same_way():
    known = background()
    assert known.vectors.shape == (len(known.words), DIMENSIONS)
    report, complaint, road = known.vectors_of(np.array(["举报", "投诉", "公路"]))
    assert report @ complaint > 0.6
    assert report @ road < 0.3


def test_what_the_background_has_not_counts_nothing():
    known = background()
    assert known.counts_of(np.array(["没有这个词的"])).tolist() == [0]
    assert not known.vectors_of(np.array(["没有这个词的"])).any()
    assert known.counts_of(np.array(["应当"])).item() > 1000


def test_vectors_come_from_the_company_that_words_keep():
    texts = [["狗", "吃", "肉"], ["猫", "吃", "肉"], ["车", "走", "路"], ["船", "走", "路"]] * 5
    words = np.array(["狗", "猫", "车", "船", "吃", "走", "肉", "路"])
    vectors = word_vectors(texts, words)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    assert vectors[0] @ vectors[1] > 0.9 > 0.5 > vectors[0] @ vectors[2]


def test_a_tiny_corpus_gives_a_background_too():
    arrays = count_background(["落实责任"] * 3, lambda text: [text])
    assert arrays["words"].size == 0
    assert arrays["word_vectors"].shape == (0, DIMENSIONS)
