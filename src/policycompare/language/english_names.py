"""English names of documents, places, agencies and chapters, for figures: by table, else in pinyin.

The table is ``resources/english.toml``. Pinyin is written by the package pypinyin (extra ``english``), a word of the
text as one word; without it the Chinese stays.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from policycompare.language.numerals import to_int

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_CHAPTER = re.compile(r"第?([一二三四五六七八九十百]+)[章节、]|[（(]([一二三四五六七八九十百]+)[）)]")


# 国家关于城市… has no place: what stands before 关于 is who issued it.
_PLACE = re.compile(r"(?:(?!关于|的)[\u4e00-\u9fff]){2,6}?(?:自治区|自治州|自治县|省|市|区|县)")


@cache
def _table() -> dict[str, dict[str, str]]:
    source = resources.files("policycompare.resources").joinpath("english.toml").read_text("utf-8")
    return tomllib.loads(source)


def english_document(title: str) -> str:
    """Return what an English figure calls a document: by table, a local law by its place, else pinyin and its kind.

    Examples
    --------
    >>> english_document("崇明81条"), english_document("Draft 2")
    ("Chongming's 81", 'Draft 2')
    """
    known = _table()["documents"]
    if title in known or not _HAN.search(title):
        return known.get(title, title)
    place = _PLACE.match(title)
    if place and place.end() < len(title):
        return f"{english_place(place[0])} {english_document(title[place.end() :])}"
    for end, kind in _table()["kinds"].items():
        if title.endswith(end) and len(title) > len(end):
            return f"{_pinyin(title.removesuffix(end))} {kind}" if _can_pinyin() else title
    return _pinyin(title)


def english_place(place: str) -> str:
    """Return the English name of a place.

    Examples
    --------
    >>> english_place("陕西"), english_place("内蒙古自治区"), english_place("")
    ('Shaanxi', 'Inner Mongolia', '')
    """
    known = _table()["places"]
    if place in known:
        return known[place]
    for end, level in _table()["levels"].items():
        stem = place.removesuffix(end)
        if stem != place and len(stem) > 1:
            return known.get(stem, _one_word(stem)) + level if stem in known or _can_pinyin() else place
    return _one_word(place)


def english_agency(name: str) -> str:
    """Return the English name of an agency by its canonical name.

    Examples
    --------
    >>> english_agency("应急局")
    'Emergency Management'
    """
    return _table()["agencies"].get(name) or _pinyin(name)


def english_chapter(heading: str) -> str:
    """Return a chapter by its numbers, which is what can be found again in a Chinese text; else its heading in pinyin.

    Examples
    --------
    >>> english_chapter("十二、加强安全监管执法队伍建设"), english_chapter("二、主要任务 / （三）保障运行安全")
    ('Chapter 12', 'Chapter 2 (3)')
    """
    numbers = []
    for part in heading.split(" / "):
        if match := _CHAPTER.match(part.strip()):
            numbers.append(str(to_int(match[1] or match[2])))
    if not numbers:
        return english_agency(heading)
    return f"Chapter {numbers[0]}" + "".join(f" ({number})" for number in numbers[1:])


def _can_pinyin() -> bool:
    try:
        import pypinyin  # noqa: F401
    except ImportError:
        return False
    return True


def _pinyin(text: str) -> str:
    """Return `text` with its Chinese words in pinyin, without tones; as it is where pypinyin is not installed."""
    if not _can_pinyin() or not _HAN.search(text):
        return text
    import rjieba

    return _capital(" ".join(_one_word(word).lower() for word in rjieba.cut(text) if word.strip()))


def _one_word(text: str) -> str:
    """Return `text` in pinyin as one word: Xi'an."""
    if not _can_pinyin() or not _HAN.search(text):
        return text
    from pypinyin import lazy_pinyin

    first, *others = lazy_pinyin(text)
    return _capital(first + "".join(f"'{syllable}" if syllable[0] in "aoe" else syllable for syllable in others))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
