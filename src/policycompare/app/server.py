"""The server of the window: on the loopback address, for one person, until it is stopped."""

from __future__ import annotations

import asyncio
import secrets
import socket
import webbrowser
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware

from policycompare.app.access import AccessMiddleware, address
from policycompare.app.presence import Presence
from policycompare.app.views import Views, fault_page
from policycompare.app.workplace import Workplace
from policycompare.errors import PolicyCompareError
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

LOOPBACK = "127.0.0.1"


def application(folder: Path, *, token: str, port: int, end: Callable[[], object] = lambda: None) -> Starlette:
    """Return the application over a folder of projects.

    Parameters
    ----------
    folder
        The folder; made when the first project is.
    token
        The secret that lets a browser in.
    port
        The port at which it will be served.
    end
        Called when a person ends the window, or no page of it is open any more.
    """
    presence = Presence()
    views = Views(Workplace(folder), presence, end)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        watch = asyncio.create_task(presence.watch(views.is_busy, end))
        yield
        watch.cancel()
        views.end()

    return Starlette(
        routes=views.routes(),
        middleware=[Middleware(AccessMiddleware, token=token, port=port)],
        exception_handlers={PolicyCompareError: fault_page},
        lifespan=lifespan,
    )


def serve(
    folder: Path,
    *,
    port: int = 0,
    listen: str = LOOPBACK,
    open_browser: bool = True,
    tell: Callable[[str], object] = print,
) -> None:
    """Serve the window until it is ended, no page of it is open any more, or the process is stopped.

    Parameters
    ----------
    folder
        The folder of projects.
    port
        0 for one that is free.
    listen
        Address to listen on: the loopback address, but for a container, which has a network of its own.
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
            listening.bind((listen, port))
        except OSError as error:
            raise PolicyCompareError(
                message(
                    "port {port} cannot be used ({cause}); give another one, or none", port=port, cause=error.strerror
                )
            ) from None
        taken = listening.getsockname()[1]
        token = secrets.token_urlsafe(24)

        def end() -> None:
            server.should_exit = True

        app = application(folder, token=token, port=taken, end=end)
        config = uvicorn.Config(
            app,
            log_level="error",
            access_log=False,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=2,
        )
        server = uvicorn.Server(config)
        listening.listen(128)
        tell(address(taken, token))
        if open_browser:
            webbrowser.open(address(taken, token))
        server.run(sockets=[listening])
