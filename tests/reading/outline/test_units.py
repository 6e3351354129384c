from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from policycompare.language.agencies import make_unit
from policycompare.reading import parse
from policycompare.vocabulary import LEVELS

COUNTERPARTS = [
    ("区经委", "市经济信息化委", "经济信息化委"),
    ("区建设管理委", "市住房城乡建设管理委", "住房城乡建设管理委"),
    ("区消防救援支队", "市消防救援总队", "消防救援机构"),
    ("区住房保障房屋管理局", "市房屋管理局", "房屋管理局"),
    ("区公安分局", "市公安局", "公安局"),
    ("崇明海事局", "上海海事局", "海事局"),
    ("宝山邮政管理局", "市邮政管理局", "邮政管理局"),
    ("区委办公室", "市委办公厅", "党委办公室"),
    ("区政府办公室", "市政府办公厅", "政府办公室"),
    ("团区委", "团市委", "共青团"),
    ("各乡镇", "各区", "各下级"),
    ("区应急局", "应急管理部", "应急局"),
    ("济南市应急管理局", "山东省应急管理厅", "应急局"),
]


def units_of(text):
    return [u.name for u in parse(f"措施\n1.落实责任。{text}\n").measures[0].units]


@pytest.mark.parametrize(("lower", "higher", "canonical"), COUNTERPARTS)
def test_counterparts_at_two_levels_have_one_name(lower, higher, canonical):
    assert make_unit(lower).canonical == make_unit(higher).canonical == canonical


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("（区应急局、各乡镇）", ["区应急局", "各乡镇"]),
        ("(区应急局,区公安分局)", ["区应急局", "区公安分局"]),
        ("（区应急局、区消防救援支队等）", ["区应急局", "区消防救援支队"]),
        (
            "（区应急局、区建设管理委等安委会成员单位、各乡镇）",
            ["区应急局", "区建设管理委", "安委会成员单位", "各乡镇"],
        ),
        ("（区应急局、民航管理局（上海、宁波）、各乡镇）", ["区应急局", "民航管理局（上海、宁波）", "各乡镇"]),
        ("（牵头单位：区应急局；配合单位：区公安分局、各乡镇）", ["区应急局", "区公安分局", "各乡镇"]),
        ("（责任单位：区应急局）。", ["区应急局"]),
        ("\n责任单位：区应急局、各乡镇", ["区应急局", "各乡镇"]),
        ("（以下简称“三落实”）", []),
        ("（一岗双责、失职追责）", []),
    ],
)
def test_lists_of_units_are_split_as_written(written, names):
    assert units_of(written) == names


def test_what_the_table_does_not_know_falls_back_to_a_rule_and_is_marked(chongming):
    unknown = {u.name for m in chongming.measures for u in m.units if not u.known}
    assert unknown == {"生态企业集团", "长兴企业集团"}


def test_a_units_own_name_tells_its_level():
    assert [make_unit(n).level for n in ("区应急局", "市应急局", "应急管理部", "省应急管理厅")] == [
        "district", "city", "nation", "province",
    ]  # fmt: skip


def test_no_name_stands_in_two_rows_of_the_table():
    source = resources.files("policycompare.resources").joinpath("levels.toml").read_text("utf-8")
    seen: dict[str, str] = {}
    for row in tomllib.loads(source)["agency"]:
        for name in {n for key in (*LEVELS.keys, "generic", "former") for n in row.get(key, ())}:
            assert seen.setdefault(name, row["canonical"]) == row["canonical"]


def units_with_parts(text):
    measure = parse(f"某区措施\n1.落实责任。{text}\n2.加强检查。\n").measures[0]
    return [(u.name, u.role) for u in measure.units], measure.deadline, measure.text


