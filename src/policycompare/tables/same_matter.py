"""Which statements of linked provisions are about the same matter, and which of them say the same.

First each statement has its nearest on the other side, every one once. Then one that is left over joins those whose
matter it is, if the two sides are more alike with it: a sentence that became two, or a list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from policycompare.tables.quotable import is_balanced, refers_back
from policycompare.tables.statements import LEAST, LITTLE, joined, letters_of, windows, without_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from policycompare.tables.statements import Said, StatedDocument, Statement, Vector, Weights

SAME_MATTER = 0.27
"""Least likeness of two statements of which one stands for the other."""
SAME_ITEM = 0.35
"""The same of items of lists, which are many and alike."""
ITEM_IS_SENTENCE = 0.55
"""Least likeness of an item and a sentence of which the one became the other."""
MUTUAL = 0.3
"""Least of either side that the other says, for that."""
CERTAIN = 0.4
"""Least likeness of two statements of which it is said that one was turned into the other."""
LETTERS = 0.3
"""Weight of what statements have in common in letters, where an encoder compares them in meaning."""
STRANGERS = 0.15
"""Cosine of the meanings of statements that have nothing in common, about."""
REFERRING = 0.7
"""How near a statement is that needs what stands before it."""
IN_COMMON = 0.05
"""Least likeness of the nearest two, where none are that alike."""
NOT_CERTAIN = CERTAIN - 0.01
OTHER_KIND = 0.5
"""How much two statements of which only one defines, sanctions or says where the document applies are alike."""
JOINED = 0.5
"""Least of a statement that those say which it joins."""
JOINED_TO_ALL = 0.3
"""The same where those are all that their side says."""
GAIN = 0.06
"""Least of them that it says and those it joins did not."""
NEARLY_SAME = 0.65
"""Likeness from which two statements tell nothing of what else their sides say."""
NEARLY_ALL = 0.9
"""Least of such a statement that the other says."""
MEANT = 0.42
"""Least cosine of it and them, where an encoder compares them."""
MAY_FALL = 0.8
"""How much of their likeness is left, at least, where they are joined."""
SAME_WORDS = 0.6
"""Least likeness of two statements that may say the same in other words."""
FEW_LETTERS = 1
"""Letters at one place that either of those may have alone."""
SHORT_LISTS = 220
"""Characters of the longest statements with lists whose items are quoted."""
BOTH = 420
"""Characters of the longest statements that are quoted beside each other."""

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
"""Words that only refer to what stands elsewhere."""
_STOCK = re.compile(
    r"^[^，]{0,12}(?:涉嫌|构成)[^，]{0,4}犯罪的，|^对直接负责[^，]*，?(?:依法)?给予处分$"
    r"|^[^，]{0,40}(?:办法|标准|范围|目录)，?由[^，]*(?:制定|规定|确定|公布)$"
)
"""What stands in every law: nothing is said of it."""
_CENTRAL = re.compile("国务院|中央|国家[^，]{2,10}(?:委员会|总局|局|部门|机构)")
"""The start of what is the matter of the nation alone."""
_SCOPE = re.compile(r"适用(?:于|本(?:法|条例|办法|规定|细则|措施|方案|意见))|遵守本(?:法|条例|办法|规定|细则|措施)")
_FIGURES = re.compile("[0-9〇零一二两三四五六七八九十百千万]+")
_STRENGTH = re.compile("应当|必须|不得|可以|禁止|鼓励|严禁")
_OWN = re.compile("本[市省区县州]")
_SANCTION = re.compile("罚款|处分|责令|吊销|没收|警告|追究|处罚")
_KINDS = (re.compile("是指|所称|用语的含义"), _SANCTION, _SCOPE, re.compile("制定本"))
"""What a statement of one kind has: it defines, sanctions, says where the document applies, or why it is made."""


@dataclass(frozen=True, slots=True)
class Correspondence:
    """Statements of the lower text and those of the higher text that they stand for.

    Attributes
    ----------
    children, parents
        The statements, mostly one of each.
    likeness
        How much they have in common, 0 to 1.
    unsaid
        How many letters of them the other side has not, about.
    is_all
        Whether either side has nothing else that differs.
    weights
        How much their letters tell.
    """

    children: tuple[Statement, ...]
    parents: tuple[Statement, ...]
    likeness: float
    unsaid: float
    is_all: bool
    weights: Weights

    @property
    def is_turned(self) -> bool:
        """Whether one side was surely turned into the other, and not only stands where it stood."""
        central = [all(map(is_central, side)) for side in (self.children, self.parents)]
        new, old = _listed(self.children), _listed(self.parents)
        mutual = min(self.weights.covered(new, old), self.weights.covered(old, new))
        return self.likeness >= CERTAIN and central[0] == central[1] and mutual >= MUTUAL

    @property
    def in_letters(self) -> float:
        """How much they have in common in letters alone, 0 to 1."""
        return self.weights.likeness(_listed(self.children), _listed(self.parents))

    def nearest_item(self, statement: Statement, others: Sequence[Statement]) -> Statement:
        """Return the item of a list that is most alike to statements of the other side."""
        items = [*filter(says_something, statement.items)] or [*statement.items]
        parts = [part.said for each in others for part in (each, *each.items)]

        def near(item: Statement) -> float:
            said = max(self.weights.covered(part, item.said) for part in parts)
            return said + max(self.weights.likeness(item.said, part) for part in parts)

        return max(items, key=near)

    @property
    def is_list(self) -> bool:
        """Whether both sides are lists, whose items are compared by themselves."""
        return all(len(side) == 1 and side[0].items for side in (self.children, self.parents))

    @property
    def lists_are_long(self) -> bool:
        """Whether only what leads to lists can be quoted beside the other side."""
        both = (*self.children, *self.parents)
        return any(each.items for each in both) and sum(len(each.whole_text) for each in both) > SHORT_LISTS

    @property
    def is_short_enough(self) -> bool:
        """Whether both sides can be quoted beside each other."""
        both = (*self.children, *self.parents)
        texts = [each.text if self.lists_are_long else each.whole_text for each in both]
        return sum(map(len, texts)) <= BOTH and all(map(is_balanced, texts))


@dataclass(frozen=True, eq=False)
class Side:
    """The statements of some provisions of a document.

    Attributes
    ----------
    document, weights
        The document, and how much its letters tell.
    flat
        Its statements, with those of lists after what leads to them.
    said
        The identities of those that the other side says too: they tell nothing of what else it says.
    """

    document: StatedDocument
    weights: Weights
    flat: tuple[Statement, ...]
    said: frozenset[int] = frozenset()

    @cached_property
    def statements(self) -> list[Statement]:
        """Those that do not only refer to others, items of lists inside what leads to them."""
        listed = {id(item) for each in self.flat for item in each.items}
        return [each for each in self.flat if id(each) not in listed and says_something(each)]

    def without(self, same: Iterable[Statement]) -> Side:
        """Return the side of which some statements are known to be said on the other."""
        return replace(self, said=self.said | {id(each) for each in same})

    @cached_property
    def rest(self) -> list[Statement]:
        """Its statements and items without those that the other side says too."""
        return [each for each in self.flat if id(each) not in self.said]

    @cached_property
    def everything(self) -> Said:
        """What all of them say."""
        return joined(self.flat)

    @cached_property
    def whole(self) -> Said:
        """What the rest says."""
        return joined(self.rest)

    @cached_property
    def windows(self) -> list[Said]:
        """What each two neighbours of the rest say together."""
        return windows(self.rest)

    def means(self, statement: Statement, other: Side) -> float:
        """Return how near in meaning the nearest statement here is to one of another side; 0 without an encoder."""
        own, others = self.document.vectors, other.document.vectors
        texts = sorted({text for each in self.rest for text in (each.text, each.whole_text) if text in own})
        asked = [others[text] for text in {statement.text, statement.whole_text} if text in others]
        return max((_cosine(own[text], vector) for text in texts for vector in asked), default=0.0)

    def says(self, words: Said) -> float:
        """Return how much of a statement of the other side two neighbouring statements say."""
        return max((self.weights.covered(words, window) for window in self.windows), default=0.0)


def says_something(statement: Statement) -> bool:
    """Return whether words are more than a reference or a word or two, or lead to a list."""
    if statement.items:
        return True
    return len(statement.letters) >= LEAST and not _REFERS.fullmatch(statement.text)


def is_row(statement: Statement) -> bool:
    """Return whether a statement is a row of a table."""
    return "|" in statement.text


def head_of(statement: Statement) -> str:
    """Return the first cell of a row."""
    return letters_of(statement.text.partition("|")[0])


def is_stock(statement: Statement) -> bool:
    """Return whether a statement says what stands in every law."""
    return _STOCK.search(statement.text) is not None


def is_central(statement: Statement) -> bool:
    """Return whether a statement is the matter of the nation's offices alone."""
    return _CENTRAL.match(statement.text) is not None


