"""Files that LibreOffice opens and saves again, compared with ours: `python benchmarks/libreoffice_save.py FILE …`.

Each .docx and .xlsx is converted to its own format in a profile of its own and read again by python-docx, openpyxl and
lxml. A line a property says how many of its items are the same: texts, tables, merged cells, styles, widths of columns
(to a hundredth of the table), tracked changes, comments; values, merged ranges, widths, validations. Page numbers are
counted anew by LibreOffice, and frozen panes belong to a window, which a conversion has not.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import docx
import openpyxl
from docx.oxml.ns import qn
from lxml import etree

CHANGES = ("ins", "del", "moveFrom", "moveTo")


def saved_again(path: Path, folder: Path) -> Path:
    """Return the file as LibreOffice saves it."""
    profile = (folder / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", path.suffix[1:]]
    out = folder / "out"
    subprocess.run([*command, "--outdir", str(out), str(path)], check=True, capture_output=True, timeout=300)
    return out / path.name


def of_word(path: Path) -> dict[str, list[object]]:
    """Return what a Word file holds, by property."""
    content = path.read_bytes()
    word = docx.Document(io.BytesIO(content))
    body = word.element.body
    names = {style.style_id: style.name for style in word.styles}
    tables = list(body.iter(qn("w:tbl")))
    found: dict[str, list[object]] = {
        "texts of paragraphs": [text_of(paragraph) for paragraph in body.iter(qn("w:p"))],
        "styles of paragraphs": [names.get(style_of(p), "Normal") for p in body.iter(qn("w:p")) if text_of(p)],
        "tables (rows, columns)": [(len(t.findall(qn("w:tr"))), len(t.find(qn("w:tblGrid")))) for t in tables],
        "repeated heads": [len(list(t.iter(qn("w:tblHeader")))) for t in tables],
        "merged cells": [merge_of(cell) for cell in body.iter(qn("w:tc"))],
        "widths of columns": [share for table in tables for share in shares(table)],
        "headers and footers": [
            p.text for s in word.sections for part in (s.header, s.footer) for p in part.paragraphs
        ],
        "marked words": looks(body, names),
    }
    for name in CHANGES:
        found[f"tracked changes: {name}"] = changed(body, name)
    found["comments"] = comments(content)
    return found


def text_of(paragraph: etree._Element) -> str:
    """Return the text of a paragraph with what is deleted in it, without fields' codes."""
    kinds = {qn("w:t"), qn("w:delText"), qn("w:tab"), qn("w:br")}
    out = ""
    for element in paragraph.iter(*kinds):
        out += element.text or "" if element.tag in (qn("w:t"), qn("w:delText")) else " "
    return out


def style_of(paragraph: etree._Element) -> str:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return style.get(qn("w:val")) if style is not None else ""


def merge_of(cell: etree._Element) -> tuple[str, bool]:
    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    down = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return (span.get(qn("w:val")) if span is not None else "1", down is not None)


def shares(table: etree._Element) -> list[float]:
    widths = [int(column.get(qn("w:w"))) for column in table.find(qn("w:tblGrid"))]
    return [round(width / sum(widths), 2) for width in widths]


def looks(body: etree._Element, names: dict[str, str]) -> list[tuple[str, str]]:
    """Return the words that a character style marks, neighbours of one style together."""
    out: list[tuple[str, str]] = []
    for run in body.iter(qn("w:r")):
        style = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
        text = "".join(t.text or "" for t in run.iter(qn("w:t")))
        if style is None or not text.strip():
            continue
        name = names.get(style.get(qn("w:val")), "")
        if out and out[-1][0] == name:
            out[-1] = (name, out[-1][1] + text)
        else:
            out.append((name, text))
    return out


def changed(body: etree._Element, name: str) -> list[str]:
    """Return the characters of all tracked changes of a kind, which LibreOffice may cut into other runs."""
    words = ""
    for element in body.iter(qn(f"w:{name}")):
        words += "".join(t.text or "" for t in element.iter(qn("w:t"), qn("w:delText")))
    return list(words)


def comments(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "word/comments.xml" not in archive.namelist():
            return []
        root = etree.fromstring(archive.read("word/comments.xml"))
    return ["".join(t.text or "" for t in comment.iter(qn("w:t"))) for comment in root]


def of_workbook(path: Path) -> dict[str, list[object]]:
    """Return what a workbook holds, by property."""
    book = openpyxl.load_workbook(path)
    found: dict[str, list[object]] = {"sheets": list(book.sheetnames)}
    for name in ("values", "merged ranges", "widths of columns", "validations", "number formats", "filters"):
        found[name] = []
    for sheet in book:
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value not in (None, "")]
        found["values"] += [(sheet.title, cell.coordinate, rounded(cell.value)) for cell in cells]
        found["number formats"] += [(cell.coordinate, cell.number_format) for cell in cells]
        found["merged ranges"] += [(sheet.title, str(each)) for each in sheet.merged_cells.ranges]
        used = {cell.column_letter for cell in cells}
        widths = {}
        for letter, dimension in sheet.column_dimensions.items():
            for k in range(dimension.min or 1, (dimension.max or 1) + 1):
                widths[openpyxl.utils.get_column_letter(k)] = dimension.width
            widths.setdefault(letter, dimension.width)
        found["widths of columns"] += [(sheet.title, each, round(widths.get(each, 0))) for each in sorted(used)]
        found["filters"].append((sheet.title, sheet.auto_filter.ref))
        for rule in sheet.data_validations.dataValidation:
            for cell in sorted(str(rule.sqref).split()):
                found["validations"].append((sheet.title, cell, rule.type, rule.formula1))
    return found


def rounded(value: object) -> object:
    """Return a number with the fifteen digits that a workbook keeps."""
    return float(f"{value:.15g}") if isinstance(value, float) else value


def same(own: list[object], other: list[object]) -> int:
    """Return how many items of a list are those of another, one for one."""
    left = list(map(repr, other))
    count = 0
    for item in map(repr, own):
        if item in left:
            left.remove(item)
            count += 1
    return count


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[1:]:
            path = Path(name)
            read = of_word if path.suffix == ".docx" else of_workbook
            ours, theirs = read(path), read(saved_again(path, Path(folder)))
            print(f"\n{path}")
            for key, items in ours.items():
                if items or theirs[key]:
                    print(f"  {key:28} {same(items, theirs[key]):6} of {len(items):6}  ({len(theirs[key])} after)")


if __name__ == "__main__":
    main()
