"""Tables as one self-contained page: side by side, filtered, searched, cited by address, decided on.

The rows are in the page as text, so that it reads, prints and links without any script; what ``resources/page`` adds
runs in the browser alone. No request leaves the page.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html import escape
from importlib import resources
from typing import TYPE_CHECKING

from policycompare.export.output_folder import write
from policycompare.export.xml_characters import legible
from policycompare.storage.paths import file_name
from policycompare.tables import plain, tables_of
from policycompare.vocabulary import RELATIONS, VERDICTS, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from policycompare.aligning.alignment import Alignment
    from policycompare.analysing.trace import Trace
    from policycompare.differing.runs import Run
    from policycompare.tables import Cell, Table

_TAGS = {
    "same": ("", ""),
    "added": ("<ins{}>", "</ins>"),
    "removed": ("<del{}>", "</del>"),
    "moved_in": ('<span class="moved">', "</span>"),
    "moved_out": ('<span class="moved out">', "</span>"),
    "localised": ('<span class="local">', "</span>"),
}
_MARKS = {"strength": "力度词", "figure": "数字、期限", "stronger": "力度加强", "weaker": "力度减弱"}
_LONG = 24
"""Cells of more characters get room."""
_RELATION = re.compile(r"(?m)(?:^|：)([^：（\n]+?)(?:（|$)")
"""A relation in a cell that has one a line: 12：细化（拆分）."""
_OFFERED: tuple[Verdict, ...] = ("confirmed", "rejected", "unsure")
_VERDICTS = {word: "confirmed" if verdict == "added" else verdict for word, verdict in VERDICTS.words.items()}
"""What is ticked on the page for what was decided before: a link that was added is one."""
LEGEND = (
    '<ins>下级增加</ins>　<del>上级有而下级无</del>　<span class="moved">移动位置</span>　'
    '<span class="local">仅作本地化调整</span>　<span class="figure">数字、期限和力度词</span>　'
    '<ins class="stronger">力度加强</ins>　<ins class="weaker">力度减弱</ins>'
)
KEYS = (
    "<kbd>j</kbd> <kbd>k</kbd> 下一条、上一条　<kbd>/</kbd> 检索　<kbd>r</kbd> 两文对读　<kbd>Esc</kbd> 返回　"
    "核定时：<kbd>y</kbd> 确认　<kbd>n</kbd> 否定　<kbd>u</kbd> 存疑"
)


def html(source: Trace | Alignment | Sequence[Table], path: str | Path) -> Path:
    """Write all tables of a chain or an alignment, or the given ones, as a page.

    Raises
    ------
    ExportError
        It cannot be written.
    """
    return write(path, page(tables_of(source)).encode())


def page(tables: Sequence[Table]) -> str:
    """Return the page; the same tables give the same text."""
    main = next((table for table in tables if table.slug == "comparison"), tables[0])
    ordered = [main, *(table for table in tables if table is not main)]
    script, style = (_resource(name) for name in ("page.js", "page.css"))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; img-src data:; base-uri 'none'"
    )
    made = hashlib.sha256("\n".join(str(t.plain_rows) for t in tables if t.slug == "sources").encode()).hexdigest()[:16]
    notices = "".join(f'<p class="notice">注意：{_text(notice)}</p>' for notice in main.notices)
    links = "".join(f'<a href="#{escape(table.slug)}">{_text(table.name)}</a>' for table in ordered)
    body = "".join("".join(_section(table)) for table in ordered)
    return (
        f'<!doctype html>\n<html lang="zh-CN" data-made="{made}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<link rel="icon" href="data:,">\n'
        f"<title>{_text(main.title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#{escape(main.slug)}">跳到正文</a>\n<header>\n<h1>{_text(main.title)}</h1>\n{notices}\n'
        f'<p class="note">{LEGEND}</p>\n<p class="keys">{KEYS}</p>\n<nav aria-label="各表">{links}</nav>\n</header>\n'
        f"<main>\n{body}</main>\n{_reader(tables)}"
        '<footer><p class="soft">由 policycompare 生成；本页自成一体，不向任何地址发出请求。</p></footer>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def _resource(name: str) -> str:
    return resources.files("policycompare.resources").joinpath("page", name).read_text("utf-8")


def _section(table: Table) -> Iterator[str]:
    texts = [k for k, column in enumerate(table.columns) if column.key.startswith("text_")]
    decides = any(column.key == "verdict" for column in table.columns)
    bottom = f' data-bottom="{escape(table.columns[texts[-1]].key)}"' if texts else ""
    if decides:
        pair = table.slug.removeprefix("decisions_")
        bottom = f' data-file="{escape(_file_of(table) or file_name(pair, suffix=".csv"))}"'
    yield f'<section id="{escape(table.slug)}"{bottom} aria-labelledby="{escape(table.slug)}-h">\n'
    yield f'<h2 id="{escape(table.slug)}-h">{_text(table.title)}</h2>\n<div class="note">'
    yield "".join(f"<p>{_text(note)}</p>" for note in table.notes) + "</div>\n"
    if decides:
        yield from _decisions(table)
    elif len(texts) > 1:
        yield from _side_by_side(table, texts)
    else:
        yield from _plain_table(table)
    yield "</section>\n"


def _side_by_side(table: Table, texts: list[int]) -> Iterator[str]:
    """Yield filters and one article a row, its texts beside each other."""
    yield _bar(table)
    chapter, label = table.position("chapter"), table.position("label")
    before: object = None
    heads = 0
    for row in table.rows:
        if row[chapter] != before:
            before, heads = row[chapter], heads + 1
            yield f'<h3 id="{escape(table.slug)}-c{heads}">{_text(str(before) or "（未注明章节）")}</h3>\n'
        values = {column.key: plain(cell) for column, cell in zip(table.columns, row, strict=True)}
        kind = str(values.get("kind", ""))
        chips = _chips(values, kind)
        cells = "".join(
            f'<div><span class="head">{_text(table.columns[k].head)}</span>'
            f'<div class="text" data-column="{escape(table.columns[k].key)}">{_runs(row[k])}</div></div>'
            for k in texts
        )
        said = "".join(
            f'<p class="said"><b>{head}</b>　{_text(str(values[key]))}</p>'
            for key, head in (("note", "说明"), ("units", "责任单位"))
            if values.get(key)
        )
        evidence = values.get("evidence")
        more = (
            f'<details><summary>依据</summary><p class="said">{_text(str(evidence))}</p></details>' if evidence else ""
        )
        anchor = f"{table.slug}-{row[label]}"
        yield (
            f'<article class="row" id="{_text(anchor)}" data-head="{escape(table.slug)}-c{heads}" '
            f'{_data(values, kind, _cites(row, table, texts))} style="--columns:{len(texts)}">'
            f'<h4><a href="#{_text(anchor)}">第{_text(str(row[label]))}条</a>{chips}</h4>'
            f'<div class="texts">{cells}</div>{said}{more}</article>\n'
        )


def _chips(values: dict[str, str | int | float], kind: str) -> str:
    """Return kind, relation, certainty and method in short."""
    tone = {"新增": " new", "未承接": " gone"}.get(kind, "")
    chips = [f'<span class="chip{tone}">{_text(kind)}</span>'] if kind else []
    if values.get("probability") not in (None, ""):
        chips.append(f'<span class="chip">概率 {values["probability"]:.2f}</span>')
    if values.get("method"):
        chips.append(f'<span class="chip">{_text(str(values["method"]))}</span>'.replace("\n", "、"))
    if values.get("origin"):
        chips.append(f'<span class="chip">{_text(str(values["origin"]))}</span>')
    return "".join(chips)


def _data(values: dict[str, str | int | float], kind: str, cites: dict[str, list[str]]) -> str:
    """Return what the filters look at."""
    relation = " ".join(dict.fromkeys(_RELATION.findall(str(values.get("relation", "")))))
    given = {
        "label": values["label"],
        "chapter": values["chapter"],
        "kind": kind,
        "relation": relation,
        "units": values.get("units", ""),
        "p": values.get("probability", ""),
        "method": values.get("method", ""),
        "cites": json.dumps(cites, ensure_ascii=False),
    }
    return " ".join(f'data-{name}="{_text(str(value))}"' for name, value in given.items())


def _cites(row: Sequence[Cell], table: Table, texts: list[int]) -> dict[str, list[str]]:
    """Return the numbers of provisions that stand before texts, by document."""
    out: dict[str, list[str]] = {}
    for k in texts:
        cell = row[k]
        if isinstance(cell, tuple):
            found = [run.above for run in cell if run.mark == "label"]
            out[table.columns[k].key.removeprefix("text_")] = found
    return out


def _bar(table: Table) -> str:
    """Return the filters that the columns of a table allow."""
    keys = {column.key for column in table.columns}
    controls = []
    for key, head in (("chapter", "章"), ("kind", "修订类型"), ("relation", "关系"), ("unit", "责任单位")):
        options = _options(table, key)
        if len(options) > 1:
            controls.append(_select(key, head, [(value, value) for value in options]))
    if "probability" in keys:
        sure = [("sure", "≥ 0.90"), ("likely", "0.50–0.90"), ("unlikely", "< 0.50"), ("human", "人工核定")]
        controls.append(_select("certainty", "把握", sure))
    if "kind" in keys:
        controls.append('<label class="tick"><input type="checkbox" data-filter="changed"> 只看有改动的</label>')
    read = '<button type="button" data-action="read">两文对读</button>' if table.slug == "comparison" else ""
    return (
        f'<form class="bar" role="search" aria-label="筛选{_text(table.name)}">{"".join(controls)}'
        '<label>检索<input type="search" data-filter="search" placeholder="词语，空格分开"></label>'
        f'<button type="reset">全部</button>{read}<output aria-live="polite"></output></form>\n'
    )


def _select(key: str, head: str, options: Sequence[tuple[str, str]]) -> str:
    inner = "".join(f'<option value="{_text(value)}">{_text(shown)}</option>' for value, shown in options)
    return f'<label>{head}<select data-filter="{key}"><option value="">全部</option>{inner}</select></label>'


def _options(table: Table, key: str) -> list[str]:
    """Return the values that a filter offers, in the order of the rows; units by name."""
    at = table.position({"unit": "units"}.get(key, key))
    if at < 0:
        return []
    found: dict[str, None] = {}
    for row in table.rows:
        value = str(plain(row[at]))
        if key == "relation":
            parts = _RELATION.findall(value)
        else:
            parts = value.split("、") if key in ("unit", "kind") else [value]
        found.update(dict.fromkeys(filter(None, parts)))
    return sorted(found) if key == "unit" else list(found)


def _plain_table(table: Table) -> Iterator[str]:
    head = "".join(f'<th scope="col">{_text(column.head)}</th>' for column in table.columns)
    yield f'<div class="scroll" tabindex="0" role="region" aria-labelledby="{escape(table.slug)}-h"><table>'
    yield f"<thead><tr>{head}</tr></thead>\n<tbody>\n"
    for row in table.rows:
        cells = "".join(
            f"<td{' class=long' if len(str(plain(cell))) > _LONG else ''}>{_runs(cell)}</td>" for cell in row
        )
        yield f"<tr>{cells}</tr>\n"
    yield "</tbody></table></div>\n"


def _decisions(table: Table) -> Iterator[str]:
    """Yield what a person decides on: one article a pair of texts, with controls whose state stays in the browser."""
    yield (
        f'<form class="bar" role="search" aria-label="筛选{_text(table.name)}">'
        '<label class="tick"><input type="checkbox" data-filter="open"> 只看未判定的</label>'
        '<label>检索<input type="search" data-filter="search"></label>'
        '<label>判定人<input type="text" name="who"></label>'
        '<button type="reset">全部</button><button type="button" data-action="download">下载判定文件</button>'
        '<output aria-live="polite"></output><span class="done soft"></span></form>\n'
    )
    at = {column.key: k for k, column in enumerate(table.columns)}
    choices = {column.key: column.choices for column in table.columns}
    for row in table.rows:
        values = {key: str(plain(row[k])) for key, k in at.items()}
        if not values["code"]:
            continue
        child, _, parent = values["code"].partition("|")
        anchor = f"{table.slug}-{values['child']}_{values['parent']}"  # 10-1 and 2, or 10 and 1-2
        data = {
            "child": values["child"],
            "parent": values["parent"],
            "child-print": child.partition(":")[2],
            "parent-print": parent.partition(":")[2],
            "kind": values["program"],
            "label": anchor,
        }
        given = " ".join(f'data-{name}="{_text(value)}"' for name, value in data.items())
        texts = "".join(
            f'<div><span class="head">{_text(table.columns[at[key]].head)} {_text(values[side])}</span>'
            f'<div class="text">{_runs(row[at[key]])}</div></div>'
            for key, side in (("parent_text", "parent"), ("child_text", "child"))
            if values[side]
        )
        cited = f"{values['child'] or '（无）'} ↔ {values['parent'] or '（无）'}"
        likely = f"概率 {values['probability']}" if values["probability"] else ""
        shown = "　".join(filter(None, (values["program"], values["relation"], likely)))
        yield (
            f'<article class="row{" decided" if values["verdict"] else ""}" id="{_text(anchor)}" {given} '
            f'style="--columns:2">'
            f'<h3><a href="#{_text(anchor)}">{_text(cited)}</a>'
            f'<span class="chip">{_text(shown)}</span></h3><div class="texts">{texts}</div>'
            f"{_controls(anchor, values, choices)}</article>\n"
        )


def _controls(anchor: str, values: dict[str, str], choices: dict[str, tuple[str, ...]]) -> str:
    """Return what a person decides with, set to what was decided before."""
    name, told = f'type="radio" name="{_text(anchor)}"', _VERDICTS.get(values["verdict"], "")
    radios = "".join(
        f'<label><input {name} value="{value}"{" checked" if value == told else ""}> {VERDICTS[value].chinese}</label>'
        for value in _OFFERED
    )
    extra = ""
    if values["child"] and values["parent"]:
        names: dict[str, str] = {RELATIONS.words[name]: name for name in choices["relation_by_hand"]}
        extra = _choice("relation", "关系更正", names, RELATIONS.words.get(values["relation_by_hand"], ""))
    elif values["parent"]:
        extra = _choice("reason", "原因", {name: name for name in choices["reason"]}, values["reason"])
    return (
        f'<form class="decide"><fieldset><legend>判定</legend>{radios}</fieldset>{extra}'
        f'<label>备注 <input type="text" name="comment" value="{_text(values["comment"])}"></label></form>'
    )


def _choice(name: str, head: str, options: dict[str, str], told: str) -> str:
    inner = "".join(
        f'<option value="{_text(value)}"{" selected" if value == told else ""}>{_text(shown)}</option>'
        for value, shown in options.items()
    )
    return f'<label>{head} <select name="{name}"><option value=""></option>{inner}</select></label>'


def _file_of(table: Table) -> str:
    """Return what the file of decisions about a pair is called: CHILD__PARENT."""
    for code in (str(row[-1]) for row in table.rows):
        child, bar, parent = code.partition("|")
        if bar:
            return file_name(child.rpartition(":")[0], parent.rpartition(":")[0], joint="__", suffix=".csv")
    return ""


def _reader(tables: Sequence[Table]) -> str:
    """Return the empty panes in which two texts are read in step, the lower one that of the comparison."""
    has_lower = any(table.slug == "comparison" for table in tables)
    uppers = [
        (table.slug.removeprefix("by_parent_"), table.name)
        for table in tables
        if has_lower and table.slug.startswith("by_parent_")
    ]
    options = "".join(f'<option value="{_text(value)}">{_text(name)}</option>' for value, name in uppers)
    return (
        '<div class="reader" role="dialog" aria-modal="true" aria-label="两文对读" hidden><div class="top">'
        f"<label>左栏 <select>{options}</select></label>"
        '<span class="soft">右栏为下级全文；滚动或点选一条，另一栏随之。</span>'
        '<button type="button">关闭（Esc）</button></div><div class="panes">'
        '<div class="pane" tabindex="0" aria-label="上级"></div><div class="pane" tabindex="0" aria-label="下级"></div>'
        "</div></div>\n"
    )


def _runs(cell: Cell) -> str:
    if not isinstance(cell, tuple):
        return _text(f"{cell:.2f}" if isinstance(cell, float) else str(cell))
    return "".join(_run(run) for run in cell if run.text)


def _run(run: Run) -> str:
    start, end = _TAGS[run.meaning]
    said = _MARKS.get(run.mark, "")
    if run.mark in ("stronger", "weaker"):
        attributes = f' class="{run.mark}" title="{said}"'
        return f"{start.format(attributes)}{_text(run.text)}{end}"
    inner = f'<span class="{run.mark}" title="{said}">{_text(run.text)}</span>' if said else _text(run.text)
    return f"{start.format('')}{inner}{end}"


def _text(words: str) -> str:
    """Return words as they are shown, whatever they hold: markup is text, control characters are replaced."""
    return escape(legible(words))
