from __future__ import annotations

import pytest

import policycompare as pc
from policycompare import ReadError, read

TEXT = "关于安全的措施\n1.各单位应当落实安全生产责任制度。\n2.各单位应当加强检查。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_one_text_in_any_certain_encoding_gives_the_same_measures(write, encoding):
    doc = read(write(TEXT.encode(encoding)))
    assert [m.text for m in doc.measures] == ["各单位应当落实安全生产责任制度。", "各单位应当加强检查。"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_system_are_read(write, ending):
    assert len(read(write(TEXT.replace("\n", ending))).measures) == 2


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "empty.txt", "空"),
        (b" \n\t\n", "blank.txt", "空"),
        (b"\xef\xbb\xbf", "mark.txt", "空"),
        (b"PK\x03\x04rest", "draft.docx", "zip"),
        (b"%PDF-1.7", "draft.pdf", "PDF"),
        (b"abc\n\x00\x01", "binary.txt", "第2行"),
        ("第一行\n".encode() + b"\xff\xfe\xfd\xfc\x80", "broken.txt", "第2行"),
        ("1.ภาษาไทยสวัสดีครับผม\n".encode("cp874"), "thai.txt", "GB18030"),
        (b"\xef\xbb\xbfok\n\xff\xff", "marked.txt", "第2行"),
    ],
)
def test_what_is_no_certain_text_is_refused_by_name_with_a_way_out(write, content, name, says):
    path = write(content, name)
    with pytest.raises(ReadError) as caught:
        read(path)
    assert str(caught.value).startswith(str(path))
    assert says in str(caught.value)


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(ReadError, match="没有这个文件"):
        read(tmp_path / "no.txt")
    with pytest.raises(ReadError, match="文件夹"):
        read(tmp_path)


def test_big5_is_read_when_it_is_asked_for_and_never_guessed(write):
    path = write("關於安全的措施\n1.各單位應當落實責任。\n2.加強檢查。\n".encode("big5"))
    with pytest.raises(ReadError, match="encoding"):
        read(path)
    assert [m.text for m in read(path, encoding="big5").measures] == ["各單位應當落實責任。", "加強檢查。"]


@pytest.mark.parametrize(
    ("encoding", "says"),
    [
        ("utf-8", "第2行：不是 utf-8"),
        ("klingon", "没有文字编码"),
        ("rot13", "没有文字编码"),
        ("zlib", "没有文字编码"),
        ("idna", "idna"),
    ],
)
def test_an_encoding_that_does_not_fit_or_exist_is_refused(write, encoding, says):
    with pytest.raises(ReadError, match=says):
        read(write("措施\n".encode() + b"1.\xff\xfe\n"), encoding=encoding)


def test_a_given_encoding_passes_over_its_byte_order_mark(write):
    for encoding in ("utf-8", "utf-16"):
        assert (
            read(
                write("措施\n1.甲。\n".encode("utf-8-sig" if encoding == "utf-8" else encoding)), encoding=encoding
            ).title
            == "措施"
        )


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("# 措施 #\n", "措施\n"),
        ("## 一、总则\r\n**1.** 甲**乙**丙*丁*。\r\n", "一、总则\r\n1.甲乙丙丁。\r\n"),
        ("1\\. 落实\\*责任\\*。", "1.落实*责任*。"),
        ("- 落实\n* 检查\n+ 问责", "落实\n检查\n问责"),
        ("> 引文\n---\n***\n", "引文\n\n\n"),
        ("| 序号 | 任务 |\n|---|:-:|\n| 1 | 检查<br>整改 |\n", "序号 | 任务\n\n1 | 检查 整改\n"),
        ("见[通知](http://example.invalid/a)及![图](a.png)<!-- 略 -->。", "见通知及。"),
        ("5*3=15，**未完", "5*3=15，**未完"),
        ("（区应急局、各乡镇）", "（区应急局、各乡镇）"),
    ],
)
def test_markdown_is_read_without_its_marks_line_for_line(write, source, text):
    assert read(write(source, "draft.md")).text == text


