from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import docx
import openpyxl
import pytest

import policycompare as pc
from policycompare.aligning.model import shipped_model
from policycompare.app import views
from policycompare.encoding.encoder import ENCODER_VARIABLE, installed_encoder

NOTHING_FOUND = '{"links": [], "confidence": "sure", "why": "无"}'


def decided(folder):
    (file,) = folder.glob("*/decisions/*.csv")
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))


def review_of(browser, address):
    return re.search(rf'href="({address}/review/[^"]+)"', browser.get(f"{address}/result").text)[1]


def question_of(page):
    return re.search(r'name="question" value="([^"]*)"', page.text)[1]


def test_what_was_read_is_shown_before_anything_is_compared_the_higher_document_first(upload):
    page = upload()
    assert page.status_code == 200
    assert page.text.index("海门市公园管理办法") < page.text.index("海门市东岸区公园管理规定")
    assert "4 条措施" in page.text
    assert "每半年检查一次" in page.text


def test_the_order_can_be_turned_round_and_stays(browser, upload):
    address = upload().url.path
    browser.post(address, data={"up": "1"})
    page = browser.get(address)
    assert page.text.index("海门市东岸区公园管理规定") < page.text.index("海门市公园管理办法")


def test_a_level_that_a_person_says_is_kept_and_an_unknown_one_is_none(browser, upload):
    address = upload().url.path
    page = browser.post(address, data={"level-0": "province", "level-1": "<script>"})
    assert '<option value="province" selected>' in page.text
    assert "<script>" not in page.text.replace('<script src="/static/app.js">', "")


def test_a_file_that_cannot_be_read_is_named_and_can_be_taken_up_again(upload, city):
    page = upload(("空.txt", ""), ("办法.txt", city))
    assert page.status_code == 200
    assert 'class="fault"' in page.text
    assert 'name="compare"' not in page.text


def test_the_files_of_a_comparison_lie_in_the_folder_and_come_as_one_archive(browser, compared, folder):
    page = browser.get(f"{compared}/result")
    assert "对照表.docx" in page.text
    archive = zipfile.ZipFile(io.BytesIO(browser.get(f"{compared}/all.zip").content))
    assert {"对照表.docx", "对照表.xlsx", "对照表.html", "data/provenance.json"} <= set(archive.namelist())
    assert not [name for name in archive.namelist() if name.startswith((".", "project"))]
    answer = browser.get(f"{compared}/files/对照表.docx")
    assert answer.content == next(folder.glob("*/对照表.docx")).read_bytes()
    assert "attachment" in answer.headers["content-disposition"]


@pytest.mark.parametrize("name", ["../../../etc/passwd", "%2e%2e/project.json", "project.json", "/etc/passwd", ""])
def test_no_other_file_is_ever_given(browser, compared, name):
    answer = browser.get(f"{compared}/files/{name}")
    assert answer.status_code in (400, 404)
    assert "root:" not in answer.text


def test_a_decision_in_the_table_is_saved_at_once_and_taken_back(browser, compared, folder):
    pair = re.search(r'data-file="([^"]+)"', browser.get(f"{compared}/table").text)[1]
    sent = {"pair": pair, "who": "李", "child": "2", "parent": "3", "verdict": "confirmed", "relation": "elaborates"}
    answer = browser.post(f"{compared}/decisions", json=sent)
    assert answer.json() == {"said": "2 ↔ 3 确认（细化）"}
    (row,) = decided(folder)
    assert (row["child"], row["parent"], row["verdict"], row["who"], row["source"]) == (
        "2",
        "3",
        "confirmed",
        "李",
        "window",
    )
    assert "烧烤" in row["child_text"]
    assert "人工" in browser.get(f"{compared}/table").text
    browser.post(f"{compared}/decisions", json={**sent, "verdict": "", "relation": ""})
    assert decided(folder) == []


@pytest.mark.parametrize(
    "change",
    [{"child": "99"}, {"pair": "../x.csv"}, {"verdict": "maybe"}, {"relation": "<b>"}, {"child": "", "parent": ""}],
    ids=str,
)
def test_a_decision_that_is_none_changes_nothing_and_says_why(browser, compared, folder, change):
    pair = re.search(r'data-file="([^"]+)"', browser.get(f"{compared}/table").text)[1]
    sent = {"pair": pair, "child": "2", "parent": "3", "verdict": "confirmed"}
    answer = browser.post(f"{compared}/decisions", json={**sent, **change})
    assert answer.status_code == 409
    assert answer.json()["fault"]
    assert not list(folder.glob("*/decisions/*.csv")) or decided(folder) == []


