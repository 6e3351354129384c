from __future__ import annotations

import shutil
import subprocess
from datetime import datetime, timedelta

import openpyxl
import pytest

import policycompare as pc
from policycompare.deciding.decision_files import load, update
from policycompare.deciding.decisions import Decision, fingerprint
from policycompare.deciding.reanchor import reanchor
from policycompare.reading import parse
from policycompare.reviewing.workbook import read_workbook
from policycompare.reviewing.workbook_import import import_decisions

LOW = parse(
    "区措施\n1.落实安全包保责任制。\n2.建设滨海景观步道。\n3.加强加油站夜间检查。\n10.清理占道堆放物。\n", id="low"
)
HIGH = parse("市措施\n1.落实安全包保责任制。\n2.加强加油站检查。\n3.开展航空安全培训。\n4.清理消防通道。\n", id="high")
EXPORTED = datetime(2026, 11, 24, 1, 0, 0)
AT = "2026-11-24T12:00:00+00:00"
HEADS = (
    "章",
    "上级条",
    "上级内容",
    "下级条",
    "下级内容",
    "概率",
    "判定",
    "关系更正",
    "原因",
    "备注",
    "判定人",
    "时间",
    "核对码",
)
LINKS = (("1", "1"), ("3", "2"), ("", "3"), ("2", ""), ("10", "4"))


def code(a, b):
    prints = [fingerprint(d.by_label[x]) if x else "" for d, x in ((LOW, a), (HIGH, b))]
    return f"low:{prints[0]}|high:{prints[1]}"


def made(path, verdicts=(), own=(), **filled):
    """Write a workbook as the comparison does: title, notes, heads, rows, empty rows; with what a person filled in."""
    book = openpyxl.Workbook()
    book.properties.created = EXPORTED
    book.properties.lastModifiedBy = "李"
    book.create_sheet("总览").append(["标题"])
    sheet = book.create_sheet("核定（区→市）")
    sheet.append(["区措施对市措施核定表"])
    sheet.append(["注意：替代样本。"])
    sheet.append(HEADS)
    at = {name: k for k, name in enumerate(HEADS, 1)}
    for n, (a, b) in enumerate(LINKS, 4):
        low = LOW.by_label[a].text if a else "（未承接）"
        high = f"{b}. {HIGH.by_label[b].text}" if b else "（新增）"
        sheet.append(["", b, high, a, low, 0.5, *[None] * 6, code(a, b)])
        for head, values in {"判定": verdicts, **filled}.items():
            if n - 4 < len(values):
                sheet.cell(n, at[head]).value = values[n - 4]
    for cells in own:
        row = [None] * len(HEADS)
        for head, value in cells.items():
            row[at[head] - 1] = value
        sheet.append(row)
    book.save(path)
    return path


def take(path, folder, now=AT):
    return import_decisions(read_workbook(path), folder, now=now)


@pytest.fixture
def here(tmp_path):
    return tmp_path / "book.xlsx", tmp_path / "decisions"


def rows(folder):
    return {(d.child, d.parent): d for d in load(folder / "low__high.csv").rows}


def test_what_a_person_filled_in_stands_in_the_file_with_fingerprints_and_texts(here):
    book, folder = here
    made(
        book,
        ["确认", "否定", "确认", "存疑"],
        关系更正=["细化"],
        原因=[None, None, "不予采纳"],
        备注=["好", None, None, "问科室"],
        判定人=[None, "王"],
        own=[{"下级条": 3, "上级条": 4.0, "判定": "补充"}],
    )
    taken = take(book, folder)
    assert (len(taken.new), taken.known, taken.conflicts) == (5, 0, [])
    found = rows(folder)
    assert [(k, d.verdict) for k, d in found.items()] == [
        (("1", "1"), "confirmed"), (("3", "2"), "rejected"), (("", "3"), "confirmed"), (("2", ""), "unsure"),
        (("3", "4"), "added"),
    ]  # fmt: skip
    first = found["1", "1"]
    assert (first.relation, first.comment, first.who, first.when) == ("elaborates", "好", "李", AT)
    assert first.child_text == first.parent_text == "落实安全包保责任制。"
    assert found["3", "2"].who == "王"
    assert found["", "3"].reason == "不予采纳"
    assert found["3", "4"].parent_fingerprint == fingerprint(HIGH.by_label["4"])
    al = pc.align(LOW, HIGH, decisions=folder)
    assert set(al.decisions["state"]) == {"standing"}
    assert ("3", "4") in set(zip(al.links.child, al.links.parent, strict=True))


