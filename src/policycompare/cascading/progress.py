"""Showing how far a collection is: a bar in the terminal or the notebook."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def progress_bar() -> Callable[[str, int, int], object]:
    """Return what draws a bar for each step of `cascade`, in a terminal or a notebook: give it as ``progress``.

    The address of Dask's dashboard stays above the bar. No bar is drawn where standard error is a file or a pipe.
    """
    from tqdm.auto import tqdm

    form = "{desc:<24}{bar:24} {percentage:3.0f}% {elapsed}<{remaining}"
    bar = tqdm(total=1, disable=None, leave=False, bar_format=form)

    step = ""

    def show(what: str, done: int, total: int) -> None:
        nonlocal step
        if not total:
            tqdm.write(what, file=sys.stderr)
            return
        if what != step:
            step = what
            bar.reset(total)
            bar.set_description_str(what)
        bar.update(done - bar.n)

    return show
