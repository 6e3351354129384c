"""Web pages as saved from a government site (.html, .mht): the article in the page, as a browser shows it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policycompare.errors import ReadError
from policycompare.messages import message
from policycompare.reading.extracted import Extracted, ExtractedLine, Remark, assemble
from policycompare.reading.formats.characters import as_seen, lowered, raised
from policycompare.reading.formats.encoding import BOMS, by_line, decode, is_plausible, mended_lines
from policycompare.reading.formats.main_content import article_in, hidden_names, page_title, remove_furniture
from policycompare.reading.formats.plain import with_mended
from policycompare.reading.formats.table_rows import RowCell, TableRows
from policycompare.reading.formats.word_numbering import FORMS
from policycompare.reading.limits import Meter, check_time
from policycompare.reading.outline.front_matter import find_title
from policycompare.reading.outline.numbering import numbering_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from policycompare.reading.extracted import Options

_DECLARED = re.compile(rb"<meta\b[^>]{0,300}?charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}
"""Encodings that browsers use for these declarations."""
_BLOCKS = frozenset(
    {"p", "div", "li", "table", "section", "article", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "dt",
     "dd", "blockquote", "center", "pre", "hr", "br", "form", "fieldset", "header", "footer", "main", "address",
     "figure", "figcaption", "caption", "body", "tbody", "thead", "tfoot", "aside", "details", "summary"}
)  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ATTACHED = re.compile(r"\.(?:docx?|wps|pdf|xlsx?|et|zip|rar|ofd|jpe?g|png)(?:[?#]|$)", re.IGNORECASE)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_UNMARKED = re.compile(r"list-style(?:-type)?\s*:[^;]{0,60}\bnone\b", re.IGNORECASE)
_LIST_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_HAN_LIST = re.compile(r"list-style(?:-type)?\s*:[^;]{0,60}(?:cjk-ideographic|(?:simp|trad)-chinese)", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_EAST_ASIAN = r"[\u2e80-\u9fff\uff01-\uff60\u201c\u201d]"
_WRAPPED = re.compile(rf"(?<={_EAST_ASIAN})[ \t\f]{{0,40}}[\r\n][ \t\r\n\f]{{0,400}}(?={_EAST_ASIAN})")
_NUMBER_LENGTH = 16
"""Characters at the start of a line in which its number ends."""
_MOST_COLUMNS = 60
"""Greatest number of columns that a cell of a table spans."""
_MOST_ROWS = 1000
"""The same of rows."""
_MOST_ATTRIBUTES = 1000
"""Greatest number of attributes of an element; the parser needs the square of it in time."""
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_FEW_ERRORS = 0.001
"""Share of damaged characters up to which a page is read all the same."""
_MIME = (b"mime-version:", b"from:", b"subject:")
_STRIKES = frozenset({"del", "s", "strike"})
_RAISING = frozenset({"sup", "sub"})
_SHEET = 100_000
"""Characters of a style sheet that are looked at."""
_FEWEST_WRAPPED = 4
"""Least number of lines of preformatted text that were wrapped at a width."""
_WRAPPED_SHARE = 0.4
"""Least share of them that is full."""
_MIME_TYPE = re.compile(rb"(?:^|[\r\n])content-type:([^\r\n]*(?:[\r\n]{1,2}[ \t][^\r\n]*)*)", re.IGNORECASE)
_MOST_NESTED = 20
"""Greatest number of parts of parts in a web archive; a browser writes one."""
_LONGEST_HEAD = 5000
"""Greatest length of a part's head; a browser writes some dozen characters."""


def extract(data: bytes, name: str, options: Options) -> Extracted:
    """Return the article of a web page.

    Parameters
    ----------
    data
        The file's bytes, html or MIME (.mht).
    name
        What messages call it.
    options
        ``encoding`` overrides what the page declares.

    Returns
    -------
    Extracted
        A block or what stands between two line breaks is a line, a table row is a line; numbers that the browser
        gives to lists are written out. Navigation, forms and hidden parts are left out; the problems name the
        attachments that the article links to.
    """
    from lxml import etree

    meter = Meter(name, options.limits)
    meter.count("nodes", data.count(b"<") - data.count(b"</"))
    html, declared = _html_part(data, meter) if data[:1] != b"<" else (data, "")
    text, mended = _decode(html, name, options.encoding, declared)
    _check_attributes(text, name)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(
            message("{file}: line 1: no web page ({error}); save it again, or its text as .txt", file=name, error=error)
        ) from None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ReadError(
            message("{file}: line 1: the page is nested too deep, or too large; save its text as .txt", file=name)
        )
    body = root.find("body") if root is not None and root.tag == "html" else root
    if body is None:
        raise _without_text(name)
    title, is_sure = page_title(root)
    sheet = "".join("".join(style.itertext())[:_SHEET] for style in root.iter("style"))
    article = article_in(body, hidden_names(root))
    reader = _Reader(meter)
    lines = remove_furniture(reader.read(article))
    if not any(line.text for line in lines):
        raise _without_text(name)
    start = [line.text for line in lines[:12]]
    if title and title not in "".join("".join(start).split()) and (is_sure or not find_title(start)[0]):
        lines = [ExtractedLine(title, heading=1), *lines]
    return with_mended(assemble(lines, _remarks(reader, sheet)), mended)


