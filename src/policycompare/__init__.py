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
    DecisionError,
    ExportError,
    PolicyCompareError,
    ReadError,
)

if TYPE_CHECKING:
    from policycompare import export
    from policycompare import plots as plot
    from policycompare.aligned import Alignment, align
    from policycompare.cascade import Trace, trace
    from policycompare.catalog import available, import_document, load
    from policycompare.documents import Chapter, Clause, Document, Measure, Span, Unit
    from policycompare.evaluation import Evaluation, evaluate
    from policycompare.reading import Limits, parse, read
    from policycompare.views import Link, explore

__version__ = "0.1.0"

_HOMES = {
    "Alignment": "aligned",
    "Chapter": "documents",
    "Clause": "documents",
    "Document": "documents",
    "Evaluation": "evaluation",
    "Limits": "reading",
    "Measure": "documents",
    "Span": "documents",
    "Trace": "cascade",
    "Unit": "documents",
    "align": "aligned",
    "available": "catalog",
    "evaluate": "evaluation",
    "import_document": "catalog",
    "load": "catalog",
    "parse": "reading",
    "read": "reading",
    "explore": "views",
    "Link": "views",
    "trace": "cascade",
}
_MODULES = {"export": "export", "plot": "plots"}

__all__ = [
    "Alignment",
    "AlignmentError",
    "CatalogError",
    "Chapter",
    "Clause",
    "DecisionError",
    "Document",
    "Evaluation",
    "ExportError",
    "Limits",
    "Link",
    "Measure",
    "PolicyCompareError",
    "ReadError",
    "Span",
    "Trace",
    "Unit",
    "align",
    "available",
    "evaluate",
    "explore",
    "export",
    "import_document",
    "load",
    "parse",
    "plot",
    "read",
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
