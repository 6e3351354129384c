from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policycompare as pc
from policycompare.deciding import decision_files as store
from policycompare.deciding.decision_files import load, parse, to_bytes, update
from policycompare.deciding.decisions import COLUMNS, Decision, Decisions
from policycompare.storage.locks import locked
from policycompare.vocabulary import GAP_REASONS

words = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\",';=+-@"), max_size=12).map(
    str.strip
)
prints = st.text("0123456789abcdef", min_size=16, max_size=16) | st.just("")
labels = st.from_regex(r"[1-9][0-9]?(\.[1-9])?", fullmatch=True)
rows = st.builds(
    Decision,
    child=labels,
    parent=labels,
    verdict=st.sampled_from(["confirmed", "rejected", "added", "unsure"]),
    relation=st.sampled_from(["", "equivalent", "partial"]),
    reason=st.sampled_from(["", *GAP_REASONS.keys]),
    comment=words,
    who=words,
    when=st.just("2026-11-24T08:00:00+08:00"),
    child_fingerprint=prints,
    parent_fingerprint=prints,
    source=words,
    child_text=words,
    parent_text=words,
    more=st.tuples(st.tuples(st.just("科室"), words)),
)


@given(st.lists(rows, max_size=6))
def test_what_is_written_is_read_again_whatever_it_holds_with_unknown_columns(some):
    written = Decisions(tuple(some), ("科室",), (), "x.csv")
    assert parse(to_bytes(written), "x.csv") == written


@given(st.lists(rows, min_size=2, max_size=5), st.integers(0, 10_000), st.sampled_from(['"', "\x00", "\n", ",", "甲"]))
def test_damage_anywhere_costs_at_most_the_record_it_touches_and_is_kept(some, at, mark):
    some = [
        replace(row, child=str(k), comment="", who="", source="", child_text="", parent_text="", more=())
        for k, row in enumerate(some, 1)
    ]
    lines = to_bytes(Decisions(tuple(some))).decode("utf-8-sig").splitlines()
    hit = 1 + at % len(some)
    place = at % len(lines[hit])
    lines[hit] = lines[hit][:place] + mark + lines[hit][place:]
    found = parse("\n".join(lines).encode(), "x.csv")
    others = [row for k, row in enumerate(some, 1) if k != hit]
    assert [row for row in found.rows if row in others] == others
    again = parse(to_bytes(found), "x.csv")
    assert again.rows == found.rows
    assert [d.text for d in again.unread] == [d.text for d in found.unread]


def test_a_quotation_mark_that_is_never_closed_costs_its_own_line_only():
    text = 'child,parent,verdict,comment\n1,1,confirmed,"open\n2,2,rejected,fine\n3,3,confirmed,"two\nlines"\n'
    found = parse(text.encode(), "d.csv")
    assert [(d.child, d.comment) for d in found.rows] == [("2", "fine"), ("3", "two\nlines")]
    assert [d.line for d in found.unread] == [2]
    assert str(found.problems[0]).startswith("d.csv: 第2行：引号不成对")


def test_two_stray_quotation_marks_do_not_swallow_the_rows_between_them():
    head = "child,parent,verdict,relation,reason,comment,who,when\n"
    text = head + '1,2,confirmed,,,"open,me,\n5,6,confirmed,,,good,me,\n7,8,confirmed,,,x",me,\n9,9,rejected,,,,,\n'
    found = parse(text.encode(), "d.csv")
    assert [(d.child, d.parent) for d in found.rows] == [("5", "6"), ("7", "8"), ("9", "9")]
    assert [d.line for d in found.unread] == [2]


def test_a_line_that_was_not_understood_never_becomes_a_decision_however_often_the_file_is_written(tmp_path):
    path = tmp_path / "a__b.csv"
    path.write_text("child,parent,verdict\n1,2.1,confirmed,equivalent\n", "utf-8")
    assert "有 4 列" in str(load(path).problems[0])
    for n in (3, 4, 5):
        kept = put(path, n)
        assert [line.text for line in kept.unread] == ["1,2.1,confirmed,equivalent"]
    assert [d.child for d in load(path).rows] == ["3", "4", "5"]
    assert [line.text for line in load(path).unread] == ["1,2.1,confirmed,equivalent"]
    assert "原样搁置" in str(load(path).problems[0])


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("1,1,maybe", "verdict “maybe”"),
        (",,confirmed", "都是空的"),
        ("1,,rejected", "需要 child 和 parent"),
        ("1,1,confirmed,same", "relation “same”"),
        ("1,1,confirmed,,1.2E+15", "不是 16 位"),
        ("1,1,confirmed,,,,,,7", "表头只有 6 列"),
    ],
)
def test_a_line_that_tells_no_decision_is_named_with_the_way_out_and_kept(line, says):
    head = "child,parent,verdict,relation,child_fingerprint,备注"
    found = parse(f"{head}\n2,2,确认,细化\n{line}\n３,3,rejected\n".encode(), "d.csv")
    assert [str(d) for d in found.rows] == ["2 ↔ 2 确认（细化）", "3 ↔ 3 否定"]
    assert str(found.problems[0]).startswith("d.csv: 第3行：")
    assert says in str(found.problems[0])
    assert line in to_bytes(found).decode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_file_is_read_as_a_spreadsheet_may_have_saved_it(encoding, delimiter):
    text = "child,parent,verdict,comment\r\n1,2,确认,好\r\n".replace(",", delimiter)
    assert parse(text.encode(encoding)).rows[0] == Decision("1", "2", "confirmed", comment="好")


