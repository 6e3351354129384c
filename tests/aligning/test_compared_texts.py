from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from policycompare.aligning import compared_texts as module
from policycompare.aligning.compared_texts import compared_texts, letters, vocabulary
from policycompare.language import ngrams as bags
from policycompare.language.lexicon import lexicon
from policycompare.language.tokenise import words
from policycompare.reading import parse

BODIES = st.lists(st.text(alphabet="检查消防通道并及时整改，。𬭚a1", min_size=1, max_size=20), min_size=1, max_size=4)


def document(bodies):
    return parse("措施\n" + "".join(f"{n}.落实{body}。\n" for n, body in enumerate(bodies, 1)))


@given(BODIES, BODIES)
def test_counts_of_each_document_put_together_are_those_of_both_at_once(left, right):
    child, parent = compared_texts(document(left)), compared_texts(document(right))
    phrases = [*child.phrases, *parent.phrases]
    counts, _ = bags.bigram_counts(phrases)
    found = letters(child, parent)
    assert np.array_equal(
        np.vstack([found.child_phrases.toarray(), found.parent_phrases.toarray()]), counts.toarray() > 0
    )
    assert found.child_phrases.has_sorted_indices
    counts, terms = bags.term_counts([words(phrase, lexicon()) for phrase in phrases])
    found, vectors = vocabulary(child, parent)
    assert np.array_equal(
        np.vstack([found.child_phrases.toarray(), found.parent_phrases.toarray()]), counts.toarray() > 0
    )
    assert np.array_equal(vectors, module.background().vectors_of(terms))


def test_a_term_that_a_user_adds_between_two_alignments_is_honoured(tmp_path, monkeypatch):
    monkeypatch.setenv("POLICYCOMPARE_DATA", str(tmp_path))
    text = document(["推行渔港管家巡查"])
    before = compared_texts(text)
    assert compared_texts(text) is before
    (tmp_path / "lexicon.txt").write_text("渔港管家巡查\n", "utf-8")
    assert "渔港管家巡查" in compared_texts(text).word_places
    assert "渔港管家巡查" not in before.word_places


def test_a_very_long_document_is_not_kept(monkeypatch):
    monkeypatch.setattr(module, "LARGE", 10)
    text = document(["检查消防通道并及时整改"])
    assert compared_texts(text) is not compared_texts(text)


def test_what_a_document_keeps_is_the_same_after_it_was_compared_with_several():
    child, *others = (
        compared_texts(document(bodies)) for bodies in (["检查消防", "储备物资"], ["储备物资", "检查"], ["培训"])
    )
    before = [np.copy(own.counts.data) for own in (child.bigrams, child.words)]
    first = vocabulary(others[0], child)[0].parent_phrases.toarray()
    vocabulary(others[1], child)[0].parent_phrases.sort_indices()
    assert np.array_equal(vocabulary(others[0], child)[0].parent_phrases.toarray(), first)
    for own, counts in zip((child.bigrams, child.words), before, strict=True):
        assert np.array_equal(own.counts.data, counts)