def says_where_it_applies(text: str) -> bool:
    """Return whether a text says where its document applies."""
    return _SCOPE.search(text) is not None


def says_why(text: str) -> bool:
    """Return whether a text says why its document is made."""
    return "制定本" in text


def _differ_little(new: str, old: str, most: int) -> bool:
    """Return whether two texts differ in a few letters here and there, which add no word to either."""
    from rapidfuzz.distance import Indel

    # Figures are compared by their values.
    texts = ["".join(letter for letter in _FIGURES.sub("", text) if letter not in LITTLE) for text in (old, new)]
    alone = 0
    for step in Indel.opcodes(*texts):
        gone, come = texts[0][step.src_start : step.src_end], texts[1][step.dest_start : step.dest_end]
        if step.tag == "equal":
            continue
        for words, other in ((come, texts[0]), (gone, texts[1])):
            if not (len(words) > 1 and words in other):
                alone += len(words)
                if len(words) > most:
                    return False
    return alone <= 3 * most


def likeness(new: Sequence[Statement], old: Sequence[Statement], sides: tuple[Side, Side]) -> float:
    """Return how alike statements of both sides are, 0 to 1."""
    if len(new) == len(old) == 1 and (is_row(new[0]) or is_row(old[0])):
        return float(is_row(new[0]) and is_row(old[0]) and head_of(new[0]) == head_of(old[0]))
    found = sides[0].weights.likeness(_listed(new), _listed(old))
    meant = _meant(new, old, sides)
    if meant is not None:
        found = LETTERS * found + (1 - LETTERS) * max(meant - STRANGERS, 0.0)
    texts = ["".join(each.text for each in side) for side in (new, old)]
    kinds = [[bool(kind.search(text)) for kind in _KINDS] for text in texts]
    if kinds[0] == kinds[1]:
        return max(found, SAME_MATTER) if says_where_it_applies(texts[0]) or says_why(texts[0]) else found
    return found if found >= SAME_WORDS else OTHER_KIND * found


