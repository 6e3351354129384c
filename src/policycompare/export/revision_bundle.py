"""The files of a comparison of versions, as bytes: three to open on top, all others below ``data/``."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from policycompare.analysing.provenance import made
from policycompare.export.excel import workbook_bytes
from policycompare.export.page import version_page
from policycompare.export.text import frame_bytes, table_csv, tables_json
from policycompare.export.tracked_copy import tracked_copy_of
from policycompare.export.word_tables import document_bytes
from policycompare.revising import revise
from policycompare.storage.paths import file_name
from policycompare.tables.revision_table import reference_table, revision_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.revising import Revision
    from policycompare.tables import Style

NAME = "修订对照表"
"""Name of the three files that people open."""


def revision_files(revisions: Sequence[Revision], *, style: Style = "公文", tracked: bool = False) -> dict[str, bytes]:
    """Return the files of a comparison of versions by name.

    Parameters
    ----------
    revisions
        One for each step from a version to the next.
    style
        Of the Word document.
    tracked
        Whether to give a copy of the oldest version with its differences from the newest as tracked changes too
        (``修订留痕稿.docx``).

    Returns
    -------
    dict of str to bytes
        ``修订对照表.docx``, ``.xlsx`` and ``.html``; below ``data/``: the frame of changes of each step, the table row
        by row and the references to be corrected as csv, and all tables as JSON.
    """
    versions = [revisions[0].old, *(revision.new for revision in revisions)]
    when = made(versions)
    tables = revision_tables(revisions)
    references = reference_table(revisions[-1])
    shown = (tables.folded, references) if references.rows else (tables.folded,)
    files = {
        f"{NAME}.docx": document_bytes(shown, style, when, "filing"),
        f"{NAME}.xlsx": workbook_bytes((shown[0], tables.every, *shown[1:]), when),
        f"{NAME}.html": version_page(shown).encode(),
        "data/revision.csv": table_csv(tables.every),
        "data/references.csv": table_csv(references),
        "data/revision.json": tables_json((tables.every, references)).encode(),
    }
    if tracked:
        whole = revisions[0] if len(revisions) == 1 else revise(versions[0], versions[-1])
        files["修订留痕稿.docx"] = tracked_copy_of(whole)
    for revision, (old, new) in zip(revisions, pairwise(versions), strict=True):
        name = file_name("changes", old.id, new.id, suffix=".csv") if len(revisions) > 1 else "changes.csv"
        files[f"data/{name}"] = frame_bytes(revision.changes)
    return files
