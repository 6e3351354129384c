from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import policycompare as pc
from policycompare.evaluating.gold import load_gold_folder, read_gold

TEXT = "措施\n1.落实责任。\n2.加强检查。\n3.开展培训。\n4.公开结果。\n"


@pytest.fixture(scope="module")
def documents():
    return pc.reading.parse(TEXT, id="child"), pc.reading.parse(TEXT, id="parent")


@pytest.fixture(scope="module")
def aligned(documents):
    return pc.align(*documents)


def frame(*rows):
    return pd.DataFrame(rows, columns=["child", "parent", "relation", "confidence"])


def test_labels_that_pandas_wrote_as_1_0_are_understood(documents, tmp_path):
    written = pd.DataFrame({"child": [1, 2, 3], "parent": [1, None, 2], "relation": ["partial", "addition", "partial"]})
    written.to_csv(tmp_path / "gold.csv", index=False)
    assert "1.0" in (tmp_path / "gold.csv").read_text("utf-8")
    for source in (written, tmp_path / "gold.csv"):
        assert np.argwhere(read_gold(source, *documents).linked).tolist() == [[0, 0], [2, 1]]


def test_relations_and_confidence_are_understood_in_chinese(documents):
    gold = read_gold(
        frame(("1", "1", "细化", "确定"), ("2", "2", "Partial", "存疑"), ("3", "", "新增", "")), *documents
    )
    assert gold.relations == {("1", "1"): "elaborates", ("2", "2"): "partial"}
    assert (gold.linked.sum(), gold.neutral.sum()) == (1, 1)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("1", "1", "same", "sure"), "第3行：relation 列的“same”看不懂，请写 一致、改写、细化、部分、新增"),
        (("1", "1", "=cmd", "sure"), "第3行：relation 列"),
        (("1", "1", "partial", "maybe"), "第3行：confidence 列的“maybe”看不懂，请写 确定、存疑"),
        (("1", "1", "addition", "sure"), "第3行：新增不应有上级条款“1”"),
        (("1", "", "partial", "sure"), "第3行：关系“partial”没有上级条款"),
        (("4", "1", "partial", "sure"), "第“4”条在第2行是新增，在第3行又有对应"),
        (("1.5", "1", "partial", "sure"), "第3行：child “1.5”"),
    ],
)
def test_a_word_that_is_not_known_or_contradicts_itself_is_refused_with_its_line(documents, row, says):
    with pytest.raises(pc.AlignmentError, match=says):
        read_gold(frame(("4", "", "addition", ""), row), *documents)


def test_provisions_that_were_not_read_count_neither_as_additions_nor_as_wrong_links(aligned):
    read = frame(("1", "1", "equivalent", "sure"), ("2", "", "addition", "sure"))
    assert aligned.links[["child", "parent"]].to_numpy().tolist() == [[n, n] for n in "1234"]
    whole, some = pc.evaluate(aligned, read), pc.evaluate(aligned, read, children=[1, "2"])
    assert whole.loc["links", ["right", "wrong", "missed"]].tolist() == [1, 3, 0]
    assert some.loc["links", ["right", "wrong", "missed"]].tolist() == [1, 1, 0]
    assert some.loc["additions", ["right", "wrong", "missed"]].tolist() == [0, 0, 1]


def test_a_gap_is_not_judged_where_not_all_children_were_read(aligned):
    read = frame(("1", "1", "equivalent", "sure"))
    assert pc.evaluate(aligned, read, children=["1"]).loc["gaps"].isna().tolist() == [True] * 3 + [False] * 3
    assert pc.evaluate(aligned, read, children=list("1234")).loc["gaps", "missed"] == 3


def test_an_unknown_label_among_the_children_that_were_read_is_an_error(aligned):
    with pytest.raises(pc.AlignmentError, match="“9” 不在 child 中"):
        pc.evaluate(aligned, frame(("1", "1", "partial", "sure")), children=["9"])


@pytest.fixture
def folder(write):
    """A folder of gold with a list, one pair in the corpus, and one of measures with two readers."""
    write(
        "pair,child,parent,field,group,child_level,parent_level,child_title\n"
        "low__high,p1,n1,水,laws,city,province,某市水条例\nplan,low_plan,high_plan,消防,plans,district,city,某区方案\n"
        "absent__high,p9,n1,茶,laws,city,province,\n",
        "gold/pairs.csv",
    )
    write("child,parent,relation\n1,1,equivalent\n2,2,partial\n", "gold/laws/low__high.csv")
    write("child,parent,relation\n1,1,equivalent\n", "gold/laws/absent__high.csv")
    write("child,parent,relation\n1.p1,1,equivalent\n2,2,partial\n", "gold/plans/plan.a.csv")
    write("child,parent,relation,confidence\n1.p1,1,elaborates,sure\n2,2,partial,unsure\n", "gold/plans/plan.b.csv")
    law = "某{}水条例\n第一条 节约用水。\n第二条 保护水源。\n"
    write(law.format("市"), "texts/p1.txt")
    write(law.format("省"), "texts/n1.txt")
    write("# 1 目标\n[1.p1] 防火。\n# 2 任务\n[2] 灭火。\n", "texts/low_plan.labels.txt")
    write("1.没有标明的。\n", "texts/low_plan.txt")
    return write("[1] 防火。\n[2] 灭火。\n", "texts/high_plan.labels.txt").parents[1]


def test_texts_are_found_by_the_list_in_another_folder_with_field_and_level(folder):
    said = []
    plan, law = sorted(load_gold_folder(folder / "gold", [folder / "texts"], said.append), key=lambda p: p.group)[::-1]
    assert (law.name, law.field, law.group, law.child.id, law.child.level) == ("low__high", "水", "laws", "p1", "city")
    assert (plan.field, plan.child.title, [m.label for m in plan.child.measures]) == ("消防", "某区方案", ["1.p1", "2"])
    assert plan.child.level == "district"
    assert len(said) == 1
    assert "p9" in str(said[0])


def test_what_two_readers_do_not_agree_on_counts_neither_way_but_each_is_kept(folder):
    plan = next(p for p in load_gold_folder(folder / "gold", [folder / "texts"], print) if p.readings)
    assert [int(gold.linked.sum()) for gold in (plan.gold, *plan.readings)] == [1, 2, 1]
    assert plan.gold.neutral[1, 1]
    assert plan.gold.relations["1.p1", "1"] == "equivalent"


def test_a_pair_without_its_text_is_an_error_where_nobody_listens_and_so_is_no_text_at_all(folder):
    with pytest.raises(pc.AlignmentError, match=r"找不到文件 p9.*--texts"):
        load_gold_folder(folder / "gold", [folder / "texts"])
    with pytest.raises(pc.AlignmentError, match="3 对文件没有一对两份文本都在"):
        load_gold_folder(folder / "gold", left_out=lambda _: None)


def test_two_files_for_one_pair_that_are_not_two_readers_are_refused(folder, write):
    write("child,parent\n1,1\n", "gold/more/low__high.csv")
    with pytest.raises(pc.AlignmentError, match=r"low__high\.a\.csv"):
        load_gold_folder(folder / "gold", [folder / "texts"], print)
