from __future__ import annotations

import threading

from policycompare.app.tasks import StoppedError, Tasks
from policycompare.messages import message


def test_a_task_says_how_far_it_is_and_is_begun_once():
    tasks, go_on, second = Tasks(), threading.Event(), threading.Event()

    def work(task):
        task.step(message("reading"))
        go_on.wait(10)
        task.step(message("writing"))
        second.set()

    task = tasks.start("a", 2, work)
    assert tasks.start("a", 2, work) is task
    go_on.set()
    assert task.wait(10)
    assert (task.begun, task.steps, task.is_running, task.error) == (2, 2, False, None)
    assert tasks.start("a", 2, work) is not task
    assert tasks.of("b") is None


def test_a_task_that_is_stopped_ends_before_its_next_step():
    tasks, begun, go_on, later = Tasks(), threading.Event(), threading.Event(), []

    def work(task):
        task.step(message("reading"))
        begun.set()
        go_on.wait(10)
        task.step(message("writing"))
        later.append("written")

    task = tasks.start("a", 2, work)
    begun.wait(10)
    task.stop()
    go_on.set()
    assert task.wait(10)
    assert isinstance(task.error, StoppedError)
    assert not later


def test_what_goes_wrong_is_kept_and_the_next_task_runs():
    tasks = Tasks()
    failed = tasks.start("a", 1, lambda _: 1 / 0)
    assert failed.wait(10)
    assert isinstance(failed.error, ZeroDivisionError)
    assert tasks.start("b", 1, lambda task: task.step(message("reading"))).wait(10)
