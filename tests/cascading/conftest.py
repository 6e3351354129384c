from __future__ import annotations

import csv

import pytest


@pytest.fixture
def collection(tmp_path):
    """Write a collection: rows of (id, title, level, region, date) with texts of numbered provisions."""

    def _collection(*documents, name="folder"):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(["id", "title", "level", "region", "date"])
            for *line, text in documents:
                out.writerow(line)
                if text is not None:
                    (folder / f"{line[0]}.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder

    return _collection


@pytest.fixture(scope="session")
def law():
    """Return what makes a text of articles."""
    return _law


@pytest.fixture(scope="session")
def data_sets():
    """Return what gives the bytes of everything that a run is judged by."""
    return _data_sets


def _law(title, *bodies):
    digits = "一二三四五六七八九"
    return f"{title}\n\n" + "".join(f"第{digits[k]}条　{body}\n" for k, body in enumerate(bodies))


def _data_sets(folder):
    names = ("links", "shifts", "provisions")
    files = [f for name in names for f in (folder / name).rglob("*.parquet")]
    files += [folder / f"{name}.parquet" for name in ("documents", "pairs", "problems", "families")]
    return {str(f.relative_to(folder)): f.read_bytes() for f in files}
