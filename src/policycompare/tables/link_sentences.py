"""What changed on links, said as a drafter says it (说明): from facts, in whole clauses, in three sentences at most.

First what became stricter or looser, earlier or later, larger or smaller, and whose duty it is now (the changes of a
link); then what the lower text adds, then what it does not take up. Of a text that differs in wording alone it is said
that it does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise, product
from typing import TYPE_CHECKING

from policycompare.differing.runs import in_common
from policycompare.differing.text_differences import ALIKE_ENOUGH
from policycompare.language.deontic import comparison
from policycompare.tables.passages import LEAST, QUOTED, letters_of, refers_only, says_where_it_applies, without_marker
from policycompare.vocabulary import CHANGES, CONFIDENCES, METHODS, RELATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from policycompare.aligning.changes import Change
    from policycompare.assessing.readings import Reading
    from policycompare.differing.runs import Run
    from policycompare.tables.link_differences import LinkDifference, LinkDifferences
    from policycompare.tables.passages import Comparison, Passage

SILENT = {"same": "文字未作改动", "localised": "仅作本地化调整"}
"""Sentence of a link without a change of wording, by kind of revision."""
REWORDED = "仅文字表述不同"
SCOPE = "适用范围表述不同"
SAME_SAID = 0.4
"""Least likeness (rapidfuzz) of a passage that one side has alone and one of the other's that say the same."""
SAME_CORE = 0.65
"""Least share of the shorter one's letters, without who is asked, that the other has in the same order."""
MOST_CHANGES = 3
MOST_PASSAGES = 2
MOST_ITEMS = 4
TURNED = 0.5
"""Least likeness of a passage and a clause of the other side that was turned into it."""
_CLAUSE_END = re.compile(r"[。；;！？\n]")
_ASKED = re.compile(r"^.{2,30}?(?:应当|必须|可以|不得|负责)")
_STARTS = re.compile(r"自[^，。；]{2,14}起施行")
_BARS = re.compile(r"(?:\s*\|\s*)+")
"""What stands between the cells of a table in a text, with those that are empty."""
_INNER = str.maketrans("“”", "‘’")
"""Quotation marks inside quotation marks are single ones (GB/T 15834)."""


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """How a kind of change is said.

    Attributes
    ----------
    turned
        Where both sides say something: ``{old}`` and ``{new}``.
    come, gone
        Where only the lower or the higher one does: ``{new}`` or ``{old}``.
    """

    turned: str
    come: str
    gone: str


SAID: dict[str, ChangeWords] = {
    "strength": ChangeWords("将{old}改为{new}", "增加要求{new}", "未写入{old}"),
    "deadline": ChangeWords("期限由{old}改为{new}", "明确期限为{new}", "未写期限{old}"),
    "frequency": ChangeWords("频次由{old}改为{new}", "明确频次为{new}", "未写频次{old}"),
    "figures": ChangeWords("将{old}改为{new}", "增加{new}", "未写入{old}"),
    "sanction": ChangeWords("处罚由{old}改为{new}", "增加处罚{new}", "未规定处罚{old}"),
    "fine": ChangeWords("罚款幅度明确为{new}", "", ""),
    "no fine": ChangeWords("未规定罚款幅度{old}", "", ""),
    "scope": ChangeWords("范围由{old}改为{new}", "范围限定为{new}", "未限定{old}"),
    "actor": ChangeWords("责任主体由{old}改为{new}", "明确责任主体为{new}", "未明确责任主体{old}"),
    "units": ChangeWords("责任单位增加{new}、减少{old}", "责任单位增加{new}", "责任单位减少{old}"),
    "commencement": ChangeWords("施行日期由{old}改为{new}", "明确施行日期为{new}", "未写施行日期{old}"),
}
"""How each kind of change is said; a kind that is not here is said by its name."""
_ORDER = ("actor", "strength", "sanction", "deadline", "frequency", "figures", "scope", "units", "commencement")
_IN_PAIRS = ("object", "action")
"""Kinds that are said only where both sides have their word: one alone says nothing by itself."""
_NAMED = ("units",)
"""Kinds whose words are names, and not quoted."""


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
    units = [change for each in links for change in each.link.changes if change.kind == "units"]
    if all(each.is_only_local for each in links):
        silent = SILENT["localised" if any(each.kind.key == "localised" for each in links) else "same"]
        return f"{silent}；{_changes(units)}" if units else silent
    children = dict.fromkeys(each.link.child.label for each in links)
    parents = dict.fromkeys(each.link.parent.label for each in links)
    added = [differences.only_in_child(label) for label in children]
    dropped = [differences.only_in_parent(label) for label in parents]
    sides = ([each.link.child.text for each in links], [each.link.parent.text for each in links])
    is_scope = all(any(map(says_where_it_applies, texts)) for texts in sides)
    added, dropped = _without_rewordings(added, dropped)
    found = [change for each in links for change in each.link.changes]
    changes = _changes(found)
    # Each document says somewhere where it applies.
    scopes = {passage.quote for passage in _all_passages([*added, *dropped]) if passage.is_scope}
    dropped = [replace(each.without(scopes), items=()) for each in dropped]
    if is_scope:
        added = [each.without(scopes) for each in added]
    if any(each.offices for each in dropped):  # 国土资源, now 自然资源: called otherwise, and none besides
        added = [replace(each, offices=()) for each in added]
    dropped = [replace(each, offices=()) for each in dropped]
    turned, added, dropped = _turned(sides, added, dropped)
    sentences = (
        "，".join(filter(None, (changes, turned))),
        _passages("增加", added, {change.child for change in found}),
        _passages("未写入", dropped, {change.parent for change in found}),
    )
    said = "；".join(filter(None, sentences)) or "；".join(_words(links)) or _times(added, dropped) or _start(links)
    return said or (SCOPE if is_scope else REWORDED)


