from __future__ import annotations

from policycompare.reading.extracted import ExtractedLine, assemble
from policycompare.reading.formats.table_rows import RowCell, TableRows
from policycompare.reading.outline.builder import parse_extracted

HEAD = ["序号", "重点任务", "责任单位", "完成时限"]


def tasks(*rows):
    """Read a table of tasks: a cell is its paragraphs, ``None`` reaches down from the row above."""
    table = TableRows(1)
    lines = [ExtractedLine("某市河道养护任务清单")]
    for row in rows:
        cells = [
            RowCell((), merged=True) if c is None else RowCell([ExtractedLine(t) for t in c.split("\n")]) for c in row
        ]
        lines += table.row(cells)
    return parse_extracted(assemble(lines), id="x")


def units(doc):
    return [[(u.name, u.role) for u in m.units] for m in doc.measures]


def test_rows_are_measures_with_units_and_deadline():
    doc = tasks(HEAD, ["1", "清淤。", "市水务局、各区", "2027年底"], ["2", "护岸。", "市交通局", "长期"])
    assert [(m.label, m.text, m.deadline, m.units_text) for m in doc.measures] == [
        ("1", "清淤。", "2027年底", "市水务局、各区"),
        ("2", "护岸。", "长期", "市交通局"),
    ]
    assert (doc.style, str(doc.why)) == ("table-row", "任务清单的各行")


def test_numbers_of_rows_may_have_dots_or_brackets():
    for first, second in (("1.", "2."), ("（一）", "（二）"), ("一", "二"), ("1、", "2、")):
        doc = tasks(HEAD, [first, "清淤。", "市水务局", "长期"], [second, "护岸。", "市交通局", "长期"])
        assert [(m.label, m.text) for m in doc.measures] == [("1", "清淤。"), ("2", "护岸。")]
        assert units(doc) == [[("市水务局", "none")], [("市交通局", "none")]]


def test_rows_without_numbers_are_counted():
    doc = tasks(HEAD[1:], ["清淤。", "市水务局", "长期"], ["护岸。", "市交通局", "长期"])
    assert [(m.label, m.text) for m in doc.measures] == [("1", "清淤。"), ("2", "护岸。")]


def test_a_row_across_the_table_heads_the_rows_below():
    doc = tasks(HEAD, ["一、河道", "", "", ""], ["1", "清淤。", "市水务局", "长期"], ["2", "护岸。", "市交通局", "长期"],
                ["湖泊类（以下均需各镇街落实）", "", "", ""], ["3", "退养。", "市农业农村局", "长期"])  # fmt: skip
    assert [(m.label, m.chapter) for m in doc.measures] == [
        ("1", "一、河道"), ("2", "一、河道"), ("3", "湖泊类（以下均需各镇街落实）"),
    ]  # fmt: skip
    assert units(doc)[2] == [("市农业农村局", "none"), ("各镇街", "none")]


def test_a_cell_with_units_that_reaches_down_counts_for_every_row():
    doc = tasks(HEAD, ["1", "清淤。", "市水务局\n市交通局", "2027年"], ["2", "护岸。", None, "长期"])
    assert units(doc) == [[("市水务局", "none"), ("市交通局", "none")]] * 2


def test_one_number_over_several_rows_is_one_measure_with_the_units_of_all():
    doc = tasks(["序号", "任务", "内容", "责任单位"], ["1", "河道", "清淤。", "市水务局"], [None, None, "护岸。", "市交通局"],
                ["2", "湖泊", "退养。", "市农业农村局"])  # fmt: skip
    assert [(m.label, [c.text for c in m.clauses]) for m in doc.measures] == [
        ("1", ["河道", "清淤。", "护岸。"]),
        ("2", ["湖泊", "退养。"]),
    ]
    assert units(doc)[0] == [("市水务局", "none"), ("市交通局", "none")]


def test_a_kind_may_stand_before_the_number():
    doc = tasks(
        ["类别", "序号", "任务", "责任单位"], ["河道", "1", "清淤。", "市水务局"], [None, "2", "护岸。", "市交通局"]
    )
    assert [(m.label, m.text) for m in doc.measures] == [("1", "河道 | 清淤。"), ("2", "护岸。")]


def test_heads_of_two_rows_and_other_words_say_who_leads():
    doc = tasks(["序号", "任务", "责任单位", ""], ["", "", "牵头单位", "配合单位"], ["1", "清淤。", "市水务局", "各区"])
    assert units(doc) == [[("市水务局", "lead"), ("各区", "support")]]
    assert units(tasks(["序号", "任务", "牵头单位及责任人"], ["1", "清淤。", "市水务局"])) == [[("市水务局", "lead")]]


def test_units_one_a_paragraph_or_with_blanks_between_are_several():
    doc = tasks(
        HEAD, ["1", "清淤。", "市水务局\n市交通局\n各区政府", "长期"], ["2", "护岸。", "市水务局 市交通局", "长期"]
    )
    assert [[name for name, _ in row] for row in units(doc)] == [
        ["市水务局", "市交通局", "各区政府"],
        ["市水务局", "市交通局"],
    ]


def test_a_name_that_is_broken_by_its_column_is_one():
    doc = tasks(HEAD, ["1", "清淤。", "区建设管理委、区水\n务局，各街镇", "长期"])
    assert [name for name, _ in units(doc)[0]] == ["区建设管理委", "区水务局", "各街镇"]


def test_a_bar_in_a_cell_cuts_nothing():
    doc = tasks(HEAD, ["1", "落实“线上|线下”检查，建立台账。", "市水务局", "年底"])
    assert doc.measures[0].text == "落实“线上|线下”检查，建立台账。"
    assert units(doc) == [[("市水务局", "none")]]


def test_a_head_that_comes_again_on_the_next_page_is_no_task():
    doc = tasks(HEAD, ["1", "清淤。", "市水务局", "长期"], HEAD, ["2", "护岸。", "市交通局", "长期"])
    assert [m.label for m in doc.measures] == ["1", "2"]
    assert units(doc) == [[("市水务局", "none")], [("市交通局", "none")]]
