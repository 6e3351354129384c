"""Fingerprint of the program, its resources and libraries, on which the rows of a collection depend."""

from __future__ import annotations

import hashlib
import platform
from functools import cache, lru_cache
from importlib import metadata, resources
from typing import TYPE_CHECKING

from policycompare.language.lexicon import lexicon
from policycompare.messages import message
from policycompare.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

    from policycompare.language.lexicon import Lexicon
    from policycompare.messages import Message

LIBRARIES = ("numpy", "pandas", "pyarrow", "rapidfuzz", "rjieba", "scipy")
_CODE = (".py", ".toml", ".json", ".txt", ".npz")


def fingerprint() -> dict[str, str]:
    """Return what this process would compute with: names and their versions or hashes.

    Equal fingerprints give equal rows on machines of one kind; across kinds of processors the last digits of sums may
    differ.
    """
    # Not cached as a whole: a user may add terms while the process runs.
    return {
        "policycompare": __version__,
        "code": _code(),
        "lexicon": _digest(lexicon()),
        "python": ".".join(platform.python_version_tuple()[:2]),
        **_versions(),
    }


@cache
def _versions() -> dict[str, str]:
    """Return the versions of the libraries; looking for them takes milliseconds, and each block asks."""
    return {name: metadata.version(name) for name in LIBRARIES}


@lru_cache(maxsize=1)
def _digest(terms: Lexicon) -> str:
    return hashlib.sha256("\n".join(terms.terms).encode()).hexdigest()[:16]


@cache
def _code() -> str:
    """Return the hash of the package's own code and resources."""
    digest = hashlib.sha256()
    for name, file in _files(resources.files("policycompare"), ""):
        digest.update(name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def fingerprint_key() -> str:
    """Return the fingerprint as one short name."""
    return hashlib.sha256(repr(sorted(fingerprint().items())).encode()).hexdigest()[:16]


def differences(there: dict[str, str] | None) -> Message | str:
    """Return in what another process differs from this one, or ``""``.

    Parameters
    ----------
    there
        Its `fingerprint`, or ``None`` if it could not tell.

    Examples
    --------
    >>> differences(fingerprint()), differences(fingerprint() | {"code": "0"}).startswith("code 0 ≠ ")
    ('', True)
    """
    if there is None:
        return message("policycompare is too old to tell, or not installed there")
    here = fingerprint()
    return "，".join(f"{k} {there.get(k, '?')} ≠ {v}" for k, v in here.items() if there.get(k) != v)


def _files(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    """Yield the package's own code and resources in a fixed order."""
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            if item.name not in ("__pycache__", "data"):
                yield from _files(item, f"{path}{item.name}/")
        elif item.name.endswith(_CODE):
            yield f"{path}{item.name}", item
