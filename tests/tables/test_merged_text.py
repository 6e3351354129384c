from __future__ import annotations

import policycompare as pc
from policycompare.tables.merged_text import merged_text


def test_a_provision_that_moved_stands_as_removed_there_and_as_added_here():
    first, second, third = (
        "加强加油站夜间检查。",
        "清理占道堆放物，畅通消防车通道。",
        "开展电梯安全评估，公布评估结果。",
    )
    old = pc.parse(f"某区措施\n1.{first}\n2.{second}\n3.{third}\n", id="old")
    new = pc.parse(f"某区措施\n1.{second}\n2.{third}\n3.{first}\n", id="new")
    found = [("".join(r.text for r in p.runs), {r.only_in for r in p.runs}) for p in merged_text(pc.align(new, old))]
    alone = [(text, sides) for text, sides in found if "加油站" in text]
    assert [sides for _, sides in alone] == [{"parent"}, {"child"}]
    assert all("" in sides for text, sides in found if "加油站" not in text)
