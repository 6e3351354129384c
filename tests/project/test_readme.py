"""What README and documentation tell people to type does what they say, and their numbers are the code's."""

from __future__ import annotations

import builtins
import csv
import json
import os
import re
import shlex
import threading
import tomllib
from collections import Counter
from http.server import ThreadingHTTPServer
from importlib import resources
from itertools import takewhile
from pathlib import Path
from statistics import mean

import docx
import pytest

import policycompare as pc
from policycompare.aligning.model import shipped_model
from policycompare.assessing.stub import StubHandler
from policycompare.checking import RULES
from policycompare.cli.main import main
from policycompare.evaluating.baselines import BASELINES, prepared_texts
from policycompare.evaluating.evaluation import cross_validated_baseline
from policycompare.evaluating.gold import load_gold_folder
from policycompare.reading import Limits
from policycompare.reading.formats.registry import FORMATS
from policycompare.vocabulary import NOT_APPLICABLE

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh-CN.md")
PAGES = (*READMES, "docs/tutorial.md", *(f"docs/howto/{p.name}" for p in sorted((ROOT / "docs/howto").glob("*.md"))))
ENGLISH = [page for page in PAGES if not page.endswith(".zh-CN.md")]
BESIDE = {page: page.replace(".md", ".zh-CN.md") for page in ENGLISH}
PAIRS = {
    page: beside if (ROOT / beside).exists() else page.replace("docs/", "docs/zh/") for page, beside in BESIDE.items()
}
"""Each page in English with its Chinese one, which says the same."""
PAIRS |= {f"docs/{name}.md": f"docs/zh/{name}.md" for name in ("limits", "release-notes")}
RUN_BY_CI = {
    "pip install -c constraints.txt -e .": "install -c constraints.txt",
    "pip install -c constraints.txt -e '.[test]'": "'.[test",
    "pytest": "\n    pytest notebooks",
}
"""What ``.ci/run`` does in environments of its own and a test cannot, and how it says so there."""
MAY_SAY_NO = {"check", "fit"}
"""Commands whose status 1 is an answer: there are findings; the adapted model is no better."""
WITH_FIGURES = "policycompare compare"
"""Without arguments the shipped documents are compared; that it draws figures too is tested elsewhere."""


def text_of(page):
    return (ROOT / page).read_text("utf-8")


def blocks(page):
    return re.findall(r"^```(\w+)\n(.*?)^```$", text_of(page), re.MULTILINE | re.DOTALL)


def word_file(path, document):
    made = docx.Document()
    for line in document.text.splitlines():
        made.add_paragraph(line)
    made.save(path)


@pytest.fixture
def desk(tmp_path, monkeypatch, chongming, shanghai):
    """A folder with the files that the pages speak of, a catalog of its own, and nobody at the keyboard."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POLICYCOMPARE_DATA", str(tmp_path / "catalog"))

    def leave(_):
        raise EOFError

    monkeypatch.setattr(builtins, "input", leave)
    for name, document in (
        ("draft", chongming),
        ("superior", shanghai),
        ("official", shanghai),
        ("old", chongming),
        ("new", chongming),
    ):
        word_file(f"{name}.docx", document)
    decided = Path("comparison/decisions")
    decided.mkdir(parents=True)
    known = (ROOT / "data/shanghai/known_links.csv").read_text("utf-8-sig").splitlines()[1:31]
    links = [pair for line in known if all(pair := line.split(",")[:2])]
    rows = [f"{a},{b},confirmed" for a, b in links] + [f"{a},{int(b) % 78 + 1},rejected" for a, b in links]
    (decided / "draft__superior.csv").write_text("\n".join(["child,parent,verdict", *rows]) + "\n", "utf-8")
    for who in ("wang", "li"):
        Path(f"{who}.csv").write_text(f"child,parent,verdict,who\n1,2,confirmed,{who}\n", "utf-8")
    return tmp_path


STUB = "http://127.0.0.1:8765"
"""Where a page lets the stand-in for a language model listen."""


@pytest.fixture
def stub():
    """The stand-in, at a free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), StubHandler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def run_line(line, capsys):
    for part in line.split(" && "):
        if part in RUN_BY_CI:
            continue
        words = shlex.split(part)
        assert words[0] == "policycompare", part
        extra = ["--no-figures"] if part.startswith(WITH_FIGURES) else []
        status = main([*words[1:], *extra])
        said = capsys.readouterr().err
        assert status == 0 or (words[1] in MAY_SAY_NO and status == 1), f"{part}: {status} {said}"
        assert "policycompare: " not in said.replace("policycompare: draft.docx: ", ""), said


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("page", ENGLISH)  # the Chinese ones have the same code, see below
def test_all_commands_and_python_of_a_page_run_one_after_the_other(page, capsys, collection, law, stub):
    if "cascade collection" in text_of(page) and "study_collection(" not in text_of(page):
        duty = "养犬人携带犬只外出应当使用牵引绳，并及时清理犬只排泄的粪便。"
        city = "c", "青石市养犬条例", "city", "鲁", "2020-01-01", law("条例", duty)
        collection(city, ("n", "中华人民共和国养犬法", "nation", "", "2010-01-01", law("法", duty)), name="collection")
    names = {}
    for language, content in blocks(page):
        if language == "sh":
            for line in content.splitlines():
                run_line(line.replace(STUB, stub), capsys)
        elif language == "python":
            exec(compile(content, page, "exec"), names)
        elif language in ("bat", "powershell"):
            assert no_shell_of_windows_stumbles_over(content)
        elif language == "toml":
            assert tomllib.loads(content)
        else:
            assert language == "text", f"{page} has a block of {language} that nothing checks"


