from __future__ import annotations

import io

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from policycompare.checking.layout import layout_flaws
from policycompare.export.layout_repairs import layout_of, repaired_layout

BODY = "为了加强公共停车场所安全管理工作，保障群众出行便利，根据有关规定，结合本区实际情况，制定本方案。"


def written(path, *, right):
    word = docx.Document()
    section = word.sections[0]
    measures = (210, 297, 37, 28, 26, 35) if right else (216, 279, 25, 32, 26, 35)
    names = ("page_width", "page_height", "top_margin", "left_margin", "right_margin", "bottom_margin")
    for name, value in zip(names, measures, strict=True):
        setattr(section, name, Mm(value))
    field = section.footer.paragraphs[0].add_run()._r
    text = field.makeelement(qn("w:instrText"), {})
    text.text = " PAGE "
    if right:
        field.append(text)
    number = "某政发〔2024〕3号" if right else "某政发[2024]03号"
    lines = (
        ("某区停车管理工作方案", "方正小标宋简体", 22),
        ("一、总体要求", "黑体", 16),
        (BODY + number, "仿宋_GB2312" if right else "宋体", 16 if right else 12),
        ("2024年3月5日" if right else "2024年03月05日", "仿宋_GB2312", 16),
    )
    for position, (line, font, size) in enumerate(lines):
        paragraph = word.add_paragraph()
        run = paragraph.add_run(line)
        run.font.size = Pt(size)
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
        if position == 0:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    word.save(str(path))
    return path


@pytest.fixture
def wrong(tmp_path):
    return written(tmp_path / "方案.docx", right=False)


def found(data):
    return [flaw.rule for flaw in layout_flaws(layout_of(docx.Document(data)))]


def test_a_file_that_follows_the_standard_has_no_findings(tmp_path):
    assert found(str(written(tmp_path / "合.docx", right=True))) == []


def test_what_differs_from_the_standard_is_found_by_role(wrong):
    assert found(str(wrong)) == [
        *["layout-page"] * 4,
        "layout-number",
        "layout-font",
        "layout-size",
        "layout-document-number",
        "layout-date",
    ]


def test_a_repaired_copy_follows_the_standard_and_keeps_what_was(wrong):
    data, mended = repaired_layout(wrong)
    word = docx.Document(io.BytesIO(data))
    assert [
        rule for rule in found(io.BytesIO(data)) if rule.startswith(("layout-page", "layout-font", "layout-size"))
    ] == []
    body = word.element.body
    assert len([*body.iter(qn("w:rPrChange"))]) >= 1
    assert len([*body.iter(qn("w:sectPrChange"))]) == 1
    assert {text.text for text in body.iter(qn("w:delText"))} == {"某政发[2024]03号"[-10:], "2024年03月05日"} or len(
        mended
    ) == 8
    assert "〔2024〕3号" in "".join(text.text or "" for text in body.iter(qn("w:t")))


def test_a_list_of_attachments_is_compared_with_the_attachments():
    word = docx.Document()
    for line in ("附件：1．任务清单", "2．名单", "附件1", "任务清单"):
        word.add_paragraph(line)
    assert "layout-attachment" in [flaw.rule for flaw in layout_flaws(layout_of(word))]
