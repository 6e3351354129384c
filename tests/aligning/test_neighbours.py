from __future__ import annotations

from policycompare.aligning.neighbours import Neighbour, nearest_neighbours
from policycompare.reading import parse

WATER = ("取水单位应当安装计量设施。", "水源地内禁止养殖。", "超计划用水加价。")


def rules(title, bodies, name):
    return parse(f"{title}\n" + "".join(f"第{n}条 {body}\n" for n, body in zip("一二三", bodies, strict=True)), id=name)


def numbered(*documents):
    return [Neighbour.of(document) for document in documents]


def test_the_nearest_on_the_subject_are_chosen_and_other_subjects_and_versions_are_not():
    child, parent = rules("甲市节水条例", WATER, "child"), rules("节水法", WATER, "parent")
    north = rules("乙市节水条例", WATER, "north")
    older = rules("乙市节水条例（2001年）", (*WATER[:2], "节水有功的，给予奖励。"), "older")
    south = rules("丙市节水条例", (*WATER[:2], "管网漏损由供水企业负责。"), "south")
    version = rules("甲市节水条例（2009年修正）", WATER[::-1], "version")
    tea = rules("茶业条例", ("古茶树挂牌保护。", "扶持茶农。", "举办茶艺赛事。"), "tea")
    among = numbered(child, tea, south, version, older, north)
    assert [d.id for d in nearest_neighbours(child, parent, among)] == ["north", "south"]
    assert [d.id for d in nearest_neighbours(child, parent, among[::-1], most=2)] == ["north", "south"]


def test_where_only_one_is_near_enough_none_is_chosen():
    child, parent = rules("甲市节水条例", WATER, "child"), rules("节水法", WATER, "parent")
    assert nearest_neighbours(child, parent, numbered(rules("乙市节水条例", WATER, "north"))) == ()
