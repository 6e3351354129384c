"""Features of a candidate pair: figures for and against a link that mean the same in documents of any field.

Candidates are compared in letters and in meaning, as a whole and clause by clause, in both directions; each is ranked
among its rivals on either side; and the outline is read: chapter, order, kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from policycompare.aligning.candidate_pairs import greatest, rank, sums
from policycompare.aligning.candidates import candidates
from policycompare.aligning.clause_scores import compare_clauses
from policycompare.aligning.compared_texts import letters, vocabulary
from policycompare.aligning.phrase_scores import compare_phrases
from policycompare.language import ngrams as bags
from policycompare.language import term_weights as similarity
from policycompare.vocabulary import Term, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from policycompare.aligning.candidate_pairs import CandidatePairs
    from policycompare.aligning.compared_texts import Bags, ComparedTexts

    Values = NDArray[np.float64]

FEATURES = Vocabulary(
    Term("letters_child_rank", "用字上是下级的第几候选", "1 / rank among the child's candidates by wording"),
    Term("letters_parent_rank", "用字上是上级的第几候选", "1 / rank among the parent's candidates by wording"),
    Term("letters_child_share", "用字上与下级最佳候选相比", "wording relative to the child's best candidate"),
    Term("letters_parent_share", "用字上与上级最佳候选相比", "wording relative to the parent's best candidate"),
    Term("meaning_child_rank", "语义上是下级的第几候选", "1 / rank among the child's candidates by meaning"),
    Term("meaning_parent_rank", "语义上是上级的第几候选", "1 / rank among the parent's candidates by meaning"),
    Term("meaning_child_share", "语义上与下级最佳候选相比", "meaning relative to the child's best candidate"),
    Term("meaning_parent_share", "语义上与上级最佳候选相比", "meaning relative to the parent's best candidate"),
    Term("meaning_child_stands_out", "语义上在下级各候选中突出", "meaning above the child's others, deviations / 4"),
    Term("meaning_parent_stands_out", "语义上在上级各候选中突出", "meaning above the parent's others, deviations / 4"),
    Term(
        "phrase_letters", "有一对短句用字相近且别处没有", "a pair of phrases alike in wording beyond their neighbours"
    ),
    Term(
        "phrase_meaning", "有一对短句语义相近且别处没有", "a pair of phrases alike in meaning beyond their neighbours"
    ),
    Term("chapter", "所在章标题相近", "chapter headings alike, weighted by how much the chapter narrows down"),
    Term("order", "先后次序一致", "position relative to what its neighbours point at"),
    Term("kind", "条款性质不同", "one is a penalty, purpose, definition or final provision and the other is not"),
)
"""Name of each feature and what it means to a person."""

BESIDE_FEATURES = Vocabulary(
    Term("beside", "第三份文件中有条款与二者都相近", "mean log-odds of the ways through third documents, / 6 + 1"),
    Term("beside_child_margin", "经第三份文件更近于下级的其他候选", "that beyond the child's best other"),
    Term("beside_parent_margin", "经第三份文件更近于上级的其他候选", "that beyond the parent's best other"),
)
"""Features that only a pair with third documents has (see `policycompare.aligning.third_documents`)."""

ENCODED_FEATURES = Vocabulary(
    Term("encoded", "逐句语义相近（语义模型）", "mean cosine of clauses with their nearest, by the encoder"),
    Term("encoded_child_stands_out", "在下级各候选中突出（语义模型）", "that above the child's others, deviations / 4"),
    Term("encoded_parent_stands_out", "在上级各候选中突出（语义模型）", "above the parent's others, deviations / 4"),
    Term("encoded_child_margin", "更近于下级的其他候选（语义模型）", "that beyond the child's best other"),
    Term("encoded_parent_margin", "更近于上级的其他候选（语义模型）", "that beyond the parent's best other"),
)
"""Features that only a pair compared by a sentence encoder has (see `policycompare.aligning.encoded_clauses`)."""

EVERY_FEATURE = Vocabulary(*FEATURES, *BESIDE_FEATURES, *ENCODED_FEATURES)
"""All features that a pair may have."""

AGAINST = frozenset({"kind"})
"""Features that can only speak against a link; all others can only speak for it."""

STRANGERS = {"meaning": (0.17, 0.07)}
"""Mean and standard deviation of the scores of candidates that are no links, on the gold pairs.

