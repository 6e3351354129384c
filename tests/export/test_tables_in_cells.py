"""A table inside of a provision in each kind of file."""

from __future__ import annotations

import io
import json
import re
import zipfile

import docx
import pytest
from docx.oxml.ns import qn

import policycompare as pc
from policycompare.analysing.pair_views import pair_view
from policycompare.differing.marks import marked_plain
from policycompare.differing.runs import Run
from policycompare.differing.text_tables import Slot
from policycompare.export.excel import workbook_bytes
from policycompare.export.page import page
from policycompare.export.templates import view_html
from policycompare.export.text import table_csv, table_markdown, tables_json
from policycompare.export.word_inner_tables import _widths
from policycompare.export.word_tables import document_bytes
from policycompare.reading.extracted import ExtractedLine, assemble
from policycompare.reading.formats.table_rows import RowCell, TableRows
from policycompare.reading.outline.builder import parse_extracted
from policycompare.tables import all_tables, printed


def document(id, level, *rows):  # noqa: A002
    """Read a document whose first article has a table between its paragraphs; a cell in brackets is merged."""
    table = TableRows(1)
    lines = [ExtractedLine("燃气管理办法"), ExtractedLine("第一条　经营者应当按照下表检查用户的燃气设施：")]
    for number, row in enumerate(rows):
        cells = []
        for words in row:
            if words in ("←", "↑"):
                cells.append(RowCell(merged=words == "↑", spanned=words == "←"))
            else:
                cells.append(RowCell([ExtractedLine(words)]))
        lines += table.row(cells, is_head=number < 2)
    lines += [ExtractedLine("检查结果应当书面告知用户。"), ExtractedLine("第二条　本办法自发布之日起施行。")]
    return parse_extracted(assemble(lines), id=id, level=level)


HEAD = (["类别", "频次", "←"], ["↑", "居民", "单位"])


@pytest.fixture(scope="module")
def aligned():
    child = document("区", "district", *HEAD, ["<b>管道", "每年一次", "每半年一次"], ["学校", "", "每月一次"])
    parent = document("市", "city", *HEAD, ["<b>管道", "每两年一次", "每半年一次"])
    return pc.align(child, parent)


@pytest.fixture(scope="module")
def tables(aligned):
    return all_tables(pc.trace([aligned.parent, aligned.child]))


@pytest.fixture(scope="module")
def comparison(tables):
    return next(table for table in tables if table.slug == "comparison")


def inner_rows(content):
    """Return the tables in cells of a Word file: of each row its cells, as text, columns, merging."""
    found = docx.Document(io.BytesIO(content)).element.body
    out = []
    for table in found.iter(qn("w:tbl")):
        if table.getparent().tag != qn("w:tc"):
            continue
        rows = []
        for row in table.findall(qn("w:tr")):
            cells = []
            for cell in row.findall(qn("w:tc")):
                merge = cell.tcPr.find(qn("w:vMerge"))
                text = "".join(t.text for t in cell.iter(qn("w:t")))
                cells.append((text, cell.grid_span, None if merge is None else merge.get(qn("w:val"))))
            rows.append(cells)
        out.append(rows)
    return out


def test_the_comparison_in_word_has_the_tables_of_both_provisions_as_tables(tables):
    above, below = inner_rows(document_bytes(printed(tables, "公文")["comparison"]))[:2]
    head = [[("类别", 1, "restart"), ("频次", 2, None)], [("", 1, "continue"), ("居民", 1, None), ("单位", 1, None)]]
    assert above[:2] == below[:2] == head
    assert [[text for text, *_ in row] for row in above[2:]] == [["<b>管道", "每两年一次", "每半年一次"]]
    assert [[text for text, *_ in row] for row in below[2:]] == [
        ["<b>管道", "每年一次", "每半年一次"],
        ["学校", "", "每月一次"],
    ]


def test_a_cell_in_word_ends_with_a_paragraph_and_has_no_bar(tables):
    content = document_bytes(printed(tables, "公文")["comparison"])
    body = docx.Document(io.BytesIO(content)).element.body
    assert all(cell[-1].tag == qn("w:p") for cell in body.iter(qn("w:tc")))
    text = "".join(t.text or "" for t in body.iter(qn("w:t")))
    assert "管道 |" not in text
    assert "增加“学校，每月一次”" in text


def test_changed_words_of_a_cell_are_marked_in_word(tables):
    body = docx.Document(io.BytesIO(document_bytes(printed(tables, "公文")["comparison"]))).element.body
    marked = []
    for cell in body.iter(qn("w:tc")):
        if cell.getparent().getparent().getparent().tag != qn("w:tc"):
            continue
        for run in cell.iter(qn("w:r")):
            style = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
            if style is not None and style.get(qn("w:val")) in ("added", "removed"):
                marked.append((style.get(qn("w:val")), run.findtext(qn("w:t"))))
    assert marked[:4] == [("removed", "每两年"), ("added", "每年"), ("added", "学校"), ("added", "每月一次")]


