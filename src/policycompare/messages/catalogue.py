"""Messages with placeholders, and the gettext catalogues in which their Chinese stands.

The catalogues are ``resources/locale/zh_CN/LC_MESSAGES/*.po``, one a part of the package, compiled to ``.mo`` by
``pybabel compile`` (CONTRIBUTING.md). A message is looked up when it is shown, so that one made while reading can still
be printed in the language that the command line asks for.
"""

from __future__ import annotations

import gettext
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_chosen: ContextVar[Language] = ContextVar("language", default="zh")


def language() -> Language:
    """Return the language in which messages are shown now."""
    return _chosen.get()


def use_language(chosen: Language) -> None:
    """Show messages in this language from now on."""
    _chosen.set(chosen)


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
        What stands in the placeholders; messages among them are shown in the same language.
    """

    english: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, shown_in: Language | None = None) -> str:
        """Return the sentence in a language, by default the one that is chosen now."""
        shown_in = shown_in or language()
        template = _chinese(self.english) if shown_in == "zh" else self.english
        values = {
            name: value.text(shown_in) if isinstance(value, Message) else value for name, value in self.values.items()
        }
        return template.format(**values)

    def __str__(self) -> str:
        return self.text()


def message(english: str, /, **values: object) -> Message:
    """Return a message; its first argument is a literal, so that ``pybabel extract -k message`` finds it.

    Examples
    --------
    >>> print(message("{count} links", count=3).text("en"))
    3 links
    """
    return Message(english, values)


def _chinese(english: str) -> str:
    for catalogue in _catalogues():
        found = catalogue.gettext(english)
        if found != english:
            return found
    return english


@cache
def _catalogues() -> tuple[gettext.GNUTranslations, ...]:
    folder = resources.files("policycompare.resources") / "locale" / "zh_CN" / "LC_MESSAGES"
    found = []
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".mo"):
            with file.open("rb") as stream:
                found.append(gettext.GNUTranslations(stream))
    return tuple(found)
