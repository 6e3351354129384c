"""A reader behind the chat-completions interface, as vLLM, Ollama, LM Studio and most gateways of offices have it.

urllib3 and no client of a vendor: one kind of request is made, and of it everything must be known. Those clients
follow redirects to other hosts, take addresses and proxies from variables of the environment, tell the server about
the machine, and bring a dozen packages; urllib3 is one, does none of that, and does retries, waits that the server
asks for, and time-outs.
"""

from __future__ import annotations

import ipaddress
import json
import os
import threading
from typing import TYPE_CHECKING, Any

from policycompare.assessing.asking import Reply, UnansweredError
from policycompare.assessing.prompt import answer_schema
from policycompare.errors import AssessmentError
from policycompare.messages import message
from policycompare.version import __version__

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager
    from urllib3.util import Url

    from policycompare.assessing.prompt import ChatMessage
    from policycompare.messages import Message

KEY_VARIABLE = "POLICYCOMPARE_API_KEY"
ENDPOINT_VARIABLE = "POLICYCOMPARE_ENDPOINT"
MODEL_VARIABLE = "POLICYCOMPARE_READER"
SERVICE = "policycompare"
"""Name under which the system's keyring has the key, with the host as the user."""
RETRIES = 5
"""Further requests after one that failed; each waits twice as long, or as long as the server asks."""
LONGEST_WAIT = 60.0
"""Most seconds between two of them."""
LONGEST_REPLY = 200_000
"""Most characters of a reply that are kept."""
_TRY_AGAIN = (408, 409, 425, 429, 500, 502, 503, 504)
_SHOWN = 200
"""Characters of a server's own words that a message shows."""
# Servers differ in what they hold a model to: a schema, any JSON, or nothing.
_FORMATS: tuple[dict[str, Any] | None, ...] = (
    {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": answer_schema()}},
    {"type": "json_object"},
    None,
)


def request_body(model: str, messages: list[ChatMessage], response_format: dict[str, Any] | None) -> dict[str, Any]:
    """Return the body of a request."""
    body: dict[str, Any] = {"model": model, "messages": messages, "temperature": 0, "stream": False}
    if response_format is not None:
        body["response_format"] = response_format
    return body


def batch_body(model: str, messages: list[ChatMessage]) -> dict[str, Any]:
    """Return the body of a request in a batch: any JSON is asked for, which most services know."""
    body = request_body(model, messages, _FORMATS[1])
    del body["stream"]
    return body


class Endpoint:
    """A reader at an address.

    Parameters
    ----------
    address
        Of the interface, such as ``http://127.0.0.1:8000/v1``; the part after it is added.
    model
        Name of the model there.
    key
        What opens it; ``""`` for none. It is kept in this object only: no message, record, text form or error has it.
    timeout
        Seconds for which a reply is waited for.
    backoff
        Seconds of the first wait before a request is made again.

    Raises
    ------
    AssessmentError
        The address is none, the key cannot be sent, or the extra ``assess`` is not installed.
    """

    def __init__(
        self, address: str, model: str, *, key: str = "", timeout: float = 120.0, backoff: float = 1.0
    ) -> None:
        self.model = model
        self._timeout = timeout
        self._pool = _pool(timeout, backoff)
        self._url = _url(address)
        if not (key.isascii() and key.isprintable()):
            raise AssessmentError(message("the key has characters that no key has; copy it once more"))
        self._key = key
        self._format = 0
        self._lock = threading.Lock()

    def with_key(self) -> Endpoint:
        """Return the same with the key for its host, which is looked for now."""
        return Endpoint(self.address, self.model, key=key_for(self.host), timeout=self._timeout)

    def __repr__(self) -> str:
        return f"Endpoint({self.host!r}, {self.model!r})"

    def __getstate__(self) -> object:
        """Refuse to be stored: the key would be stored, too."""
        raise TypeError("an endpoint is not stored, since it holds a key")

    @property
    def host(self) -> str:
        """Name of the host."""
        return host_of(self._url)

    @property
    def address(self) -> str:
        """Where every question is sent."""
        return self._url.url

    @property
    def is_this_machine(self) -> bool:
        """Whether nothing that is sent there leaves this machine."""
        return is_loopback(self.host)

    def __call__(self, messages: list[ChatMessage], /) -> Reply:
        """Send a chat and return the reply.

        Raises
        ------
        UnansweredError
            This question got no answer, after all retries.
        AssessmentError
            The key, the model or the address is refused, so that there is no use in asking on.
        """
        while True:
            tried = self._format
            response = self._post(request_body(self.model, messages, _FORMATS[tried]))
            if response.status not in (400, 422) or tried + 1 >= len(_FORMATS):
                return self._reply(response)
            with self._lock:  # the server does not know this way of asking for JSON
                self._format = max(self._format, tried + 1)

    def _post(self, body: dict[str, Any]) -> BaseHTTPResponse:
        from urllib3.exceptions import HTTPError, NewConnectionError

        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "User-Agent": f"policycompare/{__version__}",
        }
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        content = json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")
        try:
            return self._pool.request("POST", self._url.url, body=content, headers=headers)
        except HTTPError as error:
            reason = getattr(error, "reason", None) or error
            if isinstance(reason, NewConnectionError):
                raise AssessmentError(
                    message("{host} does not answer; start the server there, or check --endpoint", host=self._where)
                ) from None
            raise UnansweredError(
                message(
                    "{host}: no whole answer ({cause}); run the same command again for what is left",
                    host=self._where,
                    cause=type(reason).__name__,
                )
            ) from None

    @property
    def _where(self) -> str:
        return self._url.netloc or self.host

    def _reply(self, response: BaseHTTPResponse) -> Reply:
        if response.status != 200:
            raise self._refusal(response.status, self._said(response))
        try:
            body = json.loads(response.data)
            choice = body["choices"][0]
            text = choice["message"]["content"]
            usage = body.get("usage") or {}
            tokens = int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0)
        except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
            raise UnansweredError(
                message("{host}: the reply is no chat completion; check that --endpoint ends where /chat/completions "
                        "begins", host=self._where)
            ) from None  # fmt: skip
        return Reply(text[:LONGEST_REPLY] if isinstance(text, str) else "", *tokens)

    def _said(self, response: BaseHTTPResponse) -> str:
        """Return the server's own words in short; some repeat the key that they refuse."""
        words = " ".join(response.data[: 10 * _SHOWN].decode("utf-8", "replace").split())
        if self._key:
            words = words.replace(self._key, "***")
        return words[:_SHOWN]

    def _refusal(self, status: int, said: str) -> AssessmentError:
        """Return what to tell of a status: an error of one question, or one that ends the run."""
        where = self._where
        if status in (401, 403):
            return AssessmentError(
                message(
                    "{host}: the key is refused ({status}); set {variable}, or put it into the keyring",
                    host=where,
                    status=status,
                    variable=KEY_VARIABLE,
                )
            )
        if status == 404:
            return AssessmentError(
                message(
                    "{host}: no model {model}, or no such address (404); check --model and --endpoint: {said}",
                    host=where,
                    model=self.model,
                    said=said,
                )
            )
        if status in _TRY_AGAIN:
            return UnansweredError(
                message(
                    "{host}: busy or out of order ({status}), also after {count} retries; run the same command again "
                    "later",
                    host=where,
                    status=status,
                    count=RETRIES,
                )
            )
        return AssessmentError(
            message(
                "{host}: the request is refused ({status}): {said}; check --model and --endpoint",
                host=where,
                status=status,
                said=said,
            )
        )


