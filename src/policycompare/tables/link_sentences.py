"""What changed on links, said as a drafter says it (说明): from facts, in whole clauses, in three sentences at most.

First which statement stands for which, and what became earlier or later; then what the lower text adds, then what it
does not take up. It is said that something was added or left out only where nothing on the other side is near it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from policycompare.language.citations import citations
from policycompare.language.deontic import comparison
from policycompare.language.quantities import quantities
from policycompare.tables.stated_differences import (
    OPENING,
    SAME_MATTER,
    is_balanced,
    says_where_it_applies,
    says_why,
)
from policycompare.vocabulary import CHANGES, CONFIDENCES, METHODS, RELATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policycompare.aligning.changes import Change
    from policycompare.assessing.readings import Reading
    from policycompare.tables.link_differences import LinkDifference, LinkDifferences
    from policycompare.tables.stated_differences import Alone, StatedDifference, StatementPair
    from policycompare.tables.statements import Statement

SILENT = {"same": "文字未作改动", "localised": "仅作本地化调整"}
"""Sentence of a link without a change of wording, by kind of revision."""
REWORDED = "仅文字表述不同"
MORE = "内容有增删，详见两栏"
MOST_QUOTES = 2
MOST_CHANGES = 3
LEAST = 4
"""Letters that two statements have alone from which they are quoted."""
BOTH = 240
"""Characters of two statements together that are quoted beside each other."""
SAME_GOAL = 0.25
"""Likeness from which two goals of a document are one."""
BOTH_ALONE = 300
"""The same where nothing else is said."""
_STARTS = re.compile(r"自[^，。；]{2,14}起施行")
_BARS = re.compile(r"(?:\s*\|\s*)+")
"""What stands between the cells of a table in a text, with those that are empty."""
_INNER = str.maketrans("“”", "‘’")
"""Quotation marks inside quotation marks are single ones (GB/T 15834)."""
_GROUND = re.compile("根据|依据|按照|结合|特?制定|现")
_LINK = re.compile(r"^(?:但是?|其中|同时|并且)，?")
"""What ties words to those before them."""
_SHORT = ("deadline", "frequency", "commencement")
"""Kinds of changes that are said by their words alone; the others are shown in their statements."""


def sentence(differences: LinkDifferences, difference: LinkDifference) -> str:
    """Say what changed on one link, without the full stop."""
    return _said(differences, [difference])


def note_of_child(differences: LinkDifferences, label: str) -> str:
    """Say what a child changed of its parents taken together."""
    return f"{_said(differences, differences.of_child(label))}。"


def note_of_parent(differences: LinkDifferences, label: str) -> str:
    """Say what a parent's children changed of it taken together; ``""`` where it has none."""
    links = differences.of_parent(label)
    return f"{_said(differences, links)}。" if links else ""


def _said(differences: LinkDifferences, links: Sequence[LinkDifference]) -> str:
    """Say what changed on links that have a provision in common."""
    changes = [change for each in links for change in each.link.changes]
    units = _units([change for change in changes if change.kind == "units"])
    if all(each.is_only_local for each in links):
        silent = SILENT["localised" if any(each.kind.key == "localised" for each in links) else "same"]
        return f"{silent}；{units}" if units else silent
    children = [*dict.fromkeys(each.link.child.label for each in links)]
    parents = [*dict.fromkeys(each.link.parent.label for each in links)]
    found = differences.stated(children, parents)
    start = _start(links)
    if start:
        return start
    short = _changes([change for change in changes if change.kind in _SHORT], found)
    pairs = [pair for pair in found.pairs if not _is_told(pair, short)]
    room = 1 if found.added or found.dropped or short else MOST_QUOTES
    why = _why(differences, found)
    worded = [pair for pair in pairs if not says_why(pair.child.text) and not pair.is_stock]
    sure = [pair for pair in worded if pair.likeness >= SAME_MATTER and pair.size >= LEAST and pair.is_mutual]
    sole = [pair for pair in worded if len(found.pairs) == 1 and not pair.child.leads and not pair.parent.leads]
    told = _shown(sure or sole, changes, room, BOTH)
    short = [(said, pair) for said, pair in short if pair not in told]
    whole = [statement for pair in told for statement in (pair.child, pair.parent)]
    sentences = (
        "，".join(filter(None, (units, *(said for said, _ in short), *why, *(_turned(pair, changes) for pair in told)))),
        _alone("增加", [each for each in found.added if each.statement not in whole]),
        _alone("未写入", [each for each in found.dropped if each.statement not in whole]),
    )
    said = "；".join(filter(None, sentences))
    if said or found.says_the_same:
        return said or REWORDED
    nearest = sorted((each for each in pairs if each.likeness >= OPENING), key=lambda each: -each.likeness)[:1]
    return "".join(_turned(pair, changes) for pair in _shown(nearest, changes, 1, BOTH_ALONE)) or MORE