def _check_attributes(text: str, name: str) -> None:
    """Refuse an element of so many attributes that the parser, which compares each with all others, would not end."""
    is_open = False
    for piece in text.split("<"):
        is_comment = piece.startswith("!--") and not is_open
        # Behind a tag that is not closed a quotation mark may end a value instead of beginning one.
        bare = piece if is_open or len(piece) < _MOST_ATTRIBUTES else _QUOTED.sub("", piece)
        tag, closed, _ = bare.partition(">")
        if not is_comment and len(tag) > _MOST_ATTRIBUTES and len(tag.split()) > _MOST_ATTRIBUTES:
            raise ReadError(
                message("{file}: line 1: an element has too many attributes; save its text as .txt", file=name)
            )
        is_open = not closed and not is_comment


def _remarks(reader: _Reader, sheet: str) -> Iterator[Remark]:
    if reader.attachments:
        names = "、".join(dict.fromkeys(reader.attachments))
        told = message("attachments are files of their own, fetch them from the page: {names}", names=names)
        yield Remark("attachment", told)
    if reader.struck:
        told = message("text struck through is left out: {text}", text="；".join(reader.struck)[:200])
        yield Remark("struck", told)
    if "counter-increment" in sheet:
        told = message(
            "the page numbers its paragraphs by a style sheet, and such numbers are not read; print it to PDF"
        )
        yield Remark("page-numbers", told)


def _without_text(name: str) -> ReadError:
    return ReadError(
        message(
            "{file}: line 1: no text in the page, which a script may load, or it is a picture or stands in a frame of "
            "its own; open it in a browser and save its text as .txt",
            file=name,
        )
    )


def _html_part(data: bytes, meter: Meter) -> tuple[bytes, str]:
    """Return the page inside a MIME web archive and its charset, or the bytes as they are.

    Of several pages in an archive (frames) it is the longest.
    """
    is_archive = meter.name.lower().endswith((".mht", ".mhtml")) or data[:4096].lstrip().lower().startswith(_MIME)
    if not is_archive or b"mime-version:" not in data[:8192].lower():
        return data, ""
    from email import message_from_bytes

    _check_mime(data, meter)
    found: tuple[bytes, str] = (b"", "")
    for part in message_from_bytes(data).walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and len(content) > len(found[0]):
                found = content, part.get_content_charset("")
    return found


def _check_mime(data: bytes, meter: Meter) -> None:
    """Refuse an archive whose heads would cost more to take apart than the page in it.

    The standard library parses parts in parts by recursion, and every parameter of a head anew.
    """
    types = _MIME_TYPE.findall(data)
    nested = sum(b"multipart" in found.lower() or b"message/" in found.lower() for found in types)
    if nested > _MOST_NESTED or len(types) > meter.limits.entries or any(len(t) > _LONGEST_HEAD for t in types):
        raise ReadError(
            message(
                "{file}: line 1: no browser writes the heads of this web archive; save the page again",
                file=meter.name,
            )
        )


def _decode(data: bytes, name: str, encoding: str | None, declared: str) -> tuple[str, list[int]]:
    """Return a page as text, and the lines that were in another encoding.

    It is read as asked, as marked, as it declares where that is plausible, or as plain text is.
    """
    if encoding or not data.strip() or any(data.startswith(bom) for bom, _ in BOMS):
        return decode(data, name, encoding), []
    match = _DECLARED.search(data[:8192])
    said = (match[1].decode("ascii") if match else declared).lower()
    said = _SUPERSETS.get(said, said)
    try:
        text = data.decode(said or "utf-8")
        if said.replace("-", "") == "utf8":
            return text, []
        if said and is_plausible(text):
            return mended_lines(text)
    except (LookupError, ValueError):
        pass  # an encoding that there is not, or another than declared
    try:
        return mended_lines(decode(data, name))
    except ReadError:
        if found := _with_damage(data, said):
            return found
        raise


