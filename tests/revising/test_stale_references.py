from __future__ import annotations

import pytest

import policycompare as pc
from policycompare.revising.stale_references import stale_references

OLD = [
    "为了保护古树，制定本规定。",
    "古树由镇政府挂牌。\n古树名录应当公布，每年更新一次。",
    "养护人应当做到：\n（一）定期浇水；\n（二）清除枯枝；\n（三）报告病虫害。",
    "禁止在古树上钉钉子、拴牲畜。",
    "违反本规定第四条规定的，责令改正；依照本规定第三条第三项报告的，给予奖励。\n按照前款规定给予的奖励，列入预算。",
]
NUMERALS = "一二三四五六七八九"


def text(articles):
    return "某镇古树保护规定\n" + "".join(f"第{NUMERALS[k]}条　{article}\n" for k, article in enumerate(articles))


def stale(new):
    revision = pc.revise(pc.parse(text(OLD), id="old"), pc.parse(text(new), id="new"))
    return [(each.provision.label, each.written, each.right_words, each.fault) for each in stale_references(revision)]


def test_nothing_is_wrong_where_nothing_was_renumbered():
    assert stale(OLD) == []


def test_a_reference_to_an_article_behind_an_insertion_is_wrong_and_gets_the_right_number():
    new = [*OLD[:3], "古树周边五米内不得堆放杂物。", *OLD[3:]]
    assert stale(new) == [("6", "第四条", "第五条", "renumbered")]


def test_an_item_behind_an_inserted_item_has_another_number():
    new = [*OLD[:2], OLD[2].replace("（二）清除枯枝；\n（三）", "（二）松土；\n（三）清除枯枝；\n（四）"), *OLD[3:]]
    assert stale(new) == [("5", "第三条第三项", "第三条第四项", "renumbered")]


def test_a_reference_to_what_was_deleted_is_named_without_a_number():
    new = [*OLD[:3], OLD[4]]
    assert ("4", "第四条", "", "deleted") in stale(new)


def test_a_reference_that_the_drafter_has_put_right_is_not_listed():
    new = [*OLD[:3], "古树周边五米内不得堆放杂物。", OLD[3], OLD[4].replace("第四条", "第五条")]
    assert stale(new) == []


def test_a_reference_to_an_article_that_was_split_names_the_part_that_it_means():
    old_last = "违反本规定第二条第二款的，予以通报。"
    before = [*OLD[:4], old_last]
    after = [OLD[0], *OLD[1].split("\n"), *OLD[2:4], old_last]
    revision = pc.revise(pc.parse(text(before), id="old"), pc.parse(text(after), id="new"))
    assert [(each.written, each.right_words) for each in stale_references(revision)] == [("第二条第二款", "第三条")]


def test_a_paragraph_put_in_between_makes_the_paragraph_before_another_one():
    new = [*OLD[:4], OLD[4].replace("\n", "\n举报属实的，给予表扬。\n")]
    assert stale(new) == [("5", "前款", "第五条第一款", "renumbered")]


@pytest.mark.parametrize("words", ["依照本规定第九条处理", "依照本规定第三条第七项处理"])
def test_a_new_reference_that_leads_nowhere_is_named(words):
    new = [*OLD, f"其他情形，{words}。"]
    assert [row[3] for row in stale(new)] == ["missing"]
