"""The result of aligning two documents: links, additions, gaps, coverage, and the evidence for each."""

from __future__ import annotations

import html
from dataclasses import dataclass, replace
from functools import cached_property
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from policycompare.aligning import coverage as _coverage
from policycompare.aligning.candidate_scores import ODDS_DECIMALS, SHOWN_AT_MOST, score_candidates
from policycompare.aligning.changes import changes_between
from policycompare.aligning.evidence import CARRIED, ClausePair, clause_pairs, evidence_text
from policycompare.aligning.explanation import common_words, contributions, in_words
from policycompare.aligning.links import Link, connected_groups, verdicts_of_people
from policycompare.aligning.model import probability as probability_of_odds
from policycompare.aligning.relations import consistent, relation_values, shape_of
from policycompare.aligning.roll_up import by_chapter, by_clause, by_measure
from policycompare.arguments import takes
from policycompare.assessing.readings import NOTHING_READ, readings_of
from policycompare.deciding.reanchor import reanchor
from policycompare.differing.text_differences import normalisers_of
from policycompare.documents import Document, Measure, notices, order_notices
from policycompare.errors import AlignmentError
from policycompare.frames import noticed
from policycompare.messages import message
from policycompare.vocabulary import METHODS, OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from policycompare.aligning.candidate_scores import CandidateScores
    from policycompare.aligning.coverage import Direction, Granularity, GroupBy
    from policycompare.aligning.model import Model
    from policycompare.aligning.roll_up import LinkLevel
    from policycompare.assessing.readings import Reading, Readings
    from policycompare.assessing.records import Assessments
    from policycompare.deciding.decisions import Decision, Decisions
    from policycompare.deciding.reanchor import AnchoredDecisions
    from policycompare.differing.phrases import Normalisers
    from policycompare.vocabulary import Relation

    Values = NDArray[np.float64]

LINK_COLUMNS: Mapping[str, Callable[[Link], object]] = {
    "child": lambda link: link.child.label,
    "parent": lambda link: link.parent.label,
    "probability": lambda link: link.probability,
    "relation": lambda link: link.relation,
    "evidence": lambda link: evidence_text(link.clause_pairs),
    "child_text": lambda link: link.child.text,
    "parent_text": lambda link: link.parent.text,
    "method": lambda link: link.method,
    "log_odds": lambda link: link.log_odds,
    "shifts": lambda link: "；".join(str(change) for change in link.changes),
    "shape": lambda link: link.shape,
    "group": lambda link: link.group,
    "change": lambda link: link.akoma_ntoso,
    "decided": lambda link: link.decision.by if link.decision else "",
}
"""Columns of `Alignment.links`, and what each shows of a link."""

THRESHOLDS = tuple(np.round(np.arange(0.1, 0.951, 0.05), 2).tolist())
"""Cut-offs of `Alignment.sensitivity`."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The likeliest counterpart of a provision.

    Attributes
    ----------
    provision
        Of the other document.
    probability
        Of a link, 0 to 0.99.
    """

    provision: Measure
    probability: float


@dataclass(frozen=True, slots=True)
class _LinkedPair:
    """A candidate pair that is a link, with what it shares provisions with.

    Attributes
    ----------
    k
        Which of the candidate pairs it is.
    child_position, parent_position
        Where its provisions stand in their documents.
    clause_pairs
        Their clauses that correspond.
    group
        Number of the links that it belongs to.
    other_children
        What is linked with its parent besides.
    other_parents
        What is linked with its child besides.
    """

    k: int
    child_position: int
    parent_position: int
    clause_pairs: tuple[ClausePair, ...]
    group: int
    other_children: list[Measure]
    other_parents: list[Measure]

    @property
    def links_of_child(self) -> int:
        return 1 + len(self.other_parents)

    @property
    def links_of_parent(self) -> int:
        return 1 + len(self.other_children)


