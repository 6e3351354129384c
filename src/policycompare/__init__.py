"""policycompare: align policy documents across levels of government (政策文件逐级对照).

Which measure comes from where, what was changed on the way, what is new, what was dropped.

>>> import policycompare as pc
>>> al = pc.align("chongming", "shanghai")
>>> len(al.child.measures), len(al.parent.measures)
(81, 78)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from policycompare.errors import (
    AlignmentError,
    CatalogError,
    CollectionError,
    DecisionError,
    ExportError,
    PolicyCompareError,
    ReadError,
)
from policycompare.version import __version__

if TYPE_CHECKING:
    from policycompare import export
    from policycompare import plots as plot
    from policycompare.aligning.align import align
    from policycompare.aligning.alignment import Alignment
    from policycompare.analysing.trace import Trace, trace
    from policycompare.cascading import Cascade, cascade, progress_bar, synthetic_collection
    from policycompare.catalog.store import available, import_document, load
    from policycompare.checking import Report, check
    from policycompare.documents import Chapter, Clause, Document, Measure, Span, Unit
    from policycompare.evaluating.evaluation import Evaluation, evaluate
    from policycompare.notebook import Link, explore
    from policycompare.reading import Limits, parse, read
    from policycompare.reviewing.jupyter import review

_HOMES = {
    "Alignment": "aligning.alignment",
    "Cascade": "cascading",
    "Chapter": "documents",
    "Clause": "documents",
    "Document": "documents",
    "Evaluation": "evaluating.evaluation",
    "Limits": "reading",
    "Measure": "documents",
    "Report": "checking",
    "Span": "documents",
    "Trace": "analysing.trace",
    "Unit": "documents",
    "align": "aligning.align",
    "available": "catalog.store",
    "cascade": "cascading",
    "check": "checking",
    "evaluate": "evaluating.evaluation",
    "import_document": "catalog.store",
    "load": "catalog.store",
    "parse": "reading",
    "progress_bar": "cascading",
    "read": "reading",
    "review": "reviewing.jupyter",
    "explore": "notebook",
    "Link": "notebook",
    "synthetic_collection": "cascading",
    "trace": "analysing.trace",
}
_MODULES = {"export": "export", "plot": "plots"}

__all__ = [
    "Alignment",
    "AlignmentError",
    "Cascade",
    "CatalogError",
    "Chapter",
    "Clause",
    "CollectionError",
    "DecisionError",
    "Document",
    "Evaluation",
    "ExportError",
    "Limits",
    "Link",
    "Measure",
    "PolicyCompareError",
    "ReadError",
    "Report",
    "Span",
    "Trace",
    "Unit",
    "__version__",
    "align",
    "available",
    "cascade",
    "check",
    "evaluate",
    "explore",
    "export",
    "import_document",
    "load",
    "parse",
    "plot",
    "progress_bar",
    "read",
    "review",
    "synthetic_collection",
    "trace",
]


def __getattr__(name: str) -> object:
    """Load a public name when it is first used, so that the import itself costs nothing."""
    if name in _HOMES:
        found: object = getattr(import_module(f"policycompare.{_HOMES[name]}"), name)
    elif name in _MODULES:
        found = import_module(f"policycompare.{_MODULES[name]}")
    else:
        raise AttributeError(f"module 'policycompare' has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES, *_MODULES])
