from __future__ import annotations

import functools
import io
import os
import shutil
import subprocess
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import policycompare as pc
from policycompare.export.tracked_copy import is_word_file, tracked_copy_bytes

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TITLE = "某镇养犬管理办法"
OLD = [
    "第一章　总则",
    "第一条　为了规范养犬行为，保障居民健康，制定本办法。",
    "第二条　养犬人应当为犬只办理登记。\n登记证每年换发一次。",
    "第二章　行为规范",
    "第三条　携犬出户应当束牵引带，牵引带不得超过一点五米。",
    "第四条　禁止携犬进入学校、医院和菜市场。",
    "第五条　养犬人应当即时清除犬只排泄物。",
    "第六条　犬只伤人的，养犬人应当立即将伤者送医并先行支付医疗费用。",
    "第七条　本办法自公布之日起施行。",
]
NEW = [
    "第一章　总则",
    "第一条　为了规范养犬行为，保障居民健康和公共安全，制定本办法。",
    "第二条　养犬人应当为犬只办理登记。",
    "第三条　登记证每两年换发一次。",
    "第二章　行为规范",
    "第四条　犬只伤人的，养犬人应当立即将伤者送医并先行支付医疗费用。",
    "第五条　携犬出户应当束牵引带，牵引带不得超过一点五米。",
    "第六条　养犬人应当即时清除犬只排泄物，\t不得留给他人。",
    "第七条　每户养犬不超过一只。",
    "第八条　本办法自公布之日起施行。",
]


@functools.cache
def word_file(lines, *, table=(), title=TITLE):
    """Return a Word file as an office makes it: a cover, a heading font, numbers in another font than the text."""
    word = docx.Document()
    word.add_paragraph("秘密")
    word.add_paragraph(title).runs[0].font.size = Pt(22)
    for line in "\n".join(lines).split("\n"):
        paragraph = word.add_paragraph()
        number, gap, rest = line.partition("　")
        if gap and "章" not in number:
            paragraph.add_run(number).bold = True
            paragraph.add_run(gap + rest).font.name = "仿宋"
        else:
            paragraph.add_run(line).italic = True
    if table:
        made = word.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, text in zip(made.add_row().cells, row, strict=True):
                cell.text = text
        word.add_paragraph("某镇人民政府")
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def body(content):
    """Return the body of a Word file; the library would read its styles and pictures too, which takes its time."""
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml"))[0]


def tracked(old, new):
    documents = []
    for name, content in (("old", old), ("new", new)):
        lines = ["".join(_texts(paragraph)) for paragraph in body(content).iterchildren(qn("w:p"))]
        documents.append(pc.parse("\n".join(lines), id=name))
    return tracked_copy_bytes(pc.revise(*documents), old, new)


def texts(content):
    """Return the texts of all paragraphs in order, those of cells included."""
    return ["".join(_texts(paragraph)) for paragraph in body(content).iter(qn("w:p"))]


def _texts(paragraph):
    for element in paragraph.iter(qn("w:t"), qn("w:tab")):
        yield "\t" if element.tag == qn("w:tab") else element.text or ""


def decided(content, verdict):
    """Return the texts of the paragraphs when all changes are accepted or rejected, by a plain reading of the file."""
    dropped = {"accept": ("del", "moveFrom"), "reject": ("ins", "moveTo")}[verdict]
    tags = {qn(f"w:{name}") for name in dropped}
    out, carried = [], ""
    for paragraph in body(content).iter(qn("w:p")):
        row = next(paragraph.iterancestors(qn("w:tr")), None)
        properties = row.find(qn("w:trPr")) if row is not None else None
        if properties is not None and any(child.tag in tags for child in properties):
            continue
        text = ""
        for element in paragraph.iter(qn("w:t"), qn("w:delText"), qn("w:tab")):
            if not tags & {ancestor.tag for ancestor in element.iterancestors()}:
                text += "\t" if element.tag == qn("w:tab") else element.text or ""
        mark = paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}")
        carried += text
        if mark is None or not any(child.tag in tags for child in mark):
            out.append(carried)
            carried = ""
    return out