def test_the_page_has_a_table_with_merged_cells_marks_and_escaped_words(tables):
    shown = page(tables)
    rows = re.findall(r"<table><tbody><tr>(?:(?!</table>).)*</table>", shown, re.DOTALL)
    assert '<th rowspan="2" style="white-space:normal">类别</th><th colspan="2"' in rows[0]
    assert "<td>&lt;b&gt;管道</td><td><del>每两年</del>" in rows[0]
    assert "<td>&lt;b&gt;管道</td><td><ins>每年</ins>" in rows[1]
    assert "<td><ins>学校</ins></td><td></td><td><ins>每月一次</ins></td>" in rows[1]
    assert "<b>管道" not in shown
    assert not re.search(r"class=\"text\"[^<]*<[^>]*>[^<]* \| ", shown)


def test_markdown_has_the_rows_in_lines_of_their_cell_with_escaped_bars(comparison):
    shown = table_markdown(comparison)
    row = next(line for line in shown.splitlines() if "管道" in line)
    assert (
        "<br>类别 \\| 频次 \\| <br> \\| 居民 \\| 单位<br>&lt;b&gt;管道 \\| <ins>每年</ins>一次 \\| 每半年一次<br>"
        in row
    )
    assert len(re.findall(r"(?<!\\)\|", row)) == len(comparison.columns) + 1


def test_a_workbook_has_the_rows_in_lines_of_their_cell(tables):
    with zipfile.ZipFile(io.BytesIO(workbook_bytes(tables))) as book:
        strings = book.read("xl/sharedStrings.xml").decode()
    texts = [
        "".join(re.findall(r"<t[^>]*>([^<]*)</t>", item)) for item in re.findall(r"<si>.*?</si>", strings, re.DOTALL)
    ]
    assert any(
        "\n类别　｜　频次　｜　\n　｜　居民　｜　单位\n&lt;b&gt;管道　｜　每年一次　｜　每半年一次\n学校　｜　　｜　每月一次\n"
        in t
        for t in texts
    )


def test_csv_has_the_text_as_it_is(aligned, comparison):
    assert aligned.child.measures[0].text in table_csv(comparison).decode("utf-8-sig").replace("\r\n", "\n")


def test_json_has_the_cells_with_their_runs(tables):
    (found,) = (table for table in json.loads(tables_json(tables))["tables"] if table["slug"] == "comparison")
    parts = [part for part in found["rows"][0]["text_区"] if "table" in part]
    assert [row["head"] for row in parts[0]["table"]] == [True, True, False, False]
    assert parts[0]["table"][0]["cells"][1] == {"runs": [{"text": "频次", "meaning": "same"}], "columns": 2, "rows": 1}
    assert parts[0]["table"][3]["cells"][0]["runs"] == [{"text": "学校", "meaning": "added"}]
    assert parts[0]["text"].startswith("类别 | 频次")


def test_a_notebook_shows_a_table_and_a_terminal_its_lines(aligned):
    child, parent = aligned.child.measures[0], aligned.parent.measures[0]
    view = pair_view(aligned, child, parent).child
    shown = view_html("difference", view.runs)
    assert re.search(r'<th rowspan="2" style="[^"]*">类别</th><th colspan="2"', shown)
    assert re.search(r'<td style="[^"]*">&lt;b&gt;管道</td>', shown)
    assert "学校 |  | " not in shown
    assert "{+学校+} |  | {+每月一次+}" in marked_plain(view.runs)
    assert view.text == child.text


ORDER = {
    "p": "pPr *",
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "r": "rPr *",
    "tbl": "tblPr tblGrid tr",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "tblBorders": "top left start bottom right end insideH insideV",
    "tblCellMar": "top left start bottom right end",
    "tr": "tblPrEx trPr tc",
    "tc": "tcPr *",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "tcBorders": "top left start bottom right end insideH insideV tl2br tr2bl",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType "
    "cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
}
"""Children of elements in the order of the schema of transitional WordprocessingML (ECMA-376 part 4); * for any."""


@pytest.mark.parametrize("copy", ["filing", "working"])
def test_the_elements_of_a_word_file_stand_in_the_order_of_the_schema(tables, copy):
    content = document_bytes(printed(tables, "公文", copy)["comparison"])
    body = docx.Document(io.BytesIO(content)).element.body
    checked = set()
    for element in body.iter():
        name = element.tag.rpartition("}")[2]
        if name not in ORDER:
            continue
        checked.add(name)
        order = ORDER[name].split()
        places = []
        for child in element:
            own = child.tag.rpartition("}")[2]
            assert own in order or "*" in order, f"{own} in {name}"
            places.append(order.index(own) if own in order else len(order))
        assert places == sorted(places), (name, [child.tag for child in element])
    assert {"p", "pPr", "tbl", "tblPr", "tcPr", "tr"} <= checked
    assert body[-1].tag == qn("w:sectPr")
    assert all(cell[-1].tag == qn("w:p") for cell in body.iter(qn("w:tc")))


def test_a_year_stays_on_its_line_beside_columns_of_long_words():
    heads = ("年份", "系统方案编制的区域名称", "系统方案编制区域面积（平方公里）", "达标计划")
    rows = [[Slot((Run(words, "same"),)) for words in row] for row in (heads, ("2024年", "马陆社区", "4.42", "2028年"))]
    points = [width / 20 for width in _widths(rows, 4, 4960)]
    assert min(points[0], points[3]) > 3 * 10.5 + 4
    assert sum(points) <= 248