def no_shell_of_windows_stumbles_over(content):
    """Whether lines mean the same in cmd and in both PowerShells, which no machine here can run: plain words, in double
    quotes where they have brackets, no operators, no variables."""
    word = re.compile(r'[\w.\\/=-]+|"[^"$%`]*"')
    return all(word.fullmatch(each) for line in content.splitlines() for each in re.findall(r'"[^"]*"|\S+', line))


def test_what_a_shell_of_windows_stumbles_over_is_seen():
    assert no_shell_of_windows_stumbles_over('py -3.12 -m pip install -e ".[app]"\n')
    for line in ("pip install x && policycompare", "pip install '.[app]'", "pip install .[app]", "a; b", "echo $HOME"):
        assert not no_shell_of_windows_stumbles_over(line), line


def skeleton(page):
    """What a page and its translation have in common: headings by depth, code, tables by rows, lists by items."""
    text = text_of(page)
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    code = [(kind, re.sub(r"[ \t]+# .*", "", content)) for kind, content in blocks(page) if not kind.startswith("{")]
    prose = re.sub(r"<!-- generated: (\w+) -->.*?<!-- end", r"<!-- \1", prose, flags=re.DOTALL)
    return {
        "headings": re.findall(r"^#+(?= )", prose, re.MULTILINE),
        "code": code,
        "generated": re.findall(r"^<!-- (\w+)", prose, re.MULTILINE),
        "rows of tables": len(re.findall(r"^\|", prose, re.MULTILINE)),
        "items of lists": len(re.findall(r"^(?:-|\d+\.) ", prose, re.MULTILINE)),
    }


@pytest.mark.parametrize("page", PAIRS)
def test_a_page_and_its_chinese_one_have_the_same_headings_code_tables_and_lists(page):
    english, chinese = skeleton(page), skeleton(PAIRS[page])
    for what, found in english.items():
        assert chinese[what] == found, f"{PAIRS[page]}: {what}"


@pytest.mark.parametrize("page", PAIRS)
def test_a_page_and_its_chinese_one_are_of_like_depth_section_by_section_and_lead_to_each_other(page):
    sections = []
    for each in (page, PAIRS[page]):
        text = re.sub(r"^```.*?^```$|<!-- generated.*?<!-- end", "", text_of(each), flags=re.MULTILINE | re.DOTALL)
        text = re.sub(r"\[(?:中文|English)\]\([^)]*\)|(?<=\])\([^)]*\)", "", text)
        sections.append([part.strip() for part in re.split(r"^#+ .*$", text, flags=re.MULTILINE)])
    for english, chinese in zip(*sections, strict=True):
        # A sentence takes about three letters of English for one of Chinese; less than half of that is less said.
        assert len(chinese) >= len(english) / 6, chinese
        assert len(re.findall(r"[\u4e00-\u9fff]", chinese)) >= len(english) / 15, chinese
    for here, there in ((page, PAIRS[page]), (PAIRS[page], page)):
        assert f"]({os.path.relpath(there, Path(here).parent)})" in text_of(here)[:600], (
            f"{here} does not lead to {there}"
        )


@pytest.mark.parametrize(
    "page", [*PAGES, *PAIRS.values(), "docs/method.md", "docs/quality.md", "docs/ARCHITECTURE.md", "docs/decisions.md"]
)
def test_commands_in_running_text_exist_with_their_options(page, capsys):
    for found in re.findall(r"`policycompare (\w+[^`]*)`", text_of(page)):
        command, *words = found.split()
        assert main([command, "--help"]) == 0, found
        known = capsys.readouterr().out
        assert all(word in known for word in words if word.startswith("--")), found


def test_what_is_left_to_ci_is_done_there():
    script = text_of(".ci/run")
    assert all(line in script for line in RUN_BY_CI.values())


