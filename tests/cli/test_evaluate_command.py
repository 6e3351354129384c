from __future__ import annotations

import json

import pandas as pd
import pytest

from policycompare.cli.main import main

TEXTS = {
    "水": "第一条 节约用水，制定用水计划。\n第二条 保护水源地，划定保护区。\n",
    "火": "第一条 落实消防安全责任。\n第二条 检查消火栓和疏散通道。\n",
    "茶": "第一条 扶持茶园建设。\n第二条 保护古茶树资源。\n",
}


@pytest.fixture
def here(write, monkeypatch):
    """Three pairs of three fields, the texts of the last not there."""
    rows = ["pair,child,parent,field,group"]
    for n, (field, text) in enumerate(TEXTS.items()):
        rows.append(f"c{n}__p{n},c{n},p{n},{field},laws")
        write(
            "child,parent,relation,confidence\n1,1,equivalent,sure\n2,2,elaborates,sure\n", f"gold/laws/c{n}__p{n}.csv"
        )
        if field != "茶":
            write(f"某市{field}条例\n{text}", f"corpus/c{n}.txt")
            write(f"某省{field}条例\n{text}第三条 本条例自公布之日起施行。\n", f"corpus/p{n}.txt")
    folder = write("\n".join(rows) + "\n", "gold/pairs.csv").parents[1]
    monkeypatch.chdir(folder)
    return folder


def test_all_gold_is_measured_on_texts_of_another_folder_and_what_is_left_out_is_counted(here, capsys):
    assert main(["evaluate", "--all", "gold", "--texts", "corpus", "--no-baselines", "--out", "pairs.csv"]) == 0
    shown = capsys.readouterr()
    assert "略去：" in shown.err
    assert "c2" in shown.err
    assert "“对应”的平均 F1，共 2 对（laws 2）" in shown.out
    assert shown.out.rstrip().endswith("3 对中略去了 1 对")
    table = pd.read_csv(here / "pairs.csv")
    assert table[["pair", "field", "decision"]].to_numpy().tolist() == [
        ["c0__p0", "水", "left out by field"], ["c1__p1", "火", "left out by field"],
    ]  # fmt: skip


@pytest.mark.usefixtures("here")
def test_no_text_at_all_is_one_error_that_names_the_option(capsys):
    assert main(["evaluate", "--all", "gold"]) == 1
    error = capsys.readouterr().err
    assert "3 对文件没有一对两份文本都在" in error
    assert "--texts" in error


@pytest.mark.usefixtures("here")
def test_third_documents_of_a_folder_are_chosen_by_subject_and_named(write, capsys):
    for place, field in (("北", "水"), ("南", "水"), ("西", "茶")):
        write(f"{place}省节水办法\n{TEXTS[field]}第三条 由{place}省解释。\n", f"pool/{place}.txt")
    assert main(["align", "corpus/c0.txt", "corpus/p0.txt", "--beside", "pool"]) == 0
    told = capsys.readouterr().err
    assert [place for place in "北南西" if f"{place}省节水办法" in told] == ["北", "南"]
    assert main(["align", "corpus/c1.txt", "corpus/p1.txt", "--beside", "pool"]) == 0
    assert "主题相同的不足，未采用" in capsys.readouterr().err
    assert main(["align", "corpus/c0.txt", "corpus/p0.txt", "--beside", "pool/北.txt"]) == 1
    assert "2 至 12 份" in capsys.readouterr().err


def test_fit_with_third_documents_makes_weights_for_them_too(here, write, capsys):
    for place in "北南":
        write(f"{place}省节水办法\n{TEXTS['水']}第三条 由{place}省解释。\n", f"pool/{place}.txt")
    assert main(["fit", "gold", "--texts", "corpus", "--beside", "pool", "--out", "model.json"]) == 0
    made = json.loads((here / "model.json").read_text("utf-8"))
    assert made["beside"]["origin"]["pairs"] == 1
    assert "beside_child_margin" in made["beside"]["weights"]
    assert main(["align", "corpus/c0.txt", "corpus/p0.txt", "--model", "model.json", "--beside", "pool"]) == 0
    capsys.readouterr()


def test_fit_takes_the_texts_of_another_folder_and_says_how_many_pairs(here, capsys):
    assert main(["fit", "gold", "--texts", "corpus", "--out", "model.json"]) == 0
    assert "用 2 对拟合（略去 1 对）" in capsys.readouterr().out
    origin = json.loads((here / "model.json").read_text("utf-8"))["origin"]
    assert origin["pairs"] == {"c0__p0": "水", "c1__p1": "火"}
