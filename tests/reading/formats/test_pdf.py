from __future__ import annotations

import io
from random import Random

import pytest

import policycompare as pc
from policycompare.reading import Limits
from policycompare.reading.formats.page_layout import Glyph, paragraphs, printed_lines, without_running_heads
from policycompare.reading.formats.pdf import _Placed, _upright


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


def test_articles_that_differ_only_in_figures_are_kept_where_pages_begin_and_end():
    pages = []
    for page in range(6):
        found = []
        for place in range(3):
            found += glyphs(f"第{3 * page + place + 1}条　每年", 50.0, 700.0 - 40 * place)
            found += glyphs("检查。", 50.0, 680.0 - 40 * place)
        found += glyphs(f"第 {page + 1} 页", 300.0, 30.0)
        pages.append(printed_lines(found, page))
    found = [text for text, _ in paragraphs(without_running_heads(pages))]
    assert "".join(found) == "".join(f"第{n}条　每年检查。" for n in range(1, 19))


BODY = [f"第{n}条　各单位应当落实第{n}项责任，加强日常检查，及时消除隐患。" for n in "一二三四五六七八"]


def body_at(canvas, x=72, top=720, step=24):
    canvas.setFont("STSong-Light", 12)
    for number, line in enumerate(BODY):
        canvas.drawString(x, top - step * number, line)


def numbers_and_watermarks(doc):
    return [m.label for m in doc.measures], [w.kind for w in doc.warnings]


def test_a_light_watermark_across_the_page_is_left_out_and_named(pdf):
    def draw(canvas):
        canvas.setFillGray(0.85)
        canvas.setFont("STSong-Light", 48)
        canvas.drawString(120, 640, "内部资料　请勿外传")
        canvas.setFillGray(0)
        body_at(canvas)

    doc = pc.read(pdf(draw))
    assert numbers_and_watermarks(doc) == (list("12345678"), ["watermark"])
    assert "内部资料请勿外传" in str(doc.warnings[0].message)
    assert [m.text for m in doc.measures] == [line[4:] for line in BODY]


def test_small_light_marks_between_the_lines_are_left_out(pdf):
    def draw(canvas):
        canvas.setFillGray(0.8)
        canvas.setFont("STSong-Light", 11)
        for x in (80, 240, 400):
            for y in (714, 640, 570):
                canvas.drawString(x, y, "李四2024")
        canvas.setFillGray(0)
        body_at(canvas)

    doc = pc.read(pdf(draw))
    assert "李四" not in doc.text
    assert numbers_and_watermarks(doc) == (list("12345678"), ["watermark"])


def test_a_watermark_as_dark_as_the_text_but_under_it_is_left_out(pdf):
    def draw(canvas):
        canvas.setFont("STSong-Light", 60)
        canvas.drawString(90, 650, "征求意见稿")
        body_at(canvas)

    assert numbers_and_watermarks(pc.read(pdf(draw))) == (list("12345678"), ["watermark"])


def test_a_watermark_from_top_to_bottom_is_left_out(pdf):
    def draw(canvas):
        canvas.setFillGray(0.8)
        canvas.setFont("STSong-Light", 30)
        for place, char in enumerate("内部文件严禁复制"):
            canvas.drawString(300, 730 - 40 * place, char)
        canvas.setFillGray(0)
        body_at(canvas)

    assert numbers_and_watermarks(pc.read(pdf(draw))) == (list("12345678"), ["watermark"])


def test_white_text_on_a_coloured_ground_is_read(pdf):
    def draw(canvas):
        canvas.setFillColorRGB(0, 0.2, 0.5)
        canvas.rect(60, 745, 300, 24, fill=1)
        canvas.setFillGray(1)
        canvas.setFont("STSong-Light", 14)
        canvas.drawString(72, 750, "某区绿化办法")
        canvas.setFillGray(0)
        body_at(canvas)

    assert pc.read(pdf(draw)).title == "某区绿化办法"


def test_text_set_from_top_to_bottom_is_read_column_by_column(pdf):
    def draw(canvas):
        canvas.setFont("STSong-Light", 12)
        for column, line in enumerate(["某区绿化办法", *BODY]):
            for place, char in enumerate(line):
                canvas.drawString(500 - 24 * column, 760 - 12.5 * place, char)

    doc = pc.read(pdf(draw))
    assert doc.title == "某区绿化办法"
    assert [m.label for m in doc.measures] == list("12345678")


def test_contents_with_dots_to_the_page_number_stay_lines(pdf):
    def draw(canvas):
        canvas.setFont("STSong-Light", 12)
        canvas.drawString(72, 780, "目录")
        for row, head in enumerate(("第一章　总则", "第二章　管理")):
            canvas.drawString(72, 756 - 24 * row, f"{head}{'…' * 28}{row + 1}")
        body_at(canvas, top=690)

    shown = pc.read(pdf(draw)).text.splitlines()
    assert [line[:3] for line in shown[:4]] == ["目录", "第一章", "第二章", "第一条"]


