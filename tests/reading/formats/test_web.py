from __future__ import annotations

import pytest

import policycompare as pc

PAGE = """<html><head><title>{title}</title></head><body>
<div class="header"><ul><li><a href="/">首页</a></li><li><a href="/x">要闻</a></li></ul></div>
<div id="menu"><a href="/a">政策。</a><a href="/b">解读。</a></div>
<div class="content"><h1>关于安全的若干措施</h1>
<div class="info">发布时间：2022-10-09 10:00　来源：区应急局　浏览次数：8</div>
<div id="zoom">{article}</div>
<p>上一篇：<a href="/1">某某通知</a></p></div>
<div class="footer">主办单位：某某区人民政府 沪ICP备12345678号</div></body></html>"""


@pytest.fixture
def page(write):
    return lambda article, title="关于安全的若干措施_某区": write(
        PAGE.format(article=article, title=title), "page.html"
    )


def lines(path, **options):
    return pc.read(path, **options).text.splitlines()


def test_the_article_is_found_and_what_stands_around_it_is_left_out(page):
    article = "<p>&nbsp;&nbsp;为加强安全，制定以下措施。</p><p>　　1.落实责任。</p><p>2.加强检查。</p>"
    assert lines(page(article)) == ["关于安全的若干措施", "为加强安全，制定以下措施。", "1.落实责任。", "2.加强检查。"]


@pytest.mark.parametrize(
    "article",
    [
        "1.落实责任。<br>2.加强检查。",
        "1.落实责任。<br/><br/>&#12288;&#12288;2.加强检查。",
        "<div>1.落实责任。</div><div>2.加强检查。</div>",
        "<p>1.落实\n责任。</p><p>2.加强<span>检</span>查。</p>",
        "<pre>1.落实责任。\n2.加强检查。</pre>",
        "<table><tr><td><p>1.落实责任。</p><p>2.加强检查。</p></td></tr></table>",
        "<ol><li>落实责任。</li><li>加强检查。</li></ol>",
        "<ol style='list-style:none'><li>1.落实责任。</li><li>2.加强检查。</li></ol>",
        "<p>1.落实责任。</p><p style='display:none'>暗文。</p><!-- 注。 --><script>var x='3.别的。'</script><p>2.加强检查。</p>",
    ],
)
def test_paragraphs_are_found_however_a_page_makes_them(page, article):
    assert [m.text for m in pc.read(page(article)).measures] == ["落实责任。", "加强检查。"]


def test_lists_in_chinese_numerals_and_with_a_start_are_numbered_as_a_browser_does(page):
    article = "<ol style='list-style-type:cjk-ideographic' start='3'><li>甲。</li><li value='9'>乙。</li></ol>"
    assert lines(page(article))[1:] == ["三、甲。", "九、乙。"]


def test_a_table_keeps_its_columns_where_cells_span_rows(page):
    article = (
        "<table><tr><td>序号</td><td>类别</td><td>任务</td><td>责任单位</td></tr>"
        "<tr><td>1</td><td rowspan='2'>检查</td><td>甲事要办好。</td><td>区应急局</td></tr>"
        "<tr><td>2</td><td>乙事要办好。</td><td>区公安分局</td></tr></table>"
    )
    doc = pc.read(page(article))
    assert lines(page(article))[2:] == ["1 | 检查 | 甲事要办好。 | 区应急局", "2 |  | 乙事要办好。 | 区公安分局"]
    assert [u.name for m in doc.measures for u in m.units] == ["区应急局", "区公安分局"]


def test_attachments_are_named(page):
    doc = pc.read(page("<p>1.甲事。</p><p>2.乙事。</p><p>附件：<a href='/f/P02.docx'>任务清单</a></p>"))
    assert [(w.kind, "任务清单" in str(w.message)) for w in doc.warnings] == [("attachment", True)]
    assert "附件：任务清单" in doc.text


def test_a_page_says_its_encoding_and_a_wrong_word_does_not_spoil_it(write):
    text = "<html><head><meta charset='{}'></head><body><p>1.落实责任。</p><p>2.加强检查。</p></body></html>"
    for said, encoding in (("gb2312", "gb18030"), ("utf-8", "utf-8"), ("gbk", "utf-8"), ("iso-8859-1", "gb18030")):
        assert len(pc.read(write(text.format(said).encode(encoding), "page.htm")).measures) == 2
    big5 = "<html><head><meta charset='big5'></head><body><p>1.落實責任。</p><p>2.加強檢查。</p></body></html>"
    assert pc.read(write(big5.encode("big5"), "page.htm")).measures[1].text == "加強檢查。"


