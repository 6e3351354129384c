"""Coverage, additions and gaps counted from two documents and the links between them.

Functions here take documents and links by position and give frames; they know nothing of how links were found.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd

from policycompare.documents import notices
from policycompare.errors import AlignmentError
from policycompare.frames import noticed
from policycompare.language.deontic import strongest
from policycompare.messages import message
from policycompare.vocabulary import LEVELS, NOT_APPLICABLE, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from policycompare.aligning.candidate_pairs import CandidatePairs
    from policycompare.aligning.changes import Change
    from policycompare.aligning.links import Link
    from policycompare.documents import Document, Measure

    Values = NDArray[np.float64]

GroupBy = Literal["chapter", "unit"]
Granularity = Literal["measure", "clause"]
Direction = Literal["parent", "child"]

_SIDES: tuple[Direction, Direction] = ("child", "parent")
IN_NINE_OF_TEN = 1.645
"""Deviations (widened by the model's dispersion) around what is expected that held nine in ten true counts."""
BIN = 0.05
"""Width of the bins in which probabilities are counted."""
NO_GROUP = "（未注明）"
WHOLE = "全文"
UNDECIDED = "待定"
"""Reason shown for a gap to which none was given yet."""

_HIGHER_ADDRESSEE: tuple[tuple[Level, re.Pattern[str]], ...] = (
    (
        "nation",
        re.compile(r"^[^，。；]{0,12}国务院(?!安委会[“\"十])[^，。；]{0,30}(?:要|应当|负责|规定|制定|会同|组织)"),
    ),
    ("nation", re.compile(r"(?:中央有关部门|国家有关部门)[^，。；]{0,10}(?:要|应当|负责)")),
    (
        "province",
        re.compile(
            r"(?:由省级(?:人民)?政府|^省级(?:人民)?政府|^省、自治区、直辖市(?:人民政府)?[^，。；]{0,20}(?:要|应当|可以|负责|制定|根据))"
        ),
    ),
    ("city", re.compile(r"(?:由市级(?:主管部门|人民政府|政府)|^市级)")),
)
_LOWER_ADDRESSEE = re.compile(r"地方各级|各级(?:人民)?政府|县级以上|市县|各地|地方(?:人民)?政府")


@dataclass(frozen=True, slots=True)
class _Counted:
    """One measure, clause or point that is counted.

    Attributes
    ----------
    measure
        The measure that it is, or belongs to.
    text
        By which it may be addressed to a higher level.
    label
        By which a person's reason is found.
    covered
        Whether a link covers it.
    """

    measure: Measure
    text: str
    label: str
    covered: bool


def coverage(
    child: Document,
    parent: Document,
    links: Sequence[Link],
    *,
    by: GroupBy | None = None,
    level: Granularity = "measure",
    direction: Direction = "parent",
    carried: float,
    reasons: Mapping[str, str] = MappingProxyType({}),
) -> pd.DataFrame:
    """Count what is covered (覆盖率).

    Parameters
    ----------
    child, parent
        The documents.
    links
        The links.
    by
        ``"chapter"`` or ``"unit"`` (a measure counts once for each of its units), or ``None`` for the whole.
    level
        ``"measure"``, or ``"clause"``: its clauses or, where points are cited, its points. A measure is covered
        when it has a link (where points are cited, when one of its points has); a clause when a link carries it.
    direction
        ``"parent"`` counts what of the parent came down; ``"child"`` what of the child came from the parent.
    carried
        Least share of a clause's weight that must be found on the other side.
    reasons
        Why provisions of the parent have no link, as people decided, by label.

    Returns
    -------
    pandas.DataFrame
        Columns ``group`` (str), ``total``, ``covered``, ``not_applicable`` (int; parent's provisions without a link
        that do not apply: as people decided, else as addressed to a higher level), ``share`` (covered / total, 0 to 1),
        ``share_applicable`` (covered / (total - not_applicable)). Order of the document; units by total.
    """
    check_choice(by, (None, *get_args(GroupBy)))
    check_choice(level, get_args(Granularity))
    check_choice(direction, get_args(Direction))
    document = parent if direction == "parent" else child
    counts: dict[str, list[int]] = {} if by else {WHOLE: [0, 0, 0]}
    for item in _counted(document, links, level, direction, carried):
        exempt = direction == "parent" and not item.covered and _not_applicable(item, child.level, reasons)
        for group in _groups(item.measure, by):
            count = counts.setdefault(group, [0, 0, 0])
            count[0] += 1
            count[1] += item.covered
            count[2] += exempt
    frame = pd.DataFrame(
        [(group, *count) for group, count in counts.items()],
        columns=["group", "total", "covered", "not_applicable"],
    )
    for name, base in (("share", frame["total"]), ("share_applicable", frame["total"] - frame["not_applicable"])):
        frame[name] = (frame["covered"] / base.where(base > 0)).fillna(0.0)
    if by == "unit":
        frame = frame.sort_values(["total", "group"], ascending=[False, True], kind="stable", ignore_index=True)
    return noticed(frame, notices(child, parent))


def check_choice(given: str | None, known: Sequence[str | None]) -> None:
    """Raise an error that names the choices for a word that is none of them."""
    if given not in known:
        raise AlignmentError(
            message("“{given}” is not known; write one of {known}", given=given, known=[str(word) for word in known])
        )


def _counted(
    document: Document, links: Sequence[Link], level: Granularity, direction: Direction, carried: float
) -> Iterable[_Counted]:
    """Yield what is counted of a document, each with whether a link covers it."""
    linked = {link.parent.label if direction == "parent" else link.child.label for link in links}
    if document.citation == "point":
        for measure in document.measures:
            yield from _points(measure, linked, level)
    elif level == "clause":
        carried_clauses = _carried_clauses(links, direction, carried)
        for measure in document.measures:
            for clause in measure.clauses:
                yield _Counted(measure, clause.text, measure.label, clause.label in carried_clauses)
    else:
        for measure in document.measures:
            yield _Counted(measure, measure.text, measure.label, measure.label in linked)


def _points(measure: Measure, linked: set[str], level: Granularity) -> Iterable[_Counted]:
    """Yield the points of a measure, or the measure that is covered when one of its points is."""
    if level == "clause":
        for point in measure.clauses:
            yield _Counted(measure, point.text, point.label, point.label in linked)
        return
    covered = any(point.label in linked for point in measure.clauses)
    # Of several points one may be addressed to a higher level and another not: only a single point speaks for all.
    if len(measure.clauses) == 1:
        yield _Counted(measure, measure.text, measure.clauses[0].label, covered)
    else:
        yield _Counted(measure, "" if measure.clauses else measure.text, "", covered)


def _not_applicable(item: _Counted, child_level: Level | None, reasons: Mapping[str, str]) -> bool:
    """Whether a provision asks nothing of the child's level: as a person decided, else by its addressee."""
    if reasons.get(item.label):
        return reasons[item.label] == NOT_APPLICABLE
    return bool(higher_addressee(item.text, child_level))


def _carried_clauses(links: Sequence[Link], direction: Direction, carried: float) -> set[str]:
    """Return the labels of the clauses of which enough is found on the other side of a link."""
    found = set()
    for link in links:
        for pair in link.clause_pairs:
            if direction == "parent" and pair.parent_share >= carried:
                found.add(pair.parent.label)
            elif direction == "child" and pair.child_share >= carried:
                found.add(pair.child.label)
    return found


def _groups(measure: Measure, by: GroupBy | None) -> list[str]:
    if by is None:
        return [WHOLE]
    if by == "chapter":
        return [measure.chapter or measure.title or NO_GROUP]
    return list(dict.fromkeys(u.canonical for u in measure.units)) or [NO_GROUP]


def higher_addressee(text: str, child_level: Level | None) -> str:
    """Return the words by which a provision addresses a level above the child's, or ``""``.

    Such a provision asks nothing of the lower level, so a gap there is not an omission (不适用于本级). It is a
    suggestion from the addressee; a person decides.

    Examples
    --------
    >>> higher_addressee("国务院安委会有关成员单位要对本系统开展专项督导检查。", "district")
    '国务院安委会有关成员单位要'
    >>> higher_addressee("国务院和县级以上地方各级人民政府应当加强领导。", "district")
    ''
    """
    if _LOWER_ADDRESSEE.search(text) and not re.match(r"国务院安委会", text):
        return ""
    rank = LEVELS.keys.index(child_level) if child_level else len(LEVELS)
    for level, pattern in _HIGHER_ADDRESSEE:
        match = pattern.search(text)
        if match and LEVELS.keys.index(level) < rank:
            return match[0]
    return ""


def gap_reason(provision: Measure, child_level: Level | None) -> str:
    """Return the reason that is suggested for a gap: ``"不适用于本级（…）"`` or ``"待定"`` for a person to decide."""
    words = higher_addressee(provision.text, child_level)
    return f"{NOT_APPLICABLE}（“{words}”）" if words else UNDECIDED


def expected_coverage(probabilities: Values, pairs: CandidatePairs, direction: Direction) -> tuple[float, float]:
    """Return how many provisions are expected to have a link, whatever the cut-off, and the standard deviation.

    A count at a cut-off takes every link below it as absent. The expectation counts each provision with the
    probability that at least one of its pairs is a link (Poisson binomial; pairs taken as independent), so it is
    as good as the probabilities are calibrated.

    Parameters
    ----------
    probabilities
        Of the candidate pairs, shape (pairs,).
    pairs
        Where they are.
    direction
        ``"parent"`` or ``"child"``: whose provisions are counted.
    """
    side = pairs.columns if direction == "parent" else pairs.rows
    missing = np.ones(pairs.shape[1 if direction == "parent" else 0])
    np.multiply.at(missing, side, 1 - probabilities)
    return float((1 - missing).sum()), float((missing * (1 - missing)).sum() ** 0.5)


def unit_chapters(document: Document) -> pd.DataFrame:
    """Count for each responsible unit in how many measures of each chapter it is named (责任单位与章节).

    Returns
    -------
    pandas.DataFrame
        One row a unit (canonical name), those with the most measures first; ``total``, and one column a chapter.
    """
    chapters = list(dict.fromkeys(chapter for m in document.measures for chapter in _groups(m, "chapter")))
    counts: dict[str, dict[str, int]] = {}
    for measure in document.measures:
        for unit in dict.fromkeys(u.canonical for u in measure.units):
            row = counts.setdefault(unit, dict.fromkeys(chapters, 0))
            for chapter in _groups(measure, "chapter"):
                row[chapter] += 1
    frame = pd.DataFrame.from_dict(counts, orient="index", columns=chapters)
    frame.insert(0, "total", frame.sum(axis=1).astype(int))
    frame = frame.iloc[sorted(range(len(frame)), key=lambda k: (-frame["total"].iloc[k], k))]
    frame.index.name = "unit"
    return noticed(frame, notices(document))


def distribution(probabilities: Values, threshold: float) -> pd.DataFrame:
    """Count pairs by probability (概率分布), leaving out those below the first bin of `BIN`.

    Returns
    -------
    pandas.DataFrame
        ``from``, ``to``, ``pairs``. ``attrs`` holds what the probabilities expect at the threshold: ``links`` (int),
        ``expected_wrong`` and ``expected_missed`` (numbers of pairs).
    """
    edges = np.round(np.arange(BIN, 1 + BIN / 2, BIN), 6)
    counts, _ = np.histogram(probabilities, edges)
    frame = pd.DataFrame({"from": edges[:-1], "to": edges[1:], "pairs": counts})
    linked = probabilities >= threshold
    frame.attrs |= {
        "links": int(linked.sum()),
        "expected_wrong": float((1 - probabilities[linked]).sum()),
        "expected_missed": float(probabilities[~linked].sum()),
    }
    return frame


def strength_changes(changes: Iterable[Change]) -> pd.DataFrame:
    """Count from which strength to which duties changed (力度变化).

    Parameters
    ----------
    changes
        What changed on the links; those of another kind are passed over.

    Returns
    -------
    pandas.DataFrame
        ``parent``, ``child`` (1 鼓励 to 4 必须), ``count``, in this order.
    """
    counts: Counter[tuple[int, int]] = Counter()
    for change in changes:
        if change.kind == "strength":
            before, after = strongest(change.parent), strongest(change.child)
            if before and after:
                counts[before[0], after[0]] += 1
    rows = [(*strengths, count) for strengths, count in sorted(counts.items())]
    return pd.DataFrame(rows, columns=["parent", "child", "count"])


def sensitivity(
    probabilities: Values, pairs: CandidatePairs, thresholds: Iterable[float], dispersion: float
) -> pd.DataFrame:
    """Count links, additions and gaps at each threshold.

    Parameters
    ----------
    probabilities
        Of the candidate pairs, shape (pairs,).
    pairs
        Where they are.
    thresholds
        From 0 to 1.
    dispersion
        By which the deviations are widened, see `policycompare.aligning.model.Model`.

    Returns
    -------
    pandas.DataFrame
        ``threshold``; ``links``, ``additions``, ``gaps`` (numbers); ``child_share``, ``parent_share`` (of the
        provisions that have a link, 0 to 1), each with a band, ``child_share_low``, ``child_share_high``,
        ``parent_share_low``, ``parent_share_high``: the shares that have a true link, expected of the links at the
        cut-off alone less `IN_NINE_OF_TEN` deviations, and of all pairs plus as many (see `expected_coverage`).
    """
    children, parents = pairs.shape
    wide = IN_NINE_OF_TEN * dispersion
    highs = [expected_coverage(probabilities, pairs, side) for side in _SIDES]
    rows = []
    for threshold in thresholds:
        lows = [expected_coverage(np.where(probabilities >= threshold, probabilities, 0), pairs, s) for s in _SIDES]
        bands = [
            (max(low - wide * spread, 0.0) / total, min(high + wide * width, float(total)) / total)
            for (low, spread), (high, width), total in zip(lows, highs, pairs.shape, strict=True)
        ]
        linked = probabilities >= threshold
        with_parent, with_child = len(np.unique(pairs.rows[linked])), len(np.unique(pairs.columns[linked]))
        rows.append(
            (
                float(threshold),
                int(linked.sum()),
                children - with_parent,
                parents - with_child,
                with_parent / children,
                with_child / parents,
                *bands[0],
                *bands[1],
            )
        )
    columns = ["threshold", "links", "additions", "gaps", "child_share", "parent_share"]
    return pd.DataFrame(
        rows, columns=[*columns, *(f"{side}_share_{end}" for side in _SIDES for end in ("low", "high"))]
    )