@pytest.mark.parametrize("page", [*PAGES, *PAIRS.values(), "CONTRIBUTING.md"])
def test_extras_that_a_page_installs_are_there(page):
    extras = tomllib.loads(text_of("pyproject.toml"))["project"]["optional-dependencies"]
    for named in re.findall(r"pip install [^`\n]*\[([\w,]+)\]", text_of(page)):
        assert set(named.split(",")) <= set(extras), named


@pytest.mark.parametrize("page", READMES)
def test_links_and_pictures_are_there_and_pictures_small(page):
    targets = re.findall(r"\]\(([^)#]+)\)", text_of(page))
    assert len(targets) > 5
    for target in targets:
        path = ROOT / target
        assert path.is_file(), target
        assert path.suffix != ".png" or path.stat().st_size <= 150_000, target


@pytest.mark.parametrize("page", READMES)
def test_paths_named_in_a_readme_are_there(page):
    for name in re.findall(r"`((?:data|docs|benchmarks|src|tests|notebooks)/[\w./-]*)`", text_of(page)):
        assert (ROOT / name).exists(), name


def counts(chain):
    figures = [name for name in pc.plot.__all__ if (getattr(pc.plot, name).__doc__ or "").startswith("Draw")]
    new = int((chain.origins["origin"] == "addition").sum())
    nation, city, district = (len(document.measures) for document in chain.documents)
    return {
        r"(\d+) rules|共(\d+)条规则": len(RULES),
        r"(\d+) notebooks|(\d+)个笔记本": len(list((ROOT / "notebooks").glob("*.ipynb"))),
        r"(\d+) figures|(\d+)种图": len(figures),
        r"(\d+) are new|(\d+)条为本级新增": new,
        r"State Council's (\d+)|安委会出(十五)条": nation,
        r"Shanghai's (\d+)|细化为(\d+)条": city,
        r"district's (\d+) measures|落实为(\d+)条": district,
        r"best of all (\d+) baselines|(\d+) 种基线": len(BASELINES),
    }


@pytest.mark.parametrize("page", READMES)
def test_counts_in_a_readme_are_those_of_the_code(page, chain):
    for pattern, count in counts(chain).items():
        found = [next(filter(None, match.groups())) for match in re.finditer(pattern, text_of(page))]
        assert found, f"{page} says nothing like {pattern}"
        assert {f.replace("十五", "15") for f in found} == {str(count)}, pattern


def test_the_formats_named_are_those_that_are_read():
    said = re.search(
        r"Word, web pages, PDF, \.xlsx lists, pictures \(extra `ocr`\), Markdown and plain text are read, and (.*?) "
        r"by way of",
        " ".join(text_of("README.md").split()),
    )
    assert {f.module for f in FORMATS if f.module} == {"word", "web", "pdf", "sheet", "scan", "markdown", "plain"}
    named = set(re.findall(r"\.\w+", said[1]))
    assert named == {".doc", ".wps", ".rtf", ".odt"}
    assert named <= {suffix for f in FORMATS if f.converts_to for suffix in f.suffixes}


BEST_OF_ALL = f"the best of all {len(BASELINES)} baselines in both ways, pair by pair"


def measured(page):
    """The rows of the first table of F1, by what they start with, each cell as written."""
    lines = text_of(page).splitlines()
    head = next(n for n, line in enumerate(lines) if line.startswith(("| method | laws", "| 方法 | 法规")))
    rows = takewhile(lambda line: line.startswith("|"), lines[head + 2 :])
    cells = [[cell.strip("* ") for cell in row.strip("| ").split(" | ")] for row in rows]
    assert all(len(row) == 6 for row in cells)
    return {row[0]: row[1:] for row in cells}


def test_both_readmes_and_the_page_on_quality_give_the_same_figures():
    english, chinese, page = (measured(name) for name in (*READMES, "docs/quality.md"))
    assert english == page
    assert list(english.values()) == list(chinese.values())


def test_the_figures_for_unseen_documents_are_those_that_the_model_file_records():
    origin = json.loads(resources.files("policycompare.resources").joinpath("model.json").read_text("utf-8"))["origin"]
    rows = measured("README.md")
    further = shipped_model().further
    for name, recorded in (
        ("policycompare", origin["left_out_by_field_f1"]),
        ("with the sentence encoder** (`--meaning`)", further["encoded"].origin["left_out_by_field_f1"]),
        ("with both", further["encoded_beside"].origin["left_out_by_field_f1"]),
    ):
        said = [cell.partition(" ")[0] for cell in rows[name][:3]]
        assert said == [f"{recorded[group] + 1e-9:.2f}" for group in ("laws", "plans", "first")], name
    with (ROOT / "benchmarks/gold/pairs.csv").open(encoding="utf-8") as file:
        groups = {row["pair"]: row["group"] for row in csv.DictReader(file)}
    assert set(groups) == set(origin["pairs"])
    counts = Counter(groups.values())
    for page in (*READMES, "docs/quality.md"):
        head = next(
            line for line in text_of(page).splitlines() if line.startswith(("| method | laws", "| 方法 | 法规"))
        )
        said = list(map(int, re.findall(r"[（(](\d+)对?[）)]", head)))
        assert said == [counts[group] for group in ("laws", "plans", "first")], page


