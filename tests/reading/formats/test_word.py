from __future__ import annotations

import io
import zipfile

import pytest

import policycompare as pc

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEAD = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}" xmlns:wps="urn:wps" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>'
TAIL = "</w:body></w:document>"


@pytest.fixture
def word(write):
    """Write a .docx file made of the XML of its body and of other parts."""

    def _word(body, **parts):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("word/document.xml", HEAD + body + TAIL)
            for name, content in parts.items():
                archive.writestr(
                    f"word/{name}.xml",
                    f'<w:{name} xmlns:w="{W}">{content}</w:{name}>',
                )
        return write(out.getvalue(), "draft.docx")

    return _word


def p(text, properties="", run=""):
    return (
        f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def numbered(text, level=0, num=1):
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def level(depth, form, text, more=""):
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def numbering(*levels, nums='<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'):
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{nums}'


def lines(path, **options):
    return pc.read(path, **options).text.splitlines()


@pytest.mark.parametrize(
    ("form", "text", "first", "twelfth"),
    [
        ("chineseCounting", "%1、", "一、", "十二、"),
        ("chineseCountingThousand", "第%1条", "第一条 ", "第十二条 "),
        ("japaneseCounting", "（%1）", "（一）", "（十二）"),
        ("ideographDigital", "%1、", "一、", "一二、"),
        ("decimal", "%1.", "1.", "12."),
        ("decimalFullWidth", "%1．", "１．", "１２．"),
        ("decimalEnclosedCircleChinese", "%1", "① ", "⑫ "),
        ("chineseLegalSimplified", "%1、", "壹、", "壹拾贰、"),
        ("upperLetter", "%1.", "A.", "L."),
        ("lowerRoman", "%1)", "i)", "xii)"),
        ("bullet", "", "", ""),
    ],
)
def test_automatic_numbers_are_written_as_word_prints_them(word, form, text, first, twelfth):
    found = lines(word("".join(numbered("落实。") for _ in range(12)), numbering=numbering(level(0, form, text))))
    assert (found[0], found[11]) == (f"{first}落实。", f"{twelfth}落实。")


def test_a_lower_level_starts_again_under_each_upper_one_and_shows_its_number(word):
    levels = (level(0, "chineseCountingThousand", "%1、"), level(1, "decimal", "%1.%2", "<w:isLgl/>"))
    body = numbered("甲") + numbered("乙", 1) + numbered("丙", 1) + numbered("丁") + numbered("戊", 1)
    assert lines(word(body, numbering=numbering(*levels))) == ["一、甲", "1.1 乙", "1.2 丙", "二、丁", "2.1 戊"]


def test_a_level_that_must_not_restart_counts_on_across_headings(word):
    levels = (level(0, "chineseCounting", "%1、"), level(1, "decimal", "%2.", '<w:lvlRestart w:val="0"/>'))
    body = numbered("甲") + numbered("乙", 1) + numbered("丁") + numbered("戊", 1)
    assert lines(word(body, numbering=numbering(*levels)))[3] == "2.戊"


def test_a_list_with_an_override_starts_anew_and_one_without_goes_on(word):
    nums = "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="0"/>{more}</w:num>'
        for n, more in (
            (1, ""),
            (2, ""),
            (3, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'),
        )
    )
    body = "".join(numbered("条", num=n) for n in (1, 1, 2, 3, 3))
    found = lines(word(body, numbering=numbering(level(0, "decimal", "%1."), nums=nums)))
    assert found == ["1.条", "2.条", "3.条", "1.条", "2.条"]


def test_a_style_carries_its_number_to_the_styles_that_are_based_on_it(word):
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="条"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:name w:val="新条"/><w:basedOn w:val="A"/></w:style>'
    )
    off = '<w:pStyle w:val="B"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = p("甲。", '<w:pStyle w:val="A"/>') + p("不编号。", off) + p("乙。", '<w:pStyle w:val="B"/>')
    part = numbering(level(0, "chineseCountingThousand", "第%1条"))
    assert lines(word(body, numbering=part, styles=styles)) == ["第一条 甲。", "不编号。", "第二条 乙。"]


