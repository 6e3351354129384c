"""Access to the local server: this machine, this browser, this page, and no more bytes than a comparison needs.

A page of the open web can send requests to a server on the loopback address, or make its own name lead there (DNS
rebinding). So each request must name this server as its host, carry the cookie that the address with the token gave,
and, where it changes anything, come from a page of this server.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse

from policycompare.messages import message
from policycompare.reading.limits import Limits

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send
    from starlette.types import Message as Part

    from policycompare.messages import Message

MOST_FILES = 4
"""Files of one upload."""
MOST_BYTES = MOST_FILES * Limits().file + 1_000_000
"""Greatest number of bytes of one request: several of the largest files that are read, and the form around them."""
_SAFE_METHODS = ("GET", "HEAD")
_HEADERS = {
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
_TOO_LARGE = message("the upload is too large; give fewer or smaller files")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a browser may do on a page of the window: ask this server, and nobody else."""


class AccessMiddleware:
    """The door of the server.

    Parameters
    ----------
    app
        What is behind it.
    token
        The secret of this run; the address with ``?token=`` gives it to a browser as a cookie.
    port
        The port, which is a part of the host's name and, since browsers share cookies among ports, of the cookie's.
    """

    def __init__(self, app: ASGIApp, *, token: str, port: int) -> None:
        self._app, self._token = app, token
        self._hosts = (f"127.0.0.1:{port}", f"localhost:{port}")
        self._cookie = f"policycompare-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it at the door."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        answer = self._refusal(scope, headers) or self._welcome(scope)
        if answer is None and not self._is_known(headers):
            answer = _refused(403, message("open the address that the program printed, with its token"))
        if answer is not None:
            await answer(scope, receive, _with_headers(send))
            return
        try:
            await self._app(scope, _Counted(receive), _with_headers(send))
        except _TooLargeError:
            await _refused(413, _TOO_LARGE)(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        """Return the answer to a request that is not meant for this server or not sent by one of its pages."""
        if headers.get("host", "") not in self._hosts:
            return _refused(421, message("this server answers to 127.0.0.1 and localhost alone"))
        changes = scope["method"] not in _SAFE_METHODS
        if changes and headers.get("origin", "") not in [f"http://{host}" for host in self._hosts]:
            return _refused(403, message("this request comes from another page; use the pages of this server"))
        if _declared(headers) > MOST_BYTES:
            return _refused(413, _TOO_LARGE)
        return None

    def _welcome(self, scope: Scope) -> RedirectResponse | None:
        """Return the answer to the address with the token: the cookie, and the address without it."""
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if not given or not hmac.compare_digest(given.encode(), self._token.encode()):
            return None
        answer = RedirectResponse(scope["path"], status_code=303)
        answer.set_cookie(self._cookie, self._token, httponly=True, samesite="strict")
        return answer

    def _is_known(self, headers: Headers) -> bool:
        given = cookie_parser(headers.get("cookie", "")).get(self._cookie, "")
        return hmac.compare_digest(given.encode(), self._token.encode())


class _TooLargeError(Exception):
    """A body that is longer than it said, or that did not say how long it is."""


class _Counted:
    """What receives a request's body, and stops where it is too long."""

    def __init__(self, receive: Receive) -> None:
        self._receive, self._bytes = receive, 0

    async def __call__(self) -> Part:
        part = await self._receive()
        self._bytes += len(part.get("body", b""))
        if self._bytes > MOST_BYTES:
            raise _TooLargeError
        return part


def address(port: int, token: str) -> str:
    """Return the address by which a browser comes in."""
    return f"http://127.0.0.1:{port}/?{urlencode({'token': token})}"


def _declared(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdecimal() else MOST_BYTES + 1


def _refused(status: int, why: Message) -> PlainTextResponse:
    # Both languages: who stands at the door has chosen none yet.
    return PlainTextResponse(f"{why.text('zh')}\n{why.text('en')}\n", status)


def _with_headers(send: Send) -> Send:
    async def sending(part: Part) -> None:
        if part["type"] == "http.response.start":
            headers = MutableHeaders(scope=part)
            for name, value in {**_HEADERS, "content-security-policy": POLICY}.items():
                headers.setdefault(name, value)
        await send(part)

    return sending
