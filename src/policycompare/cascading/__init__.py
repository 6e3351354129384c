"""Collections of thousands of documents: who took up what from whom, on one machine or a Dask cluster."""

from __future__ import annotations

from policycompare.cascading.cascade_result import Cascade
from policycompare.cascading.manifest_builder import manifest
from policycompare.cascading.manifest_table import write_manifest
from policycompare.cascading.metadata_import import import_metadata
from policycompare.cascading.pipeline import cascade
from policycompare.cascading.progress import progress_bar
from policycompare.cascading.synthetic import study_collection, synthetic_collection

__all__ = [
    "Cascade",
    "cascade",
    "import_metadata",
    "manifest",
    "progress_bar",
    "study_collection",
    "synthetic_collection",
    "write_manifest",
]