def check(old, new):
    content = tracked(old, new)
    assert decided(content, "accept") == texts(new)
    assert decided(content, "reject") == texts(old)
    return body(content)


def test_accepting_gives_the_new_file_and_rejecting_the_old_one_to_the_character():
    check(word_file(tuple(OLD)), word_file(tuple(NEW)))
    check(word_file(tuple(NEW)), word_file(tuple(OLD)))


def test_a_file_compared_with_itself_has_no_change():
    changed = check(word_file(tuple(OLD)), word_file(tuple(OLD)))
    assert not list(changed.iter(qn("w:ins"), qn("w:del"), qn("w:moveTo"), qn("w:moveFrom")))


def test_only_what_changed_is_a_change_and_the_rest_keeps_its_look():
    changed = check(word_file(tuple(OLD)), word_file(tuple(NEW)))
    inserted = ["".join(_texts(each)) for each in changed.iter(qn("w:ins"))]
    assert "和公共安全" in inserted
    assert not any("保障居民健康" in text for text in inserted)
    assert changed.find(f".//{qn('w:sz')}").get(qn("w:val")) == "44"


def test_an_inserted_article_looks_like_its_neighbours():
    changed = check(word_file(tuple(OLD)), word_file(tuple(NEW)))
    paragraph = next(p for p in changed.iter(qn("w:p")) if "每户养犬" in "".join(_texts(p)))
    number, text = paragraph.iter(qn("w:r"))
    assert "".join(_texts(number)) == "第七条"
    assert [[child.tag for child in run.find(qn("w:rPr"))] for run in (number, text)] == [[qn("w:b")], [qn("w:rFonts")]]


def test_an_article_that_moved_is_a_move_and_its_number_a_change():
    changed = check(word_file(tuple(OLD)), word_file(tuple(NEW)))
    gone, come = (list(changed.iter(qn(f"w:{name}"))) for name in ("moveFrom", "moveTo"))
    assert "先行支付医疗费用" in "".join("".join(_texts(each)) for each in gone)
    assert "先行支付医疗费用" in "".join("".join(_texts(each)) for each in come)
    assert not any("第六条" in "".join(_texts(each)) for each in gone)
    names = [
        [each.get(qn("w:name")) for each in changed.iter(qn(f"w:{name}RangeStart"))] for name in ("moveFrom", "moveTo")
    ]
    assert len(names[0]) == len(names[1]) == 1


def test_cells_rows_and_whole_tables_are_changed_in_the_table():
    old = [("序号", "区域", "时限"), ("1", "东街", "六月"), ("2", "西街", "七月")]
    new = [
        ("序号", "区域", "时限"),
        ("1", "东街、南街", "六月"),
        ("2", "北街的犬只集中登记点", "八月"),
        ("3", "西街", "七月"),
    ]
    check(word_file(tuple(OLD), table=tuple(old)), word_file(tuple(NEW), table=tuple(new)))
    check(word_file(tuple(NEW), table=tuple(new)), word_file(tuple(OLD), table=tuple(old)))


def test_changes_that_the_old_file_has_already_are_accepted_before():
    once = tracked(word_file(tuple(OLD)), word_file(tuple(NEW)))
    content = tracked_copy_bytes(
        pc.revise(pc.parse("\n".join([TITLE, *NEW])), pc.parse("\n".join([TITLE, *OLD]))), once, word_file(tuple(OLD))
    )
    assert decided(content, "reject") == texts(word_file(tuple(NEW)))
    assert decided(content, "accept") == texts(word_file(tuple(OLD)))


def test_a_new_version_that_is_no_word_file_leaves_the_layout_alone():
    old = word_file(tuple(OLD))
    new = pc.parse("\n".join(["秘密", TITLE, *NEW]), id="new")
    content = tracked_copy_bytes(pc.revise(pc.parse("\n".join(["秘密", TITLE, *OLD]), id="old"), new), old, None)
    assert decided(content, "accept") == ["秘密", TITLE, *"\n".join(NEW).split("\n")]
    assert decided(content, "reject") == texts(old)


