"""What speaks for and against a link between two provisions, as figures between documents of any field.

Each feature is a matrix of shape (children, parents). They compare whole provisions and single clauses, in both
directions, rank each pair among its rivals on either side, and read the outline: chapter, order, kind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from policycompare import similarity
from policycompare.alignment.candidates import candidates
from policycompare.text import normaliser, places_of, segments, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy import sparse

    from policycompare.documents import Document, Measure
    from policycompare.similarity import Matrix

FEATURES: dict[str, str] = {
    "cosine": "整体用字相近（character bigrams in common, weighted by rarity）",
    "words": "整体用词相近（words in common, weighted by rarity）",
    "fuzzy": "逐字相近（rapidfuzz ratio）",
    "child_covered": "下级内容见于上级（share of the child's weight found in the parent）",
    "parent_covered": "上级内容见于下级（share of the parent's weight found in the child）",
    "child_clauses": "下级各句在上级中有对应句（child's clauses matched by a clause of the parent）",
    "parent_clauses": "上级各句在下级中有对应句（parent's clauses matched by a clause of the child）",
    "best_clause": "最相近的一对分句（the best pair of clauses）",
    "clause_weight": "共同分句的分量（how much rare wording the best pair of clauses shares）",
    "child_share": "在下级的各候选中的相对位置（score relative to the child's best candidate）",
    "parent_share": "在上级的各候选中的相对位置（score relative to the parent's best candidate）",
    "child_rank": "下级的第几候选（1 / rank among the child's candidates）",
    "parent_rank": "上级的第几候选（1 / rank among the parent's candidates）",
    "child_stands_out": "在下级的各候选中突出（standard deviations above the child's other candidates, / 8）",
    "parent_stands_out": "在上级的各候选中突出（standard deviations above the parent's other candidates, / 8）",
    "chapter": "所在章标题相近（chapter headings alike）",
    "order": "先后次序一致（position relative to what its neighbours point at）",
    "kind": "条款性质不同（one is a penalty, purpose, definition or final provision and the other is not）",
    "citations": "引用同一文件（cites the same document 《…》）",
    "length": "篇幅悬殊（log ratio of lengths）",
}
"""Name of each feature and what it means to a person."""

AGAINST = frozenset({"kind", "length"})
"""Features that can only speak against a link; all others can only speak for it."""

_KINDS = tuple(
    re.compile(pattern)
    for pattern in (
        r"处.{0,12}罚款|依法给予(?:行政)?处[分罚]|给予处分|追究刑事责任|吊销|责令.{0,8}改正",
        r"^为了?.{4,}(?:制定本|结合)|^根据.{4,}制定本",
        r"(?:本[法条例办规].{0,12}|下列用语.{0,4})(?:所称|含义|是指)",
        r"自.{4,16}起(?:施行|实施)|同时废止",
        r"^.{0,30}(?:适用本|遵守本)",
    )
)
_CITATION = re.compile(r"《([^》]{2,60})》")
UNRELATED = (0.045, 0.045)
"""Mean and standard deviation of the score of unrelated provisions, on four gold pairs."""
PRIOR_RIVALS = 6
"""How many unrelated rivals each provision is taken to have besides those in the other document."""
WEAK, WEAK_RIVALS = 0.15, 3
"""A score below `WEAK` ranks behind up to `WEAK_RIVALS` imagined rivals: the best of a few strangers is no match."""
MOST_ABOVE = 12.0
_MIN_WEIGHT = 12.0
"""Shared weight of about three rare bigrams: below it a matched clause says little."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """The provisions of one document, normalised and cut, ready to be compared."""

    provisions: tuple[Measure, ...]
    texts: list[str]
    clauses: list[str]
    owners: NDArray[np.intp]
    chapters: list[str]

    @property
    def starts(self) -> NDArray[np.intp]:
        """Index of each provision's first clause in ``clauses``."""
        return np.searchsorted(self.owners, np.arange(len(self.texts)))


def prepare(document: Document) -> Prepared:
    """Normalise the provisions of `document` and cut them into clauses."""
    normal = normaliser(places_of(document))
    texts = [normal(p.text) or "空" for p in document.provisions]
    headings = {chapter: normal(chapter) for chapter in dict.fromkeys(p.chapter for p in document.provisions)}
    cut = [_long_enough(segments(text)) for text in texts]
    owners = np.repeat(np.arange(len(cut)), [len(c) for c in cut])
    return Prepared(
        provisions=document.provisions,
        texts=texts,
        clauses=[clause for group in cut for clause in group],
        owners=owners,
        chapters=[headings[p.chapter] for p in document.provisions],
    )


