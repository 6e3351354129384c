"""Importing the decisions of a workbook into the files; it can be repeated, and nothing newer is overwritten."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.deciding.decision_files import decisions_on_texts, pair_file_of_ids, update
from policycompare.deciding.decisions import moment
from policycompare.messages import message
from policycompare.reviewing.workbook import CellNote

if TYPE_CHECKING:
    from policycompare.deciding.decisions import Decision, Decisions
    from policycompare.messages import Message
    from policycompare.reviewing.workbook import Pair, Row, Workbook


@dataclass
class ImportReport:
    """The outcome of an import.

    Attributes
    ----------
    files
        The files of decisions, with how many each holds now.
    new, changed
        The decisions that were imported, with sheet and cell.
    known
        Number of decisions that stand in the files as they stand in the workbook.
    notes
        Where decisions come from that were made on the same texts under other names.
    conflicts
        Decisions that were not imported, because the file has something newer, or another row says otherwise.
    """

    files: dict[Path, int] = field(default_factory=dict)
    new: list[CellNote] = field(default_factory=list)
    changed: list[CellNote] = field(default_factory=list)
    known: int = 0
    conflicts: list[CellNote] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)

    def add(self, other: ImportReport) -> None:
        """Count another report in."""
        self.files |= other.files
        self.new += other.new
        self.changed += other.changed
        self.known += other.known
        self.conflicts += other.conflicts
        self.notes += other.notes


def import_decisions(book: Workbook, folder: str | Path, *, who: str = "", now: str) -> ImportReport:
    """Import the decisions of a workbook into the files of a folder.

    A decision that stands in the file with another content is replaced, unless the file's is newer than the row's
    time, or than the workbook where the row has no time; then the file's is kept and a conflict reported. What was
    imported from the same workbook before is replaced in any case: there the workbook itself was changed since.
    What another person decided after the workbook was made is never replaced: both stand, disputed, until one is
    chosen, as where two copies of one workbook come back from two people.

    Parameters
    ----------
    book
        See `policycompare.reviewing.workbook.read_workbook`.
    folder
        Where the files are, ``CHILDID__PARENTID.csv``; made when missing.
    who
        Who decided where the workbook does not say.
    now
        The time of the import.

    Raises
    ------
    DecisionError
        A file cannot be read or written.
    """
    rows_of: dict[Pair, list[Row]] = {}
    for row in book.rows:
        rows_of.setdefault(row.pair, []).append(row)
    report = ImportReport()
    for pair, rows in rows_of.items():
        report.add(_import_rows(Path(folder), pair, rows, book, who=who, now=now))
    return report


def _import_rows(folder: Path, pair: Pair, rows: list[Row], book: Workbook, *, who: str, now: str) -> ImportReport:
    """Import rows on one pair of documents into its file."""
    path = pair_file_of_ids(folder, *pair)
    report = ImportReport()

    def change(found: Decisions) -> Decisions:
        # Called once, under the lock of the file.
        if not path.exists():
            texts = [book.fingerprints.get(document, set()) for document in pair]
            found = decisions_on_texts(path, *texts)
            report.notes += found.notes
        importer = _Importer(book, who, now, report)
        for row in rows:
            found = importer.decisions_with(found, row)
        return found

    report.files[path] = len(update(path, change))
    return report


class _Importer:
    """Puts rows of a workbook into decisions, one after the other, and reports on each."""

    def __init__(self, book: Workbook, who: str, now: str, report: ImportReport) -> None:
        self._book, self._who, self._now, self._report = book, who, now, report
        self._first_row: dict[tuple[str, ...], Row] = {}

    def decisions_with(self, found: Decisions, row: Row) -> Decisions:
        """Return decisions with that of a row, unless it is known or in conflict."""
        if not self._is_first(row):
            return found
        before = self._own(found, row) or found.find(row.decision)
        after = self._completed(row.decision, before)
        if before is None:
            self._report.new.append(CellNote(row.place, after))
            return self._without_rivals(found.with_decision(after), after, row)
        if before.content == after.content:
            self._report.known += 1
            return self._without_rivals(found, before, row)
        if self._unseen(before, after.who):
            beside = message(
                "{decision}, beside {before} ({by}), which this workbook does not show; both stand until one is chosen",
                decision=row.decision,
                before=before,
                by=before.by,
            )
            self._report.conflicts.append(CellNote(row.place, beside))
            return replace(found, rows=(*found.rows, after))
        if self._is_newer(before, row):
            kept = message(
                "{decision}, but the file has a newer {before} ({by}); the file's is kept",
                decision=row.decision,
                before=before,
                by=before.by,
            )
            self._report.conflicts.append(CellNote(row.place, kept))
            return found
        changed = message("{before}, now {after}", before=before, after=after)
        self._report.changed.append(CellNote(row.place, changed))
        rows = tuple(after if other is before else other for other in found.rows)
        return self._without_rivals(replace(found, rows=rows), after, row)

    def _own(self, found: Decisions, row: Row) -> Decision | None:
        """Return the decision on a row's provisions that the same person took before, among those of others."""
        for other in found.rows:
            if other.who == self._who_of(row.decision) and _provisions(other) == _provisions(row.decision):
                return other
        return None

    def _without_rivals(self, found: Decisions, chosen: Decision, row: Row) -> Decisions:
        """Return decisions without those on the same texts that the chosen one was chosen against.

        The workbook shows what people disagreed about when it was made; what was decided later stays.
        """
        for other in found.rows:
            if other == chosen or _provisions(other) != _provisions(chosen):
                continue
            if not self._unseen(other, chosen.who) and not self._is_newer(other, row):
                found = found.without(other)
                dropped = message(
                    "{chosen} was chosen, {other} ({by}) gives way", chosen=chosen, other=other, by=other.by
                )
                self._report.changed.append(CellNote(row.place, dropped))
        return found

    def _is_first(self, row: Row) -> bool:
        """Whether no row before is on the same provisions; one that says otherwise is a conflict."""
        decision = row.decision
        key = decision.child, decision.parent, decision.child_fingerprint, decision.parent_fingerprint
        first = self._first_row.setdefault(key, row)
        if first is row:
            return True
        # Verdict, relation and reason; comments may differ.
        if first.decision.content[:3] != decision.content[:3]:
            taken = message(
                "{decision}, but {first} is {other}; the latter is taken",
                decision=decision,
                first=first.place,
                other=first.decision,
            )
            self._report.conflicts.append(CellNote(row.place, taken))
        return False

    def _is_newer(self, before: Decision, row: Row) -> bool:
        """Whether the file's decision is newer than the row's, and not from this workbook."""
        made = moment(row.decision.when) if row.decision.when else self._book.exported
        return before.source != self._book.source and moment(before.when) > made

    def _unseen(self, before: Decision, who: str) -> bool:
        """Whether the file's decision is another person's, taken after the workbook was made: `who` never saw it."""
        return bool(who and before.who and who != before.who) and moment(before.when) > self._book.exported

    def _who_of(self, decision: Decision) -> str:
        return decision.who or self._who or self._book.editor

    def _completed(self, decision: Decision, before: Decision | None) -> Decision:
        """Return a row's decision with what the row leaves empty: who, when, and what agrees with the one before."""
        when = decision.when
        if before is not None:
            decision = _with_texts_of(decision, before)
            if _judgement(decision) == _judgement(before):
                decision = _with_details_of(decision, before)
            if moment(when) == moment(before.when):
                # The program itself filled in the time of the decision before.
                when = ""
        return replace(decision, who=self._who_of(decision), when=when or self._now, source=self._book.source)


