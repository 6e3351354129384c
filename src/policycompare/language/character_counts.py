"""Counts of how many legal texts have a sequence of two to four characters, by which a usual wording is told.

Figures only, counted by ``benchmarks/character_counts.py`` (see ``resources/NOTICE.md``).
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from policycompare.errors import PolicyCompareError
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from numpy.typing import NDArray

LONGEST = 4
"""Length of the longest sequences that are counted."""
LEAST = (3, 3, 4, 5)
"""Texts that a sequence of each length is in, at least, to be kept."""
END = 1
"""The code of the end of a line; 0 is that of a character that is not known."""
_BASE = 1 << 13
_MARKS = "\n。，、；：（）《》“”0A"
"""Marks that are counted; a number counts as 0, a word of letters as A."""
_SAME = tuple(zip(",;:()０１２３４５６７８９123456789", "，；：（）" + "0" * 19, strict=True))
"""Characters that count as others."""
_BLANKS = " \t\r\u3000\xa0"
_HIGHEST = 0x10000
_BACK_OFF = np.log(0.4)
"""What a shorter history costs (Brants et al. 2007)."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text as codes of characters, without blanks, with three ends of lines before and behind it.

    Attributes
    ----------
    codes
        One a character, number or word of letters.
    places
        Where each stands in the text.
    """

    codes: NDArray[np.int64]
    places: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class CharacterCounts:
    """In how many of `texts` texts each sequence of characters is.

    Attributes
    ----------
    texts
        Number of texts counted.
    characters
        The characters that are known; the place of one is its code.
    times
        How many times each character is there in all.
    sequences, counts
        By length less one: the sequences as one number each, ascending, and the number of texts that have each.
    """

    texts: int
    characters: str
    times: NDArray[np.int64]
    sequences: tuple[NDArray[np.int64], ...]
    counts: tuple[NDArray[np.int32], ...]

    @cached_property
    def _codes(self) -> NDArray[np.int64]:
        """The code of each character by its number in Unicode, -1 for blanks."""
        codes = np.zeros(_HIGHEST, dtype=np.int64)
        codes[[ord(char) for char in self.characters]] = np.arange(len(self.characters))
        for char, other in _SAME:
            codes[ord(char)] = self.characters.index(other)
        for first in map(ord, "AaＡａ"):
            codes[first : first + 26] = self.characters.index("A")
        codes[[ord(char) for char in _BLANKS]] = -1
        return codes

    @cached_property
    def _pairs(self) -> NDArray[np.uint16]:
        """The counts of pairs by their first and second character: far faster than looking each up.

        Half as wide as the counts, as they are packed: it is by far the largest table.
        """
        known = len(self.characters)
        table = np.zeros((known, known), dtype=np.uint16)
        table[self.sequences[1] // _BASE, self.sequences[1] % _BASE] = self.counts[1]
        return table

    def encode(self, text: str) -> Encoded:
        """Return the codes of a text."""
        points = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
        codes = np.where(points < _HIGHEST, self._codes[np.minimum(points, _HIGHEST - 1)], 0)
        kept = np.flatnonzero(codes >= 0)
        codes = codes[kept]
        merged = [self.characters.index(char) for char in "0A\n"]
        goes_on = np.zeros(len(codes), dtype=bool)
        goes_on[1:] = (codes[1:] == codes[:-1]) & np.isin(codes[1:], merged)
        codes, kept = codes[~goes_on], kept[~goes_on]
        ends = np.full(LONGEST - 1, END, dtype=np.int64)
        before, behind = np.zeros(LONGEST - 1, dtype=np.int64), np.full(LONGEST - 1, len(text), dtype=np.int64)
        return Encoded(np.concatenate([ends, codes, ends]), np.concatenate([before, kept, behind]))

    def code(self, char: str) -> int:
        """Return the code of a character, 0 for one that is not known."""
        return max(0, int(self._codes[ord(char)])) if ord(char) < _HIGHEST else 0

    def of(self, *codes: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return the number of texts that have sequences; the first characters, the second ones, and so on."""
        return self._counted(len(codes), _joined(codes))

    def _counted(self, length: int, joined: NDArray[np.int64]) -> NDArray[np.int32]:
        if length == 1:
            return self.counts[0][joined]
        if length == 2:
            return self._pairs[joined // _BASE, joined % _BASE].astype(np.int32)
        known = self.sequences[length - 1]
        where = np.minimum(np.searchsorted(known, joined), len(known) - 1)
        return np.where(known[where] == joined, self.counts[length - 1][where], 0)

    def log_probability(self, windows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return how probable the last character of each window is behind the others, shape (windows, 4).

        By the longest history that has been seen with it, each step back at a cost ("stupid backoff").
        """
        char, histories = windows[:, 3], (windows[:, 2], *(_joined(windows[:, at:3].T) for at in (1, 0)))
        share = (self.times[char] + 0.5) / self.times.sum()
        found: NDArray[np.float64] = np.log(share) + (LONGEST - 1) * _BACK_OFF
        for length, history in enumerate(histories, start=1):
            both = self._counted(length + 1, history * _BASE + char)
            # A text has a sequence of several characters about once.
            before = self.times[history] if length == 1 else self._counted(length, history)
            share = np.maximum(both, 1) / np.maximum(before, np.maximum(both, 1))
            found = np.where(both > 0, np.log(share) + (LONGEST - 1 - length) * _BACK_OFF, found)
        return found


def _joined(codes: Sequence[NDArray[np.int64]] | NDArray[np.int64]) -> NDArray[np.int64]:
    """Return sequences as one number each."""
    joined = codes[0]
    for more in codes[1:]:
        joined = joined * _BASE + more
    return joined


@cache
def character_counts() -> CharacterCounts:
    """Return the shipped counts."""
    try:
        with (
            resources.files("policycompare.resources").joinpath("sequences.npz").open("rb") as file,
            np.load(file) as data,
        ):
            return unpacked({name: data[name] for name in data.files})
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as fault:
        raise PolicyCompareError(
            message("the shipped sequences.npz is damaged ({cause}); install policycompare again", cause=fault)
        ) from None


def unpacked(arrays: dict[str, NDArray[Any]]) -> CharacterCounts:
    """Return the counts that `count_characters` packed."""
    characters = arrays["characters"].tobytes().decode("utf-8")
    sequences = [np.arange(len(characters), dtype=np.int64)]
    counts = [arrays["counts1"].astype(np.int32)]
    for length in range(2, LONGEST + 1):
        starts = np.repeat(sequences[-1], arrays[f"rows{length}"])
        sequences.append(starts * _BASE + arrays[f"last{length}"])
        counts.append(arrays[f"counts{length}"].astype(np.int32))
    return CharacterCounts(int(arrays["texts"]), characters, arrays["times"], tuple(sequences), tuple(counts))


def count_characters(texts: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Count in how many texts each sequence of characters is: the arrays of ``sequences.npz``.

    Of a sequence there is its last character, under the sequence without it.
    """
    chars = sorted({char for text in texts for char in set(text) if "\u4e00" <= char <= "\u9fff"})
    characters = "\0" + _MARKS + "".join(chars)
    empty = tuple(np.zeros(1, dtype=np.int64) for _ in range(LONGEST))
    counter = CharacterCounts(len(texts), characters, empty[0], empty, tuple(one.astype(np.int32) for one in empty))
    encoded = [counter.encode(text).codes for text in texts]
    times = sum((np.bincount(codes, minlength=len(characters)) for codes in encoded), start=empty[0])
    found = [_counts(encoded, length) for length in range(1, LONGEST + 1)]
    enough = [counts >= least for (_, counts), least in zip(found, LEAST, strict=True)]
    single = np.zeros(len(characters), dtype=np.uint16)
    single[found[0][0]] = found[0][1]
    arrays: dict[str, NDArray[Any]] = {
        "texts": np.array(len(texts)),
        "characters": np.frombuffer(characters.encode(), dtype=np.uint8),
        "counts1": single,
        "times": times,
    }
    starts = np.arange(len(characters), dtype=np.int64)
    for length, (sequences, counts), kept in zip(range(2, LONGEST + 1), found[1:], enough[1:], strict=True):
        chosen = sequences[kept]
        where = np.searchsorted(starts, chosen // _BASE)
        arrays[f"rows{length}"] = np.bincount(where, minlength=len(starts)).astype(np.uint16)
        arrays[f"last{length}"] = (chosen % _BASE).astype(np.uint16)
        arrays[f"counts{length}"] = counts[kept].astype(np.uint16)
        starts = chosen
    return arrays


def _counts(encoded: Sequence[NDArray[np.int64]], length: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the sequences of one length, and how many texts have each."""
    each = []
    for codes in encoded:
        windows = [codes[at : len(codes) - length + 1 + at] for at in range(length)]
        is_known = np.all([window > 0 for window in windows], axis=0)
        each.append(np.unique(_joined(windows)[is_known]))
    found, counts = np.unique(np.concatenate(each), return_counts=True)
    return found, counts
