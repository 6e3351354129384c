from __future__ import annotations

import pytest

import policycompare as pc
from policycompare.tables.revision_table import reference_table, revision_tables

OLD = """某镇渡口管理办法（一稿）
第一章　总则
第一条　为了加强渡口管理，制定本办法。
第二条　本办法适用于本镇的公用渡口。
第三条　镇安全办负责渡口的日常监督。
第二章　渡运
第四条　渡船应当每年检验一次。
渡工应当持证上岗。
第五条　渡船载客不得超过核定人数，遇六级以上大风应当停渡，并在码头公告停渡的起止时间。
第六条　渡口应当设置救生圈，救生圈不少于六只。
第七条　乘客应当服从渡工指挥，不得抢上抢下。
第三章　责任
第八条　违反本办法第四条第二款规定，渡工无证上岗的，处二百元罚款。
第九条　违反本办法第五条规定的，处五百元罚款。
第十条　本办法自公布之日起施行。
"""
NEW = """某镇渡口管理办法（二稿）
第一章　总则
第一条　为了加强渡口管理，制定本办法。
第二条　本办法适用于本镇的公用渡口。
第二章　渡运
第三条　渡船应当每半年检验一次。
第四条　渡工应当持证上岗。
第五条　乘客应当服从渡工指挥，不得抢上抢下。
第六条　渡船载客不得超过核定人数，遇六级以上大风应当停渡，并在码头公告停渡的起止时间。
第七条　渡口应当设置救生圈，救生圈不少于六只。
第八条　禁止夜间渡运，应急抢险的除外。
第三章　责任
第九条　违反本办法第四条第二款规定，渡工无证上岗的，处二百元罚款。
第十条　违反本办法第六条规定的，处五百元罚款。
第十一条　本办法自公布之日起施行。
"""


def revision(old=OLD, new=NEW):
    return pc.revise(pc.parse(old, id="old"), pc.parse(new, id="new"))


@pytest.fixture(scope="module")
def folded():
    return revision_tables([revision()]).folded


def row_with(table, words, column="text_1"):
    at = table.position(column)
    return next(row for row in table.plain_rows if words in str(row[at]))


def test_unchanged_provisions_are_ranges_and_renumbered_ones_say_so(folded):
    assert row_with(folded, "第一条、第二条")[1:] == (
        "第一条、第二条",
        "第一条、第二条",
        "未改动",
        "共2条，文字未改动。",
    )
    assert row_with(folded, "第六条、第七条")[1:4] == ("第五条、第六条", "第六条、第七条", "条号调整")


def test_a_deleted_article_stands_in_place_in_the_old_column(folded):
    row = row_with(folded, "镇安全办", "text_0")
    assert row[2:4] == ("（删除）", "删除")
    assert folded.plain_rows.index(row) == 1


def test_a_split_shows_each_part_beside_what_it_took_and_no_deletion(folded):
    row = row_with(folded, "第四条　渡工应当持证上岗。")
    assert row[1] == "第四条（部分）　渡工应当持证上岗。"
    assert row[3:] == ("拆分", "由原第四条分出；文字未改动。")
    assert "每半年" in row_with(folded, "第三条　")[4]
    assert not any("渡工" in run.text for run in folded.rows[2][2] if run.meaning != "same")


def test_a_move_says_from_where_to_where(folded):
    row = row_with(folded, "乘客应当服从")
    assert row[3:] == ("移动", "由原第七条移至第五条；文字未改动。")


def test_only_a_changed_number_in_a_reference_is_said_as_such(folded):
    assert row_with(folded, "第十条　违反")[3:] == ("修改", "引用的条号相应调整。")


def test_the_words_are_those_of_versions_and_not_of_levels(folded):
    heads = [column.head for column in folded.columns]
    assert heads == ["章", "修订前（一稿）", "修订后（二稿）", "修改类型", "说明"]
    said = " ".join(map(str, (row for row in folded.plain_rows)))
    assert not any(word in said for word in ("上级", "下级", "本级", "承接", "概率"))


def test_every_provision_with_its_text_stands_in_the_table_of_all():
    tables = revision_tables([revision()])
    text = "".join(str(row[2]) for row in tables.every.plain_rows)
    for provision in revision().new.measures:
        assert provision.text in text


def test_references_that_were_left_on_old_numbers_are_listed_with_the_right_ones():
    rows = [(row[0], row[2], row[3]) for row in reference_table(revision()).plain_rows]
    assert rows == [("第九条", "第四条第二款", "第四条")]


def test_a_heading_that_changed_stands_before_its_provisions_and_a_new_number_alone_does_not():
    new = NEW.replace("第二章　渡运", "第二章　渡运安全").replace("第三章　责任", "第四章　责任")
    rows = revision_tables([revision(new=new)]).folded.plain_rows
    headings = [row for row in rows if row[4] == "章节标题。"]
    assert [row[1:4] for row in headings] == [("第二章　渡运", "第二章　渡运安全", "修改")]
    assert rows[rows.index(headings[0]) + 1][2].startswith("第三条")


def test_three_versions_stand_side_by_side_with_what_each_step_did():
    third = (
        NEW.replace("（二稿）", "（三稿）")
        .replace("每半年", "每季度")
        .replace("第七条　渡口应当设置救生圈，救生圈不少于六只。\n", "")
    )
    second = pc.parse(NEW, id="second")
    steps = [pc.revise(pc.parse(OLD, id="first"), second), pc.revise(second, pc.parse(third, id="third"))]
    table = revision_tables(steps).folded
    assert [column.head for column in table.columns[1:4]] == ["一稿", "二稿", "三稿"]
    row = row_with(table, "每季度", "text_2")
    assert row[4] == "二稿：拆分、修改\n三稿：修改"
    gone = row_with(table, "救生圈", "text_1")
    assert gone[3] == "（删除）"
    deleted_before = row_with(table, "镇安全办", "text_0")
    assert deleted_before[2:4] == ("（删除）", "—")


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        ("摊位费每月二十元。", "摊位费每月三十元。", "将“二十元”改为“三十元”。"),
        ("由环保主管部门处罚。", "由生态环境主管部门处罚。", "将“环保主管部门”改为“生态环境主管部门”。"),
        ("应当清扫。\n应当消毒。", "应当清扫。", "删去原第二款。"),
        ("应当做到：\n（一）清扫；\n（二）消毒。", "应当做到：\n（一）清扫；\n（二）通风；\n（三）消毒。", "增加一项，作为第（二）项：“通风”。"),
        ("应当清扫。应当每日两次消毒。", "应当清扫。\n应当每日两次消毒。", "款项重新划分，文字未改动。"),
    ],
)  # fmt: skip
def test_a_note_says_what_a_drafter_would(old, new, note):
    frame = "某市规定\n第一条　{}\n第二条　本规定自公布之日起施行，由市城管局解释。\n"
    table = revision_tables([revision(frame.format(old), frame.format(new))]).folded
    assert table.plain_rows[0][4] == note