def test_a_web_archive_is_read_like_its_page(write):
    body = "<html><body><p>1.落实责任。</p><p>2.加强检查。</p></body></html>".encode("gbk")
    mime = (
        b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\n"
        b"Content-Type: text/html; charset=gbk\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + body + b"\r\n--B--\r\n"
    )
    assert len(pc.read(write(mime, "page.mht")).measures) == 2


def test_a_page_without_text_says_so(write):
    with pytest.raises(pc.ReadError, match="没有文字"):
        pc.read(write("<html><body><script>load()</script><img src='a.png'></body></html>", "page.html"))


def test_a_page_under_another_name_is_told_by_its_first_bytes(write):
    content = "<!DOCTYPE html>\n<html><body><p>1.落实责任。</p><p>2.加强检查。</p></body></html>"
    assert len(pc.read(write(content, "公开.doc")).measures) == 2


def test_a_thousand_nested_elements_are_read_and_what_nests_deeper_is_refused_not_cut_off(write):
    def deep(times):
        inside = "<p>1.落实责任。</p><p>2.加强检查。</p>"
        return write(f"<html><body>{'<div>' * times}{inside}{'</div>' * times}</body></html>", "page.html")

    assert len(pc.read(deep(1000)).measures) == 2
    with pytest.raises(pc.ReadError, match="嵌套过深"):
        pc.read(deep(5000))


def test_what_closes_the_document_beside_the_article_is_kept(write):
    text = "<p>1.落实责任。</p><p>2.加强检查。</p>"
    page = (
        "<html><body><div title='header'>内部</div><div id='a'><div id='b'>"
        + text
        + "</div><p>某某区人民政府</p><p>2022年10月9日</p>"
        "<div><a href='/f.docx'>附件：任务清单</a></div></div><div class='hot'>热点新闻</div></body></html>"
    )
    assert lines(write(page, "page.html")) == [
        "1.落实责任。",
        "2.加强检查。",
        "某某区人民政府",
        "2022年10月9日",
        "附件：任务清单",
    ]


def test_a_table_of_tasks_keeps_the_title_above_it(write):
    rows = "".join(f"<tr><td>{n}</td><td>任务{n}要完成。</td><td>区应急局</td></tr>" for n in (1, 2, 3))
    page = f"<html><body><p>任务清单</p><table><tr><td>序号</td><td>任务</td><td>责任单位</td></tr>{rows}</table></body></html>"
    doc = pc.read(write(page, "page.html"))
    assert (doc.title, len(doc.measures)) == ("任务清单", 3)


ARTICLES = "".join(f"<p>第{n}条 各单位要做好第{n}项工作。</p>" for n in "一二三四五")


def whole(body, head=""):
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"


def labels(path):
    return [m.label for m in pc.read(path).measures]


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>第六条 不显示。</p>",
        "<p aria-hidden='true'>第六条 不显示。</p>",
        "<div style='FONT-SIZE: 0px'>第六条 不显示。</div>",
        "<span style='opacity:0'>第六条 不显示。</span>",
        "<p style='position:absolute;left:-9999px'>第六条 不显示。</p>",
        "<p class='x off'>第六条 不显示。</p>",
        "<p id='gone'>第六条 不显示。</p>",
        "<dialog>第六条 不显示。</dialog>",
    ],
)
def test_what_a_browser_does_not_show_is_not_read(write, hidden):
    sheet = "<style>.off, #gone { display : none } .on{display:block}</style>"
    assert labels(write(whole(ARTICLES + hidden, sheet), "page.html")) == list("12345")


def test_what_is_hidden_only_on_paper_or_set_in_small_type_is_read(write):
    sheet = "<style>@media print{.noprint{display:none}} .small{font-size:0.8em}</style>"
    body = ARTICLES + "<p class='noprint'>第六条 要看。</p><p class='small'>第七条 要看。</p>"
    assert labels(write(whole(body, sheet), "page.html")) == list("1234567")


@pytest.mark.parametrize("count", [3, 5])
def test_an_article_beside_the_navigation_in_a_layout_table_is_read_line_by_line(write, count):
    articles = "".join(f"<p>第{n}条 各单位要做好第{n}项工作。</p>" for n in "一二三四五"[:count])
    body = f"<table><tbody><tr><td>导航</td><td><h3>某区绿化办法</h3>{articles}</td></tr></tbody></table>"
    doc = pc.read(write(whole(body), "page.html"))
    assert doc.title == "某区绿化办法"
    assert len(doc.measures) == count


def test_a_layout_table_in_a_layout_table_is_no_table_of_tasks(write):
    inner = f"<table><tr><td><h2>某区绿化办法</h2>{ARTICLES}</td></tr></table>"
    body = f"<table><tr><td><ul><li>首页</li></ul></td><td>{inner}</td></tr></table>"
    assert labels(write(whole(body), "page.html")) == list("12345")