def test_how_many_baselines_are_beaten_is_what_the_table_says():
    rows = measured("README.md")
    best, unseen = rows[BEST_OF_ALL], rows["policycompare"]
    assert all(float(ours) > float(theirs) for ours, theirs in zip(unseen, best, strict=True))
    said = re.search(r"best of (\d+) baselines, each tuned to the very pair", text_of("docs/decisions.md"))
    assert int(said[1]) == len(BASELINES)


def test_the_figures_of_baselines_on_the_shipped_pairs_are_what_they_reach():
    pairs = load_gold_folder(ROOT / "benchmarks/gold", (), lambda _: None)
    assert [pair.name for pair in pairs] == ["chongming__national", "chongming__shanghai_standin"]
    found = {name: [baseline_f1(scorer, pair) for pair in pairs] for name, scorer in BASELINES.items()}
    rows = measured("README.md")
    for name in ("difflib ratio", "BM25 words", "TF-IDF characters", "TF-IDF words"):
        assert rows[f"{name}, best match"][3:] == [f"{best_match:.2f}" for best_match, _ in found[name]], name
    best = [f"{max(max(of_pair) for of_pair in column):.2f}" for column in zip(*found.values(), strict=True)]
    assert rows[BEST_OF_ALL][3:] == best


def baseline_f1(scorer, pair):
    """F1 of links of a baseline as best match and as all above, each at a threshold chosen on the other folds."""
    scores = scorer(*(prepared_texts([p.text for p in document.provisions]) for document in (pair.child, pair.parent)))
    both = [cross_validated_baseline(scores, pair.gold, decision) for decision in ("best match", "all above")]
    return [float(metrics.loc["links", "f1"]) for metrics in both]


def test_how_far_two_readers_agree_is_what_their_files_say():
    gold, second = ROOT / "benchmarks/gold", ROOT / "benchmarks/second_reader"
    plans = [(path, path.with_name(path.name.replace(".a.", ".b."))) for path in gold.glob("plans/*.a.csv")]
    first = [(gold / path.name, path) for path in second.glob("*.csv")]
    found = [f"{mean(map(agreement_of, plans)):.2f}", f"{mean(map(agreement_of, first)):.2f} ({len(first)})"]
    assert len(plans) == 4
    assert measured("README.md")["two readers of the same texts"] == ["–", *found, "–", "–"]


def agreement_of(files):
    """F1 of the links of one reader against those of the other."""
    links = []
    for path in files:
        with path.open(encoding="utf-8-sig") as file:
            links.append({(row["child"], row["parent"]) for row in csv.DictReader(file) if row["parent"]})
    return 2 * len(links[0] & links[1]) / (len(links[0]) + len(links[1]))


def test_what_a_second_reader_brings_is_the_mean_of_its_own_table():
    rows = re.findall(r"^\| ([^|]+) \| \d+ \| \d+ \| ([\d. |]+) \|$", text_of("docs/quality.md"), re.MULTILINE)
    figures = {name: list(map(float, cells.split(" | "))) for name, cells in rows}
    plan = [name for name in figures if name.endswith("(plan)")]
    laws = [name for name in figures if name not in plan]
    assert len(laws) == 4
    said = measured("README.md")
    for name, column in (
        ("with a second reader where it is unsure, cautious", 1),
        ("the same, calibrated on other pairs", 2),
    ):
        cells = [
            f"{mean(figures[n][0] for n in names):.2f} → {mean(figures[n][column] for n in names):.2f} ({len(names)})"
            for names in (laws, plan)
        ]
        assert said[name] == [*cells, "–", "–", "–"], name


def test_the_limits_and_the_reason_named_are_those_of_the_code():
    limits = Limits()
    said = text_of("docs/howto/own-documents.md")
    for words in (
        f"file {limits.file // 10**6} MB",
        f"unpacked {limits.unpacked // 10**6} MB",
        f"one part {limits.part // 10**6} MB",
        f"{limits.entries:,} parts",
        f"{limits.pages:,} pages",
        f"{limits.characters // 10**6} million characters",
    ):
        assert words in " ".join(said.split()), words
    assert f"“{NOT_APPLICABLE}”" in text_of("README.zh-CN.md")
