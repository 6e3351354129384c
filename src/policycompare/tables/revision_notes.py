"""What changed between two versions of a provision, said as a drafter says it (说明), by paragraph and item."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.differing.runs import Run, in_common
from policycompare.differing.text_differences import ALIKE_ENOUGH, differences
from policycompare.documents import Span
from policycompare.language.numerals import HAN, to_han
from policycompare.language.quantities import quantities
from policycompare.language.references import references
from policycompare.revising.counterparts import counterparts
from policycompare.revising.wording import bare, wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policycompare.documents import Document, Measure
    from policycompare.revising import Change, Revision
    from policycompare.revising.counterparts import Group

MOST_FACTS = 3
"""Facts of a note; what goes beyond is named as other changes."""
QUOTED = 40
"""Characters of the longest words that are quoted whole; of longer ones the first clause is."""
_SHORT = 2
"""Characters below which replaced words are quoted with what stands around them."""
_AROUND = 3
"""Characters around them, on either side."""
_BODY = re.compile(r"(?:行政)?(?:主管)?(?:部门|机关|机构|委员会)")
"""Second half of the name of a body, of which the first half alone was replaced."""
_ITEM = re.compile(rf"^[ 　\t]*(?:[（(](?P<han>{HAN}{{1,4}})[)）]|(?P<figure>[0-9]{{1,2}})[.．、](?![0-9]))")
_CLAUSE_MARK = re.compile(r"[，。；：！？\n]")
_INNER = str.maketrans("“”", "‘’")
"""Quotation marks inside quotation marks are single ones (GB/T 15834)."""


def note_of(revision: Revision, change: Change) -> str:
    """Say what became of a provision, in one line; ``""`` where the kind says all."""
    said = [_moved(change), _shape(revision, change)]
    if change.is_reworded and change.new:
        old = "\n".join(source.text for source in change.sources)
        if _only_references(revision, change):
            said.append("引用的条号相应调整")
        else:
            said.append(_facts(old, wording(change.new)))
    elif change.kind in ("moved", "split", "merged"):
        said.append("文字未改动")
    words = "；".join(filter(None, said))
    return f"{words}。" if words else ""


def _moved(change: Change) -> str:
    """Say from where to where a provision was moved, with the chapters where they differ."""
    if not change.is_moved or change.new is None:
        return ""
    old, new = change.old[0], change.new
    is_same = chapter_name(old) == chapter_name(new)
    above, below = ("", "") if is_same else (chapter_name(old), chapter_name(new))
    return f"由原{above}{old.cited}移至{below}{new.cited}"


def chapter_name(provision: Measure) -> str:
    r"""Return the number of a provision's chapter (第三章), ``""`` where it has none.

    Examples
    --------
    >>> from policycompare.reading import parse
    >>> chapter_name(parse("条例\n第一章　总则\n第一条　略。\n第二条　略。\n").measures[0])
    '第一章'
    """
    words = provision.chapter.split()
    return words[0].rstrip("、") if words and words[0].startswith("第") else ""


def _shape(revision: Revision, change: Change) -> str:
    if change.kind == "split" and change.new is not revision.by_old[change.old[0].label][0].new:
        return f"由原{change.old[0].cited}分出"
    if change.kind == "split":
        parts = [each.new.cited for each in revision.by_old[change.old[0].label] if each.new]
        return f"原{change.old[0].cited}拆分为{_listed(parts)}"
    if change.kind == "merged":
        return f"由原{_listed([old.cited for old in change.old])}合并而成"
    return ""


def _listed(names: Sequence[str]) -> str:
    return "、".join(names[:-1]) + ("和" if len(names) > 1 else "") + names[-1]


def _only_references(revision: Revision, change: Change) -> bool:
    """Whether nothing changed but the numbers of articles that a provision refers to."""
    if len(change.sources) != 1 or not change.sources[0].is_whole or change.new is None:
        return False
    return _masked(revision.old, change.old[0]) == _masked(revision.new, change.new)


def _masked(document: Document, provision: Measure) -> str:
    text, out, position = wording(provision), "", 0
    for reference in references(document, provision):
        out += text[position : reference.span.start] + "#"
        position = reference.span.end
    return bare(out + text[position:])


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a provision: its text, and how it is called there."""

    text: str
    place: str
    is_item: bool

    @property
    def bare(self) -> str:
        return bare(_ITEM.sub("", self.text))


def _lines(text: str) -> list[_Line]:
    """Return the lines of a provision with what they are called: 第二款, 第（三）项."""
    out: list[_Line] = []
    paragraph = 0
    for line in filter(str.strip, text.split("\n")):
        found = _ITEM.match(line) if out else None
        if found:
            printed = found["han"] or to_han(int(found["figure"]))
            out.append(_Line(line, f"第（{printed}）项", is_item=True))
        else:
            paragraph += 1
            out.append(_Line(line, f"第{to_han(paragraph)}款", is_item=False))
    return out


