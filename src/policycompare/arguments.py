"""Checks of what public functions are given: a value of the wrong kind is named, with what is taken instead."""

from __future__ import annotations

import inspect
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Callable

    from policycompare.errors import PolicyCompareError

    Kinds = type | str | tuple[type | str, ...]

P = ParamSpec("P")
R = TypeVar("R")
SEQUENCES = (list, tuple, "Series", "Index", "Categorical", "ndarray")
"""What several values come in, from Python, numpy and pandas."""
LONGEST = 60
"""Characters of a value that a message quotes."""


def takes(error: type[PolicyCompareError], **kinds: Kinds) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator that checks arguments before a function runs.

    Parameters
    ----------
    error
        What is raised.
    **kinds
        By the name of a parameter, the types that it takes, or the name of a class where importing it would cost what
        a caller may never need; ``"function"`` is whatever can be called. ``None`` is taken where it is the default,
        and ``bool`` is no ``int``.

    Examples
    --------
    >>> from policycompare.errors import ReadError
    >>> @takes(ReadError, text=str, size=int)
    ... def half(text, size=None):
    ...     return text[: size or 1]
    >>> half("ab")
    'a'
    >>> try:
    ...     half(5)
    ... except ReadError as error:
    ...     print(error.args[0].text("en"))
    text 5: half takes no int here; give str
    """

    def checked(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)

        @wraps(function)
        def run(*values: P.args, **options: P.kwargs) -> R:
            try:
                # In part: a value of the wrong kind is told before an argument that is missing.
                given = signature.bind_partial(*values, **options).arguments
            except TypeError:
                return function(*values, **options)  # Python names what it has no place for
            for name, known in kinds.items():
                if name in given and not _fits(given[name], known, signature.parameters[name].default):
                    raise error(_said(function.__name__, name, given[name], known))
            return function(*values, **options)

        return run

    return checked


def _fits(value: object, kinds: Kinds, default: object) -> bool:
    if value is None and default is None:
        return True
    several = kinds if isinstance(kinds, tuple) else (kinds,)
    if isinstance(value, bool):
        return bool in several
    if "function" in several and callable(value):
        return True
    return any(kind in (known, known.__name__) for kind in several for known in type(value).__mro__)


def _said(function: str, name: str, value: object, kinds: Kinds) -> object:
    several = kinds if isinstance(kinds, tuple) else (kinds,)
    shown = repr(value)
    return message(
        "{name} {value}: {function} takes no {kind} here; give {kinds}",
        name=name,
        value=shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…",
        function=function,
        kind=type(value).__name__,
        kinds=" / ".join(kind if isinstance(kind, str) else kind.__name__ for kind in several),
    )
