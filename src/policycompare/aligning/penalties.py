"""The substance of a provision for comparing: a penalty by the conduct it punishes, references resolved.

Penalties of any law read alike (责令限期改正，处一万元以上三万元以下的罚款), so what tells them apart is the conduct
before the consequence; and where a penalty only says 违反本条例第三十条, the conduct stands in article 30.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policycompare.language.numerals import to_int
from policycompare.language.provision_kinds import is_penalty

if TYPE_CHECKING:
    from collections.abc import Sequence

_CONSEQUENCE = re.compile(
    r"的[,:]?(?:由|责令|处|给予|依法|对(?:其)?直接|没收|吊销|依照|应当|可以|构成|视情节|按照)[^。;:]*"
)
_NO_CONDUCT = re.compile(
    r"逾期|情节(?:严重|较重)|拒不|构成犯罪|造成.{0,12}的$|(?:没?有)?违法所得|有(?:前款|下列)|依照前款|前款"
    r"|并?处|责令|由|给予|并|可以|对.{0,12}主管人员|依法|没收|吊销|暂扣|违反本.{0,60}规定的?$"
    r"|.*(?:按日连续处罚|自责令改正之日|代履行|受到罚款处罚|经责令改正)|.{0,8}费用由|限期"
)
_SENTENCE_END = re.compile(r"[。;:\n]")
_ARTICLE = r"第([〇零一二三四五六七八九十百千]+)条(?:之([一二三四五六七八九十]+))?"
_PLACE = r"(?:第[一二三四五六七八九十]+[款项](?:[、和]?第[一二三四五六七八九十]+[款项])*)?"
_REFERENCES = re.compile(rf"本(?:条例|法|办法|规定|细则)(?:(?:、|和|或者|以及|及)?{_ARTICLE}{_PLACE})+")
_REFERENCE = re.compile(_ARTICLE)
ENOUGH = 60
"""A conduct of this many characters an article referred to is clear without their texts."""


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


def references(text: str) -> list[str]:
    """Return the labels of the provisions of its own document that `text` refers to, in their order.

    Examples
    --------
    >>> references("违反本条例第三十条第一款第二项,依照第十条规定处罚")
    ['30']
    >>> references("违反本条例第三十条第一款、第十条之一和第四十条规定的")
    ['30', '10-1', '40']
    """
    found = []
    cited = "".join(match[0] for match in _REFERENCES.finditer(text))
    for article, inserted in _REFERENCE.findall(cited):
        label = f"{to_int(article)}" + (f"-{to_int(inserted)}" if inserted else "")
        found.append(label)
    return list(dict.fromkeys(found))


def substance(texts: Sequence[str], labels: Sequence[str]) -> list[str]:
    """Return what each provision of a document is compared by.

    Parameters
    ----------
    texts
        The normalised provisions of one document.
    labels
        Their labels, to which references point.

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
        meant = [at[label] for label in references(text) if at.get(label, k) != k] if is_one else []
        resolved = meant if len(body) < ENOUGH * len(meant) else []
        out.append("。".join([body, *(bodies[j] for j in resolved)]))
    return out
