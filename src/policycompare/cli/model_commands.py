"""The commands that make a model: `fit` on gold or on one's own decisions, and `background`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.cli.arguments import command, document_of, model_at, model_option
from policycompare.errors import DecisionError, ReadError

if TYPE_CHECKING:
    import argparse

    from policycompare.cli.arguments import Commands


def add_models(commands: Commands) -> None:
    """Add `fit` and `background` to the commands."""
    fit = command(commands, "fit", _fit, "用人工标注或自己的决定拟合模型（fit the model's weights）")
    fit.add_argument("folder", nargs="?", help="标注文件夹，见 evaluate --all")
    fit.add_argument("--decisions", metavar="DIR", help="改用自己的决定 CHILDID__PARENTID.csv，从现有模型出发")
    fit.add_argument("--documents", nargs="+", default=[], metavar="FILE", help="决定所涉及、不在目录中的文件")
    model_option(fit)
    fit.add_argument("--out", default="model.json")

    background = command(commands, "background", _background, "统计背景词频（count the background frequencies）")
    background.add_argument("folder", help="法规文本 *.txt 的文件夹")
    background.add_argument("--out", default="background.npz")


def _fit(options: argparse.Namespace) -> int:
    from policycompare.evaluating.fitting import fit_model
    from policycompare.evaluating.gold import load_gold_folder
    from policycompare.export.output_folder import write

    if options.decisions:
        return _refit(options)
    if not options.folder:
        print("policycompare: 用法 fit DIR 或 fit --decisions DIR", file=sys.stderr)
        return 2
    model = fit_model(load_gold_folder(options.folder), _today())
    write(options.out, model.to_json().encode())
    print(f"{options.out}: threshold {model.threshold}, leave-one-pair-out F1 {model.origin['leave_one_pair_out_f1']}")
    return 0


def _today() -> str:
    """Return the day on which a model is made, which stands in its file."""
    from datetime import UTC, datetime

    return datetime.now(UTC).date().isoformat()


def _refit(options: argparse.Namespace) -> int:
    from policycompare.aligning.align import align
    from policycompare.aligning.model import shipped_model
    from policycompare.evaluating.fitting import refit
    from policycompare.export.output_folder import write

    model = model_at(options.model) or shipped_model()
    own = {document.id: document for document in map(document_of, options.documents)}
    files = sorted(Path(options.decisions).glob("*__*.csv"))
    if not files:
        raise DecisionError(
            f"{options.decisions}: 没有 CHILDID__PARENTID.csv"
            "（no decisions in this folder; name the one that review or compare uses）"
        )
    alignments = []
    for file in files:
        child, parent = (own.get(name) or document_of(name) for name in file.stem.split("__", 1))
        alignments.append(align(child, parent, model=model, decisions=file))
    found = refit(model, alignments, _today())
    print(found)
    if not found.better:
        return 1
    write(options.out, found.model.to_json().encode())
    print(f"{options.out}：用 --model {options.out} 使用它（compare、align、review）")
    return 0


def _background(options: argparse.Namespace) -> int:
    import io

    import numpy as np
    from tqdm import tqdm

    from policycompare.cli.console_summary import size_text
    from policycompare.export.output_folder import write
    from policycompare.language.corpus_statistics import count_background
    from policycompare.language.normalise import normaliser_of, words
    from policycompare.reading import read

    texts: list[str] = []
    files = sorted(Path(options.folder).glob("*.txt"))
    if not files:
        raise ReadError(f"{options.folder}: 没有 .txt 文件（no .txt files there; name the folder that has them）")
    for file in tqdm(files, disable=None, leave=False):
        document = read(file)
        normal = normaliser_of(document)
        texts += [normal(measure.text) for measure in document.measures]
    out = io.BytesIO()
    np.savez_compressed(out, allow_pickle=False, **count_background(texts, words))
    write(options.out, out.getvalue())
    print(f"{options.out}: {len(texts)} provisions of {len(files)} documents, {size_text(len(out.getvalue()))}")
    return 0
