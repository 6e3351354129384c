"""Two versions of one text: which provisions stayed, changed, came, went, moved, were split or merged (修订对照)."""

from __future__ import annotations

from policycompare.revising.revision import Change, Revision, revise

__all__ = ["Change", "Revision", "revise"]