def _provisions(decision: Decision) -> tuple[str, ...]:
    return decision.child, decision.parent, decision.child_fingerprint, decision.parent_fingerprint


def _judgement(decision: Decision) -> str:
    """Return ``link``, or the verdict of what is none."""
    return "link" if decision.links else decision.verdict


def _with_texts_of(decision: Decision, before: Decision) -> Decision:
    return replace(
        decision,
        child_text=decision.child_text or before.child_text,
        parent_text=decision.parent_text or before.parent_text,
    )


def _with_details_of(decision: Decision, before: Decision) -> Decision:
    """Return a decision with the verdict of one that judges the same, and its details where it has none."""
    return replace(
        decision,
        verdict=before.verdict,
        relation=decision.relation or before.relation,
        reason=decision.reason or before.reason,
        comment=decision.comment or before.comment,
    )


def report_text(book: Workbook, report: ImportReport) -> str:
    """Return the outcome of an import, for a terminal."""
    counts = message(
        "new {new}, changed {changed}, known {known}, conflicts {conflicts}, not understood {problems}; "
        "rows without a verdict {undecided}",
        new=len(report.new),
        changed=len(report.changed),
        known=report.known,
        conflicts=len(report.conflicts),
        problems=len(book.problems),
        undecided=book.undecided,
    )
    lines = [
        message("{file}: sheets of decisions {sheets}", file=book.path, sheets=book.sheets).text(),
        f"  {counts}",
    ]
    listed = (
        (message("new"), report.new),
        (message("changed"), report.changed),
        (message("conflict"), report.conflicts),
        (message("not understood"), book.problems),
    )
    for head, items in listed:
        lines += [f"  {head}　{item}" for item in items]
    lines += [f"  {note}" for note in report.notes]
    for path, count in report.files.items():
        lines.append("  " + message("saved in {file} ({count} decisions now)", file=path, count=count).text())
    return "\n".join(lines)
