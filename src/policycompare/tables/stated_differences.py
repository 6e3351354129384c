"""What linked provisions say and the others do not, and which of their statements stand for each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from policycompare.tables.statements import LEAST, LITTLE, Statement, joined, letters_of, windows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policycompare.tables.statements import Said, StatedDocument, Weights

NEW = 0.25
"""Most of a statement that two neighbouring statements of the others may say if it is called added or left out.

Of 283 quotations that strangers judged, 149 of 158 below it were rightly called so.
"""
NEW_ELSEWHERE = 0.5
"""The same of other provisions of the other document."""
SAME_MATTER = 0.25
"""Least likeness of two statements of which one stands for the other."""
CERTAIN = 0.37
"""The same of two that are quoted as one turned into the other."""
OPENING = 0.18
"""The same of the statements with which linked provisions open."""
TIE = 0.03
"""What they may be less alike than others and still be paired."""
FEW_LETTERS = 1
"""Letters at one place that two statements which say the same may have alone."""
SAID = 0.6
"""The same of two that may say the same in other words."""
LEAST_PART = 10
"""Letters of the shortest part of a statement that is quoted."""
LONGEST = 110
"""Characters of the longest statement that is quoted."""
_REFERS = re.compile(
    r"(?:(?:应当|必须)?遵守本.{2,4}|结合.{0,8}实际(?:情况)?|.{0,6}自.{2,14}起施行|(?:应当)?(?:依照|按照)前.{1,3}款.*|(?:违反|依照|按照|根据|依据).{0,12}规定"
    r"|(?:违反|依照|按照|根据|依据|适用|除)?(?:了)?(?:本|前|《|第).{0,24}(?:规定|第.{1,6}[条款项]).{0,6}|除.{0,14}(?:规定|情形)(?:之)?外"
    r"|(?:根据|依据)(?:宪法和|国务院)?《.*》.{0,16}|(?:根据|依据).{0,16}(?:法律|法规)(?:的规定)?|(?:应当)?(?:符合.{0,10}(?:有关|相关)规定|遵守.{0,24}规定)|“[^”]*”"
    r"|(?:应当)?(?:依照|按照|适用|根据|依据).{0,24}(?:规定|条例|法|办法)?(?:执行|办理|予以处罚|处罚|处理|给予处罚)"
    r"|(?:按照|依照|根据|依据)?(?:国家|省|市|本市|法律|有关|相关).{0,12}规定.{0,4}"
    r"|(?:法律|法规|规章|国家|国务院|省|市|人民政府|和|以及|、|行政){0,8}规定的其他.{0,16}|其他(?!.*(?:应当|不得)).{0,40}"
    r"|.{0,30}的其他(?:行为|情形|事项|职责|活动|内容)的?|(?:和|及|以及)?《[^》]*》.{0,3}"
    r"|(?:尚)?[不未]?构成.{0,6}犯罪的|情节.{1,4}的|逾期.{0,6}的|拒不.{0,6}的|造成.{0,10}的)"
)
"""Phrases that only refer to what stands elsewhere."""
_DEPENDS = re.compile(
    r"并|且|也|还|其(?!他|中)|该|此|应当?(?!急|用|对)|必须|须|可以|不得|不准|予以|给予|处|责令|按照|依照|承担|先|方可|经|对其|同时|但|否则|逾期|情节|构成|上述"
    r"|前[款项条述]|有前|.{0,12}(?:前[款项述]|第[一二三四五六七八九十]款)|[由从自在为以将把向](?!.{2,40}(?:应当|必须|不得|可以|负责))|和|或|及|以及|分别|继续|作为|不|未|以上|后|所需|是|成为|包括"
)
"""The start of words that are not understood without what stands before them."""
_VERB = re.compile(
    r"推动|推进|加强|建立|健全|完善|强化|落实|鼓励|支持|引导|开展|组织|制定|编制|提升|提高|加快|促进|优化|构建|打造|建设|培育|探索|实施|严格|规范|依托|统筹|拓展|保障|深化|发展|禁止|严禁|设立|实行|推广|扩大|创新"
)
_IS = re.compile(r"[^，]{3,20}(?:为|是指|不少于|不超过|不低于|不得低于)[^，]{2,}")
_DUTY = re.compile(r"[^，]{3,40}(?:应当|必须|不得|可以|负责|有权|禁止)")
_CONDITION = re.compile(
    r"(?:的|时|后|前|起|内|下|上|中|外|以来)$|(?:^|未)经.*(?:批准|同意|审核|许可|审查|决定)$|^(?:除|因)"
)
_TOPIC = re.compile(
    r"^(?!.*(?:应当?|必须|不得|可以|负责|要|由|有权|禁止|实行|享有|享受))(?!推动|推进|加强|建立|健全|完善|强化|落实|鼓励|支持|引导|开展|组织|制定|编制|提升|提高|加快|促进|优化|构建|打造|建设|培育|探索|实施|拓展|保障|深化|设立)"
    r".*(?:方案|制度|计划|标准|规划|工程|设施|单位|人员|部门|机构|企业|项目|机关|活动|工作|公民|个人|组织|区域|地区|费用|资金|经费)$"
)
"""A phrase that only names what the rest is about."""
_ONLY_HOW = re.compile(
    r"(?:^|应当?|必须|可以|不得)(?:根据|按照|依照|依据|围绕|结合|依托|以(?!上|下)|通过|为了?|会同|在|自|从|由)[^，]*$"
    r"|(?:^|应当?|必须|可以)(?:将|把|对|向)(?![^，]*(?:纳入|列入|作为|进行|给予|予以|实施|实行|开展|承担|负责|提出|作出|报|移交|用于|交|送|列为|加以|采取))[^，]*$"
)
_PREDICATE = re.compile(
    r"应当|必须|不得|不准|可以|禁止|严禁|鼓励|支持|负责|有权|责令|处|是|给予|予以|建立|健全|加强|推进|推动|开展|制定|编制|完善|落实|强化|组织|提高|提升|保障|纳入|设立|实行|建设|促进|享有|列入|实施|做好|发挥|采取|提供|营造|由"
)
_PURPOSE = re.compile(r"制定(?:了)?本|^为了?[^，。]{2,}")
_SCOPE = re.compile(r"适用(?:于|本(?:法|条例|办法|规定|细则|措施|方案|意见))|遵守本(?:法|条例|办法|规定|细则|措施)")
_STOCK = re.compile(r"^(?:具体|实施|管理)?[^，]{0,8}(?:办法|标准)由[^，]*(?:制定|规定)$|^(?:涉嫌|构成)犯罪的，")
"""What stands in every law, and of which nothing is said."""
_STOCK_DUTY = re.compile(r"(?:具体)[^，]{0,16}(?:办法|标准|范围)，?由[^，]*(?:制定|规定|确定)|^[^，]{0,12}构成犯罪的，|^对直接负责[^，]*，?(?:依法)?给予处分$")
_CENTRAL = re.compile("国务院|中央|国家(?!机关|鼓励|支持|出资)")
"""The start of what is the matter of the nation alone."""
_STRENGTH = re.compile("应当|必须|不得|可以|禁止|鼓励|严禁")


@dataclass(frozen=True, slots=True)
class StatementPair:
    """A statement of the lower text and the one of the higher text that it stands for.

    Attributes
    ----------
    child, parent
        The statements.
    likeness
        How much they have in common, 0 to 1.
    child_said, parent_said
        How much of each the whole of the other side says.
    is_mutual
        Whether neither is more like another statement of the other side.
    is_clear
        Whether no other statement of the other side is nearly as like either.
    """

    child: Statement
    parent: Statement
    likeness: float
    child_said: float
    parent_said: float
    is_mutual: bool
    is_clear: bool

    @property
    def is_same(self) -> bool:
        """Whether both say the same, in whatever words."""
        new, old = self.child, self.parent
        if new.letters == old.letters:
            return True
        facts = new.values() == old.values() and new.titles() == old.titles()
        asked = [sorted(_STRENGTH.findall(each.text)) for each in (new, old)]
        if not facts or asked[0] != asked[1] or self.likeness < SAID:
            return False
        as_written = letters_of(new.text), letters_of(old.text)
        return _differ_little(new.letters, old.letters, FEW_LETTERS) and _differ_little(*as_written, 2 * FEW_LETTERS)

    @property
    def is_turned(self) -> bool:
        """Whether one was surely turned into the other, and not only stands where it stood."""
        likeness = self.likeness + (0.0 if _CENTRAL.match(self.parent.text) is None else SAME_MATTER - CERTAIN)
        return likeness >= CERTAIN and (self.is_clear or self.likeness >= SAID)

    @property
    def is_stock(self) -> bool:
        """Whether either says what stands in every law."""
        return any(_STOCK_DUTY.search(each.text) for each in (self.child, self.parent))

    @property
    def size(self) -> float:
        """How many letters either has that the other has not, about."""
        return (1 - self.child_said) * len(self.child.letters) + (1 - self.parent_said) * len(self.parent.letters)


@dataclass(frozen=True, slots=True)
class Alone:
    """Words that one side has and the other has not.

    Attributes
    ----------
    quote
        The words as they can be read by themselves, or ``""``.
    size
        Letters that are new.
    of
        ``款`` or ``项`` where they are a whole paragraph or item, or ``""``.
    statement
        The statement that they are or stand in.
    """

    quote: str
    size: int
    of: str = ""
    statement: Statement | None = None


@dataclass(frozen=True, slots=True)
class StatedDifference:
    """How two groups of linked provisions differ.

    Attributes
    ----------
    pairs
        Statements that stand for each other and do not say the same.
    added, dropped
        What one side alone has, in the order of its text.
    says_the_same
        Whether each statement of either side is said on the other.
    """

    pairs: tuple[StatementPair, ...]
    added: tuple[Alone, ...]
    dropped: tuple[Alone, ...]
    says_the_same: bool


@dataclass(frozen=True, eq=False)
class StatedTexts:
    """The statements of two documents.

    Attributes
    ----------
    child, parent
        The documents.
    weights
        What each of their characters and bigrams tells.
    """

    child: StatedDocument
    parent: StatedDocument
    weights: Weights

    def difference(self, children: Sequence[str], parents: Sequence[str]) -> StatedDifference:
        """Compare provisions of both documents, by their labels."""
        below, above = _Side(self.child, children, self.weights), _Side(self.parent, parents, self.weights)
        pairs = _pairs(below, above, self.weights)
        paired = {id(each.child): each for each in pairs} | {id(each.parent): each for each in pairs}
        changed = tuple(each for each in pairs if not each.is_same)
        sides = []
        is_anchored = any(each.likeness >= OPENING for each in pairs) or not (below.worded and above.worded)
        for own, other in ((below, above), (above, below)) if is_anchored else ():
            sides.append(tuple(each for each in _alone(own, other, paired) if not _STOCK.search(each.quote)))
        if not is_anchored:
            # Of provisions that have no statement in common nothing is said but what either says.
            sides = [(), ()]
        is_same = len(pairs) == len(below.worded) == len(above.worded) and not changed
        return StatedDifference(changed, sides[0], sides[1], is_same and not sides[0] and not sides[1])


class _Side:
    """The statements of some provisions of a document."""

    def __init__(self, document: StatedDocument, labels: Sequence[str], weights: Weights) -> None:
        self.document, self.labels, self.weights = document, labels, weights
        self.statements = [each for label in labels for each in document.statements[label]]
        self.worded = [each for each in self.statements if says_something(each)]
        self.sayable = [each for each in self.worded if not each.leads]

    @cached_property
    def windows(self) -> list[Said]:
        return [window for label in self.labels for window in windows(self.document.statements[label])]

    @cached_property
    def whole(self) -> Said:
        return joined(self.statements)

    def says(self, statement: Statement) -> float:
        """Return how much of a statement of the other side two neighbouring statements say."""
        return max((self.weights.covered(statement.said, window) for window in self.windows), default=0.0)

    def has(self, statement: Statement) -> bool:
        """Whether a statement of the other side may be said here or anywhere else in the document."""
        if self.says(statement) > NEW or self.weights.covered(statement.said, self.whole) > NEW_ELSEWHERE:
            return True
        for label in self.document.nearest(statement):
            for window in windows(self.document.statements[label]):
                if self.weights.covered(statement.said, window) > NEW_ELSEWHERE:
                    return True
        return False


def _differ_little(new: str, old: str, most: int) -> bool:
    """Return whether two texts differ in a few letters here and there, which add no word to either."""
    from rapidfuzz.distance import Indel

    alone = 0
    for step in Indel.opcodes(old, new):
        for words, other in ((new[step.dest_start : step.dest_end], old), (old[step.src_start : step.src_end], new)):
            content = "".join(letter for letter in words if letter not in LITTLE)
            if step.tag != "equal" and not (len(words) > 1 and words in other):
                alone += len(content)
                if len(content) > most:
                    return False
    return alone <= 3 * most


def says_something(statement: Statement) -> bool:
    """Return whether words are more than a reference or a word or two."""
    return len(statement.letters) >= LEAST and not _REFERS.fullmatch(statement.text)


def says_where_it_applies(text: str) -> bool:
    """Return whether a text says where its document applies."""
    return _SCOPE.search(text) is not None


def says_why(text: str) -> bool:
    """Return whether a text says what its document is made for."""
    return _PURPOSE.search(text) is not None and "制定本" in text


def _pairs(below: _Side, above: _Side, weights: Weights) -> list[StatementPair]:
    """Return the statements that stand for each other, one for one, in the order of the lower text."""
    found = []
    rows: list[list[float]] = []
    held: list[list[float]] = []
    for i, new in enumerate(below.worded):
        rows.append([_likeness(new, old, weights) for old in above.worded])
        held.append([_nearness(new, old, rows[i][j], weights) for j, old in enumerate(above.worded)])
        for j, old in enumerate(above.worded):
            if new.is_item == old.is_item and (rows[i][j] >= SAME_MATTER or new.letters == old.letters):
                # Provisions that are linked open with the same matter.
                favour = TIE * (i == j == 0) - TIE * (_CENTRAL.match(old.text) is not None)
                found.append((-held[i][j] - favour, i, j))
    found = found or _nearest(below.worded, above.worded, weights)
    taken: dict[int, tuple[int, float]] = {}
    used: set[int] = set()
    for likeness, i, j in sorted(found):
        if i not in taken and j not in used:
            taken[i] = j, rows[i][j]
            used.add(j)
    if below.worded and above.worded and 0 not in taken and 0 not in used:
        # Provisions that are linked open with the same matter.
        if rows[0][0] >= OPENING:
            taken[0] = 0, rows[0][0]
    pairs = []
    for i, (j, likeness) in sorted(taken.items()):
        new, old = below.worded[i], above.worded[j]
        both = weights.covered(new.said, above.whole), weights.covered(old.said, below.whole)
        rivals = [*(other for k, other in enumerate(held[i]) if k != j), *(row[j] for k, row in enumerate(held) if k != i)]
        nearest = max(rivals, default=0.0)
        near = held[i][j]
        pairs.append(StatementPair(new, old, likeness, *both, nearest <= near, nearest <= near - TIE))
    return pairs


def _nearness(new: Statement, old: Statement, likeness: float, weights: Weights) -> float:
    """Return how near two statements are: how alike, and how much the longer one says of the shorter."""
    shorter, longer = sorted((new, old), key=lambda each: len(each.letters))
    return 0.85 * likeness + 0.15 * weights.covered(shorter.said, longer.said)


def _likeness(new: Statement, old: Statement, weights: Weights) -> float:
    """Return how alike two statements are; a list is compared with a sentence as a whole."""
    if new.leads == old.leads:
        return weights.likeness(new.said, old.said)
    return weights.likeness(new.listed, old.listed)


def _nearest(
    below: Sequence[Statement], above: Sequence[Statement], weights: Weights
) -> list[tuple[float, int, int]]:
    """Return the two statements that are most alike, where linked provisions have none that are alike."""
    found = []
    for i, new in enumerate(below):
        for j, old in enumerate(above):
            if new.is_item == old.is_item or new.leads or old.leads:
                found.append((-_likeness(new, old, weights), i, j))
    return sorted(found)[:1]


def _alone(own: _Side, other: _Side, paired: dict[int, StatementPair]) -> Iterable[Alone]:
    """Yield what one side alone says: whole statements, or parts of them."""
    for statement in own.sayable:
        pair = paired.get(id(statement))
        if pair and (pair.is_same or (says_why(statement.text) and says_why(pair.child.text))):
            continue
        if pair is None and (not other.has(statement) or _is_one_more(statement, other, paired, own.weights)):
            yield Alone(quotation(statement), len(statement.letters), statement.of, statement=statement)
        else:
            yield from _parts_alone(own.document, statement, other)


def _is_one_more(
    statement: Statement, other: _Side, paired: dict[int, StatementPair], weights: Weights
) -> bool:
    """Whether the statement that is most like one stands word for word for another: then this one is besides it."""
    nearest = max(other.worded, key=lambda each: weights.likeness(each.said, statement.said), default=None)
    pair = paired.get(id(nearest))
    return pair is not None and pair.is_same and weights.likeness(statement.said, nearest.said if nearest else statement.said) < SAID


def _parts_alone(document: StatedDocument, statement: Statement, other: _Side) -> Iterable[Alone]:
    """Yield neighbouring phrases of a statement that the other side has not."""
    phrases = statement.phrases
    if len(phrases) < 2:
        return
    new = [len(each.letters) >= LEAST and says_something(each) and not other.has(each) for each in phrases]
    start = 0
    while start < len(phrases):
        end = start
        while end < len(phrases) and new[end]:
            end += 1
        if end > start:
            group = document.stated("，".join(each.text for each in phrases[start:end]))
            if not other.has(group):
                yield _part(statement, start, end)
        start = max(end, start + 1)


def _part(statement: Statement, start: int, end: int) -> Alone:
    phrases = statement.phrases
    size = sum(len(each.letters) for each in phrases[start:end])
    last = end
    while last > start and not _can_end(phrases, last):
        last -= 1
    # A condition or a subject before what is new belongs to it.
    first = start
    while first and last > start and not _can_end(phrases, first) and not _PREDICATE.search(phrases[first - 1].text):
        first -= 1
    quote = "，".join(each.text for each in phrases[first:last])
    if size < LEAST_PART or not quote or len(quote) > LONGEST or not is_balanced(quote):
        return Alone("", size, statement=statement)
    if reads_alone(quote) and _can_end(phrases, first):
        return Alone(quote, size, statement=statement)
    return Alone("", size, statement=statement)


def _can_end(phrases: Sequence[Statement], end: int) -> bool:
    """Whether words may end before a phrase."""
    if end in (0, len(phrases)):
        return True
    own = phrases[end - 1].text
    if _CONDITION.search(own) or _ONLY_HOW.search(own) or _TOPIC.search(own) or re.match("以及|和|及|或者|作为", phrases[end].text):
        return False
    return _PREDICATE.search(own) is not None


def reads_alone(words: str) -> bool:
    """Return whether words are understood without what stands before them."""
    if _DEPENDS.match(words):
        return False
    return bool(_VERB.match(words) or _DUTY.match(words) or _IS.match(words))


def is_balanced(words: str) -> bool:
    """Return whether brackets and quotation marks in words are closed."""
    return all(words.count(opening) == words.count(closing) for opening, closing in ("“”", "（）", "《》", "()"))


def quotation(statement: Statement) -> str:
    """Return a statement as far as it can be quoted, or ``""``: whole, or up to a phrase that may be the last."""
    if "|" in statement.text or not is_balanced(statement.text) or (_DEPENDS.match(statement.text) and not statement.is_item):
        return ""
    if len(statement.text) <= LONGEST:
        return statement.text
    end = len(statement.phrases)
    while end and (len("，".join(each.text for each in statement.phrases[:end])) > LONGEST or not _can_end(statement.phrases, end)):
        end -= 1
    return "，".join(each.text for each in statement.phrases[:end])
