"""Files that try to cost more than they weigh, made by size: for tests of growth, and for ``benchmarks/hostile.py``."""

from __future__ import annotations

import io
import zipfile
import zlib

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def packed(parts):
    """Return a zip archive of parts by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def word(body, **parts):
    """Return a Word file with a body, and other parts by their names without folder and end."""
    made = {"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>"}
    made |= {f"word/{name}.xml": f"<w:{name} {W}>{content}</w:{name}>" for name, content in parts.items()}
    return packed(made)


def paragraph(text, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def numbering(n):
    levels = "".join(f'<w:lvl w:ilvl="{k % 9}"><w:lvlText w:val="%1."/></w:lvl>' for k in range(n))
    lists = "".join(f'<w:num w:numId="{k}"><w:abstractNumId w:val="0"/></w:num>' for k in range(1, n + 1))
    return word(paragraph("1.检查。"), numbering=f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{lists}')


def overrides(n):
    one = '<w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"/></w:lvlOverride>'
    return word(
        paragraph("1.检查。"),
        numbering=f'<w:abstractNum w:abstractNumId="0"/><w:num w:numId="1"><w:abstractNumId w:val="0"/>{one * n}</w:num>',
    )


def style_chain(n):
    styles = "".join(f'<w:style w:styleId="s{k}"><w:basedOn w:val="s{k + 1}"/></w:style>' for k in range(n))
    return word(
        "".join(paragraph(f"{k}.检查。", f'<w:pStyle w:val="s{k * 7 % n}"/>') for k in range(20)), styles=styles
    )


def spans(n):
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="63"/></w:tcPr>{paragraph("")}</w:tc>'
    return word(f"<w:tbl><w:tr>{cell * n}</w:tr></w:tbl>")


def rows(n):
    cell = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{paragraph('检查')}</w:tc>"
    return word(f"<w:tbl>{f'<w:tr>{cell * 3}</w:tr>' * n}</w:tbl>")


def footnotes(n):
    reference = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    note = f'<w:footnote w:id="1">{paragraph("注" * n)}</w:footnote>'
    return word(f"<w:p><w:r><w:t>1.检查。</w:t></w:r>{reference * (n // 10)}</w:p>", footnotes=note)


def many_footnotes(n):
    refs = "".join(f'<w:r><w:footnoteReference w:id="{k}"/></w:r>' for k in range(n))
    notes = "".join(f'<w:footnote w:id="{k}">{paragraph("注")}</w:footnote>' for k in range(n))
    return word(f"<w:p>{refs}</w:p>", footnotes=notes)


def paragraphs(n):
    return word("<w:p/>" * n + paragraph("1.检查。"))


def runs(n):
    return word("<w:p>" + "<w:r><w:t>检</w:t></w:r>" * n + "</w:p>")


def breaks(n):
    return word("<w:p><w:r>" + "<w:t>检</w:t><w:br/>" * n + "</w:r></w:p>")


def joined(n):
    """Paragraphs whose marks are tracked as deleted, so that each runs on into the next."""
    return word("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>检查</w:t></w:r></w:p>" * n + paragraph("。"))


def text_boxes(n):
    box = f"<w:r><w:pict><w:txbxContent>{paragraph('检查')}</w:txbxContent></w:pict></w:r>"
    return word(f"<w:p>{box * n}</w:p>")


def html(n):
    return ("<html><body><p>1.检查。</p>" + "<div>" * n).encode()


def attributes(n):
    return ("<html><body><p " + " ".join(f"a{k}" for k in range(n)) + ">1.检查。</p>").encode()


def colspans(n):
    return ("<html><body><table><tr>" + "<td colspan=60>检" * n + "</table></body></html>").encode()


def rowspans(n):
    row = "<tr>" + "<td rowspan=1000>检" * 50
    return ("<html><body><table>" + row * n + "</table></body></html>").encode()


def inline(n):
    return ("<html><body><p>" + "<b>检</b>" * n + "</p></body></html>").encode()


def lists(n):
    return ("<html><body>" + "<ol><li>检</ol>" * n + "</body></html>").encode()


def links(n):
    return ("<html><body><p>1.检查。</p>" + '<a href="a.doc">' * n + "附件</body></html>").encode()


def mime_parts(n):
    """Multiparts in multiparts."""
    head = "MIME-Version: 1.0\r\n" + "".join(
        f"Content-Type: multipart/mixed; boundary=b{k}\r\n\r\n--b{k}\r\n" for k in range(n)
    )
    return (head + "Content-Type: text/html\r\n\r\n<html><body><p>1.检查。</p></body></html>\r\n").encode()


def mime_header(n):
    return ("MIME-Version: 1.0\r\nContent-Type: text/html; " + "a=b; " * n + "\r\n\r\n<html><body><p>1.检查。").encode()


def appendices(n):
    return "".join(f"{k}.检查。\n附件:\n" for k in range(1, n + 1)).encode()


def blank_lines(n):
    return ("1.检查。\n" + "\n" * n).encode()


def short_lines(n):
    return ("检查\n" * n).encode()


def numbered_lines(n):
    return "".join(f"{k}.检查。\n" for k in range(1, n + 1)).encode()


def contents_lines(n):
    return ("目录\n" + "".join(f"第{k}章 总则 {k}\n" for k in range(1, n + 1)) + "第一条 检查。\n").encode()


def bars(n):
    return ("1" + "|检" * n + "\n").encode()


def table_lines(n):
    return ("序号|任务|责任单位\n" + "".join(f"{k}|检查|区应急局\n" for k in range(1, n + 1))).encode()


def brackets(n):
    return ("1.检查" + "（责任单位：" * n).encode()


def units(n):
    return ("1.检查。（责任单位：" + "区应急局、" * n + "）\n").encode()


def clauses(n):
    return ("第一条 检查。\n" + "".join(f"（{'一二三四五六七八九十'[k % 10]}）检查；\n" for k in range(n))).encode()


def most_lines(n):
    """As many provisions as a text of its size may have."""
    return "".join(f"{k}.落实责任加强检查监督管理并按月公开。（区应急局）\n" for k in range(1, n + 1)).encode()


def numbers_in_line(n):
    return ("（一）" * n).encode()


def chapters_in_line(n):
    return ("第一章 总则 " + " 第一章 " * n).encode()


def leaders(n):
    return ("目录\n第一章 总则" + ". " * n).encode()


def articles(n):
    return "".join(f"第{k}条 检查。\n" for k in range(1, n + 1)).encode()


def responsible(n):
    """A measure below which line after line says who is responsible."""
    return ("1.检查。\n" + "责任单位：区应急局\n" * n).encode()


def bracket_lines(n):
    return ("1.检查。\n" + "加强检查。（区应急局、区公安局）\n" * n).encode()


def mixed(n):
    """Every way of numbering in turn."""
    ways = [
        "一、检查",
        "（一）检查。",
        "1.检查。",
        "（1）检查",
        "①检查",
        "第一条\u3000检查",
        "附件",
        "检查",
        "责任单位：区应急局",
        "2022年1月1日",
    ]
    return "".join(f"{ways[k % len(ways)]}\n" for k in range(n)).encode()


def white(n):
    return ("1.检查。\n" + " \n" * n + "　\n" * n).encode()


def attachments(n):
    """Heads of attachments below as many blank lines."""
    return ("\n" * n + "附件\n清单\n" * n).encode()


def notes(n):
    """A notice with its date, and lines in brackets where the plan should begin."""
    return ("关于印发方案的通知\n现印发。\n2022年1月1日\n" + "（注）\n" * n).encode()


def sentences(n):
    return ("1." + "检查。" * n).encode()


def joined_units(n):
    return ("1.检查。\n" + ("（责任单位：" + "和等" * 3000 + "）\n") * n).encode()


def headings(n):
    return ("# 检查\n" * n + "1.检查。\n").encode()


def workbook(sheet, **parts):
    """Return a workbook with the XML within its one sheet, and other parts by their names."""
    made = {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{SHEETS}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEETS}.worksheet+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHEETS}.sharedStrings+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{SHEETS}.styles+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets><sheet name="核定" sheetId="1" r:id="r1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
            f'<Relationship Id="r3" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": f"<worksheet {MAIN}>{sheet}</worksheet>",
        "xl/sharedStrings.xml": f"<sst {MAIN}>{parts.get('strings', '')}</sst>",
        "xl/styles.xml": f"<styleSheet {MAIN}>{parts.get('styles', '')}</styleSheet>",
    }
    return packed(made)


def cell(text, reference=""):
    place = f' r="{reference}"' if reference else ""
    return f'<c{place} t="inlineStr"><is><t>{text}</t></is></c>'


HEAD = f'<row r="1">{cell("下级条", "A1")}{cell("上级条", "B1")}{cell("判定", "C1")}{cell("核对码", "D1")}</row>'


def decided(k):
    code = f"low:{k:016x}|high:{k:016x}"
    return f'<row r="{k + 2}">{cell(k, f"A{k + 2}")}{cell(k, f"B{k + 2}")}{cell("确认", f"C{k + 2}")}{cell(code, f"D{k + 2}")}</row>'


def decisions(n):
    return workbook(f"<sheetData>{HEAD}{''.join(map(decided, range(n)))}</sheetData>")


def one_label(n):
    """Rows that all give one label, each with another text."""
    return workbook(
        f"<sheetData>{HEAD}{''.join(decided(k).replace(f'<t>{k}</t>', '<t>1</t>') for k in range(n))}</sheetData>"
    )


def merged_range(n):
    return workbook(f'<sheetData>{HEAD}{decided(0)}</sheetData><mergeCells><mergeCell ref="A3:XFD{n}"/></mergeCells>')


def merged_ranges(n):
    ranges = "".join(f'<mergeCell ref="A{k + 3}:B{k + 4}"/>' for k in range(n))
    return workbook(f"<sheetData>{HEAD}{decided(0)}</sheetData><mergeCells>{ranges}</mergeCells>")


def links_of_cells(n):
    links_ = "".join(f'<hyperlink ref="A{k + 3}" location="A1"/>' for k in range(n))
    return workbook(f"<sheetData>{HEAD}{decided(0)}</sheetData><hyperlinks>{links_}</hyperlinks>")


def conditions(n):
    rule = '<cfRule type="expression" priority="1"><formula>1</formula></cfRule>'
    rules = "".join(f'<conditionalFormatting sqref="A{k + 3}">{rule}</conditionalFormatting>' for k in range(n))
    return workbook(f"<sheetData>{HEAD}{decided(0)}</sheetData>{rules}")


def column_widths(n):
    widths = "".join(f'<col min="{k}" max="{k}" width="9"/>' for k in range(1, n + 1))
    return workbook(f"<cols>{widths}</cols><sheetData>{HEAD}{decided(0)}</sheetData>")


def sheets_of_one_part(n):
    """A workbook of many sheets that are all made of one part."""
    with zipfile.ZipFile(io.BytesIO(decisions(500))) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    more = "".join(f'<sheet name="核定{k}" sheetId="{k}" r:id="r1"/>' for k in range(2, n + 1))
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace("</sheets>", f"{more}</sheets>")
    return packed(parts)


def last_row(n):
    return workbook(f'<sheetData>{HEAD}{decided(0)}<row r="{n}">{cell("x", f"A{n}")}</row></sheetData>')


def wide(n):
    """Rows with one cell each, in the last column that a sheet has."""
    rows_ = "".join(f'<row r="{k}"><c r="XFD{k}"><v>1</v></c></row>' for k in range(3, n + 3))
    return workbook(f"<sheetData>{HEAD}{decided(0)}{rows_}</sheetData>")


def cells(n):
    return workbook(f"<sheetData>{HEAD}{decided(0)}" + "<row><c><v>1</v></c></row>" * n + "</sheetData>")


def padding(n):
    return workbook(f"<sheetData>{HEAD}{decided(0)}</sheetData>" + " " * n)


def strings(n):
    """One long shared string to which many cells refer."""
    rows_ = "".join(f'<row r="{k}"><c r="A{k}" t="s"><v>0</v></c></row>' for k in range(3, n + 3))
    return workbook(f"<sheetData>{HEAD}{decided(0)}{rows_}</sheetData>", strings=f"<si><t>{'字' * n}</t></si>")


def many_strings(n):
    return workbook(f"<sheetData>{HEAD}{decided(0)}</sheetData>", strings="<si/>" * n)


def string_of_runs(n):
    """One shared string of many runs."""
    runs = "<r><t>字</t></r>" * n
    return workbook(f"<sheetData>{HEAD}{decided(0)}</sheetData>", strings=f"<si>{runs}</si>")


def many_styles(n):
    return workbook(f"<sheetData>{HEAD}{decided(0)}</sheetData>", styles=f"<cellXfs>{'<xf/>' * n}</cellXfs>")


def number_formats(n):
    formats = "".join(f'<numFmt numFmtId="{200 + k}" formatCode="0"/>' for k in range(n))
    return workbook(f"<sheetData>{HEAD}{decided(0)}</sheetData>", styles=f"<numFmts>{formats}</numFmts>")


def codes(n):
    code = ":" * n + "|" + ":" * n
    return workbook(f"<sheetData>{HEAD}<row>{cell(1)}{cell(1)}{cell('确认')}{cell(code)}</row></sheetData>")


def pdf(*objects):
    """Return a PDF of objects, numbered from 1; the first is its catalog."""
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer <</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1) + table + end


def stream(content, more=b""):
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (more, len(content), content)


PAGES = (
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</XObject<</A 5 0 R>>/Font<</F 6 0 R>>>>>>",
)
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
TEXT = b"BT /F 12 Tf 50 700 Td (1. Checks of shops are made each month.) Tj ET "


def form_in_itself(n):
    form = stream(b"/A Do " * n, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 5 0 R>>>>")
    return pdf(*PAGES, stream(TEXT + b"/A Do"), form, FONT)


def forms(n, calls=10):
    """Forms that call forms, `n` deep and `calls` wide."""
    objects = [*PAGES, stream(TEXT + b"/A Do")]
    deeper = [
        stream(
            (b"/A Do " * calls) if k + 1 < n else TEXT,
            b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</A %d 0 R>>/Font<</F 6 0 R>>>>"
            % (7 + k if k else 7),
        )
        for k in range(n)
    ]
    return pdf(*objects, deeper[0], FONT, *deeper[1:])


def bomb(n, header=b"\x58\xc3"):
    """A page of blanks with an unusual zlib header."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(TEXT) + b"".join(packer.compress(b" " * 1_000_000) for _ in range(n)) + packer.flush()
    adler = zlib.adler32(TEXT)
    for _ in range(n):
        adler = zlib.adler32(b" " * 1_000_000, adler)
    content = header + body + adler.to_bytes(4, "big")
    return pdf(*PAGES, stream(content, b"/Filter/FlateDecode"), FONT, FONT)


def hex_bomb(n):
    packed_ = zlib.compress(TEXT + b" " * (n * 1_000_000), 9)
    return pdf(*PAGES, stream(packed_.hex().encode() + b">", b"/Filter[/ASCIIHexDecode/FlateDecode]"), FONT, FONT)


def pages(n):
    """A PDF of pages with a provision each."""
    return _pages(
        [b"BT /F 12 Tf 50 700 Td (%d. Checks of shops are made each month.) Tj ET " % k for k in range(1, n + 1)]
    )


def same_page(n):
    """A PDF that shows one page again and again."""
    return _pages([TEXT] * n)


def _pages(contents):
    n = len(contents)
    kids = b" ".join(b"%d 0 R" % (4 + k) for k in range(n))
    leaves = [
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R/Resources<</Font<</F 3 0 R>>>>>>"
        % (4 + n + k)
        for k in range(n)
    ]
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, n),
        FONT,
        *leaves,
        *map(stream, contents),
    )
