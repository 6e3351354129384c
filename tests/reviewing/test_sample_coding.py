from __future__ import annotations

import pandas as pd
import pytest

import policycompare as pc
from policycompare.reviewing.sample_coding import SampleCoding
from policycompare.validating.sampling import stratified


@pytest.fixture
def sample():
    """Six pairs of a made-up collection, three of them links."""
    pairs = pd.DataFrame(
        [("c", str(k), "n", str(k), 0.1 + 0.15 * k, k > 2) for k in range(6)],
        columns=["child_document", "child", "parent_document", "parent", "probability", "linked"],
    )
    drawn = stratified(pairs, 6, bands=(0.05,), seed=1)
    rows = drawn.rows
    rows["child_title"], rows["parent_title"] = "青石市养犬条例", "养犬<法>"
    rows["child_text"], rows["parent_text"] = "犬只应当登记。" + rows["child"], "养犬人应当登记。" + rows["parent"]
    return drawn


def test_a_coder_answers_item_by_item_and_what_was_said_is_saved_at_once_and_gone_on_with(sample, tmp_path):
    path = tmp_path / "coder-1.csv"
    coding = SampleCoding(sample, path)
    assert (coding.left, coding.row.item) == (6, 1)
    coding.answer("c =只是话题相近")
    for typed in ("n", "确认", "u"):
        coding.answer(typed)
    again = SampleCoding(sample, path)
    assert (again.left, again.row.item) == (3, 4)
    for typed in "yny":
        again.answer(typed)
    assert again.row is None
    assert "coder-1.csv" in again.answer("y")
    coded = sample.coded(path)
    assert coded.rows.sort_values("item")["coder_1"].fillna(-1).tolist() == [0, 1, -1, 1, 0, 1]
    assert "'=只是话题相近" in path.read_text("utf-8-sig")


def test_the_last_verdict_is_taken_back_and_what_is_not_understood_changes_nothing(sample, tmp_path):
    coding = SampleCoding(sample, tmp_path / "a.csv")
    coding.answer("z")
    coding.answer("y")
    with pytest.raises(pc.CollectionError, match="maybe"):
        coding.answer("maybe")
    assert coding.left == 5
    coding.answer("z")
    assert (coding.left, coding.row.item) == (6, 1)


def test_a_file_of_another_sample_or_of_another_kind_is_refused(sample, tmp_path):
    (tmp_path / "a.csv").write_text("item,verdict\n77,y\n", "utf-8")
    with pytest.raises(pc.CollectionError, match="77"):
        SampleCoding(sample, tmp_path / "a.csv")
    with pytest.raises(pc.CollectionError, match=r"\.csv"):
        pc.review(sample, tmp_path / "a.xlsx")


def test_the_notebook_asks_blind_and_takes_keys_and_buttons(sample, tmp_path):
    view = pc.review(sample, tmp_path / "a.csv")
    box = view.widget()
    shown, buttons, row = box.children
    stroke, comment, reply = row.children
    assert "养犬&lt;法&gt;" in shown.value
    assert str(tmp_path / "a.csv") in shown.value
    assert not any(word in shown.value for word in ("概率", "0.2", "<ins", "<del"))
    comment.value = "看不准"
    assert "看不准" in shown.value
    stroke.value = "u"
    assert "第 1 项" in reply.value
    buttons.children[0].click()
    assert view.coding.left == 4
    buttons.children[-1].click()
    assert view.coding.left == 5
    assert view.answer("maybe").startswith("不认识“maybe”")
    assert ".answer" in view._repr_html_()
    saved = pd.read_csv(tmp_path / "a.csv", encoding="utf-8-sig").fillna("")
    assert saved[["判定", "备注"]].iloc[0].tolist() == ["存疑", "看不准"]