def _long_enough(parts: Sequence[str], least: int = 8) -> list[str]:
    """Join clauses shorter than `least` characters to the one before."""
    out: list[str] = []
    for part in parts:
        if out and (len(part) < least or len(out[-1]) < least):
            out[-1] += f"，{part}"
        else:
            out.append(part)
    return out


def features(child: Prepared, parent: Prepared) -> dict[str, Matrix]:
    """Compute all features for all pairs.

    Returns
    -------
    dict of str to ndarray of shape (children, parents)
        The keys are those of `FEATURES`, in their order. ``fuzzy`` is 0 for pairs that are no candidates.
    """
    counts, vocabulary = similarity.bigram_counts([*child.clauses, *parent.clauses])
    weight = similarity.weights(_provision_counts(counts, child, parent), vocabulary)
    clauses = counts[: len(child.clauses)], counts[len(child.clauses) :]
    left = similarity.gathered(clauses[0], child.owners, len(child.texts))
    right = similarity.gathered(clauses[1], parent.owners, len(parent.texts))
    out: dict[str, Matrix] = {
        "cosine": similarity.cosine(left, right, weight),
        "words": _words(child, parent),
    }
    shared, child_weight, parent_weight = similarity.shared_weight(left, right, weight)
    out["child_covered"] = shared / np.maximum(child_weight, 1e-9)[:, None]
    out["parent_covered"] = shared / np.maximum(parent_weight, 1e-9)[None, :]
    out |= _clause_features(similarity.shared_weight(*clauses, weight), child, parent)
    score = (out["cosine"] + out["words"] + np.maximum(out["child_clauses"], out["parent_clauses"])) / 3
    out |= _rank_features(score)
    out["fuzzy"] = similarity.fuzzy_of(child.texts, parent.texts, candidates(out))
    out["chapter"] = _chapter(child, parent)
    out["order"] = _order(score)
    out["kind"] = _kind(child.texts, parent.texts)
    out["citations"] = _citations(child.provisions, parent.provisions)
    lengths = [np.array([len(t) for t in side.texts], dtype=float) for side in (child, parent)]
    out["length"] = np.abs(np.log(lengths[0][:, None] / lengths[1][None, :]))
    return {name: out[name] for name in FEATURES}


def _provision_counts(counts: sparse.csr_array, child: Prepared, parent: Prepared) -> sparse.csr_array:
    """Return the counts of all provisions, those of the child first."""
    owners = np.concatenate([child.owners, parent.owners + len(child.texts)])
    return similarity.gathered(counts, owners, len(child.texts) + len(parent.texts))


def _words(child: Prepared, parent: Prepared) -> Matrix:
    counts, vocabulary = similarity.term_counts([words(text) for text in (*child.texts, *parent.texts)])
    weight = similarity.weights(counts, vocabulary)
    return similarity.cosine(counts[: len(child.texts)], counts[len(child.texts) :], weight)


def _clause_features(overlap: tuple[Matrix, Matrix, Matrix], child: Prepared, parent: Prepared) -> dict[str, Matrix]:
    shared, child_weight, parent_weight = overlap
    of_child = shared / np.maximum(child_weight, 1e-9)[:, None]
    of_parent = shared / np.maximum(parent_weight, 1e-9)[None, :]
    best_for_child = np.maximum.reduceat(of_child, parent.starts, axis=1)
    best_for_parent = np.maximum.reduceat(of_parent, child.starts, axis=0)
    dice = 2 * shared / np.maximum(child_weight[:, None] + parent_weight[None, :], 1e-9)
    either = np.maximum(np.maximum(of_child, of_parent) * np.minimum(shared / _MIN_WEIGHT, 1.0), dice)
    return {
        "child_clauses": _weighted_mean(best_for_child, child_weight, child.starts, axis=0),
        "parent_clauses": _weighted_mean(best_for_parent, parent_weight, parent.starts, axis=1),
        "best_clause": _block_max(either, child, parent),
        "clause_weight": np.log1p(_block_max(shared * dice, child, parent)) / 6,
    }


def _block_max(values: Matrix, child: Prepared, parent: Prepared) -> Matrix:
    rows = np.maximum.reduceat(values, child.starts, axis=0)
    return np.asarray(np.maximum.reduceat(rows, parent.starts, axis=1))