In letters, standing out says nothing beyond the rank and the share.
"""
PRIOR_RIVALS = 6
"""Number of strangers that each provision is taken to have among its candidates, besides the real ones."""
WEAK = {"letters": 0.15, "meaning": 0.2}
"""Score below which a pair is a weak match."""
WEAK_RIVALS = 3
"""Number of imagined rivals that a score of 0 ranks behind: the best of a few strangers is no match."""
OTHER_KIND = 0.8
"""Factor on a score between a duty and its penalty, so that neither takes the place of its true counterpart."""
PAIRS_AT_ONCE = 65_536
"""Pairs whose products are held in memory at once."""
DEVIATIONS = 4
"""Standard deviations that a feature counts as one."""
REACH = 4
"""Neighbours on either side that vote on the order."""
MOST_ABOVE = 8.0
"""Greatest number of standard deviations above the rivals that counts."""
SPREAD_FLOOR = 0.03
"""Least standard deviation of rivals, so that a few equal ones do not make a difference of nothing count."""


def features(
    child: ComparedTexts,
    parent: ComparedTexts,
    also: Collection[tuple[int, int]] = (),
) -> tuple[CandidatePairs, dict[str, Values]]:
    """Find the candidates and compute all features for them.

    Parameters
    ----------
    child, parent
        The documents.
    also
        Positions of pairs that are compared besides.

    Returns
    -------
    tuple of (CandidatePairs, dict of str to ndarray of shape (pairs,))
        The keys are those of `FEATURES`, in their order.
    """
    spelled = letters(child, parent)  # character bigrams
    words, vectors = vocabulary(child, parent)
    pairs = candidates(spelled, words, vectors).joined(also)
    clauses = compare_clauses(child, parent, pairs, spelled, words, vectors)
    phrases = compare_phrases(child, parent, pairs, spelled, words, vectors)
    wording = (
        _cosine(spelled, pairs) + _cosine(words, pairs) + np.maximum(clauses.child_carried, clauses.parent_carried)
    ) / 3
    meaning = (np.sqrt(clauses.child_meant * clauses.parent_meant) + clauses.meaning_won) / 2
    # A penalty reads like the duty that it enforces; without this the two would take each other's places.
    kind = np.asarray((child.kinds[pairs.rows] != parent.kinds[pairs.columns]).sum(axis=1), dtype=float)
    fitting = np.where(kind > 0, OTHER_KIND, 1.0)
    scores = {"letters": wording * fitting, "meaning": meaning * fitting}
    out: dict[str, Values] = {}
    for name, score in scores.items():
        # How near a pair is says little by itself; how near it is beside its rivals carries over to other documents.
        out |= _among_rivals(name, np.asarray(score, dtype=np.float64), pairs)
    out |= {
        "phrase_letters": np.asarray(phrases.letters, dtype=np.float64),
        "phrase_meaning": np.asarray(phrases.meaning, dtype=np.float64),
        "chapter": _chapter(child, parent, pairs),
        "order": _order(scores["letters"], pairs),
        "kind": kind,
    }
    return pairs, {name: out[name] for name in FEATURES.keys}


def _cosine(found: Bags, pairs: CandidatePairs) -> Values:
    """Return the cosine of the provisions of each pair, a block of pairs at a time."""
    out = np.zeros(len(pairs))
    for start in range(0, len(pairs), PAIRS_AT_ONCE):
        block = slice(start, start + PAIRS_AT_ONCE)
        products = found.child_unit[pairs.rows[block]].multiply(found.parent_unit[pairs.columns[block]])
        out[block] = np.asarray(products.sum(axis=1)).ravel()
    return out


def _among_rivals(name: str, score: Values, pairs: CandidatePairs) -> dict[str, Values]:
    """Return what a score is worth among the candidates of the child, and among those of the parent."""
    out = {}
    behind = WEAK_RIVALS * np.clip(1 - score / WEAK[name], 0, 1)
    for side, groups, size in (("child", pairs.rows, pairs.shape[0]), ("parent", pairs.columns, pairs.shape[1])):
        out[f"{name}_{side}_rank"] = 1 / (rank(score, groups) + behind)
        out[f"{name}_{side}_share"] = score / np.maximum(greatest(score, groups, size), 1e-9)[groups]
        if name in STRANGERS:
            out[f"{name}_{side}_stands_out"] = stands_out(score, groups, size, STRANGERS[name]) / DEVIATIONS
    return out


def stands_out(score: Values, groups: NDArray[np.intp], size: int, strangers: tuple[float, float]) -> Values:
    """Return how many standard deviations a pair stands above its rivals, at most `MOST_ABOVE`.

    It means the same in documents of any field and length. The rivals' mean and variance leave the pair itself
    out, and are shrunk towards those of strangers, so that a document of three provisions has them too.
    """
    mean, spread = strangers
    rivals = (sums(np.ones_like(score), groups, size) + PRIOR_RIVALS)[groups] - 1
    total = sums(score, groups, size)[groups] - score + PRIOR_RIVALS * mean
    squares = sums(score**2, groups, size)[groups] - score**2 + PRIOR_RIVALS * (mean**2 + spread**2)
    variance = np.maximum(squares / rivals - (total / rivals) ** 2, 0)
    return np.asarray(np.minimum((score - total / rivals) / np.sqrt(variance + SPREAD_FLOOR**2), MOST_ABOVE))


def _chapter(child: ComparedTexts, parent: ComparedTexts, pairs: CandidatePairs) -> Values:
    """Return how alike the chapters' headings are times what that says, 0 where there is none.

    To be in the same of fifteen chapters says more than to be in the same of two: a chapter weighs as much as it
    narrows down, the log of all provisions over its own, the mean of both sides.
    """
    child_chapters, child_at = _chapters(child)
    parent_chapters, parent_at = _chapters(parent)
    counts, terms = bags.bigram_counts([*child_chapters, *parent_chapters])
    count = len(child_chapters)
    alike = similarity.cosine(counts[:count], counts[count:], similarity.weights(counts, terms))
    narrows = (_narrows_down(child_at)[pairs.rows] + _narrows_down(parent_at)[pairs.columns]) / 2
    return np.asarray(alike[child_at[pairs.rows], parent_at[pairs.columns]] * narrows)


def _chapters(texts: ComparedTexts) -> tuple[list[str], NDArray[np.intp]]:
    """Return the headings of a document, each once, and which of them each provision stands below."""
    number = {heading: k for k, heading in enumerate(dict.fromkeys(texts.headings))}
    return list(number), np.array([number[heading] for heading in texts.headings])


def _narrows_down(chapter: NDArray[np.intp]) -> Values:
    """Return for each provision by how much its chapter narrows down where it stands."""
    return np.asarray(np.log(len(chapter) / np.bincount(chapter))[chapter])


def _order(score: Values, pairs: CandidatePairs) -> Values:
    """Return how well a pair fits the order of its neighbours' best matches, 0 to 1.

    For each child the neighbours within `REACH` vote with their best parent (weighted by its score); the feature
    falls with the distance of the pair from the nearest vote, measured in provisions.
    """
    children = pairs.shape[0]
    best = np.zeros(children, dtype=np.intp)
    order = np.lexsort((-score, pairs.rows))
    first = np.searchsorted(pairs.rows[order], np.arange(children))
    best = pairs.columns[order[np.minimum(first, len(order) - 1)]]
    strength = greatest(score, pairs.rows, children) ** 2
    out = np.zeros(len(score))
    for shift in (s for s in range(-REACH, REACH + 1) if s):
        neighbour = pairs.rows + shift
        inside = (neighbour >= 0) & (neighbour < children)
        neighbour = np.clip(neighbour, 0, children - 1)
        near = np.exp(-np.abs(pairs.columns - (best[neighbour] - shift)) / 2) * strength[neighbour]
        out = np.maximum(out, np.where(inside, near, 0))
    return out
