"""Feed files of every format, mutated and made up, to the readers: ``fuzz_read.py SECONDS [--atheris]``."""

from __future__ import annotations

import argparse
import hashlib
import io
import random
import re
import sys
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.errors import ReadError
from policycompare.reading import Limits
from policycompare.reading.extracted import Options
from policycompare.reading.formats.registry import extract
from policycompare.reading.outline.builder import parse_extracted

LIMITS = Limits(file=2_000_000, unpacked=8_000_000, part=2_000_000, entries=200, pages=20, characters=300_000)
SECONDS, SECONDS_PER_MEGABYTE = 2.0, 40.0
"""What reading may take: a bound by size, so that no pattern may be worse than linear."""
NAMES = ("a.txt", "a.md", "a.docx", "a.html", "a.mht", "a.pdf", "a.xlsx", "a.bin")
if TYPE_CHECKING:
    from policycompare.documents import Document

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TEXT = (
    "附件\n上海市某某区关于安全的若干措施\n（送审稿）\n\n为了安全，制定以下措施。\n一、落实责任\n1.落实责任。（区应急局、各乡镇）\n"
    "[bookmark: _GoBack]2．加强检查：\n（一）培训；\n（二）检查。\n第十条之一　新增\n1.1 细则\n1 | 任务 | 区应急局 | 年底\n目录\n第一章 总则\n"
    "**压实责任。**各单位抓好落实，确保取得实效。\n附则\n附件1：清单\n某某区安委会\n2022年10月9日\n"
)
PIECES = [
    *TEXT.splitlines(), "\n", "\r", "　", "\x00", "\ufeff", "�", "（" * 30, "一" * 40, "1." * 30, "*" * 40, "|" * 20, "[" * 30, " " * 60,
    "<p>", "<table><tr><td rowspan=9 colspan=9>", "</td></tr></table>", "<ol start=7><li>", "<br>", "<div class=nav>", "&nbsp;", "<!--", "]]>",
    "<a href=x.doc>", "<h1>", "<pre>", "<meta charset=gbk>", "<li value=99999>", "</", "<b>", "<style>", "<td>", "</table>", "<tr>", "<html>",
    '<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>', "<w:tbl><w:tr><w:tc>",
    "</w:tc></w:tr></w:tbl>", "<w:ins>", "</w:ins>", "<w:r><w:br/></w:r>", "<w:sdt><w:sdtContent>", '<w:gridSpan w:val="9"/>', "<w:p/>",
    '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>', '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>eq \\o\\ac(○,1)</w:instrText>',
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>', '<w:vMerge/>', '<w:r><w:rPr><w:strike/></w:rPr><w:t>乙</w:t></w:r>', "\u2f00、", "\u200b第\u2f06条",
    "\uf06c", "\u2028", "---\n标题: 甲\n", "<sup>4</sup>", "<s>", "<p hidden>", "<style>.a{display:none}", "@media print{",
]  # fmt: skip


def check(data: bytes, name: str) -> None:
    """Read `data` as a file called `name`; raises what must not happen."""
    started = time.process_time()
    document, message = None, name
    try:
        document = parse_extracted(extract(data, name, Options(limits=LIMITS)), id="x")
    except ReadError as error:
        message = str(error)
    assert message.startswith(name), f"a message that does not name the file: {message}"
    taken = time.process_time() - started
    assert taken < SECONDS + SECONDS_PER_MEGABYTE * len(data) / 1e6, f"{taken:.1f} s for {len(data)} bytes"
    if document:
        nothing_lost(document)


def nothing_lost(document: Document) -> None:
    """Raise when the parts of a document are not its text, or a clause is not where it says."""
    text = document.text
    assert "".join(part.span.of(text) for part in document.parts) == text, "the parts are not the text"
    for measure in document.measures:
        # A row of a table holds its cells, a number over several rows those of each: they stand apart in the source.
        whole = measure.span.of(text)
        assert all(part in whole for part in re.split(r"\n| \| ", measure.text)), "a measure that is not in its span"
        assert all(clause.span.of(text) == clause.text for clause in measure.clauses), "a clause that is elsewhere"
    assert len(document.by_label) == len(document.provisions), "two provisions have one label"


def seeds() -> list[tuple[str, bytes]]:
    """Return a small file of each format."""
    import docx
    from openpyxl import Workbook

    made = docx.Document()
    for line in TEXT.splitlines():
        made.add_paragraph(line, style="List Number" if line.startswith("1.") else None)
    made.add_table(2, 3)
    word = io.BytesIO()
    made.save(word)
    page = (
        "<html><head><meta charset=utf-8></head><body><div id=zoom>"
        + TEXT.replace("\n", "<br>")
        + "</div></body></html>"
    )
    mime = b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n" + page.encode()
    shown = b"BT /F1 12 Tf 72 700 Td (1. Do this.) Tj 0 -20 Td (2. Do that.) Tj ET"
    pdf = (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
        b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        b"trailer<</Root 1 0 R>>" % (len(shown), shown)
    )
    book = io.BytesIO()
    rows = [
        line.split(" | ")
        for line in ("序号 | 任务 | 责任单位 | 时限", "1 | 检查 | 区应急局 | 年底", "2 | 培训 | 区教育局 | 长期")
    ]
    sheet = Workbook()
    for row in rows:
        sheet.active.append(row)
    sheet.active.merge_cells("C2:C3")
    sheet.save(book)
    files = {"a.txt": TEXT.encode(), "b.txt": TEXT.encode("gb18030"), "a.md": TEXT.encode(), "a.docx": word.getvalue(),
             "a.html": page.encode(), "a.mht": mime, "a.pdf": pdf, "a.xlsx": book.getvalue()}  # fmt: skip
    return list(files.items())


