"""The program ``policycompare``: its commands, its exit status, and the language in which it speaks."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
import threading
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING

from policycompare.cli import (
    align_command,
    app_command,
    assess_command,
    cascade_command,
    check_command,
    compare_command,
    evaluate_command,
    import_command,
    manifest_command,
    model_commands,
    read_command,
    review_command,
    revise_command,
    search_command,
    validate_command,
)
from policycompare.cli.argument_parser import Parser, UsageError, argparse_speaks, language_asked_for, language_option
from policycompare.cli.screen import complain, flushed, safe
from policycompare.errors import PolicyCompareError
from policycompare.messages import language_of_locale, message, shown_in
from policycompare.version import __version__

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

COMMANDS = (
    compare_command,
    revise_command,
    search_command,
    read_command,
    check_command,
    align_command,
    evaluate_command,
    import_command,
    manifest_command,
    cascade_command,
    validate_command,
    model_commands,
    review_command,
    assess_command,
    app_command,
)
"""The files of commands, in the order in which the help names them."""
DONE, INPUT_AT_FAULT, USAGE, OUR_FAULT = range(4)
"""Exit status."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments
        Without the program's name; those of the process when not given.

    Returns
    -------
    int
        0 done, 1 the input is at fault (one line on standard error says what and the way out), 2 usage, 3 a fault of
        ours (one line says where the report of it is).
    """
    # Memory is given back as a whole when the process ends: searching it for cycles first takes a tenth of the time.
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    language = language_asked_for(given) or language_of_locale(os.environ)
    with (
        redirect_stdout(safe(sys.stdout)),
        redirect_stderr(safe(sys.stderr)),
        shown_in(language),
        argparse_speaks(),
        _ended_like_ctrl_c(),
    ):
        return flushed(_run(given))


def parser() -> Parser:
    """Return the parser of all commands, with its texts in the language in which messages are shown now."""
    whole = Parser(prog="policycompare", description=message("Compare policy documents across levels of government."))
    whole.add_argument("--version", action="version", version=__version__, help=message("show the version and exit"))
    language_option(whole)
    commands = whole.commands(message("commands"), "COMMAND")
    for group in COMMANDS:
        group.add(commands)
    return whole


@contextmanager
def _ended_like_ctrl_c() -> Iterator[None]:
    """Treat a request of the system to end (SIGTERM) as Ctrl-C: what is half done is cleared, and it is said."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _run(arguments: list[str]) -> int:
    whole = parser()
    if not arguments:
        whole.print_help(sys.stderr)
        return USAGE
    try:
        options = whole.parse_args(review_command.with_default_command(arguments))
        return _carried_out(options)
    except UsageError as error:
        print(f"{error.usage}policycompare: {error}", file=sys.stderr)
        return USAGE
    except PolicyCompareError as error:
        complain(error)
        return INPUT_AT_FAULT
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    except KeyboardInterrupt:
        complain(message("interrupted; files written so far are whole"))
        return INPUT_AT_FAULT
    except SystemExit as end:  # --help and --version end so
        return end.code if isinstance(end.code, int) else DONE
    except Exception as fault:  # noqa: BLE001 - what nobody foresaw gets a message and a report, too
        from policycompare.cli.fault_report import fault_message

        complain(fault_message(fault, arguments))
        return OUR_FAULT


def _carried_out(options: argparse.Namespace) -> int:
    """Run a command; what is wrong with its arguments is told with its own usage."""
    try:
        status: int = options.run(options)
    except UsageError as error:
        raise UsageError(error.what, options.usage()) from None
    return status


if __name__ == "__main__":
    sys.exit(main())
