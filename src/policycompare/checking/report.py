"""`check`, and the `Report` that it returns: findings in a draft, rule by rule, in the order of the text."""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.arguments import takes
from policycompare.catalog.library import Library
from policycompare.catalog.store import load
from policycompare.checking.draft import Draft
from policycompare.checking.rules import RULES, Rule
from policycompare.documents import Document, notices
from policycompare.errors import ReadError
from policycompare.frames import noticed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from policycompare.checking.draft import Flaw
    from policycompare.checking.rules import Severity
    from policycompare.messages import Language, Message

COLUMNS = ("rule", "name", "severity", "line", "column", "start", "end", "text", "message", "repair", "place")


@dataclass(frozen=True, slots=True)
class Finding:
    """A place in a draft that a rule objects to.

    Attributes
    ----------
    rule, name
        The rule's id (``PC201``) and short name.
    line, column
        1-based place of its first character.
    start, end
        Half-open range of offsets in ``Document.text``.
    text
        What stands there.
    remark
        What is wrong, for a person; `message` is its text.
    repair
        What to write instead: ``""`` to delete it, ``None`` where only a person can tell.
    severity
        ``error`` wrong, ``warning`` most likely wrong, ``note`` worth a look.
    place
        Where that is for a person: the provision as printed, and the paragraph of the file.
    """

    rule: str
    name: str
    line: int
    column: int
    start: int
    end: int
    text: str
    remark: Message | str
    repair: str | None
    severity: Severity
    place: str = ""

    @property
    def message(self) -> str:
        """Description of the fault, in the language in which messages are shown now."""
        return str(self.remark)

    def text_in(self, language: Language) -> str:
        """Return what is wrong in a language; written files have it in Chinese."""
        return self.remark if isinstance(self.remark, str) else self.remark.text(language)

    def __str__(self) -> str:
        return f"{self.line}:{self.column} {self.rule} {self.message}"


@takes(ReadError, document=(Document, str), against=(Document, str), library=(str, Path))
def check(
    document: Document | str,
    against: Document | str | None = None,
    rules: Sequence[Rule] = RULES,
    *,
    library: str | Path | None = None,
) -> Report:
    """Check a draft as an office's proof-reader (校对) does.

    Parameters
    ----------
    document
        The draft, or its id in the catalog.
    against
        The document of the higher level that it implements, or its id; its rules (PC7…) ask for it.
    rules
        Which rules, see `policycompare.checking.rules.choose`; all when not given. Rules on the layout are asked of
        a Word file, not of a document.
    library
        A folder of laws and other documents that the draft cites, in files named for their titles.

    Returns
    -------
    Report

    Raises
    ------
    CatalogError
        There is no document of that id.

    Examples
    --------
    >>> report = check("chongming")
    >>> [f.text for f in report if f.name == "residue"], [f.repair for f in report if f.name == "mixed-number"]
    (['[bookmark: _GoBack]'], ['63.'])
    """
    document = load(document) if isinstance(document, str) else document
    against = load(against) if isinstance(against, str) else against
    shelf = Library(Path(library)) if library else None
    asked = tuple(rule for rule in rules if rule.find is not None)
    return Report(document, against, asked, find(document, against, asked, shelf))


def find(
    document: Document,
    against: Document | None = None,
    rules: Sequence[Rule] = RULES,
    library: Library | None = None,
) -> tuple[Finding, ...]:
    """Return what `rules` find in `document`, by place and then by rule, as the rule gives them."""
    draft = Draft(document, against, library)
    found: dict[Finding, None] = {}
    for rule in rules:
        found.update(dict.fromkeys(_finding(draft, rule, flaw) for flaw in (rule.find(draft) if rule.find else ())))
    return tuple(sorted(found, key=lambda f: (f.start, f.end, f.rule)))


def _finding(draft: Draft, rule: Rule, flaw: Flaw) -> Finding:
    line, column = draft.place(flaw.span.start)
    return Finding(
        rule=rule.id,
        name=rule.name,
        line=line,
        column=column,
        start=flaw.span.start,
        end=flaw.span.end,
        text=flaw.span.of(draft.text),
        remark=flaw.remark,
        repair=flaw.repair,
        severity=rule.severity,
        place=draft.where(flaw.span.start),
    )


@dataclass(frozen=True, eq=False, repr=False)
class Report:
    """Findings in a draft.

    Attributes
    ----------
    document, against
        What was checked, and against what.
    rules
        Which rules were asked.
    findings
        By place and then by rule.
    """

    document: Document
    against: Document | None
    rules: tuple[Rule, ...]
    findings: tuple[Finding, ...]

    def __len__(self) -> int:
        return len(self.findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    @property
    def notices(self) -> tuple[str, ...]:
        """The notices that anything made from the report must carry."""
        return notices(*((self.document,) if self.against is None else (self.document, self.against)))

    @property
    def repairs(self) -> tuple[Finding, ...]:
        """The findings whose repair is certain, so that it can be made without asking a person."""
        certain = {rule.id for rule in self.rules if rule.is_certain}
        return tuple(finding for finding in self.findings if finding.rule in certain and finding.repair is not None)

    @property
    def is_clean(self) -> bool:
        """Whether there is no finding but notes."""
        return all(finding.severity == "note" for finding in self.findings)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a finding.

        Returns
        -------
        pandas.DataFrame
            ``rule``, ``name``, ``severity`` (str), ``line``, ``column`` (1-based), ``start``, ``end`` (offsets in
            ``Document.text``), ``text``, ``message`` (str), ``repair`` (str, or ``None`` for none),
            ``place`` (str: the provision as printed, and the paragraph).
            Carries the notices.
        """
        import pandas as pd

        rows = [_row(finding) for finding in self.findings]
        return noticed(pd.DataFrame(rows, columns=list(COLUMNS)).astype({"repair": object}), self.notices)

    def __repr__(self) -> str:
        return f"<Report {self.document.id}: {len(self.findings)} findings of {len(self.rules)} rules>"

    def _repr_html_(self) -> str:
        esc = html.escape
        notes = "".join(f"<p><b>注意：</b>{esc(n)}</p>" for n in self.notices)
        rows = "".join(
            f"<tr><td>{esc(f.place)}</td><td>{f.rule}</td><td style='text-align:left'>{esc(f.text)}</td>"
            f"<td style='text-align:left'>{esc(f.message)}</td><td>{esc(_repair_text(f.repair))}</td></tr>"
            for f in self.findings
        )
        head = "<tr><th>位置</th><th>规则</th><th>原文</th><th>问题</th><th>建议</th></tr>"
        return f"<h4>{esc(self.document.title)}：{len(self)} 处</h4>{notes}<table>{head}{rows}</table>"


def _row(finding: Finding) -> list[object]:
    """Return the values of `COLUMNS`; a frame may be written, so its messages are in Chinese."""
    values = {column: getattr(finding, column) for column in COLUMNS}
    return list((values | {"message": finding.text_in("zh")}).values())


def _repair_text(repair: str | None) -> str:
    return "" if repair is None else repair or "（删去）"
