"""The parts of a file: a notice (通知) that issues a plan, the plan behind its signature, attachments (附件).

The parts are found by the signature and date of the notice and by the lines that head attachments; which of them is
the document is chosen by what each of them has, see `likeliest`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import dropwhile, pairwise
from typing import TYPE_CHECKING

from policycompare.language.citations import citations
from policycompare.reading.limits import check_time
from policycompare.reading.outline.front_matter import find_title
from policycompare.reading.outline.lines import goes_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.reading.outline.lines import Line

DATE_LINE = re.compile(
    r"\s*[（(]?[0-9０-９〇○零一二三四五六七八九]{4}\s*年\s*[0-9０-９一二三四五六七八九十]{1,3}\s*月"
    r"(?:\s*[0-9０-９一二三四五六七八九十]{1,3}\s*日)?[）)]?\s*"
)
ISSUER = re.compile(
    r"[^，。；：、]{2,40}(?:委员会|委員會|政府|办公[室厅]|大会|常委会|总?支?大?队|中心|公司|集团|[局厅部院会委署处所办])\s*"
)
ATTACHMENT = re.compile(
    r"\s*附[ 　]*[件表录錄][ 　]*(?P<number>[0-9０-９一二三四五六七八九十]{0,3})(?:[-—－][0-9]{1,2})?[ 　]*[:：.、]?\s*"
    r"(?P<title>[^。；]{0,60})"
)
_LISTED = re.compile(r"[\s　]*(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,2})\s*[.．、]\s*[^。；]{2,60}")
_NOTE = re.compile(r"\s*[（(].{0,40}[）)]\s*")
_NO_TITLE = re.compile(r"\s*(?:抄送|抄报|主送|主题词|打印|手机|分享|来源|责任编辑|扫一扫|相关|上一篇|下一篇)")
_PLAN = re.compile(r"方案|措施|意见|办法|规定|细则|规划|计划|行动|条例|制度|指引|规程|预案|纲要|要点|政策|标准|导则")
_LIST = re.compile(r"清单|分工|分解|一览|名单|名录|台账|样[式表本]|范本|格式|说明|解读|流程|示意|附图|(?<!行动计划)表$")
_ISSUES = re.compile(
    r"关于(?:印发|转发|批转|下发|颁发|发布|公布|颁布)|令\s*$|(?:印发|转发|下发|批转)给|(?:现|予以|现予以?|特此)(?:印发|转发|下发|发布|公布)"
    r"|现将.{2,80}(?:印发|转发|下发|发布|公布)"
)
"""Words by which a notice issues something; a plan may well cite a notice that does."""


_NEAR = 40
"""Lines below the head of an attachment among which it begins."""
_DATES_TRIED = 5
"""The signature of a notice is among the first dates that have a line of their own."""


@dataclass(frozen=True, slots=True)
class FileSection:
    """A part of a file: its notice, a plan, an attachment.

    Attributes
    ----------
    title
        Its title, or what its head calls it.
    start, end
        Half-open range of lines.
    is_attachment
        Whether it is headed 附件 or 附表.
    """

    title: str
    start: int
    end: int
    is_attachment: bool = False

    @property
    def is_plan(self) -> bool:
        """Whether its title promises measures, not a list that goes with them."""
        return bool(_PLAN.search(self.title)) and not _LIST.search(self.title)


def sections_of(lines: Sequence[Line]) -> list[FileSection]:
    """Return the parts of a file in order; one where there is no notice and no attachment."""
    starts: dict[int, bool] = {0: False}
    numbered = [position for position, line in enumerate(lines) if line.numbering]
    dates_left = _DATES_TRIED
    first = next((position for position, line in enumerate(lines) if not line.is_blank), 0)
    for position, line in enumerate(lines):
        check_time()
        if line.shown.cells:
            continue
        may_be_head = position > first and "附" in line.text
        if may_be_head and _is_head(lines, position) and not goes_on(lines, numbered, position):
            starts[position] = True
        elif dates_left and DATE_LINE.fullmatch(line.text):
            dates_left -= 1
            if start := _behind_signature(lines, position):
                starts[start] = starts.get(start, False)
                dates_left = 0  # a file has one notice
    bounds = [*sorted(starts), len(lines)]
    sections = []
    for start, end in pairwise(bounds):
        title = _title(lines[start:end], is_attachment=starts[start])
        sections.append(FileSection(title, start, end, starts[start]))
    return sections


def _title(lines: Sequence[Line], *, is_attachment: bool) -> str:
    shown = [line.text for line in lines[:40]]
    if is_attachment and (match := ATTACHMENT.fullmatch(shown[0])):
        if match["title"].strip():
            return match["title"].strip()
        shown = shown[1:]
    return find_title(shown)[0]


def _is_head(lines: Sequence[Line], position: int) -> bool:
    """Whether a line heads an attachment that follows; a list of attachments in a notice has none of them below it."""
    if not ATTACHMENT.fullmatch(lines[position].text):
        return False
    near = (line for line in lines[position + 1 : position + _NEAR] if not line.is_blank)
    following = next((line for line in near if not _LISTED.fullmatch(line.text) or line.shown.cells), None)
    if following is None or DATE_LINE.fullmatch(following.text) or ATTACHMENT.fullmatch(following.text):
        return False
    if _NO_TITLE.match(following.text) or following.text.strip().endswith((".pdf", ".doc", ".docx", ".xls")):
        return False
    behind = next(near, None)
    signs = ISSUER.fullmatch(following.text) and behind and DATE_LINE.fullmatch(behind.text)
    return not signs


def _behind_signature(lines: Sequence[Line], dated: int) -> int:
    """Return where a plan starts behind the date of the notice that issues it, or 0 where none follows."""
    shown = (position for position in range(dated + 1, len(lines)) if not lines[position].is_blank)
    following = list(dropwhile(lambda position: _NOTE.fullmatch(lines[position].text), shown))
    notice = [line.text.rstrip() for line in lines[:dated]]
    if not following or not any("。" in text or text.endswith(("：", ":")) for text in notice):
        return 0
    start = following[0]
    if ATTACHMENT.fullmatch(lines[start].text) or _NO_TITLE.match(lines[start].text) or lines[start].numbering:
        return 0
    title, length = find_title([line.text for line in lines[start : start + 40]])
    body = [position for position in following if position >= start + length]
    substance = sum(bool(lines[position].numbering) or "。" in lines[position].text for position in body)
    return start if title and substance > 1 else 0


def is_cover(lines: Sequence[Line], section: FileSection, behind: Sequence[FileSection]) -> bool:
    """Whether a part is a notice that only issues what follows it."""
    if not behind:
        return False
    text = "\n".join([section.title, *(line.text for line in lines[section.start : section.end])])[:2000]
    if not _ISSUES.search(text):
        return False
    # A list of tasks is no plan by its name, but it is what a notice issues that names it in its title or its text.
    issued = {"".join(title.split()) for title, _ in citations(text)}
    return any(other.is_plan or not other.is_attachment or "".join(other.title.split()) in issued for other in behind)
