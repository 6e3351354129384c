"""Evaluation of alignments: gold, metrics, baselines, and fitting the model."""
