"""Old formats (.doc, .wps, .rtf, .odt) by way of LibreOffice, when a person asks for it and it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Literal

from policycompare.errors import ReadError
from policycompare.messages import message
from policycompare.storage.paths import file_name, inside

_SECONDS = 120
"""Seconds after which a conversion is given up."""
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution"><value>true</value></prop>
<prop oor:name="DisableActiveContent"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks"><value>true</value></prop></item>
</oor:items>
"""
"""A profile of its own in which no link is updated and no macro runs."""
_FILTERS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
_NOWHERE = "http://127.0.0.1:9"


def converted(data: bytes, name: str, target: Literal["docx", "xlsx"]) -> bytes:
    """Return a file as LibreOffice writes it in a newer format.

    It works on a copy in a folder of its own, with macros and links off and every proxy leading nowhere.

    Parameters
    ----------
    data
        The file's bytes.
    name
        What messages call it; its suffix tells LibreOffice what it is.
    target
        The format to make.

    Raises
    ------
    ReadError
        LibreOffice is not installed, takes longer than two minutes, or does not understand the file.
    """
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if not office:
        raise ReadError(
            message(
                "{file}: conversion needs LibreOffice, but there is no soffice; install it, or save the file as "
                ".{target} from Word or WPS",
                file=name,
                target=target,
            )
        )
    with tempfile.TemporaryDirectory(prefix="policycompare-") as folder:
        place = Path(folder)
        profile = place / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
        source = inside(place, file_name(f"source{Path(name).suffix.lower() or '.doc'}"))
        source.write_bytes(data)
        command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to",
                   _FILTERS[target], "--outdir", str(place / "out"), str(source)]  # fmt: skip
        proxies = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), _NOWHERE)
        try:
            subprocess.run(  # noqa: S603 - a fixed command; the file is a copy under a name of ours
                command, env={**os.environ, **proxies}, capture_output=True, timeout=_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            raise ReadError(
                message(
                    "{file}: LibreOffice took longer than {seconds} seconds and was stopped; save the file as "
                    ".{target} by hand",
                    file=name,
                    seconds=_SECONDS,
                    target=target,
                )
            ) from None
        made = place / "out" / f"source.{target}"
        if not made.is_file():
            raise ReadError(
                message(
                    "{file}: LibreOffice could not convert it; save it as .{target} by hand", file=name, target=target
                )
            )
        return made.read_bytes()