@pytest.mark.parametrize(
    ("written", "names", "deadline"),
    [
        (
            "（区商务局牵头，区城管局、各镇街配合）",
            [("区商务局", "lead"), ("区城管局", "support"), ("各镇街", "support")],
            "",
        ),
        (
            "（牵头单位：区商务局；责任单位：区城管局；完成时限：2023年12月底前）",
            [("区商务局", "lead"), ("区城管局", "none")],
            "2023年12月底前",
        ),
        (
            "\n牵头单位：区应急局\n配合单位：各乡镇\n完成时限：2023年底",
            [("区应急局", "lead"), ("各乡镇", "support")],
            "2023年底",
        ),
        ("【责任单位：区应急局】", [("区应急局", "none")], ""),
        ("责任部门：区应急局、区民政局", [("区应急局", "none"), ("区民政局", "none")], ""),
        (
            "区商务局牵头，区城管局、各镇街配合。",
            [("区商务局", "lead"), ("区城管局", "support"), ("各镇街", "support")],
            "",
        ),
        ("（责任单位：区应急局。配合单位：各镇街）", [("区应急局", "none"), ("各镇街", "support")], ""),
        ("（主办单位：区应急局　协办单位：各镇街）", [("区应急局", "lead"), ("各镇街", "support")], ""),
        ("（区教育局等按职责分工负责，2024年底前完成）", [("区教育局", "none")], "2024年底前"),
        ("（牵头领导：张三；责任单位：区应急局）", [("区应急局", "none")], ""),
        ("（区农业农村局会同区市场监管局）", [("区农业农村局", "none"), ("区市场监管局", "none")], ""),
    ],
)
def test_who_leads_who_supports_and_until_when_is_told_apart(written, names, deadline):
    assert units_with_parts(written) == (names, deadline, "落实责任。")


def test_the_words_of_the_bracket_are_kept_for_printing():
    measure = parse("某区措施\n1.落实责任。（责任单位：区商务局牵头，各镇街）\n2.检查。\n").measures[0]
    assert measure.units_text == "（责任单位：区商务局牵头，各镇街）"
    assert measure.unit_names == "区商务局、各镇街"


@pytest.mark.parametrize("name", ["各区、县（市）政府", "各镇、街道", "各县（市、区）人民政府", "各乡镇、街道办事处"])
def test_the_levels_below_are_one_name_whatever_marks_are_in_it(name):
    measure = parse(f"某市措施\n1.落实责任。（责任单位：市应急局，{name}）\n2.检查。\n").measures[0]
    assert [(u.name, u.canonical) for u in measure.units] == [("市应急局", "应急局"), (name, "各下级")]


def test_a_deadline_alone_or_another_bracket_is_no_list_of_units():
    for bracket in ("（2023年12月底前完成）", "（详见附件）", "（以下简称《条例》）"):
        assert units_with_parts(bracket) == ([], "", f"落实责任。{bracket}")


def test_what_a_heading_asks_of_all_below_counts_for_each_measure():
    doc = parse("某区方案\n一、任务（以下任务均需各镇街落实）\n1.排查。（区应急局）\n2.整改。\n二、保障\n3.宣传。\n")
    assert [[u.name for u in m.units] for m in doc.measures] == [["区应急局", "各镇街"], ["各镇街"], []]


def test_lists_inside_of_a_measure_are_gathered():
    doc = parse(
        "某区方案\n一、任务\n（一）排查\n摸清底数。（区应急局）\n列出清单。（区住建局）\n二、保障\n（一）宣传。\n"
    )
    assert [u.name for u in doc.measures[0].units] == ["区应急局", "区住建局"]


def test_a_document_of_another_place_calls_its_agencies_as_they_are_called_there():
    def canonical(title):
        text = f"{title}\n1.落实。（区商务局、区教育局、区住建局、区发改局、区卫生健康局）\n2.检查。\n"
        return [u.canonical for u in parse(text).measures[0].units]

    assert canonical("杭州市余杭区方案") == ["商务局", "教育局", "住房城乡建设局", "发展改革委", "卫生健康委"]
    assert canonical("上海市崇明区方案")[:2] == ["商务委", "教委"]


def test_an_agency_of_two_places_is_the_same_agency():
    here, there = (make_unit("区商务局"), make_unit("区商务局", elsewhere=True))
    assert here.canonical != there.canonical
    assert here.agency == there.agency


def test_marks_inside_of_nested_brackets_do_not_part_names():
    assert units_of("（责任单位：区应急局（含（甲、乙）、丙）、区教育局，区民政局）") == [
        "区应急局（含（甲、乙）、丙）",
        "区教育局",
        "区民政局",
    ]
