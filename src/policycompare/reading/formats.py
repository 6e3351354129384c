"""From a file to its text: which format it is, which encoding, and a clear refusal where neither is certain."""

from __future__ import annotations

import codecs
from pathlib import Path

from policycompare.errors import ReadError

BINARY_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "a zip archive (docx, xlsx, …)", "save it as plain text (.txt, UTF-8) from Word"),
    (b"%PDF", "a PDF", "copy its text into a .txt file (UTF-8)"),
    (b"\xd0\xcf\x11\xe0", "an old Word file (.doc)", "save it as plain text (.txt, UTF-8) from Word"),
    (b"{\\rtf", "an RTF file", "save it as plain text (.txt, UTF-8)"),
    (b"\x89PNG", "a picture", "run text recognition (OCR) on it and save the text"),
    (b"\xff\xd8\xff", "a picture", "run text recognition (OCR) on it and save the text"),
)

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


def read_text(path: str | Path) -> tuple[str, bytes]:
    """Return the text of a plain text file and its bytes.

    The encoding is told by a byte order mark, or is strict UTF-8, or is strict GB18030 whose characters are
    common ones. It is never guessed.

    Parameters
    ----------
    path
        A .txt or .md file.

    Returns
    -------
    tuple of (str, bytes)
        The text without its byte order mark, line ends as they are; the bytes of the file.

    Raises
    ------
    ReadError
        The file is missing, a folder, empty, binary, of a format that is not read yet, or its encoding is not
        certain.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ReadError(f"{path}: 没有这个文件。请检查路径（no such file; check the path）") from None
    except IsADirectoryError:
        raise ReadError(f"{path}: 这是文件夹，请给出其中的一个文件（this is a folder; name a file in it）") from None
    except OSError as error:
        raise ReadError(f"{path}: 无法读取（cannot be read: {error.strerror}）") from None
    return decode(data, str(path)), data


def decode(data: bytes, name: str) -> str:
    """Return `data` as text, see `read_text`; `name` is what messages call it."""
    for signature, what, way_out in BINARY_SIGNATURES:
        if data.startswith(signature):
            raise ReadError(f"{name}: 不是文本文件（this is {what}; {way_out}）")
    suffix = Path(name).suffix.lower()
    if suffix in {".docx", ".doc", ".pdf", ".html", ".htm", ".wps", ".xlsx"}:
        raise ReadError(f"{name}: 暂不读取 {suffix} 文件，请另存为 UTF-8 文本（save it as a .txt file, UTF-8）")
    if not data.strip():
        raise ReadError(f"{name}: 第1行：文件是空的（the file is empty; check that it was saved）")
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding, name)
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


def _gb18030(data: bytes, name: str, utf8_error: UnicodeDecodeError) -> str:
    line = data[: utf8_error.start].count(b"\n") + 1
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    letters = [c for c in text if c.isalpha() and ord(c) > 127]
    if letters and sum(c in COMMON for c in letters) / len(letters) >= MIN_COMMON_SHARE:
        return text
    raise ReadError(
        f"{name}: 第{line}行：既不是 UTF-8，也不像 GB18030 中文。请用编辑器另存为 UTF-8"
        "（neither UTF-8 nor plausible GB18030; save it as UTF-8 in your editor）"
    ) from None


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
        raise ReadError(f"{name}: 第1行：文件是空的（the file is empty; check that it was saved）")
    return text