def test_bold_beginnings_in_markdown_are_measures_without_numbers(write):
    rest = "各有关部门要按照职责分工认真抓好落实，确保取得实效。"
    source = "# 某某意见\n\n" + "\n\n".join(f"**{lead}**{rest}" for lead in ("压实责任。", "强化检查。", "严肃问责。"))
    assert [m.text for m in read(write(source, "draft.md")).measures] == [
        f"{lead}{rest}" for lead in ("压实责任。", "强化检查。", "严肃问责。")
    ]


@pytest.mark.parametrize("name", ["draft.txt", "draft", "draft.text", "公开.TXT"])
def test_plain_text_is_read_to_the_character(write, name):
    content = "\t措施 \r\n\r\n1.甲\x0b乙。\u2028\r2.**丙**\\.\n\n"
    assert read(write(content, name)).text == content


def test_an_old_word_file_is_converted_when_asked_and_libreoffice_is_there(write, monkeypatch):
    path = write(b"\xd0\xcf\x11\xe0" + bytes(100), "draft.doc")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ReadError, match="LibreOffice"):
        read(path, convert=True)


def test_what_libreoffice_makes_of_an_old_file_is_read(write, tmp_path, monkeypatch):
    """A stand-in for soffice that writes a .docx where it is told to: the real one is tried by hand."""
    import docx

    made = docx.Document()
    for line in ("措施", "1.甲事。", "2.乙事。"):
        made.add_paragraph(line)
    made.save(tmp_path / "made.docx")
    office = tmp_path / "bin" / "soffice"
    office.parent.mkdir()
    office.write_text(
        '#!/bin/sh\nwhile [ "$1" != "--outdir" ]; do shift; done\n/bin/mkdir -p "$2"\n'
        f'/bin/cp "{tmp_path / "made.docx"}" "$2/source.docx"\necho "$http_proxy" > "{tmp_path / "proxy"}"\n'
    )
    office.chmod(0o755)
    monkeypatch.setenv("PATH", str(office.parent))
    doc = read(write(b"{\\rtf1 old}", "draft.rtf"), convert=True)
    assert [m.text for m in doc.measures] == ["甲事。", "乙事。"]
    assert (tmp_path / "proxy").read_text().startswith("http://127.0.0.1")


@pytest.mark.parametrize("suffix", ["txt", "md"])
def test_an_invisible_character_of_a_draft_stays_so_that_a_check_can_name_it(write, suffix):
    document = pc.read(write("某市措施\n\n1. 检\u200b查公开。\n\n2. 落实\u2f00项责任。\n", f"draft.{suffix}"))
    assert [m.text for m in document.measures] == ["检\u200b查公开。", "落实一项责任。"]
    assert "PC103" in set(pc.check(document).to_frame()["rule"])


def test_a_bar_in_a_sentence_of_a_plain_text_makes_no_row_of_it():
    document = pc.parse("某市措施\n1.落实“线上|线下”检查。\n2.公开结果|名单。\n3.整改。\n")
    assert [m.text for m in document.measures] == ["落实“线上|线下”检查。", "公开结果|名单。", "整改。"]


@pytest.mark.parametrize(
    ("keys", "number", "date", "issuer"),
    [
        ("标题: 某区绿化办法\n文号: 某府规〔2024〕3号\n发布日期: 2024-03-05", "某府规〔2024〕3号", "2024-03-05", ""),
        ('title: "某区绿化办法"\ndate: 2024/3/5 10:00\ntags:\n  - 绿化', "", "2024-03-05", ""),
        ("标题：某区绿化办法\n成文日期：2024年3月5日\n发文机关：某区人民政府", "", "2024-03-05", "某区人民政府"),
    ],
)
def test_front_matter_of_markdown_says_title_number_date_and_issuer(write, keys, number, date, issuer):
    doc = read(write(f"---\n{keys}\n---\n\n第一条 甲。\n\n第二条 乙。\n", "draft.md"))
    assert (doc.title, doc.number, doc.date, doc.issuer) == ("某区绿化办法", number, date, issuer)
    assert [m.text for m in doc.measures] == ["甲。", "乙。"]


