from __future__ import annotations

import io
from dataclasses import replace

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree

from policycompare.checking import choose
from policycompare.checking.layout import LaidOutParagraph, PageNumber, WordLayout, width_of
from policycompare.checking.rules import LAYOUT_RULES
from policycompare.export.layout_repairs import layout_of, layout_report, repaired_layout

BODY = "为了加强公共停车场所安全管理工作，保障群众出行便利，根据有关规定，结合本区实际情况，制定本方案。"
NUMBERED = "某政发[2024]03号"


def number_pages(footer, alignment, font, size, dash="— "):
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = alignment
    for words in (dash, None, dash[::-1]):
        run = paragraph.add_run(words or "")
        run.font.name = font
        run.font.size = Pt(size)
        for kind, name, text in (
            ("begin", "w:fldChar", None),
            ("", "w:instrText", " PAGE "),
            ("end", "w:fldChar", None),
        ):
            if words is None:
                element = run._r.makeelement(qn(name), {qn("w:fldCharType"): kind} if kind else {})
                element.text = text
                run._r.append(element)


def written(path, *, right):
    word = docx.Document()
    section = word.sections[0]
    measures = (210, 297, 37, 28, 26, 35) if right else (216, 279, 25, 32, 26, 35)
    names = ("page_width", "page_height", "top_margin", "left_margin", "right_margin", "bottom_margin")
    for name, value in zip(names, measures, strict=True):
        setattr(section, name, Mm(value))
    word.settings.odd_and_even_pages_header_footer = right
    if right:
        number_pages(section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "宋体", 14)
        number_pages(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "宋体", 14)
    issuer, date = ("某区应急管理局", "2024年3月5日") if right else ("　　某区应急管理局", "2024年03月05日")
    number = "某政发〔2024〕3号" if right else "某政发[2024]03号"
    lines = (
        ("某区停车管理工作方案", "方正小标宋简体", 22),
        ("一、总体要求", "黑体", 16),
        (BODY + number, "仿宋_GB2312" if right else "宋体", 16 if right else 12),
        (issuer, "仿宋_GB2312", 16),
        (date, "仿宋_GB2312", 16),
    )
    for position, (line, font, size) in enumerate(lines):
        paragraph = word.add_paragraph()
        run = paragraph.add_run(line)
        run.font.size = Pt(size)
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
        if position == 0:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if right and position in (3, 4):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.paragraph_format.right_indent = Pt(16 * (4 - (0.5 if position == 3 else 0)))
    word.save(str(path))
    return path


@pytest.fixture
def wrong(tmp_path):
    return written(tmp_path / "方案.docx", right=False)


def flaws(layout, rules=LAYOUT_RULES):
    return [rule.name for rule in rules for _ in rule.looks(layout)]


def found(data):
    return flaws(layout_of(docx.Document(data)))


def test_a_file_that_follows_the_standard_has_no_findings(tmp_path):
    assert found(str(written(tmp_path / "合.docx", right=True))) == []


def test_what_differs_from_the_standard_is_found_by_role(wrong):
    assert found(str(wrong)) == [
        *["layout-paper"] * 2,
        *["layout-margin"] * 2,
        "layout-font",
        "layout-size",
        "layout-document-number",
        "layout-issuer",
        "layout-date-place",
        "layout-date-zero",
        "layout-number-missing",
    ]


def test_rules_on_the_layout_are_chosen_as_all_others(wrong):
    assert {one.rule.name for one in layout_report(wrong, choose(["layout-f", "PCL01"]))} == {
        "layout-font",
        "layout-paper",
    }
    assert layout_report(wrong, choose([], ["PCL"])) == ()


