from __future__ import annotations

import pytest

from policycompare.language.sanctions import sanctions


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("给予警告，并处二万元以下罚款", ["警告", "罚款"]),
        ("责令停产停业，吊销许可证件", ["停业", "吊销"]),
        ("依法给予警告、记过的处分", ["处分"]),
        ("由原发证机关吊销证照", ["吊销"]),
    ],
)
def test_a_penalty_names_its_sanctions(text, keys):
    assert [sanction.key for sanction in sanctions(text)] == keys


@pytest.mark.parametrize(
    "text", ["设置警告标志", "没收的文物应当登记", "构成犯罪的，依法追究刑事责任", "罚款数额由市政府规定"]
)
def test_what_only_sounds_like_a_sanction_is_none(text):
    assert sanctions(text) == ()
