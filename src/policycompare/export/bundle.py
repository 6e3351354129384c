"""The files of an output folder, as bytes: everything that a comparison is handed on as."""

from __future__ import annotations

from itertools import chain as joined
from typing import TYPE_CHECKING

from policycompare.analysing.mappings import mappings_of, sssom
from policycompare.export.data_package import datapackage
from policycompare.export.excel import workbook_bytes
from policycompare.export.page import page
from policycompare.export.text import frame_bytes, table_csv, tables_json, tables_markdown
from policycompare.export.tracked import tracked_bytes
from policycompare.export.word_tables import document_bytes
from policycompare.storage.paths import file_name
from policycompare.tables import all_tables, printed, stamp_of

if TYPE_CHECKING:
    from policycompare.analysing.trace import Trace
    from policycompare.tables import Copy, Style

MAPPINGS = "mappings.sssom.tsv"
NAME = "对照表"
"""Name of the three files that people open; all others lie below ``data/``."""


def comparison_files(
    chain: Trace, *, style: Style = "公文", copy: Copy = "filing", figures: bool = True, tracked: bool = False
) -> dict[str, bytes]:
    """Return the files of a comparison by name.

    Parameters
    ----------
    chain
        The levels.
    style
        Of the Word documents.
    copy
        Whether ``对照表.docx`` is to be filed or to be worked with, see `policycompare.tables.printed`.
    figures
        Whether to draw figures.
    tracked
        Whether to give the lowest document's differences from the one above as tracked changes too
        (``data/tracked.docx``), see `policycompare.export.tracked.tracked`.

    Returns
    -------
    dict of str to bytes
        ``对照表.docx``, ``.xlsx`` and ``.html``, which people open; below ``data/``: the working copies
        ``comparison.docx`` (对照表), ``by_parent.docx`` (去向对照表) and ``statement.docx`` (修改说明);
        ``comparison.md``, ``.json``; ``mappings.sssom.tsv`` (links in SSSOM); one csv a table and
        ``datapackage.json``, which describes them;
        ``frames/*.csv`` for analysis; ``figures/``.
    """
    tables, when = all_tables(chain), stamp_of(chain)
    papers = printed(tables, style, "working")
    top = {
        f"{NAME}.docx": document_bytes(printed(tables, style, copy)["comparison"], style, when, copy),
        f"{NAME}.xlsx": workbook_bytes(tables, when),
        f"{NAME}.html": page(tables).encode(),
    }
    data = {f"{name}.docx": document_bytes(papers[name], style, when) for name in papers}
    data["comparison.md"] = tables_markdown([*papers["comparison"]]).encode()
    data["comparison.json"] = tables_json(tables).encode()
    data |= {
        file_name(table.slug, suffix=".csv"): table_csv(table)
        for table in tables
        if not table.slug.startswith("decisions")
    }
    data[MAPPINGS] = _mappings(chain).encode()
    if tracked:
        data["tracked.docx"] = tracked_bytes(chain.alignments[len(chain.documents) - 1, len(chain.documents) - 2])
    data["datapackage.json"] = datapackage(chain, tables, data).encode()
    data |= _frames(chain) | (_figures(chain) if figures else {})
    return top | {f"data/{name}": content for name, content in data.items()}


def _mappings(chain: Trace) -> str:
    """Return the links of all pairs of levels in SSSOM."""
    pairs = sorted(chain.alignments.items(), reverse=True)
    found = joined.from_iterable(mappings_of(aligned) for _, aligned in pairs)
    documents = "-".join(document.id for document in reversed(chain.documents))
    title = "、".join(f"《{document.title}》" for document in reversed(chain.documents)) + "的条款对应"
    return sssom(found, title, documents, chain.notices)


def _frames(chain: Trace) -> dict[str, bytes]:
    files = {_frame("measures", d.id): frame_bytes(d.to_frame()) for d in chain.documents}
    files |= {"frames/origins.csv": frame_bytes(chain.origins), "frames/fates.csv": frame_bytes(chain.fates)}
    for aligned in chain.alignments.values():
        ids = aligned.child.id, aligned.parent.id
        files[_frame("links", *ids)] = frame_bytes(aligned.links)
        files[_frame("coverage", *ids)] = frame_bytes(aligned.coverage(by="chapter"))
        files[_frame("sensitivity", *ids)] = frame_bytes(aligned.sensitivity())
    return files


def _frame(*names: str) -> str:
    return f"frames/{file_name(*names, suffix='.csv')}"


def _figures(chain: Trace) -> dict[str, bytes]:
    from policycompare import plots
    from policycompare.plots.style import picture_bytes

    files = {}
    last = len(chain.documents) - 1
    for upper in range(last):
        aligned = chain.alignments[last, upper]
        for name, draw in (("coverage", plots.coverage), ("map", plots.alignment_map)):
            figure = draw(aligned)
            for kind in ("png", "svg"):
                drawn = file_name(name, aligned.child.id, aligned.parent.id, suffix=f".{kind}")
                files[f"figures/{drawn}"] = picture_bytes(figure, kind)
    return files