def _meant(new: Sequence[Statement], old: Sequence[Statement], sides: tuple[Side, Side]) -> float | None:
    """Return the cosine of what statements of both sides mean; ``None`` without an encoder."""
    below, above = (_vector(some, side) for some, side in zip((new, old), sides, strict=True))
    return None if below is None or above is None else _cosine(below, above)


def _vector(statements: Sequence[Statement], side: Side) -> Vector | None:
    """Return what statements mean together."""
    known = side.document.vectors
    found = [len(each.letters) * known[each.whole_text] for each in statements if each.whole_text in known]
    return np.sum(found, axis=0) if found else None


def _cosine(one: Vector, other: Vector) -> float:
    length = np.linalg.norm(one) * np.linalg.norm(other)
    return float(one @ other / length) if length else 0.0


def _listed(statements: Sequence[Statement]) -> Said:
    return joined(part for each in statements for part in (each, *each.items))


def say_the_same(new: Statement, old: Statement, alike: float) -> bool:
    """Return whether two statements say the same, in whatever words."""
    if new.letters == old.letters:
        return True
    asked = [sorted(_STRENGTH.findall(each.text)) for each in (new, old)]
    if alike < SAME_WORDS or asked[0] != asked[1] or new.values != old.values or set(new.titles) != set(old.titles):
        return False
    if _in_another_order(new, old):
        return True
    written, was_written = (letters_of(without_names(each.text)) for each in (new, old))
    return _differ_little(new.letters, old.letters, FEW_LETTERS) and _differ_little(
        written, was_written, 2 * FEW_LETTERS
    )


