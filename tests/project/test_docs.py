"""The documentation builds without a warning, asks the network for nothing, and describes what the code gives."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import policycompare as pc
from policycompare import tables
from policycompare.aligning import candidates
from policycompare.aligning import relations as relation
from policycompare.deciding.decisions import Decision
from policycompare.language import term_weights as similarity
from policycompare.language.corpus_statistics import DIMENSIONS, SMOOTHING, background

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
_spec = importlib.util.spec_from_file_location("generated", DOCS / "generated.py")
generated = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(generated)


def words(text):
    return set(re.findall(r"[\w-]+", text))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The built pages: those that CI has built before, or built now."""
    if built := os.environ.get("POLICYCOMPARE_SITE"):
        return Path(built)
    pytest.importorskip("sphinx", reason="pip install '.[docs]' builds the pages")
    pytest.importorskip("myst_parser")
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", str(DOCS), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return out


def test_every_page_is_built_and_loads_nothing_from_elsewhere(site):
    built = {path.relative_to(site).with_suffix("") for path in site.rglob("*.html")}
    assert {path.relative_to(DOCS).with_suffix("") for path in PAGES} <= built
    loaded = re.compile(r"<(?:script|img|iframe|link)\b[^>]*?(?:src|href)=[\"'](?:https?:)?//[^\"']+")
    for page in site.rglob("*.html"):
        assert not loaded.findall(page.read_text("utf-8")), page
    for sheet in site.rglob("*.css"):
        assert not re.findall(r"(?:@import|url\()\s*[\"']?(?:https?:)?//", sheet.read_text("utf-8")), sheet


def test_every_public_name_has_an_entry(site):
    page = (site / "reference" / "public.html").read_text("utf-8")
    homes = {"export": 'id="files-pc-export"', "plot": 'id="figures-pc-plot"'}
    for name in set(pc.__all__) - {"__version__"}:
        anchor = f"policycompare.errors.{name}" if name.endswith("Error") else f"policycompare.{name}"
        assert homes.get(name, f'id="{anchor}"') in page, name


