from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def data_sets():
    """Return what gives the bytes of everything that a run is judged by."""
    return _data_sets


def _data_sets(folder):
    names = ("links", "shifts", "provisions")
    files = [f for name in names for f in (folder / name).rglob("*.parquet")]
    files += [folder / f"{name}.parquet" for name in ("documents", "pairs", "problems", "families")]
    return {str(f.relative_to(folder)): f.read_bytes() for f in files}
