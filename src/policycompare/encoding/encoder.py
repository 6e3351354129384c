"""The sentence encoder: Chinese texts in, vectors out, computed on this machine.

The weights are a package of their own, ``policycompare-encoder``, which is built from the folder ``encoder`` of the
repository; its README says where they come from.
"""

from __future__ import annotations

import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from policycompare.encoding.vector_cache import VectorCache
from policycompare.errors import AlignmentError
from policycompare.messages import message
from policycompare.storage.user_folders import cache_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

    Vectors = NDArray[np.float32]

ENCODER_VARIABLE = "POLICYCOMPARE_ENCODER"
"""Variable that names the folder of the encoder, where it is not installed as a package."""
ENCODER_PACKAGE = "policycompare_encoder"
WEIGHTS, TOKENIZER, IDENTITY = "encoder.onnx", "tokenizer.json", "identity.json"
WIDTH = 384
"""Dimensions of a vector."""
PREFIX = "query: "
"""What the encoder was trained to see before a text."""
MOST_THREADS = 4
"""Greatest number of batches that are encoded at once."""


class Encoder:
    """A sentence encoder in a folder, with a cache of the vectors that it made.

    Parameters
    ----------
    folder
        With ``encoder.onnx``, ``tokenizer.json`` and ``identity.json``.
    cached
        Folder of the cache; vectors are found there by the text and by the weights that made them.

    Attributes
    ----------
    id
        The beginnings of the hashes of what it was made of: the weights, and what was fitted on gold.

    Raises
    ------
    AlignmentError
        A file is missing or damaged, or the extra ``meaning`` is not installed.
    """

    def __init__(self, folder: Path, cached: Path) -> None:
        self._folder = folder
        try:
            made_of = json.loads((folder / IDENTITY).read_text("utf-8"))
            self.id = f"{made_of['weights'][:12]}-{made_of['adapter'][:12]}"
            digest = hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()
        except OSError as fault:
            why = fault.strerror
            raise AlignmentError(
                message("{folder}: no encoder: {why}; build one as encoder/README.md says", folder=folder, why=why)
            ) from None
        except KeyError:
            raise AlignmentError(
                message(
                    "{folder}: this encoder is of another version of policycompare; build and install it anew as "
                    "encoder/README.md says",
                    folder=folder,
                )
            ) from None
        except (ValueError, TypeError) as fault:
            raise _damaged(folder, fault) from None
        self._cache = VectorCache(cached, digest, WIDTH)
        self._loaded: tuple[InferenceSession, Tokenizer] | None = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a vector for each text, shape (texts, `WIDTH`); the same text has the same one in any company."""
        known = self._cache.read(texts)
        lacking = [text for text in dict.fromkeys(texts) if text not in known]
        if lacking:
            made = dict(zip(lacking, self._computed(lacking), strict=True))
            self._cache.write(made)
            known |= made
        return np.array([known[text] for text in texts], dtype=np.float32).reshape(-1, WIDTH)

    def ready(self) -> Encoder:
        """Load weights and tokenizer, so that what is missing is told before long work begins."""
        self._session()
        return self

    def _computed(self, texts: Sequence[str]) -> list[NDArray[np.float16]]:
        session, tokenizer = self._session()

        # One text at a time: in a batch, the range of numbers of one text would round those of the others.
        def vector(tokens: Sequence[int]) -> NDArray[np.float16]:
            ids = np.array([tokens], dtype=np.int64)
            found = session.run(None, {"ids": ids, "mask": np.ones_like(ids)})[0]
            return np.asarray(found[0], dtype=np.float16)

        encoded = tokenizer.encode_batch([PREFIX + text for text in texts])
        with ThreadPoolExecutor(min(MOST_THREADS, os.cpu_count() or 1)) as threads:
            return list(threads.map(vector, (found.ids for found in encoded)))

    def _session(self) -> tuple[InferenceSession, Tokenizer]:
        """Return weights and tokenizer, loaded when a text is first encoded."""
        if self._loaded is None:
            try:
                from onnxruntime import InferenceSession, SessionOptions
                from tokenizers import Tokenizer
            except ImportError:
                raise AlignmentError(
                    message("the encoder needs the extra meaning; install it: pip install 'policycompare[meaning]'")
                ) from None
            options = SessionOptions()
            options.intra_op_num_threads = 1
            options.log_severity_level = 3
            try:
                session = InferenceSession(self._folder / WEIGHTS, options, providers=["CPUExecutionProvider"])
                tokenizer = Tokenizer.from_file(str(self._folder / TOKENIZER))
            except Exception as fault:  # noqa: BLE001 - both libraries raise types of their own, not all public
                raise _damaged(self._folder, fault) from None
            tokenizer.no_padding()
            self._loaded = session, tokenizer
        return self._loaded


def _damaged(folder: Path, fault: Exception) -> AlignmentError:
    return AlignmentError(
        message("{folder}: the encoder is damaged ({cause}); build it again", folder=folder, cause=fault)
    )


@cache
def installed_encoder() -> Encoder:
    """Return the encoder of this machine: that of ``$POLICYCOMPARE_ENCODER``, else of the package.

    Raises
    ------
    AlignmentError
        There is none.
    """
    folder = encoder_folder()
    if folder is None:
        raise AlignmentError(
            message(
                "no encoder is installed, and comparing by meaning needs one; build and install it as "
                "encoder/README.md says, or name its folder in {variable}",
                variable=ENCODER_VARIABLE,
            )
        )
    return Encoder(folder, cache_folder())


def encoder_folder() -> Path | None:
    """Return the folder of the encoder, or ``None`` where there is none."""
    if named := os.environ.get(ENCODER_VARIABLE):
        return Path(named)
    found = find_spec(ENCODER_PACKAGE)
    return Path(found.origin).parent if found is not None and found.origin else None