REVISED = (
    '<w:p><w:r><w:t>1.</w:t></w:r><w:del w:id="1"><w:r><w:delText>鼓励</w:delText></w:r></w:del>'
    '<w:ins w:id="2"><w:r><w:t>应当</w:t></w:r></w:ins><w:r><w:t>检查。</w:t></w:r></w:p>'
    '<w:p><w:pPr><w:rPr><w:del w:id="3"/></w:rPr></w:pPr><w:del w:id="4"><w:r><w:delText>2.删去。</w:delText></w:r></w:del></w:p>'
    '<w:p><w:r><w:t>3.保留。</w:t></w:r></w:p>'
)  # fmt: skip


def test_tracked_changes_are_accepted_or_undone_and_always_told(word):
    path = word(REVISED)
    assert lines(path) == ["1.应当检查。", "3.保留。"]
    assert lines(path, revisions="original") == ["1.鼓励检查。", "2.删去。", "3.保留。"]
    told = next(w for w in pc.read(path).warnings if w.kind == "revisions")
    assert "插入 1 处、删除 3 处" in str(told.message)


def test_a_deleted_paragraph_mark_joins_the_paragraphs(word):
    body = (
        '<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t>1.前半，</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>后半。</w:t></w:r></w:p>"
    )
    assert lines(word(body)) == ["1.前半，后半。"]
    assert lines(word(body), revisions="original") == ["1.前半，", "后半。"]


