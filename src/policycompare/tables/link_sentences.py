"""What changed on links, said as a drafter says it (说明): from facts, in whole clauses, in three sentences at most.

First which statement stands for which, and what became earlier or later; then what the lower text adds, then what it
does not take up: what differs most, as far as a note goes. It is said that something was added or left out only where
nothing on the other side is near it. Where much differs of which that is not sure, short texts are shown side by side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policycompare.language.deontic import comparison
from policycompare.tables.quotable import refers_back
from policycompare.tables.same_matter import CERTAIN, says_why
from policycompare.vocabulary import CONFIDENCES, METHODS, RELATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.aligning.changes import Change
    from policycompare.assessing.readings import Reading
    from policycompare.tables.link_differences import LinkDifference, LinkDifferences
    from policycompare.tables.same_matter import Correspondence
    from policycompare.tables.stated_differences import Alone, StatedDifference
    from policycompare.tables.statements import Statement

SILENT = {"same": "文字未作改动", "localised": "仅作本地化调整"}
"""Sentence of a link without a change of wording, by kind of revision."""
REWORDED = "仅文字表述不同"
NO_COMMON_WORDS = "内容有增删，详见两栏"
MOST_CLAIMS = 4
MOST_QUOTES = 3
LITTLE = 0.15
"""Share of the letters of what differs most, below which a difference is not said beside it."""
MOST_BESIDES = 360
"""Characters of the longest two texts that are said beside each other."""
ALL_THERE_IS = 3.0
"""How much more a statement tells that is all its side has."""
HALF_READABLE = 0.3
"""How much a statement tells that needs what stands before it."""
SURE = 0.5
"""Likeness in letters from which two statements surely stand for each other and for nothing besides."""
OF_THE_HIGHER = 0.45
"""How much what a lower text does not take up tells, beside what it adds."""
LONGEST = 260
"""Characters that a note spends on statements which stand for each other; the first is said whatever its length."""
NEARLY_SAME = 0.75
"""Likeness of two statements of which a time is said alone that changed."""
SAME_GOAL = 0.25
"""Likeness from which two goals of a document are one."""
_SANCTION = re.compile("罚款|处分|没收|吊销|警告")
_NO_UNIT = re.compile("[。，；]|以下|不再|配合$")
"""What stands among units and is none."""
_STARTS = re.compile(r"自[^，。；]{2,14}起施行")
_DATE = re.compile("年.{1,3}月.{1,3}日")
_ON_GROUND = re.compile("根据|依据|按照|依照")
_GROUND = re.compile("根据|依据|按照|结合|特?制定|现")
"""The start of what follows the goals of a document in its first article."""
_LINK = re.compile(r"^(?:但是?|其中|同时|并且)，?")
"""What ties words to those before them."""
_BARS = re.compile(r"(?:\s*\|\s*)+")
"""What stands between the cells of a table in a text, with those that are empty."""
_INNER = str.maketrans("“”", "‘’")
"""Quotation marks inside quotation marks are single ones (GB/T 15834)."""
_TIMES = {"deadline": "期限", "frequency": "频次"}
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
    known = [*filter(None, (units, _start(links)))]
    return _sentences(differences, found, changes, known) or (REWORDED if found.is_same else NO_COMMON_WORDS)


def _sentences(
    differences: LinkDifferences, found: StatedDifference, changes: Sequence[Change], known: list[str]
) -> str:
    """Say what is known, which statements stand for which, what was added and what was left out."""
    if found.is_same and not known:
        return ""
    why = _why(differences, found)
    claims: list[_Claim] = []
    times: list[str] = []
    for each in found.turned:
        if why and _is_first_article(each):
            continue
        told = [_time(change) for change in changes if _is_told(each, change)]
        if told:
            times += told
        elif each.is_short_enough:
            is_certain = each.is_turned and each.in_letters >= SURE
            claims.append(_Claim("turned", _turned(each, changes), _weight(each), each.unsaid, is_certain))
    for kind, some, weight in (("added", found.added, 1.0), ("dropped", found.dropped, OF_THE_HIGHER)):
        claims += [_Claim(kind, _name(each), weight * each.size, each.size, is_certain=True) for each in some]
    known = [*known, *dict.fromkeys(times), *why]
    trusted = _trusted(claims, found)
    told_of = _most_telling(trusted or claims)
    is_little = not trusted or sum(each.letters for each in told_of) <= found.unsure
    is_all = len(told_of) == len(claims) and not found.unsure
    if not known and not (is_all and len(claims) == 1) and is_little:
        whole = _whole(found, MOST_BESIDES if told_of else 2 * MOST_BESIDES)
        if whole:
            return whole
    by_kind = {kind: [each.words for each in told_of if each.kind == kind] for kind in ("turned", "added", "dropped")}
    sentences = (
        "，".join((*known, *by_kind["turned"])),
        _alone("增加", by_kind["added"]),
        _alone("未写入", by_kind["dropped"]),
        "" if is_all else "其余内容亦有调整",
    )
    return "；".join(filter(None, sentences)) if told_of or known else ""


@dataclass(frozen=True, slots=True)
class _Claim:
    """Something that is said of links: its kind and words, how much it tells, and how many letters differ by it."""

    kind: str
    words: str
    size: float
    letters: float
    is_certain: bool


def _trusted(claims: Sequence[_Claim], found: StatedDifference) -> list[_Claim]:
    """Return what is certain: nothing, where that is not certain of any statement and what it stands for."""
    certain = [each for each in claims if each.is_certain]
    return certain if found.has_same or any(each.kind == "turned" for each in certain) else []


def _weight(found: Correspondence) -> float:
    """Return how much a correspondence tells."""
    texts = ["".join(each.text for each in side) for side in (found.children, found.parents)]
    is_sanction = all(_SANCTION.search(text) for text in texts)
    certain = min(found.likeness / CERTAIN, 1.0) ** 2
    if any(map(refers_back, (*found.children, *found.parents))):
        certain *= HALF_READABLE
    if found.is_all:
        certain *= ALL_THERE_IS
    return found.unsaid * certain * (2.0 if is_sanction else 1.0)


def _whole(found: StatedDifference, most: int) -> str:
    """Say both texts beside each other, where they are short."""
    sides = ["".join(quoted(each.whole_text) for each in side) for side in (found.above, found.below)]
    if not all(sides) or sum(map(len, sides)) > most:
        return ""
    rest = "" if found.is_common else "；其余内容亦有调整"
    return f"上级规定{sides[0]}，本级规定{sides[1]}{rest}"


def _most_telling(claims: Sequence[_Claim]) -> list[_Claim]:
    """Return what tells most, as far as a note goes, in its order."""
    order = sorted(range(len(claims)), key=lambda k: -claims[k].size)
    least = LITTLE * max((each.size for each in claims), default=0.0)
    # What the lower text says itself comes before what it does not take up.
    own = [k for k in order if claims[k].kind != "dropped" and claims[k].size >= least][:1]
    told: list[int] = []
    for k in dict.fromkeys([*own, *order]):
        length = sum(len(claims[each].words) for each in (*told, k))
        if not told or (length <= LONGEST and len(told) < MOST_CLAIMS and claims[k].size >= least):
            told.append(k)
    return [claims[k] for k in sorted(told)]


def _is_first_article(found: Correspondence) -> bool:
    return all(any(says_why(each.text) for each in side) for side in (found.children, found.parents))


def _why(differences: LinkDifferences, found: StatedDifference) -> list[str]:
    """Say what a first article says otherwise: what the document is made for, and on what ground."""
    first = next(filter(_is_first_article, found.turned), None)
    if first is None:
        return []
    said: list[str] = []
    child, parent = (next(each for each in side if says_why(each.text)) for side in (first.children, first.parents))
    below, above = _goals(child), _goals(parent)
    if not any(differences.alike(own, other) >= SAME_GOAL for own in below for other in above):
        return []
    for verb, own, others in (("增加", below, above), ("未列", above, below)):
        alone = [each for each in own if all(differences.alike(each, other) < SAME_GOAL for other in others)]
        if alone:
            goals = "".join(quoted(each.text) for each in alone[:MOST_QUOTES])
            said.append(f"{'' if said else '立法目的'}{verb}{goals}{'等' * (len(alone) > MOST_QUOTES)}")
    ground = _ground(child, parent)
    return [*said, ground] if ground else said


def _ground(child: Statement, parent: Statement) -> str:
    """Say on what ground a document is made that the other is not made on."""
    words = ["，".join(each.text for each in side.phrases if _ON_GROUND.match(each.text)) for side in (child, parent)]
    if any("宪法" in each for each in words):
        # The constitution and what stands beside it have no title marks.
        come, gone = (quoted(each) if each else "" for each in words)
    else:
        titles = [replace(child, text=each).titles for each in words]
        come, gone = _titles(_only(*titles)), _titles(_only(*reversed(titles)))
    if come and gone:
        return "" if come == gone else f"制定依据由{gone}改为{come}"
    if come:
        return f"制定依据增加{come}"
    return f"制定依据未列{gone}" if gone else ""


def _goals(statement: Statement) -> list[Statement]:
    """Return the phrases of a first article that say what the document is made for."""
    goals = []
    for phrase in statement.phrases:
        if _GROUND.match(phrase.text):
            break
        goals.append(replace(phrase, text=re.sub("^为了?", "", phrase.text)))
    return goals


def _only(titles: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return titles that others are not, without those that are short for another one."""
    known = [*titles, *others]
    return [title for title in titles if title not in others and not _is_short(title, known)]


