"""Results of a collection, read from the folder that `cascade` has written: frames of links, and answers from them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd

import policycompare.cascading.corrected as _corrected
import policycompare.cascading.cutoffs as _cutoffs
import policycompare.cascading.diffusion as _analysis
import policycompare.cascading.panel as _panel
from policycompare.aligning.model import shipped_model
from policycompare.arguments import SEQUENCES, takes
from policycompare.cascading.dataset import INCOMPLETE, NO_REGION, RECORD
from policycompare.cascading.peers import families_across_levels
from policycompare.cascading.tasks import KEPT_FROM
from policycompare.cascading.times import provision_times
from policycompare.errors import CollectionError, ReadError
from policycompare.frames import noticed, typed
from policycompare.language.government_levels import level_named
from policycompare.messages import message
from policycompare.storage.paths import inside
from policycompare.validating.sampling import Sample, stratified

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from policycompare.cascading.panel import Places
    from policycompare.vocabulary import Level

DATA_SETS = ("links", "shifts", "provisions", "candidates")
"""Frames that are written by region, each a folder of Parquet files."""
SINGLE_FILES = ("documents", "pairs", "problems", "families")
"""Frames that are one Parquet file."""
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
    cut
        Cut-off other than the run's, see `at`.

    Raises
    ------
    CollectionError
        The folder is not one of `cascade`, or its run has not come to its end.
    """

    folder: Path
    cut: float | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.folder, str | Path):
            raise CollectionError(
                message("{given} is no folder; give the one that was its --out", given=repr(self.folder)[:80])
            )
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
            ``effect_date`` of its commencement, each with where it was read, ``date_from``, ``origin_from``,
            ``effect_from`` (see `policycompare.vocabulary.DATE_SOURCES`); ``origin_certain`` (false where only the
            version's date is known, and the regulation may be older), ``latest_date`` (by which the text certainly
            stood as it is), ``replaces_date`` (of the document of the same title that it repealed), ``regulation`` (the
            oldest version of the same title, level and region), ``doubt`` (``undated``, ``conflict``, ``anachronism``
            or empty). Its columns are called the same wherever they stand: ``done.adoptions.merge(done.documents)``
            joins on them, and ``done.links.merge(done.documents.add_prefix("child_"))`` on those of one side.
        """
        return self._public(self.written("documents"))

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Aligned documents.

        Returns
        -------
        pandas.DataFrame
            ``child_document``, ``child_title``, ``parent_document``, ``parent_title``, ``why`` (cited, subject, given),
            ``subject_likeness`` (cosine of what they are about, 0 to 1), ``candidates`` (pairs of provisions that were
            looked at), ``unkept`` (how many links are expected among those that are too unlikely to be kept).
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
    def candidates(self) -> pd.DataFrame:
        """The pairs of provisions that may be links, down to a probability of 0.05.

        Returns
        -------
        pandas.DataFrame
            ``child_document``, ``child_title``, ``child``, ``parent_document``, ``parent_title``, ``parent``,
            ``probability`` (0.05 to 0.99), ``region``.
        """
        return self._public(self.written("candidates"))

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
        if name not in (*DATA_SETS, *SINGLE_FILES):
            raise CollectionError(
                message("no data set “{name}”; there are {known}", name=str(name), known=[*DATA_SETS, *SINGLE_FILES])
            )
        if name not in self._kept:
            self._kept[name] = self._at_cut(name, self._frame(name if name in DATA_SETS else f"{name}.parquet"))
        return self._kept[name]

    def _at_cut(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a data set of the run as it is at another cut-off."""
        if self.cut is None or name not in ("links", "shifts", "families"):
            return frame
        if name == "links":
            return _cutoffs.links_at(frame, self.written("candidates"), self.cut)
        if name == "shifts":
            return noticed(frame.merge(self.written("links")[_cutoffs.ENDS], on=_cutoffs.ENDS), self.notices)
        links = self.written("links")
        linked = set(zip(links["child_document"], links["child"], strict=True))
        first = zip(frame["source_document"], frame["source"], strict=True)
        return frame.assign(invention=[source not in linked for source in first])

    # -- cut-offs --------------------------------------------------------------------------------------------------

    @property
    def threshold(self) -> float:
        """Least probability of a link."""
        return self.run_threshold if self.cut is None else self.cut

    @property
    def run_threshold(self) -> float:
        """Least probability of a link in the run that wrote the folder."""
        return float(str(self.record["threshold"]))

    @takes(CollectionError, threshold=(int, float))
    def at(self, threshold: float) -> Cascade:
        """Return the same collection at another cut-off, without computing again.

        Links that the run has not are known by their probability alone: their relation, evidence and changes are
        empty, and only a run with ``threshold=`` gives them.

        Parameters
        ----------
        threshold
            0.05 to 1.

        Raises
        ------
        CollectionError
            It is not between these, below which no pair is kept.
        """
        if isinstance(threshold, bool) or not KEPT_FROM <= threshold <= 1:
            raise CollectionError(
                message(
                    "threshold {threshold}: pairs of provisions are kept from {least} on; give {least} to 1",
                    threshold=threshold,
                    least=KEPT_FROM,
                )
            )
        return Cascade(self.folder, float(threshold))

    @takes(CollectionError, thresholds=SEQUENCES)
    def sweep(self, thresholds: Sequence[float] = _cutoffs.SWEPT) -> pd.DataFrame:
        """Count links, adoptions and shares at each cut-off, see `cutoffs.sweep`; read one region after the other."""
        for threshold in thresholds:
            self.at(threshold)  # one that is none is told
        documents = self.written("documents").set_index("document")["provisions"]
        found = _cutoffs.sweep(self._by_region("candidates"), self.written("pairs"), documents, sorted(thresholds))
        return noticed(found, self.notices)

    def expected(self) -> pd.DataFrame:
        """Return how many documents are expected to have each provision of a parent, see `cutoffs.expected`."""
        candidates, pairs, provisions = (self.written(name) for name in ("candidates", "pairs", "provisions"))
        dispersion = shipped_model().dispersion
        return self._public(_cutoffs.expected(candidates, pairs, provisions, self.threshold, dispersion))

    # -- validation ------------------------------------------------------------------------------------------------

    @takes(CollectionError, n=int, by=(str, list, tuple), seed=int, links=int)
    def sample(self, n: int, by: str | Sequence[str] = (), *, seed: int = 0, links: int | None = None) -> Sample:
        """Draw a stratified sample of links, and of non-links down to a probability of 0.05, to be read by people.

        Parameters
        ----------
        n
            Pairs of provisions to draw.
        by
            Columns by which strata are cut, besides bands of probability: ``level``, ``region``, ``place`` (of the
            child), ``child_document``, ``parent_document``, ``formal`` (see `provisions`).
        seed
            Of the random numbers.
        links
            How many of them are links; half where not given.

        Returns
        -------
        Sample
            Its ``blind()`` rows are for coders (``pc.export.coding(sample, PATH)``), its ``coded(…)`` takes what they
            said, and ``pc.evaluate`` and `corrected` say what follows.

        Raises
        ------
        CollectionError
            `n` is too small for so many strata, or a column of `by` is not known.
        """
        drawn = stratified(self._population, n, by=[by] if isinstance(by, str) else by, seed=seed, links=links)
        return _corrected.with_texts(drawn, self.written("provisions"), self._titles, self.notices)

    @takes(CollectionError, sample=Sample, draws=int, seed=int)
    def corrected(self, sample: Sample, *, draws: int = 400, seed: int = 0) -> pd.DataFrame:
        """Return counts corrected for the error that a coded sample shows, see `corrected.corrected`."""
        found = _corrected.corrected(self._population, *self._compared, sample, draws=draws, seed=seed)
        return self._public(noticed(found, self.notices))

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

    @takes(CollectionError, covariates=(pd.DataFrame, str, Path))
    def panel(
        self,
        parent: str | None = None,
        level: Level | None = None,
        *,
        by: Literal["spell", "year"] = "spell",
        places: Places = "compared",
        covariates: pd.DataFrame | str | Path | None = None,
        include: Iterable[str] = (),
    ) -> pd.DataFrame:
        """Return who could take up which provision, from when, and who did: for event-history analysis (面板).

        Parameters
        ----------
        parent
            Id of a parent document, or all.
        level
            Of the documents, or all.
        by
            ``"spell"``: a row is a regulation and a provision of a parent that it was compared with, whether it took it
            up or not; ``"year"``: a row is a year of such a spell at risk, with ``year``, ``age`` and ``event``.
        places
            ``"compared"``, or ``"all"`` with the places below the parent that have no such document, as censored.
        covariates
            A frame or csv file with one row a ``document``, ``place`` or ``region``, or one a year of it (``year``),
            whose other columns are joined.
        include
            Doubts about dates that keep no document out, see `first_adopters`.

        Returns
        -------
        pandas.DataFrame
            ``parent_document`` (``parent_title``), ``parent``; ``document`` (``title``; of the versions the first that
            has the provision, else the latest) and ``regulation``, ``level``, ``region``, ``place``; ``adopted`` (0 or
            1), ``probability`` (of its best link; of one that did not take it up that of the likeliest pair, missing
            below 0.05, from which on pairs are kept) and ``relation`` of the link; ``parent_date`` (from when it was at
            risk) and ``origin_of``, ``until_date`` (when it took it up, or was last seen without it) and
            ``adopted_of``, ``days`` between them, ``censored``;
            ``excluded`` (why it was at no risk: ``undated``, ``before`` the parent had it, ``not applicable`` as it
            addresses a higher level, or empty), ``formal``, ``doubt``; ``likeness`` of the parent's provision to the
            nearest of the document's, linked or not (rapidfuzz ratio, 0 to 1); then the covariates.

        Raises
        ------
        CollectionError
            There is no such document, or the covariates do not fit: the message says how.
        """
        _check_word("by", by, ("spell", "year"))
        _check_word("places", places, ("compared", "all"))
        if parent is not None:
            self._check(parent)
        pairs, documents, provisions = self._compared
        if parent is not None:
            pairs = pairs[pairs["parent_document"] == parent]
        at_level = _level(level)
        found = _panel.panel(
            self._adopted, pairs, documents, provisions, self._times, include, places, self.written("candidates")
        )
        found = found if at_level is None else found[found["level"] == at_level].reset_index(drop=True)
        found = _panel.periods(found) if by == "year" else found
        if covariates is not None:
            found = _panel.with_covariates(found, *_panel.read_covariates(covariates))
        return self._public(found)

    def dyads(self, parent: str, *, include: Iterable[str] = ()) -> pd.DataFrame:
        """Return how alike each provision is to each earlier document under one parent, above it and beside it.

        Nothing is selected by likeness or by links, so that it can be explained by level, time and place.

        Parameters
        ----------
        parent
            Id of the parent document; it and all that were compared with it take part.
        include
            Doubts about dates that keep no document out, see `first_adopters`.

        Returns
        -------
        pandas.DataFrame
            One row a provision and an earlier document, but for versions of one regulation: ``document`` (``title``),
            ``label``, ``formal``, ``earlier_document`` (``earlier_title``), ``likeness`` (to the nearest of
            its provisions, 0 to 1), ``levels`` between the documents (0: beside each other), ``years`` between their
            versions, ``same_region``.
        """
        self._check(parent)
        return self._public(_panel.dyads(*self._compared, parent, include))

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

    @property
    def _population(self) -> pd.DataFrame:
        candidates, documents, provisions = (self.written(n) for n in ("candidates", "documents", "provisions"))
        return _corrected.population(candidates, documents, provisions, self._times, self.threshold)

    @cached_property
    def _titles(self) -> dict[str, str]:
        documents = self.written("documents")
        return dict(zip(documents["document"], documents["title"], strict=True))

    def _public(self, frame: pd.DataFrame) -> pd.DataFrame:
        return typed(frame, self._titles)

    def _check(self, document: str, labels: Iterable[str] = ()) -> None:
        """Raise an error that names the way out for a document or provision that the collection has not."""
        if not isinstance(document, str) or document not in self._titles:
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

    def _by_region(self, name: str) -> Iterator[pd.DataFrame]:
        """Yield the rows of a data set region by region."""
        folder = inside(self.folder, name)
        if not folder.exists():
            self._frame(name)
        for part in sorted(folder.iterdir()):
            yield pd.read_parquet(part)

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


def _check_word(name: str, given: object, known: tuple[str, ...]) -> None:
    if given not in known:
        raise CollectionError(
            message("{name}: {given} is not known; give {known}", name=name, given=repr(given), known=known)
        )


def _level(word: str | None) -> Level | None:
    """Return the level that a word means, see `level_named`."""
    try:
        return level_named(word)
    except ReadError as error:
        raise CollectionError(error.args[0]) from None
