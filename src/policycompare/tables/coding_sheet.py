"""The sheet on which a person codes a sample without seeing what the program says (盲评表)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycompare.tables.table import Column, Table, rows_of
from policycompare.validating.coding import HEADS
from policycompare.vocabulary import VERDICTS

if TYPE_CHECKING:
    from policycompare.validating import Sample

_CHOICES = tuple(VERDICTS[key].chinese for key in ("confirmed", "rejected", "unsure"))


def coding_sheet(sample: Sample) -> Table:
    """Return the sheet of a sample: titles, labels and texts, and empty cells for verdict and comment."""
    columns = (
        Column(HEADS["item"], 6, "item", "抽样序号，读回时据此对应", lambda row: int(row.item)),
        Column("下级文件", 16, "child_title", "下级文件的标题", lambda row: row.child_title),
        Column("下级条", 7, "child", "下级条款的标签", lambda row: row.child),
        Column("下级条文", 48, "child_text", "下级条款的原文", lambda row: row.child_text),
        Column("上级文件", 16, "parent_title", "上级文件的标题", lambda row: row.parent_title),
        Column("上级条", 7, "parent", "上级条款的标签", lambda row: row.parent),
        Column("上级条文", 48, "parent_text", "上级条款的原文", lambda row: row.parent_text),
        Column(HEADS["verdict"], 9, "verdict", "由评判人填写", lambda _: "", _CHOICES, by_hand=True),
        Column(HEADS["comment"], 16, "comment", "由评判人填写", lambda _: "", by_hand=True),
    )
    return Table(
        "盲评",
        "coding",
        "盲评表",
        sample.notices,
        (
            "逐行阅读两侧条文：下级条款落实了上级条款的至少一项完整要求的，填“确认”；只是话题相近的，填“否定”；拿不准的填“存疑”。",
            "各人单独填写，不看程序的结果，也不互相商量。",
        ),
        columns,
        rows_of(sample.blind().itertuples(), columns),
    )