def test_a_repaired_copy_follows_the_standard_and_keeps_what_was(wrong):
    data, mended = repaired_layout(wrong)
    assert found(io.BytesIO(data)) == ["layout-number-missing"]
    assert len(mended) == 10
    body = docx.Document(io.BytesIO(data)).element.body
    assert [len([*body.iter(qn(f"w:{name}"))]) for name in ("sectPrChange", "pPrChange")] == [1, 2]
    assert "".join(text.text or "" for text in body.iter(qn("w:delText"))) == f"{NUMBERED}　　2024年03月05日"
    assert "〔2024〕3号" in "".join(text.text or "" for text in body.iter(qn("w:t")))


PAGE = {
    "page_width": 210,
    "page_height": 297,
    "top_margin": 37,
    "left_margin": 28,
    "right_margin": 26,
    "bottom_margin": 35,
}
RIGHT = WordLayout(
    PAGE,
    (LaidOutParagraph(BODY, "仿宋_GB2312", 16, spacing=29),),
    (PageNumber("— # —", "宋体", 14, "right"), PageNumber("— # —", "宋体", 14, "left", is_even=True)),
    has_two_sides=True,
)


def laid_out(*paragraphs, **others):
    return replace(RIGHT, paragraphs=(*RIGHT.paragraphs, *paragraphs), **others)


def line(words, blank=0.0, **others):
    return LaidOutParagraph(words, "仿宋_GB2312", 16, "right", 0, blank, **others)


MARK = LaidOutParagraph("附件1", "黑体", 16)
DATE = line("2024年3月5日", 4)
WRONG = {
    "layout-paper": replace(RIGHT, page=PAGE | {"page_width": 216}),
    "layout-margin": replace(RIGHT, page=PAGE | {"top_margin": 25}),
    "layout-grid": laid_out(*[LaidOutParagraph(BODY, "仿宋_GB2312", 16, spacing=20)] * 2),
    "layout-font": laid_out(LaidOutParagraph(BODY, "宋体", 16)),
    "layout-size": laid_out(LaidOutParagraph(BODY, "仿宋_GB2312", 12)),
    "layout-document-number": laid_out(line(NUMBERED)),
    "layout-attachment-form": laid_out(line("附件:任务清单")),
    "layout-attachment-list": laid_out(line("附件：1．任务清单"), line("2．名单"), MARK),
    "layout-issuer": laid_out(LaidOutParagraph("某区应急管理局", size=16), DATE),
    "layout-date-place": laid_out(LaidOutParagraph("2024年3月5日", size=16)),
    "layout-date-zero": laid_out(line("2024年03月05日", 4)),
    "layout-number-missing": replace(RIGHT, page_numbers=()),
    "layout-number-form": replace(RIGHT, page_numbers=(PageNumber("#", "宋体", 14, "right"), RIGHT.page_numbers[1])),
    "layout-number-side": replace(RIGHT, has_two_sides=False),
}


@pytest.mark.parametrize("rule", LAYOUT_RULES, ids=lambda rule: rule.name)
def test_a_rule_on_the_layout_finds_its_flaw_and_nothing_in_a_right_page(rule):
    assert flaws(RIGHT) == []
    assert set(flaws(WRONG[rule.name])) == {rule.name}


@pytest.mark.parametrize(("points", "lines"), [(28, 0), (28.95, 0), (29, 0), (30, 21), (26, 24)])
def test_a_line_of_28_points_leaves_22_lines_and_a_rest_and_no_23rd_line_is_told(points, lines):
    paragraph = LaidOutParagraph(BODY, "仿宋_GB2312", 16, spacing=points)
    (grid,) = (rule for rule in LAYOUT_RULES if rule.name == "layout-grid")
    told = [flaw.remark.values["count"] for flaw in grid.looks(replace(RIGHT, paragraphs=(paragraph,)))]
    assert told == ([lines] if lines else [])


@pytest.mark.parametrize(
    "closing",
    [
        (line("某区应急管理局", 3.5), DATE),  # sealed: over the middle of the date
        (line("某区应急管理局和某区公安分局", 2), line("2024年3月5日", 8)),  # not sealed: the date begins two behind
        (line("某区政府", 3), line("2024年12月15日", 2)),  # not sealed, and the date is the longer line
    ],
)
def test_issuer_and_date_of_sealed_and_unsealed_documents_are_left_alone(closing):
    assert flaws(laid_out(*closing)) == []