def test_an_old_version_that_is_no_word_file_is_laid_out_plainly():
    old, new = (pc.parse("\n".join([TITLE, *lines]), id=name) for name, lines in (("old", OLD), ("new", NEW)))
    content = tracked_copy_bytes(pc.revise(old, new), None, None)
    assert decided(content, "accept") == [TITLE, *"\n".join(NEW).split("\n")]
    assert decided(content, "reject") == [TITLE, *"\n".join(OLD).split("\n")]


def test_the_same_files_give_the_same_bytes():
    assert tracked(word_file(tuple(OLD)), word_file(tuple(NEW))) == tracked(
        word_file(tuple(OLD)), word_file(tuple(NEW))
    )


def test_what_is_no_word_file_is_told():
    assert is_word_file(word_file(tuple(OLD)))
    assert not is_word_file(b"PK\x03\x04 and so on")
    assert not is_word_file(b"")


@settings(max_examples=6)
@given(st.permutations(OLD), st.sets(st.integers(0, len(OLD) - 1), max_size=5))
def test_any_order_and_any_deletion_comes_back_to_the_character(order, gone):
    check(
        word_file(tuple(OLD)),
        word_file(tuple(line for k, line in enumerate(order) if k not in gone) or ("第一条　略。",)),
    )


LONG = "街道应当组织老旧电梯评估，公布评估结果。对评估不合格的，由区建设局督促整改。逾期不改的，依法处理。"


def test_a_paragraph_that_was_cut_in_two_keeps_its_text_and_gets_a_new_mark():
    first, second = LONG.split("对评估")
    changed = check(word_file(("第一条　略。", LONG)), word_file(("第一条　略。", first, f"对评估{second}")))
    assert not list(changed.iter(qn("w:del")))
    assert [mark.getparent().getparent().tag for mark in changed.iter(qn("w:ins"))] == [qn("w:pPr")]


def test_paragraphs_that_run_together_keep_their_text_and_lose_a_mark():
    first, second = LONG.split("对评估")
    changed = check(word_file(("第一条　略。", first, f"对评估{second}")), word_file(("第一条　略。", LONG)))
    assert not list(changed.iter(qn("w:ins")))
    assert [mark.getparent().getparent().tag for mark in changed.iter(qn("w:del"))] == [qn("w:pPr")]


def test_paragraphs_that_run_together_right_below_one_that_was_cut_keep_their_text():
    first, second = LONG.split("对评估")
    third, fourth = "市水务局应当每季度巡查泵站，", "并将巡查结果报市人民政府。"
    old = word_file(("第一条　略。", LONG, third, fourth))
    changed = check(old, word_file(("第一条　略。", first, f"对评估{second}", f"{third}{fourth}")))
    marks = [*changed.iter(qn("w:ins")), *changed.iter(qn("w:del"))]
    assert [mark.getparent().getparent().tag for mark in marks] == [qn("w:pPr")] * 2


@given(
    st.lists(
        st.sampled_from(["检查管道。", "公布结果，", "街道评估。", "依法处理；", "第二条　略。"]),
        min_size=3,
        max_size=8,
    ),
    st.sets(st.integers(1, 7)),
    st.sets(st.integers(1, 7)),
)
@settings(max_examples=25, deadline=None)
def test_any_cut_and_any_join_comes_back_to_the_character(pieces, before, after):
    def lines(cuts):
        text = "".join(f"{'|' if k in cuts else ''}{piece}" for k, piece in enumerate(pieces))
        return ("第一条　略。", *text.split("|"), "第九条　本办法自公布之日起施行。")

    check(word_file(lines(before)), word_file(lines(after)))


NUMBERS = """<w:abstractNum xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:abstractNumId="77">
<w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>
<w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="nothing"/><w:lvlText w:val="第%1条　"/></w:lvl></w:abstractNum>"""


