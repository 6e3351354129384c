"""Whether words of a text can be quoted: whole clauses that are understood without what stands around them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policycompare.tables.statements import LEAST, letters_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.tables.statements import Statement

LONGEST = 160
"""Characters of the longest statement that is quoted whole."""

_REFERS_BACK = re.compile(
    "其他|(?:[在对按向从经由]|按照|依照)?(?:其(?!他|中|它)|该|此|[前本]条?[第前上]?[^，]{0,3}[款项])"
)
"""The start of words that name what stands before them by a pronoun or a number."""
_DEPENDS = re.compile(
    r"并|且|也|还(?!款)|其(?!他|中)|该|此|应当?(?!急|用|对|征)|必须|须|可以|不[得准予再能]|予以|给予|处(?!置|理|方|于)|责令|承担|先(?!进|行)|方可"
    r"|经(?!营|济|常|费|办|销)|同时|但|否则|逾期|情节|上述|前[款项条述]|有前|.{0,12}(?:前[款项述]|第[一二三四五六七八九十]款)"
    r"|(?:[由从将把向]|按照|依照|自(?!然|治|愿|来|行|主|建))(?!.{2,60}(?:应当|必须|不得|可以|负责|有权))"
    r"|和(?!谐)|或|及|分别|继续(?!教育)|作为|以上|后(?!勤|备)|所需|是|成为|包括"
)
"""The start of words that are not understood without what stands before them."""
_VERB = re.compile(
    r"推动|推进|加强|建立|健全|完善|强化|落实|鼓励|支持|引导|开展|组织|制定|编制|提升|提高|加快|促进|优化|构建|打造|建设|培育|探索|实施|严格|规范|依托|统筹|拓展|保障|深化|发展|禁止|严禁|设立|实行|推广|扩大|创新"
)
_CONDITION = re.compile(
    r"(?:的|时|后|前|起|内|下|上|中|外|以来)$|(?:^|未)经.*(?:批准|同意|审核|许可|审查|决定)$|^(?:除|因)"
)
_ONLY_HOW = re.compile(
    r"(?:^|应当?|必须|可以|不得)(?:根据|按照|依照|依据|围绕|结合|依托|以(?!上|下)|通过|为了?|会同|在|自|从|由)[^，]*$"
    r"|(?:^|应当?|必须|可以)(?:将|把|对|向)(?![^，]*(?:纳入|列入|作为|进行|给予|予以|实施|实行|开展|承担|负责|提出|作出|报|移交|用于|交|送|列为|加以|采取))[^，]*$"
)
_TOPIC = re.compile(
    rf"^(?!.*(?:应当?|必须|不得|可以|负责|要|由|有权|禁止|实行|享有|享受))(?!{_VERB.pattern})"
    r".*(?:方案|制度|计划|标准|规划|工程|设施|单位|人员|部门|机构|企业|项目|机关|活动|工作|公民|个人|组织|区域|地区|费用|资金|经费)$"
)
"""A phrase that only names what the rest is about."""
_PREDICATE = re.compile(
    r"应当|必须|不得|不准|可以|禁止|严禁|鼓励|支持|负责|有权|责令|处|是|给予|予以|建立|健全|加强|推进|推动|开展|制定|编制|完善|落实|强化|组织|提高|提升|保障|纳入|设立|实行|建设|促进|享有|列入|实施|做好|发挥|采取|提供|营造|由"
)
_LINK = re.compile("^(?:但是?|其中|同时|并且)，?")
"""What ties words to those before them."""
_LEADS_ON = re.compile("以及|和|及|或者|作为")


def _can_end(phrases: Sequence[Statement], end: int) -> bool:
    """Whether words may end before a phrase: something is said, and nothing that belongs to it follows."""
    if end in (0, len(phrases)):
        return True
    own = phrases[end - 1].text
    if any(pattern.search(own) for pattern in (_CONDITION, _ONLY_HOW, _TOPIC)) or _LEADS_ON.match(phrases[end].text):
        return False
    return _PREDICATE.search(own) is not None


def refers_back(statement: Statement) -> bool:
    """Return whether a statement opens with what only the words before it explain."""
    return _REFERS_BACK.match(_LINK.sub("", statement.text)) is not None


def quotation(statement: Statement) -> str:
    """Return a statement as far as it can be quoted, or ``""``: whole, or up to a phrase that may be the last."""
    depends = not statement.is_item and _DEPENDS.match(_LINK.sub("", statement.text)) is not None
    if depends or refers_back(statement) or not is_balanced(statement.text):
        return ""
    if len(statement.text) <= LONGEST:
        return statement.text
    end = len(statement.phrases)
    while end and (len(statement.words(0, end)) > LONGEST or not _can_end(statement.phrases, end)):
        end -= 1
    return statement.words(0, end)


def says_what(phrase: str) -> bool:
    """Return whether a phrase says what is to be done, and not only when, how or about what."""
    is_said = _PREDICATE.search(phrase) is not None and len(letters_of(phrase)) > LEAST
    return is_said and not any(pattern.search(phrase) for pattern in (_CONDITION, _ONLY_HOW, _TOPIC))


def is_balanced(words: str) -> bool:
    """Return whether brackets and quotation marks in words are closed."""
    return all(words.count(opening) == words.count(closing) for opening, closing in ("“”", "（）", "《》", "()"))
