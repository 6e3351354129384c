from __future__ import annotations

import pytest

import policycompare as pc

TEXT = "青石市养犬条例\n（2019年1月2日通过）\n第一条　养犬人应当登记。\n第二条　禁止遗弃犬只。\n"


def test_a_file_of_ones_own_has_the_names_that_are_given(write):
    path = write(TEXT, "p54267720.txt")
    document = pc.read(path, id="qingshi", title="青石市养犬管理条例", short_title="青石", date="2020年3月4日")
    assert (document.id, document.title, document.short_title, document.date) == (
        "qingshi", "青石市养犬管理条例", "青石", "2020-03-04",
    )  # fmt: skip
    assert document.called == "青石"
    assert pc.read(path).title == "青石市养犬条例"


def test_figures_and_sentences_call_a_document_by_its_title_and_not_by_its_file(write):
    assert pc.read(write(TEXT, "p54267720.txt")).called == "青石市养犬条例"
    long = pc.read(write(TEXT.replace("青石市养犬条例", "青石市" + "养犬登记" * 8 + "条例"), "x.txt"))
    assert len(long.called) == 24
    assert long.called.endswith("…")
    assert pc.parse("第一条　登记。\n", id="untitled").called == "untitled"


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"date": "soon"}, "soon"),
        ({"id": "../x"}, "x"),
        ({"id": 5}, "5"),
        ({"title": 5}, "5"),
        ({"date": "2020-02-30"}, "02-30"),
    ],
)
def test_names_that_cannot_be_are_named(write, options, named):
    with pytest.raises(pc.ReadError, match=named):
        pc.read(write(TEXT), **options)