def _why(differences: LinkDifferences, found: StatedDifference) -> list[str]:
    """Say what a first article says otherwise: what the document is made for, and on what ground."""
    pair = next((each for each in found.pairs if says_why(each.child.text) and says_why(each.parent.text)), None)
    if pair is None:
        return []
    said = []
    goals = _goals(pair.child), _goals(pair.parent)
    for verb, own, other in (("增加", *goals), ("未列", *reversed(goals))):
        alone = [each for each in own if all(differences.alike(each, another) < SAME_GOAL for another in other)]
        if alone:
            more = "等" * (len(alone) > MOST_QUOTES)
            start = "" if said else "立法目的"
            said.append(f"{start}{verb}{''.join(quoted(each.text) for each in alone[:MOST_QUOTES])}{more}")
    new, old = pair.child.titles(), pair.parent.titles()
    come = [title for title, _ in citations(pair.child.text) if title in new - old]
    gone = [title for title, _ in citations(pair.parent.text) if title in old - new]
    if come and gone:
        said.append(f"制定依据由{_titles(gone)}改为{_titles(come)}")
    elif come:
        said.append(f"制定依据增加{_titles(come)}")
    elif gone:
        said.append(f"制定依据未列{_titles(gone)}")
    return said


def _goals(statement: Statement) -> list[Statement]:
    """Return the phrases of a first article that say what the document is made for."""
    goals = []
    for phrase in statement.phrases:
        if _GROUND.match(phrase.text):
            break
        goals.append(replace(phrase, text=re.sub("^为了?", "", phrase.text)))
    return goals


def _titles(titles: Sequence[str]) -> str:
    return "".join(f"《{title}》" for title in dict.fromkeys(titles))


def _start(links: Sequence[LinkDifference]) -> str:
    """Say since when two documents are in force, where a provision says no more."""
    if len(links) != 1:
        return ""
    texts = links[0].link.parent.text, links[0].link.child.text
    starts = [_STARTS.search(text) for text in texts]
    if starts[0] is None or starts[1] is None or starts[0][0] == starts[1][0]:
        return ""
    if any(len(text) > 2 * len(start[0]) for text, start in zip(texts, starts, strict=True) if start):
        return ""
    return f"施行日期由{quoted(starts[0][0])}改为{quoted(starts[1][0])}"


def _units(changes: Sequence[Change]) -> str:
    """Say which responsible units came and went."""
    said = []
    for verb, names in (("增加", [each.child for each in changes]), ("减少", [each.parent for each in changes])):
        named = "、".join(dict.fromkeys(filter(None, names)))
        if named:
            said.append(f"{verb}{named}")
    return f"责任单位{'，'.join(said)}" if said else ""


def _shown(
    pairs: Sequence[StatementPair], changes: Sequence[Change], most: int, longest: int
) -> list[StatementPair]:
    """Return the pairs that are quoted: those with the greatest difference."""
    shown = []
    for pair in sorted(pairs, key=lambda each: (-_weight(each, changes), -each.size * min(each.likeness, 0.5))):
        new, old = pair.child.text, pair.parent.text
        fits = len(new) + len(old) <= longest and all(is_balanced(text) and "|" not in text for text in (new, old))
        if fits and len(shown) < most:
            shown.append(pair)
    return shown


