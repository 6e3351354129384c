"""Tables of versions of one text (修订对照表): two versions or more side by side, and references that became wrong."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from policycompare.differing.phrases import Cells, cells_of
from policycompare.differing.runs import Run
from policycompare.differing.text_differences import runs_to_show, unmarked
from policycompare.differing.text_tables import with_tables
from policycompare.documents import notices
from policycompare.language.numerals import to_han
from policycompare.revising.parts import part_changes, without_version
from policycompare.revising.stale_references import stale_references
from policycompare.revising.wording import wording
from policycompare.tables.cells import Terms, number_of
from policycompare.tables.revision_notes import note_of
from policycompare.tables.table import Column, Table, numbered, rows_of
from policycompare.vocabulary import RENUMBERED, REVISION_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policycompare.differing.runs import Meaning, Rich, RunTable
    from policycompare.documents import Document, Measure
    from policycompare.revising import Change, Revision
    from policycompare.revising.parts import PartChange
    from policycompare.revising.stale_references import StaleReference
    from policycompare.tables.cells import Cell
    from policycompare.vocabulary import Term

NONE = "—"
"""Text of a cell where a version has nothing."""
DELETED = "（删除）"
_PARTS = {"title": "标题", "preamble": "题注、序言", "heading": "章节标题", "closing": "正文之后的落款、附件等"}
_CLAUSE = re.compile(r"[^，。；：！？\n]*[，。；：！？]?")


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A row of the table of versions.

    Attributes
    ----------
    chapter
        The chapter of the newest version in which it stands.
    texts
        The cells of the versions, the oldest first.
    kinds
        What became of it, in words.
    note
        What changed.
    unchanged
        The provision of each version where none of them changed: such rows are folded into ranges.
    """

    chapter: str
    texts: tuple[Rich, ...]
    kinds: Cell
    note: str
    unchanged: tuple[Measure, ...] = ()


@dataclass(frozen=True, slots=True)
class RevisionTables:
    """The table of versions twice: with unchanged provisions as ranges, and with every provision."""

    folded: Table
    every: Table


def revision_tables(revisions: Sequence[Revision]) -> RevisionTables:
    """Return the table of two versions or more (修订对照表), in the order of the newest, deletions in place.

    Parameters
    ----------
    revisions
        One for each step from a version to the next.
    """
    rows = _rows(revisions)
    versions = [revisions[0].old, *(revision.new for revision in revisions)]
    every = _table(revisions, rows)
    folded = replace(_table(revisions, _folded(rows, versions)), name="修订对照", slug="revision")
    return RevisionTables(folded, every)


def _table(revisions: Sequence[Revision], rows: Sequence[RevisionRow]) -> Table:
    versions = [revisions[0].old, *(revision.new for revision in revisions)]
    texts = []
    for k, (head, version) in enumerate(zip(_heads(revisions), versions, strict=True)):
        texts.append(Column(head, 34, f"text_{k}", f"《{version.title}》的条款", partial(_text, k)))
    columns = (
        Column("章", 12, "chapter", "修订后的文本中的章节标题", lambda row: row.chapter),
        *texts,
        Column("修改类型", 8, "kind", "、".join((*REVISION_KINDS.names(), RENUMBERED.chinese)), lambda row: row.kinds),
        Column("说明", 24, "note", "改了什么：词句、款项，移自何处，拆自何条", lambda row: row.note),
    )
    return Table(
        "逐条对照",
        "revision_all",
        f"{_title(versions)}修订对照表",
        notices(*versions),
        (_summary(revisions),),
        columns,
        rows_of(rows, columns),
        grouped="chapter",
        wording="versions",
    )


def _title(versions: Sequence[Document]) -> str:
    common = {without_version(version.title) for version in versions}
    return f"《{common.pop()}》" if len(common) == 1 else f"《{versions[-1].title}》"