def _facts(old: str, new: str) -> str:
    """Say what changed, line by line."""
    above, below = _lines(old), _lines(new)
    groups = counterparts([line.bare for line in above], [line.bare for line in below])
    if not groups and above and below:
        return "全文改写" if len(below) > 1 else "重新表述"
    facts = [*_facts_of_lines(above, below, groups)]
    if not facts:
        return "款项重新划分，文字未改动"
    counted = Counter(facts)
    said = [f"{fact}（{count}处）" if count > 1 else fact for fact, count in counted.items()]
    more = "，并作其他文字修改" if len(said) > MOST_FACTS else ""
    return "；".join(said[:MOST_FACTS]) + more


def _facts_of_lines(above: Sequence[_Line], below: Sequence[_Line], groups: Sequence[Group]) -> Iterator[str]:
    """Yield what changed in each line, and which lines came and went."""
    old_line_of: dict[int, _Line] = {}
    kept_old: set[int] = set()
    kept_new: set[int] = set()
    for group in groups:
        kept_old.update(group.old)
        kept_new.update(group.new)
        if len(group.old) == len(group.new) == 1:
            old_line_of[group.new[0]] = above[group.old[0]]
    for j, line in enumerate(below):
        if j not in kept_new:
            what = "项" if line.is_item else "款"
            yield f"增加一{what}，作为{line.place}：{quoted(line.bare)}"
        elif j in old_line_of and old_line_of[j].bare != line.bare:
            place = "" if len(below) == 1 else line.place
            for fact in _changes(old_line_of[j].bare, line.bare):
                yield f"{place}{fact}"
    for i, line in enumerate(above):
        if i not in kept_old:
            yield f"删去原{line.place}"


def _changes(old: str, new: str) -> Iterator[str]:
    """Yield what changed in one line."""
    runs = differences(new, old)
    if in_common(runs) < ALIKE_ENOUGH:
        yield "重新表述"
        return
    found = list(_replacements(runs, old, new))
    if any(run.meaning == "moved_in" for run in runs):
        yield "调整语句顺序"
    if not found and not any(run.meaning == "moved_in" for run in runs):
        yield "调整标点"
    for before, after in found:
        if before and after:
            yield f"将{quoted(before)}改为{quoted(after)}"
        else:
            yield f"增加{quoted(after)}" if after else f"删去{quoted(before)}"


def _replacements(runs: Sequence[Run], old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield the words that were replaced, with the unit of a figure, and short ones with what stands around them."""
    old_start = old_end = new_start = new_end = 0
    for run in [*runs, Run("", "same")]:  # the last one ends a replacement at the end of the text
        if run.only_in == "parent":
            old_end += len(run.text)
        elif run.only_in == "child":
            new_end += len(run.text)
        if run.meaning in ("removed", "added"):
            continue
        if run.only_in == "":
            if old_end > old_start or new_end > new_start:
                replaced = _widened(old, Span(old_start, old_end), new, Span(new_start, new_end))
                if any(character.isalnum() for character in "".join(replaced)):
                    yield replaced
            old_end += len(run.text)
            new_end += len(run.text)
        old_start, new_start = old_end, new_end


def _widened(old: str, above: Span, new: str, below: Span) -> tuple[str, str]:
    """Return replaced words with what belongs to them on both sides: a whole quantity, a word around a character.

    `above` are the words in the old text, `below` those in the new one. Only what both texts have belongs to them.
    """
    left = right = 0
    for text, words in ((old, above), (new, below)):
        for found in quantities(text):
            if len(words) and found.span.start < words.end and words.start < found.span.end:
                left, right = max(left, words.start - found.span.start), max(right, found.span.end - words.end)
    are_both = len(above) > 0 and len(below) > 0
    if are_both and (body := _BODY.match(old, above.end)):
        right = max(right, len(body[0]))
    if are_both and not left and not right and max(len(above), len(below)) < _SHORT:
        left = right = _AROUND
    before_old, before_new = old[: above.start], new[: below.start]
    behind_old, behind_new = old[above.end :], new[below.end :]
    left = min(left, _common_start(before_old[::-1], before_new[::-1]))
    right = min(right, _common_start(behind_old, behind_new))
    if _AROUND in (left, right):  # not beyond the clause
        left = len(_last_clause(before_old[len(before_old) - left :]))
        right = len(_first_clause(behind_old[:right]))
    return (
        old[above.start - left : above.end + right],
        new[below.start - left : below.end + right],
    )


def _common_start(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their start."""
    for position, (character, its) in enumerate(zip(one, other, strict=False)):
        if character != its:
            return position
    return min(len(one), len(other))


def _first_clause(words: str) -> str:
    return re.split(_CLAUSE_MARK, words)[0]


def _last_clause(words: str) -> str:
    return re.split(_CLAUSE_MARK, words)[-1]


def quoted(words: str) -> str:
    """Return words in quotation marks: of long ones the first clause, never a part of a word.

    Examples
    --------
    >>> quoted("，每年检查。")
    '“每年检查”'
    """
    words = " ".join(words.split()).strip("，。；、： ")
    if len(words) > QUOTED:
        words = _first_clause(words) + "……"
    return f"“{words.translate(_INNER)}”"
