from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policycompare.deciding.decision_files import parse as parse_decisions
from policycompare.deciding.decision_files import to_bytes
from policycompare.deciding.decisions import Decision, Decisions, fingerprint
from policycompare.deciding.reanchor import reanchor
from policycompare.reading import parse

BODIES = (
    "落实重大危险源安全包保责任制，按季度公布名单。",
    "加强加油站、加气站夜间巡查，发现隐患当场整改。",
    "推动农村自建房排查整治，建立一户一档。",
    "组织学校每学期开展一次应急疏散演练。",
    "对渡口渡船实行恶劣天气禁航，并向乘客告知。",
    "在高层住宅加装电动自行车充电设施。",
)


def document(bodies, name="low"):
    return parse("措施\n" + "".join(f"{n}.{body}\n" for n, body in enumerate(bodies, 1)), id=name)


def decided(child, parent, pairs):
    return Decisions(
        tuple(
            Decision(a, b, "confirmed", when=f"2026-11-24T08:00:{k:02d}Z").citing(
                child.by_label.get(a), parent.by_label.get(b)
            )
            for k, (a, b) in enumerate(pairs)
        )
    )


HIGH = document(BODIES, "high")
LOW = document(BODIES)
ALL = decided(LOW, HIGH, [(str(n), str(n)) for n in range(1, 7)])


def states(decisions, child, parent=HIGH):
    found = reanchor(decisions, child, parent)
    return [(x.state, x.child + 1) for x in found.items]


@given(st.permutations(range(6)), st.integers(0, 6))
def test_no_order_and_no_number_takes_a_decision_from_its_provision(order, before):
    bodies = ["总则。" * (k + 1) for k in range(before)] + [BODIES[k] for k in order]
    moved = document(bodies)
    for item, decision in zip(reanchor(ALL, moved, HIGH).items, ALL.rows, strict=True):
        assert item.counts
        assert moved.provisions[item.child].text == BODIES[int(decision.child) - 1]
        assert (item.state == "standing") == (moved.provisions[item.child].label == decision.child)


def test_units_white_space_and_full_width_are_no_change():
    same = document([b.replace("，", ",").replace("。", " 。（区应急局）") for b in BODIES])
    assert {s for s, _ in states(ALL, same)} == {"standing"}


def test_a_changed_text_is_stale_with_a_proposal_and_the_difference_wherever_it_went():
    bodies = ["总则。", *BODIES[:1], BODIES[2], BODIES[1].replace("夜间巡查", "节假日巡查"), *BODIES[3:]]
    found = reanchor(ALL, document(bodies), HIGH)
    item = found.items[1]
    assert (item.state, item.child + 1, item.changed) == ("stale", 4, ("child",))
    assert found.note(item) == "下级文字已改，下级现为第 4 条，上级现为第 2 条：删去“夜间”，增加“节假日”"
    assert [x.counts for x in found.items] == [True, False, True, True, True, True]


def test_a_provision_that_is_gone_leaves_its_decision_orphaned_and_kept():
    found = reanchor(ALL, document(BODIES[:2] + BODIES[3:]), HIGH)
    assert [x.state for x in found.items] == ["standing", "standing", "orphaned", "moved", "moved", "moved"]
    assert found.note(found.items[2]) == "找不到下级 3"
    assert len(found.current) == 6
    assert found.current.rows[2] == ALL.rows[2]
    assert found.current.rows[3].child == "3"


def test_gaps_and_additions_follow_their_only_provision():
    alone = decided(LOW, HIGH, [("", "3"), ("4", "")])
    changed = document(["新开头。", *BODIES[:2], *BODIES[3:]])
    found = reanchor(alone, changed, HIGH)
    assert [(x.state, x.child, x.parent) for x in found.items] == [("standing", -1, 2), ("standing", 3, -1)]
    assert list(found.gaps) == [2]
    assert list(found.additions) == [3]


