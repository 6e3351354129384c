"""An empty Word document of our own, with the styles of ``resources/word.toml``.

python-docx's own template has a Japanese theme and falls back to MS Mincho for Chinese. Ours has no theme, names an
East Asian font and what stands in for it, and gives every paragraph and mark a style that can be changed in Word.
"""

from __future__ import annotations

import io
import tomllib
import zipfile
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from policycompare.tables import Style

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {"document.main": "document", "styles": "styles", "settings": "settings", "fontTable": "fontTable"}
MILLIMETRE = 1440 / 25.4
"""In twentieths of a point."""
WIDTH, HEIGHT = 16838, 11906
"""A4 landscape in twentieths of a point."""


@dataclass(frozen=True)
class Look:
    """How a Word document looks.

    Attributes
    ----------
    names
        Names of the styles in Word, by role.
    paragraphs
        Font, size and spacing of each paragraph style, by role.
    marks
        Properties of each character style, by meaning.
    table
        Colours of ``border``, ``head`` and ``group``, or ``none``.
    margins
        Top, right, bottom, left, in twentieths of a point.
    page_number
        ``outer``, where upright pages have it (GB/T 9704), or ``foot``.
    mark
        Above the title: 附件.
    latin
        Font of Latin letters and figures.
    """

    names: Mapping[str, str]
    paragraphs: Mapping[str, Mapping[str, Any]]
    marks: Mapping[str, Mapping[str, Any]]
    table: Mapping[str, str]
    margins: tuple[int, ...]
    page_number: str
    mark: str
    latin: str

    @property
    def width(self) -> int:
        """Of the text, in twentieths of a point."""
        return WIDTH - self.margins[1] - self.margins[3]

    @property
    def height(self) -> int:
        """Of the text, in twentieths of a point."""
        return HEIGHT - self.margins[0] - self.margins[2]


@cache
def look(style: Style) -> Look:
    """Return the look of that name."""
    data = tomllib.loads(resources.files("policycompare.resources").joinpath("word.toml").read_text("utf-8"))
    own = data["style"][style]
    margins = tuple(round(m * MILLIMETRE) for m in own["margins"])
    rest = {key: own[key] for key in ("paragraphs", "marks", "table", "page_number", "mark", "latin")}
    return Look(names=data["names"], margins=margins, **rest)


@cache
def template(style: Style) -> bytes:
    """Return an empty A4 landscape document in that style."""
    given = look(style)
    top, right, bottom, left = given.margins
    section = (
        f'<w:sectPr><w:pgSz w:w="{WIDTH}" w:h="{HEIGHT}" w:orient="landscape"/>'
        f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" w:header="600" w:footer="600" '
        'w:gutter="0"/></w:sectPr>'
    )
    even = "<w:evenAndOddHeaders/>" if given.page_number == "outer" else ""
    languages = '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
    content = {
        "document": f'<w:document xmlns:w="{WORD}"><w:body>{section}</w:body></w:document>',
        "styles": _styles(given),
        "settings": f'<w:settings xmlns:w="{WORD}">{even}{languages}</w:settings>',
        "fontTable": _fonts(given),
    }
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for kind, name in _PARTS.items()
    )
    links = "".join(
        f'<Relationship Id="rId{k}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>'
        for k, name in enumerate(list(_PARTS.values())[1:], start=1)
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        **{f"word/{name}.xml": xml for name, xml in content.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, xml in files.items():
            archive.writestr(zipfile.ZipInfo(name), f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}')
    return out.getvalue()


def _styles(given: Look) -> str:
    cell = given.paragraphs["cell"]
    default = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{_font(given.latin, cell["font"][0])}<w:sz w:val="21"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/></w:style>'
    )
    paragraphs = "".join(
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{role}"><w:name w:val="{given.names[role]}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{"".join(_spacing(role, own))}</w:pPr>'
        f'<w:rPr>{_font(given.latin, own["font"][0])}{_colour(own)}<w:sz w:val="{round(own["size"] * 2)}"/>'
        f'<w:szCs w:val="{round(own["size"] * 2)}"/></w:rPr></w:style>'
        for role, own in given.paragraphs.items()
    )
    marks = "".join(
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{role}"><w:name w:val="{given.names[role]}"/>'
        f"<w:qFormat/><w:rPr>{_mark(own)}</w:rPr></w:style>"
        for role, own in given.marks.items()
    )
    return f'<w:styles xmlns:w="{WORD}">{default}{paragraphs}{marks}</w:styles>'


def _font(latin: str, chinese: str) -> str:
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{chinese}" w:cs="{latin}"/>'


def _spacing(role: str, own: Mapping[str, Any]) -> Iterator[str]:
    """Yield the properties of a paragraph in the order of the schema."""
    if own.get("keep"):
        yield "<w:keepNext/>"
    before, after = (round(own.get(side, 0) * 20) for side in ("before", "after"))
    line = f' w:line="{round(own["line"] * 20)}" w:lineRule="exact"' if "line" in own else ""
    yield f'<w:spacing w:before="{before}" w:after="{after}"{line}/>'
    if "align" in own:
        yield f'<w:jc w:val="{own["align"]}"/>'
    if role == "caption":
        yield '<w:outlineLvl w:val="0"/>'


def _mark(own: Mapping[str, Any]) -> str:
    """Return the properties of a mark in the order of the schema."""
    bold = "<w:b/>" if own.get("bold") else ""
    strike = "<w:strike/>" if own.get("strike") else ""
    underline = f'<w:u w:val="{own["underline"]}"/>' if "underline" in own else ""
    box = f'<w:bdr w:val="{own["box"]}" w:sz="4" w:space="0" w:color="auto"/>' if "box" in own else ""
    return f"{bold}{strike}{_colour(own)}{underline}{box}"


def _colour(own: Mapping[str, Any]) -> str:
    return f'<w:color w:val="{own["colour"]}"/>' if "colour" in own else ""


def _fonts(given: Look) -> str:
    """Return the font table, which says what takes the place of a font that is not there."""
    named = dict(tuple(own["font"]) for own in given.paragraphs.values())
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{instead}"/><w:charset w:val="86"/></w:font>'
        for name, instead in named.items()
    )
    return f'<w:fonts xmlns:w="{WORD}">{fonts}</w:fonts>'
