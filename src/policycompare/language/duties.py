"""Parts of a duty: who must do what to what, under which condition, and when (义务的要素).

The rules, in the order in which they are tried on a sentence:

1. A condition ends in 的 before a comma (未按规定备案的，…) or begins with 因, 经, 发现 and the like; it holds for
   the rest of its sentence. An actor in front of it is the actor (用人单位招用职工的，应当…).
2. A deontic word (应当, 不得, 可以, 鼓励, …) begins a duty; so does 由 with an actor and a verb, and, where a sentence
   has neither, its first verb (加强对…的检查).
3. The actor stands before the deontic word, after 由, or after 鼓励; a phrase without one has that of the phrase before
   it, and an item of a list (下列职责：…) that of its stem.
4. The action is the first verb after adverbs, times and prepositional phrases. A light verb (进行, 予以) leaves its
   place to the verb behind it.
5. The object is what follows the verb, or stands after 将 or 把; whom or what it is directed at stands after 对, 向
   or 为.
6. A phrase that goes on with 并, or with a verb, is a duty of the same actor and deontic word.

Words are tagged by jieba; the names of terms and agencies stay whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from policycompare.documents import Span
from policycompare.language.deontic import forces
from policycompare.language.lexicon import lexicon
from policycompare.language.quantities import Quantity, quantities
from policycompare.language.tokenise import tagged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policycompare.language.deontic import Force
    from policycompare.language.lexicon import Lexicon

ACTOR_END = re.compile(
    r"(?:政府|部门|机构|单位|企业|公司|集团|局|委|办|厅|院|会|所|站|队|中心|街道|乡镇|街镇"
    r"|学校|医院|镇街|人员|负责人|代表|公民|法人|组织|个人|(?<!或)者|人|机关|主管|团体|工会|银行|业主|用户|家长|学生|社会力量"
    r"|国家|本市|本省|本区|各级|方|店|厂|场所|园区|各地|各区|各县|各镇|(?<![增时延成生])长)$"
)
"""How the name of an actor ends."""
LIGHT = frozenset(
    {"进行", "予以", "给予", "加以", "作出", "做出", "做好", "开展", "负责", "依法", "实行", "组织", "抓好"}
)
"""Verbs that say little: the verb after them is what is done."""
_PAIRED = frozenset(
    {"组织", "建立", "制定", "修订", "审查", "监督", "协助", "配合", "指导", "督促", "引导", "参与", "予以", "负责"}
)
"""Verbs that go together with a second one: 组织开展, 审查批准."""
_SECOND = frozenset(
    {
        "开展",
        "实施",
        "健全",
        "完善",
        "批准",
        "检查",
        "落实",
        "编制",
        "制定",
        "管理",
        "协调",
        "推进",
        "建设",
        "公布",
        "整改",
    }
)
_VERBS = frozenset(
    {
        "建立健全",
        "责令",
        "处",
        "处以",
        "并处",
        "报请",
        "依法查处",
        "扣押",
        "没收",
        "吊销",
        "严查",
        "严禁",
        "强化",
        "压实",
        "做实",
    }
    | {"组织协调", "督促检查", "落实", "报", "火化", "公开", "保障", "报告"}
    | {"配齐", "备案", "报备", "留存", "公示", "通报", "办结", "申领", "改正", "抄送", "抄报", "统筹"}
)
"""Verbs of official texts that jieba takes for something else."""
_NO_VERBS = frozenset(
    {
        "应当",
        "应",
        "必须",
        "可以",
        "可",
        "不得",
        "要",
        "须",
        "禁止",
        "严禁",
        "有权",
        "能",
        "需",
        "需要",
        "以",
        "到",
        "至",
        "有关",
        "相关",
        "优先",
        "是",
        "称",
        "所称",
    }
)
_ADVERBS = re.compile(
    r"(?:依法|经常性?|及时|立即|严格|统一|均|都|也|还|同时|不定期|定期|自行|自觉|主动|积极|优先|书面|如实|另行|切实|全面|进一步|大力|率先"
    r"|擅自|私自|随意|任意|非法|违法|违规|逐步|逐级|分别|共同|联合|直接|继续|首先|全部|一律|尽快|认真|妥善|科学|合理|充分|稳步|加快|深入|广泛|持续"
    r"|不断|有序|动态|按时|按期|足额|限期|并|且|再|先|又|则|方|方可|一次性|根据需要|按规定|按要求|地|以任何(?:方式|形式|理由)|按照?职责(?:分工)?)+"
)
_ADVERBS_LAST = re.compile(r"(?:依法|及时|立即|严格|擅自|定期|统一|如实|书面|免费|全部|予以)+$")
_TIME = (
    r"(?:自|从|在|于|到|至)[^，。；：]{0,40}?"
    r"(?:之日起|日内|月内|年内|时内|期内|以内|之前|之后|以前|以后|期间|过程中|时候|前|后|时|内)"
)
_BASIS = (
    "(?:规定|要求|标准|程序|权限|职责(?:分工)?|分工|情况|需要|原则|实际|规划|方案|规范|计划|办法|顺序|比例|制度|约定"
    "|目录)"
)
_PREPOSITION = re.compile(
    rf"{_TIME}(?:[^，。；：]{{0,8}}?(?:日|月|年|时)内)?(?![部容设外续果款项述置])"
    rf"|(?:按照|依照|依据|根据|按|依|本着)[^，,。；：]{{1,36}}?的?(?:有关|相关)?{_BASIS}"
    rf"(?:的(?:规定|要求|标准|需要))?(?:(?:和|、|以及|或者)[^，,]{{0,12}}?{_BASIS})*"
    r"|(?:通过|采取|采用|利用|运用|借助|依托|结合|围绕|以)[^，。；：]{1,30}?(?:的?(?:方式|形式|措施|手段|途径|渠道|平台|机制|名义|等方式|重点|实际))"
    r"|在[^，。；：]{1,24}?(?:[中上下里]|范围内|区域内|场所|位置|部位|网站|地点)(?![心级报])"
)
_WITH = re.compile(
    r"(?P<how>会同|商|联合|协同|对于|对|将|把|向|为了?(?![准期限止主])|给(?![予付])|就(?![业地近诊医读餐学])|与|和(?![谐解平])|由|被|让(?!利)|使(?!用)|针对)(?![外象策照比应接立待口付抗话方内部上下])"
)
_OBJECT = frozenset({"将", "把"})
_TARGET = frozenset({"对", "对于", "向", "为", "给", "针对", "就"})
_CONDITION_START = re.compile(
    r"^(?:因|凡|经|如|遇|发现|未经|非经|当|确需|需要|需|除|符合|属于|具备|有条件|有下列|具有|对于|对|必要时|逾期|拒不|情节|造成|构成)"
)
_CONDITION_END = re.compile(r"(?:的|时|之?后|之?前|情况下|情形下|期间|除外)$")
_NO_CONDITION = re.compile(r"(?:之日起|[日月年时]内)$")
_BY = re.compile(
    r"^(?P<topic>[^，。；由]{2,24}(?=由))?由(?P<actor>[^，。；：对]{2,40}?)(?=(?:对|另行|作出|采取|承担|向|提出|依法|依照|按照|根据|责令|给予|处|负责|会同|组织|予以|没收|吊销|批准|决定|牵头|统一|承担|制定|审批))"
)
_SANCTION = re.compile(
    r"^(?:并|可以|并可|可|依法)*(?P<verb>责令|处以|并处|处(?![理置分境于])|给予(?=[^，,]{0,8}(?:警告|处分|处罚|批评))|没收|吊销|暂扣)"
)
_CONNECTIVE = re.compile(r"^(?:但是?|并且|同时|其中|此外|另外|以及|或者|并|且|也|还)+")
_SEPARATOR = re.compile(r"、|以及|及其|或者|会同|和|或|及|与")
_LIST_NUMBER = re.compile(r"\s*(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d))?\s*")
_IN_NAMES = frozenset({"有关", "相关", "主管", "行政", "管理", "监督", "监督管理", "其他"})
"""Words that stand in the names of actors though jieba takes them for verbs."""
_IN_CLAUSE = re.compile(r"[由对将把的]")
"""What stands before an actor that is part of something else: 建立由区应急局牵头的制度."""
_AND_SUPPORT = re.compile(r"(?:[、和](?:支持|引导|吸引|倡导|推动|鼓励|帮助))+")
_QUANTITY_FIRST = re.compile(
    r"每[^，。；：]{0,3}?(?:年|月|周|季度|日|天)(?:至少)?(?:[一二两三四五六七八九十\d]+次)?|[，,、]"
)
_COMMA = re.compile("[，,]")
_BETWEEN = frozenset({"、", "和", "并", "或者", "或", "以及"})
_LAST_VERB = frozenset({"对", "对于", "就", "针对"})
_NEXT = re.compile(
    r"[对向将把](?![外象策照比应接待付话方内部上下])|进行|予以|给予|加以|开展|实施|实行|处以|责令|组织|采取|提出|提供|负有|承担|作出"
)
"""Where a noun after a preposition ends: at the next preposition, or at a verb that says little."""
_NEXT_OF_PUT = re.compile(
    r"纳入|列入|作为|报送?|移送|移交|抄送|抄报|告知|通报|送达|提交|公布|用于|[对向](?![外象策照比应接待付话方内部上下])|及时|书面|如实|予以|给予"
)
"""Where a noun after 将 ends."""
_REPORT = re.compile(r"报请?(?P<to>[^，,]{0,24}?)(?P<verb>备案|批准|审批|核准|审核|审查|审定|同意|核定)(?=$|[，,])")
"""报…备案, 报…批准: what is done is the last verb."""
_DIRECTED = re.compile(r"对(?P<target>.{2,})的(?P<object>[^的]{2,})$")
MOST_NOUNS = 3
"""Nouns before the first verb from which on it is none of the duty's."""
LONGEST_VERB = 4
"""Characters up to which a text without a known verb is taken for one."""
_SENTENCE = re.compile(r"[^。；;！？!?\n]+")
_PHRASE = re.compile(r"[^，,：:]+")
_VERB_TAGS = ("v", "vn", "vd", "vi", "vg", "vq")
_TAIL = re.compile(r"(?:等?(?:有关|相关)?(?:工作|活动|事宜|事项))$")


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a text, and where they stand in it."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Duty:
    """What a phrase asks of somebody.

    Attributes
    ----------
    span
        The phrase in the text that was given.
    actors
        Who must do it, each by itself; empty where the text does not say.
    force
        A key of `policycompare.language.deontic.FORCES`, or ``""`` for a duty without a deontic word.
    modal
        The deontic word.
    action
        The verb.
    object
        What it is done to.
    target
        Whom or what it is directed at: after 对, 向, 为.
    condition
        When it holds.
    times
        Deadlines and frequencies, with their place in the text.
    """

    span: Span
    actors: tuple[Words, ...] = ()
    force: str = ""
    modal: Words | None = None
    action: Words | None = None
    object: Words | None = None
    target: Words | None = None
    condition: Words | None = None
    times: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True)
