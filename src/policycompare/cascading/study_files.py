"""The files beside the data sets by which a run can be cited and used elsewhere.

Every frame as Parquet and as csv (UTF-8 with byte order mark, as all csv of this program; 1 and 0 for yes and no; ISO
dates; names of columns in ASCII of at most 32 characters, as Stata has them), a data package, a codebook, the text of a
citation, networks as GraphML, mappings in SSSOM.
"""

from __future__ import annotations

import hashlib
import io
import json
import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from policycompare.analysing.mappings import Mapped, Mapping, sssom
from policycompare.cascading.graphs import graphml, network_of_documents, network_of_provisions
from policycompare.frames import with_notice_column
from policycompare.language.safe_text import inert
from policycompare.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as AnyMapping

    from policycompare.cascading.cascade_result import Cascade

DATA_SETS = ("documents", "pairs", "problems", "provisions", "links", "shifts", "candidates", "families")
"""Frames that stand as Parquet in the folder already."""
ANSWERS = (
    "adoptions", "first_adopters", "coverage", "panel", "likeness", "strength", "sideways", "expected", "sweep",
)  # fmt: skip
"""Frames that are made from them."""
PACKAGE, CODEBOOK, CITATION, CITATION_TEXT = "datapackage.json", "codebook.md", "CITATION.cff", "CITATION.txt"
MAPPINGS = "mappings.sssom.tsv"
_KINDS = {"b": "boolean", "i": "integer", "u": "integer", "f": "number", "M": "date"}

_SAMPLE_COMMAND = "policycompare validate draw"


def study_files(done: Cascade, record: AnyMapping[str, object]) -> Iterator[tuple[str, bytes]]:
    """Yield the files by name.

    Parameters
    ----------
    done
        The results, as they will be in the folder.
    record
        Of the run, see `policycompare.cascading.parameters.run_record`.
    """
    described: dict[str, object] = {}
    book: list[str] = []
    for name, frame in _frames(done):
        content = csv_bytes(frame)
        yield f"csv/{name}.csv", content
        if name in ANSWERS:
            yield f"{name}.parquet", parquet_bytes(frame)
        described[name] = _resource(name, frame, content)
        book += _chapter(name, frame)
    links, documents = done.written("links"), done.written("documents")
    yield "documents.graphml", graphml(*network_of_documents(documents, links))
    yield "provisions.graphml", graphml(*network_of_provisions(done.written("provisions"), links))
    title = _title(documents)
    yield MAPPINGS, sssom(_mappings(links, documents), title, str(record["id"]), done.notices).encode()
    package = {
        "profile": "tabular-data-package",
        "name": f"policycompare-{record['id']}",
        "id": str(record["id"]),
        "title": title,
        "description": "；".join(done.notices),
        **{key: record[key] for key in ("parameters", "inputs", "command", "versions") if key in record},
        "resources": list(described.values()),
    }
    yield PACKAGE, (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()
    yield CODEBOOK, ("\n".join([f"# {title}：数据字典", "", *book]) + "\n").encode()
    yield CITATION, _citation(title, record).encode()
    yield CITATION_TEXT, _citation_text(title, record, documents, done).encode()


def _frames(done: Cascade) -> Iterator[tuple[str, pd.DataFrame]]:
    for name in DATA_SETS:
        # Of results of its own, which keep nothing of it.
        yield name, getattr(type(done)(done.folder), name)
    for name in ANSWERS:
        found = getattr(done, name)
        yield name, found if isinstance(found, pd.DataFrame) else found()
    yield "edges_documents", network_of_documents(done.written("documents"), done.written("links"))[1]


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return a frame as csv: dates as ISO 8601, yes and no as 1 and 0, notices on every row."""
    plain = with_notice_column(frame).copy()
    for name in plain.columns:
        column = plain[name]
        if column.dtype.kind == "M":
            plain[name] = column.dt.strftime("%Y-%m-%d")
        elif column.dtype.kind == "b":
            plain[name] = column.astype("int8")
        elif column.dtype.kind not in "iuf":
            plain[name] = _inert(column.astype(object))
    # Into bytes: as one text, with four bytes a character, it would take twice the memory.
    out = io.BytesIO()
    plain.to_csv(out, index=False, lineterminator="\r\n", encoding="utf-8-sig", mode="wb")
    return out.getvalue()


def _inert(column: pd.Series) -> np.ndarray:
    """Return the cells of a column as csv may have them; each is looked at once, however often it stands there."""
    which, values = pd.factorize(column)
    # What is missing has the number -1, and so takes the last.
    safe = np.array([*map(inert, values), None], dtype=object)
    return np.asarray(safe[which])


def parquet_bytes(frame: pd.DataFrame) -> bytes:
    """Return a frame as Parquet, dates as dates without a time of day, which R would move by its time zone."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False)
    for position, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type):
            days = table.column(position).cast(pa.date32())
            table = table.set_column(position, field.name, days)
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


