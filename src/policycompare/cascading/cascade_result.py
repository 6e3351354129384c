"""Results of a collection, read from the folder that `cascade` has written: frames of links, and answers from them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

import policycompare.cascading.diffusion as _analysis
from policycompare.cascading.dataset import INCOMPLETE, NO_REGION, RECORD
from policycompare.cascading.peers import families_across_levels
from policycompare.cascading.times import provision_times
from policycompare.errors import CollectionError, ReadError
from policycompare.frames import noticed, typed
from policycompare.language.government_levels import level_named
from policycompare.messages import message
from policycompare.storage.paths import inside

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policycompare.vocabulary import Level

DATA_SETS = ("links", "shifts", "provisions")
"""Frames that are written by region, each a folder of Parquet files."""
MOST_NAMED = 12
"""Ids that a message names at most."""


@dataclass(frozen=True, eq=False, repr=False)
class Cascade:
    """The results of a collection.

    Attributes
    ----------
    folder
        What `cascade` has written. Its data sets can be read by any program:
        ``duckdb.sql("from 'OUT/links/*/*.parquet'")``, ``pandas.read_parquet("OUT/links")``.

    Raises
    ------
    CollectionError
        The folder is not one of `cascade`, or its run has not come to its end.
    """

    folder: Path

    def __post_init__(self) -> None:
        object.__setattr__(self, "folder", Path(self.folder))
        if not (self.folder / RECORD).is_file():
            raise CollectionError(
                message(
                    "{folder}: no results of cascade are there; name the folder that was its --out", folder=self.folder
                )
            )

    @cached_property
    def record(self) -> dict[str, object]:
        """Versions and parameters that made the folder."""
        return dict(json.loads((self.folder / RECORD).read_text("utf-8")))

    @property
    def notices(self) -> tuple[str, ...]:
        """The notices that everything made from this collection carries."""
        return tuple(self.written("documents").attrs.get("notices", ()))

    # -- data sets -------------------------------------------------------------------------------------------------

    @cached_property
    def documents(self) -> pd.DataFrame:
        """The documents.

        Returns
        -------
        pandas.DataFrame
            One row a document: ``document`` (its id), ``title``, ``level`` (ordered from the nation to the town),
            ``region``, ``file`` and ``notice`` as the manifest has them, ``place`` (whose document it is),
            ``provisions`` (how many), ``sha256`` of the file. Its dates, ``NaT`` where none is known: ``date`` of the
            version that the file holds, ``origin_date`` of the first adoption or commencement of the regulation,
            ``effect_date`` of its commencement, each with ``…_from``, where it was read (see
            `policycompare.vocabulary.DATE_SOURCES`); ``origin_certain`` (false where only the version's date is
            known, and the regulation may be older), ``latest_date`` (by which the text certainly stood as it is),
            ``replaces_date`` (of the document of the same title that it repealed), ``regulation`` (the oldest version
            of the same title, level and region), ``doubt`` (``undated``, ``conflict``, ``anachronism`` or empty).
            Its columns are called the same wherever they stand: ``done.adoptions.merge(done.documents)`` joins on them,
            and ``done.links.merge(done.documents.add_prefix("child_"))`` on those of one side.
        """
        return self._public(self.written("documents"))

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Aligned documents.

        Returns
        -------
        pandas.DataFrame
            ``child_document``, ``child_title``, ``parent_document``, ``parent_title``, ``why`` (cited, subject, given),
            ``subject_likeness`` (cosine of what they are about, 0 to 1).
        """
        return self._public(self.written("pairs"))

    @cached_property
    def problems(self) -> pd.DataFrame:
        """Problems.

        Returns
        -------
        pandas.DataFrame
            ``kind`` (manifest, document, pair, later, date, undated, anachronism), ``document`` and its ``title``
            (empty where it could not be read), ``where`` (file and line, or the other document), ``message``.
        """
        return self._public(self.written("problems"))

    @cached_property
    def provisions(self) -> pd.DataFrame:
        """All provisions.

        Returns
        -------
        pandas.DataFrame
            ``document``, ``title``, ``label``, ``printed`` (the number as the document prints it), ``position``,
            ``chapter``, ``text``, ``normal`` (normalised), ``formal`` (of a kind that every law has), ``region``.
        """
        return self._public(self.written("provisions"))

    @cached_property
    def links(self) -> pd.DataFrame:
        """All links.

        Returns
        -------
        pandas.DataFrame
            Those of `policycompare.align` with ``child_document``, ``child_title``, ``parent_document``,
            ``parent_title`` and ``region``; the labels ``child`` and ``parent`` are ordered, 9 before 10.
        """
        return self._public(self.written("links"))

    @cached_property
    def shifts(self) -> pd.DataFrame:
        """Changes on the links.

        Returns
        -------
        pandas.DataFrame
            ``child_document``, ``child_title``, ``child``, ``parent_document``, ``parent_title``, ``parent``, ``kind``,
            ``parent_words``, ``child_words``, ``region``.
        """
        return self._public(self.written("shifts"))

    @cached_property
    def families(self) -> pd.DataFrame:
        """Provisions that spread sideways, see `policycompare.cascading.peers.families`."""
        return self._public(self.written("families"))

    @cached_property
    def families_across_levels(self) -> pd.DataFrame:
        """Provisions of like words at several levels, with the way they went: up, down, sideways.

        See `policycompare.cascading.peers.families_across_levels`; made when it is first asked for.
        """
        provisions, documents, links = (self.written(name) for name in ("provisions", "documents", "links"))
        return self._public(families_across_levels(provisions, documents, links, self._times))

    def written(self, name: str) -> pd.DataFrame:
        """Return a data set as it stands in the folder: dates and labels as text, no titles. See `frames.typed`."""
        if name not in self._kept:
            self._kept[name] = self._frame(name if name in DATA_SETS else f"{name}.parquet")
        return self._kept[name]

    # -- answers ---------------------------------------------------------------------------------------------------

    @cached_property
    def adoptions(self) -> pd.DataFrame:
        """Adoptions of a parent's provisions by lower documents, see `diffusion.adoptions`."""
        return self._public(self._adopted)

    def diffusion(
        self, parent: str, label: str | None = None, level: Level | None = None, include: Iterable[str] = ()
    ) -> pd.DataFrame:
        """Count over time the places that took up a parent's provisions, see `diffusion.diffusion`."""
        self._check(parent, () if label is None else (label,))
        return self._public(_analysis.diffusion(self._adopted, parent, label, _level(level), include))

    def first_adopters(self, include: Iterable[str] = ()) -> pd.DataFrame:
        """Return who took up each provision first, see `diffusion.first_adopters`."""
        return self._public(_analysis.first_adopters(self._adopted, include))

    def coverage(self) -> pd.DataFrame:
        """Count what of each parent came down to each region, see `diffusion.coverage`."""
        return self._public(_analysis.coverage(self._adopted, *self._compared))

    def matrix(self, parent: str, level: Level | None = None) -> pd.DataFrame:
        """Count which place took up which provision of a parent, see `diffusion.matrix`."""
        self._check(parent)
        return _analysis.matrix(self._adopted, *self._compared, parent, _level(level))

    def likeness(self) -> pd.DataFrame:
        """Say of every link how alike the words are, and how far apart the documents, see `diffusion.likeness`."""
        links, documents, provisions = (self.written(name) for name in ("links", "documents", "provisions"))
        return self._public(_analysis.likeness(links, documents, provisions, self._times))

    def strength(self) -> pd.DataFrame:
        """Count by region how duties became stronger or weaker, see `diffusion.strength`."""
        shifts, links, documents = (self.written(name) for name in ("shifts", "links", "documents"))
        return self._public(_analysis.strength(shifts, links, documents))

    def sideways(self) -> pd.DataFrame:
        """Count from which place to which local inventions spread, see `diffusion.sideways`."""
        return self._public(_analysis.sideways(self.written("families")))

    # -- how they are made -----------------------------------------------------------------------------------------

    @cached_property
    def _kept(self) -> dict[str, pd.DataFrame]:
        """The data sets that were read."""
        return {}

    @cached_property
    def _adopted(self) -> pd.DataFrame:
        links, documents, provisions = (self.written(name) for name in ("links", "documents", "provisions"))
        return _analysis.adoptions(links, documents, provisions, self._times)

    @cached_property
    def _times(self) -> pd.DataFrame:
        return provision_times(self.written("provisions"), self.written("documents"))

    @property
    def _compared(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        return self.written("pairs"), self.written("documents"), self.written("provisions")

    @cached_property
    def _titles(self) -> dict[str, str]:
        documents = self.written("documents")
        return dict(zip(documents["document"], documents["title"], strict=True))

    def _public(self, frame: pd.DataFrame) -> pd.DataFrame:
        return typed(frame, self._titles)

    def _check(self, document: str, labels: Iterable[str] = ()) -> None:
        """Raise an error that names the way out for a document or provision that the collection has not."""
        if document not in self._titles:
            raise CollectionError(
                message(
                    "no document “{document}” in the collection; known are {known}: see documents",
                    document=document,
                    known=list(self._titles)[:MOST_NAMED],
                )
            )
        provisions = self.written("provisions")
        known = provisions.loc[provisions["document"] == document, "label"].tolist()
        for label in labels:
            if str(label) not in known:
                raise CollectionError(
                    message(
                        "{document} has no provision {label}; its labels run from {first} to {last}",
                        document=document,
                        label=label,
                        first=known[0],
                        last=known[-1],
                    )
                )

    def _frame(self, name: str) -> pd.DataFrame:
        path = inside(self.folder, name)
        if not path.exists() or inside(self.folder, INCOMPLETE).exists():
            raise CollectionError(
                message("{path}: the run has not come to its end; run the same command again", path=path)
            )
        frame = pd.read_parquet(path)
        if path.is_dir():
            frame["region"] = frame["region"].astype(str).replace(NO_REGION, "")
        return noticed(frame, frame.attrs.get("notices", ()))

    def __repr__(self) -> str:
        counts = f"{len(self.written('documents'))} documents, {len(self.written('pairs'))} pairs, "
        counts += f"{len(self.written('links'))} links"
        return f"<Cascade {self.folder.name}: {counts}, {len(self.written('problems'))} problems>"


def _level(word: str | None) -> Level | None:
    """Return the level that a word means, see `level_named`."""
    try:
        return level_named(word)
    except ReadError as error:
        raise CollectionError(error.args[0]) from None
