from __future__ import annotations

import json

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers
from tokenizers.processors import TemplateProcessing

from policycompare.encoding.encoder import IDENTITY, TOKENIZER, WEIGHTS, WIDTH, Encoder

SIGNS = "施工单位应当每日检查脚手架记录"


@pytest.fixture
def folder(tmp_path):
    """A folder with a small encoder: a vector is the mean of those of the signs of its text."""
    found = tmp_path / "encoder"
    found.mkdir()
    words = {sign: number for number, sign in enumerate(dict.fromkeys(["<s>", "<pad>", "</s>", "<unk>", *SIGNS]))}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    tokenizer.enable_padding(pad_id=1, pad_token="<pad>")
    tokenizer.save(str(found / TOKENIZER))
    made_of = {"weights": "1234567890abcdef", "adapter": "0987654321fedcba"}
    (found / IDENTITY).write_text(json.dumps(made_of))
    vectors = np.random.default_rng(0).normal(size=(len(words), WIDTH)).astype(np.float32)
    nodes = [
        helper.make_node("Gather", ["words", "ids"], ["of tokens"]),
        helper.make_node("Cast", ["mask"], ["counts"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["of tokens"], ["vector"], axes=[1], keepdims=0),
    ]
    ins = [helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"]) for name in ("ids", "mask")]
    out = helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["texts", WIDTH])
    graph = helper.make_graph(nodes, "small", ins, [out], [numpy_helper.from_array(vectors, "words")])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), found / WEIGHTS)
    return found


@pytest.fixture
def encoder(folder, tmp_path):
    return Encoder(folder, tmp_path / "cache")
