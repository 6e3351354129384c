"""Validation by hand of what the program found: samples drawn, coded blind, and what follows for every count."""

from __future__ import annotations

from policycompare.validating.sampling import Sample, read_sample

__all__ = ["Sample", "read_sample"]
