"""Markdown files: the text that the marks stand around, line for line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policycompare.language.dates import date_in
from policycompare.reading.extracted import Extracted, ExtractedLine, Metadata, Options, plain_lines, typed_cells
from policycompare.reading.formats.characters import with_common_forms
from policycompare.reading.formats.encoding import decode
from policycompare.reading.formats.table_rows import RowCell, TableRows
from policycompare.reading.limits import check_time

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADING = re.compile(r"[ ]{0,3}(#{1,6})[ \t]+")
_CLOSING_HASHES = re.compile(r"[ \t]+#+[ \t]*\Z")
_QUOTE = re.compile(r"\A[ ]{0,3}(?:>[ ]?)+")
_BULLET = re.compile(r"\A[ \t]{0,12}[-*+][ \t]+(?=\S)")
_RULE = re.compile(r"[ ]{0,3}(?:\|?[ \t]*:?-+:?[ \t]*)+\|?[ \t]*|[ ]{0,3}[-*_](?:[ \t]*[-*_]){2,}[ \t]*")
_LEAD = re.compile(r"\s{0,12}(?:\*\*|__)(?P<bold>[^*_\n]{1,60})(?:\*\*|__)(?=[^\s])")
_EMPHASIS = re.compile(r"(?<!\\)(\*\*\*|\*\*|__|(?<![0-9*])\*(?!\*))(?=\S)([^*_\n]{1,2000}?)(?<=\S)\1(?!\*)")
_LINK = re.compile(
    r"(?<!\\)(?P<image>!?)\[(?P<text>[^\[\]\n]{0,400})\]\((?:[^()\s]{0,2000})(?:[ ]\"[^\"\n]{0,400}\")?\)"
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_COMMENT = re.compile(r"<!--[^\n]{0,2000}?-->")
_KEY = re.compile(r"(?P<key>[^\s:：#-][^:：\n]{0,30}?)\s*[:：](?:\s+|(?=[^/\s])|\Z)(?P<value>.*)\Z")
_KEYS = {
    key: name
    for name, keys in {
        "title": ("标题", "题名", "名称", "文件名称", "title"),
        "number": ("文号", "发文字号", "发文号", "number", "docnumber"),
        "date": ("发布日期", "成文日期", "发文日期", "公布日期", "印发日期", "日期", "date", "published", "pubdate"),
        "issuer": ("发文机关", "发布机关", "发布单位", "制定机关", "印发机关", "issuer", "publisher"),
    }.items()
    for key in keys
}
"""Meanings of the keys of front matter; of several for one, the first in the file counts."""
_ISO_DATE = re.compile(r"\b([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})\b.*")
_MOST_KEYS = 60
"""Lines among which the head of a file (front matter) ends."""
_ITEM = re.compile(r"(?P<number>[ \t]{0,12}[0-9]{1,4}[.)])[ \t]+")
"""The blank behind the number of a list item is Markdown's, not the author's."""
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br[ ]?/?>", re.IGNORECASE)


def extract(data: bytes, name: str, options: Options) -> Extracted:
    r"""Return the text of a Markdown file without its marks; every line stays a line, with its line end.

    Examples
    --------
    >>> source = "# 关于安全的措施\r\n\r\n**1\\.落实责任。** 各单位要…\r\n| 2 | 检查 |\r\n".encode()
    >>> extract(source, "x.md", Options()).text
    '关于安全的措施\r\n\r\n1.落实责任。 各单位要…\r\n2 | 检查\r\n'
    """
    lines = plain_lines(with_common_forms(decode(data, name, options.encoding))).lines
    end = _end_of_front_matter(lines)
    shown = [ExtractedLine("", line.ending) for line in lines[:end]]
    shown += [_line(line) for line in lines[end:]]
    return Extracted(tuple(shown), metadata=_metadata(lines[:end]))


def _end_of_front_matter(lines: Sequence[ExtractedLine]) -> int:
    """Return how many lines at the start are front matter: keys and values between two lines of dashes."""
    if not lines or lines[0].text.rstrip() != "---":
        return 0
    for number, line in enumerate(lines[1:_MOST_KEYS], start=1):
        if line.text.rstrip() in ("---", "..."):
            return number + 1
        if line.text.strip() and not _KEY.match(line.text) and not line.text.startswith((" ", "\t", "-", "#")):
            return 0
    return 0


def _metadata(lines: Sequence[ExtractedLine]) -> Metadata:
    """Return what front matter says of the document, by the keys that people use."""
    said: dict[str, str] = {}
    for line in lines:
        match = _KEY.match(line.text)
        if match and (name := _KEYS.get(match["key"].strip().lower())):
            said.setdefault(name, match["value"].strip().strip("\"'“”").strip())
    if "date" in said:
        said["date"] = date_in(_ISO_DATE.sub(r"\1年\2月\3日", said["date"]))
    return Metadata(**said)


def _line(line: ExtractedLine) -> ExtractedLine:
    """Return a line without its marks."""
    check_time()
    heading = _HEADING.match(line.text)
    text = line.text
    if _RULE.fullmatch(text):
        return ExtractedLine("", line.ending)
    text = _QUOTE.sub("", text, count=1)
    if inner := _HEADING.match(text):
        text = _CLOSING_HASHES.sub("", text[inner.end() :])
    elif not text.lstrip().startswith(("**", "__")):
        text = _BULLET.sub("", text, count=1)
    if text.lstrip().startswith("|"):
        row = TableRows(0).row([_cell(cell) for cell in _cells(text)])
        return row[0]._replace(ending=line.ending) if row else ExtractedLine("", line.ending)
    bold = _LEAD.match(text)
    lead = len(_inline(bold["bold"])) if bold and not _ITEM.match(_inline(bold["bold"]) + " ") else 0
    text = _inline(text)
    if item := _ITEM.match(text):
        text = text[: item.end("number")] + text[item.end() :]
    cells = typed_cells(text)
    return ExtractedLine(
        text,
        line.ending,
        heading=len(heading[1]) if heading else 0,
        lead=lead,
        cells=cells,
        row="body" if cells else "",
    )


def _cells(row: str) -> list[str]:
    """Return the cells of a row as Markdown has it; a bar behind a backslash belongs to its cell."""
    return _BAR.split(row.strip().removeprefix("|").removesuffix("|"))


def _cell(source: str) -> RowCell:
    lines = [ExtractedLine(_inline(part).strip()) for part in _BREAK.split(source)]
    return RowCell(lines)


def _inline(line: str) -> str:
    line = _COMMENT.sub("", line)
    line = _LINK.sub(lambda m: "" if m["image"] else m["text"], line)
    for _ in range(2):  # bold inside italics, or the other way round
        line = _EMPHASIS.sub(r"\2", line)
    return _ESCAPE.sub(r"\1", line)
