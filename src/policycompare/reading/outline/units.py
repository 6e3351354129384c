"""The responsible units (责任单位) of a provision: where their list stands, who leads, who supports, until when."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from policycompare.documents import Span, Unit
from policycompare.language.agencies import is_known, is_unit, make_unit, table_in_use
from policycompare.reading.limits import check_time
from policycompare.reading.outline.clauses import strip_span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policycompare.documents import UnitRole
    from policycompare.language.agencies import AgencyTable
    from policycompare.vocabulary import Level

_OPEN, _CLOSE = "（(〔[【", "）)〕]】"
_WHAT = "(?:单位|單位|部门|部門|处室|處室|机构|地区|主体|主體|科室)"
_ROLE_WORDS: tuple[tuple[str, UnitRole], ...] = (
    (rf"(?:牵头|牽頭|主责|主責|主办|主辦|主管)(?:责任|负责|实施)?{_WHAT}?(?:及|和)?(?:责任人)?", "lead"),
    (rf"(?:配合|协办|協辦|协同|协作|协助|参与|參與|参加|支持|会办){_WHAT}?", "support"),
    (rf"(?:主要)?(?:责任|責任|落实|落實|实施|承办|执行|分工){_WHAT}", "none"),
    (rf"(?:主要)?(?:责任|責任)(?={{0}}[:：])|{_WHAT}(?={{0}}[:：])".replace("{0}", r"\s*"), "none"),
)
"""Words before a colon, or in the head of a column, for the role of the units."""
_PART = "|".join(f"(?P<{role}{n}>{pattern})" for n, (pattern, role) in enumerate(_ROLE_WORDS))
_ROLE = re.compile(rf"\s*(?:{_PART})\s*[:：]\s*")
_DEADLINE_WORDS = r"(?:完成|办结|整改|办理|时间)?(?:时限|时间|期限|日期|时间节点|进度要求|节点)(?:要求|安排)?"
_DEADLINE = re.compile(rf"\s*{_DEADLINE_WORDS}\s*[:：]\s*")
_PERSON = re.compile(r"\s*(?:牵头|分管|包保|主要|责任|联系)?(?:领导|责任人|负责人|联系人|人员?)\s*[:：]\s*")
_BEFORE_PART = re.compile(rf"(?<=[^\s。；;，,、])[。\s　]+(?=(?:{_PART}|{_DEADLINE_WORDS})\s*[:：])")
"""Blanks that separate two lists when no mark does: 牵头单位：区应急局　配合单位：各镇街."""
_DATE_LIKE = re.compile(
    r"(?:(?:19|20)[0-9]{2}|[0-9０-９一二三四五六七八九十]{1,3}月|[0-9]{1,2}日)[^局委办部厅]*(?:前|底|末|内|起|止|月|日|年|季度|完成)?$"
    r"|(?:长期|持续|常态化|每[年月季周半]|全年|即日起|立行立改|立即|已完成|按[^职]*时限|适时|近期|定期)[^局委办部厅]*$"
)
_LEADS = re.compile(r"(?:共同|联合|负责)?(?:牵头|牽頭|主办|主责)(?:负责|落实|实施|组织实施)?$")
_SUPPORTS = re.compile(r"(?:共同|积极|协同|按职责)?(?:配合|协办|协助|参与|协同)(?:落实|实施|做好)?$")
_MARKED = re.compile(r"[（(](?:(?P<lead>牵头|主办|主责)|(?P<support>配合|协办|协助|参与|参加))(?:单位|部门)?[）)]$")
"""Words behind a single name for the role of that unit: 区人社局（牵头）."""
_TAIL = re.compile(
    r"(?:等(?:有关|相关)?(?:部门|单位)?|按(?:照)?(?:各自)?(?:职责|责任)分工(?:负责|落实|抓好落实)?|(?:按职责)?分工负责|(?:具体|共同|组织|抓好)?(?:负责|落实|实施)"
    r"|牵头|配合)$"
)
_ETC = re.compile(r"等(?=[\u4e00-\u9fff]*(?:单位|部门|成员))")
_OF_ALL = re.compile(
    r"各(?:有关|相关)?(?:地级以上|设区的)?(?:区县|县区|地市|乡镇|镇街|区|县|市|乡|镇|街道?|旗|州)(?:[（(][^（）()]{1,8}[）)])?"
    r"(?P<bar>、)(?:县级市|县|区|市|乡|镇|街道?|园区|开发区|旗|功能区)(?:[（(][^（）()]{1,8}[）)])?"
    r"(?:人民政府|政府|办事处|管委会|(?=[、，,；;。]|$))"
)
"""各区、县（市）政府: one name, with a mark of enumeration inside."""
_HELD = "\x00"
_JOINED = re.compile(r"会同|联合(?!会)|以及|[及和与]")
_ENOUGH = 0.6
"""The share of items that must look like units for a bracket to be a list of units."""
_FOR_ALL = re.compile(
    r"以下(?:各项|所有|全部)?(?:重点)?(?:任务|工作|措施|内容|事项)?(?:均|都|皆)?(?:需|须|由|应由|需由|须由|请)(?P<units>[^。；;：:）)]{2,60}?)"
    r"(?:共同|分工|具体|按职责)?(?:负责|落实|实施|承担|配合)"
)


class NamedUnit(NamedTuple):
    """A name in a list of units, and which part it has."""

    name: str
    role: UnitRole


class UnitList(NamedTuple):
    """The responsible units of a provision.

    Attributes
    ----------
    names
        In order, without repetition.
    deadline
        Until when (完成时限), as written; ``""`` where nothing is said.
    """

    names: tuple[NamedUnit, ...] = ()
    deadline: str = ""


class WithoutUnits(NamedTuple):
    """A provision taken apart.

    Attributes
    ----------
    body
        Without the list of units it ends with, and without white space at its ends.
    units
        What the list says, and what lists inside of the provision say before it.
    printed
        The list as printed, brackets included; ``""`` where there is none.
    """

    body: Span
    units: UnitList
    printed: str


_BRACKET_AT_LINE_END = re.compile(r"[）)〕\]】][。；;\s　]*(?:\Z|[\r\n])")


def split_units(text: str, provision: Span) -> WithoutUnits:
    """Split a provision into its body and the units it ends with.

    Parameters
    ----------
    text
        The whole source.
    provision
        From behind the number to the end of the provision.
    """
    body = strip_span(text, provision)
    raw = body.of(text)
    if not _may_name_units(raw):
        return WithoutUnits(body, UnitList(), "")  # most articles of a law
    end, inside = _list_at_end(raw)
    own = parse_units(inside) if inside else UnitList()
    if not own.names and not own.deadline:
        end = len(raw)
    above = list(_lists_within(raw[:end]))
    units = merged([*above, own]) if above else own
    if end == len(raw):
        return WithoutUnits(body, units, "")
    return WithoutUnits(strip_span(text, Span(body.start, body.start + end)), units, raw[end:].strip())


def _may_name_units(raw: str) -> bool:
    """Whether a provision has a sign of a list of units: a colon, 牵头, or a bracket at the end of a line."""
    return _has_colon(raw) or "牵头" in raw or bool(_BRACKET_AT_LINE_END.search(raw))


def _has_colon(text: str) -> bool:
    return "：" in text or ":" in text


def merged(lists: Iterable[UnitList]) -> UnitList:
    """Join lists of units; a unit that stands twice keeps the first part that is said of it."""
    roles: dict[str, UnitRole] = {}
    deadline = ""
    for found in lists:
        for name, role in found.names:
            if roles.get(name, "none") == "none":
                roles[name] = role
        deadline = found.deadline or deadline
    return UnitList(tuple(NamedUnit(name, role) for name, role in roles.items()), deadline)


def made(units: UnitList, level: Level | None, *, elsewhere: bool = False) -> tuple[Unit, ...]:
    """Return the units of a list; see `policycompare.language.agencies.make_unit`."""
    if not units.names:
        return ()
    return tuple(make_unit(name, level, role=role, elsewhere=elsewhere) for name, role in units.names)


def ends_with_units(raw: str) -> bool:
    """Whether a text ends with a list of responsible units."""
    _, inside = _list_at_end(raw.strip())
    return bool(inside) and bool(parse_units(inside).names)


def is_role_line(line: str) -> bool:
    """Whether a line only says who is responsible, or until when (牵头单位：区应急局)."""
    if not _has_colon(line):
        return False
    shown = line.strip().lstrip(_OPEN)
    return bool(_ROLE.match(shown) or _DEADLINE.match(shown))


def role_of_head(head: str) -> UnitRole | None:
    """Return which part the units in a column have, by its head; ``None`` for a column without units.

    Examples
    --------
    >>> [role_of_head(head) for head in ("牵头单位", "责任单位（牵头）", "配合部门", "工作任务")]
    ['lead', 'none', 'support', None]
    """
    bare = re.sub(r"[（(].{0,12}[）)]$", "", "".join(head.split()))
    if bare in ("责任主体", "落实单位", "单位", "部门", "责任人", "承办人"):
        return "none"
    match = re.fullmatch(rf"(?:{_PART})", bare)
    return _role(match) if match else None


def is_deadline_head(head: str) -> bool:
    """Whether a column holds deadlines, by its head."""
    return bool(re.fullmatch(_DEADLINE_WORDS, "".join(head.split())))


def for_all_below(heading: str) -> UnitList:
    """Return the units that a heading gives to everything below it (以下均需各镇街落实).

    Examples
    --------
    >>> for_all_below("二、重点任务（以下任务均需各镇、街道落实）").names[0].name
    '各镇、街道'
    """
    match = _FOR_ALL.search(heading)
    return parse_units(match["units"]) if match else UnitList()


def _role(match: re.Match[str]) -> UnitRole:
    return next(role for n, (_, role) in enumerate(_ROLE_WORDS) if match[f"{role}{n}"] is not None)


def _list_at_end(raw: str) -> tuple[int, str]:
    """Return where the list of units at the end of `raw` starts and what it says; ``""`` where there is none."""
    start, inside = _lines_at_end(raw)
    if inside:
        return start, inside
    bracket = _closing_bracket(raw)
    if bracket:
        return bracket if _is_list(bracket[1]) else (len(raw), "")
    return _sentence_at_end(raw)


_INLINE = re.compile(rf"(?:(?<=[。；;\s　])|\A)(?P<list>(?:{_PART})\s*[:：][^。\n]{{2,200}})[。；;\s]*\Z")
_SHARED = re.compile(
    r"(?:(?<=[。；;])|(?<=\n))\s*(?P<list>[^。；;\n（）()]{2,60}(?:牵头|主办)[，,][^。；;\n]{2,80}(?:配合|参与|协办))[。；;\s]*\Z"
)


_LONGEST_SENTENCE = 260
"""Characters at the end of a text in which a list of units is looked for."""


def _sentence_at_end(raw: str) -> tuple[int, str]:
    """Return a list without brackets behind the last sentence: 责任单位：…, or …牵头，…配合."""
    tail = max(0, len(raw) - _LONGEST_SENTENCE)
    if _has_colon(raw[tail:]) and (match := _INLINE.search(raw, tail)):
        return match.start("list"), match["list"]
    if "牵头" not in raw[tail:] and "主办" not in raw[tail:]:
        return len(raw), ""
    match = _SHARED.search(raw, max(0, len(raw) - 200))
    if match and all(is_unit(name) for name, _ in parse_units(match["list"]).names):
        return match.start("list"), match["list"]
    return len(raw), ""


def _lines_at_end(raw: str) -> tuple[int, str]:
    """Return the lines at the end of `raw` that only say who is responsible and until when; no blanks end it."""
    last_line = max(raw.rfind("\n"), raw.rfind("\r")) + 1
    if not last_line or not is_role_line(raw[last_line:]):
        return len(raw), ""
    start = len(raw)
    for match in reversed(list(re.finditer(r"[^\r\n]+", raw))):
        if not match[0].strip():
            continue
        if not is_role_line(match[0]):
            break
        start = match.start()
    if start == 0:
        return len(raw), ""
    return start, "\n".join(line.strip().strip(_OPEN + _CLOSE + "。") for line in raw[start:].splitlines())


def _closing_bracket(raw: str) -> tuple[int, str] | None:
    """Return where the bracket that ends `raw` opens, and what it holds; brackets may nest."""
    end = len(raw.rstrip("。；; 　\r\n"))
    if not end or raw[end - 1] not in _CLOSE:
        return None
    depth = 0
    for index in range(end - 1, -1, -1):
        depth += (raw[index] in _CLOSE) - (raw[index] in _OPEN)
        if depth == 0:
            return index, raw[index + 1 : end - 1]
    return None


# Characters: no provision has two thousand units, and every name of a list is looked up.
_LONGEST_LIST = 20_000
# Of units with nothing but blanks between; each 和 in it is tried as the end of one and the start of the next.
_LONGEST_NAME = 1_000


def _is_list(inside: str) -> bool:
    """Whether a bracket holds a list of units: it says so, or most of what it names looks like units."""
    if len(inside) > _LONGEST_LIST:
        return False
    names = [name for name, _ in parse_units(inside).names]
    if _ROLE.match(inside) or _DEADLINE.match(inside):
        return bool(names) or bool(_DEADLINE.search(inside))
    return bool(names) and sum(map(is_unit, names)) >= _ENOUGH * len(names)


def _lists_within(raw: str) -> Iterator[UnitList]:
    """Yield the lists of units at the ends of lines inside of a provision, and on lines of their own."""
    lines = raw.splitlines()
    for line in lines[:-1] if len(lines) > 1 else []:
        check_time()
        if is_role_line(line):
            yield parse_units(line.strip())
            continue
        bracket = _closing_bracket(line.strip())
        if bracket and _is_list(bracket[1]):
            yield parse_units(bracket[1])
    if len(lines) > 1 and (bracket := _closing_bracket(lines[-1].strip())) and _is_list(bracket[1]):
        yield parse_units(bracket[1])


def parse_units(inside: str) -> UnitList:
    """Return the names in a list of units with the part each of them has, and the deadline.

    Examples
    --------
    >>> found = parse_units("牵头单位：区应急局；配合单位：区公安分局；完成时限：2023年底前")
    >>> [tuple(unit) for unit in found.names], found.deadline
    ([('区应急局', 'lead'), ('区公安分局', 'support')], '2023年底前')
    >>> [tuple(unit) for unit in parse_units("区商务局牵头，各区、县（市）政府配合").names]
    [('区商务局', 'lead'), ('各区、县（市）政府', 'support')]
    >>> [tuple(unit) for unit in parse_units("责任单位：区人社局（牵头）、区民政局").names]
    [('区人社局', 'lead'), ('区民政局', 'none')]
    """
    if len(inside) > _LONGEST_LIST:
        return UnitList()
    # A list is asked for up to four times: for the level, at the end of its measure, and once more for what it says.
    return _parsed(inside, table_in_use())


@lru_cache(maxsize=512)
def _parsed(inside: str, _known: AgencyTable) -> UnitList:
    """Return what a list says, as `parse_units`; the table of agencies tells which names it knows."""
    names: list[NamedUnit] = []
    deadline = ""
    role: UnitRole = "none"
    in_deadline = False
    for segment in _split(_BEFORE_PART.sub("；", _OF_ALL.sub(_hold, inside)), "；;\n"):
        role, in_deadline = (role, False) if names else ("none", False)
        for group in _split(segment, "，,"):
            group, role, in_deadline = _opened(group.strip(), role, in_deadline=in_deadline)  # noqa: PLW2901
            if in_deadline:
                deadline = f"{deadline}，{group}" if deadline else group.strip("。 　")
                continue
            if _DATE_LIKE.match(group):
                deadline = deadline or group.removesuffix("完成")
                continue
            person = _PERSON.match(group)
            if person and not is_unit(group[person.end() :]):
                continue
            part = _part_at_end(group) or role
            names += _names(group, part)
    return merged([UnitList(tuple(names), deadline.replace(_HELD, "、"))])


def _opened(group: str, role: UnitRole, *, in_deadline: bool) -> tuple[str, UnitRole, bool]:
    """Return a group without what opens it, and which part that gives to it and to those behind."""
    if match := _DEADLINE.match(group):
        return group[match.end() :], role, True
    if match := _ROLE.match(group):
        return group[match.end() :], _role(match), False
    return group, role, in_deadline


def _part_at_end(group: str) -> UnitRole | None:
    if _LEADS.search(group):
        return "lead"
    return "support" if _SUPPORTS.search(group) else None


def _names(group: str, role: UnitRole) -> list[NamedUnit]:
    """Return the units of a group, each with the part that stands behind its name, or else the group's."""
    names: list[NamedUnit] = []
    for piece in _split(group, "、"):
        if len(piece) > _LONGEST_NAME:
            continue
        name = _ROLE.sub("", piece.replace(_HELD, "、").strip())
        for part in _ETC.split(name):
            bare = part.strip(" 　。\t")
            marked = _MARKED.search(bare)
            own = role
            if marked:
                own = "lead" if marked["lead"] else "support"
                bare = bare[: marked.start()]
            bare = _without_tail(bare).removeprefix("由")
            if bare and not _DATE_LIKE.match(bare):
                names += [NamedUnit(joined, own) for joined in _joined(bare)]
    return names


