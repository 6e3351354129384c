"""Part of a file that is the document: the one that is asked for, or the likeliest of a notice and attachments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policycompare.documents import FilePart, Problem, Span
from policycompare.errors import ReadError
from policycompare.language.numerals import to_int
from policycompare.messages import message
from policycompare.reading.outline.cover import is_cover, sections_of
from policycompare.reading.outline.front_matter import find_title
from policycompare.reading.outline.outline import find_outline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.reading.outline.cover import FileSection
    from policycompare.reading.outline.lines import Line
    from policycompare.reading.outline.outline import Outline

_MOST_NAMED = 12
"""Parts that a message names at most."""


@dataclass(frozen=True, slots=True)
class ChosenPart:
    """The part of a file that is the document.

    Attributes
    ----------
    outline
        Its outline; everything behind it in the file is its closing matter.
    cover, cover_title
        The notice that issues it.
    file_parts
        All parts that could have been chosen; none where there is one only.
    problems
        What a person should know of the choice.
    """

    outline: Outline
    cover: tuple[Line, ...] = ()
    cover_title: str = ""
    file_parts: tuple[FilePart, ...] = ()
    problems: tuple[Problem, ...] = ()


def choose_part(lines: Sequence[Line], text: str, style: str | None, part: str | None, name: str) -> ChosenPart:
    """Choose the part of a file that is the document.

    A notice that only issues what follows is the cover of that. Among several attachments the first one with measures
    whose title promises a plan goes before lists and forms.

    Parameters
    ----------
    lines, text
        The file.
    style
        The style that makes a measure, where a person says so.
    part
        What a person asks for: a position or words of a title.
    name
        The file's, for messages.

    Raises
    ------
    ReadError
        There is no such part; the message names those that there are.
    """
    sections = sections_of(lines)
    if len(sections) == 1 and part is None:
        return ChosenPart(find_outline(lines, text, style))
    notice = sections[0]
    has_cover = is_cover(lines, notice, sections[1:])
    candidates = sections[1:] if has_cover else sections
    outlines = {section.start: find_outline(lines[section.start : section.end], text, style) for section in candidates}
    if part is None:
        chosen = _likeliest(candidates, outlines, has_cover=has_cover)
    else:
        chosen = _asked_for(part, candidates, name)
    outline = _with_rest(lines, outlines[chosen.start])
    if part is None and chosen.start == 0:
        return ChosenPart(outline)  # it has measures of its own: forms and lists behind it are no rivals
    cover = () if notice.is_attachment or chosen is notice else tuple(lines[notice.start : notice.end])
    cover_title = find_title([line.text for line in cover])[0]
    if len(candidates) == 1:
        return ChosenPart(outline, cover, cover_title)
    offered = _offered(candidates, chosen, lines)
    problems = (_choice_made(offered, lines[chosen.start].number),) if part is None else ()
    return ChosenPart(outline, cover, cover_title, offered, problems)


def _likeliest(candidates: Sequence[FileSection], outlines: dict[int, Outline], *, has_cover: bool) -> FileSection:
    """Return the part that is likeliest the document: the notice if it has measures itself, else the first plan."""
    if not has_cover and outlines[candidates[0].start].measures:
        return candidates[0]
    with_measures = [section for section in candidates if outlines[section.start].measures]
    plans = [section for section in with_measures if section.is_plan or not section.is_attachment]
    return (plans or with_measures or list(candidates))[0]


def _asked_for(part: str, candidates: Sequence[FileSection], name: str) -> FileSection:
    """Return the part that a person names by its position or by words of its title."""
    position = to_int(part) if part.isdecimal() else None
    if position and position <= len(candidates):
        return candidates[position - 1]
    named = [section for section in candidates if part and part in section.title]
    if named:
        return named[0]
    names = _listed([_called(section, n) for n, section in enumerate(candidates, start=1)])
    raise ReadError(message("{name}: no part “{part}”; the parts are: {names}", name=name, part=part, names=names))


def _offered(candidates: Sequence[FileSection], chosen: FileSection, lines: Sequence[Line]) -> tuple[FilePart, ...]:
    parts = []
    for position, section in enumerate(candidates, start=1):
        span = Span(lines[section.start].start, lines[section.end - 1].end)
        parts.append(FilePart(_called(section, position), span, section is chosen))
    return tuple(parts)


def _choice_made(offered: Sequence[FilePart], line: int) -> Problem:
    chosen = next(part.name for part in offered if part.is_chosen)
    return Problem(
        line,
        "parts",
        message(
            "the file has several parts, “{chosen}” was read; choose another with --part: {names}",
            chosen=chosen,
            names=_listed([part.name for part in offered]),
        ),
    )


def _called(section: FileSection, position: int) -> str:
    return section.title or f"附件{position}"


def _listed(names: Sequence[str]) -> str:
    shown = [f"{position}. {name}" for position, name in enumerate(names[:_MOST_NAMED], start=1)]
    return "; ".join([*shown, "…"] if len(names) > _MOST_NAMED else shown)


def _with_rest(lines: Sequence[Line], outline: Outline) -> Outline:
    """Return the outline of a part with everything behind it in the file as its closing matter."""
    if not outline.lines:
        return outline
    return replace(outline, lines=(*outline.lines, *lines[outline.lines[-1].position + 1 :]))