def _start(links: Sequence[LinkDifference]) -> str:
    """Say since when two documents are in force, where either gives no date (自公布之日起施行)."""
    starts = [_STARTS.search(text) for text in (links[0].link.parent.text, links[0].link.child.text)]
    if len(links) != 1 or starts[0] is None or starts[1] is None or starts[0][0] == starts[1][0]:
        return ""
    return f"施行日期由{quoted(starts[0][0])}改为{quoted(starts[1][0])}"


def _times(added: Sequence[Comparison], dropped: Sequence[Comparison]) -> str:
    """Say which times one side alone sets, or else which figures."""
    said = []
    for verb, side in (("明确期限", added), ("未写期限", dropped)):
        times = dict.fromkeys(time for each in side for time in each.times)
        if times:
            said.append(f"{verb}{''.join(map(quoted, [*times][:MOST_PASSAGES]))}")
    for verb, side in (("增加", added), ("未写入", dropped)) if not said else ():
        figures = dict.fromkeys(phrase for each in side for phrase in each.figures)
        if figures:
            said.append(f"{verb}{''.join(map(quoted, [*figures][:MOST_PASSAGES]))}")
    return "；".join(said)


def _words(links: Sequence[LinkDifference]) -> Iterator[str]:
    """Say which longer words one text alone has within clauses that both have, for a link that stands alone."""
    if len(links) != 1 or in_common(links[0].runs) < ALIKE_ENOUGH:
        return
    runs = links[0].runs
    for verb, side in (("增加", "added"), ("未写入", "removed")):
        alone = []
        for before, run, after in zip((None, *runs), runs, (*runs[1:], None), strict=False):
            replaces = any(other and other.meaning in ("added", "removed") for other in (before, after))
            ends = after is None or not (after.text[:1].isalnum() and run.text[-1:].isalnum())
            if run.meaning == side and not replaces and ends and _is_worth_quoting(run.text) and not _moves(run, runs):
                alone.append(run.text)
        if alone:
            left_out = "等内容" if len(alone) > MOST_PASSAGES else ""
            yield f"{verb}{''.join(map(quoted, alone[:MOST_PASSAGES]))}{left_out}"


def _moves(run: Run, runs: Sequence[Run]) -> bool:
    """Whether the words of a run stand elsewhere on the other side."""
    own = letters_of(run.text)
    others = [letters_of(other.text) for other in runs if other.only_in and other.only_in != run.only_in]
    return any(own in other or (len(other) >= LEAST and other in own) for other in others)