def _heads(revisions: Sequence[Revision]) -> list[str]:
    """Return the heads of the versions' columns: 修订前, 修订后, or what tells several apart."""
    names = [_version_name(version) for version in (revisions[0].old, *(revision.new for revision in revisions))]
    is_told = all(names) and len(set(names)) == len(names)
    if len(names) > 2:
        return names if is_told else [f"第{to_han(k)}稿" for k in range(1, len(names) + 1)]
    return [f"修订前（{names[0]}）", f"修订后（{names[1]}）"] if is_told else ["修订前", "修订后"]


def _version_name(document: Document) -> str:
    title = document.title.strip()
    return title.removeprefix(without_version(title)).strip("（）()")


def _summary(revisions: Sequence[Revision]) -> str:
    """Return how many provisions became what, for each step."""
    said = []
    for revision in revisions:
        counts = Counter[str](change.kind for change in revision.change_list)
        counted = "，".join(f"{term.chinese}{counts[term.key]}条" for term in REVISION_KINDS if counts[term.key])
        said.append(f"{_between_versions(revision)}共{len(revision.new.provisions)}条：{counted}。")
    return "".join(said)


def _between_versions(revision: Revision) -> str:
    names = _version_name(revision.old), _version_name(revision.new)
    return f"由{names[0]}到{names[1]}，" if all(names) and names[0] != names[1] else ""


def _text(place: int, row: RevisionRow) -> Rich:
    return row.texts[place]


@dataclass(frozen=True, slots=True)
class _Step:
    """A row while it is made: the provisions that each version has in it, and what became of them in each step."""

    provisions: tuple[tuple[Measure, ...], ...]
    changes: tuple[tuple[Change, ...], ...]


def _rows(revisions: Sequence[Revision]) -> list[RevisionRow]:
    """Return the rows of the newest version, with those of what earlier steps deleted among them."""
    last = revisions[-1]
    steps = [_traced(revisions, len(revisions) - 1, change) for change in last.change_list]
    parts = part_changes(last)
    out: list[RevisionRow] = []
    chapter = next((change.new.chapter for change in last.change_list if change.new), "")
    gone = _gone_before(revisions, steps)
    out += [_row(revisions, step, chapter) for step in gone.get(-1, ())]
    for row, step in enumerate(steps):
        if step.provisions[-1]:
            chapter = step.provisions[-1][0].chapter
        out += [_part_row(part, chapter, len(revisions)) for part in parts if part.at == row]
        out.append(_row(revisions, step, chapter))
        out += [_row(revisions, each, chapter) for each in gone.get(row, ())]
    return out + [_part_row(part, chapter, len(revisions)) for part in parts if part.at == len(steps)]


def _traced(revisions: Sequence[Revision], at: int, change: Change) -> _Step:
    """Trace a change of one step back to the oldest version."""
    versions: list[tuple[Measure, ...]] = [change.old, (change.new,) if change.new else ()]
    changes: list[tuple[Change, ...]] = [(change,)]
    for revision in reversed(revisions[:at]):
        before = tuple(revision.by_new[provision.label] for provision in versions[0])
        olds = {old.label: old for each in before for old in each.old}
        versions.insert(0, tuple(olds.values()))
        changes.insert(0, before)
    later = len(revisions) - at - 1
    return _Step((*versions, *[()] * later), (*changes, *[()] * later))


def _gone_before(revisions: Sequence[Revision], steps: Sequence[_Step]) -> dict[int, list[_Step]]:
    """Return what earlier steps deleted, by the row behind which it stands, -1 for the start."""
    out: dict[int, list[_Step]] = {}
    for at, revision in enumerate(revisions[:-1]):
        rows = {each.label: row for row, step in enumerate(steps) for each in step.provisions[at + 1]}
        behind = -1
        for change in revision.change_list:
            if change.new:
                behind = rows.get(change.new.label, behind)
            else:
                out.setdefault(behind, []).append(_traced(revisions, at, change))
    return out


