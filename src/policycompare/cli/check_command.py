"""``policycompare check FILE``: a draft checked; the report printed or written, a status that a CI understands."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.cli.argument_parser import UsageError, command
from policycompare.cli.common_options import document_of, reading_options
from policycompare.errors import PolicyCompareError
from policycompare.messages import language, message

if TYPE_CHECKING:
    import argparse

    from policycompare.checking import Report, Rule
    from policycompare.cli.argument_parser import Commands

FORMS = ("text", "json", "sarif", "docx")


def add(commands: Commands) -> None:
    """Register ``check``."""
    parser = command(commands, "check", _run, message("check a draft"))
    parser.add_argument(
        "file", nargs="?", metavar="FILE", help=message("a file, or the id of a document of the catalog")
    )
    parser.add_argument(
        "--against", metavar="PARENT", help=message("the higher document that it carries out, or its id")
    )
    parser.add_argument(
        "--library", metavar="DIR", help=message("a folder of the laws that it cites, in files named for their titles")
    )
    parser.add_argument(
        "--select",
        default="",
        metavar="RULES",
        help=message("only these rules: ids or names or how they begin, with commas between"),
    )
    parser.add_argument("--ignore", default="", metavar="RULES", help=message("not these rules"))
    parser.add_argument(
        "--format", choices=FORMS, default="text", help=message("form; docx: comments in a copy of the draft")
    )
    parser.add_argument(
        "--out",
        metavar="FILE",
        help=message("write to a file (docx: NAME.checked.docx where not given; others: the screen)"),
    )
    parser.add_argument(
        "--fix",
        action="store_true",
        help=message("write a copy, NAME.fixed.docx, with the certain repairs as tracked changes"),
    )
    parser.add_argument(
        "--layout",
        action="store_true",
        help=message("check the layout of a .docx by GB/T 9704-2012 instead; with --fix write NAME.layout.docx"),
    )
    parser.add_argument("--rules", action="store_true", help=message("list the rules"))
    reading_options(parser)


def _run(options: argparse.Namespace) -> int:
    """Check a draft: 0 nothing but notes, 1 errors or warnings (or the file is at fault), 2 usage."""
    from policycompare.checking import check, choose
    from policycompare.export.check_report import findings_bytes, findings_text
    from policycompare.export.output_folder import write

    if options.rules:
        _print_rules()
        return 0
    if not options.file:
        raise UsageError(message("name the file to check"))
    try:
        rules = choose(_words(options.select), _words(options.ignore))
    except PolicyCompareError as error:
        raise UsageError(str(error)) from None
    layout = [rule for rule in rules if rule.looks is not None]
    if options.layout or len(layout) == len(rules):
        return _layout(Path(options.file), layout, fix=options.fix)
    document = document_of(options.file, options)
    against = document_of(options.against) if options.against else None
    report = check(document, against, rules, library=options.library)
    path = Path(options.file)
    file = path if path.is_file() else None
    if options.fix:
        return _fix(report, path)
    out = options.out
    if not out and options.format == "docx":
        out = f"{path.stem}.checked.docx"
    if out:
        written = write(out, findings_bytes(report, options.format, file))
        print(message("{file}: {count} findings", file=written, count=len(report)))
    elif options.format == "text":
        sys.stdout.write(findings_text(report, file, language()))
    else:
        sys.stdout.write(findings_bytes(report, options.format, file).decode())
    return 0 if report.is_clean else 1


def _layout(path: Path, rules: list[Rule], *, fix: bool) -> int:
    """Print what differs from the standard layout, and write the copy that puts it right."""
    from policycompare.export.check_report import SEVERITY
    from policycompare.export.layout_repairs import layout_report, repaired_layout
    from policycompare.export.output_folder import write

    found = layout_report(path, rules)
    for one in found:
        flaw = one.flaw
        place = message("page") if flaw.paragraph is None else message("paragraph {number}", number=flaw.paragraph + 1)
        severity = SEVERITY[one.rule.severity].text(language())
        print(f"{path.name} {place}: {severity} {one.rule.id} {flaw.remark} (GB/T 9704-2012 {flaw.clause})")
    print(message("{file}: {count} differences from GB/T 9704-2012", file=path.name, count=len(found)))
    if fix:
        data, mended = repaired_layout(path, rules)
        written = write(f"{path.stem}.layout.docx", data)
        print(
            message(
                "{file}: {count} repairs as tracked changes, {left} left",
                file=written,
                count=len(mended),
                left=len(found) - len(mended),
            )
        )
    return 0 if all(one.rule.severity == "note" for one in found) else 1


def _fix(report: Report, path: Path) -> int:
    """Write the repaired copy and say what was changed and what is left."""
    from policycompare.export.check_report import change_text
    from policycompare.export.repaired_draft import repaired

    target = f"{path.stem}.fixed.docx"
    applied = repaired(report, target, path if path.suffix.lower() == ".docx" and path.is_file() else None)
    for finding in applied:
        print(change_text(finding, language()))
    left = len(report) - len(applied)
    print(
        message("{file}: {count} repairs as tracked changes, {left} left", file=target, count=len(applied), left=left)
    )
    return 0 if report.is_clean or not left else 1


def _print_rules() -> None:
    from policycompare.checking import RULES

    for rule in RULES:
        meaning = rule.chinese if language() == "zh" else rule.english
        print(f"{rule.id}  {rule.name:<22}{rule.severity:<9}{meaning}")


def _words(given: str) -> list[str]:
    return [word.strip() for word in given.split(",") if word.strip()]