def _with_damage(data: bytes, said: str) -> tuple[str, list[int]] | None:
    """Return a page of which some lines are in another encoding, or of which a few bytes are damaged."""
    by_lines = by_line(data)
    if by_lines and is_plausible(by_lines[0]):
        return by_lines
    if said not in ("utf-8", "gb18030", "big5hkscs"):
        return None
    text = data.decode(said, "replace")
    few = text.count("\ufffd") <= 1 + _FEW_ERRORS * len(text)
    return (text, []) if text and few and is_plausible(text) else None


class _Reader:
    """Walks a page in order, without recursion: pages nest as deep as they like."""

    def __init__(self, meter: Meter) -> None:
        self.meter = meter
        self.attachments: list[str] = []
        self.struck: list[str] = []
        self._sinks: list[list[ExtractedLine]] = [[]]
        self._pieces: list[tuple[str, bool]] = []
        self._tables: list[TableRows] = []
        self._number_of_tables = 0
        self._rows: list[list[RowCell]] = []
        self._spans: list[dict[int, int]] = []
        self._lists: list[tuple[str, int] | None] = []
        self._label = ""
        self._bold = self._pre = self._strikes = 0
        self._raisings: list[str] = []

    def read(self, article: etree._Element) -> list[ExtractedLine]:
        """Return the lines of the elements in `article`."""
        from lxml import etree

        for event, element in etree.iterwalk(article, events=("start", "end")):
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                self._open(element, tag)
                self._text(element.text)
            else:
                self._close(element, tag)
                if element is not article:
                    self._text(element.tail)
        self._flush()
        return self._sinks[0]

    def _open(self, element: etree._Element, tag: str) -> None:
        check_time()
        style = element.get("style", "")
        self._bold += tag in ("b", "strong") or bool(_BOLD.search(style))
        self._strikes += tag in _STRIKES
        if tag in _RAISING:
            self._raisings.append(tag)
        if tag in _BLOCKS or tag in ("tr", "td", "th"):
            self._flush()
        if tag == "pre":
            self._pre += 1
            self._sinks.append([])
        elif tag == "table":
            self._number_of_tables += 1
            self._tables.append(TableRows(self._number_of_tables))
            self._spans.append({})
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._sinks.append([])
        elif tag in ("ol", "ul"):
            self._lists.append(_numbered(element, style) if tag == "ol" else None)
        elif tag == "li" and self._lists and (numbered := self._lists[-1]):
            form, value = numbered
            value = int(element.get("value")) if re.fullmatch(r"[0-9]{1,4}", element.get("value", "")) else value
            self._lists[-1] = (form, value + 1)
            mark = "、" if form == "chineseCountingThousand" else "."
            self._label = f"{FORMS.get(form, str)(value)}{mark}" if 0 < value < 10_000 else ""

    def _close(self, element: etree._Element, tag: str) -> None:
        if tag in _BLOCKS or tag in ("tr", "td", "th"):
            self._flush(heading=_HEADINGS.get(tag, 0))
        self._bold -= tag in ("b", "strong") or bool(_BOLD.search(element.get("style", "")))
        self._strikes -= tag in _STRIKES
        if tag in _RAISING and self._raisings:
            self._raisings.pop()
        if tag == "pre":
            self._pre -= 1
            wrapped = self._sinks.pop()
            self._sinks[-1] += unwrapped(wrapped)
        elif tag == "table":
            self._spans.pop()
            self._tables.pop()
        elif tag == "tr":
            self._end_row(element)
        elif tag in ("td", "th"):
            self._end_cell(element)
        elif tag in ("ol", "ul"):
            self._lists.pop()
        elif tag == "li":
            self._label = ""
        elif tag == "a" and _ATTACHED.search(element.get("href", "")[-200:]):
            self.attachments.append("".join(element.itertext()).strip()[:80] or element.get("href", "")[-80:])

    def _end_row(self, element: etree._Element) -> None:
        cells = self._with_spans(self._rows.pop())
        rows = self._tables[-1] if self._tables else TableRows(0)
        is_head = len(element) > 0 and all(cell.tag == "th" for cell in element)
        self._sinks[-1] += rows.row(cells, is_head=is_head)

    def _end_cell(self, element: etree._Element) -> None:
        lines = self._sinks.pop()
        if not self._rows:
            self._sinks[-1] += lines
            return
        row = self._rows[-1]
        width = _span(element.get("colspan"), _MOST_COLUMNS)
        if self._spans:
            rows = _span(element.get("rowspan"), _MOST_ROWS)
            column = _free_column(len(row), self._spans[-1])
            if rows > 1:
                for further in range(column, min(column + width, _MOST_COLUMNS)):
                    self._spans[-1][further] = -rows
        row.append(RowCell(lines))
        self.meter.count("cells", width)
        row.extend([RowCell(spanned=True)] * (width - 1))

    def _with_spans(self, row: list[RowCell]) -> list[RowCell]:
        """Put empty cells where cells of the rows above reach down; count down how far they still reach."""
        if not self._spans:
            return row
        spans = self._spans[-1]
        for column in sorted(spans):
            if spans[column] < 0:
                spans[column] = -spans[column] - 1
            else:
                row.insert(column, RowCell(merged=True))
                self.meter.count("cells")
                spans[column] -= 1
            if not spans[column]:
                del spans[column]
        return row

    def _text(self, text: str | None) -> None:
        if not text:
            return
        if self._strikes:
            if text.strip():
                self.struck.append(text.strip()[:60])
            return
        text = as_seen(text)
        if self._raisings:
            text = (raised(text) if self._raisings[-1] == "sup" else lowered(text)) or text
        if not self._pre:
            self._pieces.append((text, self._bold > 0))
            return
        for number, line in enumerate(text.split("\n")):
            if number:
                self._flush()
            self._pieces.append((line, self._bold > 0))

    def _flush(self, *, heading: int = 0) -> None:
        line = _shown("".join(text for text, _ in self._pieces))
        if line:
            bold = ""
            for text, is_bold in self._pieces:
                if text.strip() and not is_bold:
                    break
                bold += text
            lead = len(_shown(bold)) if line.startswith(_shown(bold)) else 0
            self.meter.count("lines")
            self.meter.count("characters", len(line))
            label, self._label = ("" if numbering_of(line) else self._label), ""
            self._sinks[-1].append(
                ExtractedLine(label + line, number_length=len(label), heading=heading, lead=lead and lead + len(label))
            )
        self._pieces = []


