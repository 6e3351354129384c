"""Data files: agencies by level, terms, background frequencies, the model's weights."""
