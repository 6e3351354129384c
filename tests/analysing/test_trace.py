from __future__ import annotations

import pytest

import policycompare as pc
from policycompare.reading import parse


def test_every_measure_has_one_origin_and_every_point_one_fate(chain):
    assert chain.origins.child.tolist() == [str(n) for n in range(1, 82)]
    assert set(chain.origins.origin) <= {"through", "level above", "straight", "addition"}
    assert len(chain.fates) == 71
    assert set(chain.fates.reached) <= {"national", "shanghai", "chongming"}


def test_origins_agree_with_the_alignments(chain, to_city, to_nation):
    origins = chain.origins.set_index("child").origin
    assert set(origins[origins.isin(["straight", "addition"])].index) == set(to_city.additions.child)
    assert set(origins[origins == "addition"].index) == set(to_city.additions.child) & set(to_nation.additions.child)


def test_a_point_that_nobody_took_up_stopped_at_the_top(chain, to_nation):
    stopped = chain.fates[chain.fates.reached == "national"]
    assert set(stopped.parent) <= set(to_nation.gaps.parent)
    assert (stopped.chongming == "").all()


def test_a_chain_of_two_levels_works(chongming, shanghai):
    chain = pc.trace([shanghai, chongming])
    assert set(chain.origins.origin) == {"level above", "addition"}


def test_one_document_is_no_chain(chongming):
    with pytest.raises(pc.AlignmentError, match="两份"):
        pc.trace([chongming])


def test_a_measure_handed_down_through_the_level_between_names_both():
    def document(name, *bodies):
        return parse("措施\n" + "".join(f"{n}.{b}\n" for n, b in enumerate(bodies, 1)), id=name)

    own = ["建设轨道交通大客流预警机制。", "推动长三角毗邻地区危险化学品联防联控。", "修建渔港避风锚地。"]
    handed = "危险化学品企业必须落实重大危险源安全包保责任制。"
    chain = pc.trace(
        [document("top", handed, own[0]), document("mid", handed, own[1]), document("low", handed, own[2])]
    )
    first = chain.origins.iloc[0]
    assert (first.origin, first.top, first.mid) == ("through", "1", "1")
    assert chain.origins.iloc[1].origin == "addition"
    assert chain.fates.reached.tolist() == ["low", "top"]


def test_two_files_of_the_same_name_are_told_apart(write):
    text = "措施\n1.落实重大危险源安全包保责任制。\n2.建设轨道交通预警机制。\n"
    chain = pc.trace([pc.read(write(text, "old/draft.txt")), pc.read(write(text, "new/draft.txt"))])
    assert chain.origins.columns.tolist() == ["child", "text", "chapter", "origin", "draft"]
    assert chain.fates.columns.tolist() == ["parent", "text", "chapter", "reached", "draft-2"]
    assert chain.fates.reached.tolist() == ["draft-2", "draft-2"]


def test_a_file_called_like_a_column_does_not_hide_the_column(write):
    text = "措施\n1.落实重大危险源安全包保责任制。\n"
    chain = pc.trace([pc.read(write(text, "text.txt")), pc.read(write(text, "origin.txt"))])
    assert chain.origins.columns.is_unique
    assert chain.origins["text-2"].tolist() == ["1"]
