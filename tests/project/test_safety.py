"""What SECURITY.md promises of a whole run: no connection, no program, nothing written elsewhere, no code from a document.

Files made to do harm to a reader are in `tests/reading/test_hostile.py`, what each export makes of text in `tests/export`.
"""

from __future__ import annotations

import ast
import csv
import io
import os
import re
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import openpyxl
import pytest
from lxml import etree, html

import policycompare as pc
from policycompare import plots
from policycompare.cli.main import main
from policycompare.cli.screen import SafeStream
from policycompare.deciding.decision_files import update
from policycompare.deciding.decisions import Decision
from policycompare.language.safe_text import Coloured
from policycompare.notebook import LinkView
from policycompare.plots.style import picture_bytes
from policycompare.reading import parse

ROOT = Path(__file__).parents[2]
SOURCES = sorted(Path(pc.__file__).parent.rglob("*.py"))

WATCH = """
import os, sys
import matplotlib, matplotlib.font_manager  # asks the system for its fonts once, and keeps the list
inside = tuple(os.path.realpath(p) for p in sys.argv.pop(1).split(os.pathsep))

def in_use(library):
    # threadpoolctl opens again, to ask for its threads, a library that the process has loaded.
    return isinstance(library, str) and library.startswith("/") and library in open("/proc/self/maps").read()

def refuse(event, arguments):
    if event == "ctypes.dlopen" and in_use(arguments[0]):
        return
    if event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "urllib.", "ftplib.",
                         "http.", "pickle.find_class", "ctypes.dlopen", "webbrowser.")) and event != "socket.__new__":
        os.write(2, f"FORBIDDEN {event} {arguments!r}\\n".encode())
        os._exit(99)
    if event == "open" and isinstance(arguments[0], str) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        if not os.path.realpath(arguments[0]).startswith((*inside, "/dev/")):
            os.write(2, f"WRITTEN OUTSIDE {arguments[0]}\\n".encode())
            os._exit(98)

sys.addaudithook(refuse)
from policycompare.cli.main import main
raise SystemExit(main())
"""
"""Runs a command in an interpreter that reports every connection, program, foreign object and file to `refuse`."""

NASTY = (
    '=HYPERLINK("http://example.invalid")<script>alert(1)</script><img src=x onerror=alert(1)>$\\bad$]]>&amp;{{7*7}}'
)
PAGE = (
    "<html><head><link rel=stylesheet href=http://example.invalid/a.css></head>"
    "<body><img src=http://example.invalid/a.png><p>1.落实。</p></body></html>"
)
LEADS = ("=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠甲")


@pytest.fixture(scope="module")
def nasty(tmp_path_factory):
    """A folder with two files whose title, chapter, provisions and units are what a program might take for code."""
    folder = tmp_path_factory.mktemp("nasty")
    body = "\n".join(
        f"{n}.{lead}{NASTY}应当检查。（责任单位：{lead}区应急局）" for n, lead in enumerate(LEADS, start=1)
    )
    for name, end in (("child.txt", "9.另行公开。"), ("parent.txt", "9.按月报告<b>进展</b>。")):
        text = f"某市某区{NASTY}措施\n一、{NASTY}\n{body}\n二、＝1+1\n{end}\n"
        (folder / name).write_text(text, "utf-8")
    (folder / "page.html").write_text(PAGE, "utf-8")
    (folder / "draft.md").write_text("# 措施\n\n1. 落实![图](http://example.invalid/a.png)。\n", "utf-8")
    return folder


def watched(folder, *words, also=""):
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "POLICYCOMPARE_DATA": str(folder / "catalog")}
    command = [sys.executable, "-c", WATCH, f"{folder}{os.pathsep}{also or folder}", *words]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8", check=False)