def test_questions_are_answered_one_after_the_other_and_the_last_is_taken_back(browser, compared, folder):
    review = review_of(browser, compared)
    first = browser.get(review)
    page = browser.post(review, data={"answer": "u", "question": question_of(first), "who": "王", "comment": "待查"})
    (row,) = decided(folder)
    assert (row["verdict"], row["who"], row["comment"]) == ("unsure", "王", "待查")
    assert question_of(page) != question_of(first)
    page = browser.post(review, data={"answer": "z", "question": question_of(page)})
    assert question_of(page) == question_of(first)
    assert decided(folder) == []


def test_two_tabs_lose_nothing_a_question_that_was_answered_is_not_answered_again(browser, compared, folder):
    review = review_of(browser, compared)
    seen = question_of(browser.get(review))
    browser.post(review, data={"answer": "y", "question": seen})
    late = browser.post(review, data={"answer": "n", "question": seen})
    assert "另一个窗口" in late.text
    assert [row["verdict"] for row in decided(folder)] == ["confirmed"]


def test_an_answer_that_is_not_understood_keeps_the_question(browser, compared):
    review = review_of(browser, compared)
    seen = question_of(browser.get(review))
    page = browser.post(review, data={"answer": "<i>", "question": seen})
    assert question_of(page) == seen
    assert "&lt;i&gt;" in page.text


def test_a_file_that_is_taken_after_a_decision_has_it(browser, compared):
    before = browser.get(f"{compared}/files/data/comparison.csv").text
    review = review_of(browser, compared)
    browser.post(review, data={"answer": "y", "question": question_of(browser.get(review))})
    assert "重新写出" in browser.get(f"{compared}/result").text
    assert browser.get(f"{compared}/files/data/comparison.csv").text != before


def test_what_a_language_model_read_is_shown_with_its_name(browser, compared, folder, city, district):
    [place] = {path.parent for path in folder.rglob("project.json")}
    before = pc.align(pc.parse(district, id="low"), pc.parse(city, id="high"))
    pc.assess(before, lambda _: NOTHING_FOUND, which="all", record=place / "assessments", model="qwen")
    assert "qwen作第二读者，读了3条中的3条" in browser.get(f"{compared}/table").text


def test_a_check_names_the_place_and_changes_nothing(browser, upload, district):
    page = upload(("草案.txt", district.replace("露营。", "露营。。")))
    answer = browser.get(f"{page.url.path}/check/0")
    assert "校对" in answer.text
    assert "共 0 处" not in answer.text
    assert browser.get(f"{page.url.path}/check/5").status_code == 400


def test_everything_stays_after_the_server_was_stopped(browser, compared, anew):
    review = review_of(browser, compared)
    browser.post(review, data={"answer": "y", "question": question_of(browser.get(review))})
    left = re.search(r"还有 (\d+) 问", browser.get(f"{compared}/result").text)[1]
    later = anew()
    assert f'href="{compared}"' in later.get("/").text
    assert f"还有 {left} 问" in later.get(f"{compared}/result").text


def test_eight_uploads_at_once_are_eight_projects_each_with_its_own_files(browser, folder, city, district):
    def one(number):
        files = [
            ("files", (f"{number}.txt", district.replace("露营", f"露营{number}").encode())),
            ("files", ("市.txt", city.encode())),
        ]
        return browser.post("/projects", files=files).text

    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(one, range(8)))
    assert all(f"露营{number}" in page for number, page in enumerate(pages))
    assert len(list(folder.glob("*/project.json"))) == 8


def test_too_many_documents_and_none_are_refused_with_the_number(browser, city):
    for count in (0, views.MOST_FILES + 1):
        files = [("files", (f"{number}.txt", city.encode())) for number in range(count)]
        answer = browser.post("/projects", files=files) if files else browser.post("/projects", data={"x": "y"})
        assert answer.status_code == 400
        assert str(views.MOST_FILES) in answer.text


def test_both_languages_are_whole(browser, upload):
    address = upload().url.path
    browser.post("/language", data={"language": "en", "back": address})
    english = browser.get(address).text
    assert "Read again as chosen" in english
    assert '<html lang="en">' in english
    browser.post("/language", data={"language": "zh", "back": "https://evil.example"})
    assert "按所选重读" in browser.get(address).text


