"""A small made-up collection with known answers: for the notebook, the tests, and trying the command out.

Two national laws, six provinces and their cities, none of which exists; every document says so in its notice.
"""

from __future__ import annotations

import csv
import io
import math
import random
import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from policycompare.arguments import takes
from policycompare.cascading.collection_manifest import COLUMNS, MANIFEST
from policycompare.errors import ExportError
from policycompare.language.numerals import to_han
from policycompare.storage.paths import inside

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

SEED = 7
TRUTH = "truth.csv"
COVARIATES = "covariates.csv"
GOVERNMENTS = {"nation": "县级以上地方人民政府", "province": "县级以上人民政府", "city": "市、区县人民政府"}
_STRONGER = (("鼓励", "应当组织"), ("可以", "应当"))
_WEAKER = (("应当", "可以"),)
_CITY_ZEAL = 0.85
"""Share of its province's provisions that a city takes up."""
_CITY_LATER = 300
"""Greatest number of days that a city is later than the earliest day it could be."""


@dataclass(frozen=True)
class _Provision:
    """A provision of a document, and where it stands above: documents and labels."""

    text: str
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Text:
    """A made-up document.

    Attributes
    ----------
    name
        Its id.
    title, level, region, adopted
        As in the manifest.
    provisions
        Its articles, but for the last one, which says when it is in force.
    parents
        Documents above whose last article its own follows.
    effect
        When it is in force, by default on the day on which it was adopted.
    """

    name: str
    title: str
    level: str
    region: str
    adopted: date
    provisions: Sequence[_Provision]
    parents: Sequence[str] = ()
    effect: date | None = None


class _ManifestRow(NamedTuple):
    """A line of the manifest, in the order of its columns."""

    id: str
    title: str
    level: str
    region: str
    date: str
    notice: str


@dataclass
class _Made:
    """Content to be written: documents, the source of each provision, and the label of each document's last.

    `notice` stands in the manifest of each of them.
    """

    notice: str
    files: dict[str, str] = field(default_factory=dict)
    manifest: list[_ManifestRow] = field(default_factory=list)
    truth: list[tuple[str, str, str, str]] = field(default_factory=list)
    last: dict[str, str] = field(default_factory=dict)

    def add(self, text: _Text) -> None:
        """Add a document."""
        lines = [text.title, ""]
        for k, provision in enumerate(text.provisions, start=1):
            lines.append(f"第{to_han(k)}条　{provision.text.replace('{government}', GOVERNMENTS[text.level])}")
            self.truth += [(text.name, str(k), *source) for source in provision.sources]
        last = len(text.provisions) + 1
        effect = text.effect or text.adopted
        lines.append(f"第{to_han(last)}条　本条例自{effect.year}年{effect.month}月{effect.day}日起施行。")
        self.truth += [(text.name, str(last), above, self.last[above]) for above in text.parents]
        self.last[text.name] = str(last)
        self.files[f"{text.name}.txt"] = "\n".join(lines) + "\n"
        row = _ManifestRow(text.name, text.title, text.level, text.region, text.adopted.isoformat(), self.notice)
        self.manifest.append(row)


@takes(ExportError, folder=(str, Path))
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
    dice = random.Random(SEED)  # noqa: S311 - nothing secret depends on it
    made = _Made(told["notice"])
    for number, law in enumerate(told["law"], start=1):
        _law(made, law, number, told["provinces"], dice)
    _write_folder(Path(folder), made)
    return Path(folder)


def _write_folder(folder: Path, made: _Made) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in made.files.items():
        inside(folder, name).write_text(text, "utf-8")
    (folder / MANIFEST).write_text(_csv([(*COLUMNS, "notice"), *made.manifest]), "utf-8")
    head = ("child_document", "child", "parent_document", "parent")
    (folder / TRUTH).write_text(_csv([head, *made.truth]), "utf-8")


@takes(ExportError, folder=(str, Path), provinces=int)
def study_collection(folder: str | Path, provinces: int | None = None) -> Path:
    """Write a made-up collection of a national law, thirty provinces and their cities, for event-history analysis.

    The wealthier a province, the sooner it makes a regulation of its own and the more articles it takes up; a third
    amend theirs three years later and take up some more, so that there are two versions. Three have the manifests that
    real ones have: without a date, with that of another version, and with an earlier one than a title that is cited.

    Parameters
    ----------
    folder
        Where to; made if need be. Holds ``manifest.csv``, the documents, ``truth.csv`` (see `synthetic_collection`) and
        ``covariates.csv`` (``region``, ``year``, ``wealth``).
    provinces
        How many of the provinces, from the first on; all when not given.

    Returns
    -------
    pathlib.Path
        The folder.
    """
    told = tomllib.loads(resources.files("policycompare.resources").joinpath("synthetic.toml").read_text("utf-8"))
    dice = random.Random(SEED)  # noqa: S311 - nothing secret depends on it
    made = _Made(told["notice"])
    law = told["law"][0]
    start = date.fromisoformat(law["date"])
    made.add(_Text("nation", law["title"], "nation", "", start, [_Provision(t, ()) for t in law["articles"]]))
    covariates = [("region", "year", "wealth")]
    for name in told["study_provinces"][:provinces]:
        wealth = round(dice.gauss(0, 1), 2)
        covariates += [(name, str(year), f"{wealth + 0.05 * (year - start.year):.2f}") for year in _STUDY_YEARS]
        _study_province(made, law, name, wealth, dice)
    _spoil(made)
    _write_folder(Path(folder), made)
    inside(folder, COVARIATES).write_text(_csv(covariates), "utf-8")
    return Path(folder)