class _Said:
    """What the phrases before have said, for those that leave it out."""

    actors: tuple[Words, ...] = ()
    force: str = ""
    modal: Words | None = None
    condition: Words | None = None
    goes_on: bool = False


LONGEST_SUBJECT = 200
"""Characters at the start of a phrase in which its actor is looked for."""


def duties(text: str) -> tuple[Duty, ...]:
    """Return the duties of `text`, in order; see the module for the rules.

    Examples
    --------
    >>> (duty,) = duties("发生事故的，企业应当在24小时内向街道报告事故情况。")
    >>> duty.condition.text, [actor.text for actor in duty.actors], duty.modal.text, duty.action.text
    ('发生事故的', ['企业'], '应当', '报告')
    >>> duty.object.text, duty.target.text, [time.value for time in duty.times]
    ('事故情况', '街道', [('日', Fraction(1, 1))])
    """
    return _duties(text, lexicon())


@lru_cache(maxsize=4096)
def _duties(text: str, terms: Lexicon) -> tuple[Duty, ...]:
    out: list[Duty] = []
    stem: _Said | None = None
    for sentence in _SENTENCE.finditer(text):
        begins = sentence.start()
        number = _LIST_NUMBER.match(text, begins, sentence.end())
        said = stem if stem and number and number[0].strip() else _Said()
        if said is not stem:
            stem = None
        reader = _Sentence(text, Span(*sentence.span()), said, terms)
        out += reader.duties()
        stem = reader.stem or stem
    return tuple(out)


