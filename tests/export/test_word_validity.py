"""Word files of every kind against tables of the standard: order of elements, numbers that are unique, pairs that meet."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt
from lxml import etree

import policycompare as pc
from policycompare.checking import check
from policycompare.export.check_report import findings_bytes
from policycompare.export.repaired_draft import repaired_bytes
from policycompare.export.tracked_copy import tracked_copy_bytes
from policycompare.export.word_tables import document_bytes
from policycompare.tables import printed, tables_of
from policycompare.tables.revision_table import revision_tables

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BORDERS = "top left start bottom right end insideH insideV"
# ECMA-376 part 1, annex A with the additions of part 4 (transitional); * is any other element.
ORDER = {
    "body": "* sectPr",
    "p": "pPr *",
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "pBdr": "top left bottom right between bar",
    "numPr": "ilvl numId numberingChange ins",
    "r": "rPr *",
    "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr bookmarkStart",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription tblPrChange",
    "tblBorders": BORDERS,
    "tblCellMar": "top left start bottom right end",
    "tblGrid": "gridCol tblGridChange",
    "tr": "tblPrEx trPr tc",
    "trPr": "* ins del trPrChange",
    "tc": "tcPr *",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark "
    "headers cellIns cellDel cellMerge tcPrChange",
    "tcBorders": f"{BORDERS} tl2br tr2bl",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
    "personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
    "comment": "*",
}
CHANGES = ("ins", "del", "moveFrom", "moveTo")
TEXT = """某镇措施
一、设施
1.新装燃气管道的餐馆，应当加装熄火保护装置。（责任单位：镇应急所）
2.夜市摊位应当每季度检查一次软管。
二、宣传
3.学校每年组织两次逃生演练。
"""


def word_file(text, *, table=(("类别", "频次"), ("餐馆", "每月一次"))):
    word = docx.Document()
    for line in text.splitlines():
        word.add_paragraph(line).runs[0].font.size = Pt(16)
    made = word.add_table(rows=0, cols=2)
    for row in table:
        for cell, words in zip(made.add_row().cells, row, strict=True):
            cell.text = words
    word.add_paragraph("某镇人民政府")
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A file of every kind that is written."""
    new_text = (
        TEXT.replace("每季度", "每月")
        .replace("3.学校每年组织两次逃生演练。\n", "")
        .replace("一、设施", "一、设施\n0.学校每年组织两次逃生演练。")
    )
    above, below = pc.parse(TEXT, id="up"), replace(pc.parse(new_text, id="low"), notice="样本")
    tables = tables_of(pc.align(below, above))
    made = {}
    for style in ("公文", "学术", "屏幕"):
        for copy in ("filing", "working"):
            for name, some in printed(tables, style, copy).items():
                made[f"{name} {style} {copy}"] = document_bytes(some, style, copy=copy)
    revision = pc.revise(above, below)
    made["versions"] = document_bytes((revision_tables([revision]).folded,), "公文", copy="filing")
    old, new = (
        word_file(TEXT),
        word_file(new_text, table=(("类别", "频次"), ("餐馆", "每周一次"), ("食堂", "每月一次"))),
    )
    made["tracked in the draft"] = tracked_copy_bytes(revision, old, new)
    made["tracked in plain text"] = tracked_copy_bytes(revision, None, None)
    made["tracked backwards"] = tracked_copy_bytes(pc.revise(below, above), new, old)
    path = tmp_path_factory.mktemp("drafts") / "draft.docx"
    path.write_bytes(word_file(TEXT.replace("每季度", "于2023年2月30日前每季度")))
    report = check(pc.read(path))
    made["findings as comments"] = findings_bytes(report, "docx", path)
    made["repaired"] = repaired_bytes(report, path)[0]
    return made


