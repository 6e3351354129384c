from __future__ import annotations

import io

import pandas as pd

from policycompare.cascading import fingerprint as prints
from policycompare.cascading.dataset import SCHEMAS
from policycompare.cascading.fingerprint import fingerprint
from policycompare.cascading.tasks import align_block


def test_the_versions_of_libraries_are_looked_up_once_however_many_blocks_ask(monkeypatch):
    first = fingerprint()
    monkeypatch.setattr(prints.metadata, "version", lambda _: 1 / 0)
    assert fingerprint() == first


def test_rows_of_a_block_have_the_columns_of_the_data_sets(chongming, shanghai, to_city):
    made = align_block(fingerprint(), None, [()], "", [chongming, shanghai])
    links, shifts = (pd.read_parquet(io.BytesIO(made[kind])) for kind in ("links", "shifts"))
    assert list(links.columns) == list(SCHEMAS["links"])
    assert set(links["child_document"]) == {"chongming"}
    assert set(links["parent_document"]) == {"shanghai"}
    common = [column for column in SCHEMAS["links"] if column in to_city.links]
    pd.testing.assert_frame_equal(links[common], pd.DataFrame(to_city.links[common]), check_dtype=False)
    common = [column for column in SCHEMAS["shifts"] if column in to_city.shifts]
    pd.testing.assert_frame_equal(shifts[common], pd.DataFrame(to_city.shifts[common]), check_dtype=False)
