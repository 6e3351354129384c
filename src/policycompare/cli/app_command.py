"""``policycompare app``: the window in the browser, for work without a command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.cli.argument_parser import command
from policycompare.errors import PolicyCompareError
from policycompare.messages import message

if TYPE_CHECKING:
    import argparse

    from policycompare.cli.argument_parser import Commands


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


def _run(options: argparse.Namespace) -> int:
    try:
        from policycompare.app.server import serve
    except ImportError as fault:
        missing = message("the window needs {package}; install policycompare[app]", package=fault.name)
        raise PolicyCompareError(missing) from None
    folder = Path(options.folder) if options.folder else _documents()
    serve(folder, port=options.port, open_browser=not options.no_browser, tell=lambda where: _tell(where, folder))
    return 0


def _documents() -> Path:
    import platformdirs

    return platformdirs.user_documents_path() / "政策对照"


def _tell(where: str, folder: Path) -> None:
    print(message("window: {address}", address=where))
    print(message("projects: {folder}", folder=folder))
    print(message("stop with Ctrl-C, or by closing this terminal; the projects stay"), flush=True)
