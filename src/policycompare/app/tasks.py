"""Work in the background, one piece at a time, with how far it is; a person may stop it between two steps."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from policycompare.errors import PolicyCompareError
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Callable

    from policycompare.messages import Message


class StoppedError(PolicyCompareError):
    """A person stopped the work."""


class Task:
    """A piece of work.

    Attributes
    ----------
    steps
        Number of its steps.
    leads_to
        Address of what it makes.
    begun
        Number of steps that began.
    what
        What is done now.
    error
        Why it ended before its end, or ``None``.
    outcome
        What came of it, in sentences; empty where its page shows that.
    """

    def __init__(self, steps: int, leads_to: str = "") -> None:
        self.steps, self.leads_to, self.begun = steps, leads_to, 0
        self.what: Message = message("waiting for its turn")
        self.error: Exception | None = None
        self.outcome: tuple[object, ...] = ()
        self._stopped, self._ended = threading.Event(), threading.Event()

    @property
    def is_running(self) -> bool:
        """Whether it waits or is at work."""
        return not self._ended.is_set()

    def step(self, what: Message) -> None:
        """Say which step begins; raises `StoppedError` when the work is to stop."""
        self.go_on()
        self.begun += 1
        self.what = what

    def go_on(self) -> None:
        """Raise `StoppedError` when the work is to stop."""
        if self._stopped.is_set():
            raise StoppedError(message("stopped; nothing was changed"))

    def stop(self) -> None:
        """Stop it before its next step."""
        self._stopped.set()

    def wait(self, seconds: float) -> bool:
        """Wait for its end; whether it ended within that time."""
        return self._ended.wait(seconds)

    def run(self, work: Callable[[Task], object]) -> None:
        """Do the work; what goes wrong is kept for whoever asks."""
        try:
            work(self)
        except Exception as error:  # noqa: BLE001 - shown on the page of the task, and reported there
            self.error = error
        finally:
            self._ended.set()


class Tasks:
    """Work by key, such as that of a project: one task a key at most.

    Parameters
    ----------
    at_once
        Number of tasks that run beside each other. One where they compute: aligning takes all cores that it can use,
        and its memory is that of one comparison.
    """

    def __init__(self, at_once: int = 1) -> None:
        self._pool = ThreadPoolExecutor(max_workers=at_once, thread_name_prefix="policycompare")
        self._of: dict[str, Task] = {}
        self._lock = threading.Lock()

    def start(self, key: str, steps: int, work: Callable[[Task], object], leads_to: str = "") -> Task:
        """Begin the work of a key, or return the task that is at it already."""
        with self._lock:
            present = self._of.get(key)
            if present is not None and present.is_running:
                return present
            task = self._of[key] = Task(steps, leads_to)
        self._pool.submit(task.run, work)
        return task

    @property
    def are_running(self) -> bool:
        """Whether anything waits or is at work."""
        return any(task.is_running for task in list(self._of.values()))

    def of(self, key: str) -> Task | None:
        """Return the last task of a key since the server began, or ``None``."""
        return self._of.get(key)

    def end(self) -> None:
        """Stop everything that waits or is at work."""
        for task in list(self._of.values()):
            task.stop()
        self._pool.shutdown(wait=False, cancel_futures=True)