def _weighted_mean(values: Matrix, weight: Matrix, starts: NDArray[np.intp], axis: int) -> Matrix:
    shape = (-1, 1) if axis == 0 else (1, -1)
    total = np.add.reduceat(weight, starts).reshape(shape)
    return np.asarray(np.add.reduceat(values * weight.reshape(shape), starts, axis=axis) / np.maximum(total, 1e-9))


def _rank_features(score: Matrix) -> dict[str, Matrix]:
    noise = 1e-9
    behind = WEAK_RIVALS * np.clip(1 - score / WEAK, 0, 1)
    child_rank = 1 + behind + np.argsort(np.argsort(-score, axis=1, kind="stable"), axis=1, kind="stable")
    parent_rank = 1 + behind + np.argsort(np.argsort(-score, axis=0, kind="stable"), axis=0, kind="stable")
    return {
        "child_share": score / np.maximum(score.max(axis=1, keepdims=True), noise),
        "parent_share": score / np.maximum(score.max(axis=0, keepdims=True), noise),
        "child_rank": 1 / child_rank,
        "parent_rank": 1 / parent_rank,
        "child_stands_out": _standard(score, axis=1) / 8,
        "parent_stands_out": _standard(score, axis=0) / 8,
    }


def _standard(score: Matrix, axis: int) -> Matrix:
    """Return how many standard deviations a pair stands above its rivals, at most `MOST_ABOVE`.

    It means the same in documents of any field and length. The rivals' mean and variance leave the pair itself
    out, and are shrunk towards those of unrelated provisions, so that a document of three provisions has them too.
    """
    mean, spread = UNRELATED
    rivals = score.shape[axis] - 1 + PRIOR_RIVALS
    sums = score.sum(axis=axis, keepdims=True) - score + PRIOR_RIVALS * mean
    squares = (score**2).sum(axis=axis, keepdims=True) - score**2 + PRIOR_RIVALS * (mean**2 + spread**2)
    variance = np.maximum(squares / rivals - (sums / rivals) ** 2, 1e-8)
    return np.asarray(np.minimum((score - sums / rivals) / np.sqrt(variance), MOST_ABOVE))


def _chapter(child: Prepared, parent: Prepared) -> Matrix:
    """Return how alike the headings are, relative to the best heading for each child; 0 where there is none."""
    left, right = list(dict.fromkeys(child.chapters)), list(dict.fromkeys(parent.chapters))
    counts, vocabulary = similarity.bigram_counts([*left, *right])
    alike = similarity.cosine(counts[: len(left)], counts[len(left) :], similarity.weights(counts, vocabulary))
    rows = [left.index(c) for c in child.chapters]
    columns = [right.index(c) for c in parent.chapters]
    return np.asarray(alike[np.ix_(rows, columns)])


def _order(score: Matrix, reach: int = 4) -> Matrix:
    """Return how well a pair fits the order of its neighbours' best matches, 0 to 1.

    For each child the neighbours within `reach` vote with their best parent (weighted by its score); the feature
    falls with the distance of the pair from the nearest votes, measured in provisions.
    """
    children, parents = score.shape
    best = score.argmax(axis=1)
    strength = score.max(axis=1) ** 2
    columns = np.arange(parents)
    out = np.zeros_like(score)
    for shift in (s for s in range(-reach, reach + 1) if s):
        rows = np.arange(max(0, -shift), min(children, children - shift))
        expected = best[rows + shift] - shift
        near = np.exp(-np.abs(columns[None, :] - expected[:, None]) / 2)
        out[rows] = np.maximum(out[rows], near * strength[rows + shift, None])
    return out


def _kind(child: Sequence[str], parent: Sequence[str]) -> Matrix:
    left, right = (np.array([[bool(k.search(t)) for k in _KINDS] for t in side]) for side in (child, parent))
    return np.asarray((left[:, None, :] != right[None, :, :]).sum(axis=2), dtype=float)


def _citations(child: Sequence[Measure], parent: Sequence[Measure]) -> Matrix:
    left, right = ([{_stem(c) for c in _CITATION.findall(p.text)} for p in side] for side in (child, parent))
    return np.array([[float(bool(a & b)) for b in right] for a in left])


def _stem(title: str) -> str:
    return title.removeprefix("中华人民共和国")