def _in_another_order(new: Statement, old: Statement) -> bool:
    """Return whether two statements have the same phrases."""
    phrases = []
    for each in (new, old):
        letters = [_OWN.sub("", phrase.letters) for phrase in each.phrases]
        phrases.append(sorted("".join(filter(lambda letter: letter not in LITTLE, some)) for some in letters))
    return phrases[0] == phrases[1]


def units(own: Side, other: Side) -> list[Statement]:
    """Return what of a side is compared: its statements, and the items of a long list that are sentences there."""
    found: list[Statement] = []
    for each in own.statements:
        is_apart = len(each.whole_text) > SHORT_LISTS and any(
            own.weights.likeness(item.said, sentence.said) >= ITEM_IS_SENTENCE
            for item in each.items
            for sentence in other.statements
            if not sentence.items
        )
        found += filter(says_something, each.items) if is_apart else [each]
    return found


@dataclass(slots=True)
class _Group:
    """The places of statements below and above that are about one matter."""

    below: list[int]
    above: list[int]
    alike: float


@dataclass(frozen=True, slots=True)
class Compared:
    """Statements of two sides, put beside each other.

    Attributes
    ----------
    same
        The identities of statements that both sides say, in whatever words.
    turned
        Those that stand for each other and do not say the same, in the order of the lower text.
    below, above
        Those that stand for none.
    sides
        Both sides, which know what is the same.
    """

    same: set[int]
    turned: list[Correspondence]
    below: list[Statement]
    above: list[Statement]
    sides: tuple[Side, Side]


def compare(
    new: Sequence[Statement], old: Sequence[Statement], sides: tuple[Side, Side], least: float = SAME_MATTER
) -> Compared:
    """Put statements of two sides beside each other."""
    alike = [[likeness([one], [other], sides) for other in old] for one in new]
    same = dict(_same(new, old, alike))
    sides = sides[0].without(new[i] for i in same), sides[1].without(old[j] for j in same.values())
    groups = _pairs(new, old, alike, same, least)
    if not groups and not same:
        groups = _pairs(new, old, alike, same, IN_COMMON)[:1]
    _join(groups, _Joining(new, old, sides, is_below=True), set(same))
    _join(groups, _Joining(old, new, sides[::-1], is_below=False), set(same.values()))
    # What is nearly all said in what stands for it tells nothing of what else its side says.
    weights, near = sides[0].weights, [group for group in groups if group.alike >= NEARLY_SAME]
    pairs = [([new[i] for i in group.below], [old[j] for j in group.above]) for group in near]
    sides = (
        sides[0].without(each for own, others in pairs for each in _all_said(own, others, weights)),
        sides[1].without(each for others, own in pairs for each in _all_said(own, others, weights)),
    )
    turned = []
    for group in sorted(groups, key=lambda group: group.below[0]):
        children = tuple(new[i] for i in sorted(group.below))
        parents = tuple(old[j] for j in sorted(group.above))
        unsaid = letters_alone(children, sides[1]) + letters_alone(parents, sides[0])
        is_all = len(children) == len(new) - len(same) or len(parents) == len(old) - len(same)
        turned.append(Correspondence(children, parents, group.alike, unsaid, is_all, sides[0].weights))
    below = {i for group in groups for i in group.below} | set(same)
    above = {j for group in groups for j in group.above} | set(same.values())
    return Compared(
        {id(new[i]) for i in same} | {id(old[j]) for j in same.values()},
        turned,
        [each for i, each in enumerate(new) if i not in below],
        [each for j, each in enumerate(old) if j not in above],
        sides,
    )


