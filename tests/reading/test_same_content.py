from __future__ import annotations

import hashlib

import pytest

import policycompare as pc

KINDS = ("txt", "md", "typed.docx", "automatic.docx", "html", "pdf")


def content(doc):
    return [
        (m.number, m.label, m.chapter, m.title, m.text, [(c.label, c.text) for c in m.clauses], m.units)
        for m in doc.measures
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("id_", ["national", "shanghai", "chongming"])
def test_one_content_in_any_format_gives_equal_measures(write, make, kind, id_):
    shipped = pc.load(id_)
    data = make(kind, shipped)
    doc = pc.read(write(data, f"draft.{kind}"), level=shipped.level, measure=shipped.style)
    assert content(doc) == content(shipped)
    assert [c.heading for c in doc.chapters] == [c.heading for c in shipped.chapters]
    assert doc.title == shipped.title
    assert doc.sha256 == hashlib.sha256(data).hexdigest()
    assert "".join(part.span.of(doc.text) for part in doc.parts) == doc.text
