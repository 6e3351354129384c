from __future__ import annotations

import pytest

import policycompare as pc
from policycompare.reading.labelled import read_labelled

TEXT = """# 1 目标
[1.p1] 到2025年建成。
# 2 重点任务
## 2.1 建设
[2.1.1] 加快建设。各镇配合。
统筹资金。（责任单位：区水务局、各镇）
## 2.2 管理
[2.2.1] 加强管理。
"""


def test_marked_measures_have_their_labels_chapters_clauses_and_units(write):
    document = read_labelled(write(TEXT, "plan.labels.txt"), title="某区方案", level="区")
    assert (document.id, document.title, document.level) == ("plan", "某区方案", "district")
    assert [(m.label, m.chapter) for m in document.measures] == [
        ("1.p1", "1 目标"), ("2.1.1", "2 重点任务 / 2.1 建设"), ("2.2.1", "2 重点任务 / 2.2 管理"),
    ]  # fmt: skip
    second = document.measures[1]
    assert second.text == "加快建设。各镇配合。\n统筹资金。"
    assert [c.text for c in second.clauses] == ["加快建设。", "各镇配合。", "统筹资金。"]
    assert [u.name for u in second.units] == ["区水务局", "各镇"]
    assert all(c.span.of(document.text) == c.text for m in document.measures for c in m.clauses)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1.没有标明。\n", "没有以“\\[条号\\] 正文”标明"),
        ("[1] 甲。\n\n[1] 乙。\n", "第3行：条号“1”出现两次"),
        (b"[1] \xff", "UTF-8"),
    ],
)
def test_a_file_that_marks_nothing_or_one_label_twice_is_refused(write, text, says):
    with pytest.raises(pc.ReadError, match=says):
        read_labelled(write(text, "bad.labels.txt"))