def _pool(timeout: float, backoff: float) -> PoolManager:
    try:
        from urllib3 import PoolManager, Retry, Timeout
    except ImportError:
        raise AssessmentError(
            message("asking a language model needs the extra assess; install it: pip install 'policycompare[assess]'")
        ) from None

    class Retries(Retry):
        """Retries that wait as long as the server asks, but no longer than `LONGEST_WAIT`."""

        def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
            asked = super().get_retry_after(response)
            return None if asked is None else min(asked, LONGEST_WAIT)

    retries = Retries(
        total=RETRIES,
        connect=0,
        redirect=False,
        status_forcelist=_TRY_AGAIN,
        allowed_methods=None,
        backoff_factor=backoff,
        backoff_max=LONGEST_WAIT,
        backoff_jitter=backoff / 2,
        raise_on_status=False,
        raise_on_redirect=False,
    )
    # A pool of its own, without the proxies of the environment: a text goes to the host that was named or nowhere.
    return PoolManager(maxsize=32, retries=retries, timeout=Timeout(connect=10.0, read=timeout))


def _url(address: str) -> Url:
    """Return the address of the interface's one function; what is no address, or holds a key, is refused."""
    from urllib3.exceptions import LocationParseError
    from urllib3.util import parse_url

    wrong = message("“{address}” is no address; give one like http://127.0.0.1:8000/v1", address=_without_key(address))
    try:
        url = parse_url(address.strip())
    except LocationParseError:
        raise AssessmentError(wrong) from None
    if url.scheme not in ("http", "https") or not url.host:
        raise AssessmentError(wrong)
    if url.auth or url.query:
        raise AssessmentError(
            message(
                "the address holds a key or a query, which would stand in the history of the shell; set {variable} "
                "instead",
                variable=KEY_VARIABLE,
            )
        )
    path = (url.path or "").rstrip("/")
    if not path.endswith("/chat/completions"):
        path += "/chat/completions"
    return url._replace(path=path, fragment=None)