@dataclass(frozen=True, eq=False, repr=False)
class Alignment:
    """Two documents with the links between their provisions (比对结果).

    Attributes
    ----------
    child, parent
        The lower and the higher document.
    scores
        The candidate pairs and what the model says of each.
    anchored
        What people decided, found again in these documents.
    threshold
        Least probability of a link.
    readings
        What a language model said as second reader, found again in these documents.
    """

    child: Document
    parent: Document
    scores: CandidateScores
    anchored: AnchoredDecisions
    threshold: float
    readings: Readings = NOTHING_READ

    @property
    def notices(self) -> tuple[str, ...]:
        """The notices that everything made from these documents carries."""
        documents = self.child, self.parent, *self.third_documents
        return (*notices(*documents), *order_notices(self.child, self.parent), *self.reading_notices)

    @property
    def third_documents(self) -> tuple[Document, ...]:
        """Documents that stood beside as evidence, see `align`."""
        found = self.scores.third_documents
        return () if found is None else found.documents

    @property
    def reading_notices(self) -> tuple[str, ...]:
        """What a language model read, and which links rest on it, for a reader of any result; none where none was."""
        if not self.readings.read:
            return ()
        links = sum(link.method == "assessor" for link in self.link_list)
        notice = (
            f"{self.child.called}对{self.parent.called}：语言模型{'、'.join(self.readings.models)}作第二读者，读了"
            f"{len(self.child.provisions)}条中的{len(self.readings.read)}条；据其判定的对应{links}个，"
            f"记作“{METHODS['assessor'].chinese}”，未经人工核定。"
        )
        return (notice,)

    @property
    def model(self) -> Model:
        """The model that gave the probabilities."""
        return self.scores.model

    # -- from scores and decisions to links ------------------------------------------------------------------------

    @cached_property
    def verdicts(self) -> NDArray[np.int8]:
        """Decisions of people on the candidate pairs: 1 a link, -1 none, 0 nothing; shape (pairs,)."""
        return verdicts_of_people(self.scores.pairs, self.anchored)

    @cached_property
    def log_odds(self) -> Values:
        """Log-odds of a link for each candidate pair by the model and the second reader, shape (pairs,).

        What a reader said of a pair moves the model's by what its answers are worth (see
        `policycompare.assessing.calibration`); pairs that are the same but for localisation stay linked by rule.
        """
        if not self.readings.pairs:
            return self.scores.log_odds
        log_odds = self.scores.log_odds.copy()
        for pair, reading in self.readings.pairs.items():
            k = self.scores.pairs.at(*pair)
            if k is not None and not self.scores.identical[k]:
                log_odds[k] = reading.calibration.weight * log_odds[k] + reading.shift
        return np.round(log_odds, ODDS_DECIMALS)

    @cached_property
    def probability_before_decisions(self) -> Values:
        """Probability of a link by the model and the second reader, 0 to 0.99, shape (pairs,)."""
        return np.minimum(probability_of_odds(self.log_odds), SHOWN_AT_MOST)

    @cached_property
    def probability(self) -> Values:
        """Probability of a link for each candidate pair as every view shows it, 0 to 0.99, shape (pairs,).

        What a person decided is 0.99 or 0.
        """
        by_model = self.probability_before_decisions
        return np.where(self.verdicts > 0, SHOWN_AT_MOST, np.where(self.verdicts < 0, 0.0, by_model))

    @cached_property
    def is_link(self) -> NDArray[np.bool_]:
        """Mask of the candidate pairs that are links, shape (pairs,): likely enough, or decided by a person."""
        likely = self.probability >= self.threshold
        return (likely | (self.verdicts > 0)) & (self.verdicts >= 0)

    @cached_property
    def differing_pairs(self) -> tuple[tuple[int, int], ...]:
        """Positions of the pairs of which the second reader says otherwise than the model, and people say nothing."""
        pairs = self.scores.pairs
        likely = self.scores.probability >= self.threshold
        found = []
        for pair, reading in self.readings.pairs.items():
            k = pairs.at(*pair)
            if k is not None and self.verdicts[k] == 0 and reading.is_link != likely[k]:
                found.append(pair)
        return tuple(sorted(found))

    @cached_property
    def link_list(self) -> tuple[Link, ...]:
        """The links, m:n, in the child's order, best first."""
        pairs = self.scores.pairs
        found = np.flatnonzero(self.is_link)
        rows, columns = pairs.rows[found], pairs.columns[found]
        order = np.lexsort((columns, -self.log_odds[found], rows))
        found, rows, columns = found[order], rows[order], columns[order]
        positions = list(zip(rows.tolist(), columns.tolist(), strict=True))
        evidence = clause_pairs(self.child, self.parent, positions)
        groups = connected_groups(rows, columns).tolist()
        children_of: dict[int, list[int]] = {}
        parents_of: dict[int, list[int]] = {}
        for i, j in positions:
            children_of.setdefault(j, []).append(i)
            parents_of.setdefault(i, []).append(j)
        links = []
        for k, (i, j), clauses, group in zip(found.tolist(), positions, evidence, groups, strict=True):
            linked = _LinkedPair(
                k=k,
                child_position=i,
                parent_position=j,
                clause_pairs=clauses,
                group=group,
                other_children=[self.child.provisions[other] for other in children_of[j] if other != i],
                other_parents=[self.parent.provisions[other] for other in parents_of[i] if other != j],
            )
            links.append(self._link(linked))
        return tuple(links)

    def _link(self, linked: _LinkedPair) -> Link:
        position = (linked.child_position, linked.parent_position)
        child = self.child.provisions[linked.child_position]
        parent = self.parent.provisions[linked.parent_position]
        decision = self.anchored.pairs.get(position)
        if decision is not None and not decision.links:
            decision = None
        reading = self.readings.pairs.get(position)
        changes = changes_between(
            child,
            parent,
            linked.clause_pairs,
            self._normalisers,
            other_children=linked.other_children,
            other_parents=linked.other_parents,
        )
        if decision is not None and decision.relation:
            relation: Relation = decision.relation
        else:
            relation = consistent(self._relation_before_decisions(linked, child, parent, reading), changes)
        return Link(
            child=child,
            parent=parent,
            child_position=linked.child_position,
            parent_position=linked.parent_position,
            probability=float(self.probability[linked.k]),
            log_odds=float(self.scores.log_odds[linked.k]),
            relation=relation,
            method=self._method(linked.k, decision, reading),
            clause_pairs=linked.clause_pairs,
            changes=changes,
            shape=shape_of(linked.links_of_child, linked.links_of_parent),
            group=linked.group,
            decision=decision,
            reading=reading,
        )

    def _method(self, k: int, decision: Decision | None, reading: Reading | None) -> str:
        """Return who made the link of candidate pair `k`: a person before the rule, the rule before both models."""
        if decision is not None:
            return "human"
        if self.scores.identical[k]:
            return "rule"
        if reading is not None and reading.is_link:
            return "assessor"
        return "model"

    def _relation_before_decisions(
        self, linked: _LinkedPair, child: Measure, parent: Measure, reading: Reading | None
    ) -> Relation:
        """Return the relation of a link by the rule, the second reader, or the model, the first that names one."""
        if self.scores.identical[linked.k]:
            return "equivalent"
        if reading is not None and reading.link is not None:
            return reading.link.relation
        texts = self._normalisers.child(child.text), self._normalisers.parent(parent.text)
        counts = linked.links_of_child, linked.links_of_parent
        return self.model.relations.name(relation_values(child, parent, linked.clause_pairs, texts, counts))

    @cached_property
    def _normalisers(self) -> Normalisers:
        return normalisers_of(self.child, self.parent)

    @cached_property
    def link_of(self) -> dict[tuple[str, str], Link]:
        """The links by the labels of child and parent."""
        return {link.labels: link for link in self.link_list}

    @cached_property
    def links_of_child(self) -> dict[str, tuple[Link, ...]]:
        """The links of each child that has any, by its label, best first."""
        return _grouped(self.link_list, "child")

    @cached_property
    def links_of_parent(self) -> dict[str, tuple[Link, ...]]:
        """The links of each parent that has any, by its label, in the child's order."""
        return _grouped(self.link_list, "parent")

    @cached_property
    def added_provisions(self) -> tuple[Measure, ...]:
        """The child's provisions without a link (新增)."""
        return tuple(p for p in self.child.provisions if p.label not in self.links_of_child)

    @cached_property
    def gap_provisions(self) -> tuple[Measure, ...]:
        """The parent's provisions without a link (未承接)."""
        return tuple(p for p in self.parent.provisions if p.label not in self.links_of_parent)

    def nearest_parent(self, child: str) -> Nearest:
        """Return the likeliest parent of a child, linked or not; raises as `explain` does."""
        position = self._position(self.child, child)
        k = self._likeliest(self.scores.pairs.rows, position)
        parent = self.parent.provisions[int(self.scores.pairs.columns[k])]
        return Nearest(parent, float(self.probability[k]))

    def nearest_child(self, parent: str) -> Nearest:
        """Return the likeliest child of a parent, linked or not; raises as `explain` does."""
        position = self._position(self.parent, parent)
        k = self._likeliest(self.scores.pairs.columns, position)
        child = self.child.provisions[int(self.scores.pairs.rows[k])]
        return Nearest(child, float(self.probability[k]))

    def _likeliest(self, side: NDArray[np.intp], position: int) -> int:
        """Return which candidate pair of a provision is the likeliest."""
        some = np.flatnonzero(side == position)
        return int(some[int(self.log_odds[some].argmax())])

    @takes(AlignmentError, provision=Measure)
    def gap_reason(self, provision: Measure) -> str:
        """Return why a provision of the parent has no link: as a person said, or as its addressee suggests."""
        decision = self.anchored.gaps.get(self._position(self.parent, provision.label))
        if decision is not None and decision.reason:
            return decision.reason
        return _coverage.gap_reason(provision, self.child.level)

    @takes(AlignmentError, provision=Measure)
    def decision_on_gap(self, provision: Measure) -> Decision | None:
        """Return what a person decided of a provision of the parent without a link."""
        return self.anchored.gaps.get(self._position(self.parent, provision.label))

    @takes(AlignmentError, provision=Measure)
    def decision_on_addition(self, provision: Measure) -> Decision | None:
        """Return what a person decided of a provision of the child without a link."""
        return self.anchored.additions.get(self._position(self.child, provision.label))

    def at(self, threshold: float) -> Alignment:
        """Return the same alignment at another cut-off, without computing again.

        Raises
        ------
        AlignmentError
            The threshold is not between 0 and 1.
        """
        # Also true of what is no number at all (NaN) and of no number of Python's.
        if isinstance(threshold, bool) or not isinstance(threshold, Real) or not 0 <= threshold <= 1:
            raise AlignmentError(
                message("threshold {threshold}: not between 0 and 1; give for example 0.5", threshold=threshold)
            )
        return replace(self, threshold=float(threshold))

    @takes(AlignmentError, decisions="Decisions")
    def with_decisions(self, decisions: Decisions) -> Alignment:
        """Return the same with other decisions; compares anew only when one is on a pair that was not compared."""
        anchored = reanchor(decisions, self.child, self.parent)
        return replace(self, scores=self._scores_with(anchored, self.readings), anchored=anchored)

    @takes(AlignmentError, assessments="Assessments")
    def with_assessments(self, assessments: Assessments) -> Alignment:
        """Return the same with what a language model said as second reader, in place of what it said before."""
        readings = readings_of(assessments, self.child, self.parent)
        return replace(self, scores=self._scores_with(self.anchored, readings), readings=readings)

    def _scores_with(self, anchored: AnchoredDecisions, readings: Readings) -> CandidateScores:
        """Return the scores, computed anew only where a pair was cited that was not compared."""
        cited = tuple(dict.fromkeys([*anchored.cited_pairs, *readings.linked_pairs]))
        if all(self.scores.pairs.at(*position) is not None for position in cited):
            return self.scores
        return score_candidates(self.child, self.parent, self.model, cited, self.third_documents, self.scores.encoder)

    # -- frames, made once for the user ----------------------------------------------------------------------------

    @cached_property
    def links(self) -> pd.DataFrame:
        """The links, m:n.

        Returns
        -------
        pandas.DataFrame
            One row a link in the child's order: ``child``, ``parent`` (labels, str), ``probability`` (0 to 0.99),
            ``relation`` (equivalent, rephrased, elaborates, partial), ``evidence`` (the clauses that carry it),
            ``child_text``, ``parent_text``, ``method`` (``human``; ``assessor``: read by a language model;
            ``rule``: the same but for localisation; ``model``), ``log_odds`` (by the model alone), ``shifts`` (what
            changed, see `shifts`), ``shape`` (single, split, merge, many), ``group`` (links that share provisions have
            the same number), ``change`` (its name in Akoma
            Ntoso, or ``""``), ``decided`` (who and when, or ``""``). ``attrs["notices"]`` holds the notices.
        """
        rows = [tuple(value(link) for value in LINK_COLUMNS.values()) for link in self.link_list]
        return self._frame(rows, list(LINK_COLUMNS))

    def links_by(self, level: LinkLevel) -> pd.DataFrame:
        """Return the links rolled up to chapters or whole measures, or drilled down to clauses.

        Parameters
        ----------
        level
            ``"chapter"``, ``"measure"`` (the points of a document that is cited by points count for their measure)
            or ``"clause"``.

        Returns
        -------
        pandas.DataFrame
            By chapter ``child_chapter``, ``parent_chapter``, by measure ``child``, ``parent`` (labels), and for both
            ``links``, ``children``, ``parents`` (numbers of provisions that are linked) and ``probability`` (of the
            likeliest link). By clause one row a pair of clauses: ``child``, ``parent``, ``child_clause``,
            ``parent_clause`` (labels), ``child_share``, ``parent_share`` (of each clause's weight that stands in the
            other, 0 to 1), ``child_text``, ``parent_text``.

        Raises
        ------
        AlignmentError
            There is no such level.

        Examples
        --------
        >>> from policycompare.aligning.align import align
        >>> align("chongming", "national").links_by("measure")["parent"].nunique() <= 15
        True
        """
        if level == "chapter":
            return self._with_notices(by_chapter(self.link_list))
        if level == "measure":
            return self._with_notices(by_measure(self.child, self.parent, self.link_list))
        if level == "clause":
            return self._with_notices(by_clause(self.link_list))
        raise AlignmentError(message("level “{level}” is not known; give chapter, measure or clause", level=level))

    @cached_property
    def groups(self) -> pd.DataFrame:
        """The links by group: which measures were split, merged, or both (拆分、合并).

        Returns
        -------
        pandas.DataFrame
            One row a group in the child's order: ``group``, ``shape`` (single, split, merge, many), ``children``
            and ``parents`` (labels joined by 、), ``links`` (int), ``probability`` (of its weakest link).
        """
        members: dict[int, list[Link]] = {}
        for link in self.link_list:
            members.setdefault(link.group, []).append(link)
        rows = []
        for number, links in members.items():
            children = list(dict.fromkeys(link.child.label for link in links))
            parents = list(dict.fromkeys(link.parent.label for link in links))
            shape = shape_of(len(parents), len(children))
            weakest = min(link.probability for link in links)
            rows.append((number, shape, "、".join(children), "、".join(parents), len(links), weakest))
        return self._frame(rows, ["group", "shape", "children", "parents", "links", "probability"])

    @property
    def shifts(self) -> pd.DataFrame:
        """Changes on the links (变化): strength, figures, scope, actor, units, each with its place.

        Returns
        -------
        pandas.DataFrame
            One row a change: ``child``, ``parent``, ``kind``, ``parent_words``, ``child_words`` (``""`` for none),
            ``parent_start``, ``parent_end``, ``child_start``, ``child_end`` (offsets in the sources, -1 for none).
        """
        rows = []
        for link in self.link_list:
            for change in link.changes:
                above = (change.parent_span.start, change.parent_span.end) if change.parent_span else (-1, -1)
                below = (change.child_span.start, change.child_span.end) if change.child_span else (-1, -1)
                rows.append((*link.labels, change.kind, change.parent, change.child, *above, *below))
        places = ["parent_start", "parent_end", "child_start", "child_end"]
        return self._frame(rows, ["child", "parent", "kind", "parent_words", "child_words", *places])

    @cached_property
    def additions(self) -> pd.DataFrame:
        """Child provisions without a link (新增).

        Returns
        -------
        pandas.DataFrame
            ``child``, ``text``, ``chapter``, ``units``, and the ``nearest`` parent with its ``probability`` of
            being a link after all, and its ``nearest_text``; ``decided`` (who and when, or ``""``).
        """
        rows = []
        for provision in self.added_provisions:
            nearest = self.nearest_parent(provision.label)
            decision = self.decision_on_addition(provision)
            decided = decision.by if decision else ""
            found = nearest.provision.label, nearest.probability, nearest.provision.text
            rows.append((*_described(provision), *found, decided))
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
        rows = []
        for provision in self.gap_provisions:
            nearest = self.nearest_child(provision.label)
            decision = self.decision_on_gap(provision)
            decided = decision.by if decision else ""
            found = nearest.provision.label, nearest.probability, nearest.provision.text
            rows.append((*_described(provision), self.gap_reason(provision), *found, decided))
        columns = ["parent", "text", "chapter", "units", "reason", "nearest", "probability", "nearest_text", "decided"]
        return self._frame(rows, columns)

    @property
    def decisions(self) -> pd.DataFrame:
        """Decisions of people and their state now, see `policycompare.deciding.reanchor.AnchoredDecisions.frame`."""
        return self.anchored.frame

    @property
    def probabilities(self) -> pd.DataFrame:
        """Probability of a link for all pairs: one row a child, one column a parent, by label; dense."""
        matrix = self.scores.pairs.spread(self.probability)
        return self._with_notices(
            pd.DataFrame(matrix, index=list(self.child.by_label), columns=list(self.parent.by_label))
        )

    # -- questions about single provisions -------------------------------------------------------------------------

    def explain(self, child: str, parent: str) -> pd.DataFrame:
        """Say which features spoke for and against a link, in figures and in words.

        Returns
        -------
        pandas.DataFrame
            ``feature``, ``meaning``, ``value``, ``contribution`` (to the log-odds; positive speaks for the link),
            ``shown`` (the value in its unit):
            first where every pair starts (``start``, see `Model.reference`), then the features and what a second
            reader said (``reader``), strongest first, and at last what a link needs (``threshold``). They add up to
            the log-odds above the threshold. Empty for a pair that is no candidate. ``attrs["words"]`` says it in a
            sentence.

        Raises
        ------
        AlignmentError
            A label is not in its document.
        """
        i, j = self._position(self.child, child), self._position(self.parent, parent)
        k = self.scores.pairs.at(i, j)
        if k is None:
            frame = self._frame([], ["feature", "meaning", "value", "contribution", "shown"])
            frame.attrs["words"] = "概率接近 0：两条都不在对方最接近的候选之内，未作比较。"
            return frame
        reading = float(self.log_odds[k] - self.scores.log_odds[k])
        found = contributions(self.scores.link_model, self.scores.features, k, self.threshold, reading)
        frame = self._with_notices(found)
        identical = bool(self.scores.identical[k])
        child_text = self._normalisers.child(self.child.provisions[i].text)
        parent_text = self._normalisers.parent(self.parent.provisions[j].text)
        common = common_words(child_text, parent_text)
        said = in_words(frame, float(self.probability[k]), common, identical=identical)
        frame.attrs["words"] = said + self._between_in_words(k)
        return frame

    def _between_in_words(self, k: int) -> str:
        """Say which provision of a third document stands between candidate pair `k`, or nothing."""
        third = self.scores.third_documents
        found = None if third is None else third.strongest(k)
        if found is None:
            return ""
        document, provision = found
        return f"旁证：{document.short_title or document.title}{provision.cited}与二者相近。"

    def evidence(self, child: str, parent: str) -> tuple[ClausePair, ...]:
        """Return the clauses of two provisions that correspond, linked or not; raises as `explain` does."""
        position = self._position(self.child, child), self._position(self.parent, parent)
        return clause_pairs(self.child, self.parent, [position])[0]

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
        _check_count(k)
        pairs = self.scores.pairs
        own = pairs.of_row(self._position(self.child, child))
        order = own.start + np.argsort(-self.log_odds[own], kind="stable")[:k]
        rows = []
        for position in order.tolist():
            parent = self.parent.provisions[int(pairs.columns[position])]
            linked = bool(self.is_link[position])
            rows.append((parent.label, float(self.probability[position]), linked, parent.text))
        return self._frame(rows, ["parent", "probability", "linked", "text"])

    def least_certain(self, k: int = 10) -> pd.DataFrame:
        """Return the pairs on which a person's look is worth most: nearest to the cut-off, on either side.

        Returns
        -------
        pandas.DataFrame
            ``child``, ``parent``, ``probability``, ``linked``, ``child_text``, ``parent_text``.
        """
        _check_count(k)
        pairs = self.scores.pairs
        cut = np.log(max(self.threshold, 1e-6) / max(1 - self.threshold, 1e-6))
        order = np.argsort(np.abs(self.log_odds - cut), kind="stable")[:k]
        rows = []
        for position in order.tolist():
            child = self.child.provisions[int(pairs.rows[position])]
            parent = self.parent.provisions[int(pairs.columns[position])]
            shown, linked = float(self.probability[position]), bool(self.is_link[position])
            rows.append((child.label, parent.label, shown, linked, child.text, parent.text))
        return self._frame(rows, ["child", "parent", "probability", "linked", "child_text", "parent_text"])

    # -- counts ----------------------------------------------------------------------------------------------------

    def coverage(
        self, by: GroupBy | None = None, level: Granularity = "measure", direction: Direction = "parent"
    ) -> pd.DataFrame:
        """Count what is covered, see `policycompare.aligning.coverage.coverage`.

        Examples
        --------
        >>> from policycompare.aligning.align import align
        >>> align("chongming", "national").coverage(level="clause")[["group", "total"]].values.tolist()
        [['全文', 71]]
        """
        reasons = {self.parent.provisions[j].label: d.reason for j, d in self.anchored.gaps.items()}
        return _coverage.coverage(
            self.child,
            self.parent,
            self.link_list,
            by=by,
            level=level,
            direction=direction,
            carried=CARRIED,
            reasons=reasons,
        )

    def expected(self, direction: Direction = "parent") -> tuple[float, float]:
        """Return the expected number of provisions with a link and its standard deviation, whatever the cut-off.

        See `policycompare.aligning.coverage.expected_coverage`; the deviation is widened by the model's
        `dispersion`, so that the number plus and minus 1.645 of it held the truth for nine in ten pairs of gold
        that the model had not seen.
        """
        _coverage.check_choice(direction, ("parent", "child"))
        expected, deviation = _coverage.expected_coverage(self.probability, self.scores.pairs, direction)
        return expected, deviation * self.model.dispersion

    def distribution(self) -> pd.DataFrame:
        """Count pairs by probability, see `policycompare.aligning.coverage.distribution`."""
        return self._with_notices(_coverage.distribution(self.probability, self.threshold))

    def strength_changes(self) -> pd.DataFrame:
        """Count from which strength to which duties changed, see `policycompare.aligning.coverage.strength_changes`."""
        changes = [change for link in self.link_list for change in link.changes]
        return self._with_notices(_coverage.strength_changes(changes))

    def sensitivity(self, thresholds: tuple[float, ...] = THRESHOLDS) -> pd.DataFrame:
        """Count links, additions and gaps at each threshold, see `policycompare.aligning.coverage.sensitivity`."""
        if not isinstance(thresholds, tuple | list):
            raise AlignmentError(message("thresholds {given}: give a list such as (0.3, 0.5)", given=repr(thresholds)))
        for threshold in thresholds:
            self.at(threshold)
        dispersion = self.model.dispersion
        return self._with_notices(_coverage.sensitivity(self.probability, self.scores.pairs, thresholds, dispersion))

    # -- how it is shown -------------------------------------------------------------------------------------------

    def _position(self, document: Document, label: str) -> int:
        if str(label) not in document.position_of:
            raise AlignmentError(
                message(
                    "{document}: no provision {label}; labels run from {first} to {last}",
                    document=document.id,
                    label=label,
                    first=document.provisions[0].label,
                    last=document.provisions[-1].label,
                )
            )
        return document.position_of[str(label)]

    def _frame(self, rows: Sequence[tuple[object, ...]], columns: list[str]) -> pd.DataFrame:
        return self._with_notices(pd.DataFrame(rows, columns=columns))

    def _with_notices(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a frame with the notices that it has to carry."""
        return noticed(frame, self.notices)

    def __repr__(self) -> str:
        return (
            f"<Alignment {self.child.id} → {self.parent.id}: {len(self.link_list)} links, "
            f"{len(self.added_provisions)} additions, {len(self.gap_provisions)} gaps at {self.threshold:.2f}>"
        )

    def _repr_html_(self) -> str:
        esc = html.escape
        notes = "".join(f"<p><b>注意：</b>{esc(n)}</p>" for n in self.notices)
        rows = "".join(
            f"<tr><td>{esc(link.child.label)}</td><td>{esc(link.parent.label)}</td><td>{link.probability:.2f}</td>"
            f"<td>{OUTCOMES[link.relation].chinese}</td>"
            f"<td style='text-align:left'>{esc(evidence_text(link.clause_pairs))}</td></tr>"
            for link in self.link_list
        )
        head = "<tr><th>下级</th><th>上级</th><th>概率</th><th>关系</th><th>依据</th></tr>"
        return (
            f"<h4>{esc(self.child.title)} → {esc(self.parent.title)}</h4>{notes}"
            f"<details><summary>{len(self.link_list)} 条对应，{len(self.added_provisions)} 条新增，"
            f"{len(self.gap_provisions)} 条未承接</summary><table>{head}{rows}</table></details>"
        )


def _check_count(k: int) -> None:
    """Raise an error for what is no number of rows."""
    if isinstance(k, bool) or not isinstance(k, int) or k < 0:
        raise AlignmentError(message("k {given}: give a number of rows, 0 or more", given=repr(k)))


def _grouped(links: Sequence[Link], side: str) -> dict[str, tuple[Link, ...]]:
    """Return links by the label of one side, in the order in which the labels come."""
    groups: dict[str, list[Link]] = {}
    for link in links:
        label = link.child.label if side == "child" else link.parent.label
        groups.setdefault(label, []).append(link)
    return {label: tuple(members) for label, members in groups.items()}


def _described(provision: Measure) -> tuple[str, str, str, str]:
    return provision.label, provision.text, provision.chapter, provision.unit_names
