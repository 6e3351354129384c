"""Files made to do harm: refused in words, at once, and nothing is fetched."""

from __future__ import annotations

import io
import socket
import struct
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

import policycompare as pc
from policycompare.reading import Limits
from policycompare.reading.formats.word_xml import W

sys.path.insert(0, str(Path(__file__).parent))
import hostile_inputs

NS = W.strip("{}")
BODY = f'<w:document xmlns:w="{NS}"><w:body><w:p><w:r><w:t>1.甲。</w:t></w:r></w:p></w:body></w:document>'


@pytest.fixture(autouse=True)
def offline(monkeypatch):
    """No test here may open a connection."""

    def refuse(*_arguments, **_options):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def packed(write):
    """Write a .docx with these parts."""

    def _packed(parts, name="draft.docx", compression=zipfile.ZIP_DEFLATED):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", compression) as archive:
            for part, content in parts.items():
                archive.writestr(part, content)
        return write(out.getvalue(), name)

    return _packed


def refusal(path, **options):
    with pytest.raises(pc.ReadError) as caught:
        pc.read(path, **options)
    message = str(caught.value)
    assert message.startswith(str(path))
    return message


def test_a_zip_bomb_is_refused_by_its_directory_and_while_it_unpacks(packed):
    declared = packed({"word/document.xml": BODY, "word/media/a.bmp": b"\0" * 3_000_000})
    assert "压缩炸弹" in refusal(declared, limits=Limits(unpacked=1_000_000))
    assert "压缩炸弹" in refusal(packed({"word/document.xml": BODY + " " * 3_000_000}), limits=Limits(part=1_000_000))


def test_a_directory_that_lies_about_a_size_does_not_help_a_bomb(packed):
    path = packed({"word/document.xml": BODY + " " * 3_000_000})
    data = bytearray(path.read_bytes())
    entry = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, entry + 24, 500)
    path.write_bytes(bytes(data))
    assert refusal(path, limits=Limits(part=1_000_000))


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "C:\\x.txt", "word/../../x", "..\\x"])
def test_unsafe_paths_in_an_archive_are_refused(packed, name):
    assert "不安全的路径" in refusal(packed({"word/document.xml": BODY, name: b"x"}))


def test_macros_and_passwords_are_refused(packed):
    assert "宏" in refusal(packed({"word/document.xml": BODY, "word/vbaProject.bin": b"x"}, "draft.docm"))
    path = packed({"word/document.xml": BODY})
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    path.write_bytes(bytes(data))
    assert "加密" in refusal(path)


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
FETCHES = '<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd">'
READS = '<!DOCTYPE x [<!ENTITY c SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("declared", [LAUGHS, FETCHES, READS])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/footnotes.xml"])
def test_entities_in_a_word_file_are_refused(packed, declared, encoding, part):
    body = BODY.replace("甲", "&c;") if declared != FETCHES else BODY
    bad = f'<?xml version="1.0" encoding="{encoding}"?>{declared}{body}'.encode(encoding)
    noted = BODY.replace("</w:r>", '<w:footnoteReference w:id="1"/></w:r>')
    assert "实体" in refusal(packed({"word/document.xml": noted, part: bad}))


def test_links_to_outside_are_told_and_never_followed(packed):
    types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="1" Type="{types}/image" Target="http://example.invalid/a.png" TargetMode="External"/>'
        f'<Relationship Id="2" Type="{types}/hyperlink" Target="http://example.invalid/" TargetMode="External"/></Relationships>'
    )
    doc = pc.read(packed({"word/document.xml": BODY, "word/_rels/document.xml.rels": links}))
    assert [w.kind for w in doc.warnings] == ["external"]


def test_a_page_that_wants_things_from_the_network_gets_none(write):
    page = (
        "<!DOCTYPE html SYSTEM 'http://example.invalid/x.dtd'><html><head><base href='http://example.invalid/'>"
        "<link rel=stylesheet href='http://example.invalid/a.css'></head><body><iframe src='http://example.invalid/'></iframe>"
        "<img src='http://example.invalid/a.png'><p>1.落实。</p><p>2.检查。</p></body></html>"
    )
    assert len(pc.read(write(page, "page.html")).measures) == 2


def test_entities_in_a_page_do_not_grow_and_read_no_file(write):
    page = f"{LAUGHS}{READS}<html><body><p>1.落实&c;&b;。</p><p>2.检查。</p></body></html>"
    text = pc.read(write(page, "page.html")).text
    assert "ha" not in text.replace("&b", "")
    assert "root:" not in text


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as out:
        out.truncate(1_000_000_001)
    assert "Limits.file" in refusal(path)


def test_a_text_that_grows_beyond_its_limit_is_refused(packed):
    body = BODY.replace("甲", "甲" * 5000)
    assert "Limits.characters" in refusal(packed({"word/document.xml": body}), limits=Limits(characters=4000))


