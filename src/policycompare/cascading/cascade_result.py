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
from policycompare.errors import CollectionError
from policycompare.frames import noticed
from policycompare.messages import message
from policycompare.storage.paths import inside

if TYPE_CHECKING:
    from policycompare.vocabulary import Level


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
        return tuple(self.documents.attrs.get("notices", ()))

    @cached_property
    def documents(self) -> pd.DataFrame:
        """The documents.

        Returns
        -------
        pandas.DataFrame
            One row a document: ``id``, ``title``, ``level``, ``region``, ``date``, ``file`` and ``notice`` as the
            manifest has them, ``place`` (whose document it is), ``provisions`` (how many), ``sha256`` of the file.
        """
        return self._frame("documents.parquet")

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Aligned documents: ``child``, ``parent`` (ids), ``why`` (cited, subject, given), ``likeness``."""
        return self._frame("pairs.parquet")

    @cached_property
    def problems(self) -> pd.DataFrame:
        """Problems: ``kind`` (manifest, document, pair, later), ``document``, ``place``, ``message``."""
        return self._frame("problems.parquet")

    @cached_property
    def provisions(self) -> pd.DataFrame:
        """All provisions.

        Returns
        -------
        pandas.DataFrame
            ``document``, ``label``, ``position``, ``chapter``, ``text``, ``normal`` (normalised), ``formal`` (of a kind
            that every law has), ``region``.
        """
        return self._frame("provisions")

    @cached_property
    def links(self) -> pd.DataFrame:
        """All links: those of `policycompare.align` with ``child_document`` and ``parent_document``, and ``region``."""
        return self._frame("links")

    @cached_property
    def shifts(self) -> pd.DataFrame:
        """Changes on the links.

        Returns
        -------
        pandas.DataFrame
            ``child_document``, ``child``, ``parent_document``, ``parent``, ``kind``, ``parent_words``, ``child_words``,
            ``region``.
        """
        return self._frame("shifts")

    @cached_property
    def families(self) -> pd.DataFrame:
        """Provisions that spread sideways, see `policycompare.cascading.peers.families`."""
        return self._frame("families.parquet")

    @cached_property
    def adoptions(self) -> pd.DataFrame:
        """Adoptions of a parent's provisions by lower documents, see `diffusion.adoptions`."""
        return _analysis.adoptions(self.links, self.documents, self.provisions)

    def diffusion(self, parent: str, label: str | None = None, level: Level | None = None) -> pd.DataFrame:
        """Count over time the places that took up a parent's provisions, see `diffusion.diffusion`."""
        return _analysis.diffusion(self.adoptions, parent, label, level)

    def first_adopters(self) -> pd.DataFrame:
        """Return who took up each provision first, see `diffusion.first_adopters`."""
        return _analysis.first_adopters(self.adoptions)

    def coverage(self) -> pd.DataFrame:
        """Count what of each parent came down to each region, see `diffusion.coverage`."""
        return _analysis.coverage(self.adoptions, self.pairs, self.documents, self.provisions)

    def matrix(self, parent: str, level: Level | None = None) -> pd.DataFrame:
        """Count which place took up which provision of a parent, see `diffusion.matrix`."""
        return _analysis.matrix(self.adoptions, self.pairs, self.documents, self.provisions, parent, level)

    def likeness(self) -> pd.DataFrame:
        """Say of every link how alike the words are, and how far apart the documents, see `diffusion.likeness`."""
        return _analysis.likeness(self.links, self.documents, self.provisions)

    def strength(self) -> pd.DataFrame:
        """Count by region how duties became stronger or weaker, see `diffusion.strength`."""
        return _analysis.strength(self.shifts, self.links, self.documents)

    def sideways(self) -> pd.DataFrame:
        """Count from which place to which local inventions spread, see `diffusion.sideways`."""
        return _analysis.sideways(self.families)

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
        counts = f"{len(self.documents)} documents, {len(self.pairs)} pairs, {len(self.links)} links"
        return f"<Cascade {self.folder.name}: {counts}, {len(self.problems)} problems>"
