"""Carrying out jobs: here, one after the other, or on a Dask cluster; the same functions, the same results.

A document is read once by whoever needs it first, and shared from there; on a cluster as a task of its own, so that
the scheduler makes it again when the worker that held it is gone.
"""

from __future__ import annotations

import atexit
import logging
import sys
from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from policycompare.cascading.fingerprint import differences, fingerprint
from policycompare.cascading.records import document_of
from policycompare.errors import CollectionError, PolicyCompareError
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from distributed import Client, Future, LocalCluster

    from policycompare.cascading.collection_manifest import Entry
    from policycompare.documents import Document

T = TypeVar("T")
KEPT = 128
"""Documents kept read for the jobs that follow: what a process holds of the collection at most."""
WORKERS = {
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": 1 << 28,
    "distributed.nanny.pre-spawn-environ.MALLOC_MMAP_THRESHOLD_": 1 << 28,
    "distributed.worker.profile.enabled": False,
}
"""Configuration of Dask under which a worker computes as fast as this process: its own lets a worker give memory back
after every step, which costs half as much again (measured: 29 s on the processor for 19)."""
RETRIES = 2
"""Times that a job is tried again on another worker when its own dies."""
WAIT = 60
"""Seconds to wait for a scheduler, and for its first worker."""


@dataclass(frozen=True, eq=False)
class Job:
    """A call of a function, with documents as its last argument where there are any.

    Attributes
    ----------
    key
        Its name, unique.
    function, arguments
        What to call.
    documents
        Entries of the documents to hand over.
    """

    key: str
    function: Callable[..., Any]
    arguments: tuple[object, ...]
    documents: tuple[Entry, ...] = ()


class Workers(Protocol):
    """Executor of jobs."""

    dashboard: str

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Any]]:
        """Yield each job with its result as it is done, in any order; an error that is the job's own is its result."""


class Here:
    """The process itself carries out the jobs, one after the other."""

    dashboard = ""

    def __init__(self, fetch: Callable[[Entry], bytes]) -> None:
        self._fetch = fetch
        self._documents: OrderedDict[Entry, Document] = OrderedDict()

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Any]]:
        """Yield each job with its result, in order."""
        for job in jobs:
            shared = ([self._document(entry) for entry in job.documents],) if job.documents else ()
            yield job, job.function(*job.arguments, *shared)

    def _document(self, entry: Entry) -> Document:
        return _kept(self._documents, entry, lambda: document_of(entry, self._fetch(entry)))


class OnCluster:
    """A Dask cluster carries out the jobs."""

    def __init__(self, client: Client, fetch: Callable[[Entry], bytes]) -> None:
        self.dashboard: str = client.dashboard_link or ""
        self._client = client
        self._fetch = fetch
        self._documents: OrderedDict[Entry, Future] = OrderedDict()

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Any]]:
        """Yield each job with its result as it is done; only a few wait at the scheduler at any time."""
        from distributed import as_completed

        waiting, running, ahead = as_completed(loop=self._client.loop), {}, iter(jobs)

        def submit(count: int) -> None:
            for job in islice(ahead, count):
                future = self._submit(job)
                running[future.key] = job
                waiting.add(future)

        submit(2 * sum(self._client.nthreads().values()) + 2)
        for future in waiting:
            job, result = running.pop(future.key), self._result(future)
            submit(1)
            yield job, result

    def _submit(self, job: Job) -> Future:
        shared = ([self._document(entry) for entry in job.documents],) if job.documents else ()
        key = f"{job.function.__name__}-{job.key}"
        return self._client.submit(job.function, *job.arguments, *shared, key=key, retries=RETRIES, pure=False)

    def _document(self, entry: Entry) -> Future:
        return _kept(
            self._documents,
            entry,
            lambda: self._client.submit(document_of, entry, self._fetch(entry), retries=RETRIES, pure=False),
        )

    def _result(self, future: Future) -> object:
        """Return the result, or the error of a job that killed one worker after the other."""
        from concurrent.futures import CancelledError

        from distributed import KilledWorker

        try:
            return future.result()
        except KilledWorker as error:
            return error
        except PolicyCompareError:
            raise
        except (CancelledError, OSError) as error:
            raise CollectionError(
                message(
                    "the scheduler is gone; what is complete is kept: start it again and run the same command: {error}",
                    error=str(error).splitlines()[0],
                )
            ) from None


