"""Which statements are about one matter, as letters and as an encoder tell it."""

import numpy as np

import policycompare as pc
from policycompare.differing.text_differences import normalisers_of
from policycompare.tables.stated_differences import StatedTexts
from policycompare.tables.statements import StatedDocument

SUBJECTS = ("软管|胶管", "值班|守夜", "登记|造册", "停业|关门")


class Stub:
    """An encoder that knows of what four subjects a text is."""

    def encode(self, texts):
        found = [[float(any(word in text for word in subject.split("|"))) for subject in SUBJECTS] for text in texts]
        return np.array(found, dtype=np.float32)


def stated(below, above, encoder=None):
    """Return how two texts differ, each the first measure of its document."""
    child, parent = (pc.parse(f"{title}\n1.{text}\n") for title, text in (("某区措施", below), ("某市措施", above)))
    normal = normalisers_of(child, parent)
    sides = StatedDocument(child, normal.child, encoder), StatedDocument(parent, normal.parent, encoder)
    return StatedTexts(*sides).difference(["1"], ["1"])


def pairs(found):
    return [([each.text for each in some.children], [each.text for each in some.parents]) for some in found.turned]


BELOW = "餐饮商户应当定期更换软管。餐饮商户应当安排人员夜间值班。"
ABOVE = "经营者必须派员通宵守夜。老化的胶管由经营者负责换新。"


def test_sentences_in_other_words_have_their_counterparts_by_meaning():
    found = stated(BELOW, ABOVE, Stub())
    assert pairs(found) == [
        (["餐饮商户应当定期更换软管"], ["老化的胶管由经营者负责换新"]),
        (["餐饮商户应当安排人员夜间值班"], ["经营者必须派员通宵守夜"]),
    ]
    assert len(stated(BELOW, ABOVE).turned) < len(found.turned)


def test_what_has_many_letters_in_common_and_another_meaning_is_an_addition():
    above = "餐饮商户应当定期更换软管，餐饮商户应当报告街道。"
    below = f"{above}餐饮商户应当安排人员夜间值班，并报告街道。经营者关门停业满一年的，应当告知街道。"
    found = stated(below, f"{above}顾客可以登记意见。", Stub())
    assert "餐饮商户应当安排人员夜间值班，并报告街道" in [each.quote for each in found.added]


def test_a_sentence_joins_no_matter_that_it_makes_less_alike():
    above = "使用软管的餐饮商户应当每两年更换软管，并留存购买凭证。"
    below = (
        "使用软管的餐饮商户应当每年更换软管，并留存购买凭证。餐饮商户违反规定的，由街道公示其名称，并通报各行业协会。"
    )
    found = stated(below, above)
    assert [children for children, _ in pairs(found)] == [["使用软管的餐饮商户应当每年更换软管，并留存购买凭证"]]


def test_a_sentence_that_became_two_has_both_beside_it():
    above = "软管破损的，餐饮商户应当立即更换并通知街道，街道应当在七日内复查软管接口。"
    below = "软管破损的，餐饮商户应当立即更换并通知街道。街道应当在七日内复查软管接口。"
    ((children, parents),) = pairs(stated(below, above))
    assert (len(children), len(parents)) == (2, 1)


def test_items_are_compared_with_items_and_what_leads_to_them_is_no_difference():
    above = "商户有下列情形的，停止供气：\n（一）软管老化仍未更换的；\n（二）拖欠燃气费六个月的。"
    below = "商户有下列情形的，停止供气：\n（一）软管老化仍未更换的；\n（二）拒绝夜间巡查人员进店的；\n（三）拖欠燃气费六个月的。"
    found = stated(below, above)
    assert [(each.quote, each.of) for each in found.added] == [("拒绝夜间巡查人员进店的", "项")]
    assert not found.turned
