from __future__ import annotations

import zipfile

import pytest

from policycompare.offline import wheels
from policycompare.offline.wheels import BundleError, Target, Wanted, collect, missing, wheels_in

WINDOWS, LINUX = Target("win_amd64", "3.12"), Target("manylinux_2_28_x86_64", "3.12")


@pytest.fixture
def wheel(tmp_path):
    """Make a wheel of a name and version that asks for something."""

    def wheel(name, version, *asks):
        path = tmp_path / f"{name}-{version}-py3-none-any.whl"
        head = [f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {line}" for line in asks)]
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr(f"{name}-{version}.dist-info/METADATA", "\n".join(["Metadata-Version: 2.1", *head, "", ""]))
        return path

    return wheel


def names(requirements):
    return sorted(requirement.name for requirement in requirements)


def test_what_only_windows_needs_is_missing_there_although_it_was_collected_on_linux(wheel, tmp_path):
    wheel("policycompare", "1", "bar>=2", 'coloured; sys_platform == "win32"', 'posixly; os_name == "posix"')
    wheel("bar", "2", 'zones; platform_system == "Windows"')
    assert names(missing(wheels_in(tmp_path), (), WINDOWS)) == ["coloured", "zones"]
    assert names(missing(wheels_in(tmp_path), (), LINUX)) == ["posixly"]


def test_an_extra_is_followed_through_those_who_ask_for_it_and_no_further(wheel, tmp_path):
    wheel("policycompare", "1", 'server[fast]; extra == "app"', 'notebook; extra == "notebooks"')
    wheel("server", "1", 'loop; extra == "fast"', 'slow; extra == "slow"')
    assert names(missing(wheels_in(tmp_path), ("app",), LINUX)) == ["loop"]
    assert missing(wheels_in(tmp_path), (), LINUX) == []


def test_a_wheel_of_another_version_or_spelling_of_its_name_is_told_apart(wheel, tmp_path):
    wheel("policycompare", "1", "Some.Thing>=2", "old_one<3", 'late>=1; python_version < "3.12"')
    wheel("some_thing", "2.1")
    wheel("old_one", "3")
    assert names(missing(wheels_in(tmp_path), (), WINDOWS)) == ["old_one"]


def test_a_platform_that_is_none_is_refused_with_those_that_are():
    with pytest.raises(BundleError, match="win, manylinux"):
        _ = Target("amiga", "3.12").markers


def test_pip_is_asked_again_until_nothing_is_missing(wheel, tmp_path, monkeypatch):
    own = wheel("policycompare", "1", "bar")
    folder = tmp_path / "wheels"
    folder.mkdir()
    asked = []

    def pip(*arguments):
        asked.append(arguments)
        if arguments[0] == "download":
            made = wheel("bar", "1", 'zones; sys_platform == "win32"') if len(asked) == 2 else wheel("zones", "1")
            made.rename(folder / made.name)

    monkeypatch.setattr(wheels, "_pip", pip)
    found = collect(Wanted(own, ("app",), ("sourceonly",)), WINDOWS, folder)
    assert [item.name for item in found] == ["bar", "policycompare", "zones"]
    assert asked[0][-1] == "sourceonly"
    assert asked[1][-1].endswith("[app]")
    assert asked[2][-1] == "zones"
    assert all("win_amd64" in arguments for arguments in asked[1:])


def test_what_pip_says_is_told_with_the_way_out(tmp_path, wheel):
    with pytest.raises(BundleError, match="--build"):
        collect(Wanted(wheel("policycompare", "1"), (), ("./no/such/thing",)), LINUX, tmp_path)