def test_what_pages_ask_for_is_generated_and_all_that_is_generated_is_asked_for():
    asked = {name for page in PAGES for name in re.findall(r"<!-- generated: (\w+) -->", page.read_text("utf-8"))}
    assert asked == set(generated.PARTS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_generated_parts_are_in_the_repository_as_the_code_gives_them_now(page):
    text = page.read_text("utf-8")
    assert generated.filled(text, generated.language_of(page)) == text, "python docs/generated.py writes it anew"


def test_every_column_of_every_table_is_described(chain):
    page = generated.tables()
    for table in tables.all_tables(chain):
        for column in table.columns:
            assert column.about, (table.slug, column.key)
            assert f"| `{generated._general(column.key)}` |" in page, (table.slug, column.key)
    for document in chain.documents:
        assert document.title not in page
    assert set(Decision.__dataclass_fields__) <= words(generated.fields())


@pytest.fixture(scope="module")
def frames(chain, to_nation, done):
    """One frame of each kind, by the name that the dictionary gives it, without columns named by document."""
    gold = ROOT / "benchmarks" / "gold" / "chongming__national.csv"
    child, parent = to_nation.links.loc[0, ["child", "parent"]]
    decided = pc.align(
        "chongming", "national", decisions=to_nation.links[["child", "parent"]].assign(verdict="confirmed")
    )
    found = pc.topics("national", 3)
    return {
        "al.links": to_nation.links,
        "al.additions": to_nation.additions,
        "al.gaps": to_nation.gaps,
        "al.groups": to_nation.groups,
        "al.shifts": to_nation.shifts,
        "al.coverage(…)": to_nation.coverage(by="chapter"),
        "al.decisions": decided.decisions,
        "al.candidates(child)": to_nation.candidates("1"),
        "al.explain(child, parent)": to_nation.explain(child, parent),
        "al.least_certain()": to_nation.least_certain(),
        "al.sensitivity()": to_nation.sensitivity(),
        "al.distribution()": to_nation.distribution(),
        "al.strength_changes()": to_nation.strength_changes(),
        "pc.agreement(al)": pc.agreement(decided),
        "doc.to_frame()": chain.bottom.to_frame(),
        "chain.origins": chain.origins.drop(columns=["national", "shanghai"]),
        "chain.fates": chain.fates.drop(columns=["shanghai", "chongming"]),
        "chain.flow": chain.flow,
        "pc.revise(old, new).changes": pc.revise("shanghai", "shanghai").changes,
        "check(…).to_frame()": pc.check(chain.bottom).to_frame(),
        "pc.evaluate(al, gold)": pc.evaluate(to_nation, gold),
        **{
            f"done.{name}": getattr(done, name)
            for name in (
                "documents",
                "pairs",
                "problems",
                "provisions",
                "links",
                "shifts",
                "families",
                "families_across_levels",
                "adoptions",
                "candidates",
            )
        },
        "pc.manifest(folder), import_metadata(table)": pc.manifest(ROOT / "data" / "national"),
        "pc.search(documents, words)": pc.search("national", "隐患"),
        "pc.topics(documents)": pd.concat([found.provisions, found.groups]),
        "done.diffusion(parent)": done.diffusion("nation1"),
        "done.panel(parent)": done.panel("nation1"),
        "done.dyads(parent)": done.dyads("nation1"),
        **{
            f"done.{name}()": getattr(done, name)()
            for name in ("first_adopters", "coverage", "likeness", "strength", "sideways", "sweep", "expected")
        },
    }


def test_every_column_of_every_frame_is_described(frames):
    described = {name: member for group in generated.FRAMES.values() for name, member in group.items()}
    unseen = {
        "done.matrix(parent)",
        "done.sample(n).rows, .strata",
        "done.corrected(sample)",
        "pc.evaluate(sample, codings)",
        "at_cutoffs(sample)",
        "pc.similarity(documents)",
        "Evaluation.methods()",
        "Evaluation.means(methods)",
        "Evaluation.agreement()",
        "learning_curve(pairs)",
        "Evaluation.kinds()",
        "Evaluation.calibration()",
        "Evaluation.relations()",
    }
    assert set(described) == set(frames) | unseen
    missing = {}
    for name, frame in frames.items():
        said = words(generated.described(described[name]))
        if silent := [column for column in map(str, frame.columns) if column not in said]:
            missing[name] = silent
    assert not missing


def test_files_and_modules_that_pages_name_are_there():
    package = ROOT / "src" / "policycompare"
    for page in (*PAGES, *(ROOT / f"{name}.md" for name in ("README", "README.zh-CN", "CONTRIBUTING", "SECURITY"))):
        for name in re.findall(r"`([\w./]+(?:\.py|\.toml|\.npz|\.css|\.ipynb|\.cff|/))`", page.read_text("utf-8")):
            if name.startswith(("comparison/", "results/", "shanghai/", "texts/", "links/", "provisions/")) or name in (
                "document.toml",
                "agencies.toml",
                "titles.toml",
                "words.toml",
            ):
                continue
            places = (ROOT, package)
            assert any((place / name).exists() for place in places), f"{page.name}: {name}"


def test_no_paragraph_runs_into_a_table():
    """What follows a table without a blank line is a row of it."""
    for page in (*PAGES, *(ROOT / f"{name}.md" for name in ("README", "README.zh-CN", "CHANGELOG", "CONTRIBUTING"))):
        text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
        assert not re.findall(r"^\|.*\|\n(?!\||\n|\Z).+", text, re.MULTILINE), page


def test_names_that_the_architecture_tells_where_to_add_are_there():
    page = (DOCS / "ARCHITECTURE.md").read_text("utf-8")
    for name, module in re.findall(r"`(\w+)(?:\(\))?`[^`]{0,24} of `([\w/]+\.py)`", page):
        tree = ast.parse((ROOT / "src" / "policycompare" / module).read_text("utf-8"))
        made = {
            t.id
            for node in tree.body
            for t in getattr(node, "targets", [getattr(node, "target", None)])
            if isinstance(t, ast.Name)
        }
        made |= {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
        assert name in made, f"{name} of {module}"


def test_the_numbers_of_the_method_are_those_of_the_code():
    page = " ".join((DOCS / "method.md").read_text("utf-8").split())
    for said in (
        f"its nearest {candidates.PER_PROVISION} on either side",
        f"{similarity.BACKGROUND_SHARE:.0%} from a background of {background().provisions:,} provisions".replace(
            "%", " %"
        ),
        f"exponent {SMOOTHING} ",
        f"{DIMENSIONS} dimensions",
        f"below {relation.SAME_WORDING}, by rapidfuzz",
    ):
        assert said in page, said
    assert len(relation.RELATION_FEATURES) == 10
    assert "over ten features" in page


def test_works_cited_in_the_method_are_listed_and_those_listed_are_cited():
    text, listed = (DOCS / "method.md").read_text("utf-8").split("## Literature")
    names = re.findall(r"^- ([^,]+),.*?\((\d{4})\)\.", listed, re.MULTILINE)
    assert len(names) == listed.count("\n- ")
    flat = " ".join(text.split())
    for name, year in names:
        assert re.search(rf"{name}[^()]{{0,60}}\(?{year}|{name}[^.]{{0,80}}{year}", flat), (name, year)
    cited = set(re.findall(r"(\d{4})\)", flat))
    assert cited == {year for _, year in names}


def test_the_search_knows_its_stemmer_and_fetches_nothing_so_that_it_works_from_the_disk(site):
    script = (site / "_static" / "language_data.js").read_text("utf-8")
    stemmer = re.search(r"window\.Stemmer = (\w+);", script)[1]
    assert re.search(rf"\b{stemmer}\s*=\s*function|function {stemmer}\b|class {stemmer}\b", script)
    assert "SHOW_SEARCH_SUMMARY: false" in (site / "_static" / "documentation_options.js").read_text("utf-8")
    index = (site / "searchindex.js").read_text("utf-8").removeprefix("Search.setIndex(").removesuffix(")")
    assert "对照" in json.loads(index)["terms"]