def mutated(chance: random.Random, files: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """Return a file with bytes changed, cut, doubled or moved, a Word file with its XML changed, or one made up."""
    name, data = chance.choice(files)
    if chance.random() < 0.3:
        name = chance.choice(NAMES)
        data = "".join(chance.choices(PIECES, k=chance.randrange(1, 120))).encode("utf-8", "replace")
        return name, _packed(data) if name.endswith("docx") and chance.random() < 0.9 else data
    if name.endswith(("docx", "xlsx")) and chance.random() < 0.8:
        return name, _repacked(data, chance)
    return name, _changed(data, chance)


def _changed(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.randrange(1, 12)):
        place, length = chance.randrange(len(out) + 1), chance.randrange(1, 40)
        way = chance.randrange(5)
        if way == 0:
            out[place : place + length] = chance.randbytes(length)
        elif way == 1:
            del out[place : place + length]
        elif way == 2:
            out[place:place] = out[place : place + length] * chance.randrange(1, 50)
        elif way == 3:
            out[place:place] = chance.choice(PIECES).encode("utf-8", "replace")
        elif out:
            place %= len(out)
            out[place] ^= 1 << chance.randrange(8)
    return bytes(out[: LIMITS.file])


def _packed(body: bytes) -> bytes:
    xml = f'<w:document xmlns:w="{W}"><w:body>'.encode() + body + b"</w:body></w:document>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", xml)
    return out.getvalue()


def _repacked(data: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        word = ("word/document.xml", "word/numbering.xml", "word/styles.xml")
        parts = [name for name in before.namelist() if name in word or not name.startswith(("word/", "docProps/"))]
        spoiled = chance.choice(parts)
        for part in parts:
            content = before.read(part)
            if part == spoiled and chance.random() < 0.7:
                content = _swapped(content, chance)
            elif part == spoiled:
                content = _changed(content, chance)
            after.writestr(part, content)
    return out.getvalue()


def _swapped(content: bytes, chance: random.Random) -> bytes:
    """Change figures, names and the order of elements, so that the XML mostly stays well-formed."""
    pieces = content.split(b">")
    for _ in range(chance.randrange(1, 30)):
        one, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
        if pieces[one].endswith(b"/") and pieces[other].endswith(b"/"):
            pieces[one], pieces[other] = pieces[other], pieces[one]
        elif chance.random() < 0.5:
            value = chance.choice([b"-1", b"0", b"99999999999", b"%9", b"%1%2%3", b"x", b"bullet", b"chineseCounting"])
            before, mark, behind = pieces[one].partition(b'w:val="')
            pieces[one] = before + mark + (value + b'"' + behind.partition(b'"')[2] if mark else behind)
    return b">".join(pieces)


def guarded(name: str, data: bytes) -> None:
    """Check a file; keep it when it breaks something."""
    try:
        check(data, name)
    except BaseException:
        kept = Path(f"found-{hashlib.sha256(data).hexdigest()[:12]}-{name}.bin")
        kept.write_bytes(data)
        print(f"kept as {kept}", file=sys.stderr)
        raise


def main() -> None:
    """Run for the seconds given; a seed makes a run repeatable."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--atheris", action="store_true")
    options = parser.parse_args()
    if options.atheris:
        return by_coverage(options.seconds)
    chance = random.Random(options.seed)
    files = seeds()
    end, count = time.monotonic() + options.seconds, 0
    while time.monotonic() < end:
        guarded(*mutated(chance, files))
        count += 1
    print(f"{count} files in {options.seconds:.0f} s: nothing but ReadError, nothing lost, none too slow")
    return None


def by_coverage(seconds: float) -> None:
    """Let atheris choose the bytes: the first says which format they are."""
    import atheris

    with atheris.instrument_imports(include=["policycompare.reading"]):
        import importlib

        for module in ("word", "word_numbers", "web", "article", "pdf", "layout", "markdown", "structure", "outline"):
            importlib.reload(importlib.import_module(f"policycompare.reading.{module}"))

    def one(data: bytes) -> None:
        name = NAMES[data[0] % len(NAMES)] if data else NAMES[0]
        body = data[1:]
        guarded(name, _packed(body) if name.endswith("docx") else body)

    corpus = Path("fuzz-corpus")
    corpus.mkdir(exist_ok=True)
    for name, data in seeds():
        number = bytes([NAMES.index(name) if name in NAMES else 0])
        (corpus / name).write_bytes(number + (PIECES[-8].encode() if name.endswith("docx") else data))
    atheris.Setup(
        [sys.argv[0], f"-max_total_time={seconds:.0f}", "-max_len=20000", "-rss_limit_mb=3000", str(corpus)], one
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
