from __future__ import annotations

import pytest

from policycompare.errors import CatalogError
from policycompare.language.confused_words import word_table
from policycompare.language.known_titles import title_table
from policycompare.language.lexicon import lexicon

FILES = {"lexicon.txt": lexicon, "titles.toml": title_table, "words.toml": word_table}


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_the_user_in_another_encoding_is_named_with_the_way_out(tmp_path, monkeypatch, name):
    monkeypatch.setenv("POLICYCOMPARE_DATA", str(tmp_path))
    FILES[name]()
    (tmp_path / name).write_bytes("# 自己的词".encode("gbk"))
    with pytest.raises(CatalogError, match=rf"{name}.*UTF-8"):
        FILES[name]()