COMPARE = ("compare", "child.txt", "parent.txt", "--out", "out", "--tracked")
COMMANDS = [
    ("compare", "--out", "three"),
    ("align", "child.txt", "parent.txt"),
    ("check", "child.txt", "--against", "parent.txt", "--format", "docx"),
    ("read", "child.txt", "page.html", "draft.md"),
    ("import", "page.html", "--id", "page", "--level", "city"),
    ("review", "status", "child.txt", "parent.txt"),
    ("assess", "child.txt", "parent.txt", "--all", "--export", "questions.jsonl"),
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_command_connects_starts_a_program_or_writes_elsewhere(nasty, words):
    assert_kept_to_itself(watched(nasty, *words))


def test_comparing_two_files_with_everything_connects_to_nothing_and_writes_nowhere_else(compared):
    assert_kept_to_itself(compared)


def assert_kept_to_itself(done):
    assert "FORBIDDEN" not in done.stderr
    assert "OUTSIDE" not in done.stderr
    assert done.returncode in (0, 1), done.stderr


def test_the_watch_sees_a_connection_a_program_and_a_foreign_file(tmp_path):
    """The test above could not fail if the watch saw nothing."""
    for code, says in (
        ("import socket; socket.create_connection(('127.0.0.1', 9))", "FORBIDDEN socket"),
        ("import subprocess; subprocess.run(['true'])", "FORBIDDEN subprocess"),
        ("import os; os.system('true')", "FORBIDDEN os.system"),
        ("import ctypes; ctypes.CDLL('libutil.so.1')", "FORBIDDEN ctypes.dlopen"),
        (f"open({str(tmp_path.parent / 'elsewhere')!r}, 'w')", "WRITTEN OUTSIDE"),
        ("import pickle, datetime; pickle.loads(pickle.dumps(datetime.date(2020, 1, 1)))", "FORBIDDEN pickle"),
    ):
        command = WATCH.partition("from policycompare")[0] + code
        done = subprocess.run(
            [sys.executable, "-c", command, str(tmp_path)], capture_output=True, text=True, check=False
        )
        assert says in done.stderr


@pytest.fixture(scope="module")
def compared(nasty):
    """The process that compared the two files."""
    return watched(nasty, *COMPARE)


@pytest.fixture(scope="module")
def written(compared, nasty):
    """The folder that a comparison of the two files makes."""
    assert compared.returncode == 0
    return nasty / "out"


def test_text_of_a_document_is_text_in_every_file_that_is_made(written):
    for path in written.rglob("*.csv"):
        cells = [cell for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"))) for cell in row]
        assert not [cell for cell in cells if cell.startswith(tuple("=+@＝＋－＠\t\r\n"))], path
        assert not [cell for cell in cells if cell.startswith("-") and not _is_number(cell)], path
    book = openpyxl.load_workbook(written / "对照表.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(str(cell.value).startswith("=") for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    page = html.document_fromstring((written / "对照表.html").read_bytes())
    assert len(page.findall(".//script")) == 1
    assert not page.findall(".//iframe") + page.findall(".//img") + page.findall(".//object")
    assert not [name for element in page.iter(etree.Element) for name in element.attrib if name.startswith("on")]
    assert "<script" not in (written / "data" / "comparison.md").read_text("utf-8").lower()
    for path in written.rglob("*.svg"):
        assert not etree.parse(path).findall(".//{*}script")


def _is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("name", ["对照表", "data/by_parent", "data/statement", "data/tracked"])
def test_a_word_file_has_no_field_link_or_object_that_a_document_could_have_brought(written, name):
    with zipfile.ZipFile(written / f"{name}.docx") as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    assert not [n for n in parts if "vba" in n.lower() or "embeddings" in n.lower()]
    assert not [n for n, content in parts.items() if n.endswith(".rels") and b"External" in content]
    fields = {
        (element.text or "").split()[0]
        for n, content in parts.items()
        if n.endswith(".xml")
        for element in etree.fromstring(content).iter("{*}instrText")
    }
    assert fields <= {"PAGE", "SEQ"}


def test_a_notebook_shows_text_of_a_document_as_text(nasty):
    al = pc.align(pc.read(nasty / "child.txt"), pc.read(nasty / "parent.txt"))
    shown = [al, al.child, al.child.measures[0], LinkView(al, "1", "1"), pc.explore(al)]
    for thing in shown:
        page = html.fragment_fromstring(thing._repr_html_(), create_parent=True)
        assert not page.findall(".//script") + page.findall(".//img")
    picture = plots.coverage(al)._repr_svg_()
    assert not etree.fromstring(picture.encode()).findall(".//{*}script")


def test_a_figure_takes_no_text_of_a_document_for_a_formula():
    parent = parse("某市关于$\\bad$的措施\n一、总则$\\bad$\n1.落实$\\bad$责任。\n")
    child = parse("某市某区关于$\\bad$的措施\n一、总则$\\bad$\n1.落实$\\bad$责任。\n")
    assert b"$\\bad$" in picture_bytes(plots.coverage(pc.align(child, parent)), "svg")


def test_no_text_is_ever_run_and_only_few_modules_start_a_program_or_open_a_connection():
    starts, connects = [], []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in ("eval", "exec", "__import__", "os.system", "os.popen"), path
                assert not [
                    k for k in node.keywords if k.arg in ("shell", "allow_pickle") and ast.unparse(k.value) == "True"
                ], path
            elif isinstance(node, ast.Import | ast.ImportFrom):
                names = {getattr(node, "module", None) or "", *(alias.name for alias in node.names)}
                assert not names & {"pickle", "marshal", "shelve", "yaml", "http", "urllib", "requests"}, path
                starts += [path.stem] if "subprocess" in names else []
                connects += (
                    [path.stem] if any(name.startswith(("urllib3", "http.", "socket")) for name in names) else []
                )
    # The last two make the archive for machines without a network, on the machine of who hands it out: they call pip.
    assert sorted(starts) == ["__main__", "conversion", "pdf_process", "wheels"]
    assert set(connects) == {"endpoint", "server", "stub"}


@pytest.mark.skipif(os.name != "posix", reason="permissions of this kind are POSIX's")
@pytest.mark.parametrize("umask", [0o022, 0o027, 0o077])
def test_what_is_written_has_the_permissions_that_the_user_wants(nasty, to_city, tmp_path, umask):
    before = os.umask(umask)
    try:
        pc.export.csv(to_city, tmp_path / "new" / "folder" / "table.csv")
        update(tmp_path / "decisions" / "a__b.csv", lambda d: d.with_decision(Decision("1", "1", "confirmed")))
        update(tmp_path / "decisions" / "a__b.csv", lambda d: d.with_decision(Decision("2", "1", "confirmed")))
        out = str(tmp_path / "out")
        done = watched(nasty, "compare", "child.txt", "parent.txt", "--no-figures", "--out", out, also=out)
        assert done.returncode == 0, done.stderr
    finally:
        os.umask(before)
    for path in tmp_path.rglob("*"):
        expected = (0o777 if path.is_dir() else 0o666) & ~umask
        assert stat.S_IMODE(path.stat().st_mode) == expected, path


def test_nothing_is_left_beside_what_was_written(written):
    assert not [path for path in written.rglob(".*") if path.is_file()]


def test_notebooks_are_committed_without_trust_and_without_scripts():
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        assert "signature" not in notebook.metadata
        for cell in notebook.cells:
            assert not cell.metadata.get("trusted")
            for output in cell.get("outputs", ()):
                assert "<script" not in "".join(map(str, output.get("data", {}).values())).lower()
                assert not {k for k in output.get("data", {}) if "javascript" in k}


def test_text_of_a_document_does_not_steer_the_terminal(write, monkeypatch):
    path = write("某区加强检查的措施\n1.检查\x1b]0;title\x07\x1b[2J\x9b2J，公开。\n2.落实，，检查。\n")
    for words in (["read", str(path)], ["check", str(path)], ["read", f"{path}\x1b[2J"]):
        terminal, errors = Terminal(), Terminal()
        monkeypatch.setattr(sys, "stdout", terminal)
        monkeypatch.setattr(sys, "stderr", errors)
        main(words)
        seen = terminal.getvalue() + errors.getvalue()
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", seen.replace("\r", ""))
    assert "\u241b[2J" in seen


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_marks_of_our_own_reach_the_terminal_and_those_of_a_document_do_not():
    terminal = Terminal()
    text = Coloured.of(["责任\x1b[90;100m", Coloured.painted("增加\x1b[2m", "1;4")])
    print(text, file=SafeStream(terminal))
    print("\x1b[1;4m隐藏\x1b[0m", f"{text} ", file=SafeStream(terminal))
    assert terminal.getvalue() == (
        "责任␛[90;100m\x1b[1;4m增加␛[2m\x1b[0m\n␛[1;4m隐藏␛[0m 责任␛[90;100m␛[1;4m增加␛[2m␛[0m \n"
    )


def test_no_control_character_and_no_mark_of_direction_reaches_csv_or_markdown(write, capsys, tmp_path):
    odd = "\x1b[31m\x07\x08\u202e\u2066"
    child = write(f"某区加强检查的措施\n1.检查{odd}公开。\n2.\u200b=1+1。\n", "child.txt")
    parent = write("某市加强检查的措施\n1.检查公开。\n", "parent.txt")
    assert main(["read", "--format", "csv", str(child)]) == 0
    assert main(["align", str(child), str(parent)]) == 0
    assert main(["compare", str(child), str(parent), "--no-figures", "--out", str(tmp_path / "out")]) == 0
    written = [path.read_text("utf-8-sig") for path in tmp_path.rglob("out/**/*") if path.suffix in (".csv", ".md")]
    for text in (capsys.readouterr().out, *written):
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert any("检查␛[31m" in text for text in written)
    cells = [cell for text in written for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell.startswith("\u200b=")]


def test_a_notice_of_a_document_is_no_formula_in_any_csv(write, tmp_path):
    child = write('=上海市某区措施"&HYPERLINK("http://127.0.0.1/","x")\n（非官方重述）\n1.检查。\n', "child.txt")
    parent = write("=某市措施\n（替代样本）\n1.检查。\n", "parent.txt")
    assert main(["compare", str(child), str(parent), "--no-figures", "--out", str(tmp_path / "out")]) == 0
    for path in tmp_path.rglob("*.csv"):
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
        cells = [cell for row in rows for cell in row]
        assert any("非官方重述" in cell or "替代样本" in cell for cell in cells) or len(rows) == 1, path
        assert not [cell for cell in cells if cell.startswith(("=", "＝"))], path
