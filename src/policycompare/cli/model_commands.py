"""``policycompare fit`` (a model, on gold or on one's own decisions) and ``policycompare background`` (frequencies)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.cli.argument_parser import UsageError, command
from policycompare.cli.common_options import (
    beside_option,
    document_of,
    gold_pairs,
    model_at,
    model_option,
    texts_option,
)
from policycompare.errors import DecisionError, ReadError
from policycompare.messages import message

if TYPE_CHECKING:
    import argparse

    from policycompare.cli.argument_parser import Commands
    from policycompare.messages import Message


def add(commands: Commands) -> None:
    """Register ``fit`` and ``background``."""
    fit = command(commands, "fit", _fit, message("fit the weights of a model on gold or on your own decisions"))
    fit.add_argument("folder", nargs="?", metavar="DIR", help=message("folder of gold, as for evaluate --all"))
    texts_option(fit)
    beside_option(fit)
    fit.add_argument(
        "--decisions",
        metavar="DIR",
        help=message("fit on your own decisions CHILDID__PARENTID.csv instead, from the present model on"),
    )
    fit.add_argument(
        "--documents",
        nargs="+",
        default=[],
        metavar="FILE",
        help=message("files that the decisions are about and the catalog has not"),
    )
    model_option(fit)
    fit.add_argument("--out", default="model.json", metavar="FILE", help=message("the model's file"))

    background = command(commands, "background", _background, message("count the background frequencies"))
    background.add_argument("folder", metavar="DIR", help=message("folder of laws and regulations, *.txt"))
    background.add_argument("--out", default="background.npz", metavar="FILE", help=message("the file of counts"))


def _fit(options: argparse.Namespace) -> int:
    from policycompare.evaluating.fitting import fit_model
    from policycompare.export.output_folder import write

    if options.decisions:
        return _refit(options)
    if not options.folder:
        raise UsageError(message("give DIR, or --decisions DIR"))
    left_out: list[Message] = []
    pairs = gold_pairs(options.folder, options.texts, left_out, options.beside)
    model = fit_model(pairs, _today())
    scores = model.origin["left_out_by_field_f1"]
    assert isinstance(scores, dict)  # noqa: S101 - fit_model says so
    write(options.out, model.to_json().encode())
    print(
        message(
            "{file}: fitted on {pairs} pairs ({left_out} left out), threshold {threshold}, "
            "mean F1 of links left out by field: {f1}",
            file=options.out,
            pairs=len(pairs),
            left_out=len(left_out),
            threshold=model.threshold,
            f1=[f"{group} {f1}" for group, f1 in scores.items()],
        )
    )
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
            message(
                "{folder}: no CHILDID__PARENTID.csv there; name the folder that review or compare uses",
                folder=options.decisions,
            )
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
    print(message("{file}: compare, align and review use it with --model {file}", file=options.out))
    return 0


def _background(options: argparse.Namespace) -> int:
    import io

    import numpy as np
    from tqdm import tqdm

    from policycompare.cli.console_summary import size_text
    from policycompare.export.output_folder import write
    from policycompare.language.corpus_statistics import count_background
    from policycompare.language.normalise import normaliser_of
    from policycompare.language.tokenise import words
    from policycompare.reading import read

    texts: list[str] = []
    files = sorted(Path(options.folder).glob("*.txt"))
    if not files:
        raise ReadError(message("{folder}: no .txt files there; name the folder that has them", folder=options.folder))
    for file in tqdm(files, disable=None, leave=False):
        document = read(file)
        normal = normaliser_of(document)
        texts += [normal(measure.text) for measure in document.measures]
    out = io.BytesIO()
    np.savez_compressed(out, allow_pickle=False, **count_background(texts, words))
    write(options.out, out.getvalue())
    print(
        message(
            "{file}: {provisions} provisions of {documents} documents, {size}",
            file=options.out,
            provisions=len(texts),
            documents=len(files),
            size=size_text(len(out.getvalue())),
        )
    )
    return 0