def test_a_comment_is_no_formula_in_a_spreadsheet():
    decided = Decisions((Decision("1", "1", "confirmed", comment="=1+1"),))
    cells = next(csv.reader(to_bytes(decided).decode("utf-8-sig").splitlines()[1:]))
    assert cells[COLUMNS.index("comment")] == "'=1+1"
    assert parse(to_bytes(decided)).rows == decided.rows


def put(path, n, who="甲"):
    return update(path, lambda d: d.with_decision(Decision(str(n), "1", "confirmed", who=who)))


def test_the_former_version_stays_beside_and_saving_the_same_changes_nothing(tmp_path):
    path = tmp_path / "new" / "a__b.csv"
    put(path, 1)
    put(path, 2)
    first, backup = path.read_bytes(), path.with_name("a__b.csv.bak")
    assert [d.child for d in load(backup).rows] == ["1"]
    put(path, 2)
    assert path.read_bytes() == first
    assert [d.child for d in load(backup).rows] == ["1"]


def test_a_change_that_fails_leaves_the_file_and_frees_the_lock(tmp_path):
    path = tmp_path / "a__b.csv"
    put(path, 1)

    def fault(_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        update(path, fault)
    assert [d.child for d in put(path, 2).rows] == ["1", "2"]


def test_a_second_writer_is_told_when_the_first_does_not_finish(tmp_path, monkeypatch):
    path = tmp_path / "a__b.csv"
    monkeypatch.setattr(store, "WAIT", 0.05)
    with locked(path, 5), pytest.raises(pc.DecisionError, match="另一个程序正在写"):
        put(path, 1)
    assert len(put(path, 1)) == 1


def test_a_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "x").write_text("", "utf-8")
    with pytest.raises(pc.DecisionError, match="无法写入"):
        put(tmp_path / "x" / "a__b.csv", 1)


WRITER = """
import sys
from policycompare.deciding.decisions import Decision
from policycompare.deciding.decision_files import update
path, who, count, announce = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
for n in range(count):
    update(path, lambda d: d.with_decision(Decision(f"{who}{n % 60}", "1", "confirmed", comment=f"{n} " + "字" * 200)))
    if n == announce:
        print("going", flush=True)
"""


def writer(path, who, count, announce):
    command = [sys.executable, "-c", WRITER, path, *map(str, (who, count, announce))]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def test_two_writers_at_once_lose_nothing(tmp_path):
    path = tmp_path / "a__b.csv"
    for process in [writer(path, who, 25, 24) for who in (1, 2)]:
        assert process.communicate()[0] == b"going\n"
    assert len(load(path)) == 50


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_a_process_killed_amid_thousands_of_writes_leaves_a_complete_file(tmp_path):
    path = tmp_path / "a__b.csv"
    for announce in (65, 80, 100):
        with writer(path, 1, 100_000, announce) as process:
            process.stdout.readline()
            os.kill(process.pid, signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
        for file in (path, path.with_name(path.name + ".bak")):
            found = load(file)
            assert not found.problems
            assert [d.child for d in found.rows] == [f"1{k}" for k in range(60)]
            assert {d.comment.split()[1] for d in found.rows} == {"字" * 200}
        written = [int(d.comment.split()[0]) for d in load(path).rows]
        assert max(written) >= announce
        assert sorted(written) == list(range(max(written) - 59, max(written) + 1))
    assert len(put(path, 99)) == 61


def test_no_cell_of_a_column_of_the_users_own_is_lost_or_moves(tmp_path):
    """Two columns of one name, one without a name, a short row: each cell stays under its head, however often saved."""
    path = tmp_path / "x.csv"
    head = "child,parent,verdict,备注,备注,,空"
    path.write_text(f"{head}\n1,2,confirmed,甲,乙,丙,丁\n3,4,confirmed\n", encoding="utf-8")
    for n in range(2):
        found = load(path)
        assert found.columns == ("备注", "备注 2", "无列名", "空")
        assert [dict(row.more) for row in found.rows[:2]] == [
            {"备注": "甲", "备注 2": "乙", "无列名": "丙", "空": "丁"},
            dict.fromkeys(found.columns, ""),
        ]
        put(path, n)


def test_a_column_that_the_program_knows_and_that_stands_twice_is_refused():
    with pytest.raises(pc.DecisionError, match="verdict"):
        parse(b"child,parent,verdict,verdict\n1,2,confirmed,rejected\n")


def test_a_line_break_in_a_comment_is_the_same_after_it_was_written():
    found = parse(b'child,parent,verdict,comment\n1,2,confirmed,"one\r\ntwo\rthree"\n')
    assert found.rows[0].comment == "one\ntwo\nthree"
    assert parse(to_bytes(found)).rows == found.rows