def test_a_rule_at_the_start_of_markdown_is_no_front_matter(write):
    doc = read(write("---\n第一条 甲。\n\n第二条 乙。\n---\n", "draft.md"))
    assert [m.text for m in doc.measures] == ["甲。", "乙。"]


def test_a_bar_behind_a_backslash_stays_in_its_cell_of_markdown(write):
    source = (
        "| 序号 | 任务 | 责任单位 |\n|---|---|---|\n| 1 | 线上\\|线下检查。 | 区应急局 |\n| 2 | 建台账。 | 区教育局 |\n"
    )
    first = read(write(source, "draft.md")).measures[0]
    assert (first.text, [u.name for u in first.units]) == ("线上|线下检查。", ["区应急局"])


@pytest.mark.parametrize("name", ["draft.txt", "draft.md"])
@pytest.mark.parametrize(
    "heads",
    [
        ("\u2f00、总则", "\u2f06、附则"),
        ("\u200b一、总则", "\ufeff二、附则"),
        ("\u2003\u2003一、总则", "\u2002二、附则"),
        ("\uf06c一、总则", "\uf06c 二、附则"),
        ("一\u200d、总则", "二\u2060、附则"),
        ("\u0007一、总则", "\u00ad二、附则"),
    ],
)
def test_numbers_are_read_as_they_look_whatever_characters_make_them(write, name, heads):
    text = f"某区绿化办法\n\n{heads[0]}\n\n1.甲事要办好。\n\n{heads[1]}\n\n2.乙事要办好。\n"
    doc = read(write(text, name))
    assert [c.heading for c in doc.chapters] == ["一、总则", "二、附则"]
    assert "".join(part.span.of(doc.text) for part in doc.parts) == doc.text


@pytest.mark.parametrize("brackets", ["︵︶", "﹙﹚"])
def test_vertical_and_small_brackets_are_brackets(write, brackets):
    text = "某区措施\n" + "".join(f"{brackets[0]}{n}{brackets[1]}做好第{n}项工作。\n" for n in "一二三")
    assert [m.label for m in read(write(text, "draft.txt")).measures] == ["1", "2", "3"]


@pytest.mark.parametrize("ending", ["\u2028", "\u2029", "\x0b", "\x0c", "\x85"])
def test_line_ends_of_other_programs_part_the_lines_of_a_text(write, ending):
    text = ending.join(["某区措施", "1.甲事要办好。", "2.乙事要办好。", ""])
    doc = read(write(text, "draft.txt"))
    assert (doc.title, [m.text for m in doc.measures]) == ("某区措施", ["甲事要办好。", "乙事要办好。"])
    assert doc.text == text


def test_a_bad_byte_is_named_with_its_line(write):
    lines = [f"{n}.各单位要落实安全生产责任。".encode("gb18030") for n in range(1, 10)]
    lines[6] += b"\xff\xff"
    with pytest.raises(ReadError, match=r"第7行.*FF.*GB18030"):
        read(write(b"\n".join(lines), "draft.txt"))


@pytest.mark.parametrize(("wrong", "right"), [("latin-1", "utf-8"), ("latin-1", "gb18030")])
def test_text_saved_after_it_was_opened_with_the_wrong_table_is_refused(write, wrong, right):
    garbled = TEXT.encode(right).decode(wrong)
    with pytest.raises(ReadError, match="乱码"):
        read(write(garbled.encode(), "draft.txt"))


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600), "清单.et", "另存为 .xlsx"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "清单.xls", "另存为 .xlsx"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "文稿.wps", "另存为“Word 文档（.docx）”"),
        (b"{\\rtf1 }", "文稿.rtf", "另存为“Word 文档（.docx）”"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "汇报.ppt", "演示文稿"),
    ],
)
def test_an_old_office_file_gets_a_way_out_that_an_office_has(write, content, name, says):
    with pytest.raises(ReadError, match="不是能读取的文件") as caught:
        read(write(content, name))
    assert says in str(caught.value)


def test_an_ofd_says_how_to_get_a_file_that_is_read(write):
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("OFD.xml", "<ofd/>")
    with pytest.raises(ReadError, match=r"OFD.*另存为 \.docx"):
        read(write(out.getvalue(), "公文.ofd"))