@pytest.mark.parametrize(("child", "parent"), [("第三条", "第四条"), ("三", "（四）"), ("３", "第４条")])
def test_a_row_of_ones_own_names_provisions_as_the_document_prints_them(here, child, parent):
    book, folder = here
    made(book, own=[{"下级条": child, "上级条": parent, "判定": "补充"}])
    assert take(book, folder).new
    assert rows(folder)["3", "4"].verdict == "added"


def test_reading_twice_changes_nothing(here):
    book, folder = here
    made(book, ["确认", "否定", "确认"])
    take(book, folder)
    before = (folder / "low__high.csv").read_bytes()
    again = take(book, folder, now="2027-01-01T00:00:00+00:00")
    assert (again.new, again.changed, again.known, again.conflicts) == ([], [], 3, [])
    assert (folder / "low__high.csv").read_bytes() == before


def test_a_later_change_in_the_same_workbook_is_taken(here):
    book, folder = here
    take(made(book, ["确认", "否定"]), folder)
    taken = take(made(book, ["否定", "否定"]), folder)
    assert len(taken.changed) == 1
    assert rows(folder)["1", "1"].verdict == "rejected"


@pytest.mark.parametrize(
    ("when", "typed", "kept"),
    [
        ("2026-11-25T00:00:00+00:00", None, True),
        ("2026-11-23T00:00:00+00:00", None, False),
        ("", None, False),
        ("2026-11-25T00:00:00+00:00", datetime(2026, 11, 26, 8), False),
        ("2026-11-25T00:00:00+00:00", "2026/11/26", False),
        ("2026-11-25T00:00:00+00:00", "2026年11月23日", True),
    ],
)
def test_an_older_workbook_does_not_overwrite_a_newer_decision_of_the_same_person(here, when, typed, kept):
    book, folder = here
    newer = Decision("1", "1", "rejected", who="李", when=when).citing(LOW.by_label["1"], HIGH.by_label["1"])
    update(folder / "low__high.csv", lambda d: d.with_decision(newer))
    taken = take(made(book, ["确认"], 时间=[typed]), folder)
    assert (len(taken.conflicts), len(taken.changed)) == ((1, 0) if kept else (0, 1))
    assert rows(folder)["1", "1"].verdict == ("rejected" if kept else "confirmed")
    if kept:
        assert "核定（区→市）!G4" in str(taken.conflicts[0])
        assert "李" in str(taken.conflicts[0])


@pytest.mark.parametrize("typed", [None, "2026年11月23日", datetime(2026, 11, 26, 8)])
def test_what_another_decided_after_the_workbook_was_made_stands_beside_it(here, typed):
    book, folder = here
    other = Decision("1", "1", "rejected", who="赵", when="2026-11-25T00:00:00+00:00")
    update(folder / "low__high.csv", lambda d: d.with_decision(other.citing(LOW.by_label["1"], HIGH.by_label["1"])))
    made(book, ["确认"], 时间=[typed])
    for again in (False, True):
        taken = take(book, folder)
        assert (len(taken.conflicts), taken.known) == ((0, 1) if again else (1, 0))
        found = load(folder / "low__high.csv").rows
        assert [(d.who, d.verdict) for d in found] == [("赵", "rejected"), ("李", "confirmed")]


def test_two_copies_of_a_workbook_that_come_back_from_two_people_leave_both_answers(here):
    book, folder = here
    for who, verdict in (("甲", "确认"), ("乙", "否定"), ("甲", "确认"), ("乙", "否定")):
        taken = take(made(book, [verdict], 判定人=[who]), folder)
        assert taken.changed == []
    found = load(folder / "low__high.csv").rows
    assert [(d.who, d.verdict) for d in found] == [("甲", "confirmed"), ("乙", "rejected")]
    assert [item.state for item in reanchor(load(folder / "low__high.csv"), LOW, HIGH).items] == ["disputed"] * 2


def test_who_changes_his_mind_in_a_disputed_pair_changes_his_own_answer(here):
    book, folder = here
    for who, verdict in (("甲", "确认"), ("乙", "否定")):
        take(made(book, [verdict], 判定人=[who]), folder)
    take(made(book, ["存疑"], 判定人=["乙"]), folder)
    found = load(folder / "low__high.csv").rows
    assert [(d.who, d.verdict) for d in found] == [("甲", "confirmed"), ("乙", "unsure")]


