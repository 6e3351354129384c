"""The same rows from this process, from a cluster on this machine, and from processes started by hand."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from dask import config
from distributed import LocalCluster

import policycompare as pc
from policycompare.cascading import executor as work
from policycompare.cascading.executor import Job, workers_for
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
        "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard", "--local-directory", str(folder),
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


def test_a_cluster_on_this_machine_makes_the_same_bytes(done, made_up, tmp_path, data_sets):
    told = []
    pc.cascade(made_up, tmp_path / "out", workers=2, progress=lambda *step: told.append(step))
    assert data_sets(tmp_path / "out") == data_sets(done.folder)
    assert "dashboard: http" in told[0][0]
    aligning = [(d, n) for what, d, n in told if "aligning" in what]
    assert aligning == sorted(aligning)
    assert len({n for _, n in aligning}) == 1
    assert aligning[-1][0] == aligning[-1][1]


def test_processes_of_any_number_of_threads_make_the_same_bytes_though_one_is_killed(
    done, made_up, tmp_path, data_sets
):
    with (
        scheduler() as (address, _),
        worker(address, tmp_path / "a", threads=2) as first,
        worker(address, tmp_path / "b", threads=4),
    ):
        killed = []

        def kill(what, *_):
            if "aligning" in what and not killed:
                killed.append(first)
                os.killpg(first.pid, signal.SIGKILL)

        pc.cascade(made_up, tmp_path / "out", scheduler=address, progress=kill)
        assert killed
    assert data_sets(tmp_path / "out") == data_sets(done.folder)


def test_a_worker_of_another_version_is_refused_with_a_message(made_up, tmp_path):
    shutil.copytree(PACKAGE, tmp_path / "old" / "policycompare", ignore=shutil.ignore_patterns("__pycache__", "data"))
    file = tmp_path / "old" / "policycompare" / "version.py"
    file.write_text(file.read_text("utf-8").replace(pc.__version__, "0.0.9"), "utf-8")
    with (
        scheduler() as (address, _),
        worker(address, tmp_path / "w", path=tmp_path / "old"),
        pytest.raises(pc.CollectionError, match=r"tcp://.*版本不同.*policycompare 0\.0\.9 ≠ "),
    ):
        pc.cascade(made_up, tmp_path / "out", scheduler=address)


def test_a_scheduler_that_dies_is_told_and_the_same_command_goes_on(done, made_up, tmp_path, data_sets):
    with scheduler() as (address, started), worker(address, tmp_path / "a"):

        def kill(what, progress, _):
            if "aligning" in what and progress:
                started.kill()

        with pytest.raises(pc.CollectionError, match="与调度器的连接断了"):
            pc.cascade(made_up, tmp_path / "out", scheduler=address, progress=kill)
    pc.cascade(made_up, tmp_path / "out")
    assert data_sets(tmp_path / "out") == data_sets(done.folder)


def test_a_job_that_kills_its_worker_is_told_and_the_others_go_on():
    with config.set({"distributed.scheduler.allowed-failures": 0}), workers_for(lambda _: b"", 2, None) as team:
        ((_, killed),) = team.run([Job("bad", os._exit, (1,))])
        results = {job.key: result for job, result in team.run(Job(str(k), abs, (-k,)) for k in range(9))}
    assert type(killed).__name__ == "KilledWorker"
    assert results == {str(k): k for k in range(9)}


def test_no_scheduler_and_no_worker_are_told(monkeypatch):
    monkeypatch.setattr(work, "WAIT", 1)
    with pytest.raises(pc.CollectionError, match="没有应答"), workers_for(lambda _: b"", 1, "tcp://127.0.0.1:9"):
        pass
    with (
        LocalCluster(n_workers=0, dashboard_address=":0") as empty,
        pytest.raises(pc.CollectionError, match="没有工作进程"),
        workers_for(lambda _: b"", 1, empty.scheduler_address),
    ):
        pass


def test_differences_name_what_differs():
    assert differences(fingerprint()) == ""
    assert differences(fingerprint() | {"numpy": "1.0"}).startswith("numpy 1.0 ≠ ")
    assert "code ? ≠" in differences({k: v for k, v in fingerprint().items() if k != "code"})
    assert "太旧" in str(differences(None))
