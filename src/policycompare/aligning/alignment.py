"""`align`, and the `Alignment` that it returns: links, additions, gaps, coverage, and the evidence for each."""

from __future__ import annotations

import html
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from policycompare.aligning import coverage as _coverage
from policycompare.aligning.changes import shifts
from policycompare.aligning.decided import Decided
from policycompare.aligning.evidence import CARRIED, clause_pairs, evidence_text
from policycompare.aligning.links import best_threshold, decide, groups
from policycompare.aligning.model import Model, shipped_model
from policycompare.aligning.relations import akoma_ntoso, relation_values, shape_of
from policycompare.aligning.scored import score
from policycompare.catalog.store import load
from policycompare.deciding.decision_files import read_decisions
from policycompare.deciding.decisions import Decisions
from policycompare.deciding.reanchor import carry
from policycompare.differing.text_differences import normalisers_of
from policycompare.errors import AlignmentError
from policycompare.vocabulary import OUTCOMES, Relation

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from policycompare.aligning.changes import Shift
    from policycompare.aligning.coverage import Direction, Granularity, GroupBy, Linked
    from policycompare.documents import Document, Measure


def align(
    child: Document | str,
    parent: Document | str,
    *,
    threshold: float | None = None,
    model: Model | None = None,
    decisions: pd.DataFrame | str | Path | None = None,
    progress: Callable[[int], object] = lambda _: None,
) -> Alignment:
    """Align the provisions of a lower document with those of a higher one.

    Parameters
    ----------
    child, parent
        Documents, or ids of the catalog.
    threshold
        Least probability of a link, 0 to 1; the model's own when not given.
    model
        The shipped one when not given.
    decisions
        What people decided: a file, a frame, or a folder with ``CHILDID__PARENTID.csv`` (see
        `policycompare.deciding.decision_files.read_decisions`); it stands whatever the model says.
    progress
        Called with the number of child provisions for which candidates were found, now and then.

    Returns
    -------
    Alignment

    Raises
    ------
    AlignmentError
        A document has no provision, or the threshold is not between 0 and 1.
    CatalogError
        There is no document of that id.
    DecisionError
        The decisions are not to be read; what is odd about single ones stands in ``Alignment.decisions``.

    Examples
    --------
    >>> al = align("chongming", "shanghai")
    >>> al.links.columns.tolist()[:7]
    ['child', 'parent', 'probability', 'relation', 'evidence', 'child_text', 'parent_text']
    >>> al.links.loc[al.links.child == "13", "parent"].tolist(), "13" in set(al.additions.child)
    ([], True)
    """
    child = load(child) if isinstance(child, str) else child
    parent = load(parent) if isinstance(parent, str) else parent
    for document in (child, parent):
        if not document.provisions:
            raise AlignmentError(
                f"{document.source or document.id}: 第1行：没有带编号的条款，无法比对（no numbered provision to align; "
                "see what was found with: policycompare read FILE）"
            )
    model = model or shipped_model()
    decided = Decisions() if decisions is None else read_decisions(decisions, child, parent)
    people = carry(decided, child, parent)
    scored = score(child, parent, model, tuple(people.pairs), progress)
    aligned = Alignment(**vars(scored), people=people, threshold=model.threshold)
    return aligned if threshold is None else aligned.at(threshold)


