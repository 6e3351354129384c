"""Markdown files: the text that the marks stand around, line for line."""

from __future__ import annotations

import re

from policycompare.reading.extracted import Extracted, Options
from policycompare.reading.formats.encoding import decode
from policycompare.reading.formats.table_rows import CELL_GAP

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
_ITEM = re.compile(r"(?P<number>[ \t]{0,12}[0-9]{1,4}[.)])[ \t]+")
"""The blank behind the number of a list item is Markdown's, not the author's."""
_BREAK = re.compile(r"<br[ ]?/?>", re.IGNORECASE)


def extract(data: bytes, name: str, options: Options) -> Extracted:
    r"""Return the text of a Markdown file without its marks; every line stays a line, with its line end.

    Examples
    --------
    >>> source = "# 关于安全的措施\r\n\r\n**1\\.落实责任。** 各单位要…\r\n| 2 | 检查 |\r\n".encode()
    >>> extract(source, "x.md", Options()).text
    '关于安全的措施\r\n\r\n1.落实责任。 各单位要…\r\n2 | 检查\r\n'
    """
    source = decode(data, name, options.encoding)
    lines: list[str] = []
    headings: list[tuple[int, int]] = []
    leads: list[tuple[int, int]] = []
    for index, whole in enumerate(re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", source)):
        raw = whole.rstrip("\r\n")
        if heading := _HEADING.match(raw):
            headings.append((index, len(heading[1])))
        text, lead = _plain(raw)
        if lead:
            leads.append((index, lead))
        lines.append(text + whole[len(raw) :])
    return Extracted("".join(lines), (), tuple(headings), tuple(leads))


def _plain(line: str) -> tuple[str, int]:
    """Return a line without its marks, and the length of its bold beginning."""
    if _RULE.fullmatch(line):
        return "", 0
    line = _QUOTE.sub("", line, count=1)
    if heading := _HEADING.match(line):
        line = _CLOSING_HASHES.sub("", line[heading.end() :])
    elif not line.lstrip().startswith(("**", "__")):
        line = _BULLET.sub("", line, count=1)
    if line.lstrip().startswith("|"):
        cells = line.strip().removeprefix("|").removesuffix("|").split("|")
        line = CELL_GAP.join(_BREAK.sub(" ", cell).strip() for cell in cells)
    bold = _LEAD.match(line)
    lead = len(_inline(bold["bold"])) if bold and not _ITEM.match(_inline(bold["bold"]) + " ") else 0
    text = _inline(line)
    item = _ITEM.match(text)
    return (text[: item.end("number")] + text[item.end() :] if item else text), lead


def _inline(line: str) -> str:
    line = _COMMENT.sub("", line)
    line = _LINK.sub(lambda m: "" if m["image"] else m["text"], line)
    for _ in range(2):  # bold inside italics, or the other way round
        line = _EMPHASIS.sub(r"\2", line)
    return _ESCAPE.sub(r"\1", line)
