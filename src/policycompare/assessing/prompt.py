"""What the reader is told: the guideline, the question, and the schema of the answer, from files in ``resources``."""

from __future__ import annotations

import hashlib
import json
import math
import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinja2 import Environment

    from policycompare.assessing.questions import AssessorQuestion

PROMPT_VERSION = "1"
"""Version of guideline and question; raised by hand when their meaning changes."""
GUIDE, QUESTION, AGAIN = "assess_guide.txt.j2", "assess_question.txt.j2", "assess_again.txt.j2"
SCHEMA = "assess_answer.schema.json"
ANSWER_TOKENS = 300
"""Tokens of an answer for the estimate: two links with their quotes."""
_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


class ChatMessage(TypedDict):
    """A message as the chat-completions interface takes it."""

    role: str
    content: str


def chat(question: AssessorQuestion, refused: str = "") -> list[ChatMessage]:
    """Return what a reader is sent for a question.

    Parameters
    ----------
    question
        The question.
    refused
        Why the answer before was refused, where it was. What that answer said is not shown again.
    """
    messages: list[ChatMessage] = [
        {"role": "system", "content": _rendered(GUIDE)},
        {"role": "user", "content": _rendered(QUESTION, question=question, fence=question.digest)},
    ]
    if refused:
        messages.append({"role": "user", "content": _rendered(AGAIN, reason=refused)})
    return messages


@cache
def answer_schema() -> dict[str, object]:
    """Return the JSON schema of an answer, for endpoints that hold a model to one."""
    found: dict[str, object] = json.loads(_source(SCHEMA))
    return found


@cache
def prompt_hash() -> str:
    """Return the hash of all that is told to a reader but for the documents' texts: 16 hex digits."""
    whole = "\0".join(_source(name) for name in (GUIDE, QUESTION, AGAIN, SCHEMA))
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def tokens(texts: Iterable[str]) -> int:
    """Return about how many tokens texts have, rather too many: one a Chinese character, one for three others.

    Examples
    --------
    >>> tokens(["应当检查。", "JSON"])
    7
    """
    total = 0
    for text in texts:
        han = len(_HAN.findall(text))
        total += han + math.ceil((len(text) - han) / 3)
    return total


def tokens_sent(question: AssessorQuestion) -> int:
    """Return about how many tokens a question has with its guideline."""
    return tokens(message["content"] for message in chat(question))


def _source(name: str) -> str:
    return resources.files("policycompare.resources").joinpath("templates", name).read_text("utf-8")


def _rendered(name: str, **values: object) -> str:
    return _environment().get_template(name).render(**values)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    # Plain text for a model, never markup: a text of a document is a value here and no part of a template.
    return Environment(  # noqa: S701
        loader=FunctionLoader(_source), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
