"""Parts of the same duty that changed: who must act, what is done, to what, and in which case."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

from rapidfuzz.distance import Indel

from policycompare.aligning.changed_words import Change, change_of
from policycompare.aligning.same_duties import (
    SAME_PHRASE,
    TAIL,
    Phrase,
    SameDuty,
    Side,
    asks_the_same,
    bigrams,
    things_alike,
    without_values,
)
from policycompare.documents import Span
from policycompare.language.deontic import forces
from policycompare.language.duties import Words
from policycompare.language.normalise import GOVERNMENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SAME_REST = 0.8
"""Least likeness of two phrases without their actors, so that the actors can be compared."""
SAME_REST_OF_ACT = 0.7
"""The same where the verb is the same, and what it is done to much alike."""
SAME_NAME = 2
"""Characters in common from which the names of two who are no agencies are one: 平台企业, 平台经营者."""
SAME_ACTOR = 75
"""Least likeness (rapidfuzz, of 100) of the names of one actor."""
SAME_THING = 0.8
"""Least likeness of what two phrases ask to be done to, so that the verbs, or the conditions, can be compared."""
SAME_ITEM = 0.76
"""Least likeness of two items of lists that are one."""
MANY = 2
"""Items from which on words are a list."""
KNOWN = 0.5
"""Share of its pairs of characters from which words are said on the other side."""

_BRACKET = re.compile(r"[（(][^）)]*[）)]")
_AND = re.compile(r"、|和|及其?|以及|与|或者?|会同")
_ANY_ACTOR = re.compile(
    r"县级以上|以上|地方|各级|本级|上级|上一级|所在地|所在|用人|有关|相关|其他|国务院|国家(?!机关)|政府(?=.)|本地|本[省市区县]|[省市区县]级?(?=.{3})"
    r"|行政主管|主管|行政管理|管理|行政(?!机关)|部门|的|该|其|[被受](?=质询|检查|处罚)|原(?:批准|发证|审批|许可|登记)|工作|负责人$|(?:单位|人|机关)$"
)
_GENERIC_ACTOR = re.compile(r"(?:各|其他)*(?:有关|相关)(?:行政|国家|主管)?(?:机关|部门|单位|机构|组织|方面)")
"""有关部门, 有关国家机关: whoever it is."""
_ROLE = re.compile(
    r".*(?:原|有权|审批|批准|发证|编制|登记|任免|决定的|当地|所在地?|上级)[^、]{0,6}(?:机关|部门|单位|机构)|原[^、]*"
)
"""原编制机关, 作出处罚决定的部门: an office by its part in the matter, whatever it is called."""
_OWN_GOVERNMENT = re.compile(r"国家|国务院|.*政府")
_PUBLIC = re.compile("政府|部门?$|机关|局$|委$|厅$|委员会$|法院|检察院|监管|公安")
_HANDS_ON = re.compile("移交|移送|提请|建议")
_SAME_ROLE = re.compile(r"(?:主办|组织|举办|承办)(?=单位|者|人|方)")
# Agencies under the names that reforms gave them: the same office.
_SUCCESSORS = (
    (re.compile("安全生产监督管理|安全生产监管|安监|应急管理"), "应急"),
    (re.compile("劳动(?:和社会|社会)?(?:保障)?|人力资源和?社会保障"), "人社"),
    (re.compile("工商(?:行政管理)?|质量技术监督|市场监督管理|市场监管|食品药品监督(?:管理)?"), "监管"),
    (re.compile("环境保护|生态环境|环保"), "环境"),
    (re.compile("国土资源|土地|自然资源"), "资源"),
    (re.compile("房地产(?:行政)?|住房和?城乡建设|城乡建设|建设|物业(?=主管|管理部门|行政)"), "建设"),
    (re.compile("农业农村|农业|畜牧兽医|兽医|动物防疫|畜牧"), "农业"),
    (re.compile("电力|能源"), "能源"),
    (re.compile("用[水电气热](?:单位和个人|户|人)|用户"), "用户"),
    (
        re.compile("社会(?:各界|公众|力量)?|任何(?:单位|组织)[和或者、及组织]*个人|单位和个人|公民、法人和其他组织"),
        "公众",
    ),
    (re.compile("指挥(?:部|机构|中心)"), "指挥"),
    (re.compile("卫生和?(?:计划生育|计生|健康)?"), "卫生"),
)
ACTS = (
    re.compile("批准|审批|许可|核准|核发"),
    re.compile("备案|报备"),
    re.compile("登记|注册"),
    re.compile("检验|检定|检测|监测"),
    re.compile("检查|巡查|抽查|排查"),
    re.compile("评估|评价"),
    re.compile("验收"),
    re.compile("论证"),
    re.compile("听证"),
    re.compile("公布|公告|公示|公开|发布"),
    re.compile("告知|通知|通报"),
    re.compile("报告|上报"),
    re.compile("培训|教育"),
    re.compile("奖励|表彰"),
    re.compile("补助|补贴|补偿"),
    re.compile("拆除"),
    re.compile("没收"),
    re.compile("销毁"),
    re.compile("保存|留存|保管"),
)
"""Acts that the law tells apart, one row for the words of one act: only a change from one to another is said."""
_LIST = re.compile(r"、|以及|或者|和|及|或")
_NO_ITEM = re.compile(
    "[的向将把]|通过|公众|部门|机关|有关|相关|其他|等$|^本[条法办规]|^(?:及时|准确|安全|有序|全面|有效)$|依法|法律|法规|宪法"
)
"""Items of a list that are no plain names."""
_NO_CONDITION = re.compile(
    r"^(?:对|或者?|违反|有(?:下列|前款)|依照|按照|根据|逾期|拒不|情节|构成|造成|除)|(?:规定的|情形的|之一的|[^的])$|^.{1,3}$"
)
"""Conditions that say no case of the duty: what a penalty is for, or a reference."""


def actor_changes(duty: SameDuty, below: Side, above: Side) -> Iterator[Change]:
    """Compare who must do the same."""
    new, old = duty.child, duty.parent
    if {force.kind for force in forces(new.text)} != {force.kind for force in forces(old.text)}:
        return
    after, before = _own_actors(new), _own_actors(old)
    if not after or not before:
        return
    if any(force.is_verb for force in forces(new.text)) and bool(after.start) != bool(before.start):
        return  # one is the one who encourages, the other who is encouraged
    new_rest, old_rest = without_values(new.text[after.end :]), without_values(old.text[before.end :])
    if new.clause.text.count(new_rest[-TAIL:]) > 1 or old.clause.text.count(old_rest[-TAIL:]) > 1:
        return  # by tiers (重大事故由省…调查，一般事故由市…调查): which actor stands for which is not known
    least = SAME_REST_OF_ACT if asks_the_same(duty, below, above) else SAME_REST
    if Indel.normalized_similarity(below.normal(new_rest), above.normal(old_rest)) < least:
        return
    if of_other_actors(duty, below, above):
        yield change_of("actor", [old.word(before)], [new.word(after)])


def of_other_actors(duty: SameDuty, below: Side, above: Side) -> bool:
    """Whether both phrases name actors, and none in common."""
    after, before = _own_actors(duty.child), _own_actors(duty.parent)
    if not after or not before:
        return False
    if _ROLE.fullmatch(before.of(duty.parent.text)) or _ROLE.fullmatch(after.of(duty.child.text)):
        return False
    of_child = _actors(after.of(duty.child.text), below.normal)
    return not _same_actors(of_child, _actors(before.of(duty.parent.text), above.normal))


def _own_actors(phrase: Phrase) -> Span | None:
    """Return where the actors stand that a phrase names itself, as offsets into the phrase."""
    if not phrase.duty or not phrase.duty.actors:
        return None
    named_by = phrase.text[: max(phrase.duty.actors[0].span.start - phrase.start, 0)].endswith("由")
    asked = phrase.duty.modal is not None and phrase.duty.modal.span.start >= phrase.start
    if not (named_by or asked) or _HANDS_ON.search(phrase.duty.actors[-1].text):
        return None
    start, end = phrase.duty.actors[0].span.start - phrase.start, phrase.duty.actors[-1].span.end - phrase.start
    return Span(start, end) if 0 <= start < end <= len(phrase.text) else None


def _actors(words: str, normal: Callable[[str], str]) -> list[str]:
    """Return the actors of a list by what tells them apart; one that could be any (有关部门) is ``""``."""
    for names, name in _SUCCESSORS:
        words = names.sub(name, words)
    words = _SAME_ROLE.sub("主办", _BRACKET.sub("", normal(words)))
    # Normalising takes the government away before its departments: 政府和有关部门 is 和有关部门.
    named = f"政府{words}" if _AND.match(words) else words
    parts = [part for part in _AND.split(named) if part]
    told: list[str] = []
    for part in parts:
        if _OWN_GOVERNMENT.fullmatch(part):
            told.append(GOVERNMENT)
        else:
            told.append("" if _GENERIC_ACTOR.fullmatch(part) else _ANY_ACTOR.sub("", part))
    return told


def _same_actors(below: list[str], above: list[str]) -> bool:
    """Whether some actor is in both lists, be it under a longer name or with its words in another order.

    Who could be any below (有关部门) is whom the parent names.
    """
    from rapidfuzz import fuzz
    from rapidfuzz.distance import LCSseq

    if "" in below:
        return True
    for a, b in product(below, above):
        if not b:
            continue
        if not (_PUBLIC.search(a) or _PUBLIC.search(b)) and LCSseq.similarity(a, b) >= SAME_NAME:
            return True
        if LCSseq.similarity(a, b) == min(len(a), len(b)) or fuzz.ratio(sorted(a), sorted(b)) >= SAME_ACTOR:
            return True
    return False


def duty_part_changes(duty: SameDuty, below: Side, above: Side) -> Iterator[Change]:
    """Compare what is done, to what, and in which case."""
    new, old = duty.child.duty, duty.parent.duty
    if not new or not old or not new.action or not old.action or of_other_actors(duty, below, above):
        return
    new_acts, old_acts = _acts(new.action.text), _acts(old.action.text)
    alike = things_alike(new, old, below, above)
    if alike >= SAME_THING and new_acts and old_acts and not new_acts & old_acts:
        # Where one clause has the other's act too (登记并公布), it was not replaced.
        is_old_said = old_acts & _acts(duty.child.clause.text)
        is_new_said = new_acts & _acts(duty.parent.clause.text)
        if not is_old_said and not is_new_said:
            yield change_of("action", [duty.parent.of_clause(old.action)], [duty.child.of_clause(new.action)])
    is_same_act = new.action.text == old.action.text or bool(new_acts & old_acts)
    if not is_same_act or new.force != old.force:
        return
    yield from _object(duty, below, above)
    if alike >= SAME_PHRASE and duty.likeness >= SAME_PHRASE:
        yield from _condition(duty, below, above)


def _acts(words: str) -> frozenset[int]:
    """Return which of `ACTS` stand in words."""
    return frozenset(k for k, act in enumerate(ACTS) if act.search(words))


def _object(duty: SameDuty, below: Side, above: Side) -> Iterator[Change]:
    """Compare two lists of what something is done to, or at whom it is directed: one has items that the other lacks."""
    new, old = duty.child.duty, duty.parent.duty
    if not new or not old:
        return
    for after, before in ((new.object, old.object), (new.target, old.target)):
        if not after or not before:
            continue
        here, there = _items(after), _items(before)
        if len(here) == len(there) or min(len(here), len(there)) < MANY:
            continue
        if len(here) > len(there):
            more = _more(here, there, below, above)
            gone, come = [], [duty.child.of_clause(words) for words in more]
        else:
            more = _more(there, here, above, below)
            gone, come = [duty.parent.of_clause(words) for words in more], []
        if more:
            yield change_of("object", gone, come)


def _items(words: Words) -> list[Words]:
    """Cut a list at its marks."""
    out = []
    start = 0
    for end, after in [*(m.span() for m in _LIST.finditer(words.text)), (len(words.text), 0)]:
        if end > start:
            out.append(Words(words.text[start:end], Span(words.span.start + start, words.span.start + end)))
        start = after
    return out


def _more(longer: list[Words], shorter: list[Words], side: Side, other: Side) -> list[Words]:
    """Return what one side's list has more than the other's, which it holds whole, and the other says nowhere.

    Nothing where an item is no plain name (其他有关部门, 符合条件的企业): then which is which is not known.
    """
    some, others = [side.normal(words.text) for words in longer], [other.normal(words.text) for words in shorter]
    if any(_NO_ITEM.search(name) for name in (*some, *others)) or not all(_is_among(name, some) for name in others):
        return []
    more = [words for words, name in zip(longer, some, strict=True) if not _is_among(name, others)]
    for words in more:
        if len(words.text) == 1 or _NO_ITEM.search(words.text) or _is_known(side.normal(words.text), other.said):
            return []
    return more


def _is_among(name: str, names: list[str]) -> bool:
    return any(name in k or k in name or Indel.normalized_similarity(name, k) >= SAME_ITEM for k in names)


def _condition(duty: SameDuty, below: Side, above: Side) -> Iterator[Change]:
    """Compare whether a duty holds in any case, or only where something is so."""
    new, old = duty.child.duty, duty.parent.duty
    if not new or not old or bool(new.condition) == bool(old.condition):
        return
    if duty.child.is_penal or duty.parent.is_penal:
        return
    if new.condition:
        words, with_it, without = new.condition, duty.child, duty.parent
        is_known = _is_known(below.normal(words.text), above.said)
    elif old.condition:
        words, with_it, without = old.condition, duty.parent, duty.child
        is_known = _is_known(above.normal(words.text), below.said)
    else:
        return
    rest = with_it.clause.text.replace(words.text, "")
    if Indel.normalized_similarity(rest, without.clause.text) < SAME_THING:
        return
    if is_known or _NO_CONDITION.search(words.text):
        return
    word = with_it.of_clause(words)
    if new.condition:
        yield change_of("condition", [], [word])
    else:
        yield change_of("condition", [word], [])


def _is_known(name: str, said: str) -> bool:
    pairs = bigrams(name)
    return sum(pair in said for pair in pairs) >= KNOWN * max(len(pairs), 1)
