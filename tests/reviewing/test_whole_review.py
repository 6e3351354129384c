"""A whole review of the 81 measures, half in the terminal and half in the workbook; then the draft changes."""

from __future__ import annotations

import re
from collections import Counter

import openpyxl
import pandas as pd
import pytest

import policycompare as pc
from policycompare.analysing.questions import questions
from policycompare.catalog.store import shipped_folder
from policycompare.deciding.decision_files import load
from policycompare.deciding.decisions import fingerprint
from policycompare.evaluating.gold import read_gold
from policycompare.reviewing.session import Session
from policycompare.reviewing.terminal import run
from policycompare.reviewing.workbook import read_workbook
from policycompare.reviewing.workbook_import import import_decisions
from policycompare.vocabulary import GAP_REASONS, VERDICTS

REASON_OF = dict(zip(("not applicable", "local already"), GAP_REASONS.keys, strict=False))


def reply(gold, aligned, question):
    """Return what a reviewer who knows the stand-in types at a question."""
    i, j = question.child, question.parent
    if i >= 0 and j >= 0:
        return "y" if gold.linked[i, j] else "n"
    true, other = (gold.linked[:, j], aligned.child) if i < 0 else (gold.linked[i], aligned.parent)
    found = "".join(f"+{other.provisions[k].label}" for k in true.nonzero()[0])
    return found or ("4" if i < 0 else "y")


def in_terminal(session, gold, most):
    said = []

    def read(_):
        if session.question is None or len(session.steps) >= most:
            raise EOFError
        return reply(gold, session.alignment, session.question)

    run(session, read, said.append)
    return said


def in_workbook(path, aligned, gold):
    """Write what is left as a workbook of decisions, filled in."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["核定表"])
    sheet.append(["上级条", "上级", "下级条", "下级", "判定", "关系更正", "原因", "备注", "判定人", "时间", "核对码"])
    for question in questions(aligned):
        i, j = question.child, question.parent
        sides = [d.provisions[k] if k >= 0 else None for d, k in ((aligned.child, i), (aligned.parent, j))]
        labels, prints = zip(*((s.label, fingerprint(s)) if s else ("", "") for s in sides), strict=True)
        linked = i >= 0 and j >= 0 and gold.linked[i, j]
        verdict = "confirmed" if linked or i < 0 or j < 0 else "rejected"
        code = f"{aligned.child.id}:{prints[0]}|{aligned.parent.id}:{prints[1]}"
        texts = [f"{side.label}. {side.text}" if side else "" for side in sides]
        row = [labels[1], texts[1], labels[0], texts[0], VERDICTS[verdict].chinese, "", "待补" if i < 0 else ""]
        sheet.append([*row, "", "乙", "", code])
    book.save(path)


def changed(text):
    """Edit five measures, delete the 20th, put a new one behind the 50th, and number all anew."""
    head, *parts = re.split(r"(?m)^(?=\d+[.．])", re.sub(r"\[bookmark.*?\]", "", text))
    bodies = [re.sub(r"^\d+[.．]", "", part) for part in parts]
    for k in (2, 11, 29, 46, 68):
        bodies[k] = bodies[k].replace("安全", "安全和应急", 1).replace("。", "，每季度报告一次。", 1)
    bodies.insert(50, "建立长江口渔船进出港远程报备核验机制，对未报备出港的渔船实行联合查处。（区农业农村委）\n")
    tail = re.search(r"(?m)^[一二三四五六七八九十]+、.*\n", bodies[19])
    bodies[19:20] = []
    if tail:
        bodies[18] += tail[0]
    return head + "".join(f"{n}.{body}" for n, body in enumerate(bodies, 1))


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory, to_city):
    folder = tmp_path_factory.mktemp("decisions")
    gold = read_gold(shipped_folder() / "shanghai" / "known_links.csv", to_city.child, to_city.parent)
    session = Session(to_city, folder, who="甲")
    all_questions = session.left
    said = in_terminal(session, gold, most=45)
    again = Session(to_city, folder, who="甲")
    in_workbook(folder / "book.xlsx", again.alignment, gold)
    import_decisions(read_workbook(folder / "book.xlsx"), folder, now="2026-11-25T00:00:00+00:00")
    return folder, all_questions, said, gold


def test_nothing_is_left_after_a_whole_review_in_two_ways(reviewed, to_city):
    folder, count, said, gold = reviewed
    al = pc.align(to_city.child, to_city.parent, decisions=folder)
    assert questions(al) == ()
    assert set(al.decisions["state"]) == {"standing"}
    assert Counter(d.source.split()[0] for d in load(folder / "chongming__shanghai.csv").rows).keys() == {
        "terminal", "workbook",
    }  # fmt: skip
    assert count > 80
    assert "已答 45 问" in said[-1]
    frame = pc.evaluate(al, gold)
    assert frame.loc["links", "f1"] == 1.0
    assert set(al.links["method"]) == {"human"}
    assert (al.gaps["decided"] != "").all()
    assert (al.additions["decided"] != "").all()


def test_after_the_draft_changed_every_decision_is_standing_moved_stale_or_orphaned(reviewed, to_city):
    folder, *_ = reviewed
    source = (shipped_folder() / "chongming" / "source.txt").read_text("utf-8-sig")
    draft = pc.parse(changed(source), id="chongming", level="district")
    assert len(draft.measures) == 81
    before = load(folder / "chongming__shanghai.csv").rows
    al = pc.align(draft, to_city.parent, decisions=folder)
    states = al.decisions
    assert len(states) == len(before)
    edited, gone = {"3", "12", "30", "47", "69"}, "20"
    expected = []
    for decision in before:
        n = int(decision.child or 0)
        if not n or (n < 20 and decision.child not in edited):
            expected.append("standing")
        elif decision.child == gone:
            expected.append("orphaned")
        elif decision.child in edited:
            expected.append("stale")
        else:
            expected.append("standing" if n > 50 else "moved")
    assert states["state"].tolist() == expected
    stale = states[states["state"] == "stale"]
    now = {"3": "3", "12": "12", "30": "29", "47": "46", "69": "69"}
    assert [now[was] for was in stale["was_child"]] == stale["child"].tolist()
    assert stale["note"].str.contains("每季度报告一次").all()
    kinds = [q.kind for q in questions(al)]
    assert kinds[: len(stale)] == ["stale"] * len(stale)
    assert not pd.Series(kinds[len(stale) :]).isin(["stale"]).any()


def test_the_changed_draft_is_reviewed_again_in_a_few_answers_and_no_row_is_lost(reviewed, to_city, tmp_path):
    folder, *_ = reviewed
    copy = tmp_path / "chongming__shanghai.csv"
    copy.write_bytes((folder / "chongming__shanghai.csv").read_bytes())
    source = (shipped_folder() / "chongming" / "source.txt").read_text("utf-8-sig")
    draft = pc.parse(changed(source), id="chongming", level="district")
    before = len(load(copy))
    session = Session(pc.align(draft, to_city.parent), tmp_path)
    answers = 0
    while (question := session.question) and answers < 40:
        session.answer("k" if question.old else "y" if question.kind in ("addition", "gap") else "n")
        answers += 1
    assert session.question is None
    counts = session.alignment.anchored.counts
    assert counts.get("stale", 0) == 0
    assert counts["superseded"] >= 5
    assert counts["orphaned"] >= 1
    assert len(load(copy)) >= before + counts["superseded"]
