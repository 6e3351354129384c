"""The figures' pixels are compared in notebook 06; here, that they say what is in their frames."""

from __future__ import annotations

import re
from itertools import pairwise
from types import SimpleNamespace

import pandas as pd
import pytest
from matplotlib.figure import Figure

import policycompare as pc
from policycompare.frames import noticed
from policycompare.plots.style import picture_bytes

DRAWN = {
    "map": lambda done, **options: pc.plot.adoption_map(done, "nation1", "province", **options),
    "curves": lambda done, **options: pc.plot.diffusion(done, "nation1", ["3", "7", "9"], **options),
    "network": lambda done, **options: pc.plot.network(done, "province", **options),
}


def words(figure):
    return [text.get_text() for text in figure.texts] + [t.get_text() for axes in figure.axes for t in axes.texts]


def ticks(figure):
    return [label.get_text() for label in figure.axes[0].get_yticklabels()]


@pytest.mark.parametrize("name", list(DRAWN))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_carries_the_notices_and_its_frame(done, name, language):
    figure = DRAWN[name](done, language=language)
    assert figure.data.attrs["notices"] == list(done.notices)
    footer = "".join(words(figure)).replace("\n", "").replace(" ", "")
    assert done.notices[0].replace(" ", "") in footer


@pytest.mark.parametrize("name", list(DRAWN))
def test_every_figure_says_how_many_documents_of_which_level_and_the_cut_off(done, name):
    key = words(DRAWN[name](done))[0]
    assert re.search(r"(省级|各级)文件\d+份", key)
    assert f"概率≥{done.threshold:.2f}" in key


@pytest.mark.parametrize("name", list(DRAWN))
def test_no_chinese_is_left_in_an_english_figure_but_the_notice(done, name):
    figure = DRAWN[name](done, language="en")
    picture_bytes(figure, "svg")
    said = [
        *words(figure),
        *ticks(figure),
        *(t.get_text() for a in figure.axes for t in a.get_legend_handles_labels()[1]),
    ]
    assert not [text for text in said if re.search("[\u4e00-\u9fff]", text) and not text.startswith("Notice")]


def test_the_titles_say_what_the_frames_have(done):
    curve = DRAWN["curves"](done)
    reached = curve.data.groupby("parent", observed=True)["places"].max()
    assert f"第7条到达{reached['7']}处，第{reached.idxmin()}条{reached.min()}处" in words(curve)[1]
    network = DRAWN["network"](done)
    assert f"横向传播{network.data['provisions'].sum()}次" in words(network)[1]
    share = DRAWN["map"](done).data.mean()
    least = "、".join(share.index[share == share.min()].astype(str))
    assert (
        f"每条平均被{share.mean():.0%}的文件承接；第{least}条最少（{share.min():.0%}）" in words(DRAWN["map"](done))[1]
    )


def test_the_mean_of_a_map_counts_documents_and_not_regions(collection, law, tmp_path):
    """A region with one document had as much weight in the title as one with nine."""
    a, b = "养犬人携带犬只外出应当使用牵引绳，并清理粪便。", "居民委员会可以组织养犬人制定养犬公约。"
    folder = collection(
        ("n", "养犬法", "nation", "", "2010-01-01", law("养犬法", a, b)),
        *((f"x{k}", f"{city}市养犬条例", "city", "鲁", "2020-01-01", law(f"{city}市养犬条例", a, b))
          for k, city in enumerate(("青石", "白沙", "云溪"))),
        ("y", "梅岭市养犬条例", "city", "浙", "2020-01-01", law("梅岭市养犬条例", a)),
    )  # fmt: skip
    figure = pc.plot.adoption_map(pc.cascade(folder, tmp_path / "out"), "n")
    assert ticks(figure) == ["浙（1份）", "鲁（3份）"]
    assert "平均被88%的文件承接；第2条最少（75%）" in words(figure)[1]


def test_a_map_of_all_levels_does_not_mix_a_province_with_its_cities(collection, law, tmp_path):
    a, b = "养犬人携带犬只外出应当使用牵引绳，并清理粪便。", "居民委员会可以组织养犬人制定养犬公约。"
    folder = collection(
        ("n", "养犬法", "nation", "", "2010-01-01", law("养犬法", a, b)),
        ("p", "山东省养犬条例", "province", "鲁", "2019-01-01", law("山东省养犬条例", a, b)),
        ("c", "青石市养犬条例", "city", "鲁", "2020-01-01", law("青石市养犬条例", a)),
    )
    done = pc.cascade(folder, tmp_path / "out", parents=pd.DataFrame({"child": ["p", "c"], "parent": ["n", "n"]}))
    figure = pc.plot.adoption_map(done, "n")
    assert ticks(figure) == ["鲁 省级（1份）", "鲁 市级（1份）"]
    assert figure.data.to_numpy().tolist() == [[1, 1], [1, 0]]
    assert ticks(pc.plot.adoption_map(done, "n", "city")) == ["鲁（1份）"]
    assert ticks(pc.plot.adoption_map(done, "n", language="en"))[0].endswith("province (1)")


def test_the_map_has_a_key_of_its_shades_and_no_dashes(done):
    figure = DRAWN["map"](done)
    key = figure.axes[0].child_axes[0]
    assert [label.get_text() for label in key.get_yticklabels()] == ["0%", "50%", "100%"]
    assert "承接的文件占该地区文件" in key.get_ylabel()
    assert not figure.axes[0].texts


def test_provisions_with_the_same_course_are_one_line_with_both_numbers(done):
    figure = pc.plot.diffusion(done, "nation1", ["5", "9", "7"], level="province")
    ends = [text.get_text() for text in figure.axes[0].texts]
    assert ends == ["第5、9条", "第7条"]
    assert len(figure.axes[0].lines) == 2
    assert "第5、9条3处" in words(figure)[1]


