"""Differences of two texts as runs with a meaning, and the marks for them in each kind of output."""
