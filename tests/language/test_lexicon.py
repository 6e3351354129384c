from __future__ import annotations

import os

import pytest

import policycompare as pc
from policycompare.cascading.fingerprint import fingerprint_key
from policycompare.language.lexicon import Lexicon, lexicon
from policycompare.language.tokenise import words


@pytest.fixture
def own(tmp_path, monkeypatch):
    """The user's file of terms, which is not there yet."""
    monkeypatch.setenv("POLICYCOMPARE_DATA", str(tmp_path))
    return tmp_path / "lexicon.txt"


def test_terms_of_the_field_stay_whole():
    for term in lexicon().terms:
        assert words(f"落实{term}要求") == ["落实", term, "要求"]


def test_terms_that_a_user_adds_while_the_kernel_runs_are_honoured_at_once(own):
    assert "生态岛建设" not in words("推进生态岛建设")
    before = fingerprint_key()
    own.write_text("# 本地用语\n生态岛建设 # 崇明\n", "utf-8")
    assert words("推进生态岛建设") == ["推进", "生态岛建设"]
    assert fingerprint_key() != before
    own.write_text("世界级生态岛\n", "utf-8")
    os.utime(own, ns=(1, 1))
    assert "生态岛建设" not in words("推进生态岛建设")
    assert "世界级生态岛" in lexicon()
    own.unlink()
    assert fingerprint_key() == before


def test_an_alignment_cuts_by_the_terms_that_the_user_has_now(own):
    low = pc.parse("区措施\n1.推进生态岛建设。\n2.检查加油站。\n", id="low")
    high = pc.parse("市措施\n1.推进生态岛建设工作。\n2.检查码头。\n", id="high")
    before = pc.align(low, high).probability
    own.write_text("生态岛建设\n", "utf-8")
    assert pc.align(low, high).probability.tolist() != before.tolist()


def test_a_file_of_terms_that_is_not_utf_8_is_named_with_the_way_out(own):
    own.write_bytes("生态岛建设".encode("gb18030"))
    with pytest.raises(pc.CatalogError, match=r"lexicon\.txt: 不是 UTF-8.*另存为 UTF-8"):
        lexicon()


def test_terms_can_be_given_whatever_the_user_has(own):
    own.write_text("生态岛建设\n", "utf-8")
    assert words("推进生态岛建设", Lexicon(("推进生态岛",))) == ["推进生态岛", "建设"]
