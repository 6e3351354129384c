"""The archive that a person unpacks: wheels, scripts to install and to start, and what to do in a few lines."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from jinja2 import Environment, FunctionLoader, StrictUndefined

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from policycompare.offline.wheels import Target, Wheel

ROOT = "policycompare"
"""The folder in the archive."""
_EXECUTABLE, _PLAIN = 0o755 << 16, 0o644 << 16
_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Script:
    """A text of the archive.

    Attributes
    ----------
    name
        In the archive.
    template
        In ``resources/templates/offline``.
    windows
        Whether lines end as on Windows and characters are those of a Chinese one (GBK), which its shell expects.
    """

    name: str
    template: str
    windows: bool = False


_WINDOWS = (
    Script("安装.bat", "install.bat", windows=True),
    Script("打开.bat", "start.bat", windows=True),
)
_POSIX = (Script("install.sh", "install.sh"), Script("start.sh", "start.sh"))


def write_archive(path: Path, wheels: Sequence[Wheel], extras: Sequence[str], target: Target) -> None:
    """Write the archive; the same wheels give the same bytes.

    Parameters
    ----------
    path
        Of the archive; one that is there is replaced.
    wheels
        All wheels of the installation.
    extras
        Of the package, that are installed.
    target
        The machine.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in _texts(wheels, extras, target):
            _add(archive, f"{ROOT}/{name}", content, _EXECUTABLE if name.endswith(".sh") else _PLAIN)
        for wheel in wheels:
            _add(archive, f"{ROOT}/wheels/{wheel.path.name}", wheel.path.read_bytes(), _PLAIN)


def _texts(wheels: Sequence[Wheel], extras: Sequence[str], target: Target) -> Iterator[tuple[str, bytes]]:
    environment = Environment(  # noqa: S701 - scripts and plain text, of our own words and versions
        loader=FunctionLoader(_template), undefined=StrictUndefined, keep_trailing_newline=True, trim_blocks=True
    )
    # What people read first is read by an editor, and every editor of today knows UTF-8 by its mark.
    guide = environment.get_template("read-first.txt").render(target=target, wheels=wheels)
    yield "请先读我.txt", guide.replace("\n", "\r\n").encode("utf-8-sig")
    for script in _WINDOWS if target.is_windows else _POSIX:
        text = environment.get_template(script.template).render(extras=",".join(extras), target=target)
        yield script.name, text.replace("\n", "\r\n").encode("gbk") if script.windows else text.encode()
    sums = [f"{hashlib.sha256(wheel.path.read_bytes()).hexdigest()}  {wheel.path.name}\n" for wheel in wheels]
    yield "wheels/SHA256SUMS", "".join(sums).encode()


def _template(name: str) -> str:
    return resources.files("policycompare.resources").joinpath("templates", "offline", name).read_text("utf-8")


def _add(archive: zipfile.ZipFile, name: str, content: bytes, permissions: int) -> None:
    entry = zipfile.ZipInfo(name, _TIME)
    entry.external_attr = permissions
    entry.create_system = 3  # so that the permissions are read as such
    archive.writestr(entry, content)
