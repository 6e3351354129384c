from __future__ import annotations

import pytest

from policycompare.language.references import references


def parts(text):
    return [(r.owner, r.article, r.paragraph, r.item) for r in references(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("本条例第十四条第二款第（三）项", [("own", 14, 2, 3)]),
        ("本法第十条第一款、第三款", [("own", 10, 1, None), ("own", 10, 3, None)]),
        ("本条例第十二、十三条", [("own", 12, None, None), ("own", 13, None, None)]),
        ("前款第（一）、（三）项", [("near", None, None, 1), ("near", None, None, 3)]),
        ("《水法》第九条和本条例第十条", [("title", 9, None, None), ("own", 10, None, None)]),
        ("《水法》（以下简称水法）第九条", [("title", 9, None, None)]),
        ("本条第二款", [("near", None, 2, None)]),
        ("第三条", [("bare", 3, None, None)]),
        ("一条道路、两款产品和三项措施", []),
    ],
)
def test_a_reference_takes_over_what_stands_before_it(text, found):
    assert parts(text) == found


def test_the_last_of_a_range_is_known_as_such():
    assert [r.is_end for r in references("本法第三条至第五条、第七条")] == [False, True, False]


def test_a_reference_says_where_it_is_written():
    text = "违反本条例第十条第二款、第三款规定"
    assert [r.span.of(text) for r in references(text)] == ["本条例第十条第二款", "第三款"]
