"""The pages of the window: templates of ``resources/templates/app`` in the language of the person."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from functools import cache, partial
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse

from policycompare.export.check_report import SEVERITY
from policycompare.export.templates import environment, template_text
from policycompare.messages import LANGUAGES, Message, shown_in
from policycompare.vocabulary import CONFIDENCES, DECISION_STATES, LEVELS, RELATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

    from policycompare.messages import Language

LANGUAGE_COOKIE = "policycompare-language"
_STATIC = {"app.css": "app/app.css", "app.js": "app/app.js", "marks.css": "marks.css"}
# The language of messages belongs to the process, and two browsers may speak two.
_TURN = threading.RLock()


def language_of(request: Request) -> Language:
    """Return the language that a person chose in this browser, or else the one that it asks for."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    for language in LANGUAGES:
        if chosen == language:
            return language
    asked = request.headers.get("accept-language", "")
    return "en" if asked.lower().startswith("en") else "zh"


def render(request: Request, name: str, /, *, status: int = 200, **values: object) -> HTMLResponse:
    """Return a page.

    Parameters
    ----------
    request
        Tells the language.
    name
        Of the template, without its endings.
    status
        Of the answer.
    **values
        What the template names; messages are shown in the language of the page.
    """
    language = language_of(request)
    template = environment().get_template(f"app/{name}.html.j2")
    page = template.render(
        language=language,
        say=partial(_said, language),
        levels=LEVELS,
        states=DECISION_STATES,
        relations=RELATIONS,
        severities=SEVERITY,
        confidences=CONFIDENCES,
        here=request.url.path,
        **values,
    )
    return HTMLResponse(page, status)


def fault_text(fault: Exception, language: Language) -> str:
    """Return what an error says, in a language."""
    what = fault.args[0] if fault.args else ""
    return what.text(language) if isinstance(what, Message) else str(what)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Show messages in a language while texts are made that ask for the language of the process."""
    with _TURN, shown_in(language):
        yield


def _said(language: Language, what: str | Message | object, /, **values: object) -> str:
    """Return a sentence in a language: an English one that a template names, or anything that has a text."""
    if isinstance(what, str):
        return Message(what, values).text(language)
    in_language = getattr(what, "text", None)
    return str(in_language(language) if callable(in_language) else what)


@cache
def static_file(name: str) -> bytes:
    """Return a file of the pages; raises `KeyError` for a name that is none of them."""
    return template_text(_STATIC[name]).encode()
