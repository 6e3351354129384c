from importlib import resources

import numpy as np
import pytest

from policycompare.errors import PolicyCompareError
from policycompare.language import character_counts as module
from policycompare.language.character_counts import character_counts, count_characters, unpacked


def counts_of(*texts: str):
    return unpacked(count_characters(texts))


def number(counts, word: str) -> int:
    return int(counts.of(*(np.array([counts.code(char)]) for char in word))[0])


def test_sequences_are_counted_once_a_text():
    counts = counts_of(*["依法检查，依法检查"] * 5, "依法处理")
    assert [number(counts, word) for word in ("依法", "依法检", "依法检查", "法处")] == [6, 5, 5, 0]


def test_a_text_is_encoded_without_blanks_and_its_numbers_as_one():
    counts = counts_of("第12条 检查")
    encoded = counts.encode("检 查2025年,第")
    assert encoded.places[3:-3].tolist() == [0, 2, 3, 7, 8, 9]
    assert "".join(counts.characters[code] for code in encoded.codes[3:-3]) == "检查0\0，第"


def test_what_texts_have_is_more_probable_than_what_they_have_not():
    counts = counts_of(*["应当及时报告"] * 5, *["应急处置"] * 5)
    windows = np.array([[counts.code(char) for char in word] for word in ("应当及时", "应当及处")])
    likely, unlikely = counts.log_probability(windows)
    assert likely > unlikely


def test_a_damaged_table_says_so(monkeypatch):
    monkeypatch.setattr(module, "unpacked", lambda arrays: arrays["missing"])
    character_counts.cache_clear()
    with pytest.raises(PolicyCompareError, match=r"sequences\.npz"):
        character_counts()
    character_counts.cache_clear()


def test_the_shipped_table_has_figures_only():
    with (resources.files("policycompare.resources") / "sequences.npz").open("rb") as file, np.load(file) as data:
        assert all(data[name].dtype.kind in "iu" for name in data.files)
