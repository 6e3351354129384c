from __future__ import annotations

import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from policycompare import export
from policycompare.deciding.decision_files import load
from policycompare.differing.runs import Run
from policycompare.export.page import page
from policycompare.tables import Column, Table, all_tables, plain
from policycompare.tables.cells import LinkRelation, LinkRelations, Terms, UnitNames
from policycompare.vocabulary import RELATIONS, REVISIONS

CHROMIUM = shutil.which("chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>&amp;</article>'


class Read(HTMLParser):
    """What a page shows: texts by the id of their row, and everything that could make a request."""

    def __init__(self, content):
        super().__init__()
        self.texts, self.tags, self.addresses, self.row = {}, [], [], ""
        self.inside = 0
        self.feed(content)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        self.addresses += [v for k, v in attrs if k in ("src", "href", "action", "data", "poster", "srcset")]
        if tag == "article":
            self.row = given["id"]
        if self.inside:
            self.inside += tag == "div"
        elif given.get("data-column") == "text_chongming" and self.row.startswith("comparison-"):
            self.inside = 1
            self.texts[self.row] = ""

    def handle_endtag(self, tag):
        if self.inside and tag == "div":
            self.inside -= 1

    def handle_data(self, data):
        if self.inside:
            self.texts[self.row] += data


@pytest.fixture(scope="module")
def tables(chain):
    return all_tables(chain)


def hostile(text, count=1):
    columns = (
        Column("章", 9, "chapter"), Column("条", 9, "label"), Column("上", 9, "text_up"), Column("下", 9, "text_down"),
        Column("责任单位", 9, "units"), Column("对应情况", 9, "kind"), Column("关系", 9, "relation"),
        Column("概率", 9, "probability"), Column("判定", 9, "method"), Column("说明", 9, "note"),
    )  # fmt: skip
    runs = (Run(text, "same"), Run(text, "added"), Run(text, "removed"))
    rows = [
        (f"第{n // 50}章" + text, f"{n}{text}", runs, runs, text, text, text, 0.5, text, text) for n in range(count)
    ]
    return Table("表" + text, "comparison", text, (text,), (text,), columns, tuple(rows), grouped="chapter")


def test_the_page_has_every_provision_to_the_character_under_its_own_address(tables, chongming):
    found = Read(page(tables)).texts
    assert found == {f"comparison-{m.label}": m.text for m in chongming.measures}


def test_the_page_carries_notices_sources_and_how_to_make_it_again(tables, chain):
    content = page(tables)
    for notice in chain.notices:
        assert notice in content
    for document in chain.documents:
        assert document.sha256 in content
    assert "policycompare compare chongming shanghai national" in content


def test_nothing_in_the_page_points_anywhere_else(tables):
    read = Read(page(tables))
    assert {a for a in read.addresses if not a.startswith("#")} == {"data:,"}
    assert "default-src 'none'" in page(tables)
    assert "link" in read.tags
    assert not {"iframe", "object", "embed", "base"} & set(read.tags)


def test_a_document_that_contains_markup_shows_it_as_text():
    content = page([hostile(HOSTILE)])
    read = Read(content)
    assert read.tags.count("script") == 1
    assert "img" not in read.tags
    assert "onerror=alert" not in re.sub(r'"[^"]*"|&lt;[^<]*', "", content)


def test_control_characters_and_rare_ones_break_nothing():
    content = page([hostile("甲\x00\x08𬭚䶮شرح\u202e")])
    assert "\x00" not in content
    assert "𬭚䶮" in content


def test_tables_of_any_kind_make_a_page(tmp_path):
    table = Table("表", "t", "题", (), (), (Column("甲", 1, "a"),), ((1,), ("x",), (0.5,)))
    assert "0.50" in export.html([table], tmp_path / "a.html").read_text("utf-8")


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM:
        pytest.skip("Debian's chromium is not installed (apt-get install chromium; .ci/run does)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield found
        found.close()


@pytest.fixture
def opened(browser, tmp_path):
    """Open tables in a browser of the given width; whatever the console says or the page asks for is a fault."""
    faults = []
    contexts = []

    def _open(tables, width=1400, address=""):
        path = export.html(tables, tmp_path / "page.html")
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True))
        tab = contexts[-1].new_page()
        tab.on("console", lambda message: faults.append(message.text))
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.on("dialog", lambda dialog: faults.append(dialog.message))
        tab.on("request", lambda r: None if r.url.startswith(("file:", "data:", "blob:")) else faults.append(r.url))
        tab.goto(path.as_uri() + address)
        return tab

    yield _open
    for context in contexts:
        context.close()
    assert faults == []


def shown(tab, section="comparison"):
    return tab.locator(f"#{section} .row:not([hidden])").count()


def counted(tab, count, section="comparison"):
    tab.wait_for_function(
        "([s, n]) => document.querySelector(`#${s} output`).textContent.includes(`显示 ${n} `)", arg=[section, count]
    )