def roots(content):
    """Yield the parts of a Word file that are WordprocessingML, by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("word/") and name.endswith(".xml") and "theme" not in name:
                yield name, etree.fromstring(archive.read(name))


def test_the_children_of_every_element_stand_in_the_order_of_the_standard(files):
    seen = Counter()
    for file, content in files.items():
        for part, root in roots(content):
            for element in root.iter(*(f"{{{TRANSITIONAL}}}{name}" for name in ORDER)):
                name = element.tag.rpartition("}")[2]
                order = ORDER[name].split()
                seen[name] += 1
                places = []
                for child in element.iterchildren(tag=etree.Element):
                    own = child.tag.rpartition("}")[2]
                    if own not in order and "Range" in own:
                        continue  # ranges of moves and comments may stand anywhere
                    assert own in order or "*" in order, f"{own} in {name}: {file}, {part}"
                    places.append(order.index(own) if own in order else order.index("*"))
                assert places == sorted(places), (file, part, name, [c.tag for c in element])
    assert {"body", "p", "pPr", "r", "tbl", "tblPr", "tcPr", "trPr", "style", "sectPr", "comment"} <= set(seen)


def test_only_the_transitional_schema_is_written(files):
    for file, content in files.items():
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")):
                    assert b"purl.oclc.org/ooxml" not in archive.read(name), (file, name)


def test_the_mark_of_a_paragraph_says_first_that_it_came_or_went(files):
    for file, content in files.items():
        for mark in docx.Document(io.BytesIO(content)).element.body.iter(qn("w:rPr")):
            if mark.getparent().tag == qn("w:pPr"):
                changes = [k for k, child in enumerate(mark) if child.tag in {qn(f"w:{name}") for name in CHANGES}]
                assert changes == list(range(len(changes))), file


def test_every_change_has_a_number_of_its_own_an_author_and_the_right_kind_of_text(files):
    for file, content in files.items():
        body = docx.Document(io.BytesIO(content)).element.body
        changes = list(body.iter(*(qn(f"w:{name}") for name in (*CHANGES, "moveFromRangeStart", "moveToRangeStart"))))
        numbers = [change.get(qn("w:id")) for change in changes]
        assert len(set(numbers)) == len(numbers), file
        assert all(change.get(qn("w:author")) for change in changes), file
        assert not [t for change in body.iter(qn("w:del")) for t in change.iter(qn("w:t"))], file
        outside = [t for t in body.iter(qn("w:delText")) if not list(t.iterancestors(qn("w:del")))]
        assert not outside, file


def test_a_move_starts_ends_and_has_its_other_half(files):
    moves = 0
    for file, content in files.items():
        body = docx.Document(io.BytesIO(content)).element.body
        names = []
        for kind in ("moveFrom", "moveTo"):
            starts = {e.get(qn("w:id")): e.get(qn("w:name")) for e in body.iter(qn(f"w:{kind}RangeStart"))}
            ends = {e.get(qn("w:id")) for e in body.iter(qn(f"w:{kind}RangeEnd"))}
            assert set(starts) == ends, file
            names.append(sorted(starts.values()))
        assert names[0] == names[1], file
        moves += len(names[0])
    assert moves


def test_every_cell_ends_with_a_paragraph_and_every_row_fills_its_grid(files):
    for file, content in files.items():
        for table in docx.Document(io.BytesIO(content)).element.body.iter(qn("w:tbl")):
            columns = len(table.find(qn("w:tblGrid")))
            for row in table.iterchildren(qn("w:tr")):
                spans = [c.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}") for c in row.iterchildren(qn("w:tc"))]
                assert sum(int(s.get(qn("w:val"))) if s is not None else 1 for s in spans) == columns, file
                assert all(cell[-1].tag == qn("w:p") for cell in row.iterchildren(qn("w:tc"))), file


def test_styles_numbers_comments_and_relations_that_are_named_are_there(files):
    for file, content in files.items():
        parts = dict(roots(content))
        body = parts["word/document.xml"]
        styles = {s.get(qn("w:styleId")) for s in parts["word/styles.xml"].iter(qn("w:style"))}
        texts = [root for name, root in parts.items() if name not in ("word/styles.xml", "word/numbering.xml")]
        used = {e.get(qn("w:val")) for r in texts for e in r.iter(qn("w:pStyle"), qn("w:rStyle"), qn("w:tblStyle"))}
        assert used <= styles, (file, used - styles)
        numbers = (
            {n.get(qn("w:numId")) for n in parts["word/numbering.xml"].iter(qn("w:num"))}
            if "word/numbering.xml" in parts
            else set()
        )
        assert {e.get(qn("w:val")) for e in body.iter(qn("w:numId"))} <= numbers | {"0"}, file
        comments = [c.get(qn("w:id")) for c in parts["word/comments.xml"]] if "word/comments.xml" in parts else []
        for kind in ("commentRangeStart", "commentRangeEnd", "commentReference"):
            assert Counter(e.get(qn("w:id")) for e in body.iter(qn(f"w:{kind}"))) == Counter(comments), (file, kind)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            relations = {r.get("Id") for r in etree.fromstring(archive.read("word/_rels/document.xml.rels"))}
        assert {e.get(qn("r:id")) for e in body.iter() if e.get(qn("r:id"))} <= relations, file
