"""Findings of a check as text, JSON, SARIF 2.1.0, or comments (批注) in the draft; nothing is computed here."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args
from urllib.parse import quote

import pandas as pd

from policycompare.arguments import takes
from policycompare.errors import ExportError
from policycompare.export.comments import annotated_bytes
from policycompare.export.output_folder import write
from policycompare.messages import message
from policycompare.storage.paths import shown_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from policycompare.checking import Finding, Report
    from policycompare.messages import Language

Form = Literal["text", "json", "sarif", "docx"]
FORMS: tuple[Form, ...] = get_args(Form)
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_FORM_OF_SUFFIX: dict[str, Form] = {".json": "json", ".sarif": "sarif", ".docx": "docx"}
_LONGEST = 40
"""Characters of a long place that are shown in a line of text."""
_SEVERITIES = {"error": message("errors"), "warning": message("warnings"), "note": message("notes")}
SEVERITY = {"error": message("error"), "warning": message("warning"), "note": message("note")}
"""What people call each severity."""
_LINED = ("", ".txt", ".md", ".markdown")
"""Files whose lines and columns an editor shows."""
_COMMAS: dict[Language, str] = {"zh": "，", "en": ", "}


@takes(ExportError, report="Report", path=(str, "Path"))
def findings(report: Report, path: str | Path, file: str | Path | None = None) -> Path:
    """Write a report: as JSON, SARIF or Word by the suffix of `path`, else as text.

    Parameters
    ----------
    report
        From `policycompare.check`.
    path
        The file to write.
    file
        The file that was checked, see `findings_bytes`.

    Raises
    ------
    ExportError
        It cannot be written.
    """
    form = _FORM_OF_SUFFIX.get(Path(path).suffix.lower(), "text")
    return write(path, findings_bytes(report, form, file))


def findings_bytes(report: Report, form: Form, file: str | Path | None = None) -> bytes:
    """Return a report in a form.

    Parameters
    ----------
    report
        From `policycompare.check`.
    form
        ``text`` (a line a finding), ``json``, ``sarif`` (2.1.0) or ``docx`` (comments in a copy of the draft).
    file
        The file that was checked: how SARIF and text name it; when it is a .docx, the comments go into a copy of it.
    """
    return _FORMS[form](report, file)


def _name(report: Report, file: str | Path | None) -> str:
    return shown_name(Path(file).as_posix()) if file else report.document.source or report.document.id


def _text(report: Report, file: str | Path | None) -> bytes:
    return findings_text(report, file, "zh").encode()


def findings_text(report: Report, file: str | Path | None, language: Language) -> str:
    """Return a report as lines of text in a language, for the screen; written files have it in Chinese.

    Parameters
    ----------
    report
        From `policycompare.check`.
    file
        The file that was checked: how a line names it.
    language
        ``zh`` or ``en``; what documents say stays as it is.
    """
    name = _name(report, file)
    lines = [message("note: {notice}", notice=notice).text(language) for notice in report.notices]
    for finding in report:
        shown = finding.text if len(finding.text) <= _LONGEST else finding.text[:_LONGEST] + "…"
        original = message("text “{text}”", text=_one_line(shown)).text(language)
        place = _place(report, finding, name, language)
        lines.append(f"{place} {finding.rule} {finding.text_in(language)}  {original}{_advice(finding, language)}")
    lines.append(_total(report, name, language))
    return "\n".join(lines) + "\n"


def change_text(finding: Finding, language: Language) -> str:
    """Return the repair of a finding as a line of text."""
    repair = message("delete it").text(language) if not finding.repair else finding.repair
    return f"{finding.place}: {finding.rule} “{_one_line(finding.text)}” → {_one_line(repair)}"


def _place(report: Report, finding: Finding, name: str, language: Language) -> str:
    """Return where a finding is: line and column of a text, the provision and paragraph of any other file."""
    suffix = Path(report.document.path or report.document.source).suffix.lower()
    if suffix in _LINED:
        return f"{name}:{finding.line}:{finding.column}: {finding.severity}"
    return f"{Path(name).name} {finding.place}: {SEVERITY[finding.severity].text(language)}"


def _total(report: Report, name: str, language: Language) -> str:
    counts = Counter(str(finding.severity) for finding in report)
    parts = [f"{title.text(language)} {counts[key]}" for key, title in _SEVERITIES.items() if counts[key]]
    if not parts:
        return message("{file}: no findings", file=name).text(language)
    total = _COMMAS[language].join(parts)
    return message("{file}: {count} findings: {total}", file=name, count=len(report), total=total).text(language)


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() or c == "\u3000" else f"\\u{ord(c):04x}" for c in text.replace("\n", "⏎"))


def _advice(finding: Finding, language: Language) -> str:
    if finding.repair is None:
        return ""
    if not finding.repair:
        return "  " + message("delete it").text(language)
    return "  " + message("write “{text}”", text=_one_line(finding.repair)).text(language)


def _json(report: Report, file: str | Path | None) -> bytes:
    record = {
        "notices": list(report.notices),
        "file": _name(report, file),
        "document": _described(report, "document"),
        "against": _described(report, "against"),
        "rules": [rule.id for rule in report.rules],
        "findings": json.loads(pd.DataFrame(report.to_frame()).to_json(orient="records", force_ascii=False)),
    }
    return _dumped(record)


def _described(report: Report, side: Literal["document", "against"]) -> dict[str, str] | None:
    document = report.document if side == "document" else report.against
    if document is None:
        return None
    return {"id": document.id, "title": document.title, "sha256": document.sha256}


def _sarif(report: Report, file: str | Path | None) -> bytes:
    from policycompare.version import __version__

    uri = quote(_name(report, file))
    run = {
        "tool": {
            "driver": {
                "name": "policycompare",
                "semanticVersion": __version__,
                "rules": [
                    {
                        "id": rule.id,
                        "name": rule.name,
                        "shortDescription": {"text": f"{rule.chinese}（{rule.english}）"},
                        "defaultConfiguration": {"level": rule.severity},
                    }
                    for rule in report.rules
                ],
            }
        },
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": {"uri": uri}, "hashes": {"sha-256": report.document.sha256}}],
        "results": [_result(report, finding, uri) for finding in report],
        "properties": {"notices": list(report.notices)},
    }
    return _dumped({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def _result(report: Report, finding: Finding, uri: str) -> dict[str, object]:
    region = _region(report, finding)
    place = {"artifactLocation": {"uri": uri, "index": 0}, "region": region | {"snippet": {"text": finding.text}}}
    logical = [{"fullyQualifiedName": finding.place}]
    result: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": next(n for n, rule in enumerate(report.rules) if rule.id == finding.rule),
        "level": finding.severity,
        "message": {"text": finding.text_in("zh")},
        "locations": [{"physicalLocation": place, "logicalLocations": logical}],
    }
    if finding.repair is not None:
        replacement = {"deletedRegion": region, "insertedContent": {"text": finding.repair}}
        change = {"artifactLocation": {"uri": uri, "index": 0}, "replacements": [replacement]}
        result["fixes"] = [{"description": {"text": _advice(finding, "zh").strip()}, "artifactChanges": [change]}]
    return result


def _region(report: Report, finding: Finding) -> dict[str, object]:
    text = report.document.text
    return {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.line + finding.text.count("\n"),
        "endColumn": finding.end - text.rfind("\n", 0, finding.end),
        "charOffset": finding.start,
        "charLength": finding.end - finding.start,
    }


def _docx(report: Report, file: str | Path | None) -> bytes:
    original = Path(file) if file and Path(file).suffix.lower() == ".docx" else None
    remarks = [
        (finding.start, finding.end, f"[{finding.rule}] {finding.text_in('zh')}{_advice(finding, 'zh')}")
        for finding in report
    ]
    return annotated_bytes(report.document, remarks, report.notices, original)


def _dumped(record: object) -> bytes:
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


_FORMS: dict[Form, Callable[[Report, str | Path | None], bytes]] = {
    "text": _text,
    "json": _json,
    "sarif": _sarif,
    "docx": _docx,
}
