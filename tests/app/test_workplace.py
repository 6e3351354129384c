from __future__ import annotations

import json

import pytest

from policycompare.app.workplace import ProjectError, Workplace
from policycompare.errors import ExportError


@pytest.fixture
def workplace(tmp_path):
    return Workplace(tmp_path)


def test_a_project_is_a_folder_that_can_be_opened_again(workplace, tmp_path):
    made = workplace.new_project("甲办法", [("甲.txt", b"1"), ("甲.txt", b"2")], ["national"])
    (again,) = Workplace(tmp_path).projects()
    assert again == made
    assert [document.name for document in again.documents] == ["national", "甲.txt", "甲.txt"]
    assert [again.file_of(document).read_bytes() for document in again.documents[1:]] == [b"1", b"2"]
    assert Workplace(tmp_path).project(made.key) == made


def test_two_projects_of_one_name_do_not_meet(workplace):
    one, other = (workplace.new_project("甲", [("甲.txt", content)]) for content in (b"1", b"2"))
    assert one.folder != other.folder
    assert one.file_of(one.documents[0]).read_bytes() == b"1"


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/x", "C:\\x.txt", "..", "a\x00b", "长" * 300])
def test_the_name_of_an_upload_never_leads_out_of_its_project(workplace, tmp_path, name):
    made = workplace.new_project(name, [(name, b"1")])
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 2
    assert all(path.resolve().is_relative_to(tmp_path / made.folder.name) for path in files)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"title": "x", "made": "y", "documents": [{"name": "x", "path": "../../secret"}]}',
        "[" * 100_000,
    ],
)
def test_a_damaged_project_is_left_out_and_the_others_stay(workplace, tmp_path, content):
    good = workplace.new_project("好", [("甲.txt", b"1")])
    (tmp_path / "坏").mkdir()
    (tmp_path / "坏" / "project.json").write_text(content, "utf-8")
    assert workplace.projects() == [good]


def test_a_key_that_is_of_no_project_is_said(workplace):
    for key in ("", "..", "../..", "0" * 12):
        with pytest.raises(ProjectError, match="首页"):
            workplace.project(key)


def test_a_folder_that_cannot_be_written_is_said_with_the_way_out(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(ExportError, match="--folder"):
        Workplace(tmp_path / "file").new_project("甲", [("甲.txt", b"1")])


def test_an_order_that_is_none_changes_nothing(workplace):
    made = workplace.new_project("甲", [("甲.txt", b"1"), ("乙.txt", b"2")])
    assert made.reordered([1, 1]) == made
    assert [document.name for document in made.reordered([1, 0]).documents] == ["乙.txt", "甲.txt"]
    assert json.loads((made.folder / "project.json").read_text("utf-8"))["title"] == "甲"
