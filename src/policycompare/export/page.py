"""Tables as one self-contained page: side by side, filtered, searched, cited by address, decided on.

The rows are in the page as text, so that it reads, prints and links without any script. What it looks like and does is
in ``resources/templates``: Jinja's templates, which escape whatever a document says, a style sheet and a script.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from policycompare.arguments import takes
from policycompare.differing.marks import SAMPLES, VERSION_SAMPLES
from policycompare.differing.text_tables import in_lines
from policycompare.errors import ExportError
from policycompare.export.output_folder import write
from policycompare.export.templates import environment, template_text
from policycompare.storage.paths import file_name
from policycompare.tables import plain, tables_of
from policycompare.tables.cells import LinkRelations, PairCode, ProvisionNumber, Terms, UnitNames, shown
from policycompare.vocabulary import GAP_REASONS, METHODS, RELATIONS, VERDICTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from policycompare.aligning.alignment import Alignment
    from policycompare.analysing.trace import Trace
    from policycompare.tables import Cell, Table

_OFFERED = ("confirmed", "rejected", "unsure")
"""Verdicts that a person can choose; a link that was added shows as confirmed."""
_TONES = {"addition": " new", "gap": " gone"}
"""Class of the chip of each kind of revision that stands out."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose from a list."""

    value: str
    shown: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A list by which rows are filtered; ``page.js`` knows what each name looks at."""

    name: str
    head: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A short fact beside a heading, with the class of its colour."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A text with what stands above it and, for the script, the key of its column."""

    head: str
    cell: Cell
    key: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A line below the texts."""

    head: str
    text: str


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A row with its texts beside each other.

    Attributes
    ----------
    id
        Its address on the page.
    label, cited
        Of its provision.
    data
        Attributes for the filters, by name: text, or a list as JSON.
    chips
        Kind, probability, method and origin.
    texts
        From the left.
    said
        Note and units.
    evidence
        The clauses that carry the links, or ``""``.
    """

    id: str
    label: str
    cited: str
    data: dict[str, str]
    chips: tuple[Chip, ...]
    texts: tuple[Text, ...]
    said: tuple[Said, ...]
    evidence: str


