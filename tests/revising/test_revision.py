from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policycompare as pc
from policycompare.revising import similarity
from policycompare.revising.counterparts import counterparts

ARTICLES = [
    "为了规范夜间集市的经营秩序，保障摊主和顾客的权益，制定本办法。",
    "本办法适用于本镇范围内夜间集市的设立、经营和监督。",
    "设立夜间集市应当编制方案。\n方案应当写明范围、摊位数量和清扫保洁的安排。",
    "摊主应当在摊位显著位置悬挂登记牌，不得转借他人使用。",
    "集市开办者应当配备灭火器具，每周检查一次用电线路。",
    "占用人行道摆摊的，应当留出一米五以上的通道供行人和轮椅通过。",
    "食品摊主应当持有健康证明，并公示食品原料的来源。",
    "违反规定倾倒泔水的，由镇综合执法队责令清理，并处二百元罚款。",
    "本办法自公布之日起施行。",
]
HAN = "一二三四五六七八九十"


def version(articles):
    lines = [f"第{HAN[k] if k < 10 else '十' + HAN[k - 10]}条　{text}" for k, text in enumerate(articles)]
    return pc.parse("某镇夜间集市管理办法\n" + "\n".join(lines) + "\n")


def rows(new, old=ARTICLES):
    return [tuple(row) for row in pc.revise(version(old), version(new)).changes.itertuples(index=False)]


def changed_rows(new, old=ARTICLES):
    return [row for row in rows(new, old) if row[2] != "unchanged"]


def test_two_versions_that_are_the_same_have_a_row_a_provision_and_nothing_changed():
    assert rows(ARTICLES) == [(str(k), str(k), "unchanged") for k in range(1, 10)]


def test_a_deletion_stands_where_the_article_stood_and_renumbering_is_no_change():
    assert rows(ARTICLES[:4] + ARTICLES[5:])[3:6] == [
        ("4", "4", "unchanged"),
        ("5", "", "deleted"),
        ("6", "5", "unchanged"),
    ]


def test_an_insertion_is_added_and_nothing_else_changes():
    new = [*ARTICLES[:2], "夜间集市开办者应当购买公众责任保险。", *ARTICLES[2:]]
    assert changed_rows(new) == [("", "3", "added")]


def test_an_article_that_was_moved_is_no_deletion_and_no_insertion():
    new = [*ARTICLES[:1], *ARTICLES[2:7], ARTICLES[1], *ARTICLES[7:]]
    assert changed_rows(new) == [("2", "7", "moved")]


def test_an_article_that_was_moved_and_reworded_is_both():
    moved = ARTICLES[6].replace("健康证明", "有效的健康证明")
    changes = pc.revise(version(ARTICLES), version([moved, *ARTICLES[:6], *ARTICLES[7:]])).change_list
    assert [(change.kind, change.is_reworded) for change in changes if change.is_moved] == [("moved", True)]


def test_an_article_cut_in_two_is_split_and_each_part_knows_what_it_took():
    first, second = ARTICLES[2].split("\n")
    revision = pc.revise(version(ARTICLES), version([*ARTICLES[:2], first, second, *ARTICLES[3:]]))
    split = [change for change in revision.change_list if change.kind == "split"]
    assert [(change.old_labels, change.new.label) for change in split] == [("3", "3"), ("3", "4")]
    assert [change.sources[0].text for change in split] == [first, second]
    assert not any(change.is_reworded for change in split)
    assert revision.count("deleted") == 0


def test_two_articles_put_together_are_one_row_with_both_numbers():
    new = [*ARTICLES[:3], "\n".join(ARTICLES[3:5]), *ARTICLES[5:]]
    assert changed_rows(new) == [("4、5", "4", "merged")]


def test_a_reworded_article_is_changed_also_where_half_of_it_is_new():
    reworded = ARTICLES[5][:18] + "通道，并设置反光标识提醒来往的车辆减速慢行。"
    assert changed_rows([*ARTICLES[:5], reworded, *ARTICLES[6:]]) == [("6", "6", "changed")]


