"""`similarity`: how alike documents are, each with each, or the provisions of two documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd
from scipy import sparse

from policycompare.errors import CollectionError
from policycompare.finding.provision_frame import provision_frame
from policycompare.frames import noticed
from policycompare.language.ngrams import bigram_counts
from policycompare.language.subject import subject
from policycompare.language.term_weights import fuzzy, unit_rows, weights
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from policycompare.finding.provision_frame import Documents, Source

    Matrix = NDArray[np.float64]

Measure = Literal["subject", "reuse", "words", "letters"]
SHINGLE = 8
"""Characters of a passage that counts as reused: no word is that long, few stock phrases are."""
BLOCK = 256
"""Documents compared with all others together."""
MOST_DOCUMENTS = 20_000
"""Documents of a matrix, which is dense: 3 GB at most."""
MOST_CELLS = 25_000_000
"""Pairs of provisions of two documents."""
DECIMALS = 4
"""Decimals of a similarity: sums differ in the last ones by processor."""


@dataclass(frozen=True, slots=True)
class _Texts:
    """Normalised provisions of one document."""

    document: str
    title: str
    labels: tuple[str, ...]
    texts: tuple[str, ...]


def similarity(documents: Documents, other: Source | None = None, *, measure: Measure | None = None) -> pd.DataFrame:
    r"""Return how alike documents are, each with each; or, of two documents, their provisions.

    Texts are normalised first, so that places and levels of government do not count.

    Parameters
    ----------
    documents
        Two or more documents (see `policycompare.search`); one, where `other` is given.
    other
        A second document: then the provisions of the first are compared with those of the second.
    measure
        Of documents ``"subject"``, used when none is given: the cosine of their 512 heaviest character bigrams,
        weighted by inverse document frequency in legal texts at large (Spärck Jones 1972; Salton, Wong and Yang 1975),
        or ``"reuse"``: the share of the row's passages of eight characters that stand in the column's document too
        (containment, Broder 1997), which is not symmetric. Of provisions ``"words"``, used when none is given: the
        cosine of all weighted bigrams, or ``"letters"``: twice the longest common subsequence by the length of both
        (normalised indel similarity, as rapidfuzz has it).

    Returns
    -------
    pandas.DataFrame
        From 0 to 1: one row and one column a document, by id, with ``attrs["titles"]`` by id; or one row a provision
        of the first and one column a provision of the second document, by label.

    Raises
    ------
    CollectionError
        There are fewer than two documents, two have one id, the measure is not one of these, or there are too many.

    Examples
    --------
    >>> from policycompare.reading import parse
    >>> law = parse("养犬法\n第一条 养犬人应当为犬只登记。\n第二条 禁止遗弃犬只。\n", id="law")
    >>> rules = parse("青石市养犬条例\n第一条 禁止遗弃犬只。\n", id="rules")
    >>> similarity([law, rules], measure="reuse").round(2).values.tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    >>> similarity(law, rules, measure="letters")["1"].round(2).tolist()
    [0.33, 1.0]
    """
    if other is not None:
        return _of_provisions(documents, other, _measured(measure, ("words", "letters")))
    name = _measured(measure, ("subject", "reuse"))
    frame = provision_frame(documents)
    texts = _by_document(frame)
    if not 2 <= len(texts) <= MOST_DOCUMENTS:
        raise CollectionError(
            message(
                "{count} documents; give 2 to {most}, or one and another as `other`",
                count=len(texts),
                most=MOST_DOCUMENTS,
            )
        )
    ids = [own.document for own in texts]
    matrix = (_subject_cosines if name == "subject" else _containments)([own.texts for own in texts])
    found = pd.DataFrame(np.round(matrix, DECIMALS), index=ids, columns=ids)
    found.attrs |= {"titles": {own.document: own.title for own in texts}, "left_out": frame.attrs["left_out"]}
    return noticed(found.rename_axis(index="document"), frame.attrs["notices"])


def _measured(measure: str | None, known: Sequence[str]) -> str:
    if measure is None:
        return known[0]
    if measure not in known:
        raise CollectionError(
            message(
                "measure “{measure}” is not known here; give one of {known} (of all: {every})",
                measure=measure,
                known=list(known),
                every=list(get_args(Measure)),
            )
        )
    return measure


def _by_document(frame: pd.DataFrame) -> list[_Texts]:
    found = []
    for document, own in frame.groupby("document", sort=False):
        if len(set(own["title"])) > 1 or own["label"].duplicated().any():
            raise CollectionError(
                message(
                    "id {document} stands for two documents; give each its own: pc.read(…, id=…)", document=document
                )
            )
        found.append(_Texts(str(document), own["title"].iloc[0], tuple(own["label"]), tuple(own["normal"])))
    return found


def _subject_cosines(documents: Sequence[Sequence[str]]) -> Matrix:
    subjects = [subject(texts) for texts in documents]
    return _products(_sparse([codes for codes, _ in subjects], [values for _, values in subjects]))


def _containments(documents: Sequence[Sequence[str]]) -> Matrix:
    """Return which share of each document's passages stand in each other one, shape (documents, documents)."""
    passages = [_shingles(texts) for texts in documents]
    shared = _products(_sparse(passages, [np.ones(len(own), dtype=np.float32) for own in passages]))
    sizes = np.array([max(len(own), 1) for own in passages], dtype=np.float64)
    out: Matrix = shared / sizes[:, None]
    np.fill_diagonal(out, 1.0)
    return out


