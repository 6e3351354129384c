"""Frames as a pandas user expects them: levels and labels in their order, dates as dates, a title beside every id."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from policycompare.arguments import SEQUENCES, takes
from policycompare.errors import ReadError
from policycompare.vocabulary import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LEVEL_COLUMNS = ("level", "source_level")
LABEL_COLUMNS = ("child", "parent", "label", "source")
"""Columns that hold labels of provisions; the id of their document is in a column of its own."""
_NUMBER = re.compile(r"[0-9]+")


@takes(ReadError, labels=SEQUENCES)
def label_order(labels: pd.Series) -> pd.Series:
    """Return keys by which labels sort as people read them: 9 before 10, 2.9 before 2.10, 10 before 10-1.

    Parameters
    ----------
    labels
        A column of labels; made for ``frame.sort_values("child", key=pc.label_order)``.

    Returns
    -------
    pandas.Series
        Strings, one for each label, in which every number is written with eight figures.

    Examples
    --------
    >>> frame = pd.DataFrame({"child": ["10", "2.10", "9", "2.9"]})
    >>> frame.sort_values("child", key=label_order)["child"].tolist()
    ['2.9', '2.10', '9', '10']
    """
    column = labels if isinstance(labels, pd.Series | pd.Index) else pd.Series(list(labels), dtype=object)
    keys = [_label_key(str(label)) for label in column]
    return pd.Series(keys, index=column.index if isinstance(column, pd.Series) else None, dtype=object)


def _label_key(label: str) -> str:
    return _NUMBER.sub(lambda number: number[0].zfill(8), label)


def typed(frame: pd.DataFrame, titles: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return a frame with its levels, dates and labels typed, and with the titles of the documents that it names.

    Parameters
    ----------
    frame
        `LEVEL_COLUMNS` become ordered categories from the nation to the town, what is called ``date`` or ends in
        ``_date`` dates (``NaT`` where none is known), and `LABEL_COLUMNS` ordered categories, so that 9 comes before
        10. Columns that are not there, or hold something else already, stay as they are.
    titles
        Titles by id. After each column ``document`` comes a column ``title``, after ``parent_document``
        ``parent_title`` and so on.

    Examples
    --------
    >>> frame = typed(pd.DataFrame({"document": ["a", "b"], "date": ["2020-01-31", ""], "level": ["town", "city"]}))
    >>> frame.sort_values("level")["document"].tolist(), frame["date"].isna().tolist()
    (['b', 'a'], [False, True])
    """
    out = frame.copy()
    for name in map(str, frame.columns):
        if (name == "date" or name.endswith("_date")) and _is_text(out[name]):
            out[name] = as_dates(out[name])
        elif name in LEVEL_COLUMNS:
            out[name] = pd.Categorical(out[name].replace("", None), categories=list(LEVELS.keys), ordered=True)
        elif name in LABEL_COLUMNS and _is_text(out[name]):
            out[name] = pd.Categorical(out[name], categories=_in_order(out[name].unique().tolist()), ordered=True)
    return out if titles is None else _with_titles(out, titles)


def as_dates(texts: pd.Series) -> pd.Series:
    """Return ISO dates as dates; what is empty or no full date is ``NaT``."""
    return pd.to_datetime(texts.where(texts != ""), format="%Y-%m-%d", errors="coerce").dt.as_unit("us")


def _is_text(column: pd.Series) -> bool:
    return bool(pd.api.types.is_object_dtype(column) or pd.api.types.is_string_dtype(column))


def _in_order(labels: Iterable[str]) -> list[str]:
    return sorted({label for label in labels if isinstance(label, str)}, key=lambda label: (_label_key(label), label))


def _with_titles(frame: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """Put titles after the columns that hold ids of documents."""
    for name in [str(column) for column in frame.columns]:
        title = "title" if name == "document" else f"{name.removesuffix('_document')}_title"
        if name.endswith("document") and title not in frame.columns:
            values = [titles.get(document, "") for document in frame[name].tolist()]
            frame.insert(frame.columns.get_loc(name) + 1, title, pd.Series(values, index=frame.index, dtype="str"))
    return frame
