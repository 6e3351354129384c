"""`topics`: groups of provisions about the same, named by the words that are theirs (条文主题).

Each provision is the mean of the vectors of its words (see `policycompare.language.corpus_statistics`), weighted by how
rare the words are; k-means groups them, and the groups are named by the words that stand in them more than elsewhere.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from policycompare.errors import CollectionError
from policycompare.finding.provision_frame import provision_frame
from policycompare.frames import noticed
from policycompare.language.corpus_statistics import background
from policycompare.language.lexicon import lexicon
from policycompare.language.ngrams import term_counts
from policycompare.language.term_weights import background_weights
from policycompare.language.tokenise import words_of_each
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from scipy import sparse

    from policycompare.finding.provision_frame import Documents

    Vectors = NDArray[np.float64]
    Groups = NDArray[np.intp]

_FIGURE = re.compile(r"[0-9a-zA-Z]|[零〇一二两三四五六七八九十百千万]+(?:元|日|年|月|倍|个)")
"""Figures and sums of money (五万元), which are of no subject."""
NAME_WORDS = 4
"""Words of a name."""
COMMON = 0.05
"""Words in more than this share of the provisions of laws at large say nothing of a subject."""
LEAST_PROVISIONS = 12
"""Provisions that can be grouped at all."""
SIZES = (3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40)
"""Numbers of groups that are tried where none is given."""
STARTS = 4
"""Beginnings of k-means of which the best is kept."""
MANY = 20_000
"""Provisions from which on one beginning is as good as another."""
SAMPLE = 1500
"""Provisions by which a number of groups is chosen: with all of them it would take a dozen times as long."""
SEED = 20220101


@dataclass(frozen=True, eq=False, repr=False)
class Topics:
    """Provisions in groups by subject.

    Attributes
    ----------
    provisions
        One row a provision: ``document``, ``title``, ``label``, ``printed``, ``topic`` (int, 1 for the largest),
        ``name``, ``closeness`` (cosine to the middle of the group, 0 to 1), ``text``.
    groups
        One row a group, the largest first: ``topic``, ``name``, ``provisions``, ``documents`` (numbers), ``closeness``
        (mean), ``silhouette`` (mean; near 0 for a group that runs into another).
    silhouette
        Mean over all provisions of how much nearer each is to its own group than to the next one, -1 to 1
        (Rousseeuw 1987, to the middles of groups): by it the number of groups is chosen where none is given.
    """

    provisions: pd.DataFrame
    groups: pd.DataFrame
    silhouette: float

    def __repr__(self) -> str:
        return f"<Topics: {len(self.groups)} of {len(self.provisions)} provisions, silhouette {self.silhouette:.2f}>"


def topics(documents: Documents, number: int | None = None) -> Topics:
    """Group the provisions of some documents by subject.

    Formal provisions (purpose, scope, commencement and the like) are left out. The names are made by class-based TF-IDF
    (Grootendorst, BERTopic, 2022): the words that stand in a group more than in the others. The same documents give the
    same groups. How well the groups fit to groups that a person made says `adjusted_rand`.

    Parameters
    ----------
    documents
        See `policycompare.search`.
    number
        Of groups; when not given, of `SIZES` the one with the best silhouette.

    Returns
    -------
    Topics

    Raises
    ------
    CollectionError
        There are too few provisions, or the number is not between 2 and that of the provisions.
    """
    frame = provision_frame(documents)
    frame = frame[~frame["formal"]].reset_index(drop=True)
    if len(frame) < LEAST_PROVISIONS:
        raise CollectionError(
            message(
                "{count} provisions; there must be {least} or more to group them",
                count=len(frame),
                least=LEAST_PROVISIONS,
            )
        )
    if number is not None and (
        isinstance(number, bool) or not isinstance(number, int) or not 2 <= number <= len(frame)
    ):
        raise CollectionError(
            message("{number} groups; give a number from 2 to {most}", number=repr(number), most=len(frame))
        )
    words = _words(frame["normal"])
    counts, vocabulary = term_counts(words)
    vectors = provision_vectors(counts, vocabulary)
    return _described(frame, words, vectors, _grouped(vectors, number or _best_number(vectors)))


def _best_number(vectors: Vectors) -> int:
    """Return of `SIZES` the number of groups with the best silhouette, of some provisions from all over."""
    some = vectors[:: -(-len(vectors) // SAMPLE)]
    tried = [size for size in SIZES if size <= len(some) // 4] or [2]
    return max(tried, key=lambda size: _grouped(some, size).silhouette)


def adjusted_rand(groups: Iterable[object], truth: Iterable[object]) -> float:
    """Return how well groups agree with known ones: 1 the same, 0 as by chance (Hubert and Arabie 1985).

    Examples
    --------
    >>> adjusted_rand([1, 1, 2, 2], ["a", "a", "b", "b"]), round(adjusted_rand([1, 2, 1, 2], ["a", "a", "b", "b"]), 2)
    (1.0, -0.5)
    """
    found, known = list(groups), list(truth)
    both = _pairs_in_one_group(zip(found, known, strict=True))
    ours, theirs = _pairs_in_one_group(found), _pairs_in_one_group(known)
    total = len(found) * (len(found) - 1) / 2
    by_chance, most = ours * theirs / total if total else 0.0, (ours + theirs) / 2
    return 1.0 if most == by_chance else (both - by_chance) / (most - by_chance)


def _pairs_in_one_group(groups: Iterable[object]) -> float:
    return sum(count * (count - 1) / 2 for count in Counter(groups).values())


def provision_vectors(counts: sparse.csr_array, vocabulary: NDArray[np.str_]) -> Vectors:
    """Return for each provision the mean of the vectors of its words, less that of all provisions, of length 1."""
    known = background()
    weight = background_weights(vocabulary) * (known.counts_of(vocabulary) <= COMMON * known.provisions)
    vectors = np.asarray(counts.sign().multiply(weight) @ known.vectors_of(vocabulary), dtype=np.float64)
    vectors = _unit(vectors)
    return _unit(vectors - vectors.mean(axis=0))


def _unit(rows: Vectors) -> Vectors:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(length > 0, length, 1))


def _words(texts: Iterable[str]) -> list[list[str]]:
    """Return the words of each provision that may say what it is about."""
    own = words_of_each([text.replace("\n", " ") for text in texts], lexicon())
    return [[word for word in words if len(word) > 1 and not _FIGURE.match(word)] for words in own]


@dataclass(frozen=True, slots=True, eq=False)
class _Grouped:
    """What k-means found.

    Attributes
    ----------
    of
        The group of each provision, from 0, the largest first.
    middles
        Of the groups, of length 1.
    silhouettes
        Of the provisions.
    """

    of: Groups
    middles: Vectors
    silhouettes: Vectors

    @property
    def silhouette(self) -> float:
        return float(self.silhouettes.mean())


def _grouped(vectors: Vectors, number: int) -> _Grouped:
    """Group vectors by k-means (Arthur and Vassilvitskii 2007 for the beginnings), the best of `STARTS`."""
    from scipy.cluster.vq import kmeans2

    best, least = np.zeros(len(vectors), dtype=np.intp), np.inf
    for start in range(STARTS if len(vectors) <= MANY else 1):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a group got empty: there are then fewer
            middles, of = kmeans2(vectors, number, minit="++", seed=SEED + start, missing="warn")
        spread = float(((vectors - middles[of]) ** 2).sum())
        if spread < least - 1e-9:
            best, least = of.astype(np.intp), spread
    sizes = np.bincount(best, minlength=number)
    order = [k for k in np.lexsort((_firsts(best, number), -sizes)).tolist() if sizes[k]]
    place = np.zeros(number, dtype=np.intp)
    place[order] = np.arange(len(order))
    of = place[best]
    middles = _unit(np.stack([vectors[of == k].mean(axis=0) for k in range(len(order))]))
    return _Grouped(of, middles, _silhouettes(vectors, of, middles))


def _firsts(of: Groups, number: int) -> Groups:
    """Return where each group is met first, so that groups of one size have an order."""
    found = np.full(number, len(of), dtype=np.intp)
    np.minimum.at(found, of, np.arange(len(of)))
    return found


def _silhouettes(vectors: Vectors, of: Groups, middles: Vectors) -> Vectors:
    """Return the silhouette of each vector, by distances to the middles: with all pairs it would be quadratic."""
    if len(middles) < 2:
        return np.zeros(len(vectors))
    away = 1 - vectors @ middles.T
    rows = np.arange(len(vectors))
    own = away[rows, of].copy()
    away[rows, of] = np.inf
    next_one = away.min(axis=1)
    return np.asarray((next_one - own) / np.maximum(np.maximum(own, next_one), 1e-9))


def _described(frame: pd.DataFrame, words: Sequence[Sequence[str]], vectors: Vectors, grouped: _Grouped) -> Topics:
    names = _names(words, grouped.of, len(grouped.middles))
    closeness = np.clip((vectors * grouped.middles[grouped.of]).sum(axis=1), 0, 1).round(4)
    provisions = pd.DataFrame(
        {
            **{name: frame[name] for name in ("document", "title", "label", "printed")},
            "topic": grouped.of + 1,
            "name": [names[k] for k in grouped.of.tolist()],
            "closeness": closeness,
            "text": frame["text"],
        }
    )
    rows = []
    for k, name in enumerate(names):
        own = grouped.of == k
        documents = frame.loc[own, "document"].nunique()
        near, apart = float(closeness[own].mean()), float(grouped.silhouettes[own].mean())
        rows.append((k + 1, name, int(own.sum()), documents, round(near, 4), round(apart, 4)))
    groups = pd.DataFrame(rows, columns=["topic", "name", "provisions", "documents", "closeness", "silhouette"])
    notices = frame.attrs.get("notices", ())
    return Topics(noticed(provisions, notices), noticed(groups, notices), grouped.silhouette)


def _names(words: Sequence[Sequence[str]], of: Groups, number: int) -> list[str]:
    """Return the words of each group that say most of it, joined by 、, by class-based TF-IDF."""
    known = background()
    inside = [Counter[str]() for _ in range(number)]
    for own, k in zip(words, of.tolist(), strict=True):
        inside[k].update(dict.fromkeys(own, 1))  # a word counts once a provision
    everywhere = sum(inside, Counter[str]())
    every = np.array(sorted(everywhere))
    said = dict(zip(every.tolist(), (known.counts_of(every) <= COMMON * known.provisions).tolist(), strict=True))
    mean = sum(everywhere.values()) / number
    names = []
    for counted in inside:
        worth = {word: count * np.log(1 + mean / everywhere[word]) for word, count in counted.items() if said[word]}
        best = sorted(worth, key=lambda word: (-worth[word], word))
        names.append("、".join(best[:NAME_WORDS]))
    return names
