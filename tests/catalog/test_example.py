"""The second example: a city's plan and a district's in the form of real ones, aligned as they were written."""

from __future__ import annotations

import csv

import pytest

import policycompare as pc
from policycompare.catalog.store import shipped_folder

FOLDER = shipped_folder() / "tingxi"


@pytest.fixture(scope="module")
def lighting():
    return pc.align("tingxi", "boning")


def rows(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_plan_behind_its_notice_is_read_by_its_lowest_numbers_that_hold_duties():
    district = pc.load("tingxi")
    labels = [m.label for m in district.measures]
    assert labels[:4] == ["1.p1", "1.p2", "2.1.1", "2.1.2"]
    assert labels[-4:] == ["3.1", "3.2", "3.3", "3.4"]
    assert district.number == "听政办发〔2026〕15号"
    lead, support = district.by_label["2.1.1"].units[:2]
    assert (lead.name, lead.role, support.role) == ("区城管局", "lead", "support")
    assert district.by_label["2.3.6"].chapter == "二、重点任务 / （三）保障运行安全"


def test_the_links_found_are_those_it_was_written_by(lighting):
    known = {(row["child"], row["parent"]) for row in rows("known_links.csv") if row["parent"]}
    found = set(zip(lighting.links["child"], lighting.links["parent"], strict=True))
    assert found <= known
    assert len(known - found) <= 1
    new = [row["child"] for row in rows("known_links.csv") if not row["parent"]]
    assert lighting.additions["child"].tolist() == new
    assert lighting.gaps["parent"].tolist() == ["2.2.6", "2.5.1", "2.5.4", "3.4"]


def test_a_split_is_found_and_what_moved_to_another_chapter(lighting):
    links = lighting.links.set_index(["child", "parent"])
    assert links.loc[("2.1.2", "2.2.2"), "shape"] == links.loc[("2.1.3", "2.2.2"), "shape"] == "split"
    assert ("2.4.7", "2.5.2") in links.index


def test_most_changes_it_was_written_with_are_found_and_no_other_of_strength(lighting):
    known = {(row["child"], row["parent"], row["kind"]) for row in rows("known_changes.csv")}
    shifts = lighting.shifts
    found = set(zip(shifts["child"], shifts["parent"], shifts["kind"], strict=True))
    assert len(found & known) >= 0.75 * len(known)
    strength = shifts[shifts["kind"] == "strength"][["child", "parent_words", "child_words"]]
    assert strength.to_numpy().tolist() == [
        ["2.1.5", "鼓励", "应当"],
        ["2.1.6", "应当", "可以"],
        ["2.4.4", "可以", "应当"],
    ]


def test_every_known_change_stands_in_the_two_texts(lighting):
    for row in rows("known_changes.csv"):
        assert row["child_words"] in lighting.child.by_label[row["child"]].text, row
        assert row["parent_words"] in lighting.parent.by_label[row["parent"]].text, row


def test_the_lists_of_tasks_behind_the_plans_are_compared_as_documents_of_their_own():
    child = pc.read(FOLDER / "source.docx", part="2")
    parent = pc.read(shipped_folder() / "boning" / "source.html", part="2")
    assert (len(child.measures), len(parent.measures)) == (6, 6)
    assert child.measures[0].units[0].canonical == "各下级"
    counts = pc.evaluate(pc.align(child, parent), FOLDER / "known_task_links.csv")
    assert counts["f1"].tolist() == [1.0, 1.0, 1.0]


def test_what_is_made_of_the_example_says_that_it_is_made_up(lighting):
    assert lighting.notices
    assert all("虚构" in notice for notice in lighting.notices)
    assert all("虚构" in notice for notice in lighting.links.attrs["notices"])
