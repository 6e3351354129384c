"""`align`, and the `Alignment` that it returns: links, additions, gaps, coverage, and the evidence for each."""

from __future__ import annotations

import html
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from policycompare import coverage as _coverage
from policycompare.alignment.decode import decide
from policycompare.alignment.evidence import CARRIED, ClausePair, clause_pairs
from policycompare.alignment.features import FEATURES, features, prepare
from policycompare.alignment.model import Model, probability, shipped_model
from policycompare.alignment.relation import RELATION_NAMES, name_relation, shifts
from policycompare.catalog import load
from policycompare.documents import Document, Measure, notices
from policycompare.errors import AlignmentError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.alignment.relation import Shift
    from policycompare.coverage import Direction, Granularity, GroupBy, Linked
    from policycompare.similarity import Matrix

SHOWN_AT_MOST = 0.99
"""No probability is shown above this; the log-odds are kept."""
EVIDENCE_LENGTH = 36


def align(
    child: Document | str,
    parent: Document | str,
    *,
    threshold: float | None = None,
    model: Model | None = None,
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

    Returns
    -------
    Alignment

    Raises
    ------
    AlignmentError
        A document has no provision, or the threshold is not between 0 and 1.
    CatalogError
        There is no document of that id.

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
    values = features(prepare(child), prepare(parent))
    aligned = Alignment(child, parent, values, model.log_odds(values), model, model.threshold)
    return aligned if threshold is None else aligned.at(threshold)


@dataclass(frozen=True, eq=False)
class Alignment:
    """Two documents with the probability of a link for every pair of provisions.

    Attributes
    ----------
    child, parent
        The documents.
    values
        Features by name, each of shape (children, parents).
    log_odds
        Of a link, shape (children, parents).
    model
        What made log-odds of the features.
    threshold
        Least probability of a link.
    """

    child: Document
    parent: Document
    values: dict[str, Matrix] = field(repr=False)
    log_odds: Matrix = field(repr=False)
    model: Model = field(repr=False)
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
    def probabilities(self) -> pd.DataFrame:
        """Probability of a link for all pairs: one row a child, one column a parent, by label."""
        return pd.DataFrame(
            np.minimum(probability(self.log_odds), SHOWN_AT_MOST),
            index=list(self.child.by_label),
            columns=list(self.parent.by_label),
        )

    @property
    def notices(self) -> tuple[str, ...]:
        """The notices that everything made from this alignment carries."""
        return notices(self.child, self.parent)

    @cached_property
    def linked(self) -> tuple[Linked, ...]:
        """The links by position with the clauses that carry them, in the child's order, best first."""
        values = self.probabilities.to_numpy()
        rows, columns = np.nonzero(decide(values, self.threshold))
        order = np.lexsort((columns, -self.log_odds[rows, columns], rows))
        positions = [(int(rows[k]), int(columns[k])) for k in order]
        pairs = clause_pairs(self.child, self.parent, positions)
        return tuple(_coverage.Linked(i, j, p) for (i, j), p in zip(positions, pairs, strict=True))

    @cached_property
    def links(self) -> pd.DataFrame:
        """The links, m:n.

        Returns
        -------
        pandas.DataFrame
            One row a link in the child's order: ``child``, ``parent`` (labels, str), ``probability`` (0 to 0.99),
            ``relation`` (equivalent, rephrased, elaborates, partial), ``evidence`` (the clauses that carry it),
            ``child_text``, ``parent_text``, ``method`` (model), ``log_odds``, ``shifts`` (strength, figures and
            units that changed). ``attrs["notices"]`` holds the notices.
        """
        rows = []
        for link in self.linked:
            child, parent = self.child.provisions[link.child], self.parent.provisions[link.parent]
            fuzzy = float(self.values["fuzzy"][link.child, link.parent])
            rows.append(
                (
                    child.label,
                    parent.label,
                    self._shown(link.child, link.parent),
                    name_relation(child, parent, link.pairs, fuzzy),
                    _evidence_text(link.pairs),
                    child.text,
                    parent.text,
                    "model",
                    float(self.log_odds[link.child, link.parent]),
                    "；".join(map(str, self._shifts(link))),
                )
            )
        columns = "child parent probability relation evidence child_text parent_text method log_odds shifts"
        return self._frame(rows, columns.split())

    def _shifts(self, link: Linked) -> tuple[Shift, ...]:
        child, parent = self.child.provisions[link.child], self.parent.provisions[link.parent]
        return shifts(child, parent, link.pairs)

    @cached_property
    def additions(self) -> pd.DataFrame:
        """Child provisions without a link (新增).

        Returns
        -------
        pandas.DataFrame
            ``child``, ``text``, ``chapter``, ``units``, and the ``nearest`` parent with its ``probability`` of
            being a link after all, and its ``nearest_text``.
        """
        with_link = {link.child for link in self.linked}
        rows = []
        for i, provision in enumerate(self.child.provisions):
            if i not in with_link:
                j = int(self.log_odds[i].argmax())
                rows.append((*_described(provision), *self._nearest(i, j, self.parent.provisions[j].text)))
        return self._frame(rows, ["child", "text", "chapter", "units", "nearest", "probability", "nearest_text"])

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """Parent provisions without a link (未承接).

        Returns
        -------
        pandas.DataFrame
            ``parent``, ``text``, ``chapter``, ``units``, ``reason`` (suggested: 不适用于本级 with the words that
            say so, or 待定), and the ``nearest`` child with its ``probability`` and ``nearest_text``.
        """
        with_link = {link.parent for link in self.linked}
        rows = []
        for j, provision in enumerate(self.parent.provisions):
            if j not in with_link:
                i = int(self.log_odds[:, j].argmax())
                child = self.child.provisions[i]
                reason = _coverage.gap_reason(provision, self.child.level)
                _, shown, text = self._nearest(i, j, child.text)
                rows.append((*_described(provision), reason, child.label, shown, text))
        return self._frame(
            rows, ["parent", "text", "chapter", "units", "reason", "nearest", "probability", "nearest_text"]
        )

    def _nearest(self, i: int, j: int, text: str) -> tuple[str, float, str]:
        return self.parent.provisions[j].label, self._shown(i, j), text

    def coverage(
        self, by: GroupBy | None = None, level: Granularity = "measure", direction: Direction = "parent"
    ) -> pd.DataFrame:
        """Count what is covered, see `policycompare.coverage.coverage`.

        Examples
        --------
        >>> align("chongming", "national").coverage(level="clause")[["group", "total"]].values.tolist()
        [['全文', 71]]
        """
        return _coverage.coverage(
            self.child, self.parent, self.linked, by=by, level=level, direction=direction, carried=CARRIED
        )

    def expected(self, direction: Direction = "parent") -> tuple[float, float]:
        """Return the expected number of provisions with a link and its standard deviation, whatever the cut-off.

        See `policycompare.coverage.expected_coverage`.
        """
        return _coverage.expected_coverage(self.probabilities, direction)

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
        order = np.argsort(-self.log_odds[i], kind="stable")[:k]
        linked = {link.parent for link in self.linked if link.child == i}
        rows = [
            (
                self.parent.provisions[j].label,
                self._shown(i, j),
                j in linked,
                self.parent.provisions[j].text,
            )
            for j in order.tolist()
        ]
        return self._frame(rows, ["parent", "probability", "linked", "text"])

    def explain(self, child: str, parent: str) -> pd.DataFrame:
        """Say which features spoke for and against a link.

        Returns
        -------
        pandas.DataFrame
            ``feature``, ``meaning``, ``value``, ``contribution`` (to the log-odds, relative to the mean of all
            pairs; positive speaks for the link), strongest first.

        Raises
        ------
        AlignmentError
            A label is not in its document.
        """
        i, j = self._position(self.child, child), self._position(self.parent, parent)
        rows = []
        for name, weight in zip(self.model.features, self.model.weights, strict=True):
            value = float(self.values[name][i, j])
            rows.append((name, FEATURES[name], value, weight * (value - float(self.values[name].mean()))))
        rows.sort(key=lambda row: (-abs(row[3]), row[0]))
        return self._frame(rows, ["feature", "meaning", "value", "contribution"])

    def evidence(self, child: str, parent: str) -> tuple[ClausePair, ...]:
        """Return the clauses of two provisions that correspond, linked or not; raises as `explain` does."""
        at = (self._position(self.child, child), self._position(self.parent, parent))
        return clause_pairs(self.child, self.parent, [at])[0]

    def least_certain(self, k: int = 10) -> pd.DataFrame:
        """Return the pairs on which a person's look is worth most: nearest to the cut-off, on either side.

        Returns
        -------
        pandas.DataFrame
            ``child``, ``parent``, ``probability``, ``linked``, ``child_text``, ``parent_text``.
        """
        cut = np.log(max(self.threshold, 1e-6) / max(1 - self.threshold, 1e-6))
        distance = np.abs(self.log_odds - cut)
        order = np.argsort(distance, axis=None, kind="stable")[:k]
        rows = []
        for i, j in zip(*np.unravel_index(order, distance.shape), strict=True):
            child, parent = self.child.provisions[i], self.parent.provisions[j]
            shown = self._shown(int(i), int(j))
            rows.append((child.label, parent.label, shown, shown >= self.threshold, child.text, parent.text))
        return self._frame(rows, ["child", "parent", "probability", "linked", "child_text", "parent_text"])

    def sensitivity(
        self, thresholds: tuple[float, ...] = tuple(np.round(np.arange(0.1, 0.951, 0.05), 2).tolist())
    ) -> pd.DataFrame:
        """Count links, additions and gaps at each threshold, see `policycompare.coverage.sensitivity`."""
        frame = _coverage.sensitivity(self.probabilities, thresholds)
        frame.attrs["notices"] = list(self.notices)
        return frame

    def _shown(self, i: int, j: int) -> float:
        return float(self.probabilities.to_numpy()[i, j])

    def _position(self, document: Document, label: str) -> int:
        try:
            return list(document.by_label).index(str(label))
        except ValueError:
            raise AlignmentError(
                f"{document.id} 中没有第 {label} 条（no such provision; labels run from "
                f"{document.provisions[0].label} to {document.provisions[-1].label}）"
            ) from None

    def _frame(self, rows: Sequence[tuple[object, ...]], columns: list[str]) -> pd.DataFrame:
        frame = pd.DataFrame(rows, columns=columns)
        frame.attrs["notices"] = list(self.notices)
        return frame

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
            f"<td>{RELATION_NAMES[r.relation]}</td><td style='text-align:left'>{esc(r.evidence)}</td></tr>"
            for r in self.links.itertuples()
        )
        head = "<tr><th>下级</th><th>上级</th><th>概率</th><th>关系</th><th>依据</th></tr>"
        return (
            f"<h4>{esc(self.child.title)} → {esc(self.parent.title)}</h4>{notes}"
            f"<details><summary>{len(self.linked)} 条对应，{len(self.additions)} 条新增，"
            f"{len(self.gaps)} 条未承接</summary><table>{head}{rows}</table></details>"
        )


def _described(provision: Measure) -> tuple[str, str, str, str]:
    return provision.label, provision.text, provision.chapter, "、".join(u.name for u in provision.units)


def _evidence_text(pairs: tuple[ClausePair, ...], most: int = 2) -> str:
    """Return the strongest pairs of clauses as text."""
    best = sorted(pairs, key=lambda p: (-max(p.child_share, p.parent_share), p.child.span))[:most]
    return "；".join(f"“{_short(p.child.text)}”↔“{_short(p.parent.text)}”" for p in best)


def _short(text: str) -> str:
    text = " ".join(text.split()).rstrip("。；")
    return text if len(text) <= EVIDENCE_LENGTH else text[: EVIDENCE_LENGTH - 1] + "…"
