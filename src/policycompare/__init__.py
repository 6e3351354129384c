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

if TYPE_CHECKING:
    from policycompare import export
    from policycompare import plots as plot
    from policycompare.aligned import Alignment, align
    from policycompare.catalog import available, import_document, load
    from policycompare.chain import Trace, trace
    from policycompare.checking import Report, check
    from policycompare.collection import Cascade, cascade, progress_bar, synthetic_collection
    from policycompare.documents import Chapter, Clause, Document, Measure, Span, Unit
    from policycompare.evaluation import Evaluation, evaluate
    from policycompare.reading import Limits, parse, read
    from policycompare.reviewing.widget import review
    from policycompare.views import Link, explore

__version__ = "0.1.0"

_HOMES = {
    "Alignment": "aligned",
    "Cascade": "collection",
    "Chapter": "documents",
    "Clause": "documents",
    "Document": "documents",
    "Evaluation": "evaluation",
    "Limits": "reading",
    "Measure": "documents",
    "Report": "checking",
    "Span": "documents",
    "Trace": "chain",
    "Unit": "documents",
    "align": "aligned",
    "available": "catalog",
    "cascade": "collection",
    "check": "checking",
    "evaluate": "evaluation",
    "import_document": "catalog",
    "load": "catalog",
    "parse": "reading",
    "progress_bar": "collection",
    "read": "reading",
    "review": "reviewing.widget",
    "explore": "views",
    "Link": "views",
    "synthetic_collection": "collection",
    "trace": "chain",
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
