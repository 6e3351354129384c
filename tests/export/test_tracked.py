from __future__ import annotations

import io

import docx
import pytest
from docx.oxml.ns import qn

import policycompare as pc
from policycompare.export.tracked import tracked_bytes

OLD = """某区措施（草案）
为了安全，制定本措施。
一、总则
1.落实安全包保责任制，应当每年检查一次。（区应急局）
2.建设滨海景观步道，完善夜间照明。（区绿化市容局）
二、检查
3.加强加油站夜间检查。（区应急局）
4.清理占道堆放物，畅通消防车通道。（区消防救援支队）
"""
NEW = """某区措施（草案二稿）
为了安全，制定本措施。
一、总则
1.落实安全包保责任制，应当每季度检查一次。（区应急局、各乡镇）
2.开展航空安全培训。（区交通委）
二、检查
3.清理占道堆放物，畅通消防车通道。（区消防救援支队）
4.加强加油站夜间检查。（区应急局）
"""


def lines(content, drop):
    """Return the paragraphs as they are when all changes are accepted (without del) or rejected (without ins)."""
    out = []
    for paragraph in docx.Document(io.BytesIO(content)).element.body.iter(qn("w:p")):
        mark = paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}")
        gone = {"del": ("del", "moveFrom"), "ins": ("ins", "moveTo")}[drop]
        if mark is not None and any(mark.find(qn(f"w:{name}")) is not None for name in gone):
            continue
        text = ""
        for element in paragraph.iter(qn("w:t"), qn("w:delText"), qn("w:br")):
            inside = {e.tag for e in element.iterancestors()}
            if not inside & {qn(f"w:{name}") for name in gone}:
                text += "\n" if element.tag == qn("w:br") else element.text or ""
        out.append(text)
    return [line for text in out for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize(("child", "parent"), [(NEW, OLD), (OLD, NEW), (OLD, OLD), (NEW, "措施\n1.无关的一条。\n")])
def test_accepting_all_changes_gives_the_new_version_and_rejecting_them_the_old(child, parent):
    content = tracked_bytes(pc.align(pc.parse(child, id="new"), pc.parse(parent, id="old")))
    assert lines(content, "del") == child.splitlines()
    assert lines(content, "ins") == parent.splitlines()


def test_the_three_documents_come_back_to_the_character_from_tracked_changes(to_city, chongming, shanghai):
    content = tracked_bytes(to_city)
    for document, drop in ((chongming, "del"), (shanghai, "ins")):
        expected = [line.strip() for line in document.text.splitlines() if line.strip()]
        assert [line.strip() for line in lines(content, drop)] == expected


def test_only_what_changed_is_a_change():
    content = tracked_bytes(pc.align(pc.parse(NEW, id="new"), pc.parse(OLD, id="old")))
    body = docx.Document(io.BytesIO(content)).element.body
    inserted = ["".join(t.text for t in e.iter(qn("w:t"))) for e in body.iter(qn("w:ins"))]
    deleted = ["".join(t.text for t in e.iter(qn("w:delText"))) for e in body.iter(qn("w:del"))]
    assert "每季度" in "".join(inserted)
    assert not any("落实安全包保责任制" in text for text in (*inserted, *deleted))
    assert any("滨海景观步道" in text for text in deleted)


def test_measures_whose_numbers_start_again_in_each_chapter_are_compared_word_by_word():
    old = "某区措施\n一、总则\n1.应当每年检查一次包保责任落实情况。\n2.报告隐患。\n二、检查\n1.夜间检查加油站。\n2.清理占道堆放物。\n"
    new = old.replace("每年", "每季度")
    child, parent = pc.parse(new, id="new"), pc.parse(old, id="old")
    assert child.measures[2].label == "2.1"
    content = tracked_bytes(pc.align(child, parent))
    changed = [e.text for e in docx.Document(io.BytesIO(content)).element.body.iter(qn("w:delText"))]
    assert changed == ["每年"]


def test_notices_stand_at_the_head_of_every_page(to_city):
    header = docx.Document(io.BytesIO(tracked_bytes(to_city))).sections[0].header
    assert all(notice in header.paragraphs[0].text for notice in to_city.notices)