@cache
def _codebook() -> dict[str, dict[str, str]]:
    """Return the titles of frames and the meanings of columns; those of one frame by ``FRAME.COLUMN``."""
    text = resources.files("policycompare.resources").joinpath("codebook.toml").read_text("utf-8")
    told = tomllib.loads(text)
    own = {f"{frame}.{name}": about for frame, columns in told["special"].items() for name, about in columns.items()}
    return {"frames": told["frames"], "columns": {**told["columns"], **own}}


def meaning(frame: str, column: str) -> str:
    """Return what a column of a frame holds, in a sentence."""
    columns = _codebook()["columns"]
    return columns.get(f"{frame}.{column}", columns.get(column, ""))


def _fields(name: str, frame: pd.DataFrame) -> list[dict[str, object]]:
    fields = []
    for column in with_notice_column(frame.head(0)).columns:
        kind = _KINDS.get(frame[column].dtype.kind, "string") if column in frame.columns else "string"
        field: dict[str, object] = {"name": column, "type": kind, "description": meaning(name, column)}
        if kind == "boolean":
            field |= {"trueValues": ["1"], "falseValues": ["0"]}
        fields.append(field)
    return fields


def _resource(name: str, frame: pd.DataFrame, content: bytes) -> dict[str, object]:
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "title": _codebook()["frames"].get(name, name),
        "path": f"csv/{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {"fields": _fields(name, frame), "missingValues": [""]},
    }


def _chapter(name: str, frame: pd.DataFrame) -> list[str]:
    lines = [f"## {name}　{_codebook()['frames'].get(name, name)}", "", f"{len(frame)}行。", "", "| 列 | 类型 | 含义 |"]
    lines.append("|---|---|---|")
    lines += [f"| `{field['name']}` | {field['type']} | {field['description']} |" for field in _fields(name, frame)]
    return [*lines, ""]


def _mappings(links: pd.DataFrame, documents: pd.DataFrame) -> Iterator[Mapping]:
    where = documents.set_index("document")
    title, date = where["title"].to_dict(), where["date"].to_dict()
    for row in links.itertuples():
        child, parent = (
            Mapped(document, title[document], date[document], label)
            for document, label in ((row.child_document, row.child), (row.parent_document, row.parent))
        )
        yield Mapping(child, parent, row.relation, row.method, row.shape, row.probability)


def _title(documents: pd.DataFrame) -> str:
    """Return the title of the data set: its first document and how many others there are."""
    first = documents["title"].iloc[0] if len(documents) else ""
    return f"《{first}》等{len(documents)}份文件的条款对应" if len(documents) > 1 else f"《{first}》的条款对应"


def _citation(title: str, record: AnyMapping[str, object]) -> str:
    """Return ``CITATION.cff`` (Citation File Format 1.2.0) of the data set."""
    lines = {
        "cff-version": "1.2.0",
        "type": "dataset",
        "title": title,
        "message": "引用本数据时请写明作者、版本与软件（请先填写 authors）",
        "version": str(record["id"]),
        "keywords": ["policy diffusion", "政策扩散", "条款对应"],
        "authors": [{"name": "请填写作者"}],
        "references": [
            {"type": "software", "title": "policycompare", "version": __version__,
             "authors": [{"name": "The policycompare authors"}]},
        ],
    }  # fmt: skip
    # JSON is YAML too, and needs no other library.
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in lines.items())


def _citation_text(title: str, record: AnyMapping[str, object], documents: pd.DataFrame, done: Cascade) -> str:
    parameters = record["parameters"]
    links = len(done.written("links"))
    english = (
        f"Links between provisions of {len(documents)} policy documents [data set], version {record['id']}, made with "
        f"policycompare {__version__}. (Add authors, publisher, year and DOI.)"
    )
    lines = [
        f"{title}[DS]. 版本 {record['id']}. 由 policycompare {__version__} 生成.（请补作者、发布机构、年份与 DOI）",
        "",
        f"{len(documents)}份文件，{len(done.written('pairs'))}对上下级，{links}处对应。",
        f"参数：{json.dumps(parameters, ensure_ascii=False)}",
        f"重做：{record['command']}",
        f"正确率、召回率与校正后的数字须经抽样人工评判得出：{_SAMPLE_COMMAND}。",
        *(f"注意：{notice}" for notice in done.notices),
        "",
        english,
    ]
    return "\n".join(lines) + "\n"
