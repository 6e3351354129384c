"""Parts of the pages that come from the code itself: tables and frames with their columns, commands, rules, parts.

A page asks for a part by a line ``<!-- generated: NAME -->`` and has it there, up to ``<!-- end: NAME -->``, so that it
can be read in the repository as it stands; ``python docs/generated.py`` writes all of them anew, and a test says where
that was forgotten. `PARTS` has the parts by name. `FRAMES` says where the columns of each frame are described; a test
compares them with the frames themselves.
"""

from __future__ import annotations

import argparse
import inspect
import re
import tomllib
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import policycompare as pc
from policycompare import plots
from policycompare.aligning import coverage
from policycompare.aligning.features import AGAINST, EVERY_FEATURE
from policycompare.aligning.model import FURTHER, shipped_model
from policycompare.aligning.relations import RELATION_FEATURES
from policycompare.analysing import provenance
from policycompare.analysing.agreement import agreement
from policycompare.cascading import cutoffs, peers
from policycompare.cascading import diffusion as analysis
from policycompare.cascading.corrected import corrected
from policycompare.cascading.manifest_table import ManifestLine
from policycompare.catalog.manifest import Manifest
from policycompare.catalog.store import DEFAULT_CHAIN
from policycompare.checking import RULES, Finding
from policycompare.cli.main import parser as command_parser
from policycompare.deciding.decisions import Decision
from policycompare.deciding.reanchor import AnchoredDecisions
from policycompare.evaluating.evaluation import Evaluation, evaluate
from policycompare.evaluating.learning_curve import learning_curve
from policycompare.finding import Topics
from policycompare.messages import Message, shown_in
from policycompare.reading.formats.registry import FORMATS
from policycompare.reading.outline.numbering import STYLES
from policycompare.tables import all_tables
from policycompare.tables.table import head, short
from policycompare.validating import Sample
from policycompare.validating.estimates import at_cutoffs, estimates
from policycompare.vocabulary import LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from policycompare.messages import Language
    from policycompare.tables import Column, Table

ROOT = Path(__file__).parents[1]

FRAMES: dict[str, dict[str, object]] = {
    "An alignment": {
        "al.links": pc.Alignment.links,
        "al.additions": pc.Alignment.additions,
        "al.gaps": pc.Alignment.gaps,
        "al.groups": pc.Alignment.groups,
        "al.shifts": pc.Alignment.shifts,
        "al.coverage(…)": coverage.coverage,
        "al.decisions": AnchoredDecisions.frame,
        "al.candidates(child)": pc.Alignment.candidates,
        "al.explain(child, parent)": pc.Alignment.explain,
        "al.least_certain()": pc.Alignment.least_certain,
        "al.sensitivity()": coverage.sensitivity,
        "al.distribution()": coverage.distribution,
        "al.strength_changes()": coverage.strength_changes,
        "pc.agreement(al)": agreement,
    },
    "A document": {"doc.to_frame()": pc.Document.to_frame},
    "A chain of levels": {
        "chain.origins": pc.Trace.origins,
        "chain.fates": pc.Trace.fates,
        "chain.flow": pc.Trace.flow,
    },
    "Versions": {"pc.revise(old, new).changes": pc.Revision.changes},
    "A check": {"check(…).to_frame()": Finding},
    "A collection": {
        "done.documents": pc.Cascade.documents,
        "done.pairs": pc.Cascade.pairs,
        "done.problems": pc.Cascade.problems,
        "done.provisions": pc.Cascade.provisions,
        "done.links": (pc.Cascade.links, pc.Alignment.links),
        "done.shifts": pc.Cascade.shifts,
        "done.families": peers.families,
        "done.families_across_levels": peers.families_across_levels,
        "done.adoptions": analysis.adoptions,
        "done.diffusion(parent)": analysis.diffusion,
        "done.panel(parent)": pc.Cascade.panel,
        "done.dyads(parent)": pc.Cascade.dyads,
        "done.first_adopters()": analysis.first_adopters,
        "done.coverage()": analysis.coverage,
        "done.matrix(parent)": analysis.matrix,
        "done.likeness()": analysis.likeness,
        "done.strength()": analysis.strength,
        "done.sideways()": analysis.sideways,
        "done.candidates": pc.Cascade.candidates,
        "done.sweep()": cutoffs.sweep,
        "done.expected()": cutoffs.expected,
        "done.corrected(sample)": corrected,
        "done.sample(n).rows, .strata": Sample,
        "pc.evaluate(sample, codings)": estimates,
        "at_cutoffs(sample)": at_cutoffs,
    },
    "Lists of a collection": {"pc.manifest(folder), import_metadata(table)": ManifestLine},
    "Finding": {
        "pc.search(documents, words)": pc.search,
        "pc.similarity(documents)": pc.similarity,
        "pc.topics(documents)": Topics,
    },
    "An evaluation": {
        "pc.evaluate(al, gold)": evaluate,
        "Evaluation.methods()": Evaluation.methods,
        "Evaluation.means(methods)": Evaluation.means,
        "Evaluation.agreement()": Evaluation.agreement,
        "learning_curve(pairs)": learning_curve,
        "Evaluation.kinds()": Evaluation.kinds,
        "Evaluation.calibration()": Evaluation.calibration,
        "Evaluation.relations()": Evaluation.relations,
    },
}
"""Every frame that people meet, by what gives it, with what describes its columns."""