def test_filters_show_what_they_say(opened, tables):
    tab = opened(tables)
    main = next(t for t in tables if t.slug == "comparison")
    column = {c.key: [str(plain(r[k])) for r in main.rows] for k, c in enumerate(main.columns)}
    wanted = {
        "chapter": (column["chapter"][0], column["chapter"].count(column["chapter"][0])),
        "kind": ("新增", column["kind"].count("新增")),
        "relation": ("细化", sum("细化" in v for v in column["relation"])),
        "unit": ("区应急局", sum("区应急局" in v.split("、") for v in column["units"])),
        "certainty": ("sure", sum(v != "" and float(v) >= 0.9 for v in column["probability"])),
    }
    for name, (value, count) in wanted.items():
        tab.select_option(f"#comparison [data-filter={name}]", value)
        counted(tab, count)
        assert shown(tab) == count
        tab.click("#comparison .bar button[type=reset]")
        counted(tab, 81)
    tab.fill("#comparison [data-filter=search]", "预案 演练")
    found = sum("预案" in " ".join(map(str, r)) and "演练" in " ".join(map(str, r)) for r in main.plain_rows)
    counted(tab, found)
    assert 0 < shown(tab) < 20


def test_a_link_to_a_measure_opens_at_that_measure_even_on_a_phone(opened, tables):
    for width in (1400, 390):
        tab = opened(tables, width, "#comparison-59")
        tab.wait_for_function("document.activeElement.id === 'comparison-59'")
        tab.wait_for_timeout(300)
        top = tab.evaluate("document.getElementById('comparison-59').getBoundingClientRect().top")
        assert 0 <= top < 200
        assert tab.evaluate("document.documentElement.scrollWidth") == width


def test_a_link_to_a_measure_that_is_filtered_out_brings_it_back(opened, tables):
    tab = opened(tables)
    tab.select_option("#comparison [data-filter=kind]", "新增")
    counted(tab, 6)
    tab.evaluate("location.hash = '#comparison-1'")
    counted(tab, 81)
    assert tab.locator("#comparison-1").is_visible()


def test_the_keyboard_steps_searches_and_opens_two_texts_in_step(opened, tables):
    tab = opened(tables, address="#comparison-3")
    tab.wait_for_function("document.activeElement.id === 'comparison-3'")
    tab.keyboard.press("j")
    tab.wait_for_function("document.activeElement.id === 'comparison-4'")
    tab.keyboard.press("k")
    tab.wait_for_function("document.activeElement.id === 'comparison-3'")
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.dataset.filter") == "search"
    tab.keyboard.press("Escape")
    tab.keyboard.press("r")
    pane = tab.locator(".pane").nth(1)
    pane.locator(".p[data-label='73']").click()
    assert tab.locator(".pane").nth(0).locator(".p.linked").get_attribute("data-label") == "70"
    tab.keyboard.press("Escape")
    assert not tab.locator(".reader").is_visible()


def test_a_key_pressed_over_two_texts_in_step_decides_on_nothing_behind_them(opened, tables):
    table = next(t for t in tables if t.slug == "decisions_chongming_shanghai")
    row = f"decisions_chongming_shanghai-{table.plain_rows[0][0]}_{table.plain_rows[0][1]}"
    tab = opened(tables, address=f"#{row}")
    tab.wait_for_function("id => document.activeElement.id === id", arg=row)
    tab.keyboard.press("r")
    tab.locator(".pane").nth(1).locator(".p").first.click()
    tab.keyboard.press("y")
    tab.keyboard.press("Escape")
    assert not tab.locator(f"#{row} input:checked").count()
    tab.keyboard.press("y")
    assert tab.locator(f"#{row} input:checked").get_attribute("value") == "confirmed"


def test_a_link_that_was_cut_off_opens_a_page_that_works(opened, tables):
    tab = opened(tables, address="#comparison-%E6%9")
    tab.keyboard.press("r")
    assert tab.locator(".reader").is_visible()


def test_one_table_alone_has_no_second_text_to_read_in_step(opened, tables):
    tab = opened([next(t for t in tables if t.slug == "by_parent_shanghai")])
    tab.keyboard.press("r")
    assert not tab.locator(".reader").is_visible()


def test_rows_to_decide_on_have_addresses_of_their_own(tables):
    table = next(t for t in tables if t.slug == "decisions_chongming_shanghai")
    row = table.rows[0]
    twins = tuple((child, parent, *row[2:]) for child, parent in (("10-1", "2"), ("10", "1-2")))
    shown = page([replace(table, rows=twins)])
    assert len(set(re.findall(r'<article class="row" id="([^"]+)"', shown))) == 2


