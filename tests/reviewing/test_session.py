from __future__ import annotations

import builtins
import re

import pandas as pd
import pytest

import policycompare as pc
from policycompare.analysing.questions import questions
from policycompare.deciding.decision_files import load, update
from policycompare.deciding.decisions import Decision, Decisions
from policycompare.deciding.merge import merge
from policycompare.reading import parse
from policycompare.reviewing.session import Session
from policycompare.reviewing.terminal import run

LOW = parse("区措施\n1.落实安全包保责任制。\n2.建设滨海景观步道。\n3.加强加油站夜间检查，建立台账。\n", id="low")
HIGH = parse("市措施\n1.落实安全包保责任制。\n2.加强加油站检查。\n3.开展航空安全培训。\n", id="high")


@pytest.fixture(scope="module")
def al():
    return pc.align(LOW, HIGH)


def kinds(session):
    return [(q.kind, q.child + 1, q.parent + 1) for q in questions(session.alignment)]


def talk(session, *lines, **options):
    said, typed = [], iter(lines)

    def read(_):
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    run(session, read, said.append, **options)
    return said


def until(session, kind):
    while session.question.kind != kind:
        session.answer("s")
    return session.question


def test_every_link_gap_and_addition_is_asked_about_and_what_is_only_localised_last(al, tmp_path):
    asked = kinds(Session(al, tmp_path))
    assert asked[-1] == ("pair", 1, 1)
    assert {("gap", 0, 3), ("addition", 2, 0)} <= set(asked)


def test_an_answer_is_saved_at_once_and_a_later_sitting_goes_on_after_it(al, tmp_path):
    session = Session(al, tmp_path, who="王")
    until(session, "gap")
    first = kinds(session)
    assert session.answer("3") == "未承接 3 确认（不予采纳）"
    row = load(tmp_path / "low__high.csv").rows[0]
    assert (row.reason, row.who, row.source, row.parent_text) == ("不予采纳", "王", "terminal", "开展航空安全培训。")
    later = Session(al, tmp_path)
    assert kinds(later) == kinds(session) == [q for q in first if q != ("gap", 0, 3)]


def test_undo_puts_back_what_was_there_before_and_asks_again(al, tmp_path):
    path = tmp_path / "low__high.csv"
    session = Session(al, tmp_path)
    until(session, "addition")
    session.answer("c 问科室")
    session.answer("u")
    assert load(path).rows[0].comment == "问科室"
    assert session.answer("ｚ").startswith("已撤销")
    assert load(path).rows == ()
    assert session.question.kind == "addition"
    with pytest.raises(ValueError, match="没有可撤销"):
        session.answer("z")


def test_a_link_the_program_had_not_found_is_added_by_its_label(al, tmp_path):
    session = Session(al, tmp_path)
    until(session, "addition")
    with pytest.raises(ValueError, match="没有第 9 条"):
        session.answer("+9")
    session.answer("+2 +3")
    added = {(d.child, d.parent) for d in load(tmp_path / "low__high.csv").rows if d.verdict == "added"}
    assert added == {("2", "2"), ("2", "3")}
    assert added <= set(zip(session.alignment.links.child, session.alignment.links.parent, strict=True))


def test_what_contradicts_a_confirmed_gap_is_asked_first(al, tmp_path):
    gap = Decision("", "2", "confirmed").citing(None, HIGH.by_label["2"])
    update(tmp_path / "low__high.csv", lambda d: d.with_decision(gap))
    session = Session(al, tmp_path)
    assert kinds(session)[0] == ("contested", 3, 2)
    assert session.alignment.gaps.parent.tolist() == ["2", "3"]
    session.answer("y")
    assert "2" in set(session.alignment.links.parent)
    assert set(session.alignment.decisions["state"]) == {"superseded", "standing"}


def test_a_stale_decision_is_shown_with_the_difference_and_can_be_kept_or_dropped(tmp_path):
    old = Decision("3", "2", "confirmed", "partial", comment="旧").citing(LOW.by_label["3"], HIGH.by_label["2"])
    update(tmp_path / "low__high.csv", lambda d: d.with_decision(old))
    new = parse("区措施\n1.落实安全包保责任制。\n2.加强加油站节假日检查，建立台账。\n", id="low")
    session = Session(pc.align(new, HIGH), tmp_path)
    assert "增加“节假日”" in talk(session, "d")[0]
    assert load(tmp_path / "low__high.csv").rows == ()
    session.answer("z")
    assert session.question.kind == "stale"
    session.answer("k")
    kept = load(tmp_path / "low__high.csv").rows
    assert [(d.child, d.relation, d.comment) for d in kept] == [("3", "partial", "旧"), ("2", "partial", "旧")]
    assert session.alignment.anchored.counts == {"standing": 1, "superseded": 1}


def test_a_blind_reviewer_sees_what_the_program_says_only_after_the_answer(al, tmp_path):
    session = Session(al, tmp_path)
    until(session, "pair")
    said = talk(session, "y", blind=True)
    before, after = said[0], said[2]
    assert "概率" not in before
    assert "程序：判为对应" in after
    seeing = Session(al, tmp_path / "open")
    until(seeing, "pair")
    assert "概率" in talk(seeing)[0]


