"""From bytes to text: which encoding it is, and a clear refusal where that is not certain."""

from __future__ import annotations

import codecs
import re

from policycompare.errors import ReadError
from policycompare.messages import message

BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处府研究委安依责规应县镇乡街"
)
"""Frequent characters; text that was decoded with the wrong table has almost none of them."""

MIN_COMMON_SHARE = 0.10
"""Least share of very common characters among the letters of a Chinese text that was decoded rightly."""


def decode(data: bytes, name: str, encoding: str | None = None) -> str:
    """Return `data` as text without its byte order mark, line ends as they are.

    The encoding is the one that is given, or is told by a byte order mark, or is strict UTF-8, or is strict GB18030
    whose characters are common ones. It is never guessed.

    Parameters
    ----------
    data
        The bytes.
    name
        What messages call them.
    encoding
        Name of an encoding (``"big5"``), used strictly.

    Raises
    ------
    ReadError
        The bytes are none or blank, binary, break the encoding that is given or marked, or their encoding is not
        certain; or there is no such encoding.
    """
    if not data.strip():
        raise _empty(name)
    if encoding:
        return _given(data, encoding, name)
    for bom, marked in BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], marked, name)
    if b"\x00" in data:
        raise ReadError(
            message(
                "{file}: line {line}: a NUL byte: binary, or UTF-16 without a mark; save it as UTF-8 text",
                file=name,
                line=_line_of(data, data.index(b"\x00")),
            )
        )
    try:
        return _ungarbled(data.decode("utf-8"), name)
    except UnicodeDecodeError as utf8_error:
        return _gb18030(data, name, utf8_error)


def is_plausible(text: str) -> bool:
    """Whether enough of the letters of `text` beyond ASCII are frequent Chinese characters.

    Examples
    --------
    >>> is_plausible("关于安全生产的措施"), is_plausible("ภาษาไทย"), is_plausible("abc")
    (True, False, False)
    """
    letters = [c for c in text if c > "\x7f" and c.isalpha()]
    return bool(letters) and sum(c in COMMON for c in letters) / len(letters) >= MIN_COMMON_SHARE


def mended_lines(text: str) -> tuple[str, list[int]]:
    r"""Return a text decoded as GB18030 with the lines mended that were UTF-8, and their numbers from 1.

    Such lines come into a page when a paragraph is pasted into it by a program. Chinese read with the wrong table is
    never UTF-8 by chance for a whole line.

    Examples
    --------
    >>> wrong = "各单位，落实责任".encode().decode("gb18030")
    >>> mended_lines(f"1.加强检查。\n{wrong}\n")
    ('1.加强检查。\n各单位，落实责任\n', [2])
    """
    if not _MOJIBAKE.search(text):
        return text, []
    lines = text.split("\n")
    mended = []
    for number, line in enumerate(lines):
        if line.isascii():
            continue
        try:
            other = line.encode("gb18030").decode("utf-8")
        except UnicodeError:
            continue
        if len(other) < len(line) and is_plausible(other):
            lines[number] = other
            mended.append(number + 1)
    return "\n".join(lines), mended


def by_line(data: bytes) -> tuple[str, list[int]] | None:
    """Return bytes in GB18030 with lines in UTF-8 among them as text, and the numbers of those lines.

    ``None`` where a line is neither, or none is in UTF-8. No character of either has the byte of a line feed in it.
    """
    lines: list[str] = []
    mended: list[int] = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            try:
                lines.append(line.decode("gb18030"))
            except UnicodeDecodeError:
                return None
            continue
        if not text.isascii():
            mended.append(number)
        lines.append(text)
    return ("\n".join(lines), mended) if mended else None


# What the marks and commonest words of UTF-8 look like in the other table: a quick way out for nearly all texts.
_MOJIBAKE = re.compile("[锛銆鈥鐨勭殑紝]")


def _empty(name: str) -> ReadError:
    return ReadError(message("{file}: line 1: the file is empty; check that it was saved", file=name))


def _line_of(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1


_LATIN = ("latin-1", "cp1252")
_LOOKED_AT = 4000
"""Characters of a text from which it is told."""


def _ungarbled(text: str, name: str) -> str:
    """Return a text as it is; one that was saved in UTF-8 after it had been read with a Latin table is refused."""
    start = text[:_LOOKED_AT]
    if any("\u4e00" <= char <= "\u9fff" for char in start) or start.isascii():
        return text
    for latin in _LATIN:
        for right in ("utf-8", "gb18030"):
            try:
                meant = start[: start.rfind("\n")].encode(latin).decode(right)
            except UnicodeError:
                continue
            if is_plausible(meant):
                raise ReadError(
                    message(
                        "{file}: line 1: the text is garbled: it was {encoding}, read as {latin} and saved so; save it "
                        "again from the original",
                        file=name,
                        encoding=right,
                        latin=latin,
                    )
                )
    return text


def _gb18030(data: bytes, name: str, utf8_error: UnicodeDecodeError) -> str:
    bad = utf8_error
    encoding = "UTF-8"
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as gb_error:
        text = ""
        # The table that gets further is the right one, and its bad byte the one to look at.
        if gb_error.start > utf8_error.start and is_plausible(data[: gb_error.start].decode("gb18030", "ignore")):
            bad, encoding = gb_error, "GB18030"
    if is_plausible(text):
        return text
    raise ReadError(
        message(
            "{file}: line {line}: neither UTF-8 nor plausible Chinese in GB18030; byte {byte} does not fit {encoding}. "
            "Mend that line or save the file as UTF-8 in an editor, or name its encoding with --encoding, for example "
            "big5",
            file=name,
            line=_line_of(data, bad.start),
            byte=f"{data[bad.start]:02X}",
            encoding=encoding,
        )
    ) from None


def _given(data: bytes, encoding: str, name: str) -> str:
    for bom, marked in BOMS:
        if data.startswith(bom) and marked.startswith(encoding.lower()):
            return _strict(data[len(bom) :], marked, name)
    try:
        text = data.decode(encoding)
    except (LookupError, TypeError):
        raise ReadError(
            message(
                "{file}: there is no encoding “{encoding}”; for example utf-8, gb18030, big5, utf-16",
                file=name,
                encoding=encoding,
            )
        ) from None
    except (UnicodeError, ValueError) as error:
        raise ReadError(
            message(
                "{file}: line {line}: this is not {encoding}; name another encoding",
                file=name,
                line=_line_of(data, getattr(error, "start", 0)),
                encoding=encoding,
            )
        ) from None
    if not text.strip():
        raise _empty(name)
    return text


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadError(
            message(
                "{file}: line {line}: the file is marked as {encoding} but breaks it here; save it again as UTF-8",
                file=name,
                line=_line_of(data, error.start),
                encoding=encoding,
            )
        ) from None
    if not text.strip():
        raise _empty(name)
    return text
