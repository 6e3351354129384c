"""Decisions belong to the texts of documents, not to a file name: they are found again, with a line that says where."""

from __future__ import annotations

import pytest

import policycompare as pc
from policycompare.deciding.decision_files import load, read_decisions, update
from policycompare.deciding.decisions import Decision
from policycompare.reading import parse
from policycompare.reviewing.session import Session

BODIES = ("落实安全包保责任制。", "建设滨海景观步道。", "加强加油站夜间检查，建立台账。", "清理占道堆放物。")


def document(name, bodies=BODIES):
    return parse("区措施\n" + "".join(f"{n}.{body}\n" for n, body in enumerate(bodies, 1)), id=name)


HIGH = parse("市措施\n1.落实安全包保责任制。\n2.加强加油站检查。\n3.开展航空安全培训。\n", id="high")
DRAFT = document("送审稿")


@pytest.fixture
def folder(tmp_path):
    pairs = (("1", "1", "confirmed"), ("3", "2", "confirmed"), ("2", "", "confirmed"), ("", "3", "confirmed"))
    for child, parent, verdict in pairs:
        decision = Decision(child, parent, verdict, who="王")
        cited = decision.citing(DRAFT.by_label.get(child), HIGH.by_label.get(parent))
        update(tmp_path / "送审稿__high.csv", lambda found, cited=cited: found.with_decision(cited))
    return tmp_path


def test_decisions_on_a_draft_are_found_again_when_the_file_has_another_name(folder):
    final = document("报批稿", (BODIES[3], *BODIES[:3]))
    al = pc.align(final, HIGH, decisions=folder)
    assert al.anchored.counts == {"standing": 1, "moved": 3}
    assert "4 条决定取自" in str(al.anchored.decisions.notes[0])
    assert "送审稿__high.csv" in str(al.anchored.decisions.notes[0])
    assert al.decisions.attrs["notes"] == [str(al.anchored.decisions.notes[0])]


def test_a_session_on_the_renamed_draft_goes_on_where_the_old_one_stopped_and_leaves_its_file_alone(folder):
    before = (folder / "送审稿__high.csv").read_bytes()
    session = Session(pc.align(document("报批稿"), HIGH), folder, who="李")
    assert "送审稿__high.csv" in str(session.notes[0])
    assert session.alignment.anchored.counts == {"standing": 4}
    session.answer("y")
    assert len(load(folder / "报批稿__high.csv")) == 5
    assert (folder / "送审稿__high.csv").read_bytes() == before
    again = Session(pc.align(document("报批稿"), HIGH), folder)
    assert again.notes == ()
    assert len(again.alignment.anchored.items) == 5


def test_decisions_on_other_texts_are_not_taken(folder):
    other = document("别的", ("开展防汛演练。", "更新消防栓。", "公布避难场所。"))
    found = read_decisions(folder, other, HIGH)
    assert (len(found), found.found_in, found.notes) == (0, "", ())
    assert found.source == str(folder / "别的__high.csv")


def test_of_two_files_that_of_which_most_decisions_are_on_the_texts_is_taken(folder):
    mixed = load(folder / "送审稿__high.csv")
    strange = [Decision("9", "1", "confirmed", child_fingerprint=f"{n:016x}") for n in range(3)]
    update(folder / "a__high.csv", lambda _: mixed)
    for decision in strange:
        update(folder / "a__high.csv", lambda found, decision=decision: found.with_decision(decision))
    found = read_decisions(folder, document("报批稿"), HIGH)
    assert found.found_in == str(folder / "送审稿__high.csv")


def test_a_file_of_its_own_goes_before_all_others_even_when_it_is_empty(folder):
    update(folder / "报批稿__high.csv", lambda found: found)
    assert len(read_decisions(folder, document("报批稿"), HIGH)) == 0


def test_a_damaged_file_beside_hides_nothing(folder):
    (folder / "0__high.csv").write_bytes(b"\xff\xff\x00")
    assert len(read_decisions(folder, document("报批稿"), HIGH)) == 4


def test_additions_to_one_parent_are_not_taken_for_additions_to_another(folder):
    additions = [Decision(str(n), "", "confirmed").citing(DRAFT.by_label[str(n)], None) for n in (1, 2, 3)]
    (folder / "送审稿__high.csv").unlink()
    for decision in additions:
        update(folder / "送审稿__high.csv", lambda found, decision=decision: found.with_decision(decision))
    elsewhere = parse("省措施\n1.公布避难场所。\n", id="province")
    assert len(read_decisions(folder, DRAFT, elsewhere)) == 0
    assert len(read_decisions(folder, document("报批稿"), HIGH)) == 3