def _kept(kept: OrderedDict[Entry, T], entry: Entry, make: Callable[[], T]) -> T:
    """Return what is kept of a document, or make it and forget the one used longest ago."""
    if entry not in kept:
        kept[entry] = make()
    kept.move_to_end(entry)
    while len(kept) > KEPT:
        kept.popitem(last=False)
    return kept[entry]


@contextmanager
def workers_for(fetch: Callable[[Entry], bytes], workers: int, scheduler: str | None) -> Iterator[Workers]:
    """Give who carries out the jobs: this process, a cluster on this machine, or one by address.

    Parameters
    ----------
    fetch
        Gives the bytes of a document's file.
    workers
        Processes on this machine; 1 for this process alone.
    scheduler
        Address of a Dask scheduler (``tcp://…``) whose workers are used instead.

    Raises
    ------
    CollectionError
        Dask is not installed, no scheduler or worker answers, a worker has another version, or the script that asks
        for workers would start them again in each.
    """
    if workers < 1:
        raise CollectionError(message("{workers} workers: must be 1 or more", workers=workers))
    if workers == 1 and not scheduler:
        yield Here(fetch)
        return
    try:
        from dask import config
        from distributed import Client
    except ImportError:
        raise CollectionError(
            message("Dask is not installed; pip install 'policycompare[scale]', or use one process")
        ) from None
    if scheduler:
        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what it would say is said by us
        try:
            client = Client(scheduler, timeout=WAIT, set_as_default=False)
        except (OSError, ValueError) as error:
            raise CollectionError(
                message(
                    "{scheduler}: no scheduler answers; start one with: dask scheduler: {error}",
                    scheduler=scheduler,
                    error=error,
                )
            ) from None
        with client:
            check_workers(client)
            yield OnCluster(client, fetch)
        return
    _check_script()
    with config.set(WORKERS), _started(workers) as local, Client(local, set_as_default=False) as client:
        check_workers(client)
        yield OnCluster(client, fetch)


def _check_script() -> None:
    """Check that the script that is running may be read again by workers, which begin with reading it.

    Raises
    ------
    CollectionError
        It has no ``if __name__ == "__main__":``, so that each worker would start workers of its own.
    """
    script = getattr(sys.modules.get("__main__"), "__file__", None)
    try:
        source = Path(script).read_bytes() if script else b""
    except OSError:
        return
    if source and b"__main__" not in source:
        raise CollectionError(
            message(
                "{script}: every worker reads the script again; put what it does below {guard} or use workers=1",
                script=script,
                guard='if __name__ == "__main__":',
            )
        )


def _started(workers: int) -> LocalCluster:
    """Start workers here, each a process with one thread."""
    from distributed import LocalCluster
    from distributed.deploy.spec import close_clusters

    try:
        return LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=":0", silence_logs=logging.ERROR)
    except KeyboardInterrupt:
        # A cluster that was stopped while it started cannot be closed; Dask tries at exit, and prints a traceback.
        atexit.unregister(close_clusters)
        raise


def check_workers(client: Client) -> None:
    """Check that every worker would make the same rows as this process.

    Raises
    ------
    CollectionError
        There is no worker, or one has another version of the program or of a library.
    """
    try:
        client.wait_for_workers(1, timeout=WAIT)
    except TimeoutError:
        raise CollectionError(
            message("the scheduler has no worker after {seconds} s; start one with: dask worker ADDRESS", seconds=WAIT)
        ) from None
    told = client.run(fingerprint, on_error="return")
    for address, there in sorted(told.items()):
        if other := differences(there if isinstance(there, dict) else None):
            raise CollectionError(
                message(
                    "{address}: this worker runs another version: {other}; install the same one everywhere and "
                    "start the workers again",
                    address=address,
                    other=other,
                )
            )
