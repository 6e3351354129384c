"""The figures' pixels are compared in notebook 06; here, that they say what is in their frames."""

from __future__ import annotations

import pandas as pd
import pytest

import policycompare as pc

DRAWN = {
    "map": lambda done, **options: pc.plot.adoption_map(done, "nation1", "province", **options),
    "curves": lambda done, **options: pc.plot.diffusion(done, "nation1", ["3", "7", "9"], **options),
    "network": lambda done, **options: pc.plot.network(done, "province", **options),
}


def words(figure):
    return [text.get_text() for text in figure.texts] + [t.get_text() for axes in figure.axes for t in axes.texts]


@pytest.mark.parametrize("name", list(DRAWN))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_carries_the_notices_and_its_frame(done, name, language):
    figure = DRAWN[name](done, language=language)
    assert figure.data.attrs["notices"] == list(done.notices)
    footer = "".join(words(figure)).replace("\n", "").replace(" ", "")
    assert done.notices[0].replace(" ", "") in footer


def test_the_titles_say_what_the_frames_have(done):
    curve = DRAWN["curves"](done)
    reached = curve.data.groupby("parent")["places"].max()
    assert f"第7条到达{reached['7']}处，第{reached.idxmin()}条{reached.min()}处" in words(curve)[1]
    network = DRAWN["network"](done)
    assert f"横向传播{network.data['provisions'].sum()}次" in words(network)[1]
    share = DRAWN["map"](done).data.mean()
    assert f"平均承接{share.mean():.0%}；第{share.idxmin()}条最少" in words(DRAWN["map"](done))[1]


def test_a_collection_where_nothing_spread_is_drawn_too(collection, law, tmp_path):
    text = law("养犬法", "养犬人携带犬只外出应当使用牵引绳，并及时清理犬只排泄的粪便。")
    folder = collection(
        ("n", "养犬法", "nation", "", "2010-01-01", text), ("c", "青石市养犬条例", "city", "鲁", "2020-01-01", text)
    )
    done = pc.cascade(folder, tmp_path / "out")
    assert "没有发现横向传播" in words(pc.plot.network(done, "city"))
    assert "《养犬法》：尚无地方承接" in words(pc.plot.diffusion(done, "n", ["9"]))
    assert isinstance(pc.plot.adoption_map(done, "n").data, pd.DataFrame)
