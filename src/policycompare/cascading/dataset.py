"""The folder that a collection's results go to: parts by content while it runs, data sets when it is done.

A part is named by a hash of everything it depends on, and appears whole or not at all; so a run that was stopped goes
on with what is missing. The data sets are put together from the parts in a fixed order, and so have the same bytes
however the work was shared out. They are made beside and put in place together: what stands in the folder is one run's,
or ``INCOMPLETE.json`` stands there too.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import zipfile
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.errors import ExportError
from policycompare.messages import message
from policycompare.storage.locks import locked
from policycompare.storage.paths import file_name, inside
from policycompare.storage.whole_files import clear_left, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

RECORD = "collection.json"
"""Says what made the folder; a folder without it is not written to unless it is empty."""
INCOMPLETE = "INCOMPLETE.json"
"""Stands in the folder while the results of a run take the place of those of the run before."""
PARTS = "parts"
MADE = ".new"
"""End of the name of a folder of results that are not in place yet."""
REPLACED = ".old"
"""The same of those whose place they take."""
NO_REGION = "全国"
GROUP = 65_536
"""Rows of a row group."""
FILE = 1_048_576
"""Rows of a file."""

_INCOMPLETE = "上一次运行没有写完，文件可能新旧不一；请再运行一次"
_TEXT, _NUMBER = "string", "double"
SCHEMAS: dict[str, dict[str, str]] = {
    "links": {
        "child_document": _TEXT, "child": _TEXT, "parent_document": _TEXT, "parent": _TEXT, "probability": _NUMBER,
        "relation": _TEXT, "method": _TEXT, "log_odds": _NUMBER, "shape": _TEXT, "group": "int64", "change": _TEXT,
        "evidence": _TEXT, "shifts": _TEXT,
    },
    "candidates": {
        "child_document": _TEXT, "child": _TEXT, "parent_document": _TEXT, "parent": _TEXT, "probability": _NUMBER,
    },
    "compared": {"child_document": _TEXT, "parent_document": _TEXT, "candidates": "int64", "unkept": _NUMBER},
    "shifts": {
        "child_document": _TEXT, "child": _TEXT, "parent_document": _TEXT, "parent": _TEXT, "kind": _TEXT,
        "parent_words": _TEXT, "child_words": _TEXT,
    },
    "problems": {"kind": _TEXT, "document": _TEXT, "place": _TEXT, "message": _TEXT},
    "provisions": {
        "document": _TEXT, "label": _TEXT, "printed": _TEXT, "position": "int64", "chapter": _TEXT, "text": _TEXT,
        "normal": _TEXT, "formal": "bool_",
    },
    "records": {
        "id": _TEXT, "title": _TEXT, "level": _TEXT, "region": _TEXT, "date": _TEXT, "file": _TEXT, "notice": _TEXT,
        "origin_date": _TEXT, "effect_date": _TEXT, "sha256": _TEXT, "place": _TEXT, "provisions": "int64",
        "cites": "texts", "bigrams": "codes", "weights": "weights", "date_from": _TEXT, "stated_adopted": _TEXT,
        "stated_amended": _TEXT, "stated_effect": _TEXT, "stated_on_publication": "bool_", "stated_replaces": _TEXT,
        "stated_notice": _TEXT, "stated_signed": _TEXT,
    },
}  # fmt: skip
"""Columns of every kind of rows and their types."""


def part_bytes(kind: str, rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows of a kind as a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(_named(kind, rows), schema=schema(kind)), out, compression="zstd")
    return out.getvalue().to_pybytes()  # type: ignore[no-any-return]


def schema(kind: str, notices: Sequence[str] = ()) -> pa.Schema:
    """Return the Arrow schema of a kind; the notices ride in it, and pandas reads them as ``attrs["notices"]``."""
    import pyarrow as pa

    kinds = {
        _TEXT: pa.string(),
        _NUMBER: pa.float64(),
        "int64": pa.int64(),
        "bool_": pa.bool_(),
        "texts": pa.list_(pa.string()),
        "codes": pa.list_(pa.uint64()),
        "weights": pa.list_(pa.float32()),
    }
    metadata = {"PANDAS_ATTRS": json.dumps({"notices": list(notices)}, ensure_ascii=False)} if notices else None
    return pa.schema([(name, kinds[told]) for name, told in SCHEMAS[kind].items()], metadata=metadata)


def _named(kind: str, rows: Iterable[Sequence[object]]) -> list[dict[str, object]]:
    return [dict(zip(SCHEMAS[kind], row, strict=True)) for row in rows]


@dataclass(frozen=True)
class Store:
    """A folder of results.

    Attributes
    ----------
    folder
        Where it is.
    """

    folder: Path

    @property
    def made(self) -> Path:
        """Folder of the results that are not in place yet."""
        return self.folder / MADE

    def open(self, record: bytes) -> dict[str, object]:
        """Make the folder, or check that it is one of ours, and return what it says of the run before.

        Parameters
        ----------
        record
            What a new folder says of itself until the first run has come to its end.

        Raises
        ------
        ExportError
            It cannot be made, or holds something else.
        """
        with _writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            clear_left(self.folder)  # all that is there when the first run was killed before it could say whose it is
            if (self.folder / RECORD).is_file():
                return _said(self.folder / RECORD)
            if any(self.folder.iterdir()):
                raise ExportError(
                    message("{folder}: not empty, and not written by cascade; name a new folder", folder=self.folder)
                )
        self.write(self.folder / RECORD, record)
        return {}

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder for this run alone, and clear what a killed run left half made.

        Raises
        ------
        ExportError
            Another run is at work there, or the folder cannot be written to.
        """
        with ExitStack() as stack:
            with _writing(self.folder):
                try:
                    stack.enter_context(locked(self.folder / RECORD, wait=0))
                except NotImplementedError:
                    pass  # a file system without locks, as on some clusters: nobody can be told
                except TimeoutError:
                    raise ExportError(
                        message("{folder}: another run is at work there; wait for it to end", folder=self.folder)
                    ) from None
                shutil.rmtree(self.folder / MADE, ignore_errors=True)
                shutil.rmtree(self.folder / REPLACED, ignore_errors=True)
                for folder in (self.folder / PARTS).glob("*/"):
                    clear_left(folder)
            yield

    def has(self, key: str) -> bool:
        """Whether the part of that name is there, and whole to its last bytes."""
        return zipfile.is_zipfile(self._part(key))

    def put(self, key: str, kinds: Mapping[str, bytes]) -> None:
        """Write a part: its rows of each kind as a Parquet file, all in one file, so that it is there or not."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for kind, data in kinds.items():
                archive.writestr(zipfile.ZipInfo(f"{kind}.parquet"), data)
        self.write(self._part(key), out.getvalue())

    def write(self, path: Path, data: bytes) -> None:
        """Write a file so that it is there whole or not at all.

        Raises
        ------
        ExportError
            The disk is full, a quota is used up, or the folder cannot be written to.
        """
        with _writing(path):
            write_whole(path, data)

    def add(self, name: str, data: bytes) -> None:
        """Make a file of the results, which `place` puts in place."""
        self.write(inside(self.folder, f"{MADE}/{name}"), data)

    def combine(self, kind: str, regions: Mapping[str, Sequence[str]], notices: Sequence[str]) -> Path:
        """Put the parts of a kind together as a Parquet data set ``KIND/region=REGION/part-N.parquet``.

        Parameters
        ----------
        kind
            One of `SCHEMAS`.
        regions
            The names of the parts of each region, in the order of the rows.
        notices
            Of the collection.

        Returns
        -------
        pathlib.Path
            Where it stands until `place` puts it in place.
        """
        made = inside(self.folder, f"{MADE}/{kind}")
        with _writing(inside(self.folder, kind)):
            for region, keys in sorted(regions.items()) or [("", [])]:
                folder = inside(made, f"region={file_name(region or NO_REGION)}")
                folder.mkdir(parents=True)
                self._write_region(kind, folder, keys, notices)
        return made

    def place(self, record: bytes) -> None:
        """Put what was made in the place of what was there, and say what made it; until then the folder is incomplete.

        Parameters
        ----------
        record
            What the folder says of itself from now on.

        Raises
        ------
        ExportError
            A file cannot be moved; the folder says that it is incomplete.
        """
        made, replaced = self.folder / MADE, self.folder / REPLACED
        with _writing(self.folder):
            for file in made.rglob("*.parquet"):
                with file.open("rb+") as opened:
                    os.fsync(opened.fileno())
            replaced.mkdir()
            self.write(
                self.folder / INCOMPLETE, (json.dumps({"what": _INCOMPLETE}, ensure_ascii=False) + "\n").encode()
            )
            for new in sorted(made.iterdir()):
                target = inside(self.folder, new.name)
                if target.exists():
                    target.rename(inside(replaced, new.name))
                new.rename(target)
            self.write(self.folder / RECORD, record)
            (self.folder / INCOMPLETE).unlink()
            for left in (made, replaced):
                shutil.rmtree(left, ignore_errors=True)

    def _write_region(self, kind: str, folder: Path, keys: Sequence[str], notices: Sequence[str]) -> None:
        import pyarrow.parquet as pq

        columns = schema(kind, notices)
        writer, rows = None, 0
        try:
            for group in self._groups(kind, keys):
                if writer is None or rows % FILE == 0:
                    if writer:
                        writer.close()
                    writer = pq.ParquetWriter(
                        inside(folder, f"part-{rows // FILE:04}.parquet"), columns, compression="zstd"
                    )
                writer.write_table(group.cast(columns), row_group_size=GROUP)
                rows += group.num_rows
            if writer is None:
                pq.write_table(columns.empty_table(), folder / "part-0000.parquet", compression="zstd")
        finally:
            if writer:
                writer.close()

    def _groups(self, kind: str, keys: Sequence[str]) -> Iterator[pa.Table]:
        """Yield the rows of parts in full row groups, and what is left at the end."""
        import pyarrow as pa

        waiting = schema(kind).empty_table()
        for key in keys:
            waiting = pa.concat_tables([waiting, self.part(key, kind)])
            while waiting.num_rows >= GROUP:
                yield waiting.slice(0, GROUP).combine_chunks()
                waiting = waiting.slice(GROUP)
        if waiting.num_rows:
            yield waiting.combine_chunks()

    def part(self, key: str, kind: str) -> pa.Table:
        """Return the rows of a part.

        Raises
        ------
        ExportError
            It cannot be read: it is taken away, so that the next run makes it again.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = self._part(key)
        try:
            with zipfile.ZipFile(path) as archive:
                return pq.ParquetFile(io.BytesIO(archive.read(f"{kind}.parquet"))).read()
        except (pa.ArrowException, zipfile.BadZipFile, KeyError, OSError) as error:
            with suppress(OSError):
                path.unlink(missing_ok=True)
            raise ExportError(
                message(
                    "{path}: a part was damaged and is taken away; run the same command again: {error}",
                    path=path,
                    error=error,
                )
            ) from None

    def _part(self, key: str) -> Path:
        return inside(self.folder, f"{PARTS}/{key[:2]}/{key}.zip")


def _said(path: Path) -> dict[str, object]:
    """Return a record; what is no JSON says nothing."""
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except (ValueError, TypeError):
        return {}


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Turn what goes wrong while writing to a path into a message with the way out."""
    try:
        yield
    except OSError as error:
        raise ExportError(
            message(
                "{path}: cannot be written: {error}; make room or name another folder, then run the same "
                "command again: what is complete is kept",
                path=path,
                error=error.strerror or error,
            )
        ) from None
