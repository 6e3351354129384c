from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

import policycompare as pc
from policycompare.analysing.trace import as_chain
from policycompare.cli.console_summary import summary_text, written_text
from policycompare.export.output_folder import Written

PARENT = (
    "国家措施\n1.国务院安委会有关成员单位要开展专项督导检查。\n2.学校要开展防溺水教育。\n3.建设轨道交通预警机制。\n"
)
CHILD = "某区措施\n1.餐饮企业应当安装燃气泄漏报警装置。\n"


def test_the_star_marks_what_the_program_suggests_and_not_what_a_person_decided():
    child, parent = pc.parse(CHILD, id="c", level="district"), pc.parse(PARENT, id="p", level="nation")
    told = pd.DataFrame([{"child": "", "parent": "2", "verdict": "confirmed", "reason": "不予采纳"}])
    summary = summary_text(as_chain(pc.align(child, parent, decisions=told)))
    assert "承接（3）：1*、2、3" in summary


def test_the_console_ends_by_saying_which_file_to_open():
    said = written_text(
        "out", [Written(Path("out/对照表.docx"), 9, Path("x"), "open"), Written(Path("out/a/b.csv"), 2048)]
    )
    assert said.splitlines()[-2:] == ["     2.0 kB  a/  1 个文件", "请打开 out/对照表.docx"]
    workbook = Written(Path("my out/对照表.new-1.xlsx"), 9)
    assert written_text("my out", [workbook]).endswith("policycompare review read 'my out/对照表.new-1.xlsx'")


class NeverCounted(str):
    __slots__ = ()

    def count(self, *_):
        raise AssertionError("a text of 100,000 provisions would be counted as often")


def test_each_provision_of_a_long_text_is_listed_with_its_line_without_counting_the_lines_anew():
    document = pc.parse("某市措施\n\n1.检查。\n2.公开。\n\n3.培训。")
    document = replace(document, text=NeverCounted(document.text))
    assert [document.line_of(measure.span.start) for measure in document.measures] == [3, 4, 6]
    assert [document.line_of(offset) for offset in (0, 4, 5, 6, len(document.text))] == [1, 1, 2, 3, 6]


def test_the_star_is_explained_only_where_a_gap_has_it():
    child = pc.parse(CHILD, id="c", level="district")
    starred = summary_text(as_chain(pc.align(child, pc.parse(PARENT, id="p", level="nation"))))
    assert starred.count("*") == 2
    assert "只对更高层级提出" in starred
    bare = pc.parse("国家措施\n1.学校要开展防溺水教育。\n", id="p", level="nation")
    told = summary_text(as_chain(pc.align(child, bare)))
    assert "未被" in told
    assert "只对更高层级提出" not in told
