"""The same rows from this process, from a cluster on this machine, and from processes started by hand."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from dask import config
from distributed import LocalCluster

import policycompare as pc
from policycompare.cascading import executor as work
from policycompare.cascading.executor import OnCluster, workers_for
from policycompare.cascading.fingerprint import differences, fingerprint

PACKAGE = Path(pc.__file__).parent


@contextmanager
def process(*command, path=PACKAGE.parent, threads=1):
    """Start a program of Dask as a person would, with a package of one's choice on its path."""
    environment = os.environ | {"PYTHONPATH": str(path), "OMP_NUM_THREADS": str(threads)}
    started = subprocess.Popen(
        [sys.executable, "-m", *command], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        yield started
    finally:
        os.killpg(started.pid, signal.SIGTERM)
        started.wait()


def worker(address, folder, **options):
    return process(
        "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny", "--local-directory",
        str(folder),
        **options,
    )  # fmt: skip


@contextmanager
def scheduler():
    """Start a scheduler and give its address; who needs it waits until it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with process(
        "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"
    ) as started:
        yield f"tcp://127.0.0.1:{port}", started


def test_a_cluster_on_this_machine_makes_the_same_bytes_and_tells_what_killed_its_workers(
    few_done, few, tmp_path, monkeypatch, data_sets
):
    real, told = OnCluster.run, []

    def run(self, jobs):
        """Put what ends the process that runs it, as one that takes all memory would, in the place of one document."""
        bad = (replace(job, function=os._exit, arguments=(1,), documents=()) if _is(job, CITY) else job for job in jobs)
        return real(self, bad)

    monkeypatch.setattr(OnCluster, "run", run)
    with config.set({"distributed.scheduler.allowed-failures": 0}):
        done = pc.cascade(few, tmp_path / "out", workers=2, progress=lambda *step: told.append(step))
    # With no failure allowed, a document that waited behind it on the same worker may be given up too.
    given_up = set(done.problems["document"])
    assert CITY in given_up
    assert set(done.problems["kind"]) == {"pair"}
    assert done.problems["message"].str.contains("内存").all()
    assert set(done.links["child_document"]) == set(few_done.links["child_document"]) - given_up
    assert told[0][0].startswith("看板：http")
    aligning = [(d, n) for what, d, n in told if what == "对齐"]
    assert aligning == sorted(aligning)
    assert len({n for _, n in aligning}) == 1
    assert aligning[-1][0] == aligning[-1][1]
    pc.cascade(few, tmp_path / "out")
    assert data_sets(tmp_path / "out") == data_sets(few_done.folder)


CITY = "nation1-青原-city"


def _is(job, child):
    return bool(job.documents) and job.documents[0].id == child


def test_a_killed_worker_and_a_killed_scheduler_change_no_byte_whatever_the_threads(few_done, few, tmp_path, data_sets):
    with (
        scheduler() as (address, started),
        worker(address, tmp_path / "a", threads=2) as first,
        worker(address, tmp_path / "b", threads=4),
    ):
        killed = []

        def kill_worker(what, *_):
            if what == "对齐" and not killed:
                killed.append(first)
                os.killpg(first.pid, signal.SIGKILL)

        pc.cascade(few, tmp_path / "out", scheduler=address, progress=kill_worker)
        assert killed
        assert data_sets(tmp_path / "out") == data_sets(few_done.folder)

        def kill_scheduler(what, progress, _):
            if what == "对齐" and progress:
                started.kill()

        with pytest.raises(pc.CollectionError, match="与调度器的连接断了"):
            pc.cascade(few, tmp_path / "again", scheduler=address, progress=kill_scheduler)
    pc.cascade(few, tmp_path / "again")
    assert data_sets(tmp_path / "again") == data_sets(few_done.folder)


def test_no_scheduler_no_worker_and_a_worker_of_another_version_are_told(few, tmp_path, monkeypatch):
    wait = work.WAIT
    monkeypatch.setattr(work, "WAIT", 1)
    with pytest.raises(pc.CollectionError, match="没有应答"), workers_for(lambda _: b"", 1, "tcp://127.0.0.1:9"):
        pass
    shutil.copytree(PACKAGE, tmp_path / "old" / "policycompare", ignore=shutil.ignore_patterns("__pycache__", "data"))
    file = tmp_path / "old" / "policycompare" / "version.py"
    file.write_text(file.read_text("utf-8").replace(pc.__version__, "0.0.9"), "utf-8")
    with LocalCluster(n_workers=0, dashboard_address=":0") as cluster:
        with pytest.raises(pc.CollectionError, match="没有工作进程"):
            pc.cascade(few, tmp_path / "out", scheduler=cluster.scheduler_address)
        monkeypatch.setattr(work, "WAIT", wait)
        with (
            worker(cluster.scheduler_address, tmp_path / "w", path=tmp_path / "old"),
            pytest.raises(pc.CollectionError, match=r"tcp://.*版本不同.*policycompare 0\.0\.9 ≠ "),
        ):
            pc.cascade(few, tmp_path / "out", scheduler=cluster.scheduler_address)


def test_differences_name_what_differs():
    assert differences(fingerprint()) == ""
    assert differences(fingerprint() | {"numpy": "1.0"}).startswith("numpy 1.0 ≠ ")
    assert "code ? ≠" in differences({k: v for k, v in fingerprint().items() if k != "code"})
    assert "太旧" in str(differences(None))


def test_a_script_that_its_workers_would_run_once_more_is_told_before_any_starts(tmp_path, monkeypatch):
    script = tmp_path / "study.py"
    script.write_text('import policycompare as pc\npc.cascade("in", "out", workers=2)\n', "utf-8")
    monkeypatch.setattr(sys.modules["__main__"], "__file__", str(script), raising=False)
    with (
        pytest.raises(pc.CollectionError, match=r"study\.py.*__main__.*workers=1"),
        workers_for(lambda _: b"", 2, None),
    ):
        pass
    with workers_for(lambda _: b"", 1, None) as here:
        assert here.dashboard == ""