def _is_worth_quoting(words: str) -> bool:
    balanced = all(words.count(opening) == words.count(closing) for opening, closing in ("“”", "（）", "《》"))
    balanced = balanced and "简称" not in words and not refers_only(words)
    return balanced and not {"\n", "|", "、"} & set(words) and LEAST <= len(letters_of(words)) <= QUOTED


def _without_rewordings(
    added: Sequence[Comparison], dropped: Sequence[Comparison]
) -> tuple[list[Comparison], list[Comparison]]:
    """Leave out passages that say the same on both sides in other words: nothing was added there, nothing dropped."""
    reworded: set[str] = set()
    pairs = []
    for new, old in product(_all_passages(added), _all_passages(dropped)):
        likeness = _likeness(new, old)
        if likeness:
            pairs.append((likeness, new.quote, old.quote))
    for _, new_quote, old_quote in sorted(pairs, reverse=True):
        if not {new_quote, old_quote} & reworded:
            reworded |= {new_quote, old_quote}
    sides = []
    for side in (added, dropped):
        sides.append([each.without(reworded) for each in side])
    return sides[0], sides[1]


def _turned(
    sides: tuple[list[str], list[str]], added: list[Comparison], dropped: list[Comparison]
) -> tuple[str, list[Comparison], list[Comparison]]:
    """Say which clause was turned into which, where two say much the same, and leave both out of the rest.

    Parameters
    ----------
    sides
        The texts below and above.
    added, dropped
        What each of them has alone.
    """
    below, above = ([clause for text in texts for clause in _clauses(text)] for texts in sides)
    said: dict[str, None] = {}
    gone: set[str] = set()
    for passage in sorted(_all_passages(added), key=lambda each: -each.size):
        old = _counterpart(passage.quote, above, below)
        if old and passage.quote not in gone and len(said) < MOST_PASSAGES:
            said[f"将{quoted(old)}改为{quoted(passage.quote)}"] = None
            gone |= {passage.quote} | _within(old, dropped)
    for passage in sorted(_all_passages(dropped), key=lambda each: -each.size):
        new = _counterpart(passage.quote, below, above)
        if new and passage.quote not in gone and len(said) < MOST_PASSAGES:
            said[f"将{quoted(passage.quote)}改为{quoted(new)}"] = None
            gone |= {passage.quote} | _within(new, added)
    return "，".join(said), [each.without(gone) for each in added], [each.without(gone) for each in dropped]


def _clauses(text: str) -> list[str]:
    """Return what stands between full stops and semicolons, as far as it can be quoted."""
    found = (without_marker(clause.strip()) for clause in _CLAUSE_END.split(text))
    return [clause for clause in found if LEAST <= len(letters_of(clause)) <= 2 * QUOTED and "|" not in clause]


def _within(clause: str, found: Sequence[Comparison]) -> set[str]:
    """Return the quotes of passages that stand in a clause, or in which it stands."""
    return {each.quote for each in _all_passages(found) if each.quote in clause or clause in each.quote}


def _counterpart(quote: str, others: Sequence[str], own: Sequence[str]) -> str:
    """Return the clause of the other side that says much the same as a quotation, unless another one says it more."""
    from rapidfuzz.distance import Indel

    letters = letters_of(quote)
    likeness, other = max(((_alike(letters, each), each) for each in others), default=(0.0, ""))
    if likeness < TURNED or "下列" in other:
        return ""
    rivals = (each for each in own if quote not in each and each not in quote)
    nearest = max((Indel.normalized_similarity(letters_of(other), letters_of(each)) for each in rivals), default=0.0)
    return other if nearest < likeness else ""


def _alike(letters: str, clause: str) -> float:
    from rapidfuzz.distance import Indel

    return float(Indel.normalized_similarity(letters, letters_of(clause)))


def _likeness(new: Passage, old: Passage) -> float:
    """Return how alike two passages are that are one in other words, as a whole or in what they ask for, or else 0."""
    from rapidfuzz.distance import Indel, LCSseq

    best = 0.0
    # Offices that are called otherwise are alike in the normalised letters, those that have another task as written.
    for pair in ((new.letters, old.letters), (letters_of(new.quote), letters_of(old.quote))):
        cores = [_ASKED.sub("", passage) for passage in pair]
        shorter = min(map(len, cores))
        whole = float(Indel.normalized_similarity(*pair))
        core = float(LCSseq.similarity(*cores)) / shorter if shorter >= LEAST else 0.0
        if whole >= SAME_SAID or core >= SAME_CORE:
            best = max(best, whole, core)
    return best


