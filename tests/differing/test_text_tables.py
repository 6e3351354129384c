from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from policycompare.differing.phrases import Cells, cells_of
from policycompare.differing.runs import Run, RunTable, of_child, of_parent
from policycompare.differing.text_differences import differences
from policycompare.differing.text_tables import blocks, grid, in_lines, with_tables
from policycompare.documents import Span, TableCell, TableRow, TextTable


def table_of(start, *rows):
    """Return rows of words as the lines of a text, and the table that they are when they start at `start`."""
    made, lines = [], []
    place = start
    for row in rows:
        cells = []
        for words in row:
            cells.append(TableCell(Span(place, place + len(words))))
            place += len(words) + len(" | ")
        place += len("\n") - len(" | ")
        made.append(TableRow(tuple(cells)))
        lines.append(" | ".join(row))
    text = "\n".join(lines)
    return text, TextTable(Span(start, start + len(text)), tuple(made))


def plain(shown):
    return "".join(part.text for part in shown)


WORDS = st.text("每年半检查 ", min_size=0, max_size=4)
ROWS = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(WORDS, min_size=width, max_size=width), min_size=1, max_size=4)
)


@given(ROWS, ROWS)
def test_each_cell_has_its_own_words_and_the_whole_is_the_text_however_the_marks_lie(old, new):
    above, _ = table_of(3, *old)
    below, table = table_of(3, *new)
    runs = of_child(differences(f"如下：{below}\n完。", f"如下：{above}\n完。"))
    shown = with_tables(runs, [table])
    assert plain(shown) == f"如下：{below}\n完。"
    (found,) = (part for part in shown if isinstance(part, RunTable))
    assert [[plain(cell.runs) for cell in row.cells] for row in found.rows] == new
    marks = {run.meaning for run in runs}
    assert {run.meaning for row in found.rows for cell in row.cells for run in cell.runs} <= marks


def test_a_mark_over_several_cells_is_one_in_each_of_them():
    text, table = table_of(0, ["学校", "每月"])
    (shown,) = with_tables([Run(text, "added")], [table])
    assert [cell.runs for cell in shown.rows[0].cells] == [(Run("学校", "added"),), (Run("每月", "added"),)]


def test_words_that_were_changed_in_a_cell_are_marked_there_on_both_sides():
    above, old = table_of(4, ["类别", "频次"], ["管道", "每两年一次"])
    below, new = table_of(4, ["类别", "频次"], ["管道", "每半年一次"])
    runs = differences(f"检查：\n{below}", f"检查：\n{above}")
    for side, table, words, meaning in ((of_child, new, "每半年", "added"), (of_parent, old, "每两年", "removed")):
        shown = with_tables(side(runs), [table])[-1]
        marked = [run for row in shown.rows for cell in row.cells for run in cell.runs if run.meaning != "same"]
        assert [(run.text, run.meaning) for run in marked] == [(words, meaning)]


def test_what_has_no_tables_shows_rows_as_lines_apart_from_the_words_around_them():
    text, table = table_of(0, ["甲", "乙"], ["丙", "丁"])
    shown = (
        Run("第一条　", "same", mark="label"),
        *with_tables([Run(text, "same")], [table]),
        Run("（区应急局）", "same"),
    )
    assert plain(in_lines(shown)) == "第一条　\n甲 | 乙\n丙 | 丁\n（区应急局）"
    assert plain(in_lines(shown, "｜")) == "第一条　\n甲｜乙\n丙｜丁\n（区应急局）"


def test_a_cell_over_two_rows_and_two_columns_leaves_its_place_empty_in_lines():
    text = "整块 | 一\n二"
    rows = (TableRow((TableCell(Span(0, 2), 2, 2), TableCell(Span(5, 6)))), TableRow((TableCell(Span(7, 8)),)))
    (table,) = with_tables([Run(text, "same")], [TextTable(Span(0, len(text)), rows)])
    assert plain(in_lines([table])) == "整块 |  | 一\n |  | 二"
    assert [[slot.continues for slot in slots] for slots in grid(table)] == [[False, False], [True, False]]


def test_the_line_ends_beside_a_table_are_not_shown_as_empty_lines():
    text, table = table_of(4, ["甲", "乙"])
    shown = with_tables([Run(f"如下：\n{text}\r\n完。", "same")], [table])
    before, found, after = blocks(shown)
    assert (plain(before), plain(after)) == ("如下：", "完。")
    assert isinstance(found, RunTable)


def test_a_cell_that_did_not_change_is_not_marked_where_a_row_with_like_words_is_new():
    above, old = table_of(0, ["管道", "每半年一次"])
    below, new = table_of(0, ["管道", "每半年一次"], ["学校", "每月一次"])
    cells = Cells(cells_of([below], [[new]]), cells_of([above], [[old]]))
    shown = with_tables(of_child(differences(f"{below}\n完。", f"{above}\n完。", cells=cells)), [new])[0]
    marked = [[[run.meaning for run in cell.runs] for cell in row.cells] for row in shown.rows]
    assert not [meaning for cell in marked[0] for meaning in cell if meaning != "same"]
    assert marked[1] == [["added"], ["added"]]


def test_each_of_as_many_changed_cells_is_compared_with_its_own():
    above, old = table_of(0, ["甲", "每年检查", "检查记录"])
    below, new = table_of(0, ["甲", "每月检查", "报告"])
    cells = Cells(cells_of([below], [[new]]), cells_of([above], [[old]]))
    (shown,) = with_tables(of_child(differences(below, above, cells=cells)), [new])
    assert [(run.text, run.meaning) for run in shown.rows[0].cells[2].runs] == [("报告", "added")]
