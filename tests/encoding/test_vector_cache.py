from __future__ import annotations

import numpy as np
import pytest

from policycompare.encoding import vector_cache
from policycompare.encoding.vector_cache import VectorCache

WIDTH = 4


@pytest.fixture
def cache(tmp_path):
    return VectorCache(tmp_path, "0123456789abcdef", WIDTH)


def vector(number):
    return np.full(WIDTH, number, dtype=np.float16)


def files(tmp_path):
    return sorted(path for path in tmp_path.iterdir() if path.suffix == ".sqlite")


def test_what_is_written_is_read_and_the_texts_themselves_are_not_kept(cache, tmp_path):
    cache.write({"脚手架应当检查": vector(1), "塔吊": vector(2.5)})
    found = cache.read(["塔吊", "脚手架应当检查", "电梯"])
    assert {text: values.tolist() for text, values in found.items()} == {
        "脚手架应当检查": [1.0] * WIDTH,
        "塔吊": [2.5] * WIDTH,
    }
    assert "脚手架".encode() not in files(tmp_path)[0].read_bytes()


def test_more_texts_than_a_query_takes_are_all_found(cache, monkeypatch):
    monkeypatch.setattr(vector_cache, "AT_ONCE", 3)
    cache.write({f"第{k}句": vector(k) for k in range(10)})
    found = cache.read([f"第{k}句" for k in range(10)])
    assert {text: int(values[0]) for text, values in found.items()} == {f"第{k}句": k for k in range(10)}


def test_other_weights_have_vectors_of_their_own(cache, tmp_path):
    cache.write({"塔吊": vector(1)})
    assert VectorCache(tmp_path, "fedcba9876543210", WIDTH).read(["塔吊"]) == {}


def test_a_damaged_file_is_begun_anew(cache, tmp_path):
    cache.write({"塔吊": vector(1)})
    files(tmp_path)[0].write_bytes(b"no database" * 100)
    assert cache.read(["塔吊"]) == {}
    cache.write({"塔吊": vector(3)})
    assert cache.read(["塔吊"])["塔吊"].tolist() == [3.0] * WIDTH


def test_a_folder_that_cannot_be_made_costs_only_time(tmp_path):
    (tmp_path / "file").write_text("a file where a folder should be")
    cache = VectorCache(tmp_path / "file" / "cache", "0" * 16, WIDTH)
    cache.write({"塔吊": vector(1)})
    assert cache.read(["塔吊"]) == {}


def test_a_file_that_grew_too_large_is_begun_anew(cache, monkeypatch):
    cache.write({"塔吊": vector(1)})
    monkeypatch.setattr(vector_cache, "MOST_BYTES", 10)
    cache.write({"电梯": vector(2)})
    assert list(cache.read(["塔吊", "电梯"])) == ["电梯"]
