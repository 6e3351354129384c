"""The command `review`: decide in the terminal, take in a workbook, merge two people's files, say how things stand."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.cli.arguments import document_of, model_at, model_option

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

    from policycompare.aligning.alignment import Alignment
    from policycompare.cli.arguments import Commands

PLACE = "comparison/decisions"
"""Where decisions are unless the user says otherwise: where `compare` looks for them."""
OTHERS = ("read", "merge", "status")
"""First words after ``review`` that are no document."""


def add_review(commands: Commands) -> None:
    """Add `review` to the commands.

    Its first word is a document or the name of something else to do, so it is told apart when it runs: a document
    that is called as one of `OTHERS` is given with its folder, ``./read``.
    """
    what = "核定：逐条确认、否定、补充（decide links in the terminal; read, merge, status）"
    parser = commands.add_parser(
        "review",
        help=what,
        description=what,
        usage="policycompare review CHILD PARENT [--decisions FILE|DIR] [--who NAME] [--blind]\n"
        "       policycompare review read WORKBOOK [--decisions DIR] [--who NAME]\n"
        "       policycompare review merge A.csv B.csv --out C.csv\n"
        "       policycompare review status CHILD PARENT [--decisions FILE|DIR]",
    )
    parser.add_argument("words", nargs="+", metavar="WORD", help="CHILD PARENT，或 read、merge、status 及其参数")
    parser.add_argument(
        "--decisions",
        metavar="FILE|DIR",
        help="存放决定的地方（缺省 comparison/decisions；read：工作簿旁的 decisions）",
    )
    parser.add_argument("--who", default="", help="判定人（缺省为账户名；read：工作簿的最后保存者）")
    parser.add_argument("--blind", action="store_true", help="答完才显示程序的判断")
    parser.add_argument("--out", metavar="C.csv", help="merge：合并后的文件")
    model_option(parser)
    parser.set_defaults(run=_review)


def _review(options: argparse.Namespace) -> int:
    first, *rest = options.words
    runs: dict[str, tuple[Callable[..., int], int]] = {"read": (_read, 1), "merge": (_merge, 2), "status": (_status, 2)}
    run, count = runs.get(first, (_sit, 2))
    words = rest if first in OTHERS else options.words
    if len(words) != count or (run is _merge and not options.out):
        usage = {_read: "review read WORKBOOK", _merge: "review merge A.csv B.csv --out C.csv"}.get(run)
        print(f"policycompare: 用法 {usage or 'review [status] CHILD PARENT'}", file=sys.stderr)
        return 2
    return run(options, *words)


def _aligned(options: argparse.Namespace, child: str, parent: str) -> Alignment:
    from policycompare.aligning.align import align

    return align(document_of(child), document_of(parent), model=model_at(options.model))


def _sit(options: argparse.Namespace, child: str, parent: str) -> int:
    from policycompare.reviewing.session import Session, account
    from policycompare.reviewing.terminal import run

    aligned = _aligned(options, child, parent)
    session = Session(aligned, options.decisions or PLACE, who=options.who or account())
    for notice in (*aligned.notices, *session.alignment.anchored.decisions.problems):
        print(f"注意：{notice}", file=sys.stderr)
    print(decisions_text([session.alignment]))
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    run(session, input, print, blind=options.blind, colour=colour)
    return 0


def _read(options: argparse.Namespace, workbook: str) -> int:
    from policycompare.reviewing.session import now
    from policycompare.reviewing.workbook import read_workbook
    from policycompare.reviewing.workbook_import import import_decisions, report_text

    book = read_workbook(workbook)
    folder = options.decisions or Path(workbook).parent / "decisions"
    print(report_text(book, import_decisions(book, folder, who=options.who, now=now())))
    return 0


def _merge(options: argparse.Namespace, first: str, second: str) -> int:
    from policycompare.deciding.decision_files import load, update
    from policycompare.deciding.merge import merge

    merged = merge(load(first), load(second))
    update(options.out, lambda _: merged.decisions)
    print(merged)
    for conflict in merged.conflicts:
        print(f"  冲突　{conflict}")
    print(f"{options.out}：{len(merged.decisions)} 条决定；冲突的记为存疑，备注写明各自的判定")
    return 0


def _status(options: argparse.Namespace, child: str, parent: str) -> int:
    from policycompare.analysing.questions import questions
    from policycompare.deciding.decision_files import pair_file, read_decisions
    from policycompare.vocabulary import DECISION_STATES

    aligned = _aligned(options, child, parent)
    place = pair_file(options.decisions or PLACE, aligned.child, aligned.parent)
    if place.exists():
        aligned = aligned.with_decisions(read_decisions(place, aligned.child, aligned.parent))
    for problem in aligned.anchored.decisions.problems:
        print(f"policycompare: {problem}", file=sys.stderr)
    print(place)
    for state, count in aligned.anchored.counts.items():
        print(f"  {DECISION_STATES[state].chinese}：{count}")
    for item in aligned.anchored.items:
        if item.state in ("stale", "orphaned"):
            print(f"    {item.decision}　{aligned.anchored.note(item)}")
    kinds = [question.kind for question in questions(aligned)]
    unsure = sum(x.counts and x.decision.verdict == "unsure" for x in aligned.anchored.items)
    print(
        f"  未判定：{kinds.count('pair')} 对条款，{kinds.count('gap')} 条未承接，{kinds.count('addition')} 条新增；"
        f"与决定相左 {kinds.count('contested')} 处；存疑 {unsure} 处"
    )
    return 0


def decisions_text(alignments: Iterable[Alignment]) -> str:
    """Return how many decisions are used and how many are not, for each pair that has any; ``""`` for none."""
    from policycompare.vocabulary import DECISION_STATES

    lines = []
    for aligned in alignments:
        people = aligned.anchored
        if people.items or people.decisions.problems:
            counts = "，".join(f"{DECISION_STATES[state].chinese} {count}" for state, count in people.counts.items())
            bad = f"，看不懂 {len(people.decisions.problems)} 行" if people.decisions.problems else ""
            lines.append(f"  人的决定（{aligned.child.id} → {aligned.parent.id}）：{counts}{bad}")
            lines += [f"    {problem}" for problem in people.decisions.problems]
    return "\n".join(lines)
