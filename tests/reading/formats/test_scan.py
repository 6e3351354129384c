from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pytest

import policycompare as pc
from policycompare.reading.formats import scan

LINES = [
    "某区绿化管理办法",
    "第一条 各单位应当落实绿化责任。",
    "第二条 绿地率不得低于35%。",
    "第三条 本办法自2024年5月1日起施行。",
]


def drawn(lines):
    """A picture of a page with these lines."""
    import pylopdf_fonts_zh_cn
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.truetype(str(next(Path(pylopdf_fonts_zh_cn.__file__).parent.rglob("*.[ot]t[fc]"))), 40)
    page = Image.new("RGB", (1000, 1400), "white")
    pen = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        pen.text((120, 120 + 90 * number), line, font=font, fill="black")
    return page


def saved(pages, form):
    out = io.BytesIO()
    further = {"save_all": True, "append_images": pages[1:]} if len(pages) > 1 else {}
    pages[0].save(out, form, **further)
    return out.getvalue()


@pytest.fixture
def recognised(monkeypatch):
    """Let the engine find these lines, each with its confidence, in every picture."""

    def _recognised(*found):
        boxes = [
            [[100, 100 + 60 * n], [700, 100 + 60 * n], [700, 140 + 60 * n], [100, 140 + 60 * n]]
            for n in range(len(found))
        ]
        answer = SimpleNamespace(boxes=boxes, txts=[text for text, _ in found], scores=[score for _, score in found])
        monkeypatch.setattr(scan, "_engine", lambda: lambda _picture: answer)
        monkeypatch.setattr(scan, "is_available", lambda: True)

    return _recognised


def blank(form, pages=1):
    from PIL import Image

    return saved([Image.new("RGB", (1000, 1400), "white") for _ in range(pages)], form)


@pytest.mark.parametrize(("form", "name"), [("PNG", "scan.png"), ("JPEG", "扫描.jpg"), ("PDF", "scan.pdf")])
def test_a_scanned_page_is_read_with_its_confidence(write, recognised, form, name):
    recognised(("第一条 甲事要办好。", 0.99), ("第二条 乙事要办好。", 0.97))
    doc = pc.read(write(blank(form), name))
    assert [m.text for m in doc.measures] == ["甲事要办好。", "乙事要办好。"]
    assert [(w.kind, "0.98" in str(w.message)) for w in doc.warnings] == [("recognised", True)]


def test_figures_of_low_confidence_are_listed_for_a_look(write, recognised):
    recognised(("第一条 罚款3万元。", 0.71), ("第二条 加强检查。", 0.60), ("第三条 每年两次。", 0.99))
    told = [str(w.message) for w in pc.read(write(blank("PNG"), "scan.png")).warnings if w.kind == "doubtful-figures"]
    assert len(told) == 1
    assert "罚款3万元" in told[0]
    assert "每年两次" not in told[0]


def test_every_page_of_a_picture_file_is_read_up_to_a_limit(write, recognised):
    recognised(*((f"第{n}条 各单位要落实责任。", 0.99) for n in "一二三四五"))
    path = write(blank("TIFF", pages=3), "scan.tif")
    assert [w.kind for w in pc.read(path).warnings].count("recognised") == 3
    with pytest.raises(pc.ReadError, match="scanned_pages"):
        pc.read(path, limits=pc.reading.Limits(scanned_pages=2))


@pytest.mark.parametrize(("form", "name"), [("PNG", "scan.png"), ("PDF", "scan.pdf")])
def test_without_the_extra_a_scan_says_how_to_go_on(write, monkeypatch, form, name):
    monkeypatch.setattr(scan, "is_available", lambda: False)
    with pytest.raises(pc.ReadError, match=r"policycompare\[ocr\]"):
        pc.read(write(blank(form), name))


def test_a_picture_without_text_is_refused(write, recognised):
    recognised()
    with pytest.raises(pc.ReadError, match="没有识别出文字"):
        pc.read(write(blank("PNG"), "scan.png"))


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\nrest", b"\xff\xd8\xff\xe0rest"])
def test_a_damaged_picture_is_refused(write, recognised, data):
    recognised()
    with pytest.raises(pc.ReadError, match="损坏"):
        pc.read(write(data, "scan.png"))


def test_a_page_drawn_and_read_again_says_the_same(write):
    pytest.importorskip("rapidocr")
    doc = pc.read(write(saved([drawn(LINES)], "PNG"), "scan.png"))
    assert [m.label for m in doc.measures] == ["1", "2", "3"]
    assert "35%" in doc.measures[1].text
    assert "2024年5月1日" in doc.measures[2].text
