"""Makes the same content as txt, md, docx (typed and automatic numbers), html and pdf."""

from __future__ import annotations

import html
import io

import pytest

from policycompare.reading.outline.numbering import numbering_of

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def lines_of(doc):
    """The lines of a text, each with the printed number it starts with (or "") and the rest."""
    for line in doc.text.splitlines():
        numbering = numbering_of(line)
        yield (numbering, line[numbering.end :].strip()) if numbering else (None, line.strip())


def make_txt(doc):
    return doc.text.encode("gb18030")


def make_md(doc):
    out = []
    for number, (numbering, rest) in enumerate(lines_of(doc)):
        if numbering is None:
            out.append(f"# {rest}" if number == 0 and rest else rest.replace("*", "\\*"))
            continue
        if numbering.style == "han-comma":
            out.append(f"\n## {numbering.printed}{rest}")
        else:
            out.append(f"**{numbering.printed.replace('.', chr(92) + '.')}** {rest}")
    return "\n".join(out).encode()


def make_docx(doc, *, automatic):
    import docx
    from docx.oxml import parse_xml

    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "内部资料"
    made.sections[0].footer.paragraphs[0].text = "— 1 —"
    depth = {"han-comma": 0, "arabic-dot": 1}
    if automatic:
        part = made.part.numbering_part.element
        restart = "" if doc.id == "national" else '<w:lvlRestart w:val="0"/>'
        part.insert(0, parse_xml(
            f'<w:abstractNum xmlns:w="{W}" w:abstractNumId="900"><w:multiLevelType w:val="multilevel"/>'
            '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl>'
            f'<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>{restart}<w:lvlText w:val="%2."/></w:lvl>'
            "</w:abstractNum>"
        ))  # fmt: skip
        part.append(parse_xml(f'<w:num xmlns:w="{W}" w:numId="900"><w:abstractNumId w:val="900"/></w:num>'))
    for numbering, rest in lines_of(doc):
        if numbering is None or not automatic:
            made.add_paragraph(f"{numbering.printed if numbering else ''}{rest}")
            continue
        paragraph = made.add_paragraph(rest)
        paragraph._p.get_or_add_pPr().append(parse_xml(
            f'<w:numPr xmlns:w="{W}"><w:ilvl w:val="{depth[numbering.style]}"/><w:numId w:val="900"/></w:numPr>'
        ))  # fmt: skip
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def make_html(doc):
    rows = []
    for numbering, rest in lines_of(doc):
        printed = numbering.printed if numbering else ""
        rows.append(f"&nbsp;&nbsp;　　{printed}{html.escape(rest)}<br/>\r\n" if rest else "<br>\n")
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="gbk"><title>某某措施_通知公告_某某区人民政府</title>'
        "<script>var a='一、二。';</script></head><body><div class='nav'><ul><li><a href='/'>首页</a></li><li><a href='/zw'>政务公开</a></li></ul></div>"
        "<div class='position'>当前位置：首页 &gt; 政务公开</div><div class='main'><div class='info'>发布时间：2022-10-09 来源：区应急局 浏览次数：88</div>"
        f"<div class='TRS_Editor'>{''.join(rows)}</div><p>【打印】【关闭】</p></div><div class='footer'>主办单位：某某区人民政府　ICP备12345678号。</div></body></html>"
    ).encode("gb18030")


def make_pdf(doc):
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

    def decorate(canvas, template):
        canvas.setFont("STSong-Light", 9)
        canvas.drawCentredString(A4[0] / 2, 30, f"— {template.page} —")
        canvas.drawString(72, A4[1] - 40, "某某区安全生产委员会文件")

    body = ParagraphStyle("body", fontName="STSong-Light", fontSize=14, leading=26, firstLineIndent=28, wordWrap="CJK")
    title = ParagraphStyle("title", parent=body, fontSize=18, firstLineIndent=0, alignment=1)
    story, is_title = [], True
    for numbering, rest in lines_of(doc):
        if not rest:
            continue
        is_title = is_title and numbering is None and len(rest) < 60
        story.append(
            Paragraph(f"{numbering.printed if numbering else ''}{html.escape(rest)}", title if is_title else body)
        )
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, title=doc.title).build(story, onFirstPage=decorate, onLaterPages=decorate)
    return out.getvalue()


MAKERS = {
    "txt": make_txt,
    "md": make_md,
    "typed.docx": lambda doc: make_docx(doc, automatic=False),
    "automatic.docx": lambda doc: make_docx(doc, automatic=True),
    "html": make_html,
    "pdf": make_pdf,
}


@pytest.fixture(scope="session")
def make():
    """Return the bytes of a document in a format."""
    return lambda kind, doc: MAKERS[kind](doc)