@dataclass(frozen=True, slots=True)
class ComparedChapter:
    """The rows under one heading."""

    id: str
    heading: str
    rows: list[ComparedRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DecidedRow:
    """A pair of provisions, or one alone, to decide on.

    Attributes
    ----------
    id
        Its address on the page.
    child, parent
        Labels, or ``""``.
    code
        Its provisions, for the file of decisions.
    program
        The program's verdict in words, and what people disagree about.
    texts
        The parent's and the child's.
    verdict, relation, reason, comment
        The earlier decision: keys, or ``""``.
    """

    id: str
    child: str
    parent: str
    code: PairCode
    program: str
    texts: tuple[Text, ...]
    verdict: str
    relation: str
    reason: str
    comment: str


@dataclass(frozen=True, slots=True)
class PlainSection:
    """A table that is shown as one."""

    table: Table
    template = "plain_table.html.j2"

    @property
    def data(self) -> dict[str, str]:
        """Attributes of the section for the script: the column of the lowest document."""
        texts = _text_keys(self.table)
        return {"bottom": texts[-1]} if texts else {}


@dataclass(frozen=True, slots=True)
class ComparedSection:
    """A table with several texts a row, which are shown beside each other."""

    table: Table
    template = "side_by_side.html.j2"

    @property
    def data(self) -> dict[str, str]:
        """Attributes of the section for the script: the column of the lowest document."""
        return {"bottom": _text_keys(self.table)[-1]}

    @property
    def has_kinds(self) -> bool:
        """Whether rows can be filtered by whether anything changed."""
        return self.table.position("kind") >= 0

    @property
    def filters(self) -> Iterator[Filter]:
        """The lists by which the rows can be filtered; one with a single choice is left out."""
        for key, name, head in (
            ("chapter", "chapter", "章"),
            ("kind", "kind", "对应情况"),
            ("relation", "relation", "关系"),
            ("units", "unit", "责任单位"),
        ):
            options = _options(self.table, key)
            if len(options) > 1:
                yield Filter(name, head, options)
        if self.table.position("probability") >= 0:
            sure = [
                Option("sure", "≥ 0.90"),
                Option("likely", "0.50–0.90"),
                Option("unlikely", "< 0.50"),
                Option("human", METHODS["human"].chinese),
            ]
            if any(option.value == "assessor" for option in _options(self.table, "method")):
                sure.append(Option("assessor", METHODS["assessor"].chinese))
            yield Filter("certainty", "把握", tuple(sure))

    @property
    def chapters(self) -> list[ComparedChapter]:
        """The rows by chapter, in their order."""
        chapters: list[ComparedChapter] = []
        before = None
        for row in self.table.rows:
            cells = dict(zip((column.key for column in self.table.columns), row, strict=True))
            if cells["chapter"] != before:
                before = cells["chapter"]
                heading = str(plain(before)) or "（未注明章节）"
                chapters.append(ComparedChapter(f"{self.table.slug}-c{len(chapters) + 1}", heading))
            chapters[-1].rows.append(self._row(cells))
        return chapters

    def _row(self, cells: dict[str, Cell]) -> ComparedRow:
        number = cells["label"]
        label = str(plain(number))
        texts = [column for column in self.table.columns if column.key.startswith("text_")]
        cited = {column.key.removeprefix("text_"): _cited(cells[column.key]) for column in texts}
        said = []
        for key, head in (("note", "说明"), ("units", "责任单位")):
            if key in cells and plain(cells[key]):
                said.append(Said(head, shown(cells[key])))
        return ComparedRow(
            id=f"{self.table.slug}-{label}",
            label=label,
            cited=number.cited if isinstance(number, ProvisionNumber) else f"第{label}条",
            data={
                "label": label,
                "chapter": str(plain(cells["chapter"])),
                "kind": _listed(cells.get("kind", "")),
                "relation": _listed(cells.get("relation", "")),
                "units": _listed(cells.get("units", "")),
                "p": str(plain(cells.get("probability", ""))),
                "method": _listed(cells.get("method", "")),
                "cites": json.dumps(cited, ensure_ascii=False),
            },
            chips=tuple(_chips(cells)),
            texts=tuple(Text(column.head, cells[column.key], column.key) for column in texts),
            said=tuple(said),
            evidence=str(plain(cells.get("evidence", ""))),
        )


@dataclass(frozen=True, slots=True)
class DecisionSection:
    """A table on which a person decides."""

    table: Table
    template = "decisions.html.j2"
    verdicts = tuple(Option(key, VERDICTS[key].chinese) for key in _OFFERED)
    relations = tuple(Option(term.key, term.chinese) for term in RELATIONS)
    reasons = tuple(Option(term.key, term.chinese) for term in GAP_REASONS)

    @property
    def data(self) -> dict[str, str]:
        """Attributes of the section for the script: the name of the file of decisions."""
        cells = chain.from_iterable(self.table.rows)
        code = next((cell for cell in cells if isinstance(cell, PairCode)), None)
        if code is None:
            return {"file": file_name(self.table.slug.removeprefix("decisions_"), suffix=".csv")}
        return {"file": file_name(code.child_document, code.parent_document, joint="__", suffix=".csv")}

    @property
    def rows(self) -> Iterator[DecidedRow]:
        """The rows but for the empty ones."""
        heads = {column.key: column.head for column in self.table.columns}
        for row in self.table.rows:
            cells = dict(zip(heads, row, strict=True))
            code = cells["code"]
            if not isinstance(code, PairCode):
                continue
            labels = {side: str(plain(cells[side])) for side in ("child", "parent")}
            texts = []
            for side in ("parent", "child"):
                if labels[side]:
                    texts.append(Text(f"{heads[f'{side}_text']} {labels[side]}", cells[f"{side}_text"]))
            verdict = _key(cells["verdict"])
            yield DecidedRow(
                # 10-1 and 2 are not 10 and 1-2.
                id=f"{self.table.slug}-{labels['child']}_{labels['parent']}",
                child=labels["child"],
                parent=labels["parent"],
                code=code,
                program=_program(cells),
                texts=tuple(texts),
                verdict="confirmed" if verdict == "added" else verdict,
                relation=_key(cells["relation_by_hand"]),
                reason=str(plain(cells["reason"])),
                comment=str(plain(cells["comment"])),
            )


Section = PlainSection | ComparedSection | DecisionSection
PRINTED = ("comparison", "gaps")
"""What is printed of a comparison, as in the copy to be filed; what repeats it or is decided on is for the screen."""


@takes(ExportError, path=(str, "Path"))
def html(source: Trace | Alignment | Sequence[Table], path: str | Path) -> Path:
    """Write all tables of a chain or an alignment, or the given ones, as a page.

    Raises
    ------
    ExportError
        It cannot be written.
    """
    return write(path, page(tables_of(source)).encode())


def page(tables: Sequence[Table], *, saved_at: str = "", back: str = "") -> str:
    """Return the page; the same tables give the same text.

    Parameters
    ----------
    tables
        What it shows.
    saved_at
        Address at the page's own server to which each decision goes at once; without it decisions stay in the browser
        until they are downloaded, and the page asks nobody for anything.
    back
        Address of the page from which a person came, for a link at the top.
    """
    from markupsafe import Markup

    main = next((table for table in tables if table.slug == "comparison"), tables[0])
    ordered = [main, *(table for table in tables if table is not main)]
    script = template_text("page.js")
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            main=main,
            printed=PRINTED if main.slug == "comparison" else [table.slug for table in tables],
            sections=[_section(table) for table in ordered],
            uppers=_uppers(tables),
            legend=SAMPLES,
            made=_made(tables),
            saved_at=saved_at,
            back=back,
            policy=Markup(_policy(script, saves=bool(saved_at))),  # noqa: S704 - ours, not a document's
            script=Markup(script),  # noqa: S704
            style=Markup(_style()),  # noqa: S704
        )
    )


