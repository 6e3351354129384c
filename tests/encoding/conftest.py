from __future__ import annotations

import pytest

from policycompare.encoding.encoder import Encoder


@pytest.fixture
def folder(small_encoder, tmp_path):
    """A folder with a small encoder of no model."""
    return small_encoder(tmp_path / "encoder", "1234567890ab-0987654321fe")


@pytest.fixture
def encoder(folder, tmp_path):
    return Encoder(folder, tmp_path / "cache")
