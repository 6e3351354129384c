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
    AssessmentError,
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
    from policycompare.analysing.agreement import agreement
    from policycompare.analysing.assess import assess
    from policycompare.analysing.trace import Trace, trace
    from policycompare.cascading import Cascade, cascade, manifest
    from policycompare.catalog.store import available, import_document, load
    from policycompare.checking import Report, check
    from policycompare.documents import Document
    from policycompare.evaluating.evaluation import Evaluation, evaluate
    from policycompare.finding import search, similarity, topics
    from policycompare.frames import label_order
    from policycompare.notebook import explore
    from policycompare.reading import parse, read
    from policycompare.reviewing.jupyter import review
    from policycompare.revising import Revision, revise

# The module in which each public name lives, for `__getattr__`.
_HOMES = {
    "Alignment": "aligning.alignment",
    "Cascade": "cascading",
    "Document": "documents",
    "Evaluation": "evaluating.evaluation",
    "Report": "checking",
    "Revision": "revising",
    "Trace": "analysing.trace",
    "agreement": "analysing.agreement",
    "align": "aligning.align",
    "assess": "analysing.assess",
    "available": "catalog.store",
    "cascade": "cascading",
    "check": "checking",
    "evaluate": "evaluating.evaluation",
    "import_document": "catalog.store",
    "label_order": "frames",
    "load": "catalog.store",
    "manifest": "cascading",
    "parse": "reading",
    "read": "reading",
    "explore": "notebook",
    "review": "reviewing.jupyter",
    "revise": "revising",
    "search": "finding",
    "similarity": "finding",
    "topics": "finding",
    "trace": "analysing.trace",
}
# Public names that are parts; a module cannot be called `plot` and hold functions with the names of its files.
_MODULES = {"export": "export", "plot": "plots"}

__all__ = [
    "Alignment",
    "AlignmentError",
    "AssessmentError",
    "Cascade",
    "CatalogError",
    "CollectionError",
    "DecisionError",
    "Document",
    "Evaluation",
    "ExportError",
    "PolicyCompareError",
    "ReadError",
    "Report",
    "Revision",
    "Trace",
    "__version__",
    "agreement",
    "align",
    "assess",
    "available",
    "cascade",
    "check",
    "evaluate",
    "explore",
    "export",
    "import_document",
    "label_order",
    "load",
    "manifest",
    "parse",
    "plot",
    "read",
    "review",
    "revise",
    "search",
    "similarity",
    "topics",
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
