"""Taking the decisions of a workbook into the files, so that it can be repeated and nothing newer is overwritten."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.deciding.decision_files import update
from policycompare.deciding.decisions import moment
from policycompare.reviewing.workbook import as_taken

if TYPE_CHECKING:
    from policycompare.deciding.decisions import Decisions
    from policycompare.reviewing.workbook import Pair, Row, Workbook


@dataclass
class ImportReport:
    """What became of a workbook's decisions.

    Attributes
    ----------
    files
        The files of decisions, with how many each holds now.
    new, changed
        What was taken, with sheet and cell.
    known
        How many stand in the files as they stand in the workbook.
    conflicts
        What was not taken because the file has something newer, or another row says otherwise.
    """

    files: dict[Path, int] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    known: int = 0
    conflicts: list[str] = field(default_factory=list)


def import_decisions(book: Workbook, folder: str | Path, *, who: str = "", now: str) -> ImportReport:
    """Take the decisions of a workbook into the files of a folder.

    A decision that stands in the file with another content is replaced, unless the file's is newer than the row's
    time, or than the workbook where the row has no time; then the file's is kept and a conflict reported. What was
    taken from the same workbook before is replaced in any case: there the workbook itself was changed since.

    Parameters
    ----------
    book
        See `policycompare.reviewing.workbook.read_workbook`.
    folder
        Where the files are, ``CHILDID__PARENTID.csv``; made when missing.
    who
        Who decided where the workbook does not say.
    now
        The time of taking.

    Raises
    ------
    DecisionError
        A file cannot be read or written.
    """
    out = ImportReport()
    pairs: dict[Pair, list[Row]] = {}
    for row in book.rows:
        pairs.setdefault(row.pair, []).append(row)
    for pair, rows in pairs.items():
        path = Path(folder) / f"{pair[0]}__{pair[1]}.csv"
        result = ImportReport()

        def change(found: Decisions, rows: list[Row] = rows, result: ImportReport = result) -> Decisions:
            seen: dict[tuple[str, ...], Row] = {}
            for row in rows:
                found = _import_row(found, row, book, (who, now), seen, result)
            return found

        out.files[path] = len(update(path, change))
        out.new += result.new
        out.changed += result.changed
        out.known += result.known
        out.conflicts += result.conflicts
    return out


def _import_row(
    found: Decisions,
    row: Row,
    book: Workbook,
    stamp: tuple[str, str],
    seen: dict[tuple[str, ...], Row],
    result: ImportReport,
) -> Decisions:
    decision = row.decision
    key = decision.child, decision.parent, decision.child_fingerprint, decision.parent_fingerprint
    other = seen.setdefault(key, row)
    if other is not row:
        if other.decision.content[:3] != decision.content[:3]:
            result.conflicts.append(f"{row.place}：{decision}，而 {other.place} 是 {other.decision}；采用后者")
        return found
    before = found.find(decision)
    after = as_taken(row, book, before, *stamp)
    if before is None:
        result.new.append(f"{row.place}：{after}")
        return found.with_decision(after)
    if before.content == after.content:
        result.known += 1
        return found
    limit = moment(decision.when) if decision.when else book.exported
    if before.source != book.source and moment(before.when) > limit:
        result.conflicts.append(f"{row.place}：{decision}，而文件里有更新的 {before}（{before.by}）；保留文件的")
        return found
    result.changed.append(f"{row.place}：{before} → {after}")
    return found.with_decision(after)


def report_text(book: Workbook, taken: ImportReport) -> str:
    """Return what became of a workbook's decisions, for a terminal."""
    lines = [f"{book.path}：核定表 {'、'.join(book.sheets)}"]
    lines.append(
        f"  新采用 {len(taken.new)}，改动 {len(taken.changed)}，已有 {taken.known}，冲突 {len(taken.conflicts)}，"
        f"看不懂 {len(book.problems)}；未判定 {book.undecided} 行"
    )
    for head, items in (("新", taken.new), ("改", taken.changed), ("冲突", taken.conflicts), ("看不懂", book.problems)):
        lines += [f"  {head}　{item}" for item in items]
    lines += [f"  存于 {path}（现有 {count} 条决定）" for path, count in taken.files.items()]
    return "\n".join(lines)
