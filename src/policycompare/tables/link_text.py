"""The texts of an alignment compared link by link: which words each side has of its own, and that said in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from policycompare.differing.phrases import Normalisers
from policycompare.differing.runs import Run, in_common
from policycompare.differing.text_differences import (
    ALIKE_ENOUGH,
    differences,
    normalisers_of,
    runs_to_show,
    unmarked,
)
from policycompare.differing.words import shared_words
from policycompare.language.deontic import FIGURE
from policycompare.vocabulary import CHANGES, REVISIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from policycompare.aligning.alignment import Alignment
    from policycompare.tables.table import Rich

QUOTED = 36
"""Longer words are quoted by their beginning and end."""
MOST_FACTS = 8
MOST_SHARED = 3
_LOCAL = frozenset({"same", "localised"})
_INNER = str.maketrans("“”", "‘’")
"""Quotation marks inside quotation marks are single ones (GB/T 15834)."""


@dataclass(frozen=True, eq=False)
class Compared:
    """The differences of an alignment's texts.

    Attributes
    ----------
    aligned
        The alignment.
    """

    aligned: Alignment

    @cached_property
    def rows(self) -> dict[tuple[str, str], Any]:
        """The rows of ``aligned.links`` by the labels of child and parent."""
        return {(row.child, row.parent): row for row in self.aligned.links.itertuples()}

    @cached_property
    def parents(self) -> dict[str, list[str]]:
        """Labels of the parents of each child that has any."""
        out: dict[str, list[str]] = {}
        for child, parent in self.rows:
            out.setdefault(child, []).append(parent)
        return out

    @cached_property
    def children(self) -> dict[str, list[str]]:
        """Labels of the children of each parent that has any."""
        out: dict[str, list[str]] = {}
        for child, parent in self.rows:
            out.setdefault(parent, []).append(child)
        return out

    @cached_property
    def links(self) -> dict[tuple[str, str], Rich]:
        """The runs of each link, from the parent's text to the child's."""
        return {
            pair: differences(row.child_text, row.parent_text, self._normalisers) for pair, row in self.rows.items()
        }

    @cached_property
    def _normalisers(self) -> Normalisers:
        """What normalises the child's words and the parent's; kept, as the same words come up in many links."""
        found = normalisers_of(self.aligned.child, self.aligned.parent)
        return Normalisers(cache(found.child), cache(found.parent))

    def of_child(self, label: str) -> Rich:
        """Return a child's text with the marks of what none of its parents has; plain where it has no parent."""
        return self._side(label, child=True)

    def of_parent(self, label: str) -> Rich:
        """Return a parent's text with the marks of what none of its children has; plain where it has no child."""
        return self._side(label, child=False)

    def _side(self, label: str, *, child: bool) -> Rich:
        al = self.aligned
        mine, theirs = (al.child, al.parent) if child else (al.parent, al.child)
        others = (self.parents if child else self.children).get(label, [])
        own = mine.by_label[label].text
        if not others:
            return unmarked(own)
        whole = "\n".join(theirs.by_label[other].text for other in others)
        if child:
            return runs_to_show(own, whole, self._normalisers).child
        return runs_to_show(whole, own, self._normalisers).parent

    @cached_property
    def kinds(self) -> dict[tuple[str, str], str]:
        """The kind of revision of each link, a key of `REVISIONS`."""
        out = {}
        for pair, row in self.rows.items():
            meanings = {run.meaning for run in self.links[pair]}
            if meanings <= {"same"}:
                out[pair] = "same"
            elif meanings <= {"same", "localised"}:
                out[pair] = "localised"
            else:
                out[pair] = row.shape if row.shape != "single" else row.relation
        return out

    def kind_of_child(self, label: str) -> str:
        """Return the kind of revision of a child: of its first link, or ``addition``."""
        parents = self.parents.get(label, [])
        return self.kinds[label, parents[0]] if parents else "addition"

    def is_only_local(self, label: str) -> bool:
        """Whether a child has one parent and differs from it by localisation at most, its units included."""
        parents = self.parents.get(label, [])
        return len(parents) == 1 and self.kinds[label, parents[0]] in _LOCAL and not self._units((label, parents[0]))

    @cached_property
    def _shifts(self) -> dict[tuple[str, str], list[Any]]:
        out: dict[tuple[str, str], list[Any]] = {}
        for row in self.aligned.shifts.itertuples():
            out.setdefault((row.child, row.parent), []).append(row)
        return out

    def _units(self, pair: tuple[str, str]) -> str:
        for row in self._shifts.get(pair, []):
            if row.kind == "units":
                added, dropped = row.child_words, row.parent_words
                words = (f"增加{added}" if added else "", f"减少{dropped}" if dropped else "")
                return f"责任单位{'、'.join(filter(None, words))}"
        return ""

    def sentence(self, child: str, parent: str) -> str:
        """Say what changed on a link in one sentence made from facts: words, figures, strength, units (修改说明)."""
        pair = child, parent
        kind = self.kinds[pair]
        facts = [] if kind in _LOCAL else list(self._facts(pair))
        more = len(facts) - MOST_FACTS
        if more > 0:
            facts = [*facts[:MOST_FACTS], f"另有{more}处文字调整"]
        start = {"same": "文字未作改动", "localised": "仅作本地化调整"}.get(kind, "")
        return "；".join(filter(None, (start, *facts, self._units(pair)))) or "仅调整标点"

    def _facts(self, pair: tuple[str, str]) -> Iterator[str]:
        parts = self.links[pair]
        if in_common(parts) >= ALIKE_ENOUGH:
            yield from wording(parts)
            return
        row = self.rows[pair]
        common = "”“".join(shared_words(row.child_text, row.parent_text)[:MOST_SHARED])
        yield f"文字重新表述{f'，两文共有“{common}”' if common else ''}"
        for shift in self._shifts.get(pair, []):
            if shift.kind not in ("units", "figures"):
                yield CHANGES[shift.kind].chinese + _turned(shift.parent_words, shift.child_words, "")
        above, below = (dict.fromkeys(m[0] for m in FIGURE.finditer(t)) for t in (row.parent_text, row.child_text))
        if gone := [figure for figure in above if figure not in below]:
            yield f"上级的“{'”“'.join(gone)}”未见于本级"
        if come := [figure for figure in below if figure not in above]:
            yield f"本级有“{'”“'.join(come)}”"

    def note_of_child(self, label: str) -> str:
        """Say of a child what changed from each of its parents, with the parents' labels where there are several."""
        return self._notes([(label, parent) for parent in self.parents.get(label, [])], 1)

    def note_of_parent(self, label: str) -> str:
        """Say of a parent what changed to each of its children, with the children's labels where there are several."""
        return self._notes([(child, label) for child in self.children.get(label, [])], 0)

    def _notes(self, pairs: list[tuple[str, str]], shown: int) -> str:
        if len(pairs) == 1:
            return f"{self.sentence(*pairs[0])}。"
        return "\n".join(f"第{p[shown]}条（{REVISIONS[self.kinds[p]].chinese}）：{self.sentence(*p)}。" for p in pairs)

    @cached_property
    def replacements(self) -> list[tuple[str, str, int]]:
        """The words that the child puts for the parent's throughout, with how often, most often first."""
        counts: dict[tuple[str, str], int] = {}
        for parts in self.links.values():
            for run in parts:
                if run.meaning == "localised" and run.above != run.text:
                    counts[run.above, run.text] = counts.get((run.above, run.text), 0) + 1
        order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return [(old, new, count) for (old, new), count in order]


