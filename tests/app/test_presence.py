from __future__ import annotations

import asyncio

from policycompare.app import presence
from policycompare.app.presence import Presence


def watched(monkeypatch, signs, *, busy=()):
    """Return at which look the watch ended; `signs` and `busy` are the looks at which a page gave one, or work ran."""
    monkeypatch.setattr(presence, "SILENT", 5)
    looks, ended = [0], []
    here = Presence()

    def is_busy():
        looks[0] += 1
        if looks[0] in signs:
            here.sign()
        return looks[0] in busy

    async def run():
        watch = asyncio.create_task(here.watch(is_busy, lambda: ended.append(looks[0]), tick=0))
        for _ in range(200):
            await asyncio.sleep(0)
        watch.cancel()

    here.sign()
    asyncio.run(run())
    return ended


def test_the_window_ends_some_time_after_its_last_page_was_closed(monkeypatch):
    assert watched(monkeypatch, signs={3, 6}) == [10]


def test_it_does_not_end_while_something_is_at_work(monkeypatch):
    assert watched(monkeypatch, signs=set(), busy=set(range(1, 20))) == [24]


def test_a_browser_without_scripts_which_gives_no_sign_keeps_its_window():
    here, ended = Presence(), []

    async def run():
        watch = asyncio.create_task(here.watch(lambda: False, lambda: ended.append(1), tick=0))
        for _ in range(presence.SILENT * 3):
            await asyncio.sleep(0)
        watch.cancel()

    asyncio.run(run())
    assert not ended
