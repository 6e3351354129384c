"""Texts cut into segments, words and tokens."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from policycompare.language.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from policycompare.language.lexicon import Lexicon

TOGETHER = 512
"""Texts that are cut into words together."""
_SEGMENT = re.compile(r"[^。；;！？!?\n]+")


def segments(text: str) -> list[str]:
    """Return the parts of a normalised text that are compared: sentences, split at semicolons too."""
    return [segment for segment in _SEGMENT.findall(text) if segment] or [text]


def words(text: str, terms: Lexicon | None = None) -> list[str]:
    """Return the words of a text that hold a letter or digit, by jieba's dictionary; terms stay whole.

    Parameters
    ----------
    text
        A text, normalised or not.
    terms
        The terms; `policycompare.language.lexicon.lexicon` as it stands now when not given. Give it where many texts
        must be cut alike.

    Examples
    --------
    >>> words("落实“三管三必须”，严查超龄用工。")
    ['落实', '三管三必须', '严查', '超龄用工']
    """
    terms = lexicon() if terms is None else terms
    return [token for token in tokens(text, terms) if token.isalnum() or token in terms]


def words_of_each(texts: Sequence[str], terms: Lexicon) -> list[list[str]]:
    """Return the words of each of many short texts, as `words` has them, in a fraction of the time.

    Parameters
    ----------
    texts
        Without line breaks.
    terms
        What stays whole.

    Examples
    --------
    >>> words_of_each(["落实责任。", "检查"], lexicon())
    [['落实', '责任'], ['检查']]
    """
    out: list[list[str]] = []
    for start in range(0, len(texts), TOGETHER):
        # No word reaches over a line break.
        own: list[str] = []
        out.append(own)
        for piece in tokens("\n".join(texts[start : start + TOGETHER]), terms):
            if piece == "\n":
                own = []
                out.append(own)
            elif piece.isalnum() or piece in terms:
                own.append(piece)
    return out


def tokens(text: str, terms: Lexicon | None = None) -> list[str]:
    """Cut a text as written into words, marks and blanks; together they are the text again.

    Examples
    --------
    >>> tokens("落实责任，检查。")
    ['落实', '责任', '，', '检查', '。']
    """
    terms = lexicon() if terms is None else terms
    out: list[str] = []
    for piece in terms.pattern.split(text):
        if piece in terms:
            out.append(piece)
        else:
            out += [word for word in _cutter()(piece) if word]
    return out


def tagged(text: str, terms: Lexicon | None = None) -> list[tuple[str, str]]:
    """Cut a text as `tokens` does, each word with jieba's tag of its part of speech; a term is a noun.

    Examples
    --------
    >>> tagged("落实三管三必须")
    [('落实', 'a'), ('三管三必须', 'n')]
    """
    terms = lexicon() if terms is None else terms
    out: list[tuple[str, str]] = []
    for piece in terms.pattern.split(text):
        if piece in terms:
            out.append((piece, "n"))
        elif piece:
            out += _tagger()(piece)
    return out


def dictionary_tokens(text: str) -> list[str]:
    """Cut a text into words of jieba's dictionary alone: what is in none stays single characters.

    Examples
    --------
    >>> dictionary_tokens("纳入财政予算")
    ['纳入', '财政', '予', '算']
    """
    return [word for word in _strict_cutter()(text) if word]


@cache
def _strict_cutter() -> Callable[[str], Sequence[str]]:
    """Return the segmenter without its guesses at new words."""
    try:
        import rjieba
    except ImportError:
        import jieba

        return lambda text: jieba.lcut(text, HMM=False)
    return lambda text: rjieba.cut(text, False)


@cache
def _cutter() -> Callable[[str], Sequence[str]]:
    """Return the segmenter: rjieba (jieba's dictionary in Rust), or jieba itself where rjieba is missing."""
    try:
        import rjieba
    except ImportError:
        import logging

        import jieba

        jieba.setLogLevel(logging.WARNING)
        return jieba.lcut  # type: ignore[no-any-return]
    return rjieba.cut


@cache
def _tagger() -> Callable[[str], Sequence[tuple[str, str]]]:
    """Return what cuts and tags: rjieba, or jieba itself where rjieba is missing."""
    try:
        import rjieba
    except ImportError:
        import jieba.posseg

        return lambda text: [(word, tag) for word, tag in jieba.posseg.cut(text)]
    return rjieba.tag
