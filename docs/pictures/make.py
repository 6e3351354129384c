"""Make the pictures of README and documentation from the shipped documents: ``python docs/pictures/make.py``.

Needs LibreOffice (soffice), poppler (pdftoppm) and Chromium besides the program. Figures are drawn by the program;
table and page are photographed as Word's and a browser's reader sees them, with what the machine has for fonts.
"""

from __future__ import annotations

import subprocess
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageChops

import policycompare as pc
from policycompare.cli.main import main
from policycompare.plots.style import picture_bytes

HERE = Path(__file__).parent
MOST = 150_000
"""Bytes of a picture."""


def make() -> None:
    """Make every picture anew."""
    chain = pc.trace(["national", "shanghai", "chongming"])
    _save("flow.png", Image.open(BytesIO(picture_bytes(pc.plot.flow(chain, language="en"), "png"))), 1100)
    _save("flow.zh.png", Image.open(BytesIO(picture_bytes(pc.plot.flow(chain), "png"))), 1100)
    with TemporaryDirectory() as place:
        out = Path(place)
        main(["compare", "--out", place, "--no-figures"])
        _run("soffice", "--headless", "--convert-to", "pdf", "--outdir", place, out / "对照表.docx")
        _run("pdftoppm", "-r", "120", "-f", "1", "-l", "1", "-png", "-singlefile", out / "对照表.pdf", out / "table")
        _save("table.png", Image.open(out / "table.png"), 1200)
        _run(
            "chromium", "--headless", "--no-sandbox", "--hide-scrollbars", f"--user-data-dir={out / 'profile'}",
            "--window-size=1280,920", f"--screenshot={out / 'page.png'}", (out / "对照表.html").as_uri(),
        )  # fmt: skip
        _save("page.png", Image.open(out / "page.png"), 1280)


def _run(*words: str | Path) -> None:
    subprocess.run(list(map(str, words)), check=True, capture_output=True, timeout=300)  # noqa: S603 - our own words


def _trimmed(picture: Image.Image, margin: int = 24) -> Image.Image:
    """Cut white margins down to `margin` pixels."""
    box = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).getbbox() or (0, 0, *picture.size)
    left, top = (max(edge - margin, 0) for edge in box[:2])
    return picture.crop((left, top, min(box[2] + margin, picture.width), min(box[3] + margin, picture.height)))


def _save(name: str, picture: Image.Image, width: int) -> None:
    """Save a picture of at most `width` pixels with as many colours as `MOST` allows."""
    picture = _trimmed(picture.convert("RGB"))
    if picture.width > width:
        picture = picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)
    for colours in (256, 128, 64, 32, 16):
        picture.quantize(colours, dither=Image.Dither.NONE).save(HERE / name, optimize=True)
        if (HERE / name).stat().st_size <= MOST:
            return
    raise SystemExit(f"{name} is larger than {MOST:,} bytes")


if __name__ == "__main__":
    make()
