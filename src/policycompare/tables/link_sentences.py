"""The differences on a link said in sentences made from facts: words, figures, strength, units (修改说明)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycompare.differing.runs import Run, in_common
from policycompare.differing.text_differences import ALIKE_ENOUGH
from policycompare.differing.text_tables import without_bars
from policycompare.differing.words import shared_words
from policycompare.language.quantities import quantities
from policycompare.tables.link_differences import units_changed
from policycompare.vocabulary import CHANGES, CONFIDENCES, METHODS, RELATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policycompare.assessing.readings import Reading
    from policycompare.language.quantities import Value
    from policycompare.tables.link_differences import LinkDifference, LinkDifferences

QUOTED = 36
"""Characters of the longest words that are quoted whole; longer ones are by their beginning and end."""
MOST_FACTS = 8
MOST_SHARED = 3
SILENT = {"same": "文字未作改动", "localised": "仅作本地化调整"}
"""Sentence of a link without a change of wording, by kind of revision."""
_STRENGTH = {"stronger": "（力度加强）", "weaker": "（力度减弱）"}
_INNER = str.maketrans("“”", "‘’")
"""Quotation marks inside quotation marks are single ones (GB/T 15834)."""


def sentence(difference: LinkDifference) -> str:
    """Say what changed on a link in one sentence, without the full stop."""
    said = []
    if difference.is_only_local:
        said.append(SILENT[difference.kind.key])
    else:
        facts = list(_facts(difference))
        said += facts[:MOST_FACTS]
        if len(facts) > MOST_FACTS:
            said.append(f"另有{len(facts) - MOST_FACTS}处文字调整")
    units = units_changed(difference.link)
    if units:
        said.append(units)
    return "；".join(said) or "仅调整标点"


def _facts(difference: LinkDifference) -> Iterator[str]:
    if in_common(difference.runs) >= ALIKE_ENOUGH:
        tables = difference.link.child.tables, difference.link.parent.tables
        yield from wording(list(without_bars(difference.runs, *tables)))
        return
    child, parent = difference.link.child.text, difference.link.parent.text
    common = "”“".join(shared_words(child, parent)[:MOST_SHARED])
    yield f"文字重新表述{f'，两文共有“{common}”' if common else ''}"
    for change in difference.link.changes:
        if change.kind == "actor":
            yield f"同一义务，主体由“{quoted(change.parent)}”改为“{quoted(change.child)}”"
        elif change.kind != "units":
            yield CHANGES[change.kind].chinese + _turned(change.parent, change.child, "")
    said = "".join(change.parent + change.child for change in difference.link.changes)
    above, below = _quantities(parent), _quantities(child)
    if gone := [words for value, words in above.items() if value not in below and words not in said]:
        yield f"上级的“{'”“'.join(gone)}”未见于本级"
    if come := [words for value, words in below.items() if value not in above and words not in said]:
        yield f"本级有“{'”“'.join(come)}”"


def _quantities(text: str) -> dict[Value, str]:
    """Return the quantities of a text as written, by their values: 三十日 and 30日 are one."""
    named = [found for found in quantities(text) if not found.vague]
    return {found.value: found.span.of(text) for found in named}


def note_of_child(differences: LinkDifferences, label: str) -> str:
    """Say of a child what changed from each of its parents, with the parents' numbers where there are several."""
    links = differences.of_child(label)
    return _note([(difference.link.parent.cited, difference) for difference in links])


def note_of_parent(differences: LinkDifferences, label: str) -> str:
    """Say of a parent what changed to each of its children, with the children's numbers where there are several."""
    links = differences.of_parent(label)
    return _note([(difference.link.child.cited, difference) for difference in links])


def _note(links: list[tuple[str, LinkDifference]]) -> str:
    if len(links) == 1:
        return f"{sentence(links[0][1])}。"
    return "\n".join(f"{other}（{each.kind.chinese}）：{sentence(each)}。" for other, each in links)


def reading_text(reading: Reading) -> str:
    """Say what a language model said of a pair: link or none, how sure, its quotes, its reason."""
    who = f"{METHODS['assessor'].chinese}（{reading.assessment.model}）"
    confidence = CONFIDENCES[reading.confidence].chinese
    if reading.link is None:
        return f"{who}：不对应，{confidence}；{reading.why}"
    link = reading.link
    quotes = f"“{quoted(link.child_quote)}”↔“{quoted(link.parent_quote)}”"
    return f"{who}：{RELATIONS[link.relation].chinese}，{confidence}，{quotes}；{reading.why}"


def wording(runs: Sequence[Run]) -> Iterator[str]:
    """Say which words were put for which, added, removed and moved, in the order of the texts.

    Examples
    --------
    >>> from policycompare.differing.text_differences import differences
    >>> list(wording(differences("企业可以每季度检查，并报告。", "企业应当每年检查。")))
    ['将“应当每年”改为“可以每季度”（力度减弱）', '增加“并报告”']
    """
    removed = added = strength = ""
    # A change ends where the next run is neither removed nor added; an empty one ends the last.
    for run in [*runs, Run("", "same")]:
        if run.meaning == "removed" and not added:
            removed += run.text
        elif run.meaning == "added":
            added += run.text
            strength = run.mark if run.mark in _STRENGTH else strength
        else:
            if _tells(removed) or _tells(added):
                yield _turned(removed, added, strength)
            removed, added, strength = run.text if run.meaning == "removed" else "", "", ""
        if run.meaning == "moved_in":
            yield f"“{quoted(run.text)}”移至此处"


def _tells(words: str) -> bool:
    return any(character.isalnum() for character in words)


def _turned(old: str, new: str, strength: str) -> str:
    if _tells(old) and _tells(new):
        return f"将“{quoted(old)}”改为“{quoted(new)}”{_STRENGTH.get(strength, '')}"
    return f"增加“{quoted(new)}”" if _tells(new) else f"删去“{quoted(old)}”"


def quoted(words: str) -> str:
    """Return words as they are quoted: without line ends and blanks at the ends, long ones by beginning and end."""
    words = " ".join(words.split()).strip("，。；、 ").translate(_INNER)
    half = QUOTED // 2
    return words if len(words) <= QUOTED else f"{words[:half]}……{words[-half:]}"
