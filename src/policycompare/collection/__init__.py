"""Collections of thousands of documents: who took up what from whom, on one machine or a Dask cluster."""

from __future__ import annotations

from policycompare.collection.bar import progress_bar
from policycompare.collection.result import Cascade
from policycompare.collection.run import cascade
from policycompare.collection.synthetic import synthetic_collection

__all__ = ["Cascade", "cascade", "progress_bar", "synthetic_collection"]