def test_deep_nesting_is_refused(packed):
    nested = BODY.replace("<w:p>", "<w:sdt><w:sdtContent>" * 3000 + "<w:p>").replace(
        "</w:p>", "</w:p>" + "</w:sdtContent></w:sdt>" * 3000
    )
    assert "XML" in refusal(packed({"word/document.xml": nested}))


def test_too_many_parts_are_refused(packed):
    parts = {"word/document.xml": BODY} | {f"x/{n}": b"" for n in range(50)}
    assert "Limits.entries" in refusal(packed(parts), limits=Limits(entries=20))


def test_a_damaged_part_is_named(packed):
    path = packed({"word/document.xml": BODY})
    data = bytearray(path.read_bytes())
    start = data.index(b"word/document.xml") + len("word/document.xml")
    data[start + 20 : start + 40] = bytes(20)
    path.write_bytes(bytes(data))
    assert "word/document.xml" in refusal(path)


@pytest.mark.parametrize("packings", [1, 2, 3])
def test_a_pdf_bomb_is_refused_before_it_is_opened(write, packings):
    shown = b" " * 3_000_000
    for _ in range(packings):
        shown = zlib.compress(shown)
    path = write(pdf_of(shown, b"/FlateDecode" * packings), "draft.pdf")
    assert "压缩炸弹" in refusal(path, limits=Limits(part=1_000_000))


def test_a_pdf_of_too_much_text_is_stopped_by_the_limit(write):
    shown = b"BT /F1 12 Tf 72 700 Td " + b"".join(b"(%d. Measure.) Tj 0 -0.2 Td " % n for n in range(3000)) + b"ET"
    path = write(pdf_of(zlib.compress(shown), b"/FlateDecode"), "draft.pdf")
    assert "Limits.characters" in refusal(path, limits=Limits(characters=20_000))


def pdf_of(shown, filters):
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter[%s]>>stream\n%s\nendstream" % (len(shown), filters, shown),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    numbered = b"".join(b"%d 0 obj%s endobj\n" % (n, o) for n, o in enumerate(objects, 1))
    return b"%PDF-1.4\n" + numbered + b"trailer<</Root 1 0 R>>"


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "draft.doc", "--convert"),
        (b"{\\rtf1 }", "draft.rtf", "--convert"),
        (b"Rar!\x1a\x07", "all.rar", "解压"),
        ("1.甲。".encode(), "draft.docx", "内容却不是"),
        ("1.甲。".encode(), "draft.pdf", "内容却不是"),
        (b"%PDF-1.7\n1 0 obj", "draft.txt", "PDF"),
    ],
)
def test_other_formats_get_a_way_out(write, content, name, says):
    assert says in refusal(write(content, name))


def test_a_picture_gets_a_way_out_where_nothing_recognises_text(write, monkeypatch):
    monkeypatch.setattr("policycompare.reading.formats.scan.is_available", lambda: False)
    assert "OCR" in refusal(write(b"\x89PNG\r\n", "scan.png"))


def test_an_archive_without_a_word_document_is_no_document(packed):
    assert "Word" in refusal(packed({"a.txt": b"x"}))
    assert "workbook" in refusal(packed({"xl/workbook.xml": b"x"}, "book.docx"))


def test_a_number_of_thousands_of_digits_is_no_fault_of_the_program(packed, write):
    digits = "9" * 5000
    span = f'<w:tc><w:tcPr><w:gridSpan w:val="{digits}"/></w:tcPr><w:p><w:r><w:t>1.检查。</w:t></w:r></w:p></w:tc>'
    body = f'<w:document xmlns:w="{NS}"><w:body><w:tbl><w:tr>{span}</w:tr></w:tbl></w:body></w:document>'
    assert "检查" in pc.read(packed({"word/document.xml": body})).text
    text = f"某区措施\n1.每年检查{digits}次，罚款{digits}元。\n2.依照第{digits}条，于{digits}年前完成。\n"
    path = write(text, "long.txt")
    assert len(pc.read(path).measures) == 2
    with pytest.raises(pc.ReadError, match="没有"):
        pc.read(path, part=digits)


@pytest.mark.parametrize(
    "made", [hostile_inputs.merged_ranges, hostile_inputs.links_of_cells, hostile_inputs.conditions]
)
def test_a_workbook_with_more_beside_its_rows_than_in_them_is_refused_before_openpyxl_sees_it(write, made, monkeypatch):
    monkeypatch.setattr("openpyxl.load_workbook", lambda *_, **__: pytest.fail("it was handed on"))
    assert "Limits.nodes" in refusal(write(made(60_000), "list.xlsx"))


def test_a_damaged_workbook_is_told_without_thousands_of_its_characters(write):
    path = write(hostile_inputs.workbook(f"<sheetData/><x{'9' * 5000}>"), "list.xlsx")
    assert len(refusal(path)) < 1000
