"""The window as a person uses it: the program is started, a browser opens its address, keys do the work."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest

CHROMIUM = shutil.which("chromium")


FAULTS = """() => {
  const found = [], all = selector => [...document.querySelectorAll(selector)];
  const named = each => each.getAttribute("aria-label") || each.textContent.trim() || [...each.labels || []].length
    || each.getAttribute("aria-labelledby");
  for (const each of all("input:not([type=hidden]), select, textarea, button, a[href]"))
    if (!named(each)) found.push(`no name: ${each.outerHTML.slice(0, 90)}`);
  for (const each of all("img")) if (!each.alt) found.push("a picture without words");
  for (const name of ["main", "header", "footer", "h1"])
    if (all(name).length !== 1) found.push(`${all(name).length} of ${name}`);
  for (const each of all("[aria-labelledby]"))
    if (!document.getElementById(each.getAttribute("aria-labelledby"))) found.push("a label that is nowhere");
  const ids = all("[id]").map(each => each.id);
  if (new Set(ids).size < ids.length) found.push("an id twice");
  if (!document.documentElement.lang) found.push("no language");
  if (document.documentElement.scrollWidth > innerWidth) found.push("wider than the screen");
  return found;
}"""
"""What a screen reader, and a narrow screen, would stumble over on a page."""
FOCUSED = """() => {
  const here = document.activeElement, style = getComputedStyle(here.closest(".drop") || here);
  return [here.tagName, style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || here === document.body];
}"""


@pytest.fixture
def program(tmp_path):
    """The running program and the address that it printed."""
    command = [
        sys.executable,
        "-m",
        "policycompare.cli.main",
        "app",
        "--no-browser",
        "--folder",
        str(tmp_path / "政策对照"),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        yield running, re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", running.stdout.readline())[0]
        running.terminate()
        assert running.stderr.closed or "Traceback" not in running.stderr.read()


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")
def test_the_window_ends_by_its_button_says_where_everything_is_and_leaves_no_error(program, tmp_path):
    from playwright.sync_api import sync_playwright

    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]) as browser,
    ):
        page = browser.new_page(locale="zh-CN")
        page.goto(program[1])
        with page.expect_response("**/here") as alive:
            page.reload()
        assert alive.value.status == 204
        page.click("text=结束")
        page.wait_for_selector("text=程序已结束")
        assert str(tmp_path / "政策对照") in page.text_content("main")
        assert program[0].wait(20) == 0
    assert program[0].stderr.read() == ""


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")
def test_two_files_in_the_table_out_by_keys_alone_and_no_request_leaves_the_machine(program, tmp_path, city, district):
    from playwright.sync_api import sync_playwright

    files = []
    for name, text in (("规定.txt", district), ("办法.txt", city)):
        (tmp_path / name).write_text(text, "utf-8")
        files.append(str(tmp_path / name))
    asked, wrong = [], []
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
        ) as browser,
    ):
        page = browser.new_page(viewport={"width": 390, "height": 800}, locale="zh-CN")
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.goto(program[1])
        assert page.evaluate(FAULTS) == []
        for _ in range(9):  # whatever has the keyboard shows it
            page.keyboard.press("Tab")
            assert page.evaluate(FOCUSED)[1], page.evaluate(FOCUSED)
        page.set_input_files("#files", files)
        assert page.text_content("#chosen") == "规定.txt　办法.txt"
        page.focus("button.main")
        page.keyboard.press("Enter")
        page.wait_for_url("**/projects/*")
        documents = page.url
        assert page.evaluate(FAULTS) == []
        page.goto(f"{documents}/check/1")
        assert page.evaluate(FAULTS) == []
        page.goto(documents)
        page.focus("button[name=compare]")
        page.keyboard.press("Enter")
        page.wait_for_url("**/result", timeout=60_000)
        assert page.evaluate(FAULTS) == []
        with page.expect_download() as taken:
            page.click("text=对照表.docx")
        assert taken.value.suggested_filename == "对照表.docx"
        page.click(".reviews a")
        page.wait_for_selector(".choices")
        assert page.evaluate(FAULTS) == []
        before = page.text_content(".question")
        page.keyboard.press("y")
        page.wait_for_selector(".said")
        assert page.text_content(".question") != before
        page.goto(page.url.replace("/review/", "/reader/") + "?which=all")
        assert page.evaluate(FAULTS) == []
        page.goto(f"{documents}/table")
        row = page.locator("section[id^=decisions] .row:not(.decided)").first
        row.locator("input[value=rejected]").check()
        page.locator(".saved", has_text="已存").first.wait_for()
    (file,) = tmp_path.glob("政策对照/*/decisions/*.csv")
    assert len(file.read_text("utf-8-sig").splitlines()) == 3
    assert not wrong
    assert {re.match(r"(?:blob:)?(\w+://[^/:]+)", url)[1] for url in asked if not url.startswith("data:")} == {
        "http://127.0.0.1"
    }
