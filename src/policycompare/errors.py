"""The errors that policycompare raises on purpose: few, and each says where, what, and the way out.

They take a `policycompare.messages.Message`, which is shown in the language that is chosen when the error is printed.
"""

from __future__ import annotations


class PolicyCompareError(Exception):
    """Base of all errors whose message is meant for the person at the keyboard."""


class ReadError(PolicyCompareError):
    """A document file cannot be read (missing, empty, binary, wrong encoding)."""


class CatalogError(PolicyCompareError):
    """A document id or its manifest is at fault (unknown id, unknown key, sha256 or counts differ)."""


class AlignmentError(PolicyCompareError):
    """Two documents cannot be aligned (no provision on one side, gold that names unknown provisions)."""


class DecisionError(PolicyCompareError):
    """A file of people's decisions cannot be understood."""


class AnswerError(DecisionError, ValueError):
    """A typed answer or a row of a workbook is not understood; it changed nothing."""


class AssessmentError(PolicyCompareError):
    """A language model cannot be asked, or the record of its answers cannot be understood."""


class ExportError(PolicyCompareError):
    """An output cannot be written."""


class CollectionError(PolicyCompareError):
    """A collection cannot be processed (its manifest, the cluster, workers of another version)."""
