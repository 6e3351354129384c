"""A pandas frame and series whose notices are united by concat and merge, kept by all else, and written to files.

pandas has one place for metadata, ``attrs``, and keeps it only where a method remembers to; groupby, pivot and concat
of unlike frames forget. Here every new object is made by a constructor that knows the notices of the one it comes from.
Out of reach are functions of pandas that start from a plain frame or make one without asking the series they get:
``plain.merge(links)``, ``pandas.concat([plain, links])``, ``pandas.crosstab``, ``pandas.get_dummies`` of a series.
"""

from __future__ import annotations

from functools import partial, wraps
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

NOTICE = "notice"
"""Head of the last column of a written frame; it has the notices on every row, so that a copied row keeps them."""
_ATTRIBUTE = "notices"
_WRITERS = (
    "to_csv", "to_excel", "to_json", "to_html", "to_markdown", "to_latex", "to_xml", "to_clipboard",
    "to_feather", "to_orc", "to_stata", "to_sql", "to_hdf",
)  # fmt: skip
"""Methods that write a column ``notice``; ``to_parquet`` and ``to_pickle`` are not here, since they keep ``attrs``."""
_FORGETFUL = (
    "agg", "aggregate", "describe", "value_counts",  # make a plain frame or series
    "combine_first", "fillna", "join", "mask", "where",  # do not look at the notices of what they are given
)  # fmt: skip
"""Methods of pandas that need a hand."""
_CHOOSERS = ("columns", "header", "elem_cols", "attr_cols")
"""Options of these methods that list some columns, or a head for each."""


def noticed(frame: pd.DataFrame, notices: Iterable[str]) -> NoticedFrame:
    """Return a frame with the notices of the documents that it is made from; every public frame is made here.

    Parameters
    ----------
    frame
        Any frame; its other ``attrs`` are kept.
    notices
        Sentences, in order; repeated ones count once.

    Examples
    --------
    >>> links = noticed(pd.DataFrame({"child": ["1", "2"], "relation": "partial"}), ["样本：不是正式文本"])
    >>> links.groupby("relation").size().reset_index(name="links").notices
    ('样本：不是正式文本',)
    >>> print(links.to_csv(index=False).splitlines()[1])
    1,partial,样本：不是正式文本
    """
    out = NoticedFrame(frame)
    out.attrs = {**frame.attrs, _ATTRIBUTE: list(dict.fromkeys(notices))}
    return out


