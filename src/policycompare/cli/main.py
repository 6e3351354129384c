"""The command line, thin: arguments in, public functions called, results printed or written."""

from __future__ import annotations

import argparse
import atexit
import gc
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, cast

from policycompare.cli import cascade_command as collection
from policycompare.cli import check_command as checking
from policycompare.cli.arguments import (
    Shown,
    command,
    document_of,
    model_at,
    model_option,
    reading_options,
    source_options,
)
from policycompare.cli.model_commands import add_models
from policycompare.cli.review_command import add_review, decisions_text
from policycompare.errors import ExportError, PolicyCompareError
from policycompare.version import __version__
from policycompare.vocabulary import LEVELS, STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TextIO

    import pandas as pd

    from policycompare.analysing.trace import Trace
    from policycompare.documents import Document


STYLES = ("公文", "学术", "屏幕")
HISTORY = "history.log"
"""When a folder's files were made: the files themselves carry no clock, so that the same inputs give the same bytes."""
FAULTS = frozenset({"no-provision", "numbering-jump", "numbering-repeat"})
"""Problems of a document for which ``read`` ends with status 1, after it has shown what it could read."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments
        Without the program's name; those of the process when not given.

    Returns
    -------
    int
        0 done, 1 the input is at fault (one line on standard error says what and the way out), 2 usage.
    """
    # Memory is given back as a whole when the process ends: searching it for cycles first takes a tenth of the time.
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    with redirect_stdout(_shown(sys.stdout)), redirect_stderr(_shown(sys.stderr)):
        return _run(arguments)


def _shown(stream: TextIO) -> TextIO:
    return cast("TextIO", Shown(stream)) if stream.isatty() else stream


