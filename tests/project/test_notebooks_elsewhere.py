"""The notebooks on other documents than those they come with: as a user changes their cell of parameters."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from policycompare.catalog.store import shipped_folder

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
DISTRICT, CITY = shipped_folder() / "tingxi" / "source.docx", shipped_folder() / "boning" / "source.html"
READ = f"pc.read({str(CITY)!r}, level='city'), pc.read({str(DISTRICT)!r}, level='district')"
OTHERS = {
    "01_documents": f"documents = [{READ}]",
    "02_alignment": "child, parent, known = 'tingxi', 'boning', shipped_folder() / 'tingxi' / 'known_links.csv'",
    "03_coverage_additions_gaps": f"parent, child = {READ}\ngold = None",
    "04_from_nation_to_district": f"ids = [{READ}]",
    "05_your_own_documents": f"child_file, parent_file = {str(DISTRICT)!r}, {str(CITY)!r}",
}
FIRST = ("崇明", "上海", "国家十五条", "6318")
"""Words of the first documents: none may be left in what a notebook says of others."""


@pytest.fixture(scope="module")
def executed():
    spec = importlib.util.spec_from_file_location("execute", NOTEBOOKS / "execute.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.executed


def said(notebook):
    """Return all that the cells have put out, without pictures."""
    texts = []
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            texts += [output.get("text", ""), data.get("text/plain", ""), data.get("text/markdown", "")]
            assert output.get("name") != "stderr" or "Warning" not in output["text"], output["text"]
    return "\n".join(texts)


@pytest.mark.parametrize("name", list(OTHERS))
def test_a_notebook_runs_on_two_files_of_ones_own(executed, name):
    words = said(executed(NOTEBOOKS / f"{name}.ipynb", OTHERS[name]))
    assert not [word for word in FIRST if word in words], words
    assert "虚构" in words or name.startswith("05")  # the notice of the texts that it now is about


def test_what_the_notebooks_count_is_counted_on_the_other_pair(executed):
    alignment = said(executed(NOTEBOOKS / "02_alignment.ipynb", OTHERS["02_alignment"]))
    assert f"占全部 {34 * 29} 对" in alignment
    assert "26 条对，0 条错，另漏 1 条" in alignment


LAMP, WATCH = (
    "城市人民政府应当为背街小巷装设路灯，并保证夜间照明。",
    "管护单位应当每月巡查一次路灯，发现损坏的七日内修复。",
)
OWN = "鼓励沿街商户在打烊以后留一盏门头灯，所需电费由街道给予补助。"
LIST = "有条件的乡镇可以建立路灯志愿者名册，名册每年更新一次。"


def test_the_notebook_of_collections_runs_on_a_folder_given_as_text_without_answers(executed, collection, law):
    folder = collection(
        (
            "lamps",
            "路灯管理条例",
            "nation",
            "",
            "2015-01-01",
            law("路灯管理条例", LAMP, WATCH, "破坏路灯的，责令赔偿。"),
        ),
        ("a", "青石市路灯管理办法", "city", "鲁", "2016-05-01", law("青石市路灯管理办法", LAMP, WATCH, OWN)),
        ("b", "白沙市路灯管理办法", "city", "鲁", "2018-05-01", law("白沙市路灯管理办法", LAMP, OWN)),
        ("c", "云溪市路灯管理办法", "city", "浙", "2019-05-01", law("云溪市路灯管理办法", WATCH, LIST)),
    )
    words = said(executed(NOTEBOOKS / "06_many_documents.ipynb", f"folder = {str(folder)!r}"))
    assert "以下看《路灯管理条例》（lamps），下级只看 city 一级" in words
    assert "4 份文件" in words
    assert not (folder / "truth.csv").exists()
    assert "雨水花园" not in words
    words = said(executed(NOTEBOOKS / "07_a_study.ipynb", f"folder = {str(folder)!r}"))
    assert "看《路灯管理条例》，下级只看 city 一级；协变量：没有" in words
    assert "3 个地方" in words
