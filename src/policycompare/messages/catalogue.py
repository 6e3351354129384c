"""Messages with placeholders, and the gettext catalogues in which their Chinese stands.

The catalogues are ``resources/locale/zh_CN/LC_MESSAGES/*.po``, one a part of the package, compiled to ``.mo`` by
``pybabel compile`` (CONTRIBUTING.md). A message is looked up when it is shown, so that one made while reading can still
be printed in the language that the command line asks for.
"""

from __future__ import annotations

import gettext
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from numbers import Number
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

QUOTED = 300
"""Characters of a value that a message shows: of a path, of what another program says, of a damaged part."""
_SEPARATORS: dict[Language, str] = {"zh": "、", "en": ", "}
_STRONGER: dict[Language, str] = {"zh": "；", "en": "; "}
"""Between items that have the other mark themselves, such as 二、（一）3."""


class _Choice:
    """The language of the process.

    A plain attribute and no context variable: a kernel runs each cell, and a server each request, in a context of its
    own, in which a choice made by the user before would be forgotten.
    """

    language: Language = "zh"


def language() -> Language:
    """Return the language in which messages are shown now."""
    return _Choice.language


def use_language(chosen: Language) -> None:
    """Show messages in this language from now on; raises `ValueError` for one that has no catalogue."""
    if chosen not in LANGUAGES:
        raise ValueError(f"no messages in {chosen!r}; choose one of {', '.join(LANGUAGES)}")
    _Choice.language = chosen


@contextmanager
def shown_in(chosen: Language) -> Iterator[None]:
    """Show messages in this language for a while."""
    before = language()
    use_language(chosen)
    try:
        yield
    finally:
        use_language(before)


def language_of_locale(environment: Mapping[str, str]) -> Language:
    """Return ``"en"`` where the locale names English; for C, POSIX and all others Chinese.

    Parameters
    ----------
    environment
        Variables of the process: ``LC_ALL`` goes before ``LC_MESSAGES``, and that before ``LANG``.

    Examples
    --------
    >>> language_of_locale({"LANG": "en_GB.UTF-8"}), language_of_locale({"LANG": "C"}), language_of_locale({})
    ('en', 'zh', 'zh')
    """
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(variable, "")
        if value:
            return "en" if value.lower().startswith("en") else "zh"
    return "zh"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for a person, with the values that it names.

    Attributes
    ----------
    english
        The sentence with ``{placeholders}``; the key of the catalogues.
    values
        What stands in the placeholders. Values that have a method ``text(language)``, such as messages, are shown in
        the language of the sentence; lists and tuples are shown item by item with that language's comma. Whatever
        else is longer than `QUOTED` characters is cut (see `quoted`): it may come from a document.
    """

    english: str
    values: Mapping[str, object] = field(default_factory=dict, hash=False)

    def text(self, chosen: Language | None = None) -> str:
        """Return the sentence in a language, by default the one in which messages are shown now."""
        chosen = chosen or language()
        values = {name: _shown(value, chosen) for name, value in self.values.items()}
        return translated(self.english, chosen).format(**values)

    def __str__(self) -> str:
        return self.text()


def message(english: str, /, **values: object) -> Message:
    """Return a message; its first argument is a literal, so that the tests find it in the catalogues.

    Examples
    --------
    >>> print(message("{count} links: {names}", count=3, names=["a", "b", "c"]).text("en"))
    3 links: a, b, c
    """
    return Message(english, values)


def translated(english: str, chosen: Language | None = None) -> str:
    """Return the sentence of a catalogue for an English one, which itself is returned where no catalogue has it."""
    return english if (chosen or language()) == "en" else _in_chinese(english)


@lru_cache(maxsize=4096)  # one a line of what is printed, and there may be 100,000 lines
def _in_chinese(english: str) -> str:
    for catalogue in _catalogues():
        found = catalogue.gettext(english)
        if found != english:
            return found
    return english


def quoted(text: str) -> str:
    """Return a text as a message quotes it: of more than `QUOTED` characters its beginning and its end.

    Examples
    --------
    >>> quoted("条例.docx"), len(quoted("9" * 5000))
    ('条例.docx', 300)
    """
    half = QUOTED // 2
    return text if len(text) <= QUOTED else f"{text[:half]}…{text[1 - half :]}"


def _shown(value: object, chosen: Language) -> object:
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, (list, tuple)):
        items = [str(_shown(item, chosen)) for item in value]
        has_marks = any(mark.strip() in item for mark in _SEPARATORS.values() for item in items)
        return (_STRONGER if has_marks else _SEPARATORS)[chosen].join(items)
    if isinstance(value, Exception) and value.args and isinstance(value.args[0], Message):
        return value.args[0].text(chosen)
    in_language = getattr(value, "text", None)
    if callable(in_language):
        return in_language(chosen)
    # Numbers stay numbers, as a sentence may say how they are to be shown.
    return value if isinstance(value, Number) else quoted(str(value))


@cache
def _catalogues() -> tuple[gettext.GNUTranslations, ...]:
    folder = resources.files("policycompare.resources") / "locale" / "zh_CN" / "LC_MESSAGES"
    found = []
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".mo"):
            with file.open("rb") as stream:
                found.append(gettext.GNUTranslations(stream))
    return tuple(found)