def test_a_list_of_tasks_with_paragraphs_in_a_cell_stays_a_table(write):
    rows = "".join(
        f"<tr><td>{n}</td><td><p>建台账。</p><p>查隐患。</p><p>促整改。</p></td><td>区应急局</td></tr>" for n in "12"
    )
    body = f"<h1>任务清单</h1><table><tr><th>序号</th><th>任务</th><th>责任单位</th></tr>{rows}</table>"
    assert [[u.name for u in m.units] for m in pc.read(write(whole(body), "page.html")).measures] == [["区应急局"]] * 2


def test_units_in_a_cell_over_several_rows_are_those_of_every_row(write):
    body = (
        "<h1>任务清单</h1><table><tr><th>序号</th><th>任务</th><th>责任单位</th></tr>"
        "<tr><td>1</td><td>建台账。</td><td rowspan='3'>区应急局</td></tr>"
        "<tr><td>2</td><td>查隐患。</td></tr><tr><td>3</td><td>促整改。</td></tr></table>"
    )
    assert [[u.name for u in m.units] for m in pc.read(write(whole(body), "page.html")).measures] == [["区应急局"]] * 3


def test_raised_and_lowered_figures_of_a_page_stay_so(write):
    body = "<p>第一条 不超过10<sup>4</sup>立方米。</p><p>第二条 CO<sub>2</sub>达标<sup>注</sup>。</p>"
    assert [m.text for m in pc.read(write(whole(body), "page.html")).measures] == ["不超过10⁴立方米。", "CO₂达标注。"]


def test_text_struck_through_on_a_page_is_left_out_and_named(write):
    doc = pc.read(write(whole(ARTICLES + "<p>第六条 罚款<s>一千元</s>二千元。</p>"), "page.html"))
    assert doc.measures[-1].text == "罚款二千元。"
    assert [(w.kind, "一千元" in str(w.message)) for w in doc.warnings] == [("struck", True)]


def test_numbers_made_by_a_style_sheet_are_told(write):
    sheet = "<style>p:before{counter-increment:a;content:'第' counter(a,cjk-ideographic) '条 '}</style>"
    doc = pc.read(write(whole("<p>各单位要落实责任。</p><p>各单位要加强检查。</p>", sheet), "page.html"))
    assert "page-numbers" in [w.kind for w in doc.warnings]


def test_lines_of_preformatted_text_broken_to_fit_are_joined(write):
    source = (
        "第一条　为了加强绿化管理，保护生态环境，依照\n第三条规定的权限和国家有关法律的规定，制\n定本办法。\n"
        "第二条　本区行政区域内的规划、建设、保护和管\n理活动适用本办法。\n第三条　区绿化部门负责本区绿化工作的监督和管\n理。\n"
    )
    doc = pc.read(write(whole(f"<h1>某区办法</h1><pre>{source}</pre>"), "page.html"))
    assert [m.label for m in doc.measures] == ["1", "2", "3"]
    assert "依照第三条规定" in doc.measures[0].text


def test_short_lines_of_preformatted_text_stay_lines(write):
    source = "第一条　甲。\n第二条　各单位要做好乙项工作。\n第三条　丙。\n第四条　丁戊己。\n"
    assert labels(write(whole(f"<h1>某区办法</h1><pre>{source}</pre>"), "page.html")) == list("1234")


@pytest.mark.parametrize("start", ["From: <Saved by Blink>", 'From: "Windows Internet Explorer 11"', "Subject: x"])
def test_a_page_saved_as_an_archive_is_read_whatever_saved_it(write, start):
    import base64

    frame = base64.b64encode(whole("<p>导航。</p>").encode()).decode()
    body = base64.b64encode(whole(ARTICLES).encode()).decode()
    parts = "".join(
        f"--x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n{part}\r\n"
        for part in (frame, body)
    )
    archive = f"{start}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n{parts}--x--\r\n"
    assert labels(write(archive.encode(), "page.mht")) == list("12345")


def test_a_paragraph_in_utf_8_on_a_page_in_gbk_is_mended_and_told(write):
    start, end = whole(ARTICLES).replace("utf-8", "gbk").split("</body>")
    other = "<p>第六条 本办法由各单位负责，自公布之日起施行，原办法同时废止。 </p>\n".encode()
    data = start.encode("gbk") + b"\n" + other + f"</body>{end}".encode("gbk")
    doc = pc.read(write(data, "page.html"))
    assert "自公布之日起施行" in doc.measures[-1].text
    assert [w.kind for w in doc.warnings] == ["encoding"]


def test_radicals_on_a_page_are_the_characters_they_look_like(write):
    body = "<p>第\u2f00条 门前三包。</p><p>第\u2f06条 \u2f54务管理。</p>"
    assert [m.text for m in pc.read(write(whole(body), "page.html")).measures] == ["门前三包。", "水务管理。"]