def counted_file(lines):
    """Return a Word file whose articles Word counts."""
    word = docx.Document()
    word.add_paragraph(TITLE)
    numbering = word.part.numbering_part.element
    numbering.insert(0, parse_xml(NUMBERS))
    numbering.append(parse_xml(f'<w:num xmlns:w="{WORD}" w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for line in lines:
        properties = word.add_paragraph(line)._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr xmlns:w="{WORD}"><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>'))
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


BEFORE = ("商户应当每年检查管道，并如实记录。", "街道组织老旧电梯评估。", "夜市摊位应当配备灭火器。")
AFTER = ("商户应当每季度检查管道，并如实记录。", "公园设置避雨亭。", "夜市摊位应当配备灭火器。")


def numbered(lines):
    return [f"第{number}条　{line}" for number, line in zip("一二三", lines, strict=True)]


def as_typed(lines):
    return word_file(tuple(numbered(lines)))


def tracked_files(folder, old, new):
    """Return the tracked copy of two files, read as a drafter's are."""
    for name, content in (("old.docx", old), ("new.docx", new)):
        (folder / name).write_bytes(content)
    return tracked_copy_bytes(pc.revise(pc.read(folder / "old.docx"), pc.read(folder / "new.docx")), old, new)


def test_a_draft_whose_articles_word_counts_gets_no_typed_numbers_besides(tmp_path):
    content = tracked_files(tmp_path, counted_file(BEFORE), as_typed(AFTER))
    assert decided(content, "accept")[-3:] == list(AFTER)
    assert decided(content, "reject")[-3:] == list(BEFORE)
    counted = body(content).findall(f".//{qn('w:numPr')}")
    assert len(counted) == 4


def test_a_draft_that_types_its_numbers_gets_those_that_the_new_one_lets_word_count(tmp_path):
    content = tracked_files(tmp_path, as_typed(BEFORE), counted_file(AFTER))
    assert [line for line in decided(content, "accept") if line.startswith("第")] == numbered(AFTER)
    assert [line for line in decided(content, "reject") if line.startswith("第")] == numbered(BEFORE)


MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Decide(joined As String)
  places = Split(joined, "|")
  Dim opened(0) As New com.sun.star.beans.PropertyValue
  opened(0).Name = "Hidden"
  opened(0).Value = True
  doc = StarDesktop.loadComponentFromURL(places(0), "_blank", 0, opened())
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  dispatcher.executeDispatch(doc.CurrentController.Frame, ".uno:" &amp; places(1), "", 0, Array())
  Dim saved(1) As New com.sun.star.beans.PropertyValue
  saved(0).Name = "FilterName"
  saved(0).Value = "Text (encoded)"
  saved(1).Name = "FilterOptions"
  saved(1).Value = "UTF8,LF,,,"
  doc.storeToURL(places(2), saved())
  doc.close(True)
End Sub
</script:module>"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Module1"/></library:library>"""


@pytest.mark.skipif(
    not (shutil.which("soffice") and os.environ.get("POLICYCOMPARE_WITNESS")),
    reason="LibreOffice takes half a minute; asked for with POLICYCOMPARE_WITNESS=1",
)
@pytest.mark.parametrize(("verdict", "lines"), [("AcceptAllTrackedChanges", NEW), ("RejectAllTrackedChanges", OLD)])
def test_libreoffice_accepts_to_the_new_text_and_rejects_to_the_old(tmp_path, verdict, lines):
    profile = tmp_path / "profile"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    subprocess.run([*command, "--terminate_after_init"], check=False, capture_output=True)
    basic = profile / "user" / "basic" / "Standard"
    basic.mkdir(parents=True, exist_ok=True)
    (basic / "Module1.xba").write_text(MACRO, "utf-8")
    (basic / "script.xlb").write_text(LIBRARY, "utf-8")
    file, out = tmp_path / "tracked.docx", tmp_path / "out.txt"
    file.write_bytes(tracked(word_file(tuple(OLD)), word_file(tuple(NEW))))
    macro = f'macro:///Standard.Module1.Decide("{file.as_uri()}|{verdict}|{out.as_uri()}")'
    subprocess.run([*command, macro], check=True, capture_output=True, timeout=120)
    assert out.read_text("utf-8-sig").split("\n")[:-1] == ["秘密", TITLE, *"\n".join(lines).split("\n")]
