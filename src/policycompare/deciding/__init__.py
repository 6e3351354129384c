"""A person's decisions on pairs of provisions: the records, their file, re-anchoring in a changed text, merging."""
