"""The wheels that an installation needs on another machine: collected by pip, and checked for what is missing there.

pip can fetch wheels of another platform, but asks the markers of requirements (``; sys_platform == "win32"``) about the
machine on which it runs. So what the other machine needs is worked out here, from the metadata of each wheel.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from email.parser import Parser
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from policycompare.errors import PolicyCompareError
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PLATFORMS = {
    "win": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
    "manylinux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "macosx": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
}
_MACHINES = {"win_amd64": "AMD64", "x86_64": "x86_64", "aarch64": "aarch64", "arm64": "arm64"}
_ROUNDS = 20
"""Most rounds of fetching what wheels of the round before need."""


class BundleError(PolicyCompareError):
    """A wheel cannot be had, or an installation would be incomplete."""


@dataclass(frozen=True, slots=True)
class Target:
    """The machine on which it will be installed.

    Attributes
    ----------
    platform
        A platform tag of wheels: ``win_amd64``, ``manylinux_2_28_x86_64``, ``macosx_11_0_arm64``.
    python
        Its version of Python: ``3.12``.
    """

    platform: str
    python: str

    @property
    def is_windows(self) -> bool:
        """Whether its scripts are those of Windows."""
        return self.platform.startswith("win")

    @property
    def markers(self) -> dict[str, str]:
        """What the markers of requirements say there."""
        found = {key: str(value) for key, value in default_environment().items()}
        found |= {"python_version": self.python, "python_full_version": f"{self.python}.0"}
        found |= {"implementation_name": "cpython", "platform_python_implementation": "CPython", "extra": ""}
        for start, values in _PLATFORMS.items():
            if self.platform.startswith(start):
                found |= values
                break
        else:
            known = ", ".join(_PLATFORMS)
            raise BundleError(
                message(
                    "platform “{name}” is not known; name a tag that starts with {known}",
                    name=self.platform,
                    known=known,
                )
            )
        for end, machine in _MACHINES.items():
            if self.platform.endswith(end):
                found["platform_machine"] = machine
        return found

    @property
    def pip_options(self) -> list[str]:
        """How pip is told to fetch for it."""
        tags = [self.platform]
        if self.platform.startswith("manylinux"):
            # A wheel for an older system runs there too.
            machine = self.platform.split("_", 3)[3]
            tags += [f"manylinux_2_{minor}_{machine}" for minor in (28, 27, 17, 12, 5)]
            tags += [f"manylinux2014_{machine}", f"manylinux2010_{machine}", f"manylinux1_{machine}"]
        chosen = [option for tag in dict.fromkeys(tags) for option in ("--platform", tag)]
        return [*chosen, "--python-version", self.python, "--implementation", "cp", "--only-binary", ":all:"]


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel in the folder: its file, name, version and what it asks for."""

    path: Path
    name: str
    version: str
    asks: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be installed.

    Attributes
    ----------
    own
        The package's own wheel.
    extras
        Of the package.
    built
        Requirements of which only a source distribution exists, and that are pure Python: built here.
    constraints
        A file of pip with the versions that were tested, or ``None``.
    """

    own: Path
    extras: tuple[str, ...]
    built: tuple[str, ...] = ()
    constraints: Path | None = None


def collect(wanted: Wanted, target: Target, folder: Path) -> list[Wheel]:
    """Fetch all wheels that a package needs on a machine, and return them with its own.

    Parameters
    ----------
    wanted
        What is to be installed.
    target
        The machine.
    folder
        Where the wheels go; it may hold some already.

    Raises
    ------
    BundleError
        One cannot be had for that machine; pip's own words say which.
    """
    held = ["--constraint", str(wanted.constraints)] if wanted.constraints else []
    for name in wanted.built:
        _pip("wheel", *held, "--no-deps", "--wheel-dir", str(folder), name)
    own = Path(shutil.copy(wanted.own, folder))
    fetch = ["download", *held, *target.pip_options, "--dest", str(folder)]
    _pip(*fetch, "--find-links", str(folder), f"{own}[{','.join(wanted.extras)}]")
    for _ in range(_ROUNDS):
        wheels = wheels_in(folder)
        lacking = missing(wheels, wanted.extras, target)
        if not lacking:
            return wheels
        _pip(*fetch, "--no-deps", *(str(requirement).partition(";")[0] for requirement in lacking))
    raise BundleError(message("wheels ask for ever more of each other: {names}", names=[str(r) for r in lacking]))


def wheels_in(folder: Path) -> list[Wheel]:
    """Return the wheels of a folder by name."""
    found = []
    for path in sorted(folder.glob("*.whl")):
        name, version, _, _ = parse_wheel_filename(path.name)
        with zipfile.ZipFile(path) as packed:
            metadata = next(n for n in packed.namelist() if n.endswith(".dist-info/METADATA"))
            head = Parser().parsestr(packed.read(metadata).decode(), headersonly=True)
        asks = tuple(Requirement(line) for line in head.get_all("Requires-Dist") or [])
        found.append(Wheel(path, str(name), str(version), asks))
    return found


def missing(wheels: Sequence[Wheel], extras: Sequence[str], target: Target) -> list[Requirement]:
    """Return what the wheels ask for on a machine and is not among them, or only in another version.

    The extras are those of the package itself, ``policycompare``.
    """
    there: dict[str, Wheel] = {canonicalize_name(wheel.name): wheel for wheel in wheels}
    wanted: dict[str, set[str]] = {"policycompare": {"", *extras}}
    lacking: dict[str, Requirement] = {}
    waiting = ["policycompare"]
    while waiting:
        name = waiting.pop()
        for requirement in _asked(there[name], wanted[name], target):
            other: str = canonicalize_name(requirement.name)
            if other not in there or not requirement.specifier.contains(there[other].version, prereleases=True):
                lacking[str(requirement)] = requirement
                continue
            known = wanted.setdefault(other, set())
            if not {"", *requirement.extras} <= known:
                known |= {"", *requirement.extras}
                waiting.append(other)
    return list(lacking.values())


def _asked(wheel: Wheel, extras: set[str], target: Target) -> Iterator[Requirement]:
    for requirement in wheel.asks:
        environments = [{**target.markers, "extra": extra} for extra in extras]
        if requirement.marker is None or any(map(requirement.marker.evaluate, environments)):
            yield requirement


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    if done.returncode:
        raise BundleError(
            message(
                "pip cannot fetch a wheel: {said}; where only a source distribution exists, add --build NAME",
                said=" ".join(done.stderr.split()),
            )
        )