def test_what_was_filled_in_by_the_program_itself_is_already_known(here):
    book, folder = here
    old = Decision("1", "1", "confirmed", "elaborates", comment="x", when="2026-11-20T00:00:00+00:00")
    update(folder / "low__high.csv", lambda d: d.with_decision(old.citing(LOW.by_label["1"], HIGH.by_label["1"])))
    taken = take(made(book, ["确认"], 时间=["2026-11-20T00:00:00+00:00"]), folder)
    assert (taken.known, taken.changed) == (1, [])
    assert rows(folder)["1", "1"].relation == "elaborates"


@pytest.mark.parametrize(
    ("filled", "cell", "says"),
    [
        ({"verdicts": ["同意"]}, "G4", "判定“同意”不认识"),
        ({"verdicts": ["确认"], "关系更正": ["相同"]}, "H4", "关系“相同”不认识"),
        ({"verdicts": [None, None, "确认"], "原因": [None, None, "没空"]}, "I6", "原因“没空”不在表中"),
        ({"verdicts": [None, None, "否定"]}, "D6", "要写下级条"),
        ({"verdicts": ["确认"], "下级条": ["2"]}, "D4", "在别的行是另一条"),
        ({"verdicts": ["确认"], "核对码": ["乱"]}, "M4", "核对码被改动"),
        ({"verdicts": ["确认"], "时间": ["昨天"]}, "L4", "时间“昨天”不认识"),
        ({"verdicts": [], "备注": ["改"]}, "J4", "判定是空的"),
        ({"own": [{"下级条": "77", "上级条": "1", "判定": "补充"}]}, "D9", "没有第 77 条"),
        ({"own": [{"下级条": "1、2", "上级条": "1", "判定": "补充"}]}, "D9", "不是条号"),
        ({"own": [{"上级条": "1", "判定": "补充"}]}, "D9", "要写下级条"),
        ({"own": [{"判定": "补充"}]}, "G9", "都是空的"),
    ],
)
def test_what_is_not_understood_is_named_with_sheet_and_cell(here, filled, cell, says):
    book, _ = here
    found = read_workbook(made(book, **filled))
    assert len(found.problems) == 1
    assert str(found.problems[0]).startswith(f"核定（区→市）!{cell}：")
    assert says in str(found.problems[0])


def edited(book, change):
    work = openpyxl.load_workbook(book)
    change(work["核定（区→市）"])
    work.save(book)


def sort_rows(sheet):
    values = [[c.value for c in row] for row in sheet.iter_rows(min_row=4, max_row=8)]
    for n, row in enumerate(reversed(values), 4):
        for k, value in enumerate(row, 1):
            sheet.cell(n, k).value = value


def full_width(sheet):
    for n in range(4, 9):
        for k in (2, 4):
            if value := sheet.cell(n, k).value:
                sheet.cell(n, k).value = f" 第{value.translate(str.maketrans('0123456789', '０１２３４５６７８９'))}条 "
        if value := sheet.cell(n, 7).value:
            sheet.cell(n, 7).value = f" {value}　"


def numbers(sheet):
    for n in range(4, 9):
        for k in (2, 4):
            if value := sheet.cell(n, k).value:
                sheet.cell(n, k).value = float(value)


def hide(sheet):
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["M"].hidden = True
    sheet.auto_filter.ref = "A3:M8"