def _is_short(title: str, others: Sequence[str]) -> bool:
    """Return whether a title is short for another one."""
    return any(other != title and other.endswith(title) for other in others)


def _titles(titles: Sequence[str]) -> str:
    return "、".join(f"《{title}》" for title in titles)


def _start(links: Sequence[LinkDifference]) -> str:
    """Say since when two documents are in force."""
    sides = ("\n".join(dict.fromkeys(getattr(each.link, side).text for each in links)) for side in ("parent", "child"))
    above, below = map(_STARTS.search, sides)
    if above is None or below is None or above[0] == below[0]:
        return ""
    dates = [found[0] for found in (above, below)]
    if all(_DATE.search(each) for each in dates):
        dates = [each.removeprefix("自").removesuffix("起施行") for each in dates]
    return f"施行日期由{quoted(dates[0])}改为{quoted(dates[1])}"


def _units(changes: Sequence[Change]) -> str:
    """Say which responsible units came and went."""
    said = []
    for verb, names in (("增加", [each.child for each in changes]), ("减少", [each.parent for each in changes])):
        listed = [name for each in names for name in each.split("、") if name and not _NO_UNIT.search(name)]
        named = "、".join(dict.fromkeys(listed))
        if named:
            said.append(f"{verb}{named}")
    return f"责任单位{'，'.join(said)}" if said else ""


