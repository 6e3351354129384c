from __future__ import annotations

import pytest

from policycompare.errors import ReadError
from policycompare.language.agencies import USER_TABLE, is_elsewhere, make_unit, table
from policycompare.reading import parse


@pytest.fixture
def own_table(tmp_path, monkeypatch):
    monkeypatch.setenv("POLICYCOMPARE_DATA", str(tmp_path))
    yield tmp_path / USER_TABLE
    monkeypatch.undo()
    table()  # the table of this test is not that of the next


def unit_of(name):
    """Read a document with one unit: a changed table is noticed document by document."""
    return parse(f"措施\n1.落实责任。（责任单位：{name}）\n").measures[0].units[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("区发改局", "市发展改革委"), ("区住建局", "市建委"), ("区卫生健康局", "市卫生健康委"), ("区城管局", "市城管执法局"),
        ("区农业农村局", "市农业农村委"), ("区文广旅体局", "市文化旅游局"), ("区文旅局", "市文化广电旅游局"), ("区商务局", "市商务委"),
        ("区应急局", "省应急厅"), ("区经信局", "市经济信息化委"), ("区资规局", "市规划资源局"), ("区综合行政执法局", "市城管局"),
        ("省厅", "市局"), ("县教体局", "市教委"), ("区府办", "市政府办公厅"),
    ],
)  # fmt: skip
def test_everyday_names_at_two_levels_are_one_agency(one, other):
    assert make_unit(one).agency == make_unit(other).agency
    assert make_unit(one).known


def test_the_bureau_in_charge_differs_in_level_only():
    assert [make_unit(name).level for name in ("省厅", "市局", "区局")] == ["province", "city", "district"]


def test_a_users_own_table_goes_before_the_shipped_one_and_is_read_again_when_it_changes(own_table):
    assert not unit_of("区湖长办").known
    own_table.write_text('[[agency]]\ncanonical = "河长办"\nnames = ["湖长办", "河湖长办"]\n', "utf-8")
    assert unit_of("区湖长办").canonical == unit_of("市河湖长办").canonical == "河长办"
    own_table.write_text('[[agency]]\ncanonical = "水务局"\nnames = ["湖长办", "河湖长制工作办公室"]\n', "utf-8")
    assert unit_of("区湖长办").canonical == "水务局"


def test_the_same_list_of_units_is_read_anew_when_a_users_table_knows_more_of_its_names(own_table):
    def names():
        return [unit.name for unit in parse("措施\n1.检查。（责任单位：湖长组和林长组）\n").measures[0].units]

    assert names() == ["湖长组和林长组"]
    own_table.write_text('[[agency]]\ncanonical = "河长组"\nnames = ["湖长组", "林长组"]\n', "utf-8")
    assert names() == ["湖长组", "林长组"]


@pytest.mark.parametrize("wrong", ["[[agency]\n", '[[agency]]\nnames = ["湖长办"]\n'])
def test_a_users_table_at_fault_is_named(own_table, wrong):
    own_table.write_text(wrong, "utf-8")
    with pytest.raises(ReadError, match=USER_TABLE):
        unit_of("区湖长办")


def test_places_outside_of_shanghai_are_told_by_title_or_issuer():
    told = {"浙江省条例": True, "杭州市方案": True, "湛江市方案": True, "上海市方案": False, "崇明区方案": False, "国务院意见": False,
            "本市方案": False, "某市方案": False}  # fmt: skip
    assert {title: is_elsewhere(title) for title in told} == told