def with_notice_column(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a plain frame that has the notices in a last column; without notices there is none.

    The column is called ``notice``, or ``notices`` where the frame has a ``notice`` of its own.
    """
    plain = pd.DataFrame(frame)
    notices = _notices_of(frame)
    if not notices:
        return plain
    plain = plain.copy()
    if isinstance(plain.columns, pd.CategoricalIndex | pd.IntervalIndex):
        plain.columns = plain.columns.astype(object)  # these take no name that is not of their kind
    plain[_free_name(plain.columns)] = "；".join(notices)
    return plain


def _free_name(columns: pd.Index) -> object:
    name = NOTICE if NOTICE not in columns.get_level_values(0) else f"{NOTICE}s"
    return name if columns.nlevels == 1 else (name, *[""] * (columns.nlevels - 1))


def _notices_of(source: object) -> tuple[str, ...]:
    """Return the notices of a frame or series, or of all in a list or dict of them; of anything else there are none."""
    if isinstance(source, dict):
        return _notices_of(list(source.values()))
    if isinstance(source, list | tuple):
        return tuple(notice for one in source for notice in _notices_of(one))
    return tuple(getattr(source, "attrs", {}).get(_ATTRIBUTE, ()))


def _sources(other: object) -> Iterator[object]:
    """Give the objects that pandas made a result from; its name for them differs from version to version."""
    if isinstance(other, pd.DataFrame | pd.Series):
        yield other
        return
    for several in ("input_objs", "objs"):
        yield from getattr(other, several, None) or ()
    for one in ("left", "right"):
        yield getattr(other, one, None)


def _made(kind: type[pd.DataFrame | pd.Series], notices: tuple[str, ...], *values: Any, **options: Any) -> Any:
    """Make what a pandas method returns, with the notices of the object that the method was called on."""
    out = kind(*values, **options)
    out._unite([*notices, *_notices_of(values)])
    return out


class _Noticed:
    """Common base of frame and series."""

    attrs: dict[Any, Any]

    @property
    def notices(self) -> tuple[str, ...]:
        """The notices, which are also in ``attrs["notices"]``."""
        return _notices_of(self)

    @property
    def _constructor(self) -> Callable[..., Any]:
        return partial(_made, type(self), self.notices)

    def _unite(self, notices: Iterable[str]) -> None:
        """Add notices to its own."""
        self.attrs[_ATTRIBUTE] = list(dict.fromkeys([*self.notices, *notices]))

    def __finalize__(self, other: object, method: str | None = None, **options: Any) -> Any:
        own = self.notices
        out = super().__finalize__(other, method=method, **options)  # type: ignore[misc]
        out.attrs.pop(_ATTRIBUTE, None)  # pandas puts those of `other` in place of its own
        out._unite([*own, *(notice for source in _sources(other) for notice in _notices_of(source))])
        return out


class NoticedFrame(_Noticed, pd.DataFrame):  # type: ignore[misc]
    """A frame whose notices are in every frame and series that is made from it, and in the files it is written to."""

    @property
    def _constructor_sliced(self) -> Callable[..., Any]:
        return partial(_made, NoticedSeries, self.notices)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, value)
        self._unite(_notices_of(value))


class NoticedSeries(_Noticed, pd.Series):  # type: ignore[misc]
    """A column of a `NoticedFrame`."""

    @property
    def _constructor_expanddim(self) -> Callable[..., Any]:
        return partial(_made, NoticedFrame, self.notices)


def _keeper(original: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method of pandas whose result has the notices of the object and of the frames that it is given."""

    @wraps(original)
    def method(self: NoticedFrame | NoticedSeries, *values: Any, **options: Any) -> Any:
        out = original(self, *values, **options)
        notices = (*self.notices, *_notices_of([*values, *options.values()]))
        if isinstance(out, pd.DataFrame):
            return _made(NoticedFrame, notices, out).__finalize__(out)
        if isinstance(out, pd.Series):
            return _made(NoticedSeries, notices, out).__finalize__(out)
        return out

    return method


def _frame_writer(name: str) -> Callable[..., Any]:
    original = getattr(pd.DataFrame, name)

    @wraps(original)
    def write(self: NoticedFrame, *values: Any, **options: Any) -> Any:
        marked = with_notice_column(self)
        if len(marked.columns) > len(self.columns):
            last = marked.columns[-1]
            for option in _CHOOSERS:
                if isinstance(options.get(option), list | tuple | pd.Index):
                    options[option] = [*options[option], last]
        return original(marked, *values, **options)

    return write


def _series_writer(name: str) -> Callable[..., Any]:
    original = getattr(pd.Series, name)

    @wraps(original)
    def write(self: NoticedSeries, *values: Any, **options: Any) -> Any:
        if not self.notices:
            return original(self, *values, **options)
        return getattr(self.to_frame(), name)(*values, **options)

    return write


for _name in _FORGETFUL:
    setattr(NoticedFrame, _name, _keeper(getattr(pd.DataFrame, _name)))
    if hasattr(pd.Series, _name):
        setattr(NoticedSeries, _name, _keeper(getattr(pd.Series, _name)))
for _name in _WRITERS:
    setattr(NoticedFrame, _name, _frame_writer(_name))
    if hasattr(pd.Series, _name):
        setattr(NoticedSeries, _name, _series_writer(_name))
