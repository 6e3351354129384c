"""Baselines that people use today: difflib-style best match, every rapidfuzz scorer, TF-IDF, BM25, a composite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from policycompare.language import ngrams as bags
from policycompare.language import term_weights as similarity
from policycompare.language.normalise import fold
from policycompare.language.tokenise import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from policycompare.language.term_weights import Matrix

    Scorer = Callable[[Sequence[str], Sequence[str]], Matrix]

RAPIDFUZZ_SCORERS = (
    "ratio",
    "partial_ratio",
    "token_sort_ratio",
    "token_set_ratio",
    "token_ratio",
    "partial_token_sort_ratio",
    "partial_token_set_ratio",
    "partial_token_ratio",
    "WRatio",
    "QRatio",
)
_LEGAL_WORDS = (
    "应当", "必须", "不得", "禁止", "可以", "责任", "义务", "权利", "处罚", "罚款", "许可", "审批", "备案", "监督",
    "管理", "检查", "报告", "公开", "规定", "标准", "制度", "措施", "整改", "追究", "依法",
)  # fmt: skip


def difflib_ratio(child: Sequence[str], parent: Sequence[str]) -> Matrix:
    """Return ``difflib.SequenceMatcher.ratio`` for all pairs, shape (children, parents); slow."""
    from difflib import SequenceMatcher

    out = np.zeros((len(child), len(parent)))
    for j, text in enumerate(parent):
        matcher = SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(text)
        for i, other in enumerate(child):
            matcher.set_seq1(other)
            out[i, j] = matcher.ratio()
    return out


def rapidfuzz_scorer(name: str) -> Scorer:
    """Return the rapidfuzz scorer of that name, its words cut by jieba where it works on words."""

    def score(child: Sequence[str], parent: Sequence[str]) -> Matrix:
        from rapidfuzz import fuzz

        if "token" in name or name == "WRatio":
            child, parent = ([" ".join(words(text)) for text in side] for side in (child, parent))
        return similarity.fuzzy(child, parent, getattr(fuzz, name))

    return score


def _tfidf(features: Callable[[str], Sequence[str]]) -> Scorer:
    def score(child: Sequence[str], parent: Sequence[str]) -> Matrix:
        counts, _ = bags.term_counts([features(text) or ["空"] for text in (*child, *parent)])
        frequency = np.asarray((counts > 0).sum(axis=0)).ravel()
        weight = np.log((1 + counts.shape[0]) / (1 + frequency)) + 1
        return similarity.cosine(counts[: len(child)], counts[len(child) :], weight)

    return score


def _bm25(child: Sequence[str], parent: Sequence[str]) -> Matrix:
    """Return BM25 (Robertson and Walker, 1994) of each parent for each child, over the child's best possible score."""
    k, b = 1.2, 0.75  # as in Lucene and most libraries
    counts, _ = bags.term_counts([words(text) or ["空"] for text in (*child, *parent)])
    queries, texts = counts[: len(child)].toarray() > 0, counts[len(child) :].toarray()
    length = texts.sum(axis=1, keepdims=True)
    frequency = (texts > 0).sum(axis=0)
    rarity = np.log(1 + (len(parent) - frequency + 0.5) / (frequency + 0.5))
    saturated = texts * (k + 1) / (texts + k * (1 - b + b * length / max(float(length.mean()), 1e-9)))
    best = queries @ (rarity * (k + 1))
    return np.asarray((queries @ (rarity * saturated).T) / np.maximum(best, 1e-9)[:, None])


def _composite(child: Sequence[str], parent: Sequence[str]) -> Matrix:
    """Return 0.3 characters + 0.2 Jaccard + 0.3 containment + 0.2 legal words, as Chinese version-diff tools do."""
    character = similarity.fuzzy(child, parent)
    counts, _ = bags.term_counts([words(text) or ["空"] for text in (*child, *parent)])
    left, right = (part.toarray() > 0 for part in (counts[: len(child)], counts[len(child) :]))
    shared = left.astype(float) @ right.T.astype(float)
    sizes = left.sum(axis=1)[:, None], right.sum(axis=1)[None, :]
    jaccard, containment = shared / (sizes[0] + sizes[1] - shared), shared / np.minimum(*sizes)
    legal = [np.array([[word in text for word in _LEGAL_WORDS] for text in side]) for side in (child, parent)]
    common = (legal[0][:, None] & legal[1][None]).sum(axis=2)
    either = (legal[0][:, None] | legal[1][None]).sum(axis=2)
    return np.asarray(0.3 * character + 0.2 * jaccard + 0.3 * containment + 0.2 * common / np.maximum(either, 1))


def _ngrams(text: str) -> list[str]:
    return [text[i : i + n] for n in (2, 3) for i in range(len(text) - n + 1)]


BASELINES: dict[str, Scorer] = {
    "difflib ratio": difflib_ratio,
    **{f"rapidfuzz {name}": rapidfuzz_scorer(name) for name in RAPIDFUZZ_SCORERS},
    "TF-IDF characters": _tfidf(_ngrams),
    "TF-IDF words": _tfidf(words),
    "BM25 words": _bm25,
    "composite (version-diff tools)": _composite,
}
"""Score matrices by name; each takes the children's and the parents' texts."""


def prepared_texts(texts: Sequence[str]) -> list[str]:
    """Return texts as a baseline gets them: white space and full-width letters folded, nothing localised."""
    return [fold(text) or "空" for text in texts]
