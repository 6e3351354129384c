from __future__ import annotations

import policycompare as pc
from policycompare.analysing.references import ReferenceReader

RULES = """某市停车条例
第一条 为了规范停车，制定本条例。
第二条 停车场应当公示价格。
停车场应当保持畅通，并遵守下列规定：
（一）设置标志；
（二）配备人员。
第三条 违反本条例第二条第二款第（二）项规定的，依照前条处理。
第四条 依照本条例第二条第三款、第九条和《水法》第八十条处理。
"""


def test_a_reference_is_resolved_to_the_part_that_it_names():
    document = pc.parse(RULES)
    first, second = ReferenceReader(document).resolved[:2]
    assert first.target is not None and first.span is not None
    assert (first.target.label, first.lack) == ("2", "")
    assert first.span.of(document.text).startswith("停车场应当保持畅通")
    assert second.target is not None and second.target.label == "2"


def test_what_is_not_there_is_said():
    found = ReferenceReader(pc.parse(RULES)).resolved
    assert [(x.reference.article, x.lack) for x in found if x.lack] == [(2, "paragraph"), (9, "article")]


def test_a_document_in_which_an_article_comes_twice_is_not_resolved():
    assert ReferenceReader(pc.parse(RULES + "第二条 又一条。\n第三条 依照本条例第九条处理。\n")).resolved == ()