def _time(change: Change) -> str:
    """Say which deadline, frequency or date changed."""
    return f"{_TIMES[change.kind]}由{quoted(change.parent)}改为{quoted(change.child)}"


def _is_told(found: Correspondence, change: Change) -> bool:
    """Whether the words of a change alone say what statements have that differ in little else."""
    is_time = change.kind in _TIMES and bool(change.parent and change.child)
    return is_time and found.likeness >= NEARLY_SAME and _is_in(found, change)


def _is_in(found: Correspondence, change: Change) -> bool:
    is_below = any(change.child in each.text for each in found.children)
    return is_below and any(change.parent in each.text for each in found.parents)


def _turned(found: Correspondence, changes: Sequence[Change]) -> str:
    """Say which statements stand for which."""
    old = "".join(dict.fromkeys(_quoted(each, found, found.children) for each in found.parents))
    new = "".join(dict.fromkeys(_quoted(each, found, found.parents) for each in found.children))
    if not found.is_turned:
        return f"上级规定{old}，本级规定{new}"
    turned = {
        comparison(each.parent, each.child) for each in changes if each.kind == "strength" and _is_in(found, each)
    }
    strength = {1: "（要求提高）", -1: "（要求放宽）"}.get(turned.pop(), "") if len(turned) == 1 else ""
    return f"将{old}改为{new}{strength}"


def _quoted(statement: Statement, found: Correspondence, others: Sequence[Statement]) -> str:
    """Return a statement in quotation marks, of a long list what leads to it and the item that is nearest to others."""
    if not statement.items or not found.lists_are_long:
        return quoted(statement.whole_text)
    nearest = found.nearest_item(statement, others)
    return f"{quoted(statement.text)}（列举{statement.item_count}项，其中{quoted(nearest.text)}）"


def _alone(verb: str, names: Sequence[str]) -> str:
    """Say what one side has alone."""
    joint = "、" if any(not each.startswith("“") for each in names) else ""
    return f"{verb}{joint.join(names)}" if names else ""


def _name(alone: Alone) -> str:
    """Return what one side alone says, as it is named in a sentence."""
    of = f"一{alone.of}" if alone.of else ""
    listed = alone.statement.item_count
    return f"{of}{quoted(alone.quote)}{f'及所列{listed}项' if listed else ''}"


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