@dataclass(frozen=True, slots=True)
class _Predicate:
    """What is done, to what, and directed at whom."""

    action: Words | None = None
    object: Words | None = None
    target: Words | None = None


class _Sentence:
    """One sentence, read phrase by phrase; `stem` is what the items of its list take over."""

    def __init__(self, text: str, span: Span, said: _Said, terms: Lexicon) -> None:
        self.text, self.said, self.terms = text, said, terms
        self.phrases = [
            Span(match.start() + _end(_LIST_NUMBER, match[0]), match.end())
            for match in _PHRASE.finditer(text, span.start, span.end)
        ]
        self.times = [
            replace(found, span=Span(found.span.start + span.start, found.span.end + span.start))
            for found in quantities(span.of(text))
            if found.kind in ("deadline", "frequency")
        ]
        self.stem: _Said | None = None

    def duties(self) -> Iterator[Duty]:
        """Yield the duties of the sentence; what ends in 的 names a case, and asks nothing."""
        if self.phrases and self.text[self.phrases[-1].end - 1] == "的":
            return
        position = 0
        while position < len(self.phrases):
            span = self.phrases[position]
            duty, used = self._duty(position)
            if duty:
                yield duty
            else:
                self._remember_condition(span)
            position += used
            end = self.phrases[position - 1].end
            if self.text[end : end + 1] in ("：", ":"):
                self.stem = replace(self.said, goes_on=True)

    def _duty(self, position: int) -> tuple[Duty | None, int]:
        """Return the duty that a phrase begins, and how many phrases it takes."""
        span = self.phrases[position]
        words = span.of(self.text)
        asked = next(iter(forces(words)), None)
        by = _BY.search(words)
        if asked and not (by and by.start("actor") < asked.span.start):
            return self._asked(position, asked)
        if by and by["topic"] and _is_verb(*tagged(by["topic"], self.terms)[0]):
            by = None  # 建立由区应急局牵头的制度
        if by:
            topic = Span(span.start, span.start + len(by["topic"] or ""))
            actor = Span(span.start + by.start("actor"), span.start + by.end("actor"))
            self.said = replace(self.said, actors=self._actors(actor), force="", modal=None, goes_on=True)
            duty, used = self._predicate(position, actor.end)
            if duty and topic and not duty.object:
                duty = replace(duty, object=self._words(topic))
            return duty, used
        start = span.start + _end(_CONNECTIVE, words)
        if self._is_actor_alone(position):
            self.said = replace(self.said, actors=self._actors(Span(start, span.end)), goes_on=True)
            return None, 1
        if self._is_condition(span):
            return None, 1
        subject = self._subject(Span(start, span.end)) if not self.said.goes_on else None
        if subject:
            self.said = replace(self.said, actors=self._actors(subject), goes_on=True)
            start = subject.end
        if self._starts_with_verb(Span(start, span.end)):
            self.said = replace(self.said, goes_on=True)
            return self._predicate(position, start)
        return None, 1

    def _asked(self, position: int, asked: Force) -> tuple[Duty | None, int]:
        """Return the duty with a deontic word."""
        span = self.phrases[position]
        modal = Span(span.start + asked.span.start, span.start + asked.span.end)
        before = self._without_prepositions(Span(span.start, modal.start))
        actors = self._actors(before) if ACTOR_END.search(before.of(self.text)) else ()
        start = modal.end
        # The one who is encouraged is the one who acts: 国家鼓励企业建立台账.
        if asked.is_verb:
            start += _end(_AND_SUPPORT, Span(start, span.end).of(self.text))
        if asked.is_verb and (subject := self._subject(Span(start, span.end))):
            actors, start = self._actors(subject), subject.end
        if not actors and _CONDITION_START.match(before.of(self.text)):
            self.said = replace(self.said, condition=self._words(before))
            before = Span(before.end, before.end)
        topic = self._words(before) if before.of(self.text) and not actors else None
        if not actors and topic is None:
            actors = self.said.actors
        self.said = replace(self.said, actors=actors, force=asked.kind, modal=self._words(modal), goes_on=True)
        duty, used = self._predicate(position, start)
        if duty and topic and duty.object is None:
            duty = replace(duty, object=topic)
        return duty, used

    def _remember_condition(self, span: Span) -> None:
        """Keep a phrase that says when the duty holds, and the actor in front of it."""
        if not self._is_condition(span):
            return
        start = span.start
        if not self.said.goes_on and not _CONDITION_START.match(span.of(self.text)):
            subject = self._subject(span)
            if subject:
                self.said, start = replace(self.said, actors=self._actors(subject)), subject.end
        before = self.said.condition
        if before and not self.said.goes_on and self.phrases[0].start <= before.span.start:
            start = before.span.start
        self.said = replace(self.said, condition=self._words(Span(start, span.end)), goes_on=False)

    def _is_condition(self, span: Span) -> bool:
        words = span.of(self.text)
        if span.end == self.phrases[-1].end or _NO_CONDITION.search(words):
            return False
        return bool(_CONDITION_END.search(words) or _CONDITION_START.match(words) or words.startswith("违反"))

    def _is_actor_alone(self, position: int) -> bool:
        """Whether a phrase is nothing but an actor: 各级人民政府及其有关部门，应当…."""
        if position + 1 >= len(self.phrases) or not ACTOR_END.search(self.phrases[position].of(self.text)):
            return False
        words = self.phrases[position + 1].of(self.text)
        asked = next(iter(forces(words)), None)
        return bool(asked and asked.span.start == 0) or words.startswith(("按照", "依照", "负责", "根据", "依法"))

    def _predicate(self, position: int, start: int) -> tuple[Duty | None, int]:
        """Return the duty whose verb stands after `start`, in this phrase or in the next."""
        for used in (1, 2):
            if used > 1 and not self._goes_on(position + 1):
                break
            last = self.phrases[min(position + used, len(self.phrases)) - 1]
            found = self._read_predicate(Span(start, last.end))
            if found.action:
                times = [time for time in self.times if self.phrases[position].start <= time.span.start < last.end]
                duty = Duty(
                    span=Span(self.phrases[position].start, last.end),
                    actors=self.said.actors,
                    force=self.said.force,
                    modal=self.said.modal,
                    action=found.action,
                    object=found.object,
                    target=found.target,
                    condition=self.said.condition,
                    times=tuple(times),
                )
                return duty, used
        return None, 1

    def _goes_on(self, position: int) -> bool:
        """Whether a phrase may say what the one before it begins to ask."""
        if position >= len(self.phrases) or self.text[self.phrases[position].start - 1] not in "，,":
            return False
        words = self.phrases[position].of(self.text)
        return not (forces(words) or _BY.search(words) or self._is_condition(self.phrases[position]))

    def _starts_with_verb(self, span: Span) -> bool:
        start = self._after_adverbs(span)
        words = Span(start, span.end).of(self.text)
        if _SANCTION.match(words) or _WITH.match(words) or _PREPOSITION.match(words):
            return True
        first = next(iter(tagged(words, self.terms)), ("", ""))
        return _is_verb(*first)

    def _subject(self, span: Span) -> Span | None:
        """Return the actor at the start of a phrase, before its first verb or adverb."""
        # Bounded: each word is asked whether an actor ends with it, and a phrase may have thousands.
        words = span.of(self.text)[:LONGEST_SUBJECT]
        if _SANCTION.match(words):
            return None
        end = 0
        best = None
        for word, tag in tagged(words, self.terms):
            goes_on = tag[0] not in "vdp" or word in _IN_NAMES
            if word in _VERBS or (not goes_on and (best or tag[0] != "v")):
                break
            end += len(word)
            best = end if end > 1 and ACTOR_END.search(words[:end]) else best
        return Span(span.start, span.start + best) if best and not _IN_CLAUSE.search(words[:best]) else None

    def _without_prepositions(self, span: Span) -> Span:
        """Return what is left before a deontic word without connectives, times and adverbs on either side."""
        start, end = span.start, span.end
        moved = True
        while moved:
            moved = False
            for pattern in (_CONNECTIVE, _PREPOSITION, _ADVERBS, _QUANTITY_FIRST):
                match = pattern.match(self.text, start, end)
                if match and match.end() > start:
                    start, moved = match.end(), True
        words = Span(start, end).of(self.text)
        tail = re.search(rf"(?:{_ADVERBS.pattern}|{_TIME}|每[^，]{{1,6}})$", words)
        if tail and not ACTOR_END.search(words):
            end = start + tail.start()
        return Span(start, end)

    def _actors(self, span: Span) -> tuple[Words, ...]:
        """Cut a list of actors; a mark inside a name (住房和城乡建设部门) does not cut it."""
        words = span.of(self.text)
        out: list[Words] = []
        start = 0
        for mark in _SEPARATOR.finditer(words):
            if mark.start() > start and ACTOR_END.search(words[start : mark.start()]):
                out.append(self._words(Span(span.start + start, span.start + mark.start())))
                start = mark.end()
        if start < len(words):
            out.append(self._words(Span(span.start + start, span.end)))
        return tuple(out)

    def _words(self, span: Span) -> Words:
        return Words(span.of(self.text), span)

    def _read_predicate(self, span: Span) -> _Predicate:
        """Read what follows a deontic word or an actor."""
        start = span.start
        put: Words | None = None
        target: Words | None = None
        while True:
            start = self._after_adverbs(Span(start, span.end))
            preposition = _PREPOSITION.match(self.text, start, span.end)
            if preposition:
                start = preposition.end()
                continue
            sanction = _SANCTION.match(self.text[start : span.end])
            if sanction:
                verb = Span(start + sanction.start("verb"), start + sanction.end("verb"))
                return _Predicate(self._words(verb), self._trimmed(self._to_comma(Span(verb.end, span.end))), target)
            report = _REPORT.match(self.text, start, span.end)
            if report:
                to = self._words(Span(*report.span("to"))) if report["to"] else target
                return _Predicate(self._words(Span(*report.span("verb"))), put, to)
            noun = _WITH.match(self.text, start, span.end)
            end = self._end_of_noun(Span(noun.end(), span.end), noun["how"]) if noun else None
            if noun is None or end is None:
                break
            thing = self._trimmed(Span(noun.end(), self._before_adverbs(Span(noun.end(), end))))
            if noun["how"] in _OBJECT:
                put = thing
            elif noun["how"] in _TARGET:
                target = thing
            start = end
        action = self._action(Span(start, span.end))
        if action is None:
            return _Predicate(None, put, target)
        rest = self._trimmed(self._to_comma(Span(action.end, span.end)))
        return self._parted(action, put or rest, target)

    def _parted(self, action: Span, thing: Words | None, target: Words | None) -> _Predicate:
        """Take apart what stands behind a verb: 进行检查 is 检查, 加强对餐馆的检查 is directed at 餐馆."""
        said = self._words(action)
        of = _DIRECTED.match(thing.text) if thing else None
        if thing and of:
            start = thing.span.start
            target = self._words(Span(start + of.start("target"), start + of.end("target")))
            thing = self._words(Span(start + of.start("object"), thing.span.end))
        if thing and said.text in LIGHT and target:
            done = Span(self._after_adverbs(thing.span), thing.span.end)
            if done and _is_verb(*tagged(done.of(self.text), self.terms)[0]):
                return _Predicate(self._words(done), target, None)
        return _Predicate(said, thing, target)

    def _to_comma(self, span: Span) -> Span:
        comma = _COMMA.search(self.text, span.start, span.end)
        return Span(span.start, comma.start()) if comma else span

    def _action(self, span: Span) -> Span | None:
        """Return the first verb of a self.text, with those that go with it: 组织开展, 占用、堵塞、封闭."""
        begin, nouns = span.start, 0
        words = tagged(span.of(self.text), self.terms)
        for k, (word, tag) in enumerate(words):
            if _is_verb(word, tag):
                together = words[k : k + _verbs_together(words[k:])]
                return Span(begin, begin + sum(len(word) for word, _ in together))
            begin += len(word)
            nouns += tag[0] in "nr"
            if nouns > MOST_NOUNS:
                return None
        rest = self._trimmed(span)
        return rest.span if rest and len(rest.text) <= LONGEST_VERB and "的" not in rest.text else None

    def _end_of_noun(self, span: Span, how: str) -> int | None:
        """Return where the noun after a preposition ends: at the next one, at a light verb, else at a verb.

        After 对 it is the last verb, as the noun may hold others (对企业执行标准的情况检查).
        """
        span = self._to_comma(span)
        words = span.of(self.text)
        marks = _NEXT_OF_PUT if how in _OBJECT else _NEXT
        if mark := marks.search(words, 1):
            return span.start + mark.start()
        begin = words.rfind("的") + 1
        if begin >= len(words) - 1:
            begin = 0
        found: list[int] = []
        position = 0
        for word, tag in tagged(words, self.terms):
            if _is_verb(word, tag) and position >= max(begin, 1):
                found.append(position)
            position += len(word)
        if not found:
            return None
        return span.start + (found[-1] if how in _LAST_VERB else found[0])

    def _after_adverbs(self, span: Span) -> int:
        """Return where a text goes on after adverbs, marks and times without a preposition."""
        start = span.start
        moved = True
        while moved:
            moved = False
            for pattern in (_ADVERBS, _QUANTITY_FIRST):
                match = pattern.match(self.text, start, span.end)
                if match and match.end() > start:
                    start, moved = match.end(), True
        return start

    def _before_adverbs(self, span: Span) -> int:
        """Return where a text ends without the adverbs at its end: 违法行为依法."""
        tail = _ADVERBS_LAST.search(self.text, span.start + 1, span.end)
        return tail.start() if tail else span.end

    def _trimmed(self, span: Span) -> Words | None:
        """Return words without marks at either end, and without 工作 or 活动 at the end; ``None`` for nothing."""
        words = span.of(self.text)
        tail = _TAIL.search(words)
        end = span.start + tail.start() if tail and tail.start() else span.end
        start = span.start
        while start < end and self.text[start] in "了着过，,、":
            start += 1
        while end > start and self.text[end - 1] in "，,、。；; ":
            end -= 1
        return self._words(Span(start, end)) if end > start else None


def _is_verb(word: str, tag: str) -> bool:
    return word in _VERBS or (tag in _VERB_TAGS and word not in _NO_VERBS)


def _end(pattern: re.Pattern[str], words: str) -> int:
    match = pattern.match(words)
    return match.end() if match else 0


def _verbs_together(words: Sequence[tuple[str, str]]) -> int:
    """Return how many words from a verb on are verbs of one action."""
    count = 1
    if len(words) > 1 and words[0][0] in _PAIRED and words[1][0] in _SECOND and words[1][1][0] in "va":
        count = 2
    while count + 1 < len(words) and words[count][0] in _BETWEEN and _is_verb(*words[count + 1]):
        following = words[count + 2 : count + 3]
        # 制定、修订规划 has two verbs; 检查、评估报告 after a verb may be things.
        if not following and words[count][0] == "、" and count > 1:
            break
        count += 2
    return count
