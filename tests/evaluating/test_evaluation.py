from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import policycompare as pc
from policycompare.evaluating import evaluation, fitting, gold
from policycompare.evaluating.baselines import BASELINES, difflib_ratio, prepared_texts

GOLD = ["child,parent,relation,confidence", "1,,addition,", "2,1.2,elaborates,sure", "3,1.3,partial,unsure"]


@pytest.fixture(scope="module")
def pairs(chongming, national, shanghai):
    folder = Path(__file__).parents[2] / "benchmarks" / "gold"
    found = []
    for parent, name in ((national, "chongming__national"), (shanghai, "chongming__shanghai_standin")):
        read = gold.read_gold(folder / f"{name}.csv", chongming, parent)
        found.append(gold.GoldPair(name, chongming, parent, read))
    return found


def test_right_wrong_and_missed_links_are_counted_and_unsure_ones_are_not(to_nation):
    links = to_nation.links[["child", "parent"]]
    answers = pd.DataFrame([*links.to_numpy().tolist(), ["81", "1.1"]], columns=["child", "parent"])
    answers["relation"], answers["confidence"] = "partial", "sure"
    answers.loc[0, "confidence"] = "unsure"
    counted = pc.evaluate(to_nation, answers.drop(index=1)).loc["links"]
    assert (counted.right, counted.wrong, counted.missed) == (len(links) - 2, 1, 1)


def test_ours_is_ahead_of_every_baseline_on_unseen_pairs(pairs):
    """Left out by field: the figures that the README gives."""
    quick = [name for name in BASELINES if name != "difflib ratio"]
    table = evaluation.Evaluation(pairs).methods(quick)
    for pair in pairs:
        rows = table[table.pair == pair.name].set_index("decision")
        best = rows.drop(index="left out by field").links_f1.max()
        assert rows.loc["left out by field", "links_f1"] > best - 0.05
        alone = evaluation.Evaluation([pair]).methods([]).set_index("decision")
        assert alone.loc["cross-validated", "links_f1"] > best
    assert table.attrs["notices"]


def test_probabilities_mean_what_they_say(pairs):
    frame = evaluation.Evaluation(pairs).calibration()
    assert frame.attrs["ece"] <= 0.08
    assert frame.right.iloc[-1] >= 0.95


def test_fitting_again_gives_the_same_weights(pairs):
    first, second = (fitting.fit_model(pairs) for _ in range(2))
    assert first.to_json() == second.to_json()


def test_the_difflib_baseline_is_difflib():
    left, right = ["落实责任", "加强检查"], ["落实安全责任", "检查"]
    plain = [[SequenceMatcher(None, a, b, autojunk=False).ratio() for b in right] for a in left]
    assert np.allclose(difflib_ratio(left, right), plain)


@pytest.mark.parametrize("name", [n for n in BASELINES if n != "difflib ratio"])
def test_every_baseline_scores_a_text_highest_with_itself(name, shanghai):
    texts = prepared_texts([m.text for m in shanghai.measures[:12]])
    scores = BASELINES[name](texts, texts)
    assert scores.shape == (12, 12)
    assert np.isfinite(scores).all()
    assert (np.diag(scores) >= scores.max(axis=1) - 1e-6).all()


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["kid,parent", "1,2"], "缺少列 child"),
        (["child,parent,relation", "1,1.1,partial", "1,99.9,partial"], "第3行：parent “99.9”"),
        (["child,parent,relation", "999,,addition"], "第2行：child “999”"),
    ],
)
def test_gold_at_fault_is_named_with_the_line(write, to_nation, lines, says):
    with pytest.raises(pc.AlignmentError, match=says):
        pc.evaluate(to_nation, write("\n".join(lines), "gold.csv"))


def test_a_missing_gold_file_and_an_empty_folder_are_named(tmp_path, to_nation):
    with pytest.raises(pc.AlignmentError, match="没有这个文件"):
        pc.evaluate(to_nation, tmp_path / "no.csv")
    with pytest.raises(pc.AlignmentError, match="CHILD__PARENT"):
        gold.load_gold_folder(tmp_path)


def test_a_gold_folder_finds_its_documents_beside_it_or_in_the_catalog(write):
    write("\n".join(GOLD), "gold/chongming__national.csv")
    write("child,parent,relation\n1,1,equivalent\n", "gold/mine__chongming_again.csv")
    path = write("措施\n1.甲事。\n", "gold/texts/mine.txt").parents[1]
    names = [(p.child.id, p.parent.id) for p in gold.load_gold_folder(path)]
    assert names == [("chongming", "national"), ("mine", "chongming")]