def _run(arguments: Sequence[str] | None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except PolicyCompareError as error:
        print(f"policycompare: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print(
            "policycompare: 已中断，已写的文件是完整的（interrupted; files written so far are whole）",
            file=sys.stderr,
        )
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="policycompare",
        description="政策文件逐级对照（compare policy documents across levels of government）",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    compare = command(commands, "compare", _compare, "对照：读入、对齐、汇总并写出对照表（align and write the tables）")
    compare.add_argument(
        "documents",
        nargs="*",
        metavar="DOCUMENT",
        help="从下到上：CHILD PARENT [GRANDPARENT …]，文件或编号；缺省为所附三份文件",
    )
    compare.add_argument("--out", default="comparison", metavar="DIR", help="输出文件夹（缺省 comparison）")
    compare.add_argument("--threshold", type=float, metavar="P", help="判定为对应的最低概率，0 到 1（缺省用模型的）")
    compare.add_argument("--style", choices=STYLES, default=STYLES[0], help="Word 文件的样式（缺省 公文）")
    compare.add_argument(
        "--decisions", metavar="DIR", help="人的决定 CHILDID__PARENTID.csv 的文件夹（缺省 OUT/decisions，如果有）"
    )
    model_option(compare)
    compare.add_argument("--tracked", action="store_true", help="另存带修订痕迹的 Word 文件（同一草案的两个版本）")
    compare.add_argument("--no-figures", action="store_true", help="不画图")

    read = command(commands, "read", _read, "读取：显示找到的结构和问题（show the outline that was found）")
    read.add_argument("files", nargs="+", metavar="FILE", help="文件，或目录中的编号")
    reading_options(read)
    read.add_argument("--format", choices=("text", "csv", "json"), default="text")

    checking.configure(command(commands, "check", checking.run, "校对一份文稿（check a draft）"))

    align = command(commands, "align", _align, "对齐两份文件，输出对应关系（align two documents, print the links）")
    align.add_argument("child")
    align.add_argument("parent")
    align.add_argument("--format", choices=("csv", "json"), default="csv")
    align.add_argument("--threshold", type=float, metavar="P")
    align.add_argument("--decisions", metavar="FILE|DIR", help="人的决定")
    model_option(align)

    evaluate = command(
        commands, "evaluate", _evaluate, "与人工标注比较（measure against gold, with the baselines beside）"
    )
    evaluate.add_argument("child", nargs="?")
    evaluate.add_argument("parent", nargs="?")
    evaluate.add_argument("gold", nargs="?", help="csv：child,parent,relation[,confidence]")
    evaluate.add_argument("--all", metavar="DIR", help="文件夹中全部标注 CHILD__PARENT.csv，交叉验证，附基线")
    evaluate.add_argument("--figure", metavar="FILE", help="可靠性图（reliability diagram）：.png、.svg 或 .pdf")
    evaluate.add_argument("--format", choices=("text", "csv"), default="text")

    importing = command(commands, "import", _import, "登记一份文件到目录（put a file into the catalog）")
    importing.add_argument("file")
    importing.add_argument("--id", required=True)
    importing.add_argument("--level", required=True, choices=LEVELS.keys)
    importing.add_argument("--status", choices=STATUSES.keys, help="缺省：按标题旁的说明，没有说明则为正式文本")
    for name in ("title", "short-title", "issuer", "date", "notice", "source-url"):
        importing.add_argument(f"--{name}", default="")
    source_options(importing)

    collection.add_arguments(command(commands, "cascade", collection.run, collection.WHAT))
    add_models(commands)
    add_review(commands)
    return parser


def _compare(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from policycompare.analysing.trace import trace
    from policycompare.catalog.store import DEFAULT_CHAIN
    from policycompare.cli.console_summary import summary_text
    from policycompare.export.bundle import comparison_files

    names = options.documents or list(reversed(DEFAULT_CHAIN))
    if len(names) < 2:
        print("policycompare: 至少给出两份文件：CHILD PARENT（give at least two documents）", file=sys.stderr)
        return 2
    with tqdm(total=4, disable=None, leave=False, bar_format="{desc:<24}{bar:24} {n}/{total}") as bar:
        bar.set_description_str("读取 reading")
        documents = [document_of(name) for name in reversed(names)]
        bar.update()
        bar.set_description_str("对齐 aligning")
        beside = Path(options.out) / "decisions"
        decisions = options.decisions or (beside if beside.is_dir() else None)
        chain = trace(documents, threshold=options.threshold, model=model_at(options.model), decisions=decisions)
        text = "\n".join(filter(None, (summary_text(chain), decisions_text(chain.alignments.values()))))
        bar.update()
        bar.set_description_str("制表 tables and figures")
        files = comparison_files(chain, style=options.style, figures=not options.no_figures, tracked=options.tracked)
        bar.update()
        bar.set_description_str("写出 writing")
        lines = _write(options.out, files, chain)
        bar.update()
    print(text)
    print(lines)
    return 0


def _write(out: str, files: dict[str, bytes], chain: Trace) -> str:
    from datetime import UTC, datetime

    from policycompare.analysing.provenance import provenance
    from policycompare.cli.console_summary import written_text
    from policycompare.export.output_folder import append, write_all

    written = write_all(out, files, provenance(chain, files))
    command = " ".join(["policycompare", *sys.argv[1:]])
    append(Path(out) / HISTORY, f"{datetime.now(UTC).isoformat(timespec='seconds')}  {__version__}  {command}\n")
    return written_text(out, written)


def _read(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    many = len(options.files) > 20
    status = 0
    for file in tqdm(options.files, disable=None if many else True, leave=False):
        try:
            document = document_of(file, options)
        except PolicyCompareError as error:
            if len(options.files) == 1:
                raise
            print(f"policycompare: {error}", file=sys.stderr)
            status = 1
            continue
        if any(problem.kind in FAULTS for problem in document.warnings):
            status = 1
        _print_document(document, options.format, brief=many)
        for problem in document.warnings:
            print(f"policycompare: {file}: {problem}", file=sys.stderr)
    return status


def _print_document(document: Document, form: str, *, brief: bool) -> None:
    from policycompare.cli.console_summary import outline_text
    from policycompare.export.text import frame_bytes, frame_json
    from policycompare.reading.outline.reasons import reasons

    if form == "csv":
        sys.stdout.write(frame_bytes(document.to_frame()).decode("utf-8-sig"))
    elif form == "json":
        print(frame_json(document.to_frame()))
    else:
        print(outline_text(document, brief=brief, why=() if brief else reasons(document)))


def _align(options: argparse.Namespace) -> int:
    from policycompare.aligning.align import align
    from policycompare.export.text import frame_bytes, frame_json

    aligned = align(
        document_of(options.child),
        document_of(options.parent),
        threshold=options.threshold,
        model=model_at(options.model),
        decisions=options.decisions,
    )
    _print_notices((*aligned.notices, *map(str, aligned.anchored.decisions.problems)))
    if options.format == "json":
        print(frame_json(aligned.links))
    else:
        sys.stdout.write(frame_bytes(aligned.links).decode("utf-8-sig"))
    return 0


def _print_notices(notices: Sequence[str]) -> None:
    for notice in notices:
        print(f"注意：{notice}", file=sys.stderr)


def _evaluate(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from policycompare.aligning.align import align
    from policycompare.evaluating import evaluation
    from policycompare.evaluating.gold import GoldPair, load_gold_folder, read_gold
    from policycompare.export.output_folder import write
    from policycompare.plots import reliability
    from policycompare.plots.style import picture_bytes

    if options.all:
        pairs = load_gold_folder(options.all)
    elif options.gold:
        child, parent = document_of(options.child), document_of(options.parent)
        pairs = [GoldPair(Path(options.gold).stem, child, parent, read_gold(options.gold, child, parent))]
        frame = evaluation.evaluate(align(child, parent), pairs[0].gold)
        _print_notices(frame.attrs["notices"])
        print("所附模型（the shipped model）")
        _print_frame(frame.reset_index(names="what"), options.format)
        print("\n交叉验证，附基线（cross-validated, with the baselines）")
    else:
        print("policycompare: 用法 evaluate CHILD PARENT GOLD 或 evaluate --all DIR", file=sys.stderr)
        return 2
    with tqdm(disable=None, leave=False, bar_format="{desc}") as bar:
        seen = evaluation.Evaluation(pairs, progress=bar.set_description_str)
        methods = seen.methods()
    if options.all:
        _print_notices(seen.notices)
    _print_frame(methods, options.format)
    print("\n各类对应的召回（recall by kind, all pairs）")
    _print_frame(seen.kinds(), options.format)
    calibrated = seen.calibration()
    print(f"\n校准（交叉验证，合并各对；概率 ≥ 0.05 的条款对）：ECE = {calibrated.attrs['ece']:.3f}")
    _print_frame(calibrated, options.format)
    if options.figure:
        kind = Path(options.figure).suffix.removeprefix(".").lower()
        if kind not in ("png", "svg", "pdf"):
            raise ExportError(
                f"{options.figure}: 图只能存为 .png、.svg 或 .pdf（give a name that ends in one of them）"
            )
        write(options.figure, picture_bytes(reliability(calibrated), kind))
        print(f"可靠性图：{options.figure}")
    relations = seen.relations()
    shares = "，".join(f"{way} {share:.3f}" for way, share in relations.attrs["right"].items())
    print(f"\n关系判定（行为阅读者所定，列为程序所定）：正确率 {shares}")
    _print_frame(relations.reset_index(), options.format)
    return 0


def _print_frame(frame: pd.DataFrame, form: str) -> None:
    if form == "csv":
        print(frame.to_csv(index=False, float_format="%.4f"), end="")
    else:
        print(frame.to_string(index=False, float_format=lambda value: f"{value:.3f}"))


def _import(options: argparse.Namespace) -> int:
    from policycompare.catalog.store import import_document
    from policycompare.storage.user_folders import user_folder

    document = import_document(
        options.file,
        options.id,
        level=options.level,
        status=options.status,
        title=options.title,
        short_title=options.short_title,
        issuer=options.issuer,
        date=options.date,
        notice=options.notice,
        measure=options.measure or "",
        source_url=options.source_url,
        encoding=options.encoding,
        revisions=options.revisions,
        convert=options.convert,
    )
    print(f"已登记 {document.id}：{document.title}，{len(document.measures)} 条，在 {user_folder() / document.id}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