def _without_tail(name: str) -> str:
    for pattern in (_LEADS, _SUPPORTS, _TAIL, _TAIL):
        name = pattern.sub("", name)
    return name


def _joined(name: str) -> list[str]:
    """Return the units in 区教育局和区民政局, and those with blanks between; 规划和自然资源局 is one."""
    if is_known(name):
        return [name]
    pieces = name.split()
    if len(pieces) > 1 and all(map(is_unit, pieces)):
        return pieces
    for match in _JOINED.finditer(name):
        before, after = name[: match.start()], name[match.end() :]
        if is_known(before) and is_known(after):
            return [before, after]
    return [name]


def _hold(match: re.Match[str]) -> str:
    at = match.start("bar") - match.start()
    return f"{match[0][:at]}{_HELD}{match[0][at + 1 :]}"


def _split(inside: str, marks: str) -> list[str]:
    """Split at marks outside of brackets."""
    pieces, depth, start = [], 0, 0
    for found in re.finditer(f"[{re.escape(_OPEN + _CLOSE)}{marks}]", inside):
        char = found[0]
        depth += (char in _OPEN) - (char in _CLOSE)
        if depth == 0 and char in marks:
            pieces.append(inside[start : found.start()])
            start = found.end()
    return [*pieces, inside[start:]]
