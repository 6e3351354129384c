"""``python -m policycompare.offline``: make the archive for a machine without a network."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from policycompare.errors import PolicyCompareError
from policycompare.messages import message
from policycompare.offline.archive import write_archive
from policycompare.offline.wheels import BundleError, Target, Wanted, collect
from policycompare.storage.paths import file_name, inside
from policycompare.version import __version__

SOURCES = Path(__file__).parents[3]


def main(arguments: list[str] | None = None) -> int:
    """Make the archive; the exit status is 0, or 1 where a wheel cannot be had."""
    parser = argparse.ArgumentParser(prog="python -m policycompare.offline", description=__doc__)
    parser.add_argument("--platform", required=True, help="tag of its wheels: win_amd64, manylinux_2_28_x86_64")
    parser.add_argument("--python", required=True, metavar="VERSION", help="version of Python there: 3.12")
    parser.add_argument("--extras", default="app", help="extras to install, joined by commas (app)")
    parser.add_argument("--build", nargs="*", default=["jieba"], metavar="NAME", help="what has no wheel (jieba)")
    parser.add_argument("--constraint", type=Path, help="versions for pip (the tested ones, where there are sources)")
    parser.add_argument("--wheel", type=Path, help="wheel of policycompare (built from the sources where not given)")
    parser.add_argument("--out", type=Path, help="the archive (policycompare_VERSION_PLATFORM.zip)")
    options = parser.parse_args(arguments)
    target, extras = Target(options.platform, options.python), tuple(options.extras.split(","))
    out = options.out or inside(Path.cwd(), file_name("policycompare", __version__, target.platform, suffix=".zip"))
    try:
        with tempfile.TemporaryDirectory() as folder:
            own = options.wheel or _own_wheel(Path(folder))
            wheels = Path(folder) / "wheels"
            wheels.mkdir()
            tested = SOURCES / "constraints.txt"
            constraints = options.constraint or (tested if tested.is_file() else None)
            found = collect(Wanted(own, extras, tuple(options.build), constraints), target, wheels)
            write_archive(out, found, extras, target)
    except PolicyCompareError as fault:
        print(fault, file=sys.stderr)
        return 1
    print(message("{file}: {count} wheels, {size} MB", file=out, count=len(found), size=out.stat().st_size // 10**6))
    return 0


def _own_wheel(folder: Path) -> Path:
    """Return the wheel of the sources beside this file."""
    if not (SOURCES / "pyproject.toml").is_file():
        raise BundleError(message("there are no sources here; name the wheel of policycompare with --wheel"))
    command = [sys.executable, "-m", "pip", "--quiet", "wheel", "--no-deps", "--wheel-dir", str(folder), str(SOURCES)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    if done.returncode:
        raise BundleError(message("the wheel of policycompare cannot be built: {said}", said=done.stderr.strip()))
    return next(folder.glob("policycompare-*.whl"))


if __name__ == "__main__":
    sys.exit(main())