def test_without_a_fingerprint_the_label_counts_and_the_next_save_fills_it_in():
    old = parse_decisions(b"child,parent,verdict\n2,2,confirmed\n9,1,confirmed\n")
    found = reanchor(old, LOW, HIGH)
    assert [x.state for x in found.items] == ["standing", "orphaned"]
    row = found.current.rows[0]
    assert row.child_fingerprint == fingerprint(LOW.by_label["2"])
    assert row.parent_text == BODIES[1]
    assert reanchor(parse_decisions(to_bytes(found.current)), document(BODIES[::-1]), HIGH).items[0].state == "moved"


def test_of_two_equal_texts_the_nearest_number_is_taken():
    twice = document([*BODIES[:2], "加强领导。", *BODIES[2:4], "加强领导。"])
    one = decided(twice, HIGH, [("3", "1"), ("6", "1")])
    later = document(["总则。", *BODIES[:2], "加强领导。", *BODIES[2:4], "加强领导。"])
    assert states(one, later) == [("moved", 4), ("moved", 7)]


def test_what_was_decided_again_after_the_change_supersedes_the_stale_decision():
    changed = document([BODIES[0].replace("季度", "月"), *BODIES[1:]])
    again = Decision("1", "1", "rejected", when="2027-01-01").citing(changed.measures[0], HIGH.measures[0])
    found = reanchor(ALL.with_decision(again), changed, HIGH)
    assert found.counts == {"standing": 6, "superseded": 1}
    assert found.pairs[0, 0].verdict == "rejected"


@pytest.mark.parametrize(("first", "second"), [("2026-01-01", "2026-01-02"), ("", "2026-01-01"), ("", "")])
def test_the_later_of_two_decisions_on_one_pair_counts(first, second):
    rows = parse_decisions(f"child,parent,verdict,when\n1,1,confirmed,{first}\n1,1,rejected,{second}\n".encode())
    found = reanchor(rows, LOW, HIGH)
    assert found.pairs[0, 0].verdict == "rejected"
    assert found.counts == {"standing": 1, "superseded": 1}


def test_a_changed_text_without_a_record_of_it_is_proposed_by_its_number_only_where_nothing_else_is():
    from dataclasses import replace

    bare = Decisions(tuple(replace(d, child_text="", parent_text="") for d in ALL.rows))
    changed = document([BODIES[0].replace("季度", "月"), *BODIES[1:]])
    assert states(bare, changed)[0] == ("stale", 1)
    assert states(bare, document(BODIES[1:]))[0] == ("orphaned", 0)


def test_rows_of_two_people_that_cannot_both_stand_do_not_count_and_those_that_can_do():
    head = "child,parent,verdict,relation,who,when\n"
    opposite = parse_decisions(f"{head}1,1,confirmed,,甲,2026-01-01\n1,1,rejected,,乙,2026-01-02\n".encode())
    found = reanchor(opposite, LOW, HIGH)
    assert found.counts == {"disputed": 2}
    assert found.pairs == {}
    assert found.note(found.items[0]) == "另一人的判定不同，须选定一个"
    agreeing = parse_decisions(f"{head}1,1,confirmed,,甲,2026-01-01\n1,1,added,partial,乙,2026-01-02\n".encode())
    assert reanchor(agreeing, LOW, HIGH).counts == {"standing": 1, "superseded": 1}
    own = parse_decisions(f"{head}1,1,confirmed,,甲,2026-01-01\n1,1,rejected,,甲,2026-01-02\n".encode())
    assert reanchor(own, LOW, HIGH).pairs[0, 0].verdict == "rejected"


@pytest.mark.parametrize("alone", [Decision("", "1", "confirmed", who="甲"), Decision("1", "", "confirmed", who="甲")])
def test_a_link_of_one_person_against_what_another_confirmed_to_stand_alone_is_disputed(alone):
    link = Decision("1", "1", "confirmed", who="乙")
    assert reanchor(Decisions((alone, link)), LOW, HIGH).counts == {"disputed": 2}
    assert reanchor(Decisions((link, alone)), LOW, HIGH).counts == {"disputed": 2}
    own = Decisions((alone, Decision("1", "1", "confirmed", who="甲")))
    assert reanchor(own, LOW, HIGH).counts == {"standing": 1, "superseded": 1}
