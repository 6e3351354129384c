"""What is handed out: wheel and sdist, extras, licences, citation, and the files from which containers are made."""

from __future__ import annotations

import ast
import importlib.metadata
import json
import os
import re
import shlex
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.message import Message
from pathlib import Path

import jsonschema
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import policycompare
from policycompare.app import server
from policycompare.cli import app_command
from policycompare.cli.main import main

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PINNED = {
    canonicalize_name(Requirement(line).name)
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The sdist, and the wheel built from it as an installer would, both without a network."""
    folder = tmp_path_factory.mktemp("built")
    code = (
        "import sys, hatchling.build as b; print((b.build_sdist if sys.argv[1] == 's' else b.build_wheel)(sys.argv[2]))"
    )

    def build(kind, cwd):
        done = subprocess.run(
            [sys.executable, "-c", code, kind, str(folder)], cwd=cwd, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return folder / done.stdout.split()[-1]

    sdist = build("s", ROOT)
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    return sdist, build("w", folder / sdist.name.removesuffix(".tar.gz"))


def test_the_wheel_has_all_code_data_and_resources_and_nothing_else(built):
    with zipfile.ZipFile(built[1]) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    package = ROOT / "src" / "policycompare"
    code = {f"policycompare/{p.relative_to(package).as_posix()}" for p in package.rglob("*") if p.is_file()}
    data = {f"policycompare/{p.relative_to(ROOT).as_posix()}" for p in (ROOT / "data").rglob("*") if p.is_file()}
    assert names == {name for name in code | data if "__pycache__" not in name}
    assert {
        "policycompare/py.typed",
        "policycompare/resources/templates/official.docx",
        "policycompare/resources/templates/page.js",
    } <= names


def test_the_wheel_carries_licence_notices_and_the_command(built):
    with zipfile.ZipFile(built[1]) as archive:
        info = {
            name.partition(".dist-info/")[2]: archive.read(name).decode()
            for name in archive.namelist()
            if ".dist-info/" in name
        }
    assert "MIT License" in info["licenses/LICENSE"]
    assert "Noto Sans SC" in info["licenses/src/policycompare/resources/NOTICE.md"]
    assert "policycompare = policycompare.cli.main:main" in info["entry_points.txt"]
    assert f"Version: {policycompare.__version__}" in info["METADATA"]
    assert "Requires-Python: >=3.11" in info["METADATA"]


def test_the_wheel_runs_away_from_the_checkout(built, tmp_path):
    """As unpacked, with the libraries that are here; CI installs it into empty environments."""
    with zipfile.ZipFile(built[1]) as archive:
        archive.extractall(tmp_path / "site")
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    code = "import policycompare, sys; from policycompare.cli.main import main; print(policycompare.__file__); sys.exit(main())"
    command = [sys.executable, "-P", "-c", code, "compare", "--no-figures", "--out", "out"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / "site") in done.stdout.splitlines()[0]
    assert (tmp_path / "out" / "对照表.docx").is_file()


def test_the_sdist_has_what_a_checkout_has(built):
    with tarfile.open(built[0]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for path in ("src", "data", "docs", "tests", "notebooks", "benchmarks", "binder", ".ci", ".github"):
        files = {p.relative_to(ROOT).as_posix() for p in (ROOT / path).rglob("*") if p.is_file()}
        kept = {name for name in files if not re.search(r"__pycache__|\.ipynb_checkpoints|_build|\.pyc", name)}
        assert not kept - names, path
    assert {
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "CITATION.cff",
        "CODE_OF_CONDUCT.md",
        ".pre-commit-config.yaml",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "Containerfile",
        "constraints.txt",
    } <= names
    assert not [name for name in names if re.search(r"__pycache__|\.git/|\.venv|_cache/", name)]


def by_extra(requirements):
    """Return what each extra asks for, and a plain install under ``""``."""
    out: dict[str, set[str]] = {}
    for line in requirements:
        requirement = Requirement(line)
        found = re.search(r'extra == ["\']([^"\']+)', str(requirement.marker or ""))
        out.setdefault(found[1] if found else "", set()).add(canonicalize_name(requirement.name))
    return out


@pytest.fixture(scope="module")
def asked(built):
    """What the wheel asks for, by extra."""
    inside = zipfile.Path(built[1], f"policycompare-{policycompare.__version__}.dist-info/")
    return by_extra(importlib.metadata.PathDistribution(inside).requires)


def test_a_plain_install_and_each_extra_bring_what_they_name_and_nothing_else(asked):
    named = {"": PROJECT["dependencies"], **PROJECT["optional-dependencies"]}
    extras = {extra: {canonicalize_name(Requirement(line).name) for line in some} for extra, some in named.items()}
    # An extra that names another one of ours brings what that one does.
    assert [extra for extra, some in extras.items() if "policycompare" in some] == ["notebooks", "test"]
    for extra in ("notebooks", "test"):  # the tests take the notebooks, too
        for line in PROJECT["optional-dependencies"][extra]:
            for other in Requirement(line).extras if line.startswith("policycompare") else ():
                extras[extra] |= extras[other]
    assert asked == {extra: some - {"policycompare"} for extra, some in extras.items()}
    for extra in ("app", "assess", "notebooks", "scale", "study", "fuzz"):
        assert not asked[extra] & asked[""]


def test_every_library_that_the_code_imports_is_named_in_a_plain_install_or_the_extra_for_it(asked):
    brought = {"ipython": "ipywidgets", "dask": "distributed"}
    named = set().union(*(some for extra, some in asked.items() if extra not in ("docs", "fuzz", "test")))
    modules = importlib.metadata.packages_distributions()
    for path in (ROOT / "src").rglob("*.py"):
        for name in imported(path.read_text("utf-8")) - {"policycompare", *sys.stdlib_module_names}:
            # A library of an extra that is not installed here is told by its own name.
            homes = {canonicalize_name(home) for home in modules.get(name, [name])}
            assert {brought.get(home, home) for home in homes} & named, f"{path.name} imports {name}"


def imported(code):
    """Return the top names of all that a module imports, wherever in it."""
    nodes = list(ast.walk(ast.parse(code)))
    names = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    names += [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return {name.partition(".")[0] for name in names}


def installed(extras):
    """Return the distributions that policycompare with these extras needs, as they are installed here."""
    found: dict[str, set[str]] = {}
    left = [("policycompare", frozenset(extras))]
    while left:
        name, wanted = left.pop()
        name = canonicalize_name(name)
        new = wanted - found.get(name, set()) if name in found else {"", *wanted}
        if not new:
            continue
        found.setdefault(name, set()).update(new)
        for line in importlib.metadata.requires(name) or ():
            requirement = Requirement(line)
            marker = requirement.marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in new):
                left.append((requirement.name, frozenset(requirement.extras)))
    return sorted(found)


ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "OFL-1.1",
    "PSF-2.0", "Python-2.0", "Unlicense", "Zlib",
}  # fmt: skip
"""Licences under which anything may be installed beside an MIT program (SPDX); the GPL is not among them."""
SPOKEN = (
    (r"SIL Open Font", "OFL-1.1"), (r"Mozilla|MPL", "MPL-2.0"), (r"Apache", "Apache-2.0"), (r"Python Software|PSF", "PSF-2.0"),
    (r"BSD", "BSD-3-Clause"), (r"ISC", "ISC"), (r"\bMIT\b", "MIT"), (r"\bGNU|GPL", "GPL"),
)  # fmt: skip
"""Licences as packages spell them that do not use SPDX."""


def licences(name):
    """Return the licences of an installed distribution, by its expression, its classifiers or its first line about it."""
    about = importlib.metadata.metadata(name)
    if about.get("License-Expression"):
        return set(re.findall(r"[A-Za-z0-9][\w.+-]*", re.sub(r"\b(?:AND|OR|WITH)\b", " ", about["License-Expression"])))
    told = [c for c in about.get_all("Classifier") or () if c.startswith("License :: ")] or [
        (about.get("License") or "")[:200]
    ]
    return {spdx for line in told for pattern, spdx in SPOKEN if re.search(pattern, line)} or {"unknown"}


def test_everything_that_is_installed_is_under_a_licence_of_the_list():
    wrong = {name: licences(name) - ALLOWED for name in installed({"assess", "notebooks", "scale", "test"})}
    assert not {name: some for name, some in wrong.items() if some}


def test_a_licence_that_is_not_of_the_list_would_be_seen(monkeypatch):
    for told in ({"License-Expression": "MIT AND GPL-3.0-only"}, {"License": "GNU GPLv3"}, {}):
        message = Message()
        for key, value in told.items():
            message[key] = value
        monkeypatch.setattr(importlib.metadata, "metadata", lambda _name, message=message: message)
        assert licences("anything") - ALLOWED


def test_all_that_is_installed_is_pinned():
    assert not set(installed({"assess", "notebooks", "scale", "test"})) - PINNED - {"policycompare"}


def test_the_notice_names_every_library_with_its_licence():
    notice = (ROOT / "src" / "policycompare" / "resources" / "NOTICE.md").read_text("utf-8")
    rows = dict(re.findall(r"(?m)^\| `([\w.-]+)` \| ([\w.-]+) \|", notice.partition("## Libraries")[2]))
    named = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}
    assert {canonicalize_name(name) for name in rows} == named
    assert not [name for name, told in rows.items() if told not in licences(name)]


def test_the_notice_names_every_resource_and_document():
    notice = (ROOT / "src" / "policycompare" / "resources" / "NOTICE.md").read_text("utf-8")
    for path in (ROOT / "src" / "policycompare" / "resources").iterdir():
        if path.suffix not in (".py", ".md") and path.name != "__pycache__":
            assert f"`{path.name}{'/' if path.is_dir() else ''}`" in notice, path.name
    for path in (ROOT / "data").iterdir():
        assert f"`data/{path.name}`" in notice


def test_what_runs_before_a_commit_is_what_ci_runs_and_fetches_nothing():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert [repo["repo"] for repo in hooks] == ["local"]
    style = re.search(r"(?ms)^style\(\).*?^}", (ROOT / ".ci" / "run").read_text("utf-8"))[0]
    run = [line.strip() for line in style.splitlines()[1:-1]]
    assert [hook["entry"] for hook in hooks[0]["hooks"]] == run
    assert {hook["language"] for hook in hooks[0]["hooks"]} == {"system"}


def test_the_oldest_versions_are_those_of_the_project():
    done = subprocess.run([sys.executable, str(ROOT / ".ci" / "oldest.py")], capture_output=True, text=True, check=True)
    pins = {canonicalize_name(Requirement(line).name): line for line in done.stdout.splitlines()}
    assert pins["numpy"] == next(line for line in PROJECT["dependencies"] if line.startswith("numpy")).replace(
        ">=", "=="
    )
    assert {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]} <= set(pins)
    assert "://" not in done.stdout


CITATION = {
    "type": "object",
    "required": ["abstract", "authors", "cff-version", "date-released", "keywords", "license", "message", "title", "type", "version"],
    "additionalProperties": False,
    "properties": {
        **{key: {"type": "string", "minLength": 1} for key in ("abstract", "message", "title", "version", "license")},
        "cff-version": {"const": "1.2.0"},
        "type": {"enum": ["software", "dataset"]},
        "date-released": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "keywords": {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True},
        "authors": {"type": "array", "minItems": 1, "items": {"anyOf": [{"required": ["name"]}, {"required": ["family-names", "given-names"]}]}},
    },
}  # fmt: skip
"""What of the Citation File Format 1.2.0 we use, stricter than its own schema: ours asks for what a citation needs."""


def test_the_citation_is_complete_and_says_what_the_package_says():
    cited = yaml.load((ROOT / "CITATION.cff").read_text("utf-8"), Loader=yaml.BaseLoader)
    jsonschema.validate(cited, CITATION)
    assert cited["version"] == policycompare.__version__
    assert cited["license"] == PROJECT["license"]
    assert [author["name"] for author in cited["authors"]] == [author["name"] for author in PROJECT["authors"]]
    assert f"## {cited['version']} – {cited['date-released']}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_version_stands_in_one_place():
    """A citation and the heads of the changelog repeat it, since people read them without the package."""
    written = re.compile(rf"(?<![\w.=]){re.escape(policycompare.__version__)}(?![\w.])")
    texts = [
        path
        for folder in ("src", "docs", "binder", ".ci", ".github")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".md", ".toml", ".txt", "")
    ]
    texts += [
        ROOT / name for name in ("pyproject.toml", "Containerfile", "README.md", "README.zh-CN.md", "CONTRIBUTING.md")
    ]
    holding = {
        path.relative_to(ROOT).as_posix()
        for path in texts
        if path.is_file() and written.search(path.read_text("utf-8"))
    }
    assert holding == {"src/policycompare/version.py"}
    assert "version" in PROJECT["dynamic"]


def test_the_changelog_goes_from_the_newest_version_to_the_oldest():
    heads = re.findall(r"(?m)^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"))
    dated = [head.split(" – ") for head in heads if head != "Unreleased"]
    assert "Unreleased" not in heads[1:]
    assert all(len(head) == 2 for head in dated)
    days = [day for _, day in dated]
    assert days == sorted(days, reverse=True)


def test_the_changelog_says_of_a_version_what_a_user_needs_and_is_no_diary():
    for section in re.split(r"(?m)^## ", (ROOT / "CHANGELOG.md").read_text("utf-8"))[1:]:
        assert section.count("\n") <= 80, section.splitlines()[0]


def test_binder_and_the_container_install_the_same_for_a_python_that_is_supported():
    container = (ROOT / "Containerfile").read_text("utf-8")
    apt = (ROOT / "binder" / "apt.txt").read_text("utf-8").split()
    assert re.search(r"install --yes --no-install-recommends (.+?)\s*\\", container)[1].split() == apt
    lines = (ROOT / "binder" / "requirements.txt").read_text("utf-8").splitlines()
    asked = [line for line in lines if line and not line.startswith("#")]
    assert asked == ["-c ../constraints.txt", ".[notebooks,scale]"]
    assert "'./policycompare[app,assess,notebooks,scale]'" in container
    assert {"app", "assess", "notebooks", "scale"} <= set(PROJECT["optional-dependencies"])
    version = (ROOT / "binder" / "runtime.txt").read_text("utf-8").strip().removeprefix("python-")
    assert f"ARG BASE=python:{version}-slim" in container
    assert f"Programming Language :: Python :: {version}" in PROJECT["classifiers"]
    assert os.access(ROOT / "binder" / "postBuild", os.X_OK)


def test_the_container_runs_as_a_user_keeps_the_token_and_names_no_secret():
    container = (ROOT / "Containerfile").read_text("utf-8")
    assert container.index("USER analyst") < container.index("CMD ")
    assert "token" not in re.sub(r"(?m)^#.*$", "", container).lower()
    assert "--allow-root" not in container


def test_the_container_opens_the_window_by_itself_and_both_its_commands_are_ours(monkeypatch, tmp_path):
    container = (ROOT / "Containerfile").read_text("utf-8")
    command = json.loads(re.search(r"(?m)^CMD (.+)$", container)[1])
    (published,) = set(re.findall(r"-p 127\.0\.0\.1:(\d+):\1 ", container))
    assert re.search(r"(?m)^EXPOSE (\d+)$", container)[1] == published
    given = {}
    monkeypatch.setattr(app_command, "CONTAINER_MARKS", (str(tmp_path),))
    monkeypatch.setattr(server, "serve", lambda folder, **rest: given.update(rest, folder=folder))
    assert (command[0], main(command[1:])) == ("policycompare", 0)
    assert (given["listen"], given["port"], given["open_browser"]) == ("0.0.0.0", int(published), False)
    kept = re.search(r'-v "\$PWD/work:([^"]+)"', container)[1]
    assert str(given["folder"]) == kept
    jupyter = shlex.split(re.search(r"(?m)^#     (jupyter lab .+)$", container)[1])
    assert {"--ip=0.0.0.0", f"--port={published}", "--no-browser"} <= set(jupyter)


def test_tests_named_in_the_promises_of_safety_are_there():
    named = re.findall(r"`(tests/[\w/.*]+)`", (ROOT / "SECURITY.md").read_text("utf-8"))
    assert len(named) > 8
    assert not [pattern for pattern in named if not list(ROOT.glob(pattern))]
