"""Analyses across alignments: origins of each measure, duties that stopped on the way, provenance of a result."""
