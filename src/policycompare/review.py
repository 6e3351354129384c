"""People's decisions: which links a person confirmed, rejected or added; they stand whatever the model says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import pandas as pd

from policycompare.errors import DecisionError

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    frame = source if isinstance(source, pd.DataFrame) else _read(Path(source))
    name = "decisions" if isinstance(source, pd.DataFrame) else str(source)
    if missing := {"child", "parent", "verdict"} - set(frame.columns):
        raise DecisionError(
            f"{name}: 第1行：缺少列 {'、'.join(sorted(missing))}（decisions need the columns child,parent,verdict）"
        )
    places = [{label: k for k, label in enumerate(document.by_label)} for document in (child, parent)]
    out: dict[tuple[int, int], Verdict] = {}
    for line, row in enumerate(frame.astype(str).to_dict("records"), start=2):
        for side, place in zip(("child", "parent"), places, strict=True):
            if row[side] not in place:
                raise DecisionError(
                    f"{name}: 第{line}行：{side} “{row[side]}” 不在文件中（not a provision of that document; "
                    f"labels run from {next(iter(place))} to {list(place)[-1]}）"
                )
        verdict = row["verdict"].strip()
        if verdict not in VERDICTS:
            raise DecisionError(f"{name}: 第{line}行：verdict “{verdict}” 不认识（write one of {', '.join(VERDICTS)}）")
        out[places[0][row["child"]], places[1][row["parent"]]] = verdict
    return out


def _read(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError:
        raise DecisionError(f"{path}: 没有这个文件（no such decisions file; check the path）") from None
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise DecisionError(f"{path}: 第1行：不是 UTF-8 的 csv（not a csv file in UTF-8: {error}）") from None