def test_a_language_form_leads_nowhere_else(browser):
    for address in ("https://evil.example", "//evil.example", "/\\evil.example"):
        answer = browser.post("/language", data={"language": "en", "back": address}, follow_redirects=False)
        assert answer.headers["location"] == "/"


def test_text_of_a_document_is_text_on_every_page(browser, city, district):
    hostile = district.replace("露营", "<img src=x onerror=alert(1)>")
    files = [("files", ("<b>x</b>.txt", hostile.encode())), ("files", ("市.txt", city.encode()))]
    address = browser.post("/projects", files=files).url.path
    browser.post(f"{address}/compare")
    review = review_of(browser, address)
    for page in ("/", address, f"{address}/result", f"{address}/table", review):
        text = browser.get(page).text
        assert "<img src=x" not in text
        assert "<b>x</b>" not in text


def test_versions_of_one_text_are_put_in_order_and_compared_as_such(browser, upload, folder, district):
    newer = district.replace("禁止在公园内", "第二条之一　").replace("第三条", "第四条")
    page = upload(
        ("新.txt", newer.replace("规定\n", "规定（二稿）\n")), ("旧.txt", district.replace("规定\n", "规定（一稿）\n"))
    )
    assert page.text.index("（一稿）") < page.text.index("（二稿）")
    assert '<button class="main" name="revise"' in page.text
    address = page.url.path
    page = browser.post(address, data={"revise": "yes"})
    while "data-refresh" in page.text:
        page = browser.get(f"{address}/progress")
    assert page.url.path == f"{address}/revision"
    assert "修订对照表.docx" in page.text
    assert "旧 → 新：" in page.text  # by the names of the files: versions have one title
    assert (
        browser.get(f"{address}/files/修订对照/修订对照表.docx").content
        == next(folder.glob("*/修订对照/修订对照表.docx")).read_bytes()
    )
    assert "修订前" in browser.get(f"{address}/versions").text


def test_copies_of_a_checked_draft_come_with_comments_and_with_repairs(browser, upload, district):
    address = upload(("草案.txt", district.replace("露营。", "露营，，"))).url.path
    for what, name in (("comments", "批注"), ("repaired", "修改")):
        answer = browser.get(f"{address}/check/0/{what}.docx")
        assert answer.content.startswith(b"PK")
        assert quote(name) in answer.headers["content-disposition"]


def test_a_next_version_takes_the_place_of_a_draft_and_what_was_decided_stays(browser, compared, folder, district):
    review = review_of(browser, compared)
    while 'class="choices"' in (page := browser.get(review)).text and "是否对应" not in page.text:
        browser.post(review, data={"answer": "s", "question": question_of(page)})
    browser.post(review, data={"answer": "y", "question": question_of(page)})
    (before,) = decided(folder)
    newer = district.replace("鼓励居民", "鼓励学校和居民")
    file = {"files": ("东岸区公园规定（报批稿）.txt", newer.encode())}
    page = browser.post(f"{compared}/file", files=file, data={"place": "1"})
    assert "东岸区公园规定（报批稿）.txt" in page.text
    assert "东岸区公园规定（草案）.txt" not in page.text
    assert len(list(folder.glob("*/documents/*/*.txt"))) == 3
    page = browser.post(f"{compared}/compare")
    while "data-refresh" in page.text:
        page = browser.get(f"{compared}/progress")
    assert "有效 1" in page.text
    assert before["verdict"] == "confirmed"
    again = browser.get(f"{compared}/result").text
    assert "又有新的判定" not in page.text + again  # the files are those of the decisions that were taken over


def test_a_document_is_added_behind_the_others_and_taken_out_again_and_four_are_enough(browser, upload, city):
    address = upload().url.path
    for number in (3, 4):
        page = browser.post(f"{address}/file", files={"files": (f"{number}.txt", city.encode())}, data={"place": ""})
        assert page.text.index("东岸区公园规定（草案）.txt") < page.text.index(f"{number}.txt")
    assert browser.post(f"{address}/file", files={"files": ("5.txt", b"x")}, data={"place": ""}).status_code == 400
    assert browser.post(f"{address}/file").status_code == 400
    page = browser.post(address, data={"remove": "2"})
    assert "3.txt" not in page.text
    assert "4.txt" in page.text