def _all_passages(found: Sequence[Comparison]) -> list[Passage]:
    return [passage for each in found for passage in each.passages]


def _changes(changes: Sequence[Change]) -> str:
    """Say the weightiest changes, each once."""
    order = {kind: place for place, kind in enumerate(_ORDER)}
    sayable = [each for each in changes if each.kind not in _IN_PAIRS or (each.child and each.parent)]
    sorted_changes = sorted(sayable, key=lambda change: order.get(change.kind, len(order)))
    said = [*dict.fromkeys(_change(change) for change in sorted_changes)][:MOST_CHANGES]
    # 期限由…改为…，由…改为…; 罚款幅度明确为…、…: what changed is named once.
    shown = "".join(said[:1])
    for before, words in pairwise(said):
        what, mark, _ = words.partition("“")
        named = words.removeprefix(what.removesuffix("由"))
        again = bool(what) and before.startswith(what + mark)
        shown += f"{'，' if '由' in what else '、'}{named}" if again else f"，{words}"
    return shown


def reading_text(reading: Reading) -> str:
    """Say what a language model said of a pair: link or none, how sure, its quotes, its reason."""
    who = f"{METHODS['assessor'].chinese}（{reading.assessment.model}）"
    confidence = CONFIDENCES[reading.confidence].chinese
    if reading.link is None:
        return f"{who}：不对应，{confidence}；{reading.why}"
    link = reading.link
    quotes = f"{quoted(link.child_quote)}↔{quoted(link.parent_quote)}"
    return f"{who}：{RELATIONS[link.relation].chinese}，{confidence}，{quotes}；{reading.why}"


def _change(change: Change) -> str:
    name = CHANGES[change.kind].chinese
    kind = change.kind
    if kind == "sanction" and "罚款" in (change.parent, change.child):
        kind = "fine" if change.parent == "罚款" else "no fine"
    words = SAID.get(kind) or ChangeWords(f"{name}由{{old}}改为{{new}}", f"增加{name}{{new}}", f"未写{name}{{old}}")
    template = words.turned
    if not change.parent:
        template = words.come
    elif not change.child:
        template = words.gone
    quote = str if change.kind in _NAMED else quoted
    said = template.format(old=quote(change.parent), new=quote(change.child))
    turned = comparison(change.parent, change.child) if change.kind == "strength" else 0
    return said + {1: "（要求提高）", -1: "（要求放宽）", 0: ""}[turned]


def _passages(verb: str, found: Sequence[Comparison], said: AbstractSet[str]) -> str:
    """Say which passages one side has alone, the longest in the order of the text, or else which members of lists.

    Parameters
    ----------
    verb
        What became of them.
    found
        What each provision has alone.
    said
        Words that are said already: a passage with them is not said again.
    """
    told: dict[str, Passage] = {}
    for passage in _all_passages(found):
        if not any(words and words in passage.quote for words in said):
            told.setdefault(passage.quote, passage)
    longest = sorted(told.values(), key=lambda each: -each.size)[:MOST_PASSAGES]
    names = []
    for passage in told.values():
        if passage in longest:
            names.append((f"一{passage.whole}" if passage.whole else "") + quoted(passage.quote))
    if names:
        joint = "、" if any(each.whole for each in longest) else ""
        is_all = len(longest) == len(told) and not any(each.is_shortened for each in longest)
        return f"{verb}{joint.join(names)}{'' if is_all else '等内容'}"
    offices = dict.fromkeys(office for each in found for office in each.offices)
    if offices:
        return f"增列{''.join(map(quoted, [*offices][:MOST_ITEMS]))}等部门"
    items = dict.fromkeys(item for each in found for item in each.items)
    return f"{verb}{''.join(map(quoted, [*items][:MOST_ITEMS]))}{'等' * (len(items) > MOST_ITEMS)}" if items else ""


def quoted(words: str) -> str:
    """Return words in quotation marks: without line ends and marks at their ends, cells of a table behind commas."""
    words = " ".join(_BARS.sub("，", words).split()).strip("，。；、 ").translate(_INNER)
    return f"“{words}”"
