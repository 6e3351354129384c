from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

import policycompare as pc
from policycompare.reading import Limits
from policycompare.reading.formats import pdf_process

sys.path.insert(0, str(Path(__file__).parents[1]))
import hostile_inputs as made

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are bounded by POSIX means")
GOOD = made.pdf(*made.PAGES, made.stream(made.TEXT), made.FONT, made.FONT)


@pytest.mark.parametrize(
    "content",
    [made.form_in_itself(1), made.form_in_itself(3), made.forms(12), made.bomb(1500), made.hex_bomb(1500)],
    ids=["form in itself", "three in itself", "forms in forms", "odd zlib header", "behind hexadecimals"],
)
def test_a_pdf_that_would_take_all_memory_or_time_is_a_message_and_the_next_one_reads(write, content):
    # A version of PDFium that knows the trick may read the file; it must not cost more for that.
    with suppress(pc.ReadError):
        pc.read(write(content, "bomb.pdf"), limits=Limits(seconds=3, memory=400_000_000))
    assert pc.read(write(GOOD, "good.pdf")).measures[0].text == "Checks of shops are made each month."


def test_pdfium_never_runs_in_the_process_of_the_user(write):
    code = (
        "import sys, policycompare as pc; pc.read(sys.argv[1]); "
        "raise SystemExit([name for name in sys.modules if 'pdfium' in name])"
    )
    import subprocess

    done = subprocess.run([sys.executable, "-c", code, str(write(GOOD, "good.pdf"))], check=False, capture_output=True)
    assert done.returncode == 1
    assert done.stderr.strip() == b"[]"


def test_one_worker_serves_all_files_and_a_new_one_comes_after_its_death(write):
    path = write(GOOD, "good.pdf")
    pc.read(path)
    first = pdf_process._Team.worker
    pc.read(path)
    assert pdf_process._Team.worker is first
    first.kill()
    first.wait()
    assert pc.read(path).measures
    assert pdf_process._Team.worker is not first


def test_a_worker_that_dies_in_the_middle_of_a_file_is_a_message(write, monkeypatch):
    pc.read(write(GOOD, "good.pdf"))
    monkeypatch.setattr(pdf_process, "_worker", lambda: pdf_process._Team.worker)
    pdf_process._Team.worker.kill()
    pdf_process._Team.worker.wait()
    with pytest.raises(pc.ReadError, match=r"Limits\.memory"):
        pc.read(write(GOOD, "good.pdf"))
    pdf_process._end()


def test_files_read_in_threads_do_not_mix(write):
    paths = []
    for k in range(8):
        text = made.TEXT.replace(b"shops", b"shop%d" % k)
        paths.append(write(made.pdf(*made.PAGES, made.stream(text), made.FONT, made.FONT), f"{k}.pdf"))
    with ThreadPoolExecutor(4) as team:
        documents = list(team.map(pc.read, paths))
    assert [document.measures[0].text for document in documents] == [
        f"Checks of shop{k} are made each month." for k in range(8)
    ]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_process_that_was_forked_has_a_worker_of_its_own(write):
    path = write(GOOD, "good.pdf")
    pc.read(path)
    pid = os.fork()
    if pid == 0:
        os._exit(0 if pc.read(path).measures else 1)
    assert os.waitpid(pid, 0)[1] == 0
    assert pc.read(path).measures


def test_a_worker_that_does_not_answer_is_ended(write, monkeypatch):
    monkeypatch.setattr(pdf_process, "_PATIENCE", -29.9 / 1)
    monkeypatch.setattr(
        pdf_process,
        "_WORKER",
        write("import sys, time\nsys.stdin.readline()\ntime.sleep(60)\n", "worker.py"),
    )
    pdf_process._end()
    start = time.monotonic()
    with pytest.raises(pc.ReadError, match=r"Limits\.seconds"):
        pc.read(write(GOOD, "good.pdf"), limits=Limits(seconds=1))
    assert time.monotonic() - start < 30
    pdf_process._end()
