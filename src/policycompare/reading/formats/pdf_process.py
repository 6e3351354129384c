"""PDFium at arm's length: a process of its own reads pages, bounded in time and memory, and may die of a file."""

from __future__ import annotations

import atexit
import json
import os
import subprocess  # starts this package's own worker, nothing else
import sys
import threading
from array import array
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from policycompare.reading.limits import Clock, Limits

_WORKER = Path(__file__).with_name("pdf_worker.py")
COLUMNS = 10
"""Numbers of a glyph that the worker sends."""
_OWN_MEMORY = 300_000_000
"""Bytes of address space that the interpreter and PDFium take before they see a file."""
_PATIENCE = 6.0
"""A worker that waits instead of working is ended after this multiple of the seconds that it may work."""


class PdfError(Exception):
    """PDFium does not take a file or a page; its words."""


class PdfBrokenError(PdfError):
    """PDFium used up its time or memory, or broke."""


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as PDFium gives it.

    Attributes
    ----------
    numbers
        Of each glyph the code, left, right, bottom and top edge, where its base line starts, quarter turns (-1 where
        it is printed aslant, and the others are 0), font size and lightness (0 black to 255 white).
    unmapped
        How many glyphs have no known character.
    images, rules
        How many pictures there are, and ruled lines in the direction that has fewer.
    """

    numbers: array[float]
    unmapped: int
    images: int
    rules: list[list[float]]

    def glyphs(self) -> Iterator[tuple[float, ...]]:
        """Yield the numbers of each glyph."""
        for place in range(0, len(self.numbers), COLUMNS):
            yield tuple(self.numbers[place : place + COLUMNS])


class PdfFile:
    """A PDF that the worker holds open; the worker has one at a time, the latest."""

    def __init__(self, data: bytes, limits: Limits, clock: Clock) -> None:
        self._clock = clock
        request = {"do": "open", "memory": limits.memory + _OWN_MEMORY + 2 * len(data)}
        # Held until it is closed: files that are read in threads take turns.
        _Team.lock.acquire()
        try:
            self.pages: int = self._told(request, data)[0]["pages"]
        except BaseException:
            _Team.lock.release()
            raise

    def page(self, number: int, most: int) -> RawPage | None:
        """Return a page, counted from 0; ``None`` when it has more than `most` characters."""
        told, data = self._told({"do": "page", "number": number, "most": most})
        if told.get("too_many"):
            return None
        numbers = array("d")
        numbers.frombytes(data)
        return RawPage(numbers, told["unmapped"], told["images"], told["rules"])

    def picture(self, number: int, side: int) -> tuple[NDArray[np.uint8], float]:
        """Return a page as a picture (rows, columns, three colours), and its pixels a point."""
        import numpy as np

        told, data = self._told({"do": "picture", "number": number, "side": side})
        rows = np.frombuffer(data, np.uint8).reshape(told["height"], told["stride"])
        pixels = rows[:, : told["width"] * told["channels"]].reshape(told["height"], told["width"], told["channels"])
        return pixels[:, :, :3], told["scale"]

    def close(self) -> None:
        """Give the worker's memory back, and the worker to others."""
        try:
            with suppress(PdfError):
                self._told({"do": "close"})
        finally:
            _Team.lock.release()

    def _told(self, request: dict[str, Any], data: bytes = b"") -> tuple[dict[str, Any], bytes]:
        """Ask the worker, which may take as long as is left for the file, and count what it took."""
        seconds = max(self._clock.left, 0.0)
        told, content = _ask({**request, "seconds": seconds}, seconds, data)
        self._clock.elsewhere += told["took"]
        return told, content


class _Team:
    """The worker of this process: started with the first PDF, and again after one that broke it."""

    lock = threading.RLock()
    worker: subprocess.Popen[bytes] | None = None
    owner = 0


def _worker() -> subprocess.Popen[bytes]:
    worker = _Team.worker
    # A process that was forked has the pipes of its parent: it needs a worker of its own.
    if worker is not None and _Team.owner == os.getpid() and worker.poll() is None:
        return worker
    _end()
    _Team.worker = worker = subprocess.Popen(  # noqa: S603 - this interpreter with a file of this package
        [sys.executable, "-P", str(_WORKER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    _Team.owner = os.getpid()
    return worker


def _end() -> None:
    """End the worker, where it is this process's own, and close the pipes to it."""
    worker, _Team.worker = _Team.worker, None
    if worker is None:
        return
    for pipe in (worker.stdin, worker.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
    if _Team.owner == os.getpid():
        worker.kill()
        worker.wait()
    else:
        worker.returncode = 0  # not ours to wait for


atexit.register(_end)


def _ask(request: dict[str, Any], seconds: float, data: bytes = b"") -> tuple[dict[str, Any], bytes]:
    """Send a request to the worker and return its answer.

    Raises
    ------
    PdfError
        PDFium refuses.
    PdfBrokenError
        The worker died of the request, or did not answer.
    """
    with _Team.lock:
        worker = _worker()
        stdin, stdout = worker.stdin, worker.stdout
        assert stdin is not None  # noqa: S101 - for the type checker; both are pipes
        assert stdout is not None  # noqa: S101
        timer = threading.Timer(_PATIENCE * seconds + 30, worker.kill)
        timer.daemon = True
        timer.start()
        try:
            stdin.write(json.dumps({**request, "size": len(data)}).encode() + b"\n")
            stdin.write(data)
            stdin.flush()
            line = stdout.readline()
            told: dict[str, Any] = json.loads(line) if line else {}
            content = stdout.read(told.pop("size", 0))
        except (OSError, ValueError):
            told, content = {}, b""
            line = b""
        finally:
            timer.cancel()
        if not line:
            _end()
            raise PdfBrokenError
    if "refused" in told:
        raise PdfError(told["refused"])
    return told, content
