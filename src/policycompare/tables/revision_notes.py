"""What changed between two versions of a provision, said as a drafter says it (说明), by paragraph and item."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.differing.runs import Run, in_common
from policycompare.differing.text_differences import ALIKE_ENOUGH, differences
from policycompare.language.numerals import HAN, to_han
from policycompare.language.quantities import quantities
from policycompare.language.references import references
from policycompare.revising.counterparts import counterparts
from policycompare.revising.wording import bare, wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policycompare.documents import Document, Measure
    from policycompare.revising import Change, Revision

MOST_FACTS = 3
"""Facts of a note; what goes beyond is named as other changes."""
QUOTED = 40
"""Characters of the longest words that are quoted whole; of longer ones the first clause is."""
_SHORT = 2
"""Words of at most so many characters are quoted with what stands around them."""
_AROUND = 3
_BODY = re.compile(r"(?:行政)?(?:主管)?(?:部门|机关|机构|委员会)")
"""Second half of the name of a body, of which the first half alone was replaced."""
_ITEM = re.compile(rf"^[ 　\t]*(?:[（(](?P<han>{HAN}{{1,4}})[)）]|(?P<figure>[0-9]{{1,2}})[.．、](?![0-9]))")
_CLAUSE = re.compile(r"[^，。；：！？\n]*")
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
    pairs = {group.new[0]: group.old[0] for group in groups if len(group.new) == len(group.old) == 1}
    kept = {i for group in groups for i in group.old}
    grouped = {j for group in groups for j in group.new}
    if not pairs and above and below and not grouped:
        return "全文改写" if len(below) > 1 else "重新表述"
    facts = []
    is_single = len(below) == 1
    for j, line in enumerate(below):
        if j in pairs and above[pairs[j]].bare != line.bare:
            place = "" if is_single else line.place
            facts += [f"{place}{fact}" for fact in _changes(above[pairs[j]].bare, line.bare)]
        elif j not in grouped:
            what = "项" if line.is_item else "款"
            facts.append(f"增加一{what}，作为{line.place}：{quoted(line.bare)}")
    facts += [f"删去原{line.place}" for i, line in enumerate(above) if i not in kept]
    if not facts:
        return "款项重新划分，文字未改动"
    counted = Counter(facts)
    said = [f"{fact}（{count}处）" if count > 1 else fact for fact, count in counted.items()]
    more = "，并作其他文字修改" if len(said) > MOST_FACTS else ""
    return "；".join(said[:MOST_FACTS]) + more


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
    i = j = 0
    start_old, start_new = 0, 0
    for run in [*runs, Run("", "same")]:
        if run.only_in == "parent":
            i += len(run.text)
            is_change = run.meaning == "removed"
        elif run.only_in == "child":
            j += len(run.text)
            is_change = run.meaning == "added"
        else:
            is_change = False
        if is_change:
            continue
        if run.only_in == "" and (i > start_old or j > start_new):
            said = _widened(old, (start_old, i), new, (start_new, j))
            if any(character.isalnum() for character in "".join(said)):
                yield said
        if run.only_in == "":
            i, j = i + len(run.text), j + len(run.text)
        start_old, start_new = i, j


def _widened(old: str, above: tuple[int, int], new: str, below: tuple[int, int]) -> tuple[str, str]:
    """Return replaced words with what belongs to them on both sides: a whole quantity, a word around a character."""
    left, right = 0, 0
    for text, (start, end) in ((old, above), (new, below)):
        for found in quantities(text):
            if start < end and found.span.start < end and start < found.span.end:
                left, right = max(left, start - found.span.start), max(right, found.span.end - end)
    both = above[1] > above[0] and below[1] > below[0]
    if both and (body := _BODY.match(old, above[1])):
        right = max(right, len(body[0]))
    if not (left or right) and both and max(above[1] - above[0], below[1] - below[0]) < _SHORT:
        left = right = _AROUND
    left = min(left, above[0], below[0])
    right = min(right, len(old) - above[1], len(new) - below[1])
    while left and old[above[0] - left : above[0]] != new[below[0] - left : below[0]]:
        left -= 1
    while right and old[above[1] : above[1] + right] != new[below[1] : below[1] + right]:
        right -= 1
    if left == _AROUND or right == _AROUND:  # not beyond the clause
        left = len(_tail(old[above[0] - left : above[0]]))
        right = len((_CLAUSE.match(old[above[1] : above[1] + right]) or [""])[0])
    return old[above[0] - left : above[1] + right], new[below[0] - left : below[1] + right]


def _tail(words: str) -> str:
    return re.split(r"[，。；：！？\n]", words)[-1]


def quoted(words: str) -> str:
    """Return words in quotation marks: of long ones the first clause, never a part of a word.

    Examples
    --------
    >>> quoted("，每年检查。")
    '“每年检查”'
    """
    words = " ".join(words.split()).strip("，。；、： ")
    if len(words) > QUOTED:
        words = (_CLAUSE.match(words) or [words])[0] + "……"
    return f"“{words.translate(_INNER)}”"
