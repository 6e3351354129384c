"""Documents by id: the shipped three in ``data/``, and those that a user imports; each a folder with a manifest."""
