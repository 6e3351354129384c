from __future__ import annotations

import pytest

import policycompare as pc
from policycompare.encoding import encoder as module
from policycompare.encoding.encoder import (
    ENCODER_VARIABLE,
    IDENTITY,
    TOKENIZER,
    WEIGHTS,
    WIDTH,
    Encoder,
    installed_encoder,
)
from policycompare.errors import AlignmentError

TEXTS = ["施工单位应当每日检查脚手架", "检查记录", "施工单位应当每日检查脚手架", "未知的字"]


@pytest.fixture(autouse=True)
def no_encoder_kept():
    installed_encoder.cache_clear()
    yield
    installed_encoder.cache_clear()


def test_a_text_has_the_same_vector_in_any_company_and_in_any_place(encoder, folder, tmp_path):
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (4, WIDTH)
    assert vectors[0].tolist() == vectors[2].tolist() != vectors[1].tolist()
    alone = Encoder(folder, tmp_path / "another").encode([TEXTS[1]])
    assert alone[0].tolist() == vectors[1].tolist()


def test_nothing_is_encoded_for_no_text(encoder):
    assert encoder.encode([]).shape == (0, WIDTH)


def test_a_second_run_computes_nothing(encoder, folder, tmp_path, monkeypatch):
    first = encoder.encode(TEXTS)
    again = Encoder(folder, tmp_path / "cache")
    monkeypatch.setattr(again, "_computed", lambda texts: pytest.fail(f"computed again: {texts}"))
    assert again.encode(TEXTS).tolist() == first.tolist()


def test_a_missing_encoder_is_named_with_its_folder(tmp_path):
    with pytest.raises(AlignmentError, match=r"nowhere.*README"):
        Encoder(tmp_path / "nowhere", tmp_path)


@pytest.mark.parametrize("name", [WEIGHTS, TOKENIZER, IDENTITY])
def test_a_damaged_encoder_is_one_message_with_its_folder(folder, tmp_path, name):
    (folder / name).write_bytes(b"damaged")
    with pytest.raises(AlignmentError, match=r"encoder.*README|encoder.*损坏|encoder.*damaged"):
        Encoder(folder, tmp_path / "cache").encode(["检查记录"])


def test_an_encoder_of_an_older_version_is_not_called_damaged(folder, tmp_path):
    (folder / IDENTITY).write_text('{"weights": "0f3c"}', "utf-8")
    with pytest.raises(AlignmentError, match="另一版本"):
        Encoder(folder, tmp_path / "cache")


def test_comparing_by_meaning_without_an_encoder_says_how_to_get_one(monkeypatch):
    monkeypatch.delenv(ENCODER_VARIABLE, raising=False)
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    with pytest.raises(AlignmentError, match=r"encoder/README.md.*POLICYCOMPARE_ENCODER"):
        pc.align("chongming", "national", meaning=True)


def test_the_folder_that_the_user_names_is_taken_and_weights_of_another_encoder_are_refused(folder, monkeypatch):
    monkeypatch.setenv(ENCODER_VARIABLE, str(folder))
    assert installed_encoder().id == Encoder(folder, folder).id == "1234567890ab-0987654321fe"
    with pytest.raises(AlignmentError, match="1234567890ab-0987654321fe"):
        pc.align("chongming", "national", meaning=True)
