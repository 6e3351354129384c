"""Results on one screen, in the language of messages: a comparison, an outline, decisions, the files written."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from policycompare.analysing.agreement import agreement
from policycompare.analysing.overview import overview
from policycompare.messages import message
from policycompare.reading.outline.reasons import style_name
from policycompare.tables.table import short
from policycompare.vocabulary import DECISION_STATES, GAP_REASONS, JUDGES, LEVELS, NOT_APPLICABLE, ORIGINS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from policycompare.aligning.alignment import Alignment
    from policycompare.analysing.overview import Count
    from policycompare.analysing.trace import Trace
    from policycompare.documents import Document, Measure
    from policycompare.export.output_folder import Written
    from policycompare.messages import Message
    from policycompare.reading import Reason

    Lines = Iterator[Message | str]

_OPENING = 48
"""Characters of a provision that a line of the outline shows."""
_SHORT_OPENING = 22
"""The same of a line that shows two provisions."""
LEAST_CERTAIN = 4
"""Pairs of each alignment that are named for a check by hand."""


def summary_text(chain: Trace) -> str:
    """Return a chain's results on one screen: notices, counts, additions, gaps, what to check first, warnings."""
    parts = (_counts(chain), _additions(chain), _gaps(chain), _to_check(chain), _warnings(chain))
    return "\n".join(str(line) for part in parts for line in part)


def _counts(chain: Trace) -> Lines:
    yield message("{document}: comparison at a glance", document=short(chain.bottom))
    if chain.notices:
        yield ""
    for notice in chain.notices:
        yield message("  note {notice}", notice=notice)
    yield ""
    yield message("     count / all  share")
    for row in overview(chain):
        yield f"  {row.count:>4} / {row.total:<4} {row.share:>4.0%}  {counted(row)}"


def counted(row: Count) -> Message:
    """Return what a row of the overview counts."""
    if row.origin:
        return message("{document}: {origin}", document=short(row.document), origin=ORIGINS[row.origin])
    here, there = short(row.document), short(row.other) if row.other else ""
    if row.direction == "parent":
        by_unit = {
            "measure": message("measures of {here} that {there} carries down", here=here, there=there),
            "point": message("points of {here} that {there} carries down", here=here, there=there),
            "sentence": message("sentences of {here} that {there} carries down", here=here, there=there),
        }
        return by_unit[row.unit]
    return message("measures of {here} that are found in {there}", here=here, there=there)


def _additions(chain: Trace) -> Lines:
    origins = chain.origins
    for name in ("straight", "addition") if len(chain.documents) > 2 else ("addition",):
        found = origins.loc[origins["origin"] == name, "child"]
        labels = [_number(chain.bottom.by_label[label]) for label in found]
        yield ""
        yield message(
            "  {origin} ({count}): {labels}", origin=ORIGINS[name], count=len(labels), labels=_or_none(labels)
        )


def _gaps(chain: Trace) -> Lines:
    any_suggested = False
    for pair in sorted(chain.alignments, reverse=True):
        aligned = chain.alignments[pair]
        labels = []
        for row in aligned.gaps.itertuples():
            suggested = _is_suggested(row)
            any_suggested = any_suggested or suggested
            labels.append(f"{_number(aligned.parent.by_label[row.parent])}{'*' if suggested else ''}")
        yield message(
            "  {parent}, not carried down by {child} ({count}): {labels}",
            parent=short(aligned.parent),
            child=short(aligned.child),
            count=len(labels),
            labels=_or_none(labels),
        )
    if any_suggested:
        yield message(
            "  (* asks something of the higher level only; proposed reason: {reason})",
            reason=GAP_REASONS[NOT_APPLICABLE],
        )


def _number(provision: Measure) -> str:
    """Return the number of a provision as its document prints it: 第四条, 二、（三）, and 17 of 17."""
    return provision.printed if provision.printed.startswith("第") else provision.called


def _or_none(labels: list[str]) -> list[str] | Message:
    return labels or message("none")


def _is_suggested(gap: Any) -> bool:  # noqa: ANN401 - a row of a frame
    """Whether the program, and no person, says that a gap asks nothing of the lower level."""
    return bool(gap.reason.startswith(NOT_APPLICABLE) and not gap.decided)


def _to_check(chain: Trace) -> Lines:
    yield ""
    yield message("  least certain, to be checked by hand first:")
    last = len(chain.documents) - 1
    for upper in range(last - 1, -1, -1):
        aligned = chain.alignments[last, upper]
        for row in aligned.least_certain(LEAST_CERTAIN).itertuples():
            child, parent = _number(aligned.child.by_label[row.child]), _number(aligned.parent.by_label[row.parent])
            verdict = message("taken as linked") if row.linked else message("taken as unlinked")
            yield (
                f"    {short(aligned.child)} {child} ↔ {short(aligned.parent)} {parent}  {row.probability:.2f} "
                f"{verdict}  {_opening_of(row.child_text)} ↔ {_opening_of(row.parent_text)}"
            )


