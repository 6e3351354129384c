from __future__ import annotations

import hashlib
import shutil
import subprocess
import zipfile

import pytest

from policycompare.offline.archive import write_archive
from policycompare.offline.wheels import Target, Wheel

WINDOWS, LINUX = Target("win_amd64", "3.12"), Target("manylinux_2_28_x86_64", "3.12")


@pytest.fixture
def archive(tmp_path):
    """Write an archive of one wheel for a machine, and open it."""
    path = tmp_path / "甲-1-py3-none-any.whl"
    path.write_bytes(b"wheel")

    def archive(target):
        write_archive(tmp_path / "out.zip", [Wheel(path, "甲", "1", ())], ("app",), target)
        return zipfile.ZipFile(tmp_path / "out.zip")

    return archive


def test_scripts_of_windows_are_what_its_shell_in_china_reads(archive):
    scripts = [name for name in archive(WINDOWS).namelist() if name.endswith(".bat")]
    assert [name.rpartition("/")[2] for name in scripts] == ["安装.bat", "打开.bat"]
    for name in scripts:
        content = archive(WINDOWS).read(name)
        assert "政策对照" in content.decode("gbk") or "窗口" in content.decode("gbk")
        assert content.count(b"\n") == content.count(b"\r\n")
    install = archive(WINDOWS).read("policycompare/安装.bat").decode("gbk")
    assert "--no-index" in install
    assert "policycompare[app]" in install
    assert "3.12" in install


def test_scripts_of_linux_can_be_run_and_use_no_index(archive):
    packed = archive(LINUX)
    for name in ("policycompare/install.sh", "policycompare/start.sh"):
        entry = packed.getinfo(name)
        assert entry.external_attr >> 16 & 0o111
        assert b"\r" not in packed.read(name)
        if shell := shutil.which("sh"):
            subprocess.run([shell, "-n"], input=packed.read(name), check=True)
    assert b"--no-index" in packed.read("policycompare/install.sh")


@pytest.mark.parametrize("target", [WINDOWS, LINUX], ids=["windows", "linux"])
def test_the_guide_is_for_that_machine_and_the_sums_are_those_of_the_wheels(archive, target):
    packed = archive(target)
    guide = packed.read("policycompare/请先读我.txt").decode("utf-8-sig")
    assert ("安装.bat" in guide) == target.is_windows
    assert packed.read("policycompare/wheels/SHA256SUMS").decode().split()[0] == hashlib.sha256(b"wheel").hexdigest()
    assert packed.read("policycompare/wheels/甲-1-py3-none-any.whl") == b"wheel"


def test_the_same_wheels_give_the_same_bytes(archive, tmp_path):
    archive(LINUX).close()
    once = (tmp_path / "out.zip").read_bytes()
    archive(LINUX).close()
    assert (tmp_path / "out.zip").read_bytes() == once
