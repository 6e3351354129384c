from __future__ import annotations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from policycompare import plots

DRAWN = {"coverage": plots.coverage, "map": plots.alignment_map}


def texts(figure):
    import matplotlib.text

    return [t for t in figure.findobj(matplotlib.text.Text) if t.get_text().strip()]


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_a_figure_carries_its_notices_and_has_a_glyph_for_every_character(draw, to_city, to_nation, recwarn):
    for aligned in (to_city, to_nation):
        figure = draw(aligned)
        plots.picture_bytes(figure, "png")
        shown = "".join(t.get_text() for t in texts(figure)).replace("\n", "")
        assert all(notice.replace(" ", "") in shown.replace(" ", "") for notice in aligned.notices)
    assert not [w for w in recwarn if "Glyph" in str(w.message)]


def test_the_font_has_the_rare_characters_of_official_documents():
    from matplotlib.ft2font import FT2Font

    characters = FT2Font(plots.font().get_file()).get_charmap()
    assert all(ord(c) in characters for c in "𬭚〔〕①−（）“”《》、。")


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_no_text_of_a_figure_runs_over_its_edge_or_over_another(draw, to_city):
    figure = draw(to_city)
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in texts(figure) if t.get_visible()]
    for text, box in boxes:
        assert figure.bbox.x0 <= box.x0, text
        assert box.x1 <= figure.bbox.x1, text
        assert figure.bbox.y0 <= box.y0, text
        assert box.y1 <= figure.bbox.y1, text
    for n, (text, box) in enumerate(boxes):
        for other, again in boxes[n + 1 :]:
            assert not box.shrunk(0.98, 0.9).overlaps(again.shrunk(0.98, 0.9)), (text, other)


def test_the_bars_show_the_frames_counts(to_city):
    frame = to_city.coverage(by="chapter")
    widths = [bar.get_width() for bar in plots.coverage(to_city).axes[0].containers[0]]
    assert widths == frame.covered.tolist()


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_same_figure_gives_the_same_bytes(to_city, kind):
    assert plots.picture_bytes(plots.coverage(to_city), kind) == plots.picture_bytes(plots.coverage(to_city), kind)
