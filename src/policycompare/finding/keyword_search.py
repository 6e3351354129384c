"""`search`: every place where words stand, with what is before and after (keyword in context, 关键词检索)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import astuple, dataclass, fields
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from policycompare.errors import CollectionError
from policycompare.finding.provision_frame import provision_frame
from policycompare.frames import noticed
from policycompare.language.traditional import simplified
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policycompare.finding.provision_frame import Documents

WINDOW = 24
"""Characters shown before and after."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a word stands.

    Attributes
    ----------
    document, title
        Of the document.
    label, printed
        Of the provision: for machines, and as the document prints it.
    chapter
        Heading of the chapter, or ``""``.
    left, keyword, right
        The words as they stand, with what is before and after them in the provision.
    start, end
        Where they stand in the provision's text.
    """

    document: str
    title: str
    label: str
    printed: str
    chapter: str
    left: str
    keyword: str
    right: str
    start: int
    end: int


def search(documents: Documents, words: str, *, regex: bool = False, window: int = WINDOW) -> pd.DataFrame:
    r"""Find words in their context (Luhn, Key word-in-context index for technical literature, 1960).

    Full-width and half-width, upper and lower case, traditional and simplified characters count as the same.

    Parameters
    ----------
    documents
        A `Document`, an id of the catalog, a file, a folder of files or of a collection, a `Cascade`, or several.
    words
        One or more, with blanks between: a provision must have all of them, and each place of each is a row.
    regex
        Whether `words` is one regular expression instead (of Python's `re`), with blanks and all; it is matched with
        the text as written, upper and lower case alike.
    window
        Characters shown before and after.

    Returns
    -------
    pandas.DataFrame
        One row a place, in the order of the text: ``document``, ``title``, ``label``, ``printed`` (the number as the
        document prints it), ``chapter``, ``left``, ``keyword``, ``right``, ``start``, ``end`` (in the provision's
        text). ``attrs["left_out"]`` names files of a folder that could not be read.

    Raises
    ------
    CollectionError
        There is no document, no word, the window is no length, or the regular expression is none.

    Examples
    --------
    >>> from policycompare.reading import parse
    >>> dogs = parse("养犬条例\n第一条 养犬人应当登记。\n第二条 犬只应当每年免疫，免疫应当登记。\n", id="dogs")
    >>> search(dogs, "免疫 登记", window=4)[["printed", "left", "keyword", "right"]].values.tolist()[1]
    ['第二条', '年免疫，', '免疫', '应当登记']
    >>> len(search(dogs, r"应当.{0,2}登记", regex=True))
    2
    """
    patterns = _patterns(words, regex=regex)
    if isinstance(window, bool) or not isinstance(window, int) or window < 0:
        raise CollectionError(message("window {window}: give a number of characters, 0 or more", window=repr(window)))
    frame = provision_frame(documents)
    hits: list[Hit] = []
    for row in frame.itertuples(index=False):
        for start, end in _places(row.text if regex else _comparable(row.text), patterns):
            hits.append(
                Hit(
                    row.document, row.title, row.label, row.printed, row.chapter,
                    _one_line(row.text[max(0, start - window) : start]), _one_line(row.text[start:end]),
                    _one_line(row.text[end : end + window]), start, end,
                )
            )  # fmt: skip
    found = pd.DataFrame(map(astuple, hits), columns=[field.name for field in fields(Hit)])
    found.attrs["left_out"] = frame.attrs["left_out"]
    return noticed(found, frame.attrs["notices"])


def _patterns(words: str, *, regex: bool) -> list[re.Pattern[str]]:
    """Return a pattern for each word, or the one that is given."""
    if not isinstance(words, str) or not words.strip():
        raise CollectionError(message("{words}: give one or more words to look for", words=repr(words)))
    if not regex:
        return [re.compile(re.escape(_comparable(word))) for word in dict.fromkeys(words.split())]
    try:
        return [re.compile(words, re.IGNORECASE)]
    except re.error as error:
        raise CollectionError(
            message("“{words}” is no regular expression: {why}; leave regex out to look for it", words=words, why=error)
        ) from None


def _places(text: str, patterns: Sequence[re.Pattern[str]]) -> Iterator[tuple[int, int]]:
    """Yield where the words stand in a text that has all of them, in its order."""
    found = [[match.span() for match in pattern.finditer(text) if match[0]] for pattern in patterns]
    if all(found):
        yield from sorted({place for places in found for place in places})


def _comparable(text: str) -> str:
    """Return a text of the same length in which what is only written differently is the same."""
    out = text.translate(_half_width())
    plain = simplified(out)
    out = plain if len(plain) == len(text) else out
    lower = out.lower()
    return lower if len(lower) == len(text) else out


@cache
def _half_width() -> dict[int, str]:
    """Return the half-width form of each character that has one of a single character."""
    forms = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x80, 0x10000)}
    return {code: form for code, form in forms.items() if len(form) == 1 and form != chr(code)}


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)
