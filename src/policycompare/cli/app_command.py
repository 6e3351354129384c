"""``policycompare app``: the window in the browser, for work without a command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.cli.argument_parser import UsageError, command
from policycompare.errors import PolicyCompareError
from policycompare.messages import message

if TYPE_CHECKING:
    import argparse

    from policycompare.cli.argument_parser import Commands

CONTAINER_MARKS = ("/run/.containerenv", "/.dockerenv")
"""Files by which podman and docker tell a program that it runs in a container of theirs."""
EVERY_ADDRESS = "0.0.0.0"  # noqa: S104 - of a container, whose network is its own


def add(commands: Commands) -> None:
    """Register ``app``."""
    parser = command(commands, "app", _run, message("open the window in the browser: documents in, tables out"))
    parser.add_argument(
        "--folder",
        metavar="DIR",
        help=message("folder of the projects (where not given, one among the user's documents)"),
    )
    parser.add_argument(
        "--port", type=int, default=0, metavar="PORT", help=message("port of the server (a free one where not given)")
    )
    parser.add_argument("--no-browser", action="store_true", help=message("print the address, open no browser"))
    parser.add_argument(
        "--container",
        action="store_true",
        help=message("inside of a container: listen on its own addresses, so that its port can be published"),
    )


def _run(options: argparse.Namespace) -> int:
    try:
        from policycompare.app.server import LOOPBACK, serve
    except ImportError as fault:
        missing = message("the window needs {package}; install policycompare[app]", package=fault.name)
        raise PolicyCompareError(missing) from None
    if options.container and not any(Path(mark).exists() for mark in CONTAINER_MARKS):
        raise UsageError(message("--container is for the inside of a container; leave it out"))
    folder = Path(options.folder) if options.folder else _documents()
    serve(
        folder,
        port=options.port,
        listen=EVERY_ADDRESS if options.container else LOOPBACK,
        open_browser=not options.no_browser,
        tell=lambda where: _tell(where, folder),
    )
    print(message("the window has ended; the projects stay in {folder}", folder=folder))
    return 0


def _documents() -> Path:
    import platformdirs

    return platformdirs.user_documents_path() / "政策对照"


def _tell(where: str, folder: Path) -> None:
    print(message("window: {address}", address=where))
    print(message("projects: {folder}", folder=folder))
    print(
        message(
            "stop with “End” in the window, with Ctrl-C here, or by closing this terminal; it also ends some ten "
            "minutes after its last page was closed. The projects stay"
        ),
        flush=True,
    )