EDITS = {
    "sorted": sort_rows,
    "a column inserted": lambda s: s.insert_cols(1, 2),
    "columns deleted": lambda s: (s.delete_cols(6), s.delete_cols(1)),
    "rows inserted above": lambda s: s.insert_rows(1, 5),
    "a row inserted": lambda s: s.insert_rows(6),
    "full-width and blanks": full_width,
    "numbers": numbers,
    "hidden and filtered": hide,
    "renamed": lambda s: setattr(s, "title", "我的表"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_peoples_edits_of_the_sheet_do_not_matter(here, edit):
    book, folder = here
    made(book, ["确认", "否定", "确认", "确认", "存疑"], own=[{"下级条": "3", "上级条": "4", "判定": "补充"}])
    edited(book, edit)
    take(book, folder)
    verdicts = {k: d.verdict for k, d in rows(folder).items()}
    assert verdicts == {
        ("1", "1"): "confirmed", ("3", "2"): "rejected", ("", "3"): "confirmed", ("2", ""): "confirmed",
        ("10", "4"): "unsure", ("3", "4"): "added",
    }  # fmt: skip


def test_a_deleted_row_takes_no_decision_away(here):
    book, folder = here
    take(made(book, ["确认", "否定"]), folder)
    edited(book, lambda s: s.delete_rows(4))
    take(book, folder)
    assert len(rows(folder)) == 2


def test_the_same_pair_decided_twice_and_differently_is_a_conflict(here):
    book, folder = here
    made(book, ["确认"], own=[{"下级条": "1", "上级条": "1", "判定": "否定"}])
    taken = take(book, folder)
    assert [len(taken.new), len(taken.conflicts)] == [1, 1]
    assert "!G9" in str(taken.conflicts[0])
    assert rows(folder)["1", "1"].verdict == "confirmed"


def test_a_workbook_from_before_the_documents_changed_still_works(here):
    book, folder = here
    take(made(book, ["确认", "确认"]), folder)
    later = parse("区措施\n1.总则。\n2.落实安全包保责任制。\n3.加强加油站节假日夜间检查。\n", id="low")
    al = pc.align(later, HIGH, decisions=folder)
    assert al.decisions[["child", "parent", "state"]].to_numpy().tolist() == [["2", "1", "moved"], ["3", "2", "stale"]]
    assert "增加“节假日”" in al.decisions["note"][1]


def test_a_file_that_is_no_workbook_or_has_no_such_sheet_is_named(tmp_path):
    with pytest.raises(pc.DecisionError, match="没有这个文件"):
        read_workbook(tmp_path / "none.xlsx")
    (tmp_path / "text.xlsx").write_text("x", "utf-8")
    with pytest.raises(pc.DecisionError, match="不是 Excel 工作簿"):
        read_workbook(tmp_path / "text.xlsx")
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    with pytest.raises(pc.DecisionError, match="没有核定表"):
        read_workbook(tmp_path / "empty.xlsx")


@pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice here")
def test_a_workbook_that_libreoffice_saved_is_read_the_same(here, tmp_path):
    book, folder = here
    made(book, ["确认", "否定", "确认"], 原因=[None, None, "待补"], 时间=[EXPORTED + timedelta(days=1)])
    out = tmp_path / "saved"
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "xlsx"]
    done = subprocess.run([*command, "--outdir", out, book], capture_output=True, check=False, timeout=180)
    if done.returncode or not (out / "book.xlsx").exists():
        pytest.skip("LibreOffice does not start here")
    take(out / "book.xlsx", folder)
    take(book, tmp_path / "direct")
    saved, direct = rows(folder), rows(tmp_path / "direct")
    assert [d.content for d in saved.values()] == [d.content for d in direct.values()]
    assert saved["1", "1"].when == direct["1", "1"].when


@pytest.mark.parametrize("id_", ["../../pwn", "/tmp/pwn/abs", "..", "a/../../b", "C:\\pwn"])
def test_a_workbook_that_came_by_mail_writes_nothing_outside_the_folder_of_decisions(tmp_path, id_):
    (tmp_path / "a" / "b").mkdir(parents=True)
    book = made(tmp_path / "a" / "b" / "核定.xlsx", ["确认"])

    def forge(sheet):
        for row in sheet.iter_rows(min_row=4):
            row[-1].value = (row[-1].value or "").replace("low:", f"{id_}:")

    edited(book, forge)
    folder = tmp_path / "a" / "b" / "decisions"
    import_decisions(read_workbook(book), folder, now=AT)
    written = {path for path in tmp_path.rglob("*") if path.is_file()} - {book}
    assert all(path.parent == folder for path in written)


def test_a_workbook_on_a_renamed_draft_finds_the_decisions_of_the_old_name_and_says_so(here):
    book, folder = here
    take(made(book, ["确认", "否定", "确认"]), folder)
    (folder / "low__high.csv").rename(folder / "送审稿__high.csv")
    report = take(made(book, ["确认", None, None, "存疑"]), folder)
    assert (len(report.new), report.known) == (1, 1)
    assert "送审稿__high.csv" in str(report.notes[0])
    assert len(rows(folder)) == 4
