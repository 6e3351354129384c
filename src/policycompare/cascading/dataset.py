"""The folder that a collection's results go to: parts by content while it runs, data sets when it is done.

A part is named by a hash of everything it depends on, and appears whole or not at all; so a run that was stopped goes
on with what is missing. The data sets are put together from the parts in a fixed order, and so have the same bytes
however the work was shared out.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.errors import ExportError
from policycompare.messages import message
from policycompare.storage.paths import file_name, inside
from policycompare.storage.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

RECORD = "collection.json"
"""Says what made the folder; a folder without it is not written to unless it is empty."""
PARTS = "parts"
NO_REGION = "全国"
GROUP, FILE = 65_536, 1_048_576
"""Rows of a row group, and of a file."""

_TEXT, _NUMBER = "string", "double"
SCHEMAS: dict[str, dict[str, str]] = {
    "links": {
        "child_document": _TEXT, "child": _TEXT, "parent_document": _TEXT, "parent": _TEXT, "probability": _NUMBER,
        "relation": _TEXT, "method": _TEXT, "log_odds": _NUMBER, "shape": _TEXT, "group": "int64", "change": _TEXT,
        "evidence": _TEXT, "shifts": _TEXT,
    },
    "shifts": {
        "child_document": _TEXT, "child": _TEXT, "parent_document": _TEXT, "parent": _TEXT, "kind": _TEXT,
        "parent_words": _TEXT, "child_words": _TEXT,
    },
    "problems": {"kind": _TEXT, "document": _TEXT, "place": _TEXT, "message": _TEXT},
    "provisions": {
        "document": _TEXT, "label": _TEXT, "position": "int64", "chapter": _TEXT, "text": _TEXT, "normal": _TEXT,
        "formal": "bool_",
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

    kinds = {_TEXT: pa.string(), _NUMBER: pa.float64(), "int64": pa.int64(), "bool_": pa.bool_()}
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

    def open(self) -> None:
        """Make the folder, or check that it is one of ours.

        Raises
        ------
        ExportError
            It cannot be made, or holds something else.
        """
        with _writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            if any(self.folder.iterdir()) and not (self.folder / RECORD).is_file():
                raise ExportError(
                    message("{folder}: not empty, and not written by cascade; name a new folder", folder=self.folder)
                )

    def has(self, key: str) -> bool:
        """Whether the part of that name is there, and whole to its last bytes."""
        path = self._part(key, "links")
        try:
            with path.open("rb") as file:
                file.seek(-4, os.SEEK_END)
                return file.read(4) == b"PAR1"
        except OSError:
            return False

    def put(self, key: str, parts: Mapping[str, bytes]) -> None:
        """Write the parts of a block; the last one makes them count."""
        for kind, data in parts.items():
            self.write(self._part(key, kind), data)

    def write(self, path: Path, data: bytes) -> None:
        """Write a file so that it is there whole or not at all.

        Raises
        ------
        ExportError
            The disk is full, a quota is used up, or the folder cannot be written to.
        """
        with _writing(path):
            write_whole(path, data)

    def combine(self, kind: str, regions: Mapping[str, Sequence[str]], notices: Sequence[str]) -> None:
        """Put the parts of a kind together as a Parquet data set ``KIND/region=REGION/part-N.parquet``.

        Parameters
        ----------
        kind
            One of `SCHEMAS`.
        regions
            The names of the parts of each region, in the order of the rows.
        notices
            Of the collection.
        """
        new, old = inside(self.folder, f".new-{kind}"), inside(self.folder, f".old-{kind}")
        with _writing(inside(self.folder, kind)):
            for left in (new, old):
                shutil.rmtree(left, ignore_errors=True)
            new.mkdir()
            for region, keys in sorted(regions.items()) or [("", [])]:
                folder = inside(new, f"region={file_name(region or NO_REGION)}")
                folder.mkdir()
                self._write_region(kind, folder, keys, notices)
            if inside(self.folder, kind).exists():
                inside(self.folder, kind).rename(old)
            new.rename(inside(self.folder, kind))
            shutil.rmtree(old, ignore_errors=True)

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

        path = self._part(key, kind)
        try:
            return pq.ParquetFile(path).read()
        except (pa.ArrowException, OSError) as error:
            with suppress(OSError):
                self._part(key, "links").unlink(missing_ok=True)
            raise ExportError(
                message(
                    "{path}: a part was damaged and is taken away; run the same command again: {error}",
                    path=path,
                    error=error,
                )
            ) from None

    def _part(self, key: str, kind: str) -> Path:
        return inside(self.folder, f"{PARTS}/{key[:2]}/{key}.{kind}.parquet")


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
