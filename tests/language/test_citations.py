from __future__ import annotations

import pytest

from policycompare.language.citations import citations, without_state


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("依照《中华人民共和国安全生产法》、《消防法》执行。", ["中华人民共和国安全生产法", "消防法"]),
        ("《关于印发《某市办法》的通知》要求", ["关于印发《某市办法》的通知"]),
        ("《甲》和《", []),
        ("《安全\n生产法》", []),
        (f"《{'长' * 120}》", ["长" * 120]),
        (f"《{'长' * 121}》", []),
    ],
)
def test_cited_titles_are_found_whole(text, titles):
    found = list(citations(text))
    assert [title for title, _ in found] == titles
    assert [span.of(text) for _, span in found] == titles


def test_the_name_of_the_state_does_not_make_another_title():
    assert without_state("中华人民共和国消防法") == without_state("消防法")
