from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

import policycompare as pc
from policycompare import plots
from policycompare.language.deontic import strongest
from policycompare.plots.style import font, picture_bytes
from policycompare.reading import parse

DRAWN = {
    "coverage": lambda chain, language: plots.coverage(chain.alignments[2, 0], language=language),
    "sources": lambda chain, language: plots.coverage(chain.alignments[2, 1], "child", language),
    "map": lambda chain, language: plots.alignment_map(chain.alignments[2, 1], language),
    "probabilities": lambda chain, language: plots.probabilities(chain.alignments[2, 0], language),
    "sensitivity": lambda chain, language: plots.sensitivity(chain.alignments[2, 0], language),
    "strength": lambda _, language: plots.strength(pc.align("tingxi", "boning"), language),
    "flow": plots.flow,
    "units": lambda chain, language: plots.units(chain.bottom, language=language),
}
HAN = re.compile("[\u4e00-\u9fff]")
BOTH = [(name, language) for name in DRAWN for language in ("zh", "en")]


def texts(figure):
    import matplotlib.text

    return [t for t in figure.findobj(matplotlib.text.Text) if t.get_text().strip()]


@pytest.fixture(params=BOTH, ids=["-".join(both) for both in BOTH])
def figure(request, chain):
    name, language = request.param
    return DRAWN[name](chain, language)


def test_a_figure_carries_its_notices_and_has_a_glyph_for_every_character(figure, recwarn):
    picture_bytes(figure, "png")
    shown = "".join(t.get_text() for t in texts(figure)).replace("\n", "").replace(" ", "")
    of_data = figure.data.attrs["notices"]
    assert all(notice.replace(" ", "") in shown for notice in of_data)
    assert not [w for w in recwarn if "Glyph" in str(w.message)]
    characters = {c for t in texts(figure) for c in t.get_text() if not c.isspace()}
    from matplotlib.ft2font import FT2Font

    known = FT2Font(font().get_file()).get_charmap()
    assert not [c for c in characters if ord(c) not in known]


def test_no_text_of_a_figure_runs_over_its_edge_or_over_another(figure):
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    boxes = [
        (t.get_text(), t.get_window_extent(renderer), t.get_rotation())
        for t in texts(figure)
        if t.get_visible() and not (t.axes and t.get_text() in t.axes.get_legend_handles_labels()[1])
    ]
    for text, box, _ in boxes:
        assert figure.bbox.x0 <= box.x0, text
        assert box.x1 <= figure.bbox.x1, text
        assert figure.bbox.y0 <= box.y0, text
        assert box.y1 <= figure.bbox.y1, text
    upright = [(text, box) for text, box, turned in boxes if turned in (0, 90)]
    for n, (text, box) in enumerate(upright):
        for other, again in upright[n + 1 :]:
            assert not box.shrunk(0.98, 0.9).overlaps(again.shrunk(0.98, 0.9)), (text, other)


def test_the_font_has_the_rare_characters_of_official_documents():
    from matplotlib.ft2font import FT2Font

    characters = FT2Font(font().get_file()).get_charmap()
    assert all(ord(c) in characters for c in "𬭚〔〕①−（）“”《》、。")


def test_the_bars_show_the_frames_counts(to_city):
    frame = to_city.coverage(by="chapter")
    figure = plots.coverage(to_city)
    assert figure.data.equals(frame)
    assert [bar.get_width() for bar in figure.axes[0].containers[0]] == frame.covered.tolist()


def test_the_flow_accounts_for_every_provision(chain):
    counts = chain.flow.groupby("document")["count"].sum()
    assert {d.id: len(d.provisions) for d in chain.documents} == counts.to_dict()
    bottom = chain.flow[chain.flow.document == "chongming"].set_index("part")["count"]
    assert bottom["new"] == (chain.origins.origin == "addition").sum()


def test_bands_hold_what_is_counted_at_one_half(to_nation):
    row = to_nation.sensitivity().set_index("threshold").loc[0.5]
    for side in ("child", "parent"):
        assert row[f"{side}_share_low"] <= row[f"{side}_share"] <= row[f"{side}_share_high"]


def test_changes_of_strength_are_counted_by_their_words(to_nation):
    loose = to_nation.at(0.1)
    some = loose.shifts[loose.shifts.kind == "strength"]
    weaker = sum(strongest(r.child_words)[0] < strongest(r.parent_words)[0] for r in some.itertuples())
    frame = loose.strength_changes()
    assert frame["count"].sum() == len(some)
    assert frame.loc[frame.child < frame.parent, "count"].sum() == weaker


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("bodies", [["建设滨海步道。"], ["检查。", "企业应当报告。"]])
def test_documents_without_links_chapters_or_units_have_figures_too(bodies, language):
    child = parse("甲措施\n1.检查重大危险源。\n", id="child")
    parent = parse("乙措施\n" + "".join(f"{n}.{body}\n" for n, body in enumerate(bodies, 1)), id="parent")
    aligned = pc.align(child, parent)
    for draw in (plots.coverage, plots.alignment_map, plots.probabilities, plots.sensitivity, plots.strength):
        assert picture_bytes(draw(aligned, language=language), "svg")
    assert picture_bytes(plots.flow(pc.trace([parent, child]), language), "svg")
    assert picture_bytes(plots.units(child, language=language), "svg")