def _sparse(codes: Sequence[NDArray[np.uint64]], values: Sequence[NDArray[np.float32]]) -> sparse.csr_array:
    vocabulary, columns = np.unique(np.concatenate(codes), return_inverse=True)
    ends = np.cumsum([0, *map(len, codes)])
    return sparse.csr_array((np.concatenate(values), columns, ends), shape=(len(codes), len(vocabulary)))


def _products(rows: sparse.csr_array) -> Matrix:
    """Return the products of all rows with each other, some rows at a time."""
    turned = rows.T.tocsr()
    out = np.empty((rows.shape[0], rows.shape[0]))
    for start in range(0, rows.shape[0], BLOCK):
        out[start : start + BLOCK] = (rows[start : start + BLOCK] @ turned).toarray()
    return out


def _shingles(texts: Sequence[str]) -> NDArray[np.uint64]:
    """Return codes of the passages of `SHINGLE` characters within the provisions of a document, each once."""
    points = np.frombuffer("\0".join(texts).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    count = len(points) - SHINGLE + 1
    if count <= 0:
        return np.zeros(0, dtype=np.uint64)
    codes = np.zeros(count, dtype=np.uint64)
    whole = np.ones(count, dtype=bool)
    for k in range(SHINGLE):
        # A polynomial of the characters modulo 2^64: two passages of one code by chance are not to be expected.
        codes = codes * np.uint64(0x9E3779B97F4A7C15) + points[k : k + count]
        whole &= points[k : k + count] > 0
    return np.unique(codes[whole])


def _of_provisions(one: Documents, other: Source, measure: str) -> pd.DataFrame:
    frames = [provision_frame(one), provision_frame(other)]
    both = []
    for frame in frames:
        texts = _by_document(frame)
        if len(texts) != 1:
            raise CollectionError(
                message("{count} documents on one side; give one and `other`, or a list alone", count=len(texts))
            )
        both.append(texts[0])
    first, second = both
    if len(first.texts) * len(second.texts) > MOST_CELLS:
        raise CollectionError(
            message(
                "{cells:,} pairs of provisions, more than {most:,}; use align, which looks at likely pairs only",
                cells=len(first.texts) * len(second.texts),
                most=MOST_CELLS,
            )
        )
    compare: Callable[[Sequence[str], Sequence[str]], Matrix] = _word_cosines if measure == "words" else fuzzy
    matrix = np.round(compare(first.texts, second.texts), DECIMALS)
    found = pd.DataFrame(matrix, index=list(first.labels), columns=list(second.labels))
    found.attrs["titles"] = {own.document: own.title for own in both}
    notices = [notice for frame in frames for notice in frame.attrs["notices"]]
    return noticed(found.rename_axis(index=first.document, columns=second.document), notices)


def _word_cosines(one: Sequence[str], other: Sequence[str]) -> Matrix:
    counts, vocabulary = bigram_counts([*one, *other])
    rows = unit_rows(counts, weights(counts, vocabulary))
    return np.asarray((rows[: len(one)] @ rows[len(one) :].T).toarray())
