"""Tables that name pairs of provisions by label, as people write them, such as gold; faults named by line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.documents import Document
    from policycompare.errors import PolicyCompareError


def labelled_rows(
    source: pd.DataFrame | str | Path,
    columns: tuple[str, ...],
    documents: tuple[Document, Document],
    error: type[PolicyCompareError],
    *,
    what: str,
    optional: tuple[str, ...] = (),
    additions: bool = False,
) -> Iterator[tuple[str, dict[str, str], int, int]]:
    """Yield the rows of a frame or csv file (UTF-8) with the positions of the provisions that they name.

    Parameters
    ----------
    source
        A frame or a csv file.
    columns, optional
        Columns that it must have, ``child`` and ``parent`` (labels) among them, and those that it may have.
    documents
        Child and parent.
    error
        What is raised.
    what
        What it is called in messages.
    additions
        Whether a row may name no parent.

    Yields
    ------
    tuple of (str, dict, int, int)
        Where the row stands (file and line), the row, and the positions of child and parent (-1 for none).

    Raises
    ------
    PolicyCompareError
        Of the given type: the file is missing or no csv, a column is missing, or a label is not in its document.
    """
    name = what if isinstance(source, pd.DataFrame) else str(source)
    frame = source if isinstance(source, pd.DataFrame) else _read(Path(source), what, error)
    if missing := set(columns) - set(frame.columns):
        wanted = ",".join((*columns, *optional))
        raise error(f"{name}: 第1行：缺少列 {'、'.join(sorted(missing))}（give it the columns {wanted}）")
    at = [{label: k for k, label in enumerate(document.by_label)} for document in documents]
    for line, row in enumerate(frame.astype(str).replace("nan", "").to_dict("records"), start=2):
        place = f"{name}: 第{line}行"
        sides = ("child",) if additions and not row["parent"] else ("child", "parent")
        for side, known in zip(sides, at, strict=False):
            if row[side] not in known:
                raise error(
                    f"{place}：{side} “{row[side]}” 不在文件中（not a provision of that document; "
                    f"labels run from {next(iter(known))} to {list(known)[-1]}）"
                )
        yield place, row, at[0][row["child"]], at[1].get(row["parent"], -1)


def _read(path: Path, what: str, error: type[PolicyCompareError]) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError:
        raise error(f"{path}: 没有这个文件（no such {what} file; check the path）") from None
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as fault:
        raise error(f"{path}: 第1行：不是 UTF-8 的 csv（not a csv file in UTF-8: {fault}）") from None
