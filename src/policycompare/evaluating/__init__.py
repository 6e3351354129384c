"""How good an alignment is: gold, metrics, baselines, fitting the model."""