def table(*rows):
    cells = "".join(
        "<w:tr>"
        + "".join(f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>" for text, properties in row)
        + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{cells}</w:tbl>"


def test_a_list_of_tasks_is_read_row_by_row_with_its_units(word):
    rows = [
        ["序号", "重点任务", "责任单位", "时限"],
        ["1", "开展检查。", "区应急局、各乡镇", "2022年底"],
        ["2", "加强培训。", "区教育局", "长期"],
    ]
    doc = pc.read(word(p("任务清单") + table(*([(c, "") for c in row] for row in rows))))
    assert doc.text.splitlines()[2] == "1 | 开展检查。 | 区应急局、各乡镇 | 2022年底"
    assert (doc.style, [m.label for m in doc.measures]) == ("table-row", ["1", "2"])
    first = doc.measures[0]
    assert (first.text, [c.text for c in first.clauses]) == ("开展检查。", ["开展检查。", "2022年底"])
    assert [u.canonical for u in first.units] == ["应急局", "各下级"]


def test_a_row_of_one_wide_cell_is_a_heading_and_a_page_in_a_cell_stays_lines(word):
    wide = [("一、强化领导", '<w:gridSpan w:val="4"/>')]
    head = [(c, "") for c in ("序号", "任务", "责任单位", "时限")]
    rows = [[(c, "") for c in (n, f"任务{n}。", "区应急局", "年底")] for n in "123"]
    doc = pc.read(word(table(head, wide, rows[0], [("二、加强检查", '<w:gridSpan w:val="4"/>')], *rows[1:])))
    assert [(m.label, m.chapter) for m in doc.measures] == [
        ("1", "一、强化领导"),
        ("2", "二、加强检查"),
        ("3", "二、加强检查"),
    ]
    laid_out = f"<w:tbl><w:tr><w:tc>{''.join(p(f'{n}.落实。') for n in range(1, 20))}</w:tc><w:tc>{p('左栏')}</w:tc></w:tr></w:tbl>"
    assert len(pc.read(word(laid_out)).measures) == 19


def test_footnotes_stand_at_the_end_and_their_place_is_told(word):
    body = (
        p("1.甲。")
        + '<w:p><w:r><w:t>2.重大隐患</w:t></w:r><w:r><w:footnoteReference w:id="7"/></w:r><w:r><w:t>要整改。</w:t></w:r></w:p>'
    )
    notes = f'<w:footnote w:id="0" w:type="separator">{p("")}</w:footnote><w:footnote w:id="7">{p("指可能造成伤亡的隐患。")}</w:footnote>'
    doc = pc.read(word(body, footnotes=notes))
    assert doc.measures[1].text == "重大隐患要整改。"
    assert doc.closing == "附注：\n[1] 指可能造成伤亡的隐患。"
    assert [(w.line, w.kind) for w in doc.warnings] == [(2, "footnote")]


def test_a_text_box_is_read_once_behind_its_paragraph(word):
    box = f"<w:txbxContent>{p('框内文字。')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>1.甲。</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing>"
        + box
        + "</w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict>" + box + "</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert lines(word(body)) == ["1.甲。", "框内文字。"]


def test_contents_hidden_text_and_comments_are_left_out_and_told(word):
    styles = '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="TOC 1"/></w:style>'
    body = (
        p("一、总则\t3", '<w:pStyle w:val="T"/>') + p("1.甲。") + p("秘密", run="<w:vanish/>")
        + '<w:p><w:r><w:t>2.乙。</w:t><w:commentReference w:id="0"/></w:r></w:p>'
    )  # fmt: skip
    doc = pc.read(word(body, styles=styles))
    assert doc.text == "1.甲。\n\n2.乙。\n"
    assert [w.kind for w in doc.warnings] == ["comments", "hidden"]


def test_line_breaks_tabs_and_fields_are_text_and_field_codes_are_not(word):
    body = (
        '<w:p><w:r><w:t>1.甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText> REF x </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>见附件</w:t></w:r>'
        "<w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink></w:p>"
    )
    assert lines(word(body)) == ["1.甲", "乙\t丙见附件链接"]


def test_measures_without_numbers_are_told_by_their_bold_beginnings(word):
    body = p("关于安全的若干意见") + p("为深入贯彻部署要求，结合实际，提出以下意见，请认真贯彻执行。")
    for lead in ("压实责任。", "强化检查。", "严肃问责。"):
        body += (
            f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{lead}</w:t></w:r>"
            "<w:r><w:t>各部门要按照职责分工，认真抓好各项工作的落实，确保取得实效。</w:t></w:r></w:p>"
        )
    doc = pc.read(word(body))
    assert (doc.style, [m.label for m in doc.measures]) == ("lead-in", ["1", "2", "3"])
    assert doc.measures[1].text.startswith("强化检查。各部门")
    assert [w.kind for w in doc.warnings] == ["lead-in"]
    assert doc.preamble.startswith("为深入贯彻")


def test_headings_without_numbers_are_chapters(word):
    styles = '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    heading = '<w:pStyle w:val="H"/>'
    body = p("某某措施") + p("总体要求", heading) + p("1.甲事要办好。") + p("保障措施", heading) + p("2.乙事要办好。")
    doc = pc.read(word(body, styles=styles))
    assert [(m.label, m.chapter, m.text) for m in doc.measures] == [
        ("1", "总体要求", "甲事要办好。"),
        ("2", "保障措施", "乙事要办好。"),
    ]
    assert doc.title == "某某措施"


TASKS = [(cell, "") for cell in ("序号", "任务", "责任单位", "时限")]
DOWN, START = "<w:vMerge/>", '<w:vMerge w:val="restart"/>'


def test_a_bar_in_a_cell_of_a_task_table_does_not_cut_the_measure(word):
    row = [(cell, "") for cell in ("1", "落实“线上|线下”检查，建立台账。", "区应急局、各乡镇", "年底")]
    measure = pc.read(word(table(TASKS, row))).measures[0]
    assert measure.text == "落实“线上|线下”检查，建立台账。"
    assert [unit.name for unit in measure.units] == ["区应急局", "各乡镇"]
    assert [clause.text for clause in measure.clauses] == ["落实“线上|线下”检查，建立台账。", "年底"]


def test_units_in_a_cell_merged_over_rows_are_those_of_every_row(word):
    first = [("1", ""), ("建台账。", ""), ("区应急局", START), ("年底", "")]
    second = [("2", ""), ("查隐患。", ""), ("", DOWN), ("月底", "")]
    doc = pc.read(word(table(TASKS, first, second)))
    assert [[unit.name for unit in measure.units] for measure in doc.measures] == [["区应急局"]] * 2


def test_a_typed_year_behind_an_automatic_number_stays_in_the_text(word):
    body = numbered("2024年底前完成更新。") + numbered("2025年底前验收。")
    doc = pc.read(word(body, numbering=numbering(level(0, "decimal", "%1."))))
    assert [(m.label, m.text) for m in doc.measures] == [("1", "2024年底前完成更新。"), ("2", "2025年底前验收。")]


def runs(*pairs):
    """A paragraph of runs, each a pair of its properties and what stands in it."""
    made = (f"<w:r><w:rPr>{properties}</w:rPr>{content}</w:r>" for properties, content in pairs)
    return f"<w:p>{''.join(made)}</w:p>"


def t(text):
    return f'<w:t xml:space="preserve">{text}</w:t>'


@pytest.mark.parametrize(
    ("font", "code", "printed"),
    [
        ("Symbol", "F0B3", "≥"),
        ("Symbol", "F0A3", "≤"),
        ("Symbol", "F0B1", "±"),
        ("Symbol", "B4", "×"),
        ("Symbol", "F0B0", "°"),
        ("Symbol", "2265", "≥"),
        ("Wingdings", "F0FE", "☑"),
        ("Wingdings", "F082", "②"),
        ("宋体", "2264", "≤"),
    ],
)
def test_symbols_inserted_in_word_are_the_signs_that_it_prints(word, font, code, printed):
    body = runs(("", t("1.绿地率")), ("", f'<w:sym w:font="{font}" w:char="{code}"/>'), ("", t("30%。")))
    doc = pc.read(word(body))
    assert doc.measures[0].text == f"绿地率{printed}30%。"
    assert not doc.warnings


def test_a_symbol_that_is_not_known_leaves_a_mark_and_is_named(word):
    doc = pc.read(word(runs(("", t("1.勾选")), ("", '<w:sym w:font="Webdings" w:char="F061"/>'), ("", t("。")))))
    assert doc.measures[0].text == "勾选□。"
    assert [(w.kind, "Webdings" in str(w.message)) for w in doc.warnings] == [("symbol", True)]


def test_text_set_in_the_symbol_font_is_what_it_prints(word):
    body = runs(("", t("1.误差")), ('<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>', t("\uf0b1")), ("", t("5%。")))
    assert pc.read(word(body)).measures[0].text == "误差±5%。"


def test_raised_and_lowered_figures_stay_raised_and_lowered(word):
    up, down = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'
    body = runs(
        ("", t("1.不超过10")), (up, t("4")), ("", t("m")), (up, t("3")), ("", t("，CO")), (down, t("2")), ("", t("。"))
    )
    assert pc.read(word(body)).measures[0].text == "不超过10⁴m³，CO₂。"


def test_a_raised_style_raises_as_well(word):
    styles = '<w:style w:type="character" w:styleId="U"><w:name w:val="up"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    body = runs(("", t("1.用水10")), ('<w:rStyle w:val="U"/>', t("5")), ("", t("吨。")))
    assert pc.read(word(body, styles=styles)).measures[0].text == "用水10⁵吨。"


def test_powers_and_fractions_of_an_equation_can_be_told_apart_from_figures(word):
    m = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    power = f"<m:oMath {m}><m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>6</m:t></m:r></m:sup></m:sSup></m:oMath>"
    half = f"<m:oMath {m}><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
    body = f"<w:p><w:r>{t('1.取')}</w:r>{power}<w:r>{t('的')}</w:r>{half}<w:r>{t('。')}</w:r></w:p>"
    assert pc.read(word(body)).measures[0].text == "取10⁶的1/2。"


def field(code):
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def test_numbers_in_circles_made_by_a_field_are_read(word):
    codes = [f" eq \\o\\ac(○,{n}) " for n in range(1, 13)]
    body = "".join(f"<w:p>{field(code)}<w:r>{t('各单位要落实责任。')}</w:r></w:p>" for code in codes)
    assert lines(word(body))[0::11] == ["①各单位要落实责任。", "⑫各单位要落实责任。"]


def test_a_box_that_is_ticked_by_a_field_is_seen(word):
    begin = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData></w:fldChar></w:r>'
    end = '<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert lines(word(f"<w:p>{begin}{end}<w:r>{t('同意')}</w:r></w:p>")) == ["☑同意"]


def test_text_struck_through_by_hand_is_left_out_and_named(word):
    body = runs(("", t("1.罚款")), ("<w:strike/>", t("一万元")), ("", t("三万元以下。")))
    doc = pc.read(word(body))
    assert doc.measures[0].text == "罚款三万元以下。"
    assert [(w.kind, "一万元" in str(w.message)) for w in doc.warnings] == [("struck", True)]
    assert pc.read(word(body), revisions="original").measures[0].text == "罚款一万元三万元以下。"


@pytest.mark.parametrize("kind", ["paragraph", "character"])
def test_text_hidden_by_its_style_is_left_out_and_told(word, kind):
    styles = f'<w:style w:type="{kind}" w:styleId="H"><w:name w:val="批注"/><w:rPr><w:vanish/></w:rPr></w:style>'
    hidden = (
        p("2.内部掌握。", '<w:pStyle w:val="H"/>')
        if kind == "paragraph"
        else runs(('<w:rStyle w:val="H"/>', t("2.内部掌握。")))
    )
    doc = pc.read(word(p("1.甲事。") + hidden + p("2.乙事。"), styles=styles))
    assert [m.text for m in doc.measures] == ["甲事。", "乙事。"]
    assert [w.kind for w in doc.warnings] == ["hidden"]


def test_a_hidden_paragraph_leaves_no_empty_measure(word):
    hidden = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:rPr><w:vanish/></w:rPr><w:t>密。</w:t></w:r></w:p>'
    doc = pc.read(word(numbered("甲。") + hidden + numbered("乙。"), numbering=numbering(level(0, "decimal", "%1."))))
    assert [m.text for m in doc.measures] == ["甲。", "乙。"]


def test_wordart_is_read_and_announced(word):
    art = '<w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape><v:textpath string="某市人民政府文件"/></v:shape></w:pict>'
    doc = pc.read(word(f"<w:p><w:r>{art}</w:r></w:p>" + p("1.甲。") + p("2.乙。")))
    assert "某市人民政府文件" in doc.text
    assert [(w.kind, "某市人民政府文件" in str(w.message)) for w in doc.warnings] == [("wordart", True)]


def test_a_picture_is_announced_where_it_stands(word):
    drawing = '<w:drawing><a:blip xmlns:a="urn:a"/></w:drawing>'
    doc = pc.read(word(p("1.甲。") + f"<w:p><w:r>{t('2.乙。')}</w:r><w:r>{drawing}</w:r></w:p>"))
    assert [(w.line, w.kind) for w in doc.warnings] == [(2, "picture")]


def test_lists_that_take_their_levels_from_a_list_style_are_numbered(word):
    styles = '<w:style w:type="numbering" w:styleId="L"><w:name w:val="条目"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    own = f'<w:abstractNum w:abstractNumId="1">{level(0, "chineseCountingThousand", "第%1条")}<w:styleLink w:val="L"/></w:abstractNum>'
    link = '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum>'
    nums = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{a}"/></w:num>' for n, a in ((1, 0), (2, 1)))
    assert lines(word(numbered("甲。") + numbered("乙。"), styles=styles, numbering=link + own + nums)) == [
        "第一条 甲。",
        "第二条 乙。",
    ]


def test_levels_that_do_not_say_which_they_are_count_from_the_top(word):
    levels = [
        level(n, *form).replace(f' w:ilvl="{n}"', "")
        for n, form in enumerate((("chineseCounting", "%1、"), ("chineseCounting", "（%2）")))
    ]
    body = (
        numbered("总体要求")
        + numbered("建公园。", 1)
        + numbered("种树木。", 1)
        + numbered("主要任务")
        + numbered("勤养护。", 1)
    )
    assert lines(word(body, numbering=numbering(*levels))) == [
        "一、总体要求",
        "（一）建公园。",
        "（二）种树木。",
        "二、主要任务",
        "（一）勤养护。",
    ]


def test_a_contents_page_typed_with_wps_styles_is_left_out(word):
    styles = '<w:style w:type="paragraph" w:styleId="W"><w:name w:val="WPSOffice手动目录 1"/></w:style>'
    body = (
        p("目录")
        + p("第一章 总则\t1", '<w:pStyle w:val="W"/>')
        + p("第一章 总则")
        + p("第一条 甲。")
        + p("第二条 乙。")
    )
    doc = pc.read(word(body, styles=styles))
    assert [c.heading for c in doc.chapters] == ["第一章 总则"]


def test_headers_and_footers_are_left_out_and_named(word):
    doc = pc.read(word(p("1.甲。") + p("2.乙。"), header1=p("征求意见稿，请勿外传"), footer1=p("— 1 —")))
    assert [(w.kind, "请勿外传" in str(w.message), "— 1" in str(w.message)) for w in doc.warnings] == [
        ("page-furniture", True, False)
    ]


def test_radicals_pasted_from_a_pdf_are_the_characters_they_look_like(word):
    doc = pc.read(
        word(
            p("\u2f00、总则")
            + p("（\u2f00）\u2ed4前三包。")
            + p("（\u2f06）\u2f87物管理。")
            + p("\u2f06、附则")
            + p("（\u2f00）施行。")
        )
    )
    assert [c.heading for c in doc.chapters] == ["一、总则", "二、附则"]
    assert doc.measures[0].text == "门前三包。"


def test_one_unit_a_paragraph_of_a_cell_is_several_units(word):
    cell = f"<w:tc><w:tcPr/>{p('市绿化局')}{p('市财政局')}{p('各区政府')}</w:tc>"
    row = "".join(f"<w:tc>{p(x)}</w:tc>" for x in ("1", "新建公园二十处。")) + cell + f"<w:tc>{p('年底')}</w:tc>"
    made = table(TASKS, [(x, "") for x in ("2", "查。", "市绿化局", "长期")]).replace(
        "</w:tr>", f"</w:tr><w:tr>{row}</w:tr>", 1
    )
    assert [u.name for u in pc.read(word(made)).measures[0].units] == ["市绿化局", "市财政局", "各区政府"]


def test_a_table_in_a_cell_stays_in_the_cell(word):
    inner = table([("东城", ""), ("十处", "")], [("西城", ""), ("八处", "")])
    cell = f"<w:tc>{p('新建公园：')}{inner}{p('')}</w:tc>"
    row = f"<w:tc>{p('1')}</w:tc>{cell}" + "".join(f"<w:tc>{p(x)}</w:tc>" for x in ("市绿化局", "年底"))
    made = table(TASKS, [(x, "") for x in ("2", "查。", "市绿化局", "长期")]).replace(
        "</w:tr>", f"</w:tr><w:tr>{row}</w:tr>", 1
    )
    first = pc.read(word(made)).measures[0]
    assert [u.name for u in first.units] == ["市绿化局"]
    assert "西城 | 八处" in first.text


def test_a_note_that_is_referred_to_often_is_printed_once(word):
    mark = '<w:r><w:footnoteReference w:id="7"/></w:r>'
    body = p("1.甲。") + f"<w:p><w:r>{t('2.乙。')}</w:r>{mark * 50}</w:p>"
    doc = pc.read(word(body, footnotes=f'<w:footnote w:id="7">{p("很长的说明。")}</w:footnote>'))
    assert doc.text.count("很长的说明") == 1
