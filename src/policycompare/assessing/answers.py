"""An answer of the reader, taken only if it keeps to the schema, to the labels offered, and to the texts' own words."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.errors import AssessmentError
from policycompare.vocabulary import CONFIDENCES, RELATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policycompare.assessing.questions import AskedProvision, AssessorQuestion

MOST_LINKS = 5
"""Most links of one provision that are believed: 5 of 4,777 provisions of gold have more."""
LONGEST = 100_000
"""Most characters of an answer that are looked at."""
_LINK_KEYS = {"candidate", "relation", "child_quote", "parent_quote", "confidence", "why"}
_ANSWER_KEYS = {"links", "confidence", "why"}
# What models put around their JSON: their thoughts, and a fence of Markdown.
_THOUGHTS = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)
_FENCED = re.compile(r"^\s*```(?:json)?\s*(.*?)\s*```\s*$", re.DOTALL | re.IGNORECASE)
_GAPS = re.compile(r"\s+")


class RefusedAnswerError(AssessmentError):
    """An answer that is not taken; its text, in Chinese, is what the reader is told."""


@dataclass(frozen=True, slots=True)
class AnsweredLink:
    """A candidate that the provision carries down, by the reader.

    Attributes
    ----------
    candidate
        Its label.
    relation
        Key of `policycompare.vocabulary.RELATIONS`.
    child_quote, parent_quote
        The clauses that carry it, as they stand in the two texts.
    confidence
        Key of `policycompare.vocabulary.CONFIDENCES`.
    why
        A sentence.
    """

    candidate: str
    relation: str
    child_quote: str
    parent_quote: str
    confidence: str
    why: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The reader's answer to a question.

    Attributes
    ----------
    links
        The candidates that the provision carries down; it carries down none of the others.
    confidence
        How sure the reader is of the others, key of `policycompare.vocabulary.CONFIDENCES`.
    why
        A sentence.
    """

    links: tuple[AnsweredLink, ...]
    confidence: str
    why: str


def answer_of(raw: str, question: AssessorQuestion) -> Answer:
    """Return the answer in what a reader said.

    Parameters
    ----------
    raw
        What it said; thoughts before the JSON and a Markdown fence around it are passed over.
    question
        What it was asked.

    Raises
    ------
    RefusedAnswerError
        It is no JSON object of the schema, names a candidate that was not offered or one twice, quotes what does not
        stand in the text, or links more than `MOST_LINKS`.
    """
    data = _object(_parsed(raw), _ANSWER_KEYS, "回答")
    rows = data["links"]
    if not isinstance(rows, list):
        raise RefusedAnswerError("links 不是列表")
    if len(rows) > MOST_LINKS:
        raise RefusedAnswerError(f"列出了 {len(rows)} 个对应，最多 {MOST_LINKS} 个")
    offered = {candidate.label: candidate for candidate in question.candidates}
    links: dict[str, AnsweredLink] = {}
    for row in rows:
        link = _link(_object(row, _LINK_KEYS, "links 中的一项"), question.child, offered)
        if link.candidate in links:
            raise RefusedAnswerError(f"候选“{link.candidate}”出现了两次")
        links[link.candidate] = link
    return Answer(tuple(links.values()), _word(data, "confidence", CONFIDENCES.keys), _text(data, "why"))


def _parsed(raw: str) -> object:
    if len(raw) > LONGEST:
        raise RefusedAnswerError("回答太长")
    bare = _THOUGHTS.sub("", raw)
    fenced = _FENCED.match(bare)
    try:
        return json.loads(fenced[1] if fenced else bare)
    except (ValueError, RecursionError):
        raise RefusedAnswerError("不是完整的 JSON") from None


def _object(value: object, keys: set[str], what: str) -> Mapping[str, object]:
    """Return a JSON object that has these keys and no others."""
    if not isinstance(value, dict):
        raise RefusedAnswerError(f"{what}不是 JSON 对象")
    if missing := sorted(keys - value.keys()):
        raise RefusedAnswerError(f"{what}缺少 {'、'.join(missing)}")
    if len(value) > len(keys):
        raise RefusedAnswerError(f"{what}有多余的项目")
    return value


def _link(row: Mapping[str, object], child: AskedProvision, offered: Mapping[str, AskedProvision]) -> AnsweredLink:
    label = _text(row, "candidate")
    if label not in offered:
        raise RefusedAnswerError(f"候选编号只能是：{'、'.join(offered)}")
    return AnsweredLink(
        label,
        _word(row, "relation", RELATIONS.keys),
        _quote(row, "child_quote", child.text),
        _quote(row, "parent_quote", offered[label].text),
        _word(row, "confidence", CONFIDENCES.keys),
        _text(row, "why"),
    )


def _text(row: Mapping[str, object], key: str) -> str:
    value = row[key]
    if not isinstance(value, str):
        raise RefusedAnswerError(f"{key} 不是文字")
    return value.strip()


def _word(row: Mapping[str, object], key: str, words: tuple[str, ...]) -> str:
    value = row[key]
    if value not in words:
        raise RefusedAnswerError(f"{key} 只能是：{'、'.join(words)}")
    return str(value)


def _quote(row: Mapping[str, object], key: str, text: str) -> str:
    """Return a quote that stands in a text to the character; line breaks and blanks are layout, and do not count."""
    quote = _text(row, key)
    bare = _GAPS.sub("", quote)
    if not bare or bare not in _GAPS.sub("", text):
        raise RefusedAnswerError(f"{key} 不是原文中的文字，要一字不差地照抄")
    return quote
