from __future__ import annotations

import io
from random import Random

import pytest

import policycompare as pc
from policycompare.reading import Limits
from policycompare.reading.formats.page_layout import Glyph, paragraphs, printed_lines, without_running_heads


@pytest.fixture
def pdf(write):
    """Write a PDF drawn by a function that gets a canvas; its text is in a Chinese font of twelve points."""

    def _pdf(draw, **options):
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.pdfgen import canvas

        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        out = io.BytesIO()
        made = canvas.Canvas(out, pagesize=(595, 842), **options)
        made.setFont("STSong-Light", 12)
        draw(made)
        made.save()
        return write(out.getvalue(), "draft.pdf")

    return _pdf


def column(canvas, text, x, y, width, indent=24):
    """Set text of one character an em, the first line indented; return the y below it."""
    line, room = "", width - indent
    left = x + indent
    for char in text:
        if len(line) * 12 + 12 > room:
            canvas.drawString(left, y, line)
            y, line, left, room = y - 20, "", x, width
        line += char
    canvas.drawString(left, y, line)
    return y - 20


LONG = [
    "一、" + "落实安全责任强化监督检查" * 6 + "。",
    "二、" + "组织开展培训提升应急能力" * 7 + "。",
    "三、" + "严肃追责问责形成工作合力" * 5 + "。",
]


def test_lines_are_joined_to_paragraphs_across_pages_without_heads_and_page_numbers(pdf):
    def draw(canvas):
        y = 140
        for number, text in enumerate(LONG):
            y = column(canvas, text, 72, y, 444)
            if number == 0:
                canvas.drawString(280, 30, "— 1 —")
                canvas.drawString(72, 800, "某某区安委会文件")
                canvas.showPage()
                canvas.setFont("STSong-Light", 12)
                canvas.drawString(280, 30, "— 2 —")
                canvas.drawString(72, 800, "某某区安委会文件")
                y = 760

    assert pc.read(pdf(draw)).text.splitlines() == LONG


def test_a_paragraph_goes_on_on_the_next_page(pdf):
    def draw(canvas):
        canvas.drawString(96, 100, "一、" + "落" * 33)
        canvas.drawString(72, 80, "实" * 37)
        canvas.drawString(290, 30, "1")
        canvas.showPage()
        canvas.setFont("STSong-Light", 12)
        canvas.drawString(72, 760, "到位" * 18 + "。")
        canvas.drawString(96, 740, "二、" + "检" * 20 + "。")
        canvas.drawString(290, 30, "2")

    doc = pc.read(pdf(draw))
    assert [len(m.text) for m in doc.measures] == [33 + 37 + 37, 21]


def test_two_columns_are_read_one_after_the_other(pdf):
    def draw(canvas):
        canvas.drawString(240, 800, "关于安全的措施")
        y = 760
        for text in LONG[:2]:
            y = column(canvas, text, 60, y, 228)
        y = 760
        for text in ["三、" + LONG[2][2:], "四、" + LONG[0][2:]]:
            y = column(canvas, text, 312, y, 228)

    doc = pc.read(pdf(draw))
    assert [m.text for m in doc.measures] == [text[2:] for text in (*LONG, LONG[0])]


def test_bold_that_is_printed_twice_is_read_once(pdf):
    def draw(canvas):
        for shift in (0, 0.4):
            canvas.drawString(72 + shift, 700, "1.天天检查，人人有责。")
        canvas.drawString(72, 680, "2.好好落实。")

    assert [m.text for m in pc.read(pdf(draw)).measures] == ["天天检查，人人有责。", "好好落实。"]


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_that_lies_on_its_side_is_read_and_a_slanted_watermark_is_not(pdf, angle):
    def draw(canvas):
        canvas.saveState()
        canvas.translate(300, 400)
        canvas.rotate(angle)
        canvas.drawString(-150, 20, "1.落实安全责任。")
        canvas.drawString(-150, 0, "2.加强安全检查。")
        canvas.restoreState()
        canvas.translate(200, 200)
        canvas.rotate(45)
        canvas.drawString(0, 0, "内部资料注意保存")

    assert pc.read(pdf(draw)).text.splitlines() == ["1.落实安全责任。", "2.加强安全检查。"]


def test_a_scanned_pdf_is_refused_with_the_way_out_and_one_scanned_page_is_told(pdf):
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    picture = ImageReader(Image.new("RGB", (20, 20), "grey"))

    def scan(canvas):
        canvas.drawImage(picture, 0, 0, 595, 842)

    def mixed(canvas):
        canvas.drawString(72, 700, "1.落实安全责任。")
        canvas.showPage()
        scan(canvas)

    with pytest.raises(pc.ReadError, match=r"扫描件.*OCR"):
        pc.read(pdf(scan))
    assert [w.kind for w in pc.read(pdf(mixed)).warnings] == ["scanned-page"]


def test_a_page_of_character_codes_is_refused_by_its_number(pdf):
    def draw(canvas):
        canvas.drawString(72, 700, "1.落实安全责任。")
        canvas.showPage()
        canvas.drawString(72, 700, "(cid:123)(cid:88)(cid:1024)")

    with pytest.raises(pc.ReadError, match="第2页"):
        pc.read(pdf(draw))


def test_a_locked_pdf_says_that_it_needs_its_password(pdf):
    with pytest.raises(pc.ReadError, match="密码"):
        pc.read(pdf(lambda canvas: canvas.drawString(72, 700, "1.甲。"), encrypt="secret"))


def test_a_pdf_of_too_many_pages_is_refused(pdf):
    def draw(canvas):
        for _ in range(4):
            canvas.drawString(72, 700, "1.甲。")
            canvas.showPage()

    with pytest.raises(pc.ReadError, match=r"Limits\.pages"):
        pc.read(pdf(draw), limits=Limits(pages=3))


def test_a_ruled_table_is_told(pdf):
    def draw(canvas):
        canvas.drawString(80, 700, "1 检查 区应急局")
        for n in range(7):
            canvas.line(72, 600 + 20 * n, 500, 600 + 20 * n)
            canvas.line(72 + 70 * n, 600, 72 + 70 * n, 720)

    assert [w.kind for w in pc.read(pdf(draw)).warnings if w.kind == "table"] == ["table"]


def glyphs(text, x, y, size=10.0):
    return [Glyph(char, x + n * size, x + (n + 1) * size, y, size) for n, char in enumerate(text)]


def test_the_order_in_which_glyphs_are_printed_does_not_matter():
    page = [
        glyph for n, text in enumerate(("一、落实责任", "二、加强检查")) for glyph in glyphs(text, 50, 700 - 20 * n)
    ]
    mixed = list(page)
    Random(3).shuffle(mixed)
    assert printed_lines(mixed, 0) == printed_lines(page, 0)


def test_a_number_that_hangs_out_starts_a_paragraph_and_a_wrapped_line_does_not():
    rows = []
    for n in range(1, 4):
        rows += [(f"{n}.", 50.0), ("落实责任" * 10, 70.0), ("加强检查" * 10, 70.0), ("到位。", 70.0)]
    page, y = [], 700.0
    for text, x in rows:
        page += glyphs(text, x, y)
        y -= 0.0 if x == 50.0 else 15.0
    found = paragraphs(without_running_heads([printed_lines(page, 0)]))
    assert [text for text, _ in found] == [f"{n}.{'落实责任' * 10}{'加强检查' * 10}到位。" for n in range(1, 4)]
