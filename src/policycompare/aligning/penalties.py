"""The substance of a provision for comparing: a penalty by the conduct it punishes, references resolved.

Penalties of any law read alike (责令限期改正，处一万元以上三万元以下的罚款), so what tells them apart is the conduct
before the consequence; and where a penalty only says 违反本条例第三十条, the conduct stands in article 30.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.language.numerals import to_int
from policycompare.language.provision_kinds import is_penalty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_CONSEQUENCE = re.compile(
    r"的[,:]?(?:由|责令|处|给予|依法|对(?:其)?直接|没收|吊销|依照|应当|可以|构成|视情节|按照)[^。;:]*"
)
_NO_CONDUCT = re.compile(
    r"逾期|情节(?:严重|较重)|拒不|构成犯罪|造成.{0,12}的$|(?:没?有)?违法所得|有(?:前款|下列)|依照前款|前款"
    r"|并?处|责令|由|给予|并|可以|对.{0,12}主管人员|依法|没收|吊销|暂扣|违反本.{0,60}规定的?$"
    r"|.*(?:按日连续处罚|自责令改正之日|代履行|受到罚款处罚|经责令改正)|.{0,8}费用由|限期"
)
_SENTENCE_END = re.compile(r"[。;:\n]")
_ARTICLE = r"第(?P<article>[〇零一二三四五六七八九十百千]+)条(?:之(?P<inserted>[一二三四五六七八九十]+))?"
_PARAGRAPH = r"第[一二三四五六七八九十]+款"
_ITEM = r"第[（(]?[一二三四五六七八九十]+[）)]?项"
_WITHIN = rf"(?:[、和及]?(?:{_PARAGRAPH}|{_ITEM}))*"
_REFERENCES = re.compile(
    rf"本(?:条例|法|办法|规定|细则)(?:(?:、|和|或者|以及|及)?{re.sub('[?]P<.*?>', '?:', _ARTICLE)}{_WITHIN})+"
)
_REFERENCE = re.compile(rf"{_ARTICLE}(?P<within>{_WITHIN})")
_PART = re.compile(r"第[（(]?(?P<number>[一二三四五六七八九十]+)[）)]?(?P<kind>[款项])")
_ITEM_NUMBER = re.compile(r"[（(](?P<number>[一二三四五六七八九十]+)[）)]")
ENOUGH = 60
"""Characters of a conduct for each article that it refers to, from which it is clear without their texts."""


def conduct(text: str) -> str:
    """Return the conduct that a penalty punishes, or ``""`` where it names none.

    Examples
    --------
    >>> conduct("违反本法规定,出具虚假报告的,责令停业整顿,并处三万元以上的罚款;情节严重的,吊销其资质。")
    '出具虚假报告'
    """
    out = []
    for sentence in _SENTENCE_END.split(text):
        parts = [p for p in _CONSEQUENCE.sub("", sentence).split(",") if p and not _NO_CONDUCT.match(p)]
        if parts:
            out.append(",".join(parts))
    return "。".join(out)


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in the same document that a text refers to.

    Attributes
    ----------
    label
        Of the provision.
    paragraph
        Number of its paragraph (款), 0 for all of it.
    items
        Numbers of the items (项), empty for all of them.
    """

    label: str
    paragraph: int = 0
    items: tuple[int, ...] = ()


def references(text: str) -> list[Reference]:
    """Return the places of its own document that `text` refers to, in their order.

    Examples
    --------
    >>> [place.label for place in references("违反本条例第三十条、第十条之一和第四十条规定,依照第九条处罚")]
    ['30', '10-1', '40']
    >>> references("违反本条例第三十条第一款第二项、第三项规定的")
    [Reference(label='30', paragraph=1, items=(2, 3))]
    """
    found: dict[Reference, None] = {}
    for cited in _REFERENCES.finditer(text):
        for article in _REFERENCE.finditer(cited[0]):
            inserted = f"-{to_int(article['inserted'])}" if article["inserted"] else ""
            found.update(dict.fromkeys(_places(f"{to_int(article['article'])}{inserted}", article["within"])))
    return list(found)


def _places(label: str, within: str) -> Iterator[Reference]:
    """Yield the paragraphs of an article that are named, each with its items; else the article."""
    paragraph = 0
    items: list[int] = []
    for part in _PART.finditer(within):
        number = to_int(part["number"]) or 0
        if part["kind"] == "项":
            items.append(number)
            continue
        if paragraph or items:
            yield Reference(label, paragraph, tuple(items))
        paragraph, items = number, []
    yield Reference(label, paragraph, tuple(items))


def substance(
    texts: Sequence[str], labels: Sequence[str], lines: Callable[[int], Sequence[str]] | None = None
) -> list[str]:
    """Return what each provision of a document is compared by.

    Parameters
    ----------
    texts
        The normalised provisions of one document.
    labels
        Their labels, to which references point.
    lines
        Returns the normalised lines of a provision by its position: paragraphs, and items below them. Without it a
        reference to a paragraph or an item is one to the whole provision.

    Returns
    -------
    list of str
        The text itself; for a penalty its conduct, followed by the texts it refers to if it says little itself.
    """
    at = {label: k for k, label in enumerate(labels)}
    penal = [is_penalty(text) for text in texts]
    bodies = [(conduct(text) or text) if is_one else text for text, is_one in zip(texts, penal, strict=True)]
    out = []
    for k, (text, body, is_one) in enumerate(zip(texts, bodies, penal, strict=True)):
        meant = [place for place in references(text) if at.get(place.label, k) != k] if is_one else []
        resolved = [body]
        if len(body) < ENOUGH * len(meant):
            for place in meant:
                position = at[place.label]
                named = _named(lines(position), place) if lines and place.paragraph + len(place.items) else ""
                resolved.append(named or bodies[position])
        out.append("。".join(resolved))
    return out


def _named(lines: Sequence[str], place: Reference) -> str:
    """Return the paragraph or the items that are meant, or ``""`` where the provision has none of that number."""
    paragraphs: list[list[str]] = []
    for line in lines:
        if paragraphs and _ITEM_NUMBER.match(line):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    # 第三十条第二项 of an article of one paragraph with a list, 第三十条第一款第二项 of one with more.
    number = place.paragraph or next((k for k, paragraph in enumerate(paragraphs, 1) if len(paragraph) > 1), 1)
    if number > len(paragraphs):
        return ""
    stem, *items = paragraphs[number - 1]
    if not place.items:
        return "".join([stem, *items])
    return "".join(items[item - 1] for item in place.items if item <= len(items))
