"""A fault of ours: one message for the person, and a report for those who mend it."""

from __future__ import annotations

import shlex
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.messages import Message, message
from policycompare.storage.paths import inside
from policycompare.storage.user_folders import user_folder
from policycompare.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence


def fault_message(fault: BaseException, arguments: Sequence[str]) -> Message:
    """Write a report of an unforeseen exception, and return the message that says where it is.

    The report holds version, system, command and traceback; of the documents it has what the exception itself quotes.
    It goes to ``faults`` in the user's folder, or to the system's temporary folder where that cannot be written.
    """
    import platform

    now = datetime.now(UTC)
    report = "\n".join(
        (
            f"policycompare {__version__}",
            f"Python {platform.python_version()}, {platform.platform()}",
            f"{now:%Y-%m-%d %H:%M:%S} UTC",
            shlex.join(["policycompare", *arguments]),
            "",
            "".join(traceback.format_exception(fault)),
        )
    )
    what = f"{type(fault).__name__}: {fault}".splitlines()[0]
    for folder in (user_folder() / "faults", Path(tempfile.gettempdir())):
        path = inside(folder, f"policycompare-{now:%Y%m%d-%H%M%S-%f}.txt")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(report, "utf-8", errors="backslashreplace")
        except OSError:
            continue
        return message(
            "a fault of the program, not of your input ({what}); please report it together with {file}",
            what=what,
            file=path,
        )
    return message("a fault of the program, not of your input ({what}); no report could be written", what=what)
