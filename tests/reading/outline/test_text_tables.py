from __future__ import annotations

import docx
import pytest
from docx.oxml import OxmlElement

import policycompare as pc
from policycompare.reading import parse


def cells(measure, table=0):
    """Return what the cells of a table say, row by row, with the columns and rows of those that take several."""
    out = []
    for row in measure.tables[table].rows:
        line = []
        for cell in row.cells:
            words = cell.span.of(measure.text)
            line.append(words if (cell.columns, cell.rows) == (1, 1) else (words, cell.columns, cell.rows))
        out.append(line)
    return out


@pytest.fixture
def word(tmp_path):
    """Make a .docx file of paragraphs and tables, each given as a list of rows, and read it."""

    def _word(*blocks, merges=(), head=0):
        document = docx.Document()
        document.add_paragraph("燃气管理办法")
        for block in blocks:
            if isinstance(block, str):
                document.add_paragraph(block)
                continue
            table = document.add_table(len(block), len(block[0]))
            for at, row in enumerate(block):
                for column, words in enumerate(row):
                    table.cell(at, column).text = words
            for first, last in merges:
                words = table.cell(*first).text
                table.cell(*first).merge(table.cell(*last)).text = words
            for row in table.rows[:head]:
                row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        path = tmp_path / "a.docx"
        document.save(path)
        return pc.read(path)

    return _word


FREQUENCY = [["类别", "频次", ""], ["", "居民", "单位"], ["管道", "每年", "每半年"]]


def test_a_table_in_the_middle_of_an_article_is_a_table_with_its_merged_cells_and_head(word):
    merges = [((0, 0), (1, 0)), ((0, 1), (0, 2))]
    document = word("第一条　按下表检查：", FREQUENCY, "结果报应急局。", "第二条　施行。", merges=merges, head=2)
    first, second = document.measures
    assert cells(first) == [[("类别", 1, 2), ("频次", 2, 1)], ["居民", "单位"], ["管道", "每年", "每半年"]]
    assert [row.is_head for row in first.tables[0].rows] == [True, True, False]
    assert first.tables[0].span.of(first.text).splitlines() == first.text.splitlines()[1:-1]
    assert first.text.endswith("\n结果报应急局。")
    assert second.tables == ()


def test_a_table_at_the_end_of_a_provision_and_one_that_is_all_of_it_are_kept(word):
    document = word("第一条　指标如下：", [["整改率", "98%"]], "第二条", [["指标", "值"], ["培训", "90%"]])
    assert [cells(measure) for measure in document.measures] == [[["整改率", "98%"]], [["指标", "值"], ["培训", "90%"]]]
    assert document.measures[1].tables[0].span.of(document.measures[1].text) == document.measures[1].text


def test_a_row_in_which_one_cell_alone_is_in_use_keeps_its_column(word):
    rows = [["类别", "数"], ["", "合计"], ["甲", "1"], ["备注：另行通知", ""]]
    document = word("第一条　数量：", rows, "第二条　施行。", merges=[((3, 0), (3, 1))])
    assert cells(document.measures[0]) == [["类别", "数"], ["", "合计"], ["甲", "1"], [("备注：另行通知", 2, 1)]]


def test_two_paragraphs_in_the_one_cell_of_a_row_are_one_cell(word):
    document = word("第一条　数量：", [["类别", "数"], ["一段。\n二段。", ""]], "第二条　施行。")
    assert cells(document.measures[0])[1] == ["一段。\n二段。", ""]


def test_tables_that_follow_each_other_stay_two(word):
    document = word("第一条　数量：", [["甲", "1"]], [["乙", "2", "3"]], "第二条　施行。")
    assert [cells(document.measures[0], n) for n in (0, 1)] == [[["甲", "1"]], [["乙", "2", "3"]]]


