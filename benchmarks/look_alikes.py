"""Characters that are taken for each other, as `resources/look_alikes.toml` lists them: by sound and by shape.

Sounds are those of pypinyin without tones. Shapes are compared as a reader sees them: each character is drawn in a
common font, blurred, and set beside all others; pairs whose pictures correlate more than `ALIKE` are kept. Needs
pypinyin, pillow and Noto Sans CJK. Run: python benchmarks/look_alikes.py FONT
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from pypinyin import Style, pinyin

from policycompare.language.corpus_statistics import background

ALIKE = 0.8
SEVERAL_SOUNDS = frozenset(
    "行重长着调率度会参差传供划积假降角结卷落模强切任塞散少省石宿系校载转作藏曾朝乘弹倒恶发坊缝盖更冠还号和横华汇纪夹监间将解尽禁"
    "据空量露绿蔓宁泊铺曲色舍沈盛识属术说折"
)
"""Characters whose second sound is heard; of the others the usual one counts, not what old books have."""
OTHER_FORMS = "歩険冶竟嶼"
"""Foreign or old forms that get into a text by a slip of the input method."""


def characters() -> tuple[list[str], set[str]]:
    """Return the characters that may be written wrongly (GB 2312, level 1, and more), and those of legal texts."""
    first_level = [
        bytes([row, cell]).decode("gb2312")
        for row in range(0xB0, 0xD8)
        for cell in range(0xA1, 0xFF)
        if row < 0xD7 or cell <= 0xF9
    ]
    legal = {char for word in background().words for char in word if "\u4e00" <= char <= "\u9fff"}
    return sorted({*first_level, *legal, *OTHER_FORMS}), legal


def pictures(chars: list[str], font: str) -> np.ndarray:
    """Return a row of length one a character: its picture, less its mean."""
    face = ImageFont.truetype(font, 40, index=2)
    rows = []
    for char in chars:
        image = Image.new("L", (48, 48))
        ImageDraw.Draw(image).text((4, -6), char, fill=255, font=face)
        rows.append(np.asarray(image.filter(ImageFilter.GaussianBlur(1.2)).resize((24, 24)), dtype=np.float32).ravel())
    drawn = np.array(rows)
    drawn -= drawn.mean(axis=1, keepdims=True)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def main() -> None:
    """Print the two tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("font", help="a file of Noto Sans CJK")
    chars, legal = characters()
    sounds: dict[str, list[str]] = defaultdict(list)
    for char in chars:
        for sound in pinyin(char, style=Style.NORMAL, heteronym=char in SEVERAL_SOUNDS)[0]:
            sounds[sound].append(char)
    drawn = pictures(chars, parser.parse_args().font)
    alike = drawn @ drawn.T
    lines = ["".join(group) for _, group in sorted(sounds.items()) if len(group) > 1]
    sys.stdout.write('sounds = """\n' + "\n".join(lines) + '\n"""\n\nshapes = """\n')
    for first, char in enumerate(chars):
        others = [chars[k] for k in np.flatnonzero(alike[first] > ALIKE) if k > first and legal & {char, chars[k]}]
        if others:
            sys.stdout.write(char + "".join(others) + "\n")
    sys.stdout.write('"""\n')


if __name__ == "__main__":
    main()
