"""`align`: from two documents to an `Alignment`, with what people decided taken in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from policycompare.aligning.alignment import Alignment
from policycompare.aligning.candidate_scores import score_candidates
from policycompare.aligning.model import Model, shipped_model
from policycompare.aligning.third_documents import LEAST_BESIDE
from policycompare.arguments import takes
from policycompare.assessing.records import read_assessments
from policycompare.catalog.store import load
from policycompare.deciding.decision_files import read_decisions
from policycompare.deciding.decisions import Decisions
from policycompare.deciding.reanchor import reanchor
from policycompare.documents import Document
from policycompare.encoding.encoder import installed_encoder
from policycompare.errors import AlignmentError
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.encoding.encoder import Encoder

MOST_PROVISIONS = 20_000
"""Provisions of a document that are aligned: the largest code has 1,260, and every one is compared with every other."""
MOST_BESIDE = 12
"""Third documents that are taken as evidence: each costs two comparisons, and more than six say little more."""


@takes(
    AlignmentError,
    child=(Document, str),
    parent=(Document, str),
    model=Model,
    decisions=(pd.DataFrame, str, Path),
    assessments=(str, Path),
    beside=(list, tuple),
    meaning=bool,
)
def align(
    child: Document | str,
    parent: Document | str,
    *,
    threshold: float | None = None,
    model: Model | None = None,
    decisions: pd.DataFrame | str | Path | None = None,
    assessments: str | Path | None = None,
    beside: Sequence[Document | str] = (),
    meaning: bool = False,
) -> Alignment:
    """Align the provisions of a lower document with those of a higher one.

    Parameters
    ----------
    child, parent
        Documents, or ids of the catalog.
    threshold
        Least probability of a link, 0 to 1; the model's own when not given.
    model
        The shipped one when not given.
    decisions
        What people decided: a file, a frame, or a folder with ``CHILDID__PARENTID.csv`` (see
        `policycompare.deciding.decision_files.read_decisions`); it stands whatever the model says.
    assessments
        What a language model said as second reader: a record, or a folder with ``CHILDID__PARENTID.jsonl`` (see
        `policycompare.assessing.records.read_assessments`).
    beside
        Third documents on the same subject as evidence, such as other districts' measures, `LEAST_BESIDE` to
        `MOST_BESIDE` or none: a provision of theirs that is like both sides speaks for a link (see
        `policycompare.aligning.third_documents`). They are not compared themselves.
    meaning
        Whether the sentence encoder that is installed compares clauses besides: it finds counterparts in other words
        (see `policycompare.encoding`), and needs the extra ``meaning``.

    Returns
    -------
    Alignment

    Raises
    ------
    AlignmentError
        A document has no provision or more than `MOST_PROVISIONS`, the threshold is not between 0 and 1, there are
        too few or too many third documents, or the model knows none; or no
        encoder is installed, or another than the model's.
    CatalogError
        There is no document of that id.
    AssessmentError
        The record cannot be read, or is of other documents.
    DecisionError
        The decisions cannot be read; what is odd about single ones stands in ``Alignment.decisions``.

    Examples
    --------
    >>> al = align("chongming", "shanghai")
    >>> al.links.columns.tolist()[:7]
    ['child', 'parent', 'probability', 'relation', 'evidence', 'child_text', 'parent_text']
    >>> al.links.loc[al.links.child == "10", "parent"].tolist(), "10" in set(al.additions.child)
    ([], True)
    """
    child = load(child) if isinstance(child, str) else child
    parent = load(parent) if isinstance(parent, str) else parent
    known = Decisions() if decisions is None else read_decisions(decisions, child, parent)
    third = [document_given(document) for document in beside]
    aligned = align_documents(
        child,
        parent,
        model or shipped_model(),
        known,
        threshold=threshold,
        beside=third,
        encoder=installed_encoder() if meaning else None,
    )
    return aligned if assessments is None else aligned.with_assessments(read_assessments(assessments, child, parent))


def document_given(document: Document | str) -> Document:
    """Return a document, or the one of the catalog with that id.

    Raises
    ------
    AlignmentError
        It is neither.
    CatalogError
        There is no document of that id.
    """
    if isinstance(document, Document):
        return document
    if not isinstance(document, str):
        raise AlignmentError(
            message("{given} is no document; give one, or the id of one in the catalog", given=repr(document)[:80])
        )
    return load(document)


def align_documents(
    child: Document,
    parent: Document,
    model: Model,
    decisions: Decisions,
    *,
    threshold: float | None = None,
    beside: Sequence[Document] = (),
    encoder: Encoder | None = None,
) -> Alignment:
    """Align two documents: the part of `align` that touches no file.

    Parameters
    ----------
    child, parent, model, threshold, beside
        As in `align`.
    decisions
        What people decided.
    encoder
        What compares clauses in meaning besides.

    Raises
    ------
    AlignmentError
        As in `align`.
    """
    if beside and not LEAST_BESIDE <= len(beside) <= MOST_BESIDE:
        raise AlignmentError(
            message(
                "{count} third documents; give {least} to {most} on the same subject, or none",
                count=len(beside),
                least=LEAST_BESIDE,
                most=MOST_BESIDE,
            )
        )
    for document in (child, parent, *beside):
        if not document.provisions:
            raise AlignmentError(
                message(
                    "{file}: line 1: no numbered provision to align; see what was found with: policycompare read FILE",
                    file=document.source or document.id,
                )
            )
        if len(document.provisions) > MOST_PROVISIONS:
            raise AlignmentError(
                message(
                    "{file}: line 1: {count:,} provisions, more than {most:,}; split it, or compare many documents "
                    "with: policycompare cascade",
                    file=document.source or document.id,
                    count=len(document.provisions),
                    most=MOST_PROVISIONS,
                )
            )
    anchored = reanchor(decisions, child, parent)
    scores = score_candidates(child, parent, model, anchored.cited_pairs, beside, encoder)
    alignment = Alignment(child, parent, scores, anchored, model.threshold)
    return alignment if threshold is None else alignment.at(threshold)
