"""The lines of a document with their places and numbers, cut where a file has several provisions in one paragraph."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

from policycompare.documents import Problem
from policycompare.language.numerals import HAN, to_int
from policycompare.messages import message
from policycompare.reading.limits import check_time
from policycompare.reading.outline.numbering import (
    DIVISIONS,
    RESIDUE,
    Numbering,
    given_numbering,
    numbering_of,
    plain_marks,
    weak_numberings,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.reading.extracted import Extracted, ExtractedLine

HEADING_LENGTH = 45
"""Greatest number of characters of a numbered line without a full stop that can be a heading."""
SENTENCE_END = "。；;！？!?：:"


class Line(NamedTuple):
    """A line of the source with its place and the number it starts with.

    Attributes
    ----------
    position
        Which of the lines it is, from 0.
    number
        1-based line of the file it stands in.
    start, end
        Its place in the text, line end included.
    shown
        What the file knows of it.
    numbering
        The number it starts with.
    """

    position: int
    number: int
    start: int
    end: int
    shown: ExtractedLine
    numbering: Numbering | None

    @property
    def text(self) -> str:
        """The line as shown, without its line end."""
        return self.shown.text

    @property
    def rest(self) -> str:
        """Text behind the number."""
        text = self.shown.text
        return (text[self.numbering.end :] if self.numbering else text).strip()

    @property
    def is_blank(self) -> bool:
        """Whether nothing is to be seen on it."""
        text = self.shown.text
        return not text or text.isspace()

    @property
    def is_heading_like(self) -> bool:
        """Whether the line could be a heading: short, and no sentence."""
        rest = self.rest
        return 0 < len(rest) <= HEADING_LENGTH and rest[-1] not in SENTENCE_END and "。" not in rest


def lines_of(found: Extracted) -> list[Line]:
    """Return the lines of a file with their places in its text and their numbers; they tile it."""
    lines: list[Line] = []
    start = 0
    for number, shown in enumerate(found.lines, start=1):
        for piece in _pieces(shown):
            check_time()
            end = start + len(piece.text) + len(piece.ending)
            lines.append(Line(len(lines), number, start, end, piece, _numbering(piece)))
            start = end
    if sum(line.numbering is not None for line in lines) <= 1:
        lines = _cut_everywhere(lines)
    return _with_weak_numbers(lines)


def _numbering(shown: ExtractedLine) -> Numbering | None:
    if shown.number_length:
        return given_numbering(shown.text, shown.number_length)
    return numbering_of(shown.text)


_OTHER_LINE_ENDS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
"""Line ends that text editors show as such; in Word files they are told as line breaks."""
# What stands before it is asked for behind its first character, which is searched for fast where it comes first.
_ARTICLE = re.compile(
    rf"第(?<=[\s。；;”』」]第)[ 　]?(?P<number>{HAN}{{1,7}}|[0-9]{{1,4}})[ 　]?(?P<kind>[章节节条條])(?=[\s　])"
)
_DIVISION_LINE = re.compile(rf"\s*第[ 　]?(?:{HAN}{{1,7}}|[0-9]{{1,4}})[ 　]?[章节節编編]\s")


def _pieces(shown: ExtractedLine) -> Sequence[ExtractedLine]:
    """Return the lines in one line of a file: behind other line ends, and where articles follow one another in it."""
    if shown.cells:
        return [shown]
    cuts = _articles_within(shown.text)
    if _OTHER_LINE_ENDS.search(shown.text):
        cuts += [match.end() for match in _OTHER_LINE_ENDS.finditer(shown.text)]
    return _cut(shown, sorted({*cuts} - {0, len(shown.text)})) if cuts else [shown]


def _cut(shown: ExtractedLine, cuts: Sequence[int]) -> Sequence[ExtractedLine]:
    if not cuts:
        return [shown]
    pieces = []
    bounds = [0, *cuts, len(shown.text)]
    for start, end in pairwise(bounds):
        piece = shown._replace(text=shown.text[start:end], ending="" if end < len(shown.text) else shown.ending)
        pieces.append(
            piece if start == 0 else piece._replace(number_length=0, heading=0, lead=0, alone=None, remarks=())
        )
    return pieces


def _articles_within(text: str) -> list[int]:
    """Return where articles open inside a line: behind the heading of a chapter, or counting on from the last one."""
    matches = list(_ARTICLE.finditer(text))
    if not 0 < len(matches) <= _MOST_CUTS:
        return []
    is_below_heading = _DIVISION_LINE.match(text) is not None
    own = None if is_below_heading else numbering_of(text)
    last = own.value if own is not None and own.style == "article" else None
    cuts = []
    for match in matches:
        if match["kind"] not in "条條":
            # A chapter inside a line counts where an article stands behind it.
            if (is_below_heading or last is not None) and _ARTICLE.search(text, match.end(), match.end() + 60):
                cuts.append(match.start())
            continue
        value = to_int(match["number"])
        if value is None:
            continue
        counts_on = is_below_heading if last is None else value == last + 1
        if counts_on:
            cuts.append(match.start())
            last = value
    return cuts


_ANY_OPENING = re.compile(
    rf"(?<=[\s　。；;）)])(?:第[ 　]?(?:{HAN}{{1,7}}|[0-9]{{1,4}})[ 　]?[章节条條][\s　]|{HAN}{{1,3}}、"
    rf"|[（(]{HAN}{{1,3}}[）)]|[0-9]{{1,2}}[.．](?![0-9]))"
)
_LONG = 60
"""Characters from which on a paragraph may hold all provisions of a file."""
_MOST_CUTS = 20_000
"""Greatest count of numbers in a paragraph that is cut before each of them."""


def _cut_everywhere(lines: list[Line]) -> list[Line]:
    """Cut before every number inside of long lines, for a file that has all its provisions in one paragraph."""
    out: list[Line] = []
    for line in lines:
        check_time()
        cuts = [match.start() for match in _ANY_OPENING.finditer(line.text)] if len(line.text) > _LONG else []
        is_cut = 1 < len(cuts) <= _MOST_CUTS and not line.shown.cells
        start = line.start
        for piece in _cut(line.shown, cuts if is_cut else []):
            end = start + len(piece.text) + len(piece.ending)
            out.append(Line(len(out), line.number, start, end, piece, _numbering(piece)))
            start = end
    return out


_ONLY_ALONE = frozenset({"is", "ordinal", "item"})
"""Ways of counting inside of sentences, which count lines only where nothing else is numbered."""


class _WeakNumber(NamedTuple):
    """A number that only counts in a row, and the position of the line that begins with it."""

    position: int
    numbering: Numbering


def _with_weak_numbers(lines: list[Line]) -> list[Line]:
    """Give numbers to lines whose numbers only count in a row: A. and then B., 一　 and then 二　."""
    strong_styles = {line.numbering.style for line in lines if line.numbering}
    candidates: dict[str, list[_WeakNumber]] = defaultdict(list)
    for line in lines:
        if line.numbering is None and not line.shown.cells and not line.is_blank:
            for numbering in weak_numberings(line.text):
                candidates[numbering.style].append(_WeakNumber(line.position, numbering))
    chosen: dict[int, Numbering] = {}
    # A line may be numbered in several styles: the one of most lines comes first.
    for style in sorted(candidates, key=lambda name: -len(candidates[name])):
        only_alone = style in _ONLY_ALONE or style == "arabic-dot"
        if only_alone and (strong_styles or chosen):
            continue
        free = [number for number in candidates[style] if number.position not in chosen]
        chosen.update((number.position, number.numbering) for number in _in_rows(free))
    if chosen:
        lines = [line._replace(numbering=chosen.get(line.position, line.numbering)) for line in lines]
    styles = strong_styles | {numbering.style for numbering in chosen.values()}
    return _with_rows_that_go_on(lines) if styles & {"stem", "letter"} else lines


def _in_rows(numbers: Sequence[_WeakNumber]) -> list[_WeakNumber]:
    """Return the numbers that stand in rows from 1, where at least one row has two."""
    rows: list[list[_WeakNumber]] = []
    for number in numbers:
        value = number.numbering.value
        if rows and value == rows[-1][-1].numbering.value + 1:
            rows[-1].append(number)
        elif value == 1:
            rows.append([number])
    if all(len(row) == 1 for row in rows):
        return []
    return list(chain.from_iterable(rows))


_STEMS = 10
"""The ten heavenly stems (甲 to 癸); what follows is counted in figures."""


def _with_rows_that_go_on(lines: list[Line]) -> list[Line]:
    """Take 11、 behind 癸、 as its eleventh, as Word counts where the ten stems end, and I. behind H. as a letter."""
    out: list[Line] = []
    last = {"stem": 0, "letter": 0}
    for line in lines:
        numbering = line.numbering
        if numbering is None:
            out.append(line)
            continue
        if numbering.style == "arabic-dot":
            if last["stem"] >= _STEMS and numbering.value == last["stem"] + 1:
                numbering = numbering._replace(style="stem")
        elif numbering.style == "roman":
            letter = next((n for n in weak_numberings(numbering.printed + "　文") if n.style == "letter"), None)
            if letter and letter.value == last["letter"] + 1:
                numbering = numbering._replace(style="letter", value=letter.value)
        if numbering.style in last:
            last[numbering.style] = numbering.value
        out.append(line._replace(numbering=numbering))
    return out


_HEAD_OF_DECIMALS = re.compile(r"\s*(?P<number>[1-9][0-9]?)[ 　\t]{1,4}(?=[\u4e00-\u9fff][^。；]{0,40}\Z)")


def with_decimal_heads(lines: Sequence[Line]) -> list[Line]:
    """Give a number to the headings above a decimal outline: ``1 总则`` above ``1.1``, a number nowhere else."""
    prefixes = {line.numbering.prefix for line in lines if line.numbering and line.numbering.prefix}
    if not prefixes:
        return list(lines)
    out = []
    for line in lines:
        match = _HEAD_OF_DECIMALS.match(line.text) if line.numbering is None else None
        if match and f"{match['number']}." in prefixes:
            numbering = Numbering(
                "arabic-dot", int(match["number"]), 0, match.start("number"), match.end(), match["number"]
            )
            out.append(line._replace(numbering=numbering))
        else:
            out.append(line)
    return out


_RESIDUE = re.compile(RESIDUE)


def residues(lines: Sequence[Line]) -> list[Problem]:
    """Report what a word processor left behind."""
    problems = []
    for line in lines:
        match = _RESIDUE.search(line.text) if "[" in line.text else None
        if match:
            told = message("{residue} was left over from a word processor and passed over", residue=match[0])
            problems.append(Problem(line.number, "residue", told))
    return problems


def goes_on(lines: Sequence[Line], numbered: Sequence[int], position: int) -> bool:
    """Whether the numbers go on behind what looks like the head of an attachment at `position`.

    `numbered` are the positions of the numbered lines.
    """
    at = bisect_left(numbered, position)
    if at == 0 or at == len(numbered):
        return False
    before, after = lines[numbered[at - 1]].numbering, lines[numbered[at]].numbering
    return bool(before and after and before.style == after.style and after.value == before.value + 1)


_REFERRING = re.compile(
    r"(?:依照|按照|依据|根据|违反|符合|适用|前款|参照|本(?:法|办法|条例|规定|细则|规则|决定|规程|标准)|》|[和及与或、至]|或者|以及|以外|除)$"
)
_WRAPPED = 18
"""Least characters of a line that was broken by its width, not by its author, in the middle of a sentence."""


def is_reference(line: Line, before: Line | None) -> bool:
    """Whether a line that starts with 第…条 goes on with a sentence of the line before (依照⏎第三条规定…)."""
    if before is None or line.numbering is None or line.numbering.style in DIVISIONS:
        return False
    above = before.text.rstrip()
    if not above or above[-1] in "。；;！？!?：:”’」』）)":
        return False
    if before.shown.cells or (before.numbering and before.numbering.style in DIVISIONS):
        return False
    if _REFERRING.search(above):
        return True
    after = plain_marks(line.text[line.numbering.end : line.numbering.end + 1])
    # Behind a comma that should be a stop, an article begins as all do: its number, and a blank.
    is_cut_off = above[-1] in "，," or len(above) >= _WRAPPED
    return is_cut_off and after not in ("", " ", "[", "(")