def compared(aligned: Alignment) -> Compared:
    """Return the differences of an alignment's texts, the same object for the same alignment."""
    # Kept with the alignment, as its cached properties are, so that both go when nobody holds it any more.
    kept: dict[str, Compared] = vars(aligned)
    return kept.setdefault("_compared", Compared(aligned))


def wording(parts: Sequence[Run]) -> Iterator[str]:
    """Say which words were put for which, added, removed and moved, in the order of the texts.

    Examples
    --------
    >>> list(wording(differences("企业可以每季度检查，并报告。", "企业应当每年检查。")))
    ['将“应当每年”改为“可以每季度”（力度减弱）', '增加“并报告”']
    """
    removed = added = ""
    turned = ""
    for run in [*parts, Run("", "same")]:
        if run.meaning == "removed" and not added:
            removed += run.text
        elif run.meaning == "added":
            added += run.text
            turned = run.mark if run.mark in ("stronger", "weaker") else turned
        else:
            if _tells(removed) or _tells(added):
                yield _turned(removed, added, turned)
            removed, added, turned = run.text if run.meaning == "removed" else "", "", ""
        if run.meaning == "moved_in":
            yield f"“{quoted(run.text)}”移至此处"


def _tells(words: str) -> bool:
    return any(char.isalnum() for char in words)


def _turned(old: str, new: str, strength: str) -> str:
    tail = {"stronger": "（力度加强）", "weaker": "（力度减弱）"}.get(strength, "")
    if _tells(old) and _tells(new):
        return f"将“{quoted(old)}”改为“{quoted(new)}”{tail}"
    return f"增加“{quoted(new)}”" if _tells(new) else f"删去“{quoted(old)}”"


def quoted(words: str) -> str:
    """Return words as they are quoted: without line ends and blanks at the ends, long ones by beginning and end."""
    words = " ".join(words.split()).strip("，。；、 ").translate(_INNER)
    half = QUOTED // 2
    return words if len(words) <= QUOTED else f"{words[:half]}……{words[-half:]}"
