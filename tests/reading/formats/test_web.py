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
    assert [(w.kind, "任务清单" in w.message) for w in doc.warnings] == [("attachment", True)]
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
