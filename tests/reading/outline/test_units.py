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
