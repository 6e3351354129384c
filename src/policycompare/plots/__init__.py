"""Figures for papers and slides: one function each, results in, a matplotlib `Figure` out. Nothing is computed here.

Every figure carries the notices of its documents in the footer and the frame it was drawn from as its attribute
``data``; all take ``language="en"``.
"""

from policycompare.plots.alignment_figures import (
    alignment_map,
    coverage,
    probabilities,
    reliability,
    sensitivity,
    strength,
)
from policycompare.plots.collection_figures import adoption_map, diffusion, network
from policycompare.plots.evaluation_figures import learning_curve
from policycompare.plots.trace_figures import flow, units

__all__ = [
    "adoption_map",
    "alignment_map",
    "coverage",
    "diffusion",
    "flow",
    "learning_curve",
    "network",
    "probabilities",
    "reliability",
    "sensitivity",
    "strength",
    "units",
]