def test_an_unchanged_article_is_not_looked_for_among_penalties_that_share_its_words():
    penalty = "摊主未在摊位显著位置悬挂登记牌或者转借他人使用的，由镇综合执法队责令改正。"
    assert changed_rows([*ARTICLES[:8], penalty, ARTICLES[8]]) == [("", "9", "added")]


def test_lines_that_were_only_broken_elsewhere_are_no_change():
    assert not changed_rows([text.replace("，", "，\n") for text in ARTICLES])


def test_a_paragraph_cut_at_a_full_stop_is_a_change():
    old = [*ARTICLES[:2], ARTICLES[2].replace("\n", ""), *ARTICLES[3:]]
    assert changed_rows(ARTICLES, old) == [("3", "3", "changed")]


def test_responsible_units_that_changed_are_a_change():
    old = "某镇工作方案\n一、任务\n1.清理楼道杂物。（责任单位：安全办）\n2.排查老旧电线。（责任单位：供电所）\n"
    new = old.replace("安全办", "安全办、各村")
    kinds = pc.revise(pc.parse(old), pc.parse(new)).changes["kind"]
    assert list(kinds) == ["changed", "unchanged"]


def test_texts_that_occur_several_times_keep_their_order():
    old = ["略。", ARTICLES[0], "略。", ARTICLES[1]]
    new = ["略。", ARTICLES[0], "略。", ARTICLES[1], "略。"]
    assert changed_rows(new, old) == [("", "5", "added")]


def test_versions_with_nothing_in_common_are_all_deleted_and_all_added():
    kinds = {row[2] for row in rows(["每逢初一放生。", "渡口限载十二人。"])}
    assert kinds == {"deleted", "added"}


@settings(max_examples=25)
@given(st.permutations(range(9)), st.sets(st.integers(0, 8), max_size=4))
def test_every_provision_has_one_row_whatever_was_moved_and_deleted(order, gone):
    new = [ARTICLES[k] for k in order if k not in gone]
    found = rows(new)
    assert [row[1] for row in found if row[1]] == [str(k) for k in range(1, len(new) + 1)]
    assert sorted(row[0] for row in found if row[2] == "deleted") == sorted(str(k + 1) for k in gone)
    assert {row[2] for row in found} <= {"unchanged", "moved", "deleted"}


def test_comparing_backwards_turns_splits_into_merges_and_additions_into_deletions():
    new = [*ARTICLES[:3], "\n".join(ARTICLES[3:5]), ARTICLES[5], "集市应当设置公共厕所。", *ARTICLES[6:]]
    forwards = [row[2] for row in rows(new)]
    backwards = [row[2] for row in rows(ARTICLES, new)]
    assert (forwards.count("merged"), forwards.count("added")) == (1, 1)
    assert (backwards.count("split"), backwards.count("deleted")) == (2, 1)


def test_searching_in_blocks_finds_the_same_candidates(monkeypatch):
    draw = random.Random(1)
    old = ["".join(draw.choices("甲乙丙丁戊己", k=12)) for _ in range(30)]
    new = ["".join(draw.choices("甲乙丙丁戊己", k=12)) for _ in range(30)]
    whole = list(similarity.candidates(old, new))
    monkeypatch.setattr(similarity, "_ROWS", 7)
    assert whole
    assert list(similarity.candidates(old, new)) == whole


@pytest.mark.parametrize(("old", "new"), [([], ["有。"]), (["有。"], []), ([], [])])
def test_a_version_without_provisions_has_no_counterparts(old, new):
    assert counterparts(old, new) == []


def test_a_text_without_provisions_or_with_too_many_is_refused_with_the_way_out(monkeypatch):
    with pytest.raises(pc.AlignmentError, match=r"read FILE|read 文件"):
        pc.revise(version(ARTICLES), pc.parse("一封信\n近来可好。\n"))
    monkeypatch.setattr("policycompare.revising.revision.MOST_PROVISIONS", 5)
    with pytest.raises(pc.AlignmentError, match=r"split|分成"):
        pc.revise(version(ARTICLES), version(ARTICLES))