def test_a_table_in_a_cell_is_a_table_there(tmp_path):
    document = docx.Document()
    document.add_paragraph("第一条　处罚：")
    outer = document.add_table(1, 2)
    outer.cell(0, 0).text = "拒不整改"
    outer.cell(0, 1).text = "罚款"
    inner = outer.cell(0, 1).add_table(2, 2)
    for at, words in enumerate(("个人", "五百元", "单位", "一千元")):
        inner.cell(at // 2, at % 2).text = words
    document.save(tmp_path / "a.docx")
    (measure,) = pc.read(tmp_path / "a.docx").measures
    cell = measure.tables[0].rows[0].cells[1]
    found = [[inner.span.of(measure.text) for inner in row.cells] for row in cell.tables[0].rows]
    assert found == [["个人", "五百元"], ["单位", "一千元"]]
    assert cell.span.of(measure.text).startswith("罚款 ")


def test_a_cell_of_a_page_over_two_rows_and_two_columns_leaves_the_others_in_their_columns(write):
    page = (
        "<html><body><p>燃气管理办法</p><p>第一条　按下表检查，做好记录，及时报告有关情况：</p><table>"
        "<tr><th>甲</th><th>乙</th><th>丙</th></tr>"
        "<tr><td rowspan=2 colspan=2>整块</td><td>一</td></tr><tr><td>二</td></tr></table>"
        "<p>第二条　本办法自发布之日起施行，原办法同时废止。</p></body></html>"
    )
    document = pc.read(write(page, "a.html"))
    assert cells(document.measures[0]) == [["甲", "乙", "丙"], [("整块", 2, 2), "一"], ["二"]]
    assert document.measures[0].tables[0].rows[0].is_head


def test_rows_typed_with_bars_are_a_table_and_a_sentence_with_a_bar_is_none():
    document = parse(
        "办法\n第一条　数量：\n| 类别 | 数 |\n|---|---|\n| 甲 | 1 |\n第二条　同步开展：\n线上 | 线下都要检查。\n第三条　施行。\n"
    )
    first, second, _ = document.measures
    assert cells(first) == [["类别", "数"], ["甲", "1"]]
    assert [row.is_head for row in first.tables[0].rows] == [True, False]
    assert second.tables == ()


def test_a_task_of_several_cells_is_shown_in_cells_and_one_of_one_cell_as_text(word):
    rows = [
        ["序号", "任务", "目标", "责任单位"],
        ["1", "整治管网", "完成九成", "区应急局"],
        ["2", "开展培训", "全员", "区住建局"],
    ]
    document = word("任务清单", rows)
    assert [cells(measure) for measure in document.measures] == [[["整治管网", "完成九成"]], [["开展培训", "全员"]]]
    plain = word("任务清单", [[row[0], row[1], row[3]] for row in rows])
    assert [(m.text, m.tables) for m in plain.measures] == [("整治管网", ()), ("开展培训", ())]


def test_units_behind_a_table_are_no_part_of_it(word):
    document = word(
        "一、总体要求", "1.按下表检查：", [["类别", "频次"], ["管道", "每年"]], "（责任单位：区应急局）", "2.报告。"
    )
    first = document.measures[0]
    assert cells(first) == [["类别", "频次"], ["管道", "每年"]]
    assert first.unit_names == "区应急局"
    assert first.text.endswith("管道 | 每年")


def test_an_imported_document_and_a_part_of_a_file_keep_their_tables(word, tmp_path):
    word("第一条　指标：", [["整改率", "98%"]], "第二条　施行。")
    imported = pc.import_document(tmp_path / "a.docx", "gas", level="city", folder=tmp_path / "catalog")
    assert cells(imported.measures[0]) == [["整改率", "98%"]]
    notice = word(
        "关于印发管理办法和清单的通知", "各单位：", "现印发给你们，请遵照执行。", "附件：1．管理办法", "　　　2．清单",
        "附件1", "管理办法", "第一条　指标：", [["整改率", "98%"]], "第二条　施行。", "附件2", "清单", "一、检查。",
    )  # fmt: skip
    assert [part.is_chosen for part in notice.file_parts] == [True, False]
    assert cells(notice.measures[0]) == [["整改率", "98%"]]


def test_a_table_is_shown_as_one_in_a_notebook_and_its_words_are_escaped(word):
    document = word("第一条　指标：", [["整改率", "<b>98%"]], "第二条　施行。")
    shown = document.measures[0]._repr_html_()
    assert "<td" in shown
    assert "&lt;b&gt;98%</td>" in shown
    assert " | " not in shown
    assert "&lt;b&gt;98%</td>" in document._repr_html_()