EVERY = {
    "coverage": lambda chain, **look: plots.coverage(chain.alignments[2, 0], **look),
    "map": lambda chain, **look: plots.alignment_map(chain.alignments[2, 1], **look),
    "probabilities": lambda chain, **look: plots.probabilities(chain.alignments[2, 0], **look),
    "sensitivity": lambda chain, **look: plots.sensitivity(chain.alignments[2, 0], **look),
    "strength": lambda chain, **look: plots.strength(chain.alignments[2, 0], **look),
    "flow": plots.flow,
    "units": lambda chain, **look: plots.units(chain.bottom, **look),
    "reliability": lambda _, **look: plots.reliability(_calibration(), **look),
    "learning_curve": lambda _, **look: plots.learning_curve(_curve(), **look),
}


def _calibration():
    frame = pd.DataFrame(
        {"from": [0.0, 0.5], "to": [0.5, 1.0], "pairs": [9, 5], "probability": [0.2, 0.8], "right": [0.1, 0.9]}
    )
    frame.attrs.update(ece=0.1, notices=[])
    return frame


def _curve():
    frame = pd.DataFrame({"size": [5, 9], "pairs": [5, 9], "unseen_f1": [0.7, 0.8], "seen_f1": [0.8, 0.9]})
    frame.attrs["notices"] = []
    return frame


@pytest.mark.parametrize("name", list(EVERY))
def test_every_figure_takes_a_title_a_size_and_axes(name, chain):
    from matplotlib.figure import Figure

    figure = EVERY[name](chain, title="我的图", figsize=(9.0, 6.0))
    assert "我的图" in [text.get_text() for text in figure.texts]
    assert tuple(figure.get_size_inches()) == (9.0, 6.0)
    mine = Figure(figsize=(8, 6))
    axes = mine.add_subplot()
    assert EVERY[name](chain, ax=axes) is mine
    assert axes.get_title(loc="left")
    assert axes.data is not None
    assert picture_bytes(mine, "png")


@pytest.mark.parametrize("name", list(EVERY))
def test_a_language_that_figures_do_not_have_is_refused(name, chain):
    with pytest.raises(pc.PolicyCompareError, match="没有“fr”这种语言"):
        EVERY[name](chain, language="fr")


@pytest.mark.parametrize("name", [name for name in EVERY if name != "strength"])
def test_no_chinese_is_left_in_an_english_figure_but_the_notices(name, chain):
    figure = EVERY[name](chain, language="en")
    picture_bytes(figure, "svg")
    assert not [
        t.get_text() for t in texts(figure) if not t.get_text().startswith("Notice") and HAN.search(t.get_text())
    ]


def test_one_kind_of_change_of_strength_is_told_and_not_drawn():
    child = parse("甲措施\n1.街道可以设置路灯，并保证每日夜间照明。\n2.企业应当报告事故。\n", id="child")
    parent = parse("乙措施\n1.街道应当设置路灯，并保证每日夜间照明。\n2.企业应当报告事故。\n", id="parent")
    figure = plots.strength(pc.align(child, parent))
    assert not figure.axes[0].collections
    assert "不作图：应当→可以（1→1）" in "".join(t.get_text() for t in texts(figure)).replace("\n", "")
    assert "1处力度减弱，0处增强" in texts(figure)[1].get_text() + texts(figure)[0].get_text()


def test_what_the_model_expects_of_itself_is_called_an_estimate(to_city):
    assert "按概率推算" in "".join(t.get_text() for t in texts(plots.probabilities(to_city)))


BASELINE = Path(__file__).parent / "baseline"


@pytest.mark.parametrize("name", list(DRAWN))
def test_the_frame_behind_a_figure_is_as_it_was(name, chain, request):
    """Compare with tests/baseline, made again by the same command as the pictures."""
    frame = DRAWN[name](chain, "zh").data.round(4)
    frame = frame.drop(columns=[c for c in frame.columns if "text" in str(c) or c in ("evidence", "log_odds")])
    found = pd.DataFrame(frame).to_csv(lineterminator="\n")
    path = BASELINE / f"{name}.csv"
    if request.config.getoption("--mpl-generate-path", None):
        path.write_text(found, "utf-8")
    assert found == path.read_text("utf-8")


@pytest.mark.parametrize("name", list(DRAWN))
@pytest.mark.mpl_image_compare(baseline_dir="baseline", tolerance=6, savefig_kwargs={"dpi": 60}, style="default")
def test_pixels(name, chain):
    """Compare with tests/baseline; make again with: pytest tests/test_plots.py --mpl-generate-path=tests/baseline."""
    return DRAWN[name](chain, "zh")