def test_what_a_measure_is_can_be_said_and_words_that_are_no_such_thing_are_none(browser, upload, district):
    address = upload(("草案.txt", district)).url.path
    page = browser.post(address, data={"measure-0": "paragraph"})
    assert '<option value="paragraph" selected>' in page.text
    page = browser.post(address, data={"measure-0": "../x"})
    assert '<option value="paragraph" selected>' not in page.text


def test_decisions_in_a_workbook_are_taken_in_with_the_name_of_who_filled_it_in(browser, compared, folder):
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"{compared}/files/对照表.xlsx").content))
    sheet = next(each for each in book if each.title.startswith("核定"))
    head = {cell.value: cell for row in sheet.iter_rows(max_row=9) for cell in row}["判定"]
    sheet.cell(head.row + 1, head.column, "确认")
    filled = io.BytesIO()
    book.save(filled)
    file = {"files": ("填好.xlsx", filled.getvalue())}
    page = browser.post(f"{compared}/workbook", files=file, data={"who": "孙"})
    assert "填好.xlsx" in page.text
    assert "新采用 1" in page.text
    assert [(row["verdict"], row["who"]) for row in decided(folder)] == [("confirmed", "孙")]
    assert browser.post(f"{compared}/workbook", files={"files": ("x.xlsx", b"PK")}).status_code == 400


def test_the_layout_of_a_word_file_is_checked_and_put_right_in_a_copy(browser, district):
    made, file = docx.Document(), io.BytesIO()
    for line in district.splitlines():
        made.add_paragraph(line)
    made.save(file)
    address = browser.post("/projects", files={"files": ("草案.docx", file.getvalue())}).url.path
    page = browser.get(f"{address}/layout/0")
    assert "GB/T 9704-2012" in page.text
    answer = browser.get(f"{address}/layout/0/repaired.docx")
    assert answer.content.startswith(b"PK")
    assert quote("版式") in answer.headers["content-disposition"]


def test_the_layout_of_a_text_is_not_checked_and_that_is_said(browser, upload, district):
    address = upload(("草案.txt", district)).url.path
    assert browser.get(f"{address}/layout/0").status_code == 400
    assert "查版式" not in browser.get(address).text


def test_a_project_that_was_compared_leads_to_its_result_without_comparing_again(browser, compared):
    assert f'href="{compared}/result"' in browser.get(compared).text


def test_the_severity_of_a_finding_is_said_in_words_and_not_by_colour_alone(browser, upload, district):
    address = upload(("草案.txt", district.replace("露营。", "露营。。"))).url.path
    assert re.search(r"<small>(错误|警告|提示) · ", browser.get(f"{address}/check/0").text)


def test_comparing_by_meaning_can_be_chosen_only_where_an_encoder_is_installed(browser, upload, monkeypatch, tmp_path):
    monkeypatch.setattr(views, "encoder_folder", lambda: None)
    address = upload().url.path
    page = browser.get(address).text
    assert 'name="meaning"' not in page
    assert "encoder/README.md" in page
    assert " checked>" not in browser.post(address, data={"meaning": "yes"}).text
    monkeypatch.setattr(views, "encoder_folder", lambda: tmp_path)
    assert 'name="meaning" value="yes"> 按语义比较' in browser.get(address).text
    page = browser.post(address, data={"meaning": "yes"}).text
    assert 'name="meaning" value="yes" checked> 按语义比较' in page
    assert "encoder/README.md" not in page


def test_what_was_chosen_to_be_compared_by_meaning_is_compared_so(
    browser, upload, monkeypatch, small_encoder, tmp_path, anew
):
    fitted = str(shipped_model().further["encoded"].origin["encoder"])
    monkeypatch.setenv("POLICYCOMPARE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv(ENCODER_VARIABLE, str(small_encoder(tmp_path / "encoder", fitted)))
    installed_encoder.cache_clear()
    address = upload().url.path
    page = browser.post(address, data={"meaning": "yes", "compare": "yes"})
    while "data-refresh" in page.text:
        page = browser.get(f"{address}/progress")
    assert page.url.path == f"{address}/result"
    made = json.loads(browser.get(f"{address}/files/data/provenance.json").content)
    assert fitted in json.dumps(made)
    assert "checked" in anew().get(address).text
    installed_encoder.cache_clear()