def tables() -> str:
    """Return every table of a comparison with its columns; tables of one kind, and columns of one, once."""
    parts = []
    for slug, (table, columns) in _kinds().items():
        rows = (
            (f"`{key}`", _unnamed(c.head), _unnamed(c.about) + (f"（{'、'.join(c.choices)}）" if c.choices else ""))
            for key, c in columns.items()
        )
        name = (
            "decisions/CHILD__PARENT.csv, sheets of 对照表.xlsx" if slug.startswith("decisions") else f"data/{slug}.csv"
        )
        parts += [f"### {_general(table.name)}", f"`{name}`", _grid(("key", "heading", "what it holds"), rows)]
    return "\n\n".join(parts)


@cache
def _kinds() -> dict[str, tuple[Table, dict[str, Column]]]:
    found: dict[str, tuple[Table, dict[str, Column]]] = {}
    for table in all_tables(pc.trace(DEFAULT_CHAIN)):
        columns = {_general(c.key): c for c in reversed(table.columns)}
        found.setdefault(_general(table.slug), (table, dict(reversed(columns.items()))))
    return found


def _general(name: str) -> str:
    """Return the name of a table or column with ``ID`` for the document that it is about."""
    name = re.sub(rf"_(?:{'|'.join(DEFAULT_CHAIN)})", "_ID", name)
    return re.sub(r"（.*）$", "", name)


@cache
def _shipped() -> tuple[pc.Document, ...]:
    """Return the shipped documents, read once."""
    return tuple(pc.load(name) for name in DEFAULT_CHAIN)


def _unnamed(words: str) -> str:
    """Return what is said of a column without the names of the documents that happen to be shipped."""
    for document in _shipped():
        words = (
            words.replace(head(document), "文件").replace(document.title, "文件标题").replace(short(document), "文件")
        )
    return words


def frames() -> str:
    """Return every frame with what its docstring says of its columns."""
    parts = []
    for title, members in FRAMES.items():
        parts.append(f"### {title}")
        parts += [f"`{call}`\n: {_indented(described(member))}" for call, member in members.items()]
    return "\n\n".join(parts)


def described(member: object) -> str:
    """Return what a docstring says of what is returned, or of the attributes, or else its first paragraph."""
    if isinstance(member, tuple):
        return " ".join(map(described, member))
    text = inspect.getdoc(getattr(member, "fget", None) or getattr(member, "func", None) or member) or ""
    sections = dict(
        re.findall(r"^(Returns|Attributes)\n-+\n(.*?)(?=^\w[^\n]*\n-+\n|\Z)", text, re.MULTILINE | re.DOTALL)
    )
    first = " ".join(text.split("\n\n")[0].split())
    if "Returns" in sections:
        return f"{first} {' '.join(sections['Returns'].split(chr(10), 1)[1].split())}"
    if "Attributes" in sections:
        items = re.findall(r"^(\S[^\n]*)\n((?:[ ]+[^\n]*\n?)+)", sections["Attributes"], re.MULTILINE)
        return " ".join([first, *(f"``{name}``: {' '.join(about.split())}" for name, about in items)])
    return first


def fields() -> str:
    """Return the keys of a manifest, the columns of a decisions file and the content of ``provenance.json``."""
    parts = {
        "`document.toml`, the manifest of a document": Manifest,
        "`CHILD__PARENT.csv`, what people decided": Decision,
        "`provenance.json`": provenance.provenance,
    }
    return "\n\n".join(f"{name}\n: {_indented(described(member))}" for name, member in parts.items())