def _without_key(address: str) -> str:
    """Return an address without what may be a key in it."""
    return address.rpartition("@")[2].partition("?")[0]


def host_of(url: Url) -> str:
    """Return the host of an address, an IPv6 one without its brackets."""
    return (url.host or "").strip("[]").lower()


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its name alone: no name is looked up for it.

    Examples
    --------
    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("::1"), is_loopback("127.0.0.1.example.org")
    (True, True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def key_for(host: str) -> str:
    """Return the key for a host: from ``POLICYCOMPARE_API_KEY``, else from the system's keyring, else ``""``."""
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if key:
        return key
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return ""
    try:
        return keyring.get_password(SERVICE, host) or ""
    except KeyringError:
        return ""


def is_configured() -> bool:
    """Whether the environment names an address."""
    return bool(os.environ.get(ENDPOINT_VARIABLE))


def configured_endpoint(address: str = "", model: str = "", *, timeout: float = 120.0) -> Endpoint | None:
    """Return the reader that is named here or else in the environment, still without its key (`with_key`).

    Returns
    -------
    Endpoint or None
        ``None`` where no address is named.

    Raises
    ------
    AssessmentError
        An address is named and no model, or one that is no address.
    """
    address = address or os.environ.get(ENDPOINT_VARIABLE, "")
    model = model or os.environ.get(MODEL_VARIABLE, "")
    if not address:
        return None
    if not model:
        raise AssessmentError(
            message("no model is named; give --model, or set {variable}, as the server calls it",
                    variable=MODEL_VARIABLE)
        )  # fmt: skip
    return Endpoint(address, model, timeout=timeout)


def transfer_note(endpoint: Endpoint, child: str, parent: str) -> Message:
    """Return a sentence that says what will be sent where."""
    if endpoint.is_this_machine:
        return message(
            "sent to {host} (this machine): text, chapter and number of provisions of {child} and {parent}",
            host=endpoint.host,
            child=child,
            parent=parent,
        )
    return message(
        "sent to {host}, which is another machine: text, chapter and number of provisions of {child} and {parent}",
        host=endpoint.host,
        child=child,
        parent=parent,
    )
