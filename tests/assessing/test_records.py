from __future__ import annotations

import json
import threading

import pytest

import policycompare as pc
from policycompare.analysing.assess import all_questions, assess, known_answers
from policycompare.assessing.calibration import CAUTIOUS, Calibration, load_calibrations, save_calibration
from policycompare.assessing.records import append, load, read_assessments, record_file
from policycompare.assessing.stub import answer_by_rule


def by_rule(messages):
    return json.dumps(answer_by_rule(messages[1]["content"]), ensure_ascii=False)


@pytest.fixture
def folder(pair, tmp_path):
    """A folder with the record of the whole pair."""
    assess(pair, by_rule, record=tmp_path, which="all", model="stub")
    return tmp_path


def record(folder):
    return folder / "low__high.jsonl"


def test_a_record_says_who_read_what_with_which_prompt_and_what_it_said_word_for_word(folder, pair):
    question = all_questions(pair).questions[0]
    # The rows stand in the order in which the answers came, so the row is found by the text that it is about.
    row = next(row for row in load(record(folder)).rows if row.child.fingerprint == question.child.fingerprint)
    raw = json.loads(row.raw[-1])
    assert (row.state, row.model, row.endpoint) == ("taken", "stub", "")
    assert len(row.prompt) == 16
    assert row.when.count(":") == 3
    assert [link.candidate for link in row.answer.links] == [link["candidate"] for link in raw["links"]]
    assert row.child.label == question.child.label


def test_the_record_alone_gives_the_same_result_without_a_reader(folder, pair):
    live = assess(pair, by_rule, which="all", model="stub")
    replayed = pc.align(pair.child, pair.parent, assessments=folder)
    assert replayed.links.equals(live.links)
    assert "assessor" in set(replayed.links["method"])


def test_a_second_run_asks_nothing_and_a_changed_text_is_asked_about_again(folder, pair):
    asked = []

    def reader(messages):
        asked.append(messages[1]["content"])
        return by_rule(messages)

    assess(pair, reader, record=folder, which="all", model="stub")
    assert asked == []
    text = pair.child.text.replace("三色容器", "四色容器").replace("1.街道", "1. 街道")
    changed = pc.align(pc.parse(text, id="low"), pair.parent)
    assess(changed, reader, record=folder, which="all", model="stub")
    assert len(asked) == 1
    assert "四色容器" in asked[0]
    assert len(load(record(folder)).rows) == 5


def test_another_model_is_asked_though_one_has_answered(folder, pair):
    assess(pair, by_rule, record=folder, which="all", model="another")
    assert [row.model for row in load(record(folder)).rows] == ["stub"] * 4 + ["another"] * 4


def test_a_record_is_found_by_its_texts_when_the_documents_have_other_names(folder, pair):
    renamed = pc.align(pc.parse(pair.child.text, id="new"), pc.parse(pair.parent.text, id="other"), assessments=folder)
    assert len(renamed.readings.read) == 4
    assert "low__high" in renamed.readings.assessments.found_in
    assess(renamed, by_rule, record=folder, which="all", model="stub")
    assert len(load(folder / "new__other.jsonl").rows) == 4


def test_the_record_of_other_documents_is_refused_with_the_way_out(folder, pair):
    strange = pc.parse("某县河道管理办法\n1.河长每月巡河。\n2.禁止向河道倾倒渣土。\n")
    with pytest.raises(pc.AssessmentError, match="别的文件的记录"):
        read_assessments(record(folder), strange, pair.parent)
    with pytest.raises(pc.AssessmentError, match="没有这个记录"):
        read_assessments(folder / "none.jsonl", pair.child, pair.parent)


def test_half_an_answer_costs_its_line_and_nothing_else(folder, pair):
    path = record(folder)
    whole = path.read_bytes()
    path.write_bytes(whole[:-30])
    found = load(path)
    assert len(found.rows) == 3
    assert "第 4 行" in str(found.problems[0])
    asked = []
    assess(pair, lambda messages: asked.append(1) or by_rule(messages), record=folder, which="all", model="stub")
    assert len(asked) == 1
    assert len(load(path).rows) == 4


@pytest.mark.parametrize(
    "line",
    ["[]", "{}", "null", "1" * 5000, '{"state": "taken"}', "\ud800", "[" * 50_000],
    ids=["list", "empty", "null", "number", "parts", "surrogate", "nested"],
)
def test_a_line_of_something_else_is_told_and_passed_over(folder, line):
    path = record(folder)
    with path.open("ab") as file:
        file.write(line.encode("utf-8", "surrogatepass") + b"\n")
    found = load(path)
    assert (len(found.rows), len(found.problems)) == (4, 1)


def test_a_tampered_answer_is_no_answer(folder):
    path = record(folder)
    path.write_text(path.read_text("utf-8").replace('"relation": "elaborates"', '"relation": "<b>"'), "utf-8")
    assert load(path).problems


def test_two_runs_at_once_lose_no_answer(pair, tmp_path):
    runs = [
        threading.Thread(
            target=assess, args=(pair, by_rule), kwargs={"record": tmp_path, "which": "all", "model": name}
        )
        for name in ("one", "two")
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    found = load(record(tmp_path))
    assert sorted(row.model for row in found.rows) == ["one"] * 4 + ["two"] * 4
    assert not found.problems


def test_an_answer_is_on_the_disk_before_the_next_one_comes(pair, tmp_path):
    sizes = []

    def reader(messages):
        path = record(tmp_path)
        sizes.append(len(load(path).rows) if path.exists() else 0)
        if len(sizes) == 3:
            raise KeyboardInterrupt
        return by_rule(messages)

    with pytest.raises(KeyboardInterrupt):
        assess(pair, reader, record=tmp_path, which="all", model="stub", parallel=1)
    assert len(load(record(tmp_path)).rows) == 2
    assess(pair, by_rule, record=tmp_path, which="all", model="stub")
    assert len(load(record(tmp_path)).rows) == 4


def test_a_calibration_stands_beside_the_records_and_counts_for_its_model_and_prompt(folder, pair):
    prompt = load(record(folder)).rows[0].prompt
    save_calibration(folder, Calibration("stub", prompt, 0.5, (9.0, 9.0, -9.0, -9.0), 40, ("a",)))
    save_calibration(folder, Calibration("another", prompt, 0.5, (0.0, 0.0, 0.0, 0.0)))
    trusted = pc.align(pair.child, pair.parent, assessments=folder)
    cautious = assess(pair, by_rule, which="all", model="stub")
    some = next(iter(trusted.readings.linked_pairs))
    assert trusted.readings.pairs[some].calibration.labels == 40
    assert cautious.readings.pairs[some].calibration == CAUTIOUS
    assert trusted.links["probability"].max() > cautious.links["probability"].min()
    (folder / "calibration.json").write_text('[{"model": "stub"}]', "utf-8")
    with pytest.raises(pc.AssessmentError, match="不是校准文件"):
        load_calibrations(folder)


def test_a_record_may_be_a_file_or_a_folder(pair, tmp_path):
    child, parent = pair.child, pair.parent
    assert record_file(tmp_path, child, parent) == tmp_path / "low__high.jsonl"
    assert record_file(tmp_path / "mine.jsonl", child, parent) == tmp_path / "mine.jsonl"
    assert known_answers(pair, tmp_path / "mine.jsonl").rows == ()


def test_a_record_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(pc.AssessmentError, match="无法写入"):
        append(tmp_path / "file" / "record.jsonl", ())