def commands() -> str:
    """Return the help of every command."""
    with shown_in("en"):
        parser = command_parser()
    subparsers = next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    parts = []
    for name, command in subparsers.choices.items():
        command.formatter_class = lambda prog: argparse.HelpFormatter(prog, width=96)
        parts.append(f"## `{name}`\n\n```text\n{command.format_help().rstrip()}\n```")
    return "\n\n".join(parts)


def rules() -> str:
    """Return the rules of a check, each with an example that fires and one that does not."""
    rows = (
        (
            f"`{r.id}`",
            f"`{r.name}`",
            f"{r.chinese} ({r.english})",
            r.severity,
            _quoted(r.example.wrong) + (f"; above: {_quoted(r.example.above)}" if r.example.above else ""),
            _quoted(r.example.right),
            _quoted(r.example.repair),
            r.source,
            "✓" if r.is_certain else "",
        )
        for r in RULES
    )
    head = ("id", "name", "what it looks for", "severity", "fires", "does not fire", "repair", "source", "`--fix`")
    return _grid(head, rows)


def _quoted(text: str) -> str:
    """Return an example on one line of a table, what cannot be seen as its code."""
    shown = "".join(
        char if char.isprintable() or char == "\u3000" else f"\\u{ord(char):04x}" for char in text.replace("\n", "⏎")
    )
    return f"``{shown.replace('|', '¦')}``" if shown else ""


def features() -> str:
    """Return the features with their weights in the shipped model."""
    model = shipped_model()
    blocks = [model, *(model.further[name] for name in FURTHER)]
    weights_of = [dict(zip(block.features, block.weights, strict=True)) for block in blocks]
    rows = []
    for f in EVERY_FEATURE:
        weights = [f"{found[f.key]:+.2f}" if f.key in found else "–" for found in weights_of]
        side = "against" if f.key in AGAINST else "for"
        rows.append((f"`{f.key}`", f"{f.chinese} ({f.english})", side, *weights))
    head = (
        "feature",
        "what it says",
        "can speak",
        "weight (log-odds per unit)",
        "with third documents",
        "with the encoder",
        "with both",
    )
    return _grid(head, rows)


def relations() -> str:
    """Return what the relation of a link is named by."""
    return _grid(("feature", "what it says"), ((f"`{f.key}`", f"{f.chinese} ({f.english})") for f in RELATION_FEATURES))


def formats() -> str:
    """Return the formats, with what happens to each."""
    rows = (
        (
            _in(f.name, "en"),
            " ".join(f.suffixes) or "everything else",
            f"`reading/formats/{f.module}.py`" if f.module else _in(f.way_out, "en"),
        )
        for f in FORMATS
    )
    return _grid(("format", "names", "read by, or the way out"), rows)


def _in(said: Message | str, language: Language) -> str:
    return said.text(language) if isinstance(said, Message) else said


def styles() -> str:
    """Return the numbering styles."""
    return _grid(("style", "example", "role"), ((f"`{s.name}`", s.example.replace("|", "\\|"), s.role) for s in STYLES))


def levels() -> str:
    """Return the levels from the top."""
    return "、".join(f"`{level}` {name}" for level, name in ((t.key, t.chinese) for t in LEVELS))