def _all_said(own: Sequence[Statement], others: Sequence[Statement], weights: Weights) -> Iterator[Statement]:
    """Yield statements of which others say nearly all."""
    for each in own:
        if weights.covered(each.listed, _listed(others)) >= NEARLY_ALL:
            yield each


def _same(
    new: Sequence[Statement], old: Sequence[Statement], alike: Sequence[Sequence[float]]
) -> Iterator[tuple[int, int]]:
    """Yield the places of statements that both sides say, each once."""
    taken: set[int] = set()
    for i, one in enumerate(new):
        for j in sorted(range(len(old)), key=lambda j: -alike[i][j]):
            other = old[j]
            if j not in taken and not one.items and not other.items and say_the_same(one, other, alike[i][j]):
                taken.add(j)
                yield i, j
                break


def _pairs(
    new: Sequence[Statement],
    old: Sequence[Statement],
    alike: Sequence[Sequence[float]],
    same: dict[int, int],
    least: float,
) -> list[_Group]:
    """Return each statement with its nearest on the other side, every one once, the nearest first."""
    found = []
    is_all_central = all(map(is_central, old))
    for i, one in enumerate(new):
        for j, other in enumerate(old):
            if i in same or j in same.values() or alike[i][j] < least:
                continue
            if is_all_central or is_central(one) or not is_central(other):
                refers = refers_back(one) or refers_back(other)
                found.append((-alike[i][j] * (REFERRING if refers else 1.0), i, j))
    groups: list[_Group] = []
    for _, i, j in sorted(found):
        if all(i not in group.below and j not in group.above for group in groups):
            groups.append(_Group([i], [j], alike[i][j]))
    return groups


@dataclass(frozen=True, slots=True)
class _Joining:
    """One side whose statements that are left over may join the groups, and the other.

    Attributes
    ----------
    own, others
        The statements of both.
    sides
        Both sides, that with the own statements first.
    is_below
        Whether it is the lower text.
    """

    own: Sequence[Statement]
    others: Sequence[Statement]
    sides: tuple[Side, Side]
    is_below: bool

    def places(self, group: _Group) -> tuple[list[int], list[int]]:
        """Return the places of a group on the own side, and on the other."""
        return (group.below, group.above) if self.is_below else (group.above, group.below)

    def alike(self, group: _Group, place: int) -> float:
        """Return how alike both sides of a group are with a statement, 0 where it is not of their matter."""
        statement, weights = self.own[place], self.sides[0].weights
        before = [self.own[each] for each in self.places(group)[0]]
        others = [self.others[each] for each in self.places(group)[1]]
        is_all = len(others) == len(self.others)
        meant = _meant([statement], others, self.sides)
        if meant is not None and meant < MEANT:
            return 0.0
        if weights.covered(statement.listed, _listed(others)) < (JOINED_TO_ALL if is_all else JOINED):
            return 0.0
        # It says something of them that the others did not.
        said = weights.covered(_listed(others), _listed(before))
        if weights.covered(_listed(others), _listed([*before, statement])) < said + GAIN:
            return 0.0
        value = likeness([*before, statement], others, self.sides)
        return value if value >= (MAY_FALL if is_all else 1.0) * group.alike else 0.0


def _join(groups: Sequence[_Group], joining: _Joining, same: set[int]) -> None:
    """Add statements that are left over to those whose matter they are."""
    for place, statement in enumerate(joining.own):
        taken = {each for group in groups for each in joining.places(group)[0]}
        if place in taken | same or is_stock(statement) or is_row(statement):
            continue
        values = [joining.alike(group, place) for group in groups]
        best = max(values, default=0.0)
        if best:
            group = groups[values.index(best)]
            # What joins them only since nothing else is there may be another matter.
            group.alike = best if best >= group.alike else min(best, NOT_CERTAIN)
            joining.places(group)[0].append(place)


def letters_alone(statements: Sequence[Statement], other: Side) -> float:
    """Return how many letters of statements the other side has not, about."""
    parts = [part for each in statements for part in (each, *each.items)]
    return sum(len(each.letters) for each in parts) * (1 - other.weights.covered(joined(parts), other.everything))
