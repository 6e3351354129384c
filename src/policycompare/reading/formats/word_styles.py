"""Word's styles: what a paragraph or a run has from its style, and from the styles that one is based on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policycompare.reading.formats.word_xml import W, number_of, toggle, value_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml import etree

_TOGGLES = ("vanish", "b")
# Word itself refuses styles that are based on each other more than eleven deep.
_MOST_BASES = 50


@dataclass(frozen=True, slots=True)
class Style:
    """A style.

    Attributes
    ----------
    identifier, name, based_on
        What paragraphs and runs call it, what people call it (in lower case), and the style below it.
    num_id, level, outline
        The list, its level and the outline level that it carries.
    toggles
        Which of hidden and bold it switches on or off.
    raising
        ``"superscript"``, ``"subscript"`` or ``""``.
    """

    identifier: str
    name: str
    based_on: str
    num_id: str
    level: int | None
    outline: int | None
    toggles: Mapping[str, bool]
    raising: str


@dataclass
class Styles:
    """All styles of a document; `default` is that of paragraphs that name none."""

    by_id: Mapping[str, Style]
    default: str = ""
    _chains: dict[str, tuple[Style, ...]] = field(default_factory=dict)

    def chain(self, identifier: str) -> tuple[Style, ...]:
        """Return a style and the styles it is based on, nearest first."""
        known = self._chains.get(identifier)
        if known is None:
            found: dict[str, Style] = {}
            name = identifier
            while name in self.by_id and name not in found and len(found) < _MOST_BASES:
                found[name] = self.by_id[name]
                name = found[name].based_on
            known = self._chains[identifier] = tuple(found.values())
        return known

    def toggled(self, identifier: str, name: str) -> bool:
        """Whether a style switches a toggle on."""
        said = (style.toggles[name] for style in self.chain(identifier) if name in style.toggles)
        return next(said, False)

    def raising(self, identifier: str) -> str:
        """Return how a style raises or lowers characters."""
        return next((style.raising for style in self.chain(identifier) if style.raising), "")


def styles_in(part: etree._Element | None) -> Styles:
    """Read the part with the styles; it may be missing."""
    found: dict[str, Style] = {}
    default = ""
    for element in part.iterfind(f"{W}style") if part is not None else ():
        style = _style(element)
        found[style.identifier] = style
        is_paragraph = element.get(f"{W}type", "paragraph") == "paragraph"
        if is_paragraph and element.get(f"{W}default") in ("1", "true", "on"):
            default = style.identifier
    return Styles(found, default)


def _style(element: etree._Element) -> Style:
    properties = element.find(f"{W}pPr")
    run = element.find(f"{W}rPr")
    listed = properties.find(f"{W}numPr") if properties is not None else None
    toggles = {name: said for name in _TOGGLES if (said := toggle(run, name)) is not None}
    return Style(
        identifier=element.get(f"{W}styleId", ""),
        name=value_of(element, "name").lower(),
        based_on=value_of(element, "basedOn"),
        num_id=value_of(listed, "numId"),
        level=number_of(listed, "ilvl"),
        outline=number_of(properties, "outlineLvl"),
        toggles=toggles,
        raising=value_of(run, "vertAlign"),
    )
