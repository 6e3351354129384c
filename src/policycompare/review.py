"""People's decisions: which links a person confirmed, rejected or added; they stand whatever the model says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from policycompare.errors import DecisionError
from policycompare.labelled import labelled_rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from policycompare.documents import Document

Verdict = Literal["confirmed", "rejected", "added", "unsure"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


def read_decisions(
    source: pd.DataFrame | str | Path, child: Document, parent: Document
) -> Mapping[tuple[int, int], Verdict]:
    """Read decisions on links.

    Parameters
    ----------
    source
        A frame or csv file (UTF-8) with the columns ``child``, ``parent`` (labels) and ``verdict`` (``confirmed``,
        ``rejected``, ``added``, ``unsure``); other columns, such as a comment, are left to people.
    child, parent
        The documents.

    Returns
    -------
    dict of (int, int) to str
        The verdict by the positions of child and parent; the last one where a pair stands twice.

    Raises
    ------
    DecisionError
        The file or a column is missing, or a line names no provision or no verdict; the message names the line.
    """
    out: dict[tuple[int, int], Verdict] = {}
    columns = ("child", "parent", "verdict")
    for place, row, i, j in labelled_rows(source, columns, (child, parent), DecisionError, what="decisions"):
        verdict = row["verdict"].strip()
        if verdict not in VERDICTS:
            raise DecisionError(f"{place}：verdict “{verdict}” 不认识（write one of {', '.join(VERDICTS)}）")
        out[i, j] = verdict
    return out
