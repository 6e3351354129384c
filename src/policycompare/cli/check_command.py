"""``policycompare check FILE``: arguments in, the report printed or written, a status that a CI understands."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.cli.arguments import document_of, reading_options
from policycompare.errors import PolicyCompareError

if TYPE_CHECKING:
    import argparse
FORMS = ("text", "json", "sarif", "docx")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``check``."""
    parser.add_argument("file", nargs="?", metavar="FILE", help="文件，或目录中的编号")
    parser.add_argument("--against", metavar="PARENT", help="所落实的上级文件，或其编号")
    parser.add_argument("--select", default="", metavar="RULES", help="只用这些规则：编号或名称，可只写开头，逗号分隔")
    parser.add_argument("--ignore", default="", metavar="RULES", help="不用这些规则")
    parser.add_argument("--format", choices=FORMS, default="text", help="docx：在文稿副本上加批注")
    parser.add_argument("--out", metavar="FILE", help="写到文件（docx 缺省为 NAME.checked.docx，其余缺省为屏幕）")
    parser.add_argument("--rules", action="store_true", help="列出规则")
    reading_options(parser)


def run(options: argparse.Namespace) -> int:
    """Check a draft: 0 nothing but notes, 1 errors or warnings (or the file is at fault), 2 usage."""
    from policycompare.checking import RULES, check, choose
    from policycompare.export.check_report import findings_bytes
    from policycompare.export.output_folder import write

    if options.rules:
        for rule in RULES:
            print(f"{rule.id}  {rule.name:<22}{rule.severity:<9}{rule.chinese}（{rule.english}）")
        return 0
    if not options.file:
        print("policycompare: 用法 check FILE [--against PARENT]（name the file to check）", file=sys.stderr)
        return 2
    try:
        rules = choose(_words(options.select), _words(options.ignore))
    except PolicyCompareError as error:
        print(f"policycompare: {error}", file=sys.stderr)
        return 2
    document = document_of(options.file, options)
    report = check(document, document_of(options.against) if options.against else None, rules)
    path = Path(options.file)
    content = findings_bytes(report, options.format, path if path.is_file() else None)
    out = options.out or (f"{path.stem}.checked.docx" if options.format == "docx" else None)
    if out:
        print(f"{write(out, content)}：{len(report)} 处（findings）")
    else:
        sys.stdout.write(content.decode())
    return 0 if report.is_clean else 1


def _words(given: str) -> list[str]:
    return [word.strip() for word in given.split(",") if word.strip()]