def _turned(pair: StatementPair, changes: Sequence[Change]) -> str:
    """Say which statement stands for which."""
    old, new = quoted(pair.parent.text), quoted(pair.child.text)
    if not pair.is_turned:
        return f"上级规定{old}，本级规定{new}"
    if pair.child.leads and not pair.parent.leads:
        return f"将{old}改为分项列举（{new}）"
    if pair.parent.leads and not pair.child.leads:
        return f"将分项列举的内容（{old}）改为{new}"
    return f"将{old}{_verb(pair)}{new}{_strength(pair, changes)}"


def _verb(pair: StatementPair) -> str:
    if pair.parent_said > pair.child_said + 0.2 and len(pair.child.text) > len(pair.parent.text) * 1.3:
        return "细化为"
    return "改为"


def _weight(pair: StatementPair, changes: Sequence[Change]) -> int:
    """Return how many changes of a pair are known."""
    return sum(_is_in(pair, change) for change in changes)


def _is_in(pair: StatementPair, change: Change) -> bool:
    return change.parent in pair.parent.text and change.child in pair.child.text


def _strength(pair: StatementPair, changes: Sequence[Change]) -> str:
    """Say whether a statement asks for more or less than the one that it stands for."""
    turned = {comparison(each.parent, each.child) for each in changes if each.kind == "strength" and _is_in(pair, each)}
    return {1: "（要求提高）", -1: "（要求放宽）"}.get(turned.pop(), "") if len(turned) == 1 else ""


def _changes(changes: Sequence[Change], found: StatedDifference) -> list[tuple[str, StatementPair | None]]:
    """Say which deadlines, frequencies and dates changed, each with the pair of statements that it stands in."""
    said = []
    for change in dict.fromkeys(changes):
        if not change.parent or not change.child:
            continue
        pair = next((each for each in found.pairs if _is_in(each, change)), None)
        name = {"deadline": "期限", "frequency": "频次"}.get(change.kind, "施行日期")
        said.append((f"{name}由{quoted(change.parent)}改为{quoted(change.child)}", pair))
    return said[:MOST_CHANGES]


def _is_told(pair: StatementPair, short: Sequence[tuple[str, StatementPair | None]]) -> bool:
    return any(other is pair for _, other in short) and pair.likeness >= 0.7


def _alone(verb: str, found: Sequence[Alone]) -> str:
    """Say what one side has alone, the longest in the order of the text."""
    told = {each.quote: each for each in found if each.quote}
    longest = sorted(told.values(), key=lambda each: -each.size)[:MOST_QUOTES]
    if not longest:
        return ""
    names = []
    for each in told.values():
        if each in longest:
            names.append((f"一{each.of}" if each.of else "") + quoted(each.quote))
    joint = "、" if any(each.of for each in longest) else ""
    is_all = len(longest) == len(found)
    return f"{verb}{joint.join(names)}{'' if is_all else '等内容'}"


def reading_text(reading: Reading) -> str:
    """Say what a language model said of a pair: link or none, how sure, its quotes, its reason."""
    who = f"{METHODS['assessor'].chinese}（{reading.assessment.model}）"
    confidence = CONFIDENCES[reading.confidence].chinese
    if reading.link is None:
        return f"{who}：不对应，{confidence}；{reading.why}"
    link = reading.link
    quotes = f"{quoted(link.child_quote)}↔{quoted(link.parent_quote)}"
    return f"{who}：{RELATIONS[link.relation].chinese}，{confidence}，{quotes}；{reading.why}"


def quoted(words: str) -> str:
    """Return words in quotation marks: without line ends and marks at their ends, cells of a table behind commas."""
    words = _LINK.sub("", words)
    words = " ".join(_BARS.sub("，", words).split()).strip("，。；：、:; ").translate(_INNER)
    return f"“{words}”"