def _opening_of(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHORT_OPENING else f"{line[:_SHORT_OPENING]}…"


def _warnings(chain: Trace) -> Lines:
    for document in chain.documents:
        for problem in document.warnings:
            yield f"  {short(document)} {problem}"


def decisions_text(alignments: Iterable[Alignment]) -> str:
    """Return how many decisions are used and how many are not, for each pair that has any; ``""`` for none."""
    lines: list[str] = []
    for aligned in alignments:
        anchored = aligned.anchored
        problems = anchored.decisions.problems
        if not anchored.items and not problems:
            continue
        states = [
            message("{state} {number}", state=DECISION_STATES[state], number=number)
            for state, number in anchored.counts.items()
        ]
        if problems:
            states.append(message("not understood {number}", number=len(problems)))
        told = message(
            "  people's decisions ({child} → {parent}): {states}",
            child=aligned.child.id,
            parent=aligned.parent.id,
            states=states,
        )
        lines += [str(told), *(f"    {line}" for line in (*anchored.decisions.notes, *problems))]
    return "\n".join(lines)


def readings_text(alignments: Iterable[Alignment]) -> str:
    """Return which provisions a language model read, and how far it and the aligner agree; ``""`` for none."""
    lines: list[str] = []
    for aligned in alignments:
        readings = aligned.readings
        if not readings.of_child:
            continue
        told = message(
            "  second reader ({child} → {parent}): {models} read {read} of {all} provisions, {left} left to people; "
            "links by it {links}, differs from the aligner on {differing} pairs (first in the review)",
            child=aligned.child.called,
            parent=aligned.parent.called,
            models=list(readings.models),
            read=len(readings.read),
            all=len(aligned.child.provisions),
            left=len(readings.left),
            links=sum(link.method == "assessor" for link in aligned.link_list),
            differing=len(aligned.differing_pairs),
        )
        lines.append(str(told))
        lines += [f"    {row}" for row in agreement_lines(aligned)]
        lines += [f"    {line}" for line in (*readings.assessments.notes, *readings.assessments.problems)]
    return "\n".join(lines)


def agreement_lines(aligned: Alignment) -> Lines:
    """Yield how far two of aligner, second reader and people agree, a line for each two that judged the same pairs."""
    for row in agreement(aligned).itertuples():
        yield message(
            "{first} and {second}: on {pairs} pairs κ = {kappa:.2f}, F1 = {f1:.2f}",
            first=JUDGES[row.first],
            second=JUDGES[row.second],
            pairs=row.pairs,
            kappa=row.kappa,
            f1=row.f1,
        )


def outline_text(document: Document, *, brief: bool, why: Sequence[Reason] = ()) -> str:
    """Return what was found in a document, and why: one line, or a line a measure with its place and units."""
    head = message(
        "{source}  {title}  {level}  {date}  {chapters} chapters {measures} measures ({style})",
        source=document.source,
        title=document.title,
        level=LEVELS[document.level] if document.level else message("level unknown"),
        date=document.date,
        chapters=len(document.chapters),
        measures=len(document.measures),
        style=style_name(document.style),
    )
    if brief:
        return str(head)
    return "\n".join(map(str, _outline(document, head, why)))


def _outline(document: Document, head: Message, why: Sequence[Reason]) -> Lines:
    yield head
    if document.notice:
        yield message("  note: {notice}", notice=document.notice)
    for reason in why:
        yield f"  {reason.sentence}"
    chapter = None
    for measure in document.measures:
        if measure.chapter != chapter:
            chapter = measure.chapter
            yield f"  {chapter}"
        yield message(
            "    {label:>5}  line {line}  {text}{units}",
            label=measure.label,
            line=document.line_of(measure.span.start),
            text=_opening(measure),
            units=_units(measure),
        )
    unknown: dict[str, None] = {}
    for measure in document.measures:
        unknown |= dict.fromkeys(unit.name for unit in measure.units if not unit.known)
    if unknown:
        yield message(
            "  units that the table has not (named by rule; agencies.toml in your data folder can take them): {units}",
            units=[*unknown],
        )


def _opening(measure: Measure) -> str:
    text = (measure.title or measure.text).replace("\n", " ")
    return text[:_OPENING] + ("…" if len(text) > _OPENING else "")


def _units(measure: Measure) -> str:
    """Return the units as they are compared, those that no table has with a question mark."""
    if not measure.units:
        return ""
    names = [("" if unit.known else "?") + unit.canonical for unit in measure.units]
    return f"  [{'、'.join(names)}]"


def written_text(out: str, written: Sequence[Written], *, has_links: bool = True) -> str:
    """Return what was written, with sizes, those of subfolders together, and which file to open.

    Parameters
    ----------
    out
        The folder.
    written
        Its files.
    has_links
        Whether the workbook has sheets in which links are corrected.
    """
    lines: list[Message | str] = ["", message("written to {folder}/:", folder=out)]
    below: dict[str, list[int]] = {}
    top: dict[str, Written] = {}
    for file in written:
        name = file.path.relative_to(out)
        if len(name.parts) == 1:
            top.setdefault(name.suffix, file)
        if file.kept:
            lines.append(f"  {size_text(file.size):>9}  {name}  ← {_kept(file)}")
        elif len(name.parts) > 1:
            below.setdefault(name.parts[0], []).append(file.size)
        else:
            lines.append(f"  {size_text(file.size):>9}  {name}")
    for folder, sizes in below.items():
        files = message("{count} files", count=len(sizes))
        lines.append(f"  {size_text(sum(sizes)):>9}  {folder}/  {files}")
    if ".docx" in top:
        lines.append(message("now open {file}", file=top[".docx"].path))
    if ".xlsx" in top and has_links:
        workbook = top[".xlsx"].path
        lines.append(
            message(
                "to correct links: fill in the sheets {sheets} of {workbook}, save it, and run: {command}",
                sheets="核定",
                workbook=workbook,
                command=shlex.join(["policycompare", "review", "read", str(workbook)]),
            )
        )
    return "\n".join(map(str, lines))


def _kept(file: Written) -> Message:
    """Return why a file of that name was left as it was."""
    name = file.kept.name if file.kept else ""
    if file.why == "open":
        return message("{file} is open elsewhere and was kept", file=name)
    return message("{file} was changed by someone and was kept", file=name)


def size_text(size: int) -> str:
    """Return a size in bytes for a person."""
    return f"{size / 1024:,.1f} kB" if size >= 1024 else f"{size} B"
