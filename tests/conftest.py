from __future__ import annotations

import csv
import json
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import settings

import policycompare as pc
from policycompare.cascading import synthetic_collection
from policycompare.encoding.encoder import IDENTITY, TOKENIZER, WEIGHTS, WIDTH
from policycompare.reading import limits

# A first example may import a library: how long it takes says nothing about the code.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

GOLD = Path(__file__).parents[1] / "benchmarks" / "gold"


@pytest.fixture(scope="session", autouse=True)
def _patient_clock():
    """Let the time of readers run at a quarter of its speed: coverage makes them several times as slow as they are."""
    slow = SimpleNamespace(monotonic=time.monotonic, thread_time=lambda: time.thread_time() / 4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "time", slow)
        yield


@pytest.fixture(scope="session")
def chongming():
    return pc.load("chongming")


@pytest.fixture(scope="session")
def shanghai():
    return pc.load("shanghai")


@pytest.fixture(scope="session")
def national():
    return pc.load("national")


@pytest.fixture(scope="session")
def chain():
    return pc.trace(["national", "shanghai", "chongming"])


@pytest.fixture(scope="session")
def to_city(chain):
    return chain.alignments[2, 1]


@pytest.fixture(scope="session")
def to_nation(chain):
    return chain.alignments[2, 0]


@pytest.fixture(scope="session")
def made_up(tmp_path_factory):
    """The made-up collection."""
    return synthetic_collection(tmp_path_factory.mktemp("made-up"))


@pytest.fixture(scope="session")
def done(made_up, tmp_path_factory):
    """What one process makes of it."""
    return pc.cascade(made_up, tmp_path_factory.mktemp("results") / "one")


@pytest.fixture
def write(tmp_path):
    """Write text or bytes to a file of the test's own folder."""

    def _write(content, name="draft.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return _write


@pytest.fixture
def collection(tmp_path):
    """Write a collection: rows of (id, title, level, region, date) with texts of numbered provisions."""

    def _collection(*documents, name="folder"):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(["id", "title", "level", "region", "date"])
            for *line, text in documents:
                out.writerow(line)
                if text is not None:
                    (folder / f"{line[0]}.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder

    return _collection


@pytest.fixture(scope="session")
def law():
    """Return what makes a text of articles."""
    return _law


def _law(title, *bodies):
    digits = "一二三四五六七八九"
    return f"{title}\n\n" + "".join(f"第{digits[k]}条　{body}\n" for k, body in enumerate(bodies))


@pytest.fixture(scope="session")
def small_encoder():
    """Write a small encoder of some id to a folder: a vector is the mean of those of the signs of its text."""
    return _small_encoder


def _small_encoder(folder, identity, signs="施工单位应当每日检查脚手架记录"):
    import numpy as np
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    from tokenizers import Tokenizer, models, pre_tokenizers
    from tokenizers.processors import TemplateProcessing

    folder.mkdir()
    words = {sign: number for number, sign in enumerate(dict.fromkeys(["<s>", "<pad>", "</s>", "<unk>", *signs]))}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    tokenizer.enable_padding(pad_id=1, pad_token="<pad>")
    tokenizer.save(str(folder / TOKENIZER))
    weights, projection = identity.split("-")
    (folder / IDENTITY).write_text(json.dumps({"weights": weights, "adapter": projection}))
    vectors = np.random.default_rng(0).normal(size=(len(words), WIDTH)).astype(np.float32)
    nodes = [
        helper.make_node("Gather", ["words", "ids"], ["of tokens"]),
        helper.make_node("Cast", ["mask"], ["counts"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["of tokens"], ["vector"], axes=[1], keepdims=0),
    ]
    ins = [helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"]) for name in ("ids", "mask")]
    out = helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["texts", WIDTH])
    graph = helper.make_graph(nodes, "small", ins, [out], [numpy_helper.from_array(vectors, "words")])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), folder / WEIGHTS)
    return folder
