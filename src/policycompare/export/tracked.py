"""The lower document of an alignment as a Word file with its differences from the higher one as tracked changes (修订).

It is what ``policycompare revise --tracked`` writes of two versions, see `policycompare.export.tracked_copy`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycompare.arguments import takes
from policycompare.errors import ExportError
from policycompare.export.output_folder import write
from policycompare.export.tracked_copy import tracked_copy_of
from policycompare.revising import revise

if TYPE_CHECKING:
    from pathlib import Path

    from policycompare.aligning.alignment import Alignment


@takes(ExportError, aligned="Alignment", path=(str, "Path"))
def tracked(aligned: Alignment, path: str | Path) -> Path:
    """Write the changes that turn the higher text into the lower one as tracked changes.

    They stand in a copy of the higher document's own Word file, or in its text, laid out plainly.

    Raises
    ------
    ExportError
        It cannot be written.
    """
    return write(path, tracked_bytes(aligned))


def tracked_bytes(aligned: Alignment) -> bytes:
    """Return the document, see `tracked`."""
    return tracked_copy_of(revise(aligned.parent, aligned.child))
