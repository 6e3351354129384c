"""The window as a person uses it: the program is started, a browser opens its address, keys do the work."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest

CHROMIUM = shutil.which("chromium")


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
        page.set_input_files("#files", files)
        assert page.text_content("#chosen") == "规定.txt　办法.txt"
        page.focus("button.main")
        page.keyboard.press("Enter")
        page.focus("button[name=compare]")
        page.keyboard.press("Enter")
        page.wait_for_url("**/result", timeout=60_000)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        with page.expect_download() as taken:
            page.click("text=对照表.docx")
        assert taken.value.suggested_filename == "对照表.docx"
        page.click(".reviews a")
        before = page.text_content(".question")
        page.keyboard.press("y")
        page.wait_for_selector(".said")
        assert page.text_content(".question") != before
        page.goto(page.url.rpartition("/review/")[0] + "/table")
        row = page.locator("section[id^=decisions] .row:not(.decided)").first
        row.locator("input[value=rejected]").check()
        page.locator(".saved", has_text="已存").first.wait_for()
    (file,) = tmp_path.glob("政策对照/*/decisions/*.csv")
    assert len(file.read_text("utf-8-sig").splitlines()) == 3
    assert not wrong
    assert {re.match(r"(?:blob:)?(\w+://[^/:]+)", url)[1] for url in asked if not url.startswith("data:")} == {
        "http://127.0.0.1"
    }