def _row(revisions: Sequence[Revision], step: _Step, chapter: str) -> RevisionRow:
    texts: list[Rich] = [_first_text(step)]
    for changes, provisions in zip(step.changes, step.provisions[1:], strict=True):
        was_there = any(change.old for change in changes)
        shown: list[Run | RunTable] = []
        for change in changes:
            shown += _compared(change).new if change.new else ()
        texts.append(tuple(shown) if provisions else unmarked(DELETED if was_there else NONE))
    notes = []
    for revision, name, changes in zip(revisions, _heads(revisions)[1:], step.changes, strict=True):
        said = "".join(note_of(revision, change) for change in changes)
        notes.append(f"{name}：{said}" if said and len(revisions) > 1 else said)
    is_same = all(len(changes) == 1 and changes[0].kind == "unchanged" for changes in step.changes)
    unchanged = tuple(provisions[0] for provisions in step.provisions) if is_same else ()
    return RevisionRow(chapter, tuple(texts), _kinds(revisions, step), "\n".join(filter(None, notes)), unchanged)


def _first_text(step: _Step) -> Rich:
    shown: list[Run | RunTable] = []
    for change in step.changes[0]:
        shown += _compared(change).old
    return tuple(shown) if step.provisions[0] else unmarked(NONE)


def _kinds(revisions: Sequence[Revision], step: _Step) -> Cell:
    if len(revisions) == 1:
        return Terms(_kinds_of(step.changes[0][0]))
    said = []
    for name, changes in zip(_heads(revisions)[1:], step.changes, strict=True):
        words = dict.fromkeys(term.chinese for change in changes for term in _kinds_of(change))
        if words:
            said.append(f"{name}：{'、'.join(words)}")
    return "\n".join(said)


def _kinds_of(change: Change) -> tuple[Term, ...]:
    if change.kind == "unchanged" and change.is_renumbered:
        return (RENUMBERED,)
    kinds = [REVISION_KINDS[change.kind]]
    if change.is_moved and change.kind != "moved":
        kinds.append(REVISION_KINDS["moved"])
    if change.is_reworded and change.kind != "changed":
        kinds.append(REVISION_KINDS["changed"])
    return tuple(kinds)


@dataclass(frozen=True, slots=True)
class _Sides:
    """Both sides of a change as they are shown."""

    old: Rich
    new: Rich


def _compared(change: Change) -> _Sides:
    """Return both sides of a change with numbers, and with what only one of them has marked."""
    if change.new is None:
        return _Sides(_alone(change.old[0], "removed"), ())
    if not change.sources:
        return _Sides((), _alone(change.new, "added"))
    tables = [source.provision.tables if source.is_whole else () for source in change.sources]
    texts = [source.text for source in change.sources]
    own = wording(change.new)
    cells = Cells(cells_of([own], [change.new.tables]), cells_of(texts, tables))
    shown = runs_to_show(own, "\n".join(texts), None, cells)
    above: list[Run | RunTable] = []
    start = 0
    for source, text, its_tables in zip(change.sources, texts, tables, strict=True):
        number = number_of(source.provision)
        if not source.is_whole:
            number = replace(number, printed=f"{number.printed or number.label}（部分）")
        above += numbered(number, first=not above)
        above += with_tables(tuple(_between(shown.parent, start, start + len(text))), its_tables)
        start += len(text) + 1
    below = with_tables(_quiet(shown.child), change.new.tables)
    return _Sides(tuple(above), (*numbered(number_of(change.new)), *below))


def _alone(provision: Measure, meaning: Meaning) -> Rich:
    runs = (Run(wording(provision), meaning),)
    return (*numbered(number_of(provision)), *with_tables(runs, provision.tables))


def _between(runs: Sequence[Run], start: int, end: int) -> Iterator[Run]:
    """Yield what of the runs stands between two places, without what marks words that both versions have."""
    position = 0
    for run in _quiet(runs):
        text = run.text[max(start - position, 0) : max(end - position, 0)]
        position += len(run.text)
        if text:
            yield replace(run, text=text)


