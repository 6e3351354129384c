"""The server of the window: on the loopback address, for one person, until it is stopped."""

from __future__ import annotations

import secrets
import socket
import webbrowser
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware

from policycompare.app.access import AccessMiddleware, address
from policycompare.app.views import Views, fault_page
from policycompare.app.workplace import Workplace
from policycompare.errors import PolicyCompareError
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

LOOPBACK = "127.0.0.1"


def application(folder: Path, *, token: str, port: int) -> Starlette:
    """Return the application over a folder of projects.

    Parameters
    ----------
    folder
        The folder; made when the first project is.
    token
        The secret that lets a browser in.
    port
        The port at which it will be served.
    """
    views = Views(Workplace(folder))

    @asynccontextmanager
    async def ended(_: Starlette) -> AsyncIterator[None]:
        yield
        views.end()

    return Starlette(
        routes=views.routes(),
        middleware=[Middleware(AccessMiddleware, token=token, port=port)],
        exception_handlers={PolicyCompareError: fault_page},
        lifespan=ended,
    )


def serve(folder: Path, *, port: int = 0, open_browser: bool = True, tell: Callable[[str], object] = print) -> None:
    """Serve the window until the process is stopped.

    Parameters
    ----------
    folder
        The folder of projects.
    port
        0 for one that is free.
    open_browser
        Whether to open the browser.
    tell
        Called with the address, once the server listens there.

    Raises
    ------
    PolicyCompareError
        The port is taken.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        try:
            listening.bind((LOOPBACK, port))
        except OSError as error:
            raise PolicyCompareError(
                message(
                    "port {port} cannot be used ({cause}); give another one, or none", port=port, cause=error.strerror
                )
            ) from None
        taken = listening.getsockname()[1]
        token = secrets.token_urlsafe(24)
        app = application(folder, token=token, port=taken)
        config = uvicorn.Config(
            app,
            log_level="error",
            access_log=False,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=2,
        )
        listening.listen(128)
        tell(address(taken, token))
        if open_browser:
            webbrowser.open(address(taken, token))
        uvicorn.Server(config).run(sockets=[listening])
