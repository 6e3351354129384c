"""The names of WordprocessingML, and the few ways in which its values are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def tag_of(element: etree._Element) -> str:
    """Return an element's name without its namespace, ``""`` for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value_of(element: etree._Element | None, child: str) -> str:
    """Return the value (w:val) of a child, or ``""``."""
    found = element.find(f"{W}{child}") if element is not None else None
    value: str = found.get(f"{W}val", "") if found is not None else ""
    return value


def number_of(element: etree._Element | None, child: str) -> int | None:
    """Return the value of a child that is a number, or ``None``."""
    return integer(value_of(element, child))


def integer(value: str | None) -> int | None:
    """Return a number as Word writes it, ``None`` for anything else."""
    return int(value) if value and re.fullmatch(r"[0-9]{1,9}", value) else None


def is_on(element: etree._Element) -> bool:
    """Whether a toggle such as bold is on."""
    return element.get(f"{W}val", "1") not in ("0", "false", "off", "none")


def toggle(properties: etree._Element | None, name: str) -> bool | None:
    """Return whether properties switch a toggle on or off, ``None`` where they say nothing of it."""
    found = properties.find(f"{W}{name}") if properties is not None else None
    return None if found is None else is_on(found)