def _quiet(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Return runs without what marks words that both versions have."""
    return tuple(replace(run, mark="") for run in runs)


def _part_row(part: PartChange, chapter: str, steps: int) -> RevisionRow:
    above: Rich = (Run(part.old, "removed"),) if part.old else unmarked(NONE)
    below: Rich = (Run(part.new, "added"),) if part.new else unmarked(DELETED)
    if part.old and part.new:
        shown = runs_to_show(part.new, part.old)
        above, below = _quiet(shown.parent), _quiet(shown.child)
    earlier: tuple[Rich, ...] = ((),) * (steps - 1)
    return RevisionRow(chapter, (*earlier, above, below), Terms((REVISION_KINDS[part.kind],)), f"{_PARTS[part.role]}。")


def _folded(rows: Sequence[RevisionRow], versions: Sequence[Document]) -> list[RevisionRow]:
    """Return the rows with those of unchanged provisions that follow each other in every version as one."""
    out: list[RevisionRow] = []
    held: list[RevisionRow] = []
    for row in rows:
        if held and not _goes_on(held[-1], row, versions):
            out.append(_as_range(held))
            held = []
        if row.unchanged:
            held.append(row)
        else:
            out.append(row)
    return out + ([_as_range(held)] if held else [])


def _goes_on(before: RevisionRow, row: RevisionRow, versions: Sequence[Document]) -> bool:
    if not row.unchanged or row.chapter != before.chapter or row.kinds != before.kinds:
        return False
    pairs = zip(versions, before.unchanged, row.unchanged, strict=True)
    return all(version.position_of[b.label] == version.position_of[a.label] + 1 for version, a, b in pairs)


def _as_range(rows: Sequence[RevisionRow]) -> RevisionRow:
    texts = []
    for first, last in zip(rows[0].unchanged, rows[-1].unchanged, strict=True):
        joint = "、" if len(rows) == 2 else "至"
        texts.append(unmarked(first.cited if first is last else f"{first.cited}{joint}{last.cited}"))
    count = f"共{len(rows)}条，" if len(rows) > 1 else ""
    return replace(rows[0], texts=tuple(texts), note=f"{count}文字未改动。")


def reference_table(revision: Revision) -> Table:
    """Return the references of the new version that renumbering made wrong, with the right numbers."""
    columns = (
        Column("所在条款", 10, "label", "作出引用的条款", lambda found: found.provision.cited),
        Column("所在语句", 40, "text", "引用所在的语句", _clause),
        Column("现写作", 16, "written", "现在的写法", lambda found: found.written),
        Column("应改为", 16, "right", "按修订后的条号应有的写法", lambda found: found.right_words or NONE),
        Column("原因", 18, "reason", "为何要改", _reason),
    )
    return Table(
        "引用核对",
        "references",
        "条号变动后需要更正的引用",
        revision.notices,
        ("修订后的文本中，以下引用仍用原来的条、款、项号，请逐处核对后更正。",),
        columns,
        rows_of(stale_references(revision), columns),
        wording="versions",
    )


def _clause(found: StaleReference) -> Rich:
    """Return the clause in which a reference stands, with the words put for it."""
    text, span = found.provision.text, found.reference.span
    clause = next(each for each in _CLAUSE.finditer(text) if each.start() <= span.start < each.end())
    runs = [Run(text[clause.start() : span.start], "same"), Run(span.of(text), "removed")]
    runs += [Run(found.right_words, "added"), Run(text[span.end : max(clause.end(), span.end)], "same")]
    return tuple(run for run in runs if run.text)


def _reason(found: StaleReference) -> str:
    if found.fault == "deleted":
        return f"原{found.old.cited}已删去"
    if found.fault == "missing":
        return f"修订后没有{found.reference.place.cited}"
    return f"原{found.old.cited}现为{'、'.join(place.cited for place in found.right)}"