def test_decisions_made_on_the_page_are_kept_and_downloaded(opened, tables, tmp_path):
    tab = opened(tables)
    table = next(t for t in tables if t.slug == "decisions_chongming_shanghai")
    child, parent = table.plain_rows[0][:2]
    row = f"#decisions_chongming_shanghai-{child}_{parent}"
    tab.locator(f"{row} input[value=rejected]").check()
    tab.locator(f"{row} [name=comment]").fill('说"不"，=1+1')
    gap = next(r for r in table.plain_rows if not r[0] and r[1])
    tab.locator(f"#decisions_chongming_shanghai-_{gap[1]} [name=reason]").select_option("不予采纳")
    tab.locator(f"#decisions_chongming_shanghai-_{gap[1]} [name=comment]").fill("=1+1")
    tab.locator("#decisions_chongming_shanghai [name=who]").fill("甲")
    tab.reload()
    assert tab.locator(f"{row} input[value=rejected]").is_checked()
    with tab.expect_download() as download:
        tab.fill("#decisions_chongming_shanghai [name=who]", "甲")
        tab.click("#decisions_chongming_shanghai [data-action=download]")
    assert download.value.suggested_filename == "chongming__shanghai.csv"
    download.value.save_as(tmp_path / "d.csv")
    import pandas as pd

    read = pd.read_csv(tmp_path / "d.csv", dtype=str, keep_default_na=False)
    assert read[["child", "parent", "verdict"]].to_numpy().tolist() == [
        [child, parent, "rejected"],
        ["", gap[1], "confirmed"],
    ]
    assert read["comment"].iloc[0] == '说"不"，=1+1'
    assert read["reason"].iloc[1] == "不予采纳"
    assert set(read["who"]) == {"甲"}
    decisions = load(tmp_path / "d.csv")
    assert not decisions.problems
    assert read["comment"].iloc[1] == "'=1+1"
    assert decisions.rows[1].comment == "=1+1"
    assert [d.kind for d in decisions.rows] == ["pair", "gap"]
    code = table.plain_rows[0][-1]
    assert code == f"chongming:{read.child_fingerprint.iloc[0]}|shanghai:{read.parent_fingerprint.iloc[0]}"


def test_three_thousand_rows_are_filtered_without_waiting(opened):
    tab = opened([hostile("甲", 3000)])
    took = tab.evaluate(
        """() => {
          const start = performance.now();
          const box = document.querySelector('#comparison [data-filter=search]');
          box.value = '2999';
          box.form.dispatchEvent(new Event('reset'));
          return performance.now() - start;
        }"""
    )
    tab.fill("#comparison [data-filter=search]", "2999甲")
    counted(tab, 1)
    assert took < 2000


def test_markup_in_a_document_does_nothing_in_a_browser(opened):
    tab = opened([hostile(HOSTILE)])
    assert tab.locator("#comparison h2").text_content() == HOSTILE
    assert tab.locator("article.row").count() == 1


def test_headings_landmarks_and_names_are_there_for_those_who_do_not_see(opened, tables):
    tab = opened(tables)
    levels = tab.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert tab.evaluate("document.querySelectorAll('main,header,footer,nav').length") == 4
    unnamed = tab.evaluate(
        "[...document.querySelectorAll('input,select,button')]"
        ".filter(e => !(e.labels && e.labels.length) && !e.textContent.trim() && !e.ariaLabel).length"
    )
    assert unnamed == 0
    doubled = tab.evaluate(
        "(() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);"
        " return ids.length - new Set(ids).size; })()"
    )
    assert doubled == 0


def test_a_unit_or_a_number_with_punctuation_in_it_stays_one_choice_of_a_filter():
    columns = (
        Column("章", 9, "chapter"), Column("条", 9, "label"), Column("上", 9, "text_up"), Column("下", 9, "text_down"),
        Column("责任单位", 9, "units"), Column("对应情况", 9, "kind"), Column("关系", 9, "relation"),
    )  # fmt: skip
    relations = [LinkRelation("1：2（甲）", RELATIONS["partial"]), LinkRelation("3", RELATIONS["elaborates"])]
    rows = [
        ("一", "1", "上", "下", UnitNames(("区文化、旅游局",)), Terms((REVISIONS["same"],)), LinkRelations((relations[0],))),
        ("一", "2", "上", "下", UnitNames(("区应急局",)), Terms((REVISIONS["split"],)), LinkRelations((relations[1],))),
    ]  # fmt: skip
    shown = page([Table("表", "comparison", "题", (), (), columns, tuple(rows))])
    assert '<option value="区文化、旅游局">区文化、旅游局</option>' in shown
    offered = re.search(r'data-filter="relation">(.*?)</select>', shown)[1]
    assert re.findall(r">([^<>]+)</option>", offered) == ["全部", "部分", "细化"]


def test_the_page_prints_what_is_filed_and_not_the_lists_that_repeat_it(chain):
    tables = all_tables(chain)
    sections = dict(re.findall(r'<section id="([^"]+)"( class="screen")?', page(tables)))
    assert len(sections) == len(tables)
    assert [slug for slug, on_screen_only in sections.items() if not on_screen_only] == ["comparison", "gaps"]
    lists = [table for table in tables if table.slug in ("additions", "units")]
    assert 'class="screen"' not in re.sub(r"<style>.*?</style>", "", page(lists), flags=re.S)