def test_lines_that_end_on_one_height_have_names_apart_from_each_other(done):
    figure = pc.plot.diffusion(done, "nation1", ["2", "3", "5"])
    heights = sorted(text.get_position()[1] for text in figure.axes[0].texts)
    top = figure.axes[0].get_ylim()[1]
    assert all(b - a > 0.08 * top for a, b in pairwise(heights))


class Cascade(SimpleNamespace):
    """What stands for the results of a collection."""


def test_places_that_were_before_the_parent_are_drawn_left_of_zero():
    frame = noticed(pd.DataFrame({
        "parent": ["5", "5"], "adopted_date": pd.to_datetime(["2009-11-27", "2019-01-01"]), "adopted_of": "version",
        "parent_date": pd.to_datetime(["2018-03-19"] * 2), "origin_of": "document", "days": pd.array([-3034, 288], "Int64"),
        "place": ["浙江省", "丽水市"], "document": ["zj", "ls"], "places": [1, 2],
    }), ())  # fmt: skip
    done = Cascade(
        diffusion=lambda *_, **__: frame, threshold=0.5, notices=(),
        documents=pd.DataFrame({"document": ["n"], "title": ["物业管理条例"]}),
        provisions=pd.DataFrame({"document": ["n"], "label": ["5"]}),
        adoptions=pd.DataFrame({"parent_document": ["n"] * 3, "level": "city", "doubt": ["", "", "undated"],
                                "document": ["zj", "ls", "hn"]}),
    )  # fmt: skip
    figure = pc.plot.diffusion(done, "n", "5")
    assert figure.axes[0].get_xlim()[0] < -3034 / 365.25
    assert "浙江省最早（2009-11-27）" in words(figure)[1]
    assert "时间：上级按文件的日期，下级按版本的日期" in words(figure)[0]
    assert "日期存疑、未计入：1份" in words(figure)[0]


def test_the_key_of_a_network_of_many_arrows_promises_no_figures(done, monkeypatch):
    monkeypatch.setattr("policycompare.plots.collection_figures.MOST_COUNTS", 1)
    said = [text.get_text() for text in pc.plot.network(done, "province").axes[0].get_legend().get_texts()]
    assert said[-1] == "先有的指向后有的（越粗条数越多）"


def test_the_network_has_counts_on_its_arrows_and_a_key(done):
    figure = DRAWN["network"](done)
    axes = figure.axes[0]
    counts = [text.get_text() for text in axes.texts if text.get_text().isdecimal()]
    assert sorted(map(int, counts)) == sorted(figure.data["provisions"])
    assert [text.get_text() for text in axes.get_legend().get_texts()][1] == "只采用别处的"


def test_a_collection_where_nothing_spread_says_so_in_the_picture(collection, law, tmp_path):
    text = law("养犬法", "养犬人携带犬只外出应当使用牵引绳，并及时清理犬只排泄的粪便。", "破坏养犬设施的，责令赔偿。")
    folder = collection(
        ("n", "养犬法", "nation", "", "2010-01-01", text),
        ("c", "青石市养犬条例", "city", "鲁", "2020-01-01", law("青石市养犬条例", "养犬人携带犬只外出应当使用牵引绳，并及时清理粪便。")),
    )  # fmt: skip
    done = pc.cascade(folder, tmp_path / "out")
    assert words(pc.plot.network(done, "city"))[-1] == "没有发现横向传播"
    assert words(pc.plot.network(done, "county"))[-1] == "集合中没有这一级的文件"
    never = pc.plot.diffusion(done, "n", ["2"])
    assert "《养犬法》第2条：尚无地方承接" in words(never)
    assert words(never)[-1] == "没有可画的曲线"
    assert isinstance(pc.plot.adoption_map(done, "n").data, pd.DataFrame)


@pytest.mark.parametrize(
    ("draw", "says"),
    [
        (lambda done: pc.plot.diffusion(done, "nation1", ["500"]), "没有第 500 条"),
        (lambda done: pc.plot.diffusion(done, "nope", ["5"]), "集合中没有文件“nope”"),
        (lambda done: pc.plot.adoption_map(done, "nope"), "集合中没有文件“nope”"),
        (lambda done: pc.plot.network(done, "省辖"), "省辖"),
        (lambda done: pc.plot.network(done, "province", language="fr"), "没有“fr”这种语言"),
    ],
)
def test_what_is_not_there_is_an_error_that_says_so(done, draw, says):
    with pytest.raises(pc.PolicyCompareError, match=says):
        draw(done)


def test_one_provision_may_be_given_as_text(done):
    assert set(pc.plot.diffusion(done, "nation1", "12").data["parent"]) == {"12"}


@pytest.mark.parametrize("name", list(DRAWN))
def test_a_figure_is_drawn_on_axes_of_ones_own_with_ones_own_title(done, name):
    mine = Figure(figsize=(10, 4))
    left, right = mine.subplots(1, 2)
    assert DRAWN[name](done, ax=left, title="我的图") is mine
    DRAWN[name](done, ax=right)
    assert left.get_title(loc="left").startswith("我的图")
    assert "概率≥" in right.get_title(loc="left")
    notice = [text.get_text() for text in mine.texts]
    assert len(notice) == 1
    assert "虚构" in notice[0]
    assert picture_bytes(mine, "png")


@pytest.mark.parametrize("name", list(DRAWN))
def test_size_and_title_can_be_set(done, name):
    figure = DRAWN[name](done, figsize=(9.0, 5.0), title="")
    assert tuple(figure.get_size_inches()) == (9.0, 5.0)
    assert words(figure)[1] == ""
