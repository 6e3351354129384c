"""Check of a draft (校对): what an office's proof-reader looks for, each finding with its place, rule and repair."""

from __future__ import annotations

from policycompare.checking.report import Finding, Report, check, find
from policycompare.checking.rules import RULES, Rule, choose

__all__ = ["RULES", "Finding", "Report", "Rule", "check", "choose", "find"]
