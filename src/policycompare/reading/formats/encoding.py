"""From bytes to text: which encoding it is, and a clear refusal where that is not certain."""

from __future__ import annotations

import codecs

from policycompare.errors import ReadError

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
        line = data[: data.index(b"\x00")].count(b"\n") + 1
        raise ReadError(
            f"{name}: 第{line}行：含有空字节，是二进制文件或没有标记的 UTF-16"
            "（a NUL byte: binary, or UTF-16 without a mark; save it as UTF-8 text）"
        )
    try:
        return data.decode("utf-8")
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


def _empty(name: str) -> ReadError:
    return ReadError(f"{name}: 第1行：文件是空的（the file is empty; check that it was saved）")


def _gb18030(data: bytes, name: str, utf8_error: UnicodeDecodeError) -> str:
    line = data[: utf8_error.start].count(b"\n") + 1
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if is_plausible(text):
        return text
    raise ReadError(
        f"{name}: 第{line}行：既不是 UTF-8，也不像 GB18030 中文。请用编辑器另存为 UTF-8，"
        "或用 --encoding 指明编码，如 big5"
        "（neither UTF-8 nor plausible GB18030; save it as UTF-8 in your editor, or name its encoding）"
    ) from None


def _given(data: bytes, encoding: str, name: str) -> str:
    for bom, marked in BOMS:
        if data.startswith(bom) and marked.startswith(encoding.lower()):
            return _strict(data[len(bom) :], marked, name)
    try:
        text = data.decode(encoding)
    except (LookupError, TypeError):
        raise ReadError(
            f"{name}: 没有文字编码“{encoding}”（no such encoding; for example utf-8, gb18030, big5, utf-16）"
        ) from None
    except (UnicodeError, ValueError) as error:
        line = data[: getattr(error, "start", 0)].count(b"\n") + 1
        raise ReadError(
            f"{name}: 第{line}行：不是 {encoding} 编码（this is not {encoding}; name another encoding）"
        ) from None
    if not text.strip():
        raise _empty(name)
    return text


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ReadError(
            f"{name}: 第{line}行：文件开头标明 {encoding}，但此处不合（the file is marked as {encoding} "
            "but breaks it here; save it again as UTF-8）"
        ) from None
    if not text.strip():
        raise _empty(name)
    return text