def parts() -> str:
    """Return the parts of the package from the top, with the sentence that each says of itself."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    return _grid(("part", "what lives there"), (row for layer in layers for row in _layer(layer)))


def _layer(line: str) -> Iterator[tuple[str, str]]:
    """Give each part of a line of the layers with its first sentence; those beside others are marked."""
    names = line.split(" | ")
    for name in names:
        module = import_module(f"policycompare.{name}")
        is_package = hasattr(module, "__path__")
        beside = f", beside {', '.join(other for other in names if other != name)}" if len(names) > 1 else ""
        first = " ".join((inspect.getdoc(module) or "").split("\n\n")[0].split())
        yield f"`{name}{'/' if is_package else '.py'}`{beside}", first


def figures() -> str:
    """Return the figures with what each shows."""
    found = ((name, inspect.getdoc(getattr(plots, name)) or "") for name in plots.__all__)
    drawn = ((f"`pc.plot.{name}`", about.split("\n")[0]) for name, about in found if about.startswith("Draw"))
    return _grid(("function", "what it shows"), drawn)


def public() -> str:
    """Return the public names with the first sentence about each."""
    rows = []
    for name in pc.__all__:
        about = inspect.getdoc(getattr(pc, name)) or ""
        if name != "__version__":
            rows.append((f"`pc.{name}`", " ".join(about.split("\n\n")[0].split())))
    return _grid(("name", "what it is for"), rows)


def _grid(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace(chr(10), ' ') for cell in line)} |" for line in lines)


def _indented(text: str) -> str:
    return text.replace("\n", "\n  ")


FIGURES_IN_CHINESE = {
    "adoption_map": "哪个地区采用了上级的哪一条（地区 × 条文）",
    "alignment_map": "每一处对应一个点，上级在横轴，下级在纵轴，各章为色带（对应关系图）",
    "coverage": "各章承接了多少（各章覆盖情况）",
    "diffusion": "随时间推移，上级各条在多少地方得到采用（扩散曲线）",
    "flow": "逐级往下各有多少，哪里停住，哪些是新增（自上而下的流向）",
    "learning_curve": "标注的文件越多，对齐得有多准（学习曲线）",
    "network": "地方的新规定从哪里传到哪里（横向传播）",
    "probabilities": "阈值两边，各对的概率怎样分布（概率分布）",
    "reliability": "各档概率的对应，有多少是对的（可靠性图）",
    "sensitivity": "覆盖情况随阈值怎样变动，带由概率算出的范围（阈值敏感性）",
    "strength": "责任的力度往下由哪一档变成哪一档（力度变化）",
    "units": "哪个单位在哪一章负责多少条（责任单位与章节）",
}
"""What each figure shows, for the Chinese pages; a figure that has no line here fails the build of these pages."""


def figures_in_chinese() -> str:
    """Return the figures with what each shows, in Chinese."""
    drawn = [name for name in plots.__all__ if (inspect.getdoc(getattr(plots, name)) or "").startswith("Draw")]
    return _grid(("函数", "画的是什么"), ((f"`pc.plot.{name}`", FIGURES_IN_CHINESE[name]) for name in drawn))


def formats_in_chinese() -> str:
    """Return the formats, with what happens to each, in Chinese."""
    rows = []
    for found in FORMATS:
        read_by = f"`reading/formats/{found.module}.py`" if found.module else _in(found.way_out, "zh")
        rows.append((_in(found.name, "zh"), " ".join(found.suffixes) or "其余一切", read_by))
    return _grid(("格式", "扩展名", "由什么读，或怎么办"), rows)


def styles_in_chinese() -> str:
    """Return the numbering styles, under Chinese heads."""
    return _grid(("样式", "例", "作用"), ((f"`{s.name}`", s.example.replace("|", "\\|"), s.role) for s in STYLES))


IN_CHINESE: dict[str, Callable[[], str]] = {
    "figures": figures_in_chinese,
    "formats": formats_in_chinese,
    "styles": styles_in_chinese,
}
"""The parts that the Chinese pages have in another form."""
PARTS: dict[str, Callable[[], str]] = {
    part.__name__: part
    for part in (
        parts,
        tables,
        frames,
        fields,
        commands,
        rules,
        features,
        relations,
        formats,
        styles,
        levels,
        figures,
        public,
    )
}
"""The parts by the name that a page asks for them by."""
_PLACE = re.compile(r"^<!-- generated: (\w+) -->\n(?:.*?^<!-- end: \1 -->\n)?", re.MULTILINE | re.DOTALL)


def filled(page: str, language: Language = "en") -> str:
    """Return a page with its generated parts as they are now."""

    def part(found: re.Match[str]) -> str:
        name = found[1]
        made = IN_CHINESE.get(name, PARTS[name]) if language == "zh" else PARTS[name]
        return f"<!-- generated: {name} -->\n\n{made()}\n\n<!-- end: {name} -->\n"

    return _PLACE.sub(part, page)


def language_of(page: Path) -> Language:
    """Return the language of a page, which its folder tells."""
    return "zh" if "zh" in page.parts else "en"


def main() -> None:
    """Write the generated parts of all pages anew."""
    for path in sorted(Path(__file__).parent.rglob("*.md")):
        before = path.read_text("utf-8")
        after = filled(before, language_of(path))
        if after != before:
            path.write_text(after, "utf-8")
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
