from __future__ import annotations

import io

import docx
import pytest
from docx.oxml.ns import qn

import policycompare as pc
from policycompare.checking import choose
from policycompare.export.repaired_draft import repaired_bytes

LINES = (
    "某区餐饮场所安全管理办法",
    "第一条　餐饮场所应当按装报警装置，，并保持畅通。",
    "第二条　餐饮场所应当建立台帐，截止2023年底完成整改。",
    "第三条　违反本办法第九条规定的，予以警告。",
)


@pytest.fixture
def draft(tmp_path):
    word = docx.Document()
    for line in LINES:
        paragraph = word.add_paragraph()
        half = len(line) // 2
        paragraph.add_run(line[:half]).bold = True
        paragraph.add_run(line[half:])
    path = tmp_path / "办法.docx"
    word.save(str(path))
    return path


def text_of(data, *, accepted):
    """Return the paragraphs with all changes accepted, or all rejected."""
    gone, kept = ("w:del", "w:ins") if accepted else ("w:ins", "w:del")
    out = []
    for paragraph in docx.Document(io.BytesIO(data)).element.body.iter(qn("w:p")):
        pieces = []
        for text in paragraph.iter(qn("w:t"), qn("w:delText")):
            above = {element.tag for element in text.iterancestors()}
            if qn(gone) not in above or qn(kept) in above:
                pieces.append(text.text or "")
        out.append("".join(pieces))
    return tuple(line for line in out if line)


def test_accepting_all_makes_the_certain_repairs_and_rejecting_all_gives_the_draft_back(draft):
    data, applied = repaired_bytes(pc.check(pc.read(draft)), draft)
    assert text_of(data, accepted=False) == LINES
    assert text_of(data, accepted=True) == (
        LINES[0],
        "第一条　餐饮场所应当安装报警装置，并保持畅通。",
        "第二条　餐饮场所应当建立台账，截至2023年底完成整改。",
        LINES[3],
    )
    assert [finding.name for finding in applied] == ["wrong-word", "doubled-mark", "wrong-word", "wrong-word"]


def test_a_repaired_word_looks_like_the_one_that_it_replaces(draft):
    data, _ = repaired_bytes(pc.check(pc.read(draft)), draft)
    bold = {
        run.getparent().tag.rpartition("}")[2]: run.find(qn("w:rPr")) is not None
        for run in docx.Document(io.BytesIO(data)).paragraphs[1]._p.iter(qn("w:r"))
    }
    assert bold["del"] == bold["ins"]


def test_what_only_a_person_can_decide_is_left_alone(draft):
    report = pc.check(pc.read(draft), rules=choose(["dangling-"]))
    assert len(report) == 1
    data, applied = repaired_bytes(report, draft)
    assert applied == ()
    assert text_of(data, accepted=True) == LINES


def test_a_draft_that_is_no_word_file_is_laid_out_plainly():
    data, applied = repaired_bytes(pc.check(pc.parse("\n".join(LINES))))
    assert len(applied) == 4
    assert text_of(data, accepted=False) == LINES
