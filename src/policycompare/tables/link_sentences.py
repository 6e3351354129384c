"""What changed on links, said as a drafter says it (说明): from facts, in whole clauses, in three sentences at most.

First which statement stands for which, and what became earlier or later; then what the lower text adds, then what it
does not take up. It is said that something was added or left out only where nothing on the other side is near it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from policycompare.language.deontic import comparison
from policycompare.tables.stated_differences import OPENING, SAME_MATTER, is_balanced, says_why
from policycompare.vocabulary import CONFIDENCES, METHODS, RELATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.aligning.changes import Change
    from policycompare.assessing.readings import Reading
    from policycompare.tables.link_differences import LinkDifference, LinkDifferences
    from policycompare.tables.stated_differences import Alone, StatedDifference, StatementPair
    from policycompare.tables.statements import Statement

SILENT = {"same": "文字未作改动", "localised": "仅作本地化调整"}
"""Sentence of a link without a change of wording, by kind of revision."""
REWORDED = "仅文字表述不同"
NO_COMMON_WORDS = "内容有增删，详见两栏"
MOST_QUOTES = 2
MOST_CHANGES = 3
BOTH = 240
"""Characters of two statements together that are quoted beside each other."""
BOTH_ALONE = 300
"""The same where nothing else is said."""
LEAST = 4
"""Letters that two statements have alone from which they are quoted."""
NEARLY_SAME = 0.75
"""Likeness of two statements of which a time is said alone that changed."""
SAME_GOAL = 0.25
"""Likeness from which two goals of a document are one."""
DETAILED = 1.3
"""How many times as long a statement is that was worked out in detail."""
_STARTS = re.compile(r"自[^，。；]{2,14}起施行")
_GROUND = re.compile("根据|依据|按照|结合|特?制定|现")
"""The start of what follows the goals of a document in its first article."""
_LINK = re.compile(r"^(?:但是?|其中|同时|并且)，?")
"""What ties words to those before them."""
_BARS = re.compile(r"(?:\s*\|\s*)+")
"""What stands between the cells of a table in a text, with those that are empty."""
_INNER = str.maketrans("“”", "‘’")
"""Quotation marks inside quotation marks are single ones (GB/T 15834)."""
_TIMES = {"deadline": "期限", "frequency": "频次", "commencement": "施行日期"}
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
    start = _start(links)
    if start:
        return start
    children = [*dict.fromkeys(each.link.child.label for each in links)]
    parents = [*dict.fromkeys(each.link.parent.label for each in links)]
    found = differences.stated(children, parents)
    return _sentences(differences, found, changes, units) or (REWORDED if found.is_same else _nearest(found, changes))


def _sentences(differences: LinkDifferences, found: StatedDifference, changes: Sequence[Change], units: str) -> str:
    """Say which statements stand for which, what was added and what was left out."""
    times = _times(changes)
    room = 1 if found.added or found.dropped or times else MOST_QUOTES
    worded = [pair for pair in found.pairs if not says_why(pair.child.text) and not pair.is_stock]
    worded = [pair for pair in worded if not any(_is_told(pair, change) for change in changes)]
    shown = _shown([pair for pair in worded if _is_worth_showing(pair)], changes, room, BOTH)
    if not shown and len(found.pairs) == 1:
        sole = [pair for pair in worded if pair.likeness >= OPENING and not pair.child.leads and not pair.parent.leads]
        shown = _shown(sole, changes, 1, BOTH)
    whole = [statement for pair in shown for statement in (pair.child, pair.parent)]
    turned = [_turned(pair, changes) for pair in shown]
    told = [said for said, change in times if not any(_is_in(pair, change) for pair in shown)]
    sentences = (
        "，".join(filter(None, (units, *told, *_why(differences, found), *turned))),
        _alone("增加", [each for each in found.added if each.statement not in whole]),
        _alone("未写入", [each for each in found.dropped if each.statement not in whole]),
    )
    return "；".join(filter(None, sentences))


def _nearest(found: StatedDifference, changes: Sequence[Change]) -> str:
    """Say what the two statements say that are most alike."""
    near = [each for each in found.pairs if each.likeness >= OPENING]
    nearest = sorted(near, key=lambda each: (each.is_stock, -each.likeness))[:1]
    said = "".join(_turned(pair, changes) for pair in _shown(nearest, changes, 1, BOTH_ALONE))
    return said or NO_COMMON_WORDS


def _why(differences: LinkDifferences, found: StatedDifference) -> list[str]:
    """Say what a first article says otherwise: what the document is made for, and on what ground."""
    pair = next((each for each in found.pairs if says_why(each.child.text) and says_why(each.parent.text)), None)
    if pair is None:
        return []
    said: list[str] = []
    below, above = _goals(pair.child), _goals(pair.parent)
    for verb, own, others in (("增加", below, above), ("未列", above, below)):
        alone = [each for each in own if all(differences.alike(each, other) < SAME_GOAL for other in others)]
        if alone:
            goals = "".join(quoted(each.text) for each in alone[:MOST_QUOTES])
            said.append(f"{'' if said else '立法目的'}{verb}{goals}{'等' * (len(alone) > MOST_QUOTES)}")
    come = [title for title in pair.child.titles if title not in pair.parent.titles]
    gone = [title for title in pair.parent.titles if title not in pair.child.titles]
    if come and gone:
        said.append(f"制定依据由{_titles(gone)}改为{_titles(come)}")
    elif come or gone:
        said.append(f"制定依据增加{_titles(come)}" if come else f"制定依据未列{_titles(gone)}")
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
    return "".join(f"《{title}》" for title in titles)


def _start(links: Sequence[LinkDifference]) -> str:
    """Say since when two documents are in force, where their provisions say no more."""
    if len(links) != 1:
        return ""
    texts = links[0].link.parent.text, links[0].link.child.text
    starts = [found[0] for found in map(_STARTS.search, texts) if found]
    if len(starts) < len(texts) or starts[0] == starts[1]:
        return ""
    if any(len(text) > 2 * len(start) for text, start in zip(texts, starts, strict=True)):
        return ""
    return f"施行日期由{quoted(starts[0])}改为{quoted(starts[1])}"


def _units(changes: Sequence[Change]) -> str:
    """Say which responsible units came and went."""
    said = []
    for verb, names in (("增加", [each.child for each in changes]), ("减少", [each.parent for each in changes])):
        named = "、".join(dict.fromkeys(filter(None, names)))
        if named:
            said.append(f"{verb}{named}")
    return f"责任单位{'，'.join(said)}" if said else ""


def _times(changes: Sequence[Change]) -> list[tuple[str, Change]]:
    """Say which deadlines, frequencies and dates changed, each with its change."""
    said = []
    for change in dict.fromkeys(changes):
        if change.kind in _TIMES and change.parent and change.child:
            said.append((f"{_TIMES[change.kind]}由{quoted(change.parent)}改为{quoted(change.child)}", change))
    return said[:MOST_CHANGES]


def _is_worth_showing(pair: StatementPair) -> bool:
    return pair.likeness >= SAME_MATTER and pair.size >= LEAST and pair.margin >= 0


def _is_told(pair: StatementPair, change: Change) -> bool:
    """Whether the words of a change alone say what two statements have that differ in little else."""
    return change.kind in _TIMES and pair.likeness >= NEARLY_SAME and _is_in(pair, change)


def _is_in(pair: StatementPair, change: Change) -> bool:
    return change.parent in pair.parent.text and change.child in pair.child.text


def _shown(pairs: Sequence[StatementPair], changes: Sequence[Change], most: int, longest: int) -> list[StatementPair]:
    """Return the pairs that are quoted: those with known changes, and those with the greatest difference."""
    weights = {}
    for pair in pairs:
        known = sum(_is_in(pair, change) for change in changes)
        weights[id(pair)] = known, pair.size * min(pair.likeness, 0.5)
    shown: list[StatementPair] = []
    for pair in sorted(pairs, key=lambda each: weights[id(each)], reverse=True):
        texts = pair.child.text, pair.parent.text
        is_readable = all(is_balanced(text) and "|" not in text for text in texts)
        if is_readable and sum(map(len, texts)) <= longest and len(shown) < most:
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
    is_detailed = pair.parent_said > pair.child_said + 0.2 and len(pair.child.text) > len(pair.parent.text) * DETAILED
    turned = {comparison(each.parent, each.child) for each in changes if each.kind == "strength" and _is_in(pair, each)}
    strength = {1: "（要求提高）", -1: "（要求放宽）"}.get(turned.pop(), "") if len(turned) == 1 else ""
    return f"将{old}{'细化为' if is_detailed else '改为'}{new}{strength}"


def _alone(verb: str, found: Sequence[Alone]) -> str:
    """Say what one side has alone, the longest in the order of the text."""
    told = {each.quote: each for each in found if each.quote}
    longest = sorted(told.values(), key=lambda each: -each.size)[:MOST_QUOTES]
    if not longest:
        return ""
    names = [(f"一{each.of}" if each.of else "") + quoted(each.quote) for each in told.values() if each in longest]
    joint = "、" if any(each.of for each in longest) else ""
    return f"{verb}{joint.join(names)}{'' if len(longest) == len(found) else '等内容'}"


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
