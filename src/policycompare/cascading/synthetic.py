"""A small made-up collection with known answers: for the notebook, the tests, and trying the command out.

Two national laws, six provinces and their cities, none of which exists; every document says so in its notice.
"""

from __future__ import annotations

import csv
import io
import random
import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.cascading.collection_manifest import COLUMNS, MANIFEST
from policycompare.language.numerals import to_han
from policycompare.storage.paths import inside

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

SEED = 7
TRUTH = "truth.csv"
GOVERNMENTS = {"nation": "县级以上地方人民政府", "province": "县级以上人民政府", "city": "市、区县人民政府"}
_STRONGER = (("鼓励", "应当组织"), ("可以", "应当"))
_WEAKER = (("应当", "可以"),)
_CITY_ZEAL, _CITY_LATER = 0.85, 300


@dataclass
class _Made:
    """Content to be written: documents, the source of each provision, and the label of each document's last."""

    files: dict[str, str] = field(default_factory=dict)
    manifest: list[tuple[str, ...]] = field(default_factory=list)
    truth: list[tuple[str, str, str, str]] = field(default_factory=list)
    last: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Provision:
    """A provision of a document, and where it stands above: documents and labels."""

    text: str
    sources: tuple[tuple[str, str], ...]


def synthetic_collection(folder: str | Path) -> Path:
    """Write a made-up collection of 26 documents.

    Parameters
    ----------
    folder
        Where to; made if need be. Holds ``manifest.csv``, the documents, and ``truth.csv`` (``child_document``,
        ``child``, ``parent_document``, ``parent``): which provision was written from which.

    Returns
    -------
    pathlib.Path
        The folder.
    """
    told = tomllib.loads(resources.files("policycompare.resources").joinpath("synthetic.toml").read_text("utf-8"))
    dice, made = random.Random(SEED), _Made()  # noqa: S311 - nothing secret depends on it
    for number, law in enumerate(told["law"], start=1):
        _law(made, law, number, told["provinces"], told["notice"], dice)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in made.files.items():
        inside(folder, name).write_text(text, "utf-8")
    (folder / MANIFEST).write_text(_csv([(*COLUMNS, "notice"), *made.manifest]), "utf-8")
    head = ("child_document", "child", "parent_document", "parent")
    (folder / TRUTH).write_text(_csv([head, *made.truth]), "utf-8")
    return folder


def _law(
    made: _Made, law: dict[str, Any], number: int, provinces: Sequence[Any], notice: str, dice: random.Random
) -> None:
    """Write a national law and what provinces and cities make of it."""
    top, start = f"nation{number}", date.fromisoformat(law["date"])
    _write(made, top, law["title"], "nation", "", start, [_Provision(text, ()) for text in law["articles"]], notice)
    spread: dict[str, date] = {}
    days = {name: 120 + int(dice.random() * 1500) for name, *_ in provinces}
    for name, zeal, lean, cities in sorted(provinces, key=lambda row: days[row[0]]):
        when = start + timedelta(days=days[name])
        own = [
            _Provision(_changed(text, lean, dice), ((top, str(k)),))
            for k, text in enumerate(law["articles"], start=1)
            if k == 1 or dice.random() < zeal
        ]
        for origin, pull, text in law["inventions"]:
            if origin == name or (text in spread and dice.random() < pull):
                spread.setdefault(text, when)
                own.append(_Provision(text, ()))
        province = f"{top}-{name}"
        _write(made, province, f"{name}省{law['title']}", "province", name, when, own, notice, [top])
        city = cities[number - 1]
        later = when + timedelta(days=90 + int(dice.random() * _CITY_LATER))
        below = [
            _Provision(p.text, ((province, str(k)), *p.sources))
            for k, p in enumerate(own, start=1)
            if k == 1 or dice.random() < _CITY_ZEAL
        ]
        _write(made, f"{top}-{name}-city", f"{city}{law['title']}", "city", name, later, below, notice, [province, top])


def _changed(text: str, lean: float, dice: random.Random) -> str:
    """Make duties stronger or weaker, the more often the more a province leans that way."""
    if dice.random() < abs(lean) * 3:
        for old, new in _STRONGER if lean > 0 else _WEAKER:
            if old in text:
                return text.replace(old, new)
    return text


def _write(
    made: _Made,
    name: str,
    title: str,
    level: str,
    region: str,
    when: date,
    provisions: Sequence[_Provision],
    notice: str,
    parents: Sequence[str] = (),
) -> None:
    lines = [title, ""]
    for k, provision in enumerate(provisions, start=1):
        lines.append(f"第{to_han(k)}条　{provision.text.replace('{government}', GOVERNMENTS[level])}")
        made.truth += [(name, str(k), *source) for source in provision.sources]
    last = len(provisions) + 1
    lines.append(f"第{to_han(last)}条　本条例自{when.year}年{when.month}月{when.day}日起施行。")
    made.truth += [(name, str(last), above, made.last[above]) for above in parents]
    made.last[name] = str(last)
    made.files[f"{name}.txt"] = "\n".join(lines) + "\n"
    made.manifest.append((name, title, level, region, when.isoformat(), notice))


def _csv(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
