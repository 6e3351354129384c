"""Whether somebody still has a page of the window open: each page says so once a minute.

When none does any more, the server ends by itself, so that nothing is left running on the machine of a person who
closed the browser. What was decided is on the disk already; work that is under way is finished first.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TICK = 10.0
"""Seconds between two looks."""
SILENT = 60
"""Looks without a sign of a page after which nobody is there: ten minutes, since browsers put pages that are not seen
to sleep for a while. They are counted and not timed, so that a machine that slept does not end it."""


class Presence:
    """The signs of life of pages.

    Attributes
    ----------
    silent
        Number of looks since the last one; counted from the first sign on, since a browser without scripts gives none.
    """

    def __init__(self) -> None:
        self.silent, self._seen = 0, False

    def sign(self) -> None:
        """Note that a page is open."""
        self.silent, self._seen = 0, True

    async def watch(self, is_busy: Callable[[], bool], end: Callable[[], object], tick: float = TICK) -> None:
        """Call `end` once nobody is there and nothing is at work."""
        while self.silent < SILENT:
            await asyncio.sleep(tick)
            if self._seen and not is_busy():
                self.silent += 1
        end()