@dataclass(frozen=True, eq=False, repr=False)
class Alignment(Decided):
    """Two documents with the links between them: scored pairs, what people decided, and the cut-off for the others.

    Attributes
    ----------
    threshold
        Least probability of a link.
    """

    threshold: float

    def at(self, threshold: float) -> Alignment:
        """Return the same alignment at another cut-off, without computing again.

        Raises
        ------
        AlignmentError
            The threshold is not between 0 and 1.
        """
        if not 0 <= threshold <= 1:
            raise AlignmentError(f"阈值 {threshold} 不在 0 与 1 之间（the threshold must lie between 0 and 1）")
        return replace(self, threshold=float(threshold))

    @cached_property
    def chosen(self) -> NDArray[np.intp]:
        """Which of `pairs` are links, in the child's order, best first; what a person decided has no cut-off."""
        found = np.flatnonzero((decide(self.shown, self.threshold) | (self.human > 0)) & (self.human >= 0))
        rows, columns = self.pairs.rows[found], self.pairs.columns[found]
        return np.asarray(found[np.lexsort((columns, -self.log_odds[found], rows))])

    @cached_property
    def linked(self) -> tuple[Linked, ...]:
        """The links by position with the clauses that carry them, in the order of `chosen`."""
        rows, columns = self.pairs.rows[self.chosen].tolist(), self.pairs.columns[self.chosen].tolist()
        pairs = clause_pairs(self.child, self.parent, list(zip(rows, columns, strict=True)))
        return tuple(_coverage.Linked(i, j, p) for i, j, p in zip(rows, columns, pairs, strict=True))

    @cached_property
    def links(self) -> pd.DataFrame:
        """The links, m:n.

        Returns
        -------
        pandas.DataFrame
            One row a link in the child's order: ``child``, ``parent`` (labels, str), ``probability`` (0 to 0.99),
            ``relation`` (equivalent, rephrased, elaborates, partial), ``evidence`` (the clauses that carry it),
            ``child_text``, ``parent_text``, ``method`` (``human``; ``rule``: the same but for
            localisation; ``model``), ``log_odds``, ``shifts`` (what changed, see `shifts`), ``shape`` (single, split,
            merge, many), ``group`` (links that share provisions have the same number), ``change`` (its name in Akoma
            Ntoso, or ``""``), ``decided`` (who and when, or ``""``). ``attrs["notices"]`` holds the notices.
        """
        rows = []
        of_child, of_parent = np.bincount([x.child for x in self.linked]), np.bincount([x.parent for x in self.linked])
        chosen = self.pairs.rows[self.chosen], self.pairs.columns[self.chosen]
        group = groups(*chosen)
        found = zip(self.chosen.tolist(), self.linked, self._changes, group.tolist(), strict=True)
        for k, link, changes, number in found:
            child, parent = self.child.provisions[link.child], self.parent.provisions[link.parent]
            counts = int(of_child[link.child]), int(of_parent[link.parent])
            person = self._decision(link.child, link.parent)
            relation = person.relation if person and person.relation else self._relation(k, link, counts)
            shape = shape_of(*counts)
            rows.append(
                (
                    child.label,
                    parent.label,
                    float(self.shown[k]),
                    relation,
                    evidence_text(link.pairs),
                    child.text,
                    parent.text,
                    "human" if person else "rule" if self.identical[k] else "model",
                    float(self.log_odds[k]),
                    "；".join(map(str, changes)),
                    shape,
                    number,
                    akoma_ntoso(relation, shape, same_label=child.label == parent.label),
                    person.by if person else "",
                )
            )
        columns = "child parent probability relation evidence child_text parent_text method log_odds shifts"
        return self._frame(rows, [*columns.split(), "shape", "group", "change", "decided"])

    @cached_property
    def groups(self) -> pd.DataFrame:
        """The links by group: which measures were split, merged, or both (拆分、合并).

        Returns
        -------
        pandas.DataFrame
            One row a group in the child's order: ``group``, ``shape`` (single, split, merge, many), ``children``
            and ``parents`` (labels joined by 、), ``links`` (int), ``probability`` (of its weakest link).
        """
        rows = []
        for number, part in self.links.groupby("group", sort=True):
            children, parents = (list(dict.fromkeys(part[side])) for side in ("child", "parent"))
            shape = shape_of(len(parents), len(children))
            weakest = float(part["probability"].min())
            rows.append((number, shape, "、".join(children), "、".join(parents), len(part), weakest))
        return self._frame(rows, ["group", "shape", "children", "parents", "links", "probability"])

    @property
    def shifts(self) -> pd.DataFrame:
        """What changed on the links (变化): strength, figures, scope, actor, units, each with its place.

        Returns
        -------
        pandas.DataFrame
            One row a change: ``child``, ``parent``, ``kind``, ``parent_words``, ``child_words`` (``""`` for none),
            ``parent_start``, ``parent_end``, ``child_start``, ``child_end`` (offsets in the sources, -1 for none).
        """
        rows = []
        for link, changes in zip(self.linked, self._changes, strict=True):
            labels = self.child.provisions[link.child].label, self.parent.provisions[link.parent].label
            for shift in changes:
                spans = [(s.start, s.end) if s else (-1, -1) for s in (shift.parent_span, shift.child_span)]
                rows.append((*labels, shift.kind, shift.parent, shift.child, *spans[0], *spans[1]))
        places = ["parent_start", "parent_end", "child_start", "child_end"]
        return self._frame(rows, ["child", "parent", "kind", "parent_words", "child_words", *places])

    def _relation(self, k: int, link: Linked, counts: tuple[int, int]) -> Relation:
        if self.identical[k]:
            return "equivalent"
        child, parent = self.child.provisions[link.child], self.parent.provisions[link.parent]
        texts = self._normal[0](child.text), self._normal[1](parent.text)
        return self.model.relations.name(relation_values(child, parent, link.pairs, texts, counts))

    @cached_property
    def _changes(self) -> tuple[tuple[Shift, ...], ...]:
        """What changed on each of `linked`."""
        sides = self.child.provisions, self.parent.provisions
        return tuple(shifts(sides[0][x.child], sides[1][x.parent], x.pairs, self._normal) for x in self.linked)

    @property
    def _normal(self) -> tuple[Callable[[str], str], Callable[[str], str]]:
        return normalisers_of(self.child, self.parent)

    @cached_property
    def additions(self) -> pd.DataFrame:
        """Child provisions without a link (新增).

        Returns
        -------
        pandas.DataFrame
            ``child``, ``text``, ``chapter``, ``units``, and the ``nearest`` parent with its ``probability`` of
            being a link after all, and its ``nearest_text``; ``decided`` (who and when, or ``""``).
        """
        with_link = {link.child for link in self.linked}
        rows = []
        for i, provision in enumerate(self.child.provisions):
            if i not in with_link:
                k, j = self._best(self.pairs.rows, i, self.pairs.columns)
                nearest = self.parent.provisions[j]
                person = self.people.additions.get(i)
                rows.append((*_described(provision), nearest.label, k, nearest.text, person.by if person else ""))
        columns = ["child", "text", "chapter", "units", "nearest", "probability", "nearest_text", "decided"]
        return self._frame(rows, columns)

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """Parent provisions without a link (未承接).

        Returns
        -------
        pandas.DataFrame
            ``parent``, ``text``, ``chapter``, ``units``, ``reason`` (a person's, see
            `policycompare.vocabulary.GAP_REASONS`; or suggested: 不适用于本级 with the words that say so, or
            待定), the ``nearest`` child with its ``probability`` and ``nearest_text``, and ``decided`` (who and when).
        """
        with_link = {link.parent for link in self.linked}
        rows = []
        for j, provision in enumerate(self.parent.provisions):
            if j not in with_link:
                k, i = self._best(self.pairs.columns, j, self.pairs.rows)
                nearest = self.child.provisions[i]
                person = self.people.gaps.get(j)
                suggested = _coverage.gap_reason(provision, self.child.level)
                reason = person.reason if person and person.reason else suggested
                decided = person.by if person else ""
                rows.append((*_described(provision), reason, nearest.label, k, nearest.text, decided))
        columns = ["parent", "text", "chapter", "units", "reason", "nearest", "probability", "nearest_text", "decided"]
        return self._frame(rows, columns)

    def coverage(
        self, by: GroupBy | None = None, level: Granularity = "measure", direction: Direction = "parent"
    ) -> pd.DataFrame:
        """Count what is covered, see `policycompare.aligning.coverage.coverage`.

        Examples
        --------
        >>> align("chongming", "national").coverage(level="clause")[["group", "total"]].values.tolist()
        [['全文', 71]]
        """
        reasons = {self.parent.provisions[j].label: d.reason for j, d in self.people.gaps.items()}
        sides = self.child, self.parent, self.linked
        return _coverage.coverage(*sides, by=by, level=level, direction=direction, carried=CARRIED, reasons=reasons)

    def expected(self, direction: Direction = "parent") -> tuple[float, float]:
        """Return the expected number of provisions with a link and its standard deviation, whatever the cut-off.

        See `policycompare.aligning.coverage.expected_coverage`.
        """
        return _coverage.expected_coverage(self.shown, self.pairs, direction)

    def candidates(self, child: str, k: int = 5) -> pd.DataFrame:
        """Return the `k` likeliest parents of a child, linked or not, best first.

        Returns
        -------
        pandas.DataFrame
            ``parent``, ``probability``, ``linked`` (bool), ``text``.

        Raises
        ------
        AlignmentError
            The child has no provision of that label.
        """
        i = self._position(self.child, child)
        some = self.pairs.of_row(i)
        order = some.start + np.argsort(-self.log_odds[some], kind="stable")[:k]
        rows = []
        for at in order.tolist():
            parent = self.parent.provisions[int(self.pairs.columns[at])]
            shown = float(self.shown[at])
            rows.append((parent.label, shown, shown >= self.threshold, parent.text))
        return self._frame(rows, ["parent", "probability", "linked", "text"])

    def least_certain(self, k: int = 10) -> pd.DataFrame:
        """Return the pairs on which a person's look is worth most: nearest to the cut-off, on either side.

        Returns
        -------
        pandas.DataFrame
            ``child``, ``parent``, ``probability``, ``linked``, ``child_text``, ``parent_text``.
        """
        cut = np.log(max(self.threshold, 1e-6) / max(1 - self.threshold, 1e-6))
        rows = []
        for at in np.argsort(np.abs(self.log_odds - cut), kind="stable")[:k].tolist():
            child = self.child.provisions[int(self.pairs.rows[at])]
            parent = self.parent.provisions[int(self.pairs.columns[at])]
            shown = float(self.shown[at])
            rows.append((child.label, parent.label, shown, shown >= self.threshold, child.text, parent.text))
        return self._frame(rows, ["child", "parent", "probability", "linked", "child_text", "parent_text"])

    def best_threshold(self) -> tuple[float, float]:
        """Return the cut-off with the best expected F1, and that F1 (see `alignment.decode.best_threshold`).

        A help where one half does not suit: it needs no gold, and is as good as the probabilities are calibrated.
        """
        return best_threshold(self.shown)

    def distribution(self) -> pd.DataFrame:
        """Count pairs by probability, see `policycompare.aligning.coverage.distribution`."""
        return self._with_notices(_coverage.distribution(self.shown, self.threshold))

    def strength_changes(self) -> pd.DataFrame:
        """Count from which strength to which duties changed, see `policycompare.aligning.coverage.strength_changes`."""
        return self._with_notices(_coverage.strength_changes(self.shifts))

    def sensitivity(
        self, thresholds: tuple[float, ...] = tuple(np.round(np.arange(0.1, 0.951, 0.05), 2).tolist())
    ) -> pd.DataFrame:
        """Count links, additions and gaps at each threshold, see `policycompare.aligning.coverage.sensitivity`."""
        return self._with_notices(_coverage.sensitivity(self.shown, self.pairs, thresholds))

    def __repr__(self) -> str:
        return (
            f"<Alignment {self.child.id} → {self.parent.id}: {len(self.linked)} links, "
            f"{len(self.additions)} additions, {len(self.gaps)} gaps at {self.threshold:.2f}>"
        )

    def _repr_html_(self) -> str:
        esc = html.escape
        notes = "".join(f"<p><b>注意：</b>{esc(n)}</p>" for n in self.notices)
        rows = "".join(
            f"<tr><td>{esc(r.child)}</td><td>{esc(r.parent)}</td><td>{r.probability:.2f}</td>"
            f"<td>{OUTCOMES[r.relation].chinese}</td><td style='text-align:left'>{esc(r.evidence)}</td></tr>"
            for r in self.links.itertuples()
        )
        head = "<tr><th>下级</th><th>上级</th><th>概率</th><th>关系</th><th>依据</th></tr>"
        return (
            f"<h4>{esc(self.child.title)} → {esc(self.parent.title)}</h4>{notes}"
            f"<details><summary>{len(self.linked)} 条对应，{len(self.additions)} 条新增，"
            f"{len(self.gaps)} 条未承接</summary><table>{head}{rows}</table></details>"
        )


def _described(provision: Measure) -> tuple[str, str, str, str]:
    return provision.label, provision.text, provision.chapter, provision.unit_names