def test_a_letter_that_nobody_has_signed_is_told():
    addressed = LaidOutParagraph("各镇人民政府、区各委办局：", "仿宋_GB2312", 16)
    assert flaws(laid_out(addressed, DATE)) == ["layout-issuer"]


def test_the_red_head_is_no_title():
    head = [
        LaidOutParagraph("某区人民政府文件", "方正小标宋简体", 30, "centre"),
        LaidOutParagraph("某政〔2024〕3号", "仿宋", 16, "centre"),
    ]
    assert flaws(replace(RIGHT, paragraphs=(*head, *RIGHT.paragraphs))) == []


def test_the_names_of_attachments_are_compared_with_their_titles():
    title = LaidOutParagraph("检查人员名单", alignment="centre")
    assert flaws(laid_out(line("附件：任务清单"), MARK, title)) == ["layout-attachment-list"]
    assert flaws(laid_out(line("附件：检查人员名单"), MARK, title)) == []
    assert flaws(laid_out(line("附件：检查人员名单；"), MARK, title)) == ["layout-attachment-form"]
    assert flaws(laid_out(line("附件：检查人员名单"), replace(MARK, text="附件2"))) == ["layout-attachment-list"] * 2


def test_digits_are_half_as_wide_as_characters():
    assert width_of("2024年3月") == 4.5


CHANGES = tuple(qn(f"w:{name}Change") for name in ("rPr", "pPr", "sectPr"))


def looks_of(body):
    """Return each character of each paragraph with the properties of its run, and the properties of the paragraph."""
    found = []
    for paragraph in body.iter(qn("w:p")):
        characters = []
        for text in paragraph.iter(qn("w:t"), qn("w:delText")):
            properties = text.getparent().find(qn("w:rPr"))
            look = b"" if properties is None or not len(properties) else etree.tostring(properties, method="c14n")
            characters += [(char, look) for char in text.text or ""]
        own = paragraph.find(qn("w:pPr"))
        found.append((characters, b"" if own is None or not len(own) else etree.tostring(own, method="c14n")))
    sections = [
        [(child.tag, sorted(child.attrib.items())) for child in section] for section in body.iter(qn("w:sectPr"))
    ]
    return found, sections


def rejected(data):
    """Return the body of a file with each tracked change taken back as the format says."""
    body = docx.Document(io.BytesIO(data)).element.body
    for inserted in [*body.iter(qn("w:ins"))]:
        inserted.getparent().remove(inserted)
    for change in [*body.iter(*CHANGES)]:
        now, before = change.getparent(), change[0]
        kept = [child for child in now if child.tag in (qn("w:headerReference"), qn("w:footerReference"))]
        now[:] = [*kept, *before]
    return body


def test_who_rejects_every_change_of_the_layout_has_the_old_file_to_the_character(wrong):
    data, _ = repaired_layout(wrong)
    assert looks_of(docx.Document(io.BytesIO(data)).element.body) != looks_of(docx.Document(str(wrong)).element.body)
    assert looks_of(rejected(data)) == looks_of(docx.Document(str(wrong)).element.body)


def test_page_numbers_are_put_right_in_every_footer_and_can_be_taken_back(tmp_path):
    word = docx.Document(str(written(tmp_path / "合.docx", right=True)))
    for footer in (word.sections[0].footer, word.sections[0].even_page_footer):
        for run in footer.paragraphs[0].runs:
            run.font.name, run.font.size = "Arial", Pt(9)
    path = tmp_path / "页码.docx"
    word.save(str(path))
    assert found(str(path)) == ["layout-number-form"] * 4
    data, _ = repaired_layout(path)
    assert found(io.BytesIO(data)) == []
    footer = docx.Document(io.BytesIO(data)).sections[0].footer._element
    assert len([*footer.iter(qn("w:rPrChange"))]) == 3