def version_page(tables: Sequence[Table], *, back: str = "") -> str:
    """Return the page of versions of one text: tables as tables, without a script; `back` as in `page`."""
    from markupsafe import Markup

    own = "; script-src 'self'; connect-src 'self'" if back else ""
    return (
        environment()
        .get_template("versions.html.j2")
        .render(
            sections=[PlainSection(table) for table in tables],
            legend=VERSION_SAMPLES,
            back=back,
            policy=f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'{own}",
            style=Markup(_style()),  # noqa: S704 - ours, not a document's
        )
    )


def _section(table: Table) -> Section:
    if table.position("verdict") >= 0:
        return DecisionSection(table)
    return ComparedSection(table) if len(_text_keys(table)) > 1 else PlainSection(table)


def _text_keys(table: Table) -> list[str]:
    return [column.key for column in table.columns if column.key.startswith("text_")]


def _uppers(tables: Sequence[Table]) -> list[Option]:
    """Return the higher documents that can be read in step with the lowest, which is that of the comparison."""
    if not any(table.slug == "comparison" for table in tables):
        return []
    found = [table for table in tables if table.slug.startswith("by_parent_")]
    return [Option(table.slug.removeprefix("by_parent_"), table.name) for table in found]


def _made(tables: Sequence[Table]) -> str:
    """Return what tells one comparison from another, for the decisions that a browser keeps: its sources."""
    sources = "\n".join(str(table.plain_rows) for table in tables if table.slug == "sources")
    return hashlib.sha256(sources.encode()).hexdigest()[:16]


def _policy(script: str, *, saves: bool) -> str:
    """Return what a browser may do on the page: run our script, and ask nobody, or where it saves its own server."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; img-src data:; base-uri 'none'"
    )
    return f"{policy}; connect-src 'self'" if saves else policy


def _chips(cells: dict[str, Cell]) -> Iterator[Chip]:
    """Yield kind, probability, method and origin in short."""
    kind = cells.get("kind", "")
    if plain(kind):
        yield Chip(shown(kind), _TONES.get(_key(kind), ""))
    probability = cells.get("probability", "")
    if probability != "":
        yield Chip(f"概率 {shown(probability)}")
    for key in ("method", "origin"):
        text = shown(cells.get(key, ""))
        if text:
            yield Chip(text.replace("\n", "、"))


def _program(cells: dict[str, Cell]) -> str:
    """Return what the program says of a pair: link or none, relation, probability."""
    words = [str(plain(cells["program"])), str(plain(cells["relation"]))]
    probability = plain(cells["probability"])
    if probability != "":
        words.append(f"概率 {probability}")
    return "　".join(filter(None, words))


def _key(cell: Cell) -> str:
    """Return the key of the one term that a cell holds, or ``""``."""
    return cell.terms[0].key if isinstance(cell, Terms) and len(cell.terms) == 1 else ""


def _cited(cell: Cell) -> list[str]:
    """Return the labels of the provisions whose texts a cell holds."""
    return [run.above for run in in_lines(cell) if run.mark == "label"] if isinstance(cell, tuple) else []


def _values(cell: Cell) -> list[Option]:
    """Return what a cell holds as a filter offers it."""
    if isinstance(cell, Terms):
        return [Option(term.key, term.chinese) for term in cell.terms]
    if isinstance(cell, LinkRelations):
        return [Option(item.relation.key, item.relation.chinese) for item in cell.items]
    if isinstance(cell, UnitNames):
        return [Option(name, name) for name in cell.names]
    text = str(plain(cell))
    return [Option(text, text)] if text else []


def _listed(cell: Cell) -> str:
    return json.dumps(list(dict.fromkeys(option.value for option in _values(cell))), ensure_ascii=False)


def _options(table: Table, key: str) -> tuple[Option, ...]:
    """Return what the filter of a column offers, in the order of the rows; units by name."""
    at = table.position(key)
    found: dict[Option, None] = {}
    if at >= 0:
        for row in table.rows:
            found.update(dict.fromkeys(_values(row[at])))
    return tuple(sorted(found, key=lambda option: option.value) if key == "units" else found)


def _style() -> str:
    # What is only for print stands at the end of the page's own sheet and must have the last word.
    return template_text("marks.css") + template_text("page.css")