_STUDY_YEARS = range(2015, 2027)
_SOON = 0.25
"""Chance each year that a province makes a regulation."""
_MOST = 0.7
"""Share of the law's articles that it takes up."""
_AMENDS = 0.35
"""Chance that it amends its regulation."""
_MORE = 0.5
"""Share of the articles that were left which it takes up then."""


def _study_province(made: _Made, law: dict[str, Any], name: str, wealth: float, dice: random.Random) -> None:
    """Write what a province makes of the law, maybe an amended version of it, and a city's regulation under it."""
    start = date.fromisoformat(law["date"])
    waited = 0
    while waited < len(_STUDY_YEARS) - 4 and dice.random() > _tilted(_SOON, wealth):
        waited += 1
    when = start + timedelta(days=365 * waited + 60 + int(dice.random() * 300))
    articles = list(enumerate(law["articles"], start=1))
    taken = {k for k, _ in articles if k == 1 or dice.random() < _tilted(_MOST, wealth)}
    title = f"{name}省{law['title']}"
    texts = {k: _changed(text, dice.choice((-0.2, 0, 0.2)), dice) for k, text in articles}

    def provisions(chosen: set[int]) -> list[_Provision]:
        return [_Provision(texts[k], (("nation", str(k)),)) for k in sorted(chosen)]

    made.add(_Text(name, title, "province", name, when, provisions(taken), ["nation"]))
    if dice.random() < _AMENDS:
        more = {k for k, _ in articles if k not in taken and dice.random() < _MORE}
        amended = when + timedelta(days=3 * 365)
        version = _Text(
            f"{name}-2", title, "province", name, amended, provisions(taken | more), ["nation"], effect=when
        )
        made.add(version)
    city = when + timedelta(days=90 + int(dice.random() * 900))
    below = [_Provision(p.text, ((name, str(k)), *p.sources)) for k, p in enumerate(provisions(taken), start=1)]
    below = [p for k, p in enumerate(below) if k == 0 or dice.random() < _CITY_ZEAL]
    made.add(_Text(f"{name}-city", f"{name}口市{law['title']}", "city", name, city, below, [name, "nation"]))


def _tilted(share: float, wealth: float) -> float:
    """Return a probability that is `share` at the mean of wealth, and rises with it on the scale of log-odds."""
    return 1 / (1 + math.exp(-(math.log(share / (1 - share)) + 0.8 * wealth)))


def _spoil(made: _Made) -> None:
    """Give the last three documents manifests such as real ones have."""
    (undated, other, early), rest = made.manifest[-3:], made.manifest[:-3]
    lines = made.files[f"{undated.id}.txt"].splitlines()
    lines[-1] = lines[-1].split("　")[0] + "　本条例自公布之日起施行。"
    made.files[f"{undated.id}.txt"] = "\n".join(lines) + "\n"
    cites = "　违反本条例规定，造成他人损害的，依照《中华人民共和国民法典》的规定承担责任。"
    lines = made.files[f"{early.id}.txt"].splitlines()
    number = to_han(len(lines) - 1)
    made.files[f"{early.id}.txt"] = "\n".join([*lines, f"第{number}条{cites}"]) + "\n"
    made.manifest = [*rest, undated._replace(date=""), other._replace(date="2009-05-01"), early]


def _law(made: _Made, law: dict[str, Any], number: int, provinces: Sequence[Any], dice: random.Random) -> None:
    """Write a national law and what provinces and cities make of it."""
    top, start = f"nation{number}", date.fromisoformat(law["date"])
    made.add(_Text(top, law["title"], "nation", "", start, [_Provision(text, ()) for text in law["articles"]]))
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
        made.add(_Text(province, f"{name}省{law['title']}", "province", name, when, own, [top]))
        city = cities[number - 1]
        later = when + timedelta(days=90 + int(dice.random() * _CITY_LATER))
        below = [
            _Provision(p.text, ((province, str(k)), *p.sources))
            for k, p in enumerate(own, start=1)
            if k == 1 or dice.random() < _CITY_ZEAL
        ]
        made.add(_Text(f"{province}-city", f"{city}{law['title']}", "city", name, later, below, [province, top]))


def _changed(text: str, lean: float, dice: random.Random) -> str:
    """Make duties stronger or weaker, the more often the more a province leans that way."""
    if dice.random() < abs(lean) * 3:
        for old, new in _STRONGER if lean > 0 else _WEAKER:
            if old in text:
                return text.replace(old, new)
    return text


def _csv(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
