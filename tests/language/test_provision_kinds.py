from __future__ import annotations

import pytest

from policycompare.language.provision_kinds import PROVISION_KINDS, certain_kinds, is_formal, is_penalty

EXAMPLES = {
    "penalty": "违反本条例的,处一万元以上三万元以下罚款。",
    "purpose": "为了加强养犬管理,保障公众安全,制定本条例。",
    "definition": "本条例所称犬只,是指依法登记的犬。",
    "commencement": "本条例自2020年1月1日起施行。",
    "scope": "本市行政区域内的养犬活动适用本条例。",
    "deference": "法律、法规另有规定的,从其规定。",
    "misconduct": "工作人员玩忽职守、滥用职权的,依法处理。",
}
DUTY = "养犬人应当自犬只满三月龄之日起十日内登记。"


@pytest.mark.parametrize("kind", PROVISION_KINDS, ids=lambda kind: kind.key)
def test_each_kind_tells_its_example_and_no_duty(kind):
    for pattern in filter(None, (kind.certain, kind.likely)):
        assert pattern.search(EXAMPLES[kind.key])
        assert not pattern.search(DUTY)


def test_what_is_certain_is_likely_too(chongming, shanghai, national):
    texts = [provision.text for document in (chongming, shanghai, national) for provision in document.provisions]
    for kind in PROVISION_KINDS:
        if kind.certain and kind.likely:
            assert all(kind.likely.search(text) for text in (*texts, *EXAMPLES.values()) if kind.certain.search(text))


def test_a_duty_is_of_no_kind():
    assert not any(certain_kinds(DUTY))
    assert not is_formal(DUTY)
    assert not is_penalty(DUTY)
    assert [is_formal(text) for text in EXAMPLES.values()] == [False, True, False, True, True, True, True]