def test_what_is_not_understood_is_said_with_the_keys_and_changes_nothing(al, tmp_path):
    session = Session(al, tmp_path)
    said = talk(session, "hm", "", "q", "y")
    assert "不认识" in said[1]
    assert "撤销" in said[1]
    assert not (tmp_path / "low__high.csv").exists()


def test_the_notebook_acts_on_a_key_and_on_a_button_and_shows_the_next_question(al, tmp_path):
    view = pc.review(al, path=tmp_path, who="王")
    box = view.widget()
    shown, buttons, row, _ = box.children
    count = view.session.left
    row.children[0].value = "s"
    assert row.children[0].value == ""
    next(b for b in buttons.children if b.description == "存疑 u").click()
    assert view.session.left == count - 1
    assert load(tmp_path / "low__high.csv").rows[0].source == "notebook"
    assert "确认" in shown.value or "对应" in shown.value
    row.children[1].value = "c 待核"
    assert view.session.comment == "待核"
    assert "不认识" in view.answer("hm")


def test_without_widgets_the_question_and_how_to_answer_are_shown(al, tmp_path, monkeypatch):
    real = builtins.__import__

    def missing(name, *rest):
        if name == "ipywidgets":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", missing)
    bundle = pc.review(al, path=tmp_path, blind=True)._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert ".answer(" in bundle["text/html"]


def test_the_public_name_is_the_function_whatever_was_imported():
    import policycompare.reviewing
    import policycompare.reviewing.jupyter  # noqa: F401

    assert callable(pc.review)


def test_of_two_peoples_files_nothing_is_lost_and_conflicts_become_unsure():
    first = Decisions(
        (
            Decision("1", "1", "confirmed", "partial", who="甲", comment="好"),
            Decision("2", "2", "confirmed", "partial", who="甲"),
            Decision("3", "3", "added", who="甲"),
            Decision("4", "4", "rejected", who="甲", more=(("科室", "一科"),)),
        ),
        ("科室",),
    )
    second = Decisions(
        (
            Decision("", "3", "confirmed", reason="待补", who="乙"),
            Decision("2", "2", "confirmed", "equivalent", who="乙"),
            Decision("1", "1", "added", who="乙", comment="可"),
            Decision("4", "4", "confirmed", who="乙"),
        )
    )
    found = merge(first, second)
    rows = {(d.child, d.parent): d for d in found.decisions.rows}
    assert len(rows) == 5
    assert (rows["1", "1"].relation, rows["1", "1"].comment, rows["1", "1"].who) == ("partial", "好；可", "甲；乙")
    assert rows["4", "4"].verdict == rows["2", "2"].verdict == "unsure"
    assert "否定（甲）" in rows["4", "4"].comment
    assert rows["4", "4"].more == (("科室", "一科"),)
    assert len(found.conflicts) == 3
    assert (found.both, found.agreed, found.only_first, found.only_second, found.pairs) == (3, 2, 1, 1, 3)
    assert found.kappa == pytest.approx(0.0)
    assert found.f1 == pytest.approx(0.8)


def test_a_refit_is_offered_only_when_decisions_make_the_model_better(to_nation):
    from policycompare.evaluating.fitting import refit

    def decided(verdict):
        rows = [(r.child, r.parent, verdict(r)) for r in to_nation.least_certain(60).itertuples()]
        frame = pd.DataFrame(rows, columns=["child", "parent", "verdict"])
        return pc.align(to_nation.child, to_nation.parent, decisions=frame)

    agreeing = decided(lambda r: "confirmed" if r.probability > 0.2 else "rejected")
    found = refit(to_nation.model, [agreeing], "2026-11-24")
    assert found.better
    assert found.after[1] < found.before[1]
    assert found.model.origin["decisions"] == {"chongming__national": 60}
    places = {label: k for k, label in enumerate(to_nation.child.by_label)}
    noise = decided(lambda r: "confirmed" if places[r.child] % 5 == 0 else "rejected")
    assert not refit(to_nation.model, [noise]).better
    few = to_nation.with_decisions(Decisions((Decision("1", "1.1", "confirmed"),)))
    assert "太少" in str(refit(to_nation.model, [few]))


@pytest.mark.parametrize("blind", [False, True])
def test_every_question_of_the_notebook_carries_the_notices(to_city, tmp_path, blind):
    view = pc.review(to_city, path=tmp_path, blind=blind)
    for _ in range(4):
        assert "替代样本" in view.widget().children[0].value
        view.answer("u")


def test_an_answer_is_told_by_the_numbers_that_the_documents_print(tmp_path):
    text = "{}方案\n一、任务\n（一）排查\n1.摸清老旧管道底数，建立台账。（{}住建局）\n2.更新老旧管道，消除隐患。（{}住建局）\n（二）宣传\n1.开展用气安全宣传。（{}住建局）\n2.公布举报电话，接受监督。（{}住建局）\n"
    low, high = (parse(text.format(*[level] * 5), id=name) for level, name in (("区", "low"), ("市", "high")))
    session = Session(pc.align(low, high), tmp_path, who="王")
    while session.question.kind != "pair":
        session.answer("s")
    assert re.fullmatch(r"（[一二]）[12] ↔ （[一二]）[12] 确认", session.answer("y"))