def unwrapped(lines: list[ExtractedLine]) -> list[ExtractedLine]:
    """Return lines of equal width joined to the paragraphs that they were before they were broken to fit.

    That is so where most lines are as long as the longest; a line that is full and ends no sentence goes on in the
    next one, also where that starts with a reference (依照⏎第三条).
    """
    widths = [_width(line.text) for line in lines]
    full = max(widths, default=0) - 2
    if len(lines) < _FEWEST_WRAPPED or sum(width >= full for width in widths) < _WRAPPED_SHARE * len(lines):
        return lines
    out = [lines[0]]
    for before, width, line in zip(lines, widths, lines[1:], strict=False):
        if width >= full and before.text[-1] not in "。；：！？":
            out[-1] = out[-1]._replace(text=out[-1].text + line.text)
        else:
            out.append(line)
    return out


def _width(text: str) -> float:
    return sum(0.5 if char.isascii() else 1 for char in text)


def _shown(text: str) -> str:
    """Return text as a browser shows it: blanks run together, source lines of Chinese joined, no-break blanks kept."""
    text = _WRAPPED.sub(_joint, text.lstrip())
    return _BLANKS.sub(" ", text).replace("\u00a0", " ").strip(" 　\u200b\ufeff")


def _joint(wrapped: re.Match[str]) -> str:
    """Return what goes between two source lines of Chinese: nothing, or a blank behind a number (第一章 总则)."""
    start = wrapped.start()
    numbering = numbering_of(wrapped.string[:start]) if start < _NUMBER_LENGTH else None
    return " " if numbering and numbering.end == start else ""


def _numbered(element: etree._Element, style: str) -> tuple[str, int] | None:
    """Return the form and first number of a numbered list, or ``None`` where its numbers are not shown."""
    if _UNMARKED.search(style):
        return None
    form = "chineseCountingThousand" if _HAN_LIST.search(style) else _LIST_FORMS.get(element.get("type", ""), "decimal")
    start = element.get("start", "1")
    return form, int(start) if re.fullmatch(r"[0-9]{1,4}", start) else 1


def _span(value: str | None, most: int) -> int:
    return min(int(value), most) if value and re.fullmatch(r"[0-9]{1,6}", value) and int(value) else 1


def _free_column(place: int, spans: dict[int, int]) -> int:
    """Return the column of the `place`-th cell that a row has of its own."""
    column = place
    for taken in sorted(c for c, rows in spans.items() if rows > 0):
        column += taken <= column
    return column
