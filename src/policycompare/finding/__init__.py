"""Finding in many documents: words in their context, documents and provisions that are alike, groups by subject."""

from __future__ import annotations

from policycompare.finding.keyword_search import search
from policycompare.finding.similarities import similarity
from policycompare.finding.topic_groups import Topics, topics

__all__ = ["Topics", "search", "similarity", "topics"]
