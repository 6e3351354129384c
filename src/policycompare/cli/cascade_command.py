"""The command ``policycompare cascade``: a folder of documents in, data sets and a summary out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    import pandas as pd

    from policycompare.cascading import Cascade

WHAT = "集合：一个文件夹的全部文件逐级对照（every document of a folder with all its possible parents）"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("folder", metavar="DIR", help="含 manifest.csv（id,title,level,region,date）和各文件 ID.txt")
    parser.add_argument("--out", required=True, metavar="OUT", help="结果文件夹；中断后用同一命令接着做")
    parser.add_argument(
        "--parents",
        default="cited,subject",
        metavar="HOW",
        help="怎样找上级：cited 引用、subject 主题相同，或 .csv 文件（child,parent）；缺省 cited,subject",
    )
    parser.add_argument("--threshold", type=float, metavar="P", help="判定为对应的最低概率（缺省用模型的）")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="本机的进程数（缺省 1）")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="已有的 Dask 集群，如 tcp://10.0.0.1:8786")


def run(options: argparse.Namespace) -> int:
    """Carry the command out."""
    from policycompare.cascading import cascade, progress_bar

    done = cascade(
        options.folder,
        options.out,
        parents=options.parents,
        threshold=options.threshold,
        workers=options.workers,
        scheduler=options.scheduler,
        progress=progress_bar(),
    )
    print(summary(done))
    return 0


def summary(done: Cascade) -> str:
    """Return what a collection says, on one screen."""
    kinds = done.problems["kind"].value_counts()
    left_out = "，".join(f"{name} {int(kinds.get(kind, 0))}" for kind, name in PROBLEM_NAMES.items())
    lines = [
        (
            f"{len(done.documents)} 份文件，{len(done.provisions)} 条；{len(done.pairs)} 对上下级，"
            f"{len(done.links)} 处对应"
        ),
        f"未处理：{left_out}（problems.csv）",
        "",
        "承接最多的条文，不计施行、目的等（taken up most, formal articles left out）",
        _lines(_most_adopted(done)),
        "",
        "横向传播最多的地方（local inventions, from where to where）",
        _lines(done.sideways().head(5)),
        "",
        f"结果在 {done.folder}：links、shifts、provisions（Parquet，按地区分区）、documents、pairs、families",
    ]
    return "\n".join([*lines, *(f"注意：{notice}" for notice in done.notices)])


PROBLEM_NAMES = {"manifest": "清单行", "document": "文件", "pair": "文件对", "later": "引用的上级只有更晚版本"}


def _most_adopted(done: Cascade) -> pd.DataFrame:
    title = done.documents.set_index("id")["title"]
    first = done.first_adopters()
    most = first[~first["formal"]].sort_values("adopters", ascending=False, kind="stable").head(5)
    most.insert(0, "title", most["parent_document"].map(title))
    return most[["title", "parent", "adopters", "place", "date"]]


def _lines(frame: pd.DataFrame) -> str:
    return str(frame.to_string(index=False)) if len(frame) else "（无）"