def test_a_character_whose_box_is_tight_around_its_ink_gets_no_blanks():
    placed = [
        _Placed(char, left, left + width, 100, 100 + height, origin, 102, 0, 16.0, 0.0)
        for char, left, width, height, origin in (
            ("（", 100.5, 12, 12, 100.5),
            ("一", 113.1, 10.9, 1.1, 112.5),
            ("）", 124.5, 12, 12, 124.5),
            ("公", 136.5, 12, 12, 136.5),
            ("门", 149.9, 9.7, 11.1, 148.5),
            ("前", 160.5, 12, 12, 160.5),
            ("工", 173.0, 11.0, 9.0, 172.5),
            ("作", 184.5, 12, 12, 184.5),
        )
    ]
    assert printed_lines(_upright(placed), 0)[0].text == "（一）公门前工作"


def ruled(canvas, xs, ys, texts, skip=()):
    """Rule a grid and set a text in each cell, a list of lines; `skip` names row lines (row, column) left out."""
    canvas.setFont("STSong-Light", 12)
    for x in xs:
        canvas.line(x, ys[-1], x, ys[0])
    for row, y in enumerate(ys):
        for column in range(len(xs) - 1):
            if (row, column) not in skip:
                canvas.line(xs[column], y, xs[column + 1], y)
    for row, cells in enumerate(texts):
        for column, lines in enumerate(cells):
            for place, line in enumerate(lines):
                canvas.drawString(xs[column] + 5, ys[row] - 16 - 15 * place, line)


COLUMNS, HEADS = (72, 110, 300, 420, 520), [["序号"], ["重点任务"], ["责任单位"], ["时限"]]


def test_a_ruled_list_of_tasks_is_read_cell_by_cell(pdf):
    def draw(canvas):
        canvas.drawString(220, 780, "某区整治任务清单")
        rows = [
            HEADS,
            [["1"], ["建立台账，落实线上线下检查，明", "确责任。"], ["区应急局、", "各乡镇"], ["年底"]],
            [["2"], ["查隐患。"], ["区城管局"], ["长期"]],
        ]
        ruled(canvas, COLUMNS, (760, 735, 690, 660), rows)

    doc = pc.read(pdf(draw))
    assert doc.title == "某区整治任务清单"
    assert [(m.label, m.text, [u.name for u in m.units]) for m in doc.measures] == [
        ("1", "建立台账，落实线上线下检查，明确责任。", ["区应急局", "各乡镇"]),
        ("2", "查隐患。", ["区城管局"]),
    ]
    assert "table" not in [w.kind for w in doc.warnings]


def test_a_unit_in_a_cell_over_two_rows_of_a_ruled_table_is_that_of_both(pdf):
    def draw(canvas):
        rows = [HEADS, [["1"], ["建台账。"], ["区应急局"], ["年底"]], [["2"], ["查隐患。"], [], ["月底"]]]
        ruled(canvas, COLUMNS, (760, 735, 705, 675), rows, skip={(2, 2)})

    doc = pc.read(pdf(draw))
    assert [[u.name for u in m.units] for m in doc.measures] == [["区应急局"]] * 2


def test_text_around_a_ruled_table_stays_before_and_behind_it(pdf):
    def draw(canvas):
        canvas.drawString(72, 800, "一、总体要求是建好台账并落实责任。")
        ruled(canvas, (72, 300, 520), (760, 735, 710), [[["类别"], ["数量"]], [["公园"], ["二十"]]])
        canvas.drawString(72, 680, "二、各单位要抓好落实。")

    assert pc.read(pdf(draw)).text.splitlines() == [
        "一、总体要求是建好台账并落实责任。",
        "类别 | 数量",
        "公园 | 二十",
        "二、各单位要抓好落实。",
    ]


def test_a_ruled_table_open_at_its_sides_has_its_outer_columns(pdf):
    def open_sides(canvas):
        canvas.setFont("STSong-Light", 12)
        for y in (760, 735, 710, 685):
            canvas.line(72, y, 420, y)
        for x in (110, 300):
            canvas.line(x, 685, x, 760)
        for row, cells in enumerate(
            (("序号", "任务", "责任单位"), ("1", "建台账。", "区应急局"), ("2", "查隐患。", "区城管局"))
        ):
            for x, text in zip((76, 115, 305), cells, strict=True):
                canvas.drawString(x, 744 - 25 * row, text)

    assert [[u.name for u in m.units] for m in pc.read(pdf(open_sides)).measures] == [["区应急局"], ["区城管局"]]
