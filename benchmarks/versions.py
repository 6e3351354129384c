"""Two versions of one text: `OMP_NUM_THREADS=1 python benchmarks/versions.py CORPUS [FOLDER]`. Printed, never asserted.

Eight pairs are made from texts of CORPUS (a folder of ID.txt) by edits that are known: delete, insert, split, merge,
move, reword lightly and heavily, renumber; two were written by hand and lie in `benchmarks/versions`. Printed is
for how many provisions (those of the new version and the deleted ones) the kind and the old provisions are right: for
`pc.revise`, for difflib by paragraphs with and without their numbers, and, where LibreOffice is installed, for its own
comparison of documents, which is asked by a macro in a profile of its own. The files go to FOLDER where it is given.
"""

from __future__ import annotations

import csv
import io
import random
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import docx
from lxml import etree

import policycompare as pc
from policycompare.language.numerals import to_han

HERE = Path(__file__).parent / "versions"
SEED = 20
WORDS = {
    "应当": "必须", "可以": "有权", "禁止": "不得", "有关部门": "相关部门", "及时": "立即", "三十日": "二十日",
    "十五日": "十日", "五日": "七日", "一年": "二年", "以上": "及以上", "责令改正": "责令限期改正", "备案": "报告",
    "公布": "公开", "批准": "审批同意", "情节严重": "情节恶劣", "建立健全": "建立和完善", "按照": "依据",
    "规定": "要求",
}  # fmt: skip
ADDED = ("并向社会公开", "接受社会监督", "确有必要的除外", "具体办法另行制定")
KINDS = ("deleted", "added", "split", "merged", "moved", "changed", "unchanged")


@dataclass
class Article:
    """An article while a version is made: its paragraphs, the old ones it comes from, and what became of it."""

    paragraphs: list[str]
    olds: tuple[int, ...]
    kind: str = "unchanged"
    heading: list[str] = field(default_factory=list)


@dataclass
class Pair:
    """Two versions as lines, with the truth: for each provision of the new one, and each deleted, old, new and kind."""

    name: str
    old: str
    new: str
    truth: list[tuple[str, str, str]]


def articles_of(document):
    """Return the articles of a text, each with the headings above it."""
    out, headings = [], []
    for part in document.parts:
        text = part.span.of(document.text).strip()
        if part.kind == "heading":
            headings.append(text)
        elif part.kind == "measure":
            body = re.sub(r"^第[^条]{1,8}条(?:之.)?[\s　]*", "", text)
            out.append(
                Article([line.strip() for line in body.splitlines() if line.strip()], (len(out),), heading=headings)
            )
            headings = []
    return out


def written(title, articles):
    """Return a version as a text, its articles numbered through."""
    lines = [title]
    for number, article in enumerate(articles, start=1):
        lines += [*article.heading, f"第{to_han(number)}条　{article.paragraphs[0]}", *article.paragraphs[1:]]
    return "\n".join(lines) + "\n"


def reworded(article, draw, *, heavily):
    """Change words of an article; heavily: of every other sentence."""
    text = "\n".join(article.paragraphs)
    if heavily:
        phrases = re.split(r"(?<=[，；。：])", text)
        at = [k for k, phrase in enumerate(phrases) if 4 <= len(phrase) <= 40]
        for k in draw.sample(at, max(1, len(at) // 3)):
            phrases[k] = draw.choice(ADDED) + phrases[k][-1]
        text = "".join(phrases)
    else:
        found = [word for word in WORDS if word in text]
        if found:
            word = draw.choice(found)
            text = text.replace(word, WORDS[word], 1)
        else:
            text = text[:-1] + "，" + draw.choice(ADDED) + text[-1]
    return text.split("\n")


def halves(article):
    """Return an article cut in two, or nothing where it is too short."""
    paragraphs = article.paragraphs
    cuts = [k for k in range(1, len(paragraphs)) if not re.match(r"[（(]", paragraphs[k])]
    for k in cuts:
        if min(len("".join(paragraphs[:k])), len("".join(paragraphs[k:]))) >= 15:
            return paragraphs[:k], paragraphs[k:]
    sentences = re.split(r"(?<=。)", paragraphs[0]) if len(paragraphs) == 1 else []
    sentences = [sentence for sentence in sentences if sentence]
    if len(sentences) >= 2 and min(map(len, sentences)) >= 15:
        return ["".join(sentences[:1])], ["".join(sentences[1:])]
    return None


def fates(old, draw):
    """Choose which articles are edited, and how; no two edits touch the same one."""
    free, fate = set(range(1, len(old) - 1)), {}
    few = max(2, len(old) // 15)
    fits = {
        "split": lambda k: halves(old[k]),
        "merged": lambda k: k + 1 in free and not old[k + 1].heading,
        "heavy": lambda k: len("".join(old[k].paragraphs)) > 60,
    }
    wanted = {"split": few, "merged": few, "deleted": few, "moved": few, "light": 2 * few, "heavy": few}
    for kind, number in wanted.items():
        chosen = draw.sample(sorted(k for k in free if fits.get(kind, bool)(k)), number)
        for k in chosen:
            if kind == "merged" and k + 1 not in free:
                continue
            free -= {k, k + 1} if kind == "merged" else {k}
            fate[k] = kind
    return fate


def edited(name, document, donor, draw):
    """Return a pair of versions made by known edits."""
    old = articles_of(document)
    fate = fates(old, draw)
    new, moved, heading = [], [], []
    for k, article in enumerate(old):
        kind = "gone" if fate.get(k - 1) == "merged" else fate.get(k, "unchanged")
        heading += article.heading
        if kind in ("deleted", "moved", "gone"):
            moved += [Article(article.paragraphs, (k,), "moved")] if kind == "moved" else []
            continue
        new += after(kind, k, old, draw)
        new[-2 if kind == "split" else -1].heading = heading
        heading = []
    for article in moved:
        origin = next(i for i, other in enumerate(new) if other.olds and other.olds[0] > article.olds[0])
        new.insert(draw.choice([i for i in range(1, len(new)) if abs(i - origin) > 3]), article)
    others = [article for article in articles_of(donor) if len("".join(article.paragraphs)) > 40]
    for article in draw.sample(others, max(2, len(old) // 15)):
        new.insert(draw.randrange(1, len(new)), Article(article.paragraphs, (), "added"))
    truth = [("、".join(str(i + 1) for i in each.olds), str(j), each.kind) for j, each in enumerate(new, start=1)]
    truth += [(str(k + 1), "", "deleted") for k in fate if fate[k] == "deleted"]
    return Pair(name, written(document.title, old), written(document.title, new), truth)


def after(kind, k, old, draw):
    """Return what an edit makes of an article."""
    article = old[k]
    if kind == "split":
        return [Article(half, (k,), "split") for half in halves(article)]
    if kind == "merged":
        return [Article([*article.paragraphs, *old[k + 1].paragraphs], (k, k + 1), "merged")]
    if kind in ("light", "heavy"):
        changed = reworded(article, draw, heavily=kind == "heavy")
        return [Article(changed, (k,), "changed" if changed != article.paragraphs else "unchanged")]
    return [Article(article.paragraphs, (k,), kind)]


def by_hand():
    """Yield the pairs that were written by hand."""
    for path in sorted(HERE.glob("*.truth.csv")):
        name = path.name.removesuffix(".truth.csv")
        old, new = ((HERE / f"{name}.{side}.txt").read_text("utf-8") for side in ("old", "new"))
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8"))))[1:]
        yield Pair(name, old, new, [tuple(row) for row in rows])


def ours(pair):
    changes = pc.revise(pc.parse(pair.old, id="old"), pc.parse(pair.new, id="new")).changes
    return list(zip(changes["old"], changes["new"], changes["kind"], strict=True))


def provisions(text):
    """Return for each line the label of the provision in which it stands, ``""`` for headings and titles."""
    document = pc.parse(text)
    labels = [""] * len(text.splitlines())
    for provision in document.provisions:
        for line in range(document.line_of(provision.span.start), document.line_of(provision.span.end - 1) + 1):
            labels[line - 1] = provision.label
    return labels


_NUMBER = re.compile(r"^(?:第[^条]{1,8}条|[（(][一二三四五六七八九十]+[)）]|[0-9]+[.．])[\s　]*")


def kinds_of(old_labels, new_labels, steps):
    """Return kinds by provision from pairs of lines: ``same`` or ``changed`` for each, and those of one side only."""
    links, touched = Counter(), set()
    for i, j, same in steps:
        if i is not None and j is not None and old_labels[i] and new_labels[j]:
            links[old_labels[i], new_labels[j]] += 1
        if not same:
            touched |= {("old", old_labels[i])} if i is not None else set()
            touched |= {("new", new_labels[j])} if j is not None else set()
    olds, news = {}, {}
    for old, new in links:
        olds.setdefault(new, []).append(old)
        news.setdefault(old, []).append(new)
    rows = []
    for new in dict.fromkeys(filter(None, new_labels)):
        mine = sorted(olds.get(new, []), key=lambda label: [len(label), label])
        if not mine:
            kind = "added"
        elif len(mine) > 1:
            kind = "merged"
        elif len(news[mine[0]]) > 1:
            kind = "split"
        else:
            kind = "changed" if ("new", new) in touched or ("old", mine[0]) in touched else "unchanged"
        rows.append(("、".join(mine), new, kind))
    return rows + [(old, "", "deleted") for old in dict.fromkeys(filter(None, old_labels)) if old not in news]


def by_difflib(pair, *, numbers):
    """Compare line by line; lines that replace each other one to one are versions of each other."""
    old, new = pair.old.splitlines(), pair.new.splitlines()
    shown = (lambda line: line) if numbers else (lambda line: _NUMBER.sub("", line))
    steps = []
    above, below = [shown(line) for line in old], [shown(line) for line in new]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, above, below, autojunk=False).get_opcodes():
        paired = min(i2 - i1, j2 - j1) if tag in ("equal", "replace") else 0
        steps += [(i1 + k, j1 + k, tag == "equal") for k in range(paired)]
        steps += [(i, None, False) for i in range(i1 + paired, i2)]
        steps += [(None, j, False) for j in range(j1 + paired, j2)]
    return kinds_of(provisions(pair.old), provisions(pair.new), steps)


def word_file(text):
    word = docx.Document()
    for line in text.splitlines():
        word.add_paragraph(line)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub CompareFiles(joined As String)
  places = Split(joined, "|")
  Dim opened(0) As New com.sun.star.beans.PropertyValue
  opened(0).Name = "Hidden"
  opened(0).Value = True
  doc = StarDesktop.loadComponentFromURL(places(0), "_blank", 0, opened())
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  Dim args(1) As New com.sun.star.beans.PropertyValue
  args(0).Name = "URL"
  args(0).Value = places(1)
  args(1).Name = "NoAcceptDialog"
  args(1).Value = True
  dispatcher.executeDispatch(doc.CurrentController.Frame, ".uno:CompareDocuments", "", 0, args())
  Dim saved(0) As New com.sun.star.beans.PropertyValue
  saved(0).Name = "FilterName"
  saved(0).Value = "MS Word 2007 XML"
  doc.storeToURL(places(2), saved())
  doc.close(True)
End Sub
</script:module>"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Module1"/></library:library>"""


def by_libreoffice(pair, folder):
    """Let LibreOffice compare two Word files, and read the changes that it tracks."""
    profile = Path(folder) / "profile"
    basic = profile / "user" / "basic" / "Standard"
    if not basic.exists():
        subprocess.run(
            ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--terminate_after_init"],
            check=False,
            capture_output=True,
        )
        basic.mkdir(parents=True, exist_ok=True)
        (basic / "Module1.xba").write_text(MACRO)
        (basic / "script.xlb").write_text(LIBRARY)
    old, new, out = (Path(folder) / f"{pair.name}.{side}.docx" for side in ("old", "new", "compared"))
    old.write_bytes(word_file(pair.old))
    new.write_bytes(word_file(pair.new))
    urls = "|".join(path.as_uri() for path in (new, old, out))
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", f'macro:///Standard.Module1.CompareFiles("{urls}")'],
        check=True, timeout=300, capture_output=True,
    )  # fmt: skip
    return kinds_of(provisions(pair.old), provisions(pair.new), list(_tracked_lines(out)))


def _tracked_lines(path):
    """Yield pairs of lines from a file with tracked changes, by the marks of its paragraphs."""
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    body = etree.fromstring(zipfile.ZipFile(path).read("word/document.xml")).find(f"{w}body")
    i = j = 0
    same = True
    for paragraph in body.iter(f"{w}p"):
        for text in paragraph.iter(f"{w}t", f"{w}delText"):
            tags = {each.tag for each in text.iterancestors()}
            is_new, is_old = f"{w}ins" in tags, f"{w}del" in tags
            same = same and not (is_new or is_old)
        mark = paragraph.find(f"{w}pPr/{w}rPr")
        marked = {child.tag for child in mark} if mark is not None else set()
        ends_old, ends_new = f"{w}ins" not in marked, f"{w}del" not in marked
        if ends_old and ends_new:
            yield (i, j, same)
            same = True
        elif ends_new:
            yield (None, j, False)
            same = False
        else:
            yield (i, None, False)
            same = False
        i += ends_old
        j += ends_new


def right(truth, found):
    """Return for how many provisions kind and old provisions are right, of how many, and what is wrong."""
    known = {(new or f"-{old}"): (old, kind) for old, new, kind in truth}
    said = {(new or f"-{old}"): (old, kind) for old, new, kind in found}
    keys = sorted(known | said)
    wrong = [(key, known.get(key), said.get(key)) for key in keys if known.get(key) != said.get(key)]
    return len(keys) - len(wrong), len(keys), wrong


def pairs(corpus):
    with (corpus / "manifest.csv").open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if 30 <= int(row["articles"] or 0) <= 90]
    draw = random.Random(SEED)
    chosen = draw.sample(sorted(row["id"] for row in rows), 60)
    made = []
    for name, donor in zip(chosen[:30], chosen[30:], strict=True):
        document = pc.parse((corpus / f"{name}.txt").read_text("utf-8"))
        other = pc.parse((corpus / f"{donor}.txt").read_text("utf-8"))
        try:
            made.append(edited(name, document, other, draw))
        except ValueError:
            continue  # too few articles that can be cut
        if len(made) == 8:
            break
    return [*made, *by_hand()]


def ways(folder):
    """Return the ways to compare a pair by name; LibreOffice's, where it is installed, works in the folder."""
    found = {
        "pc.revise": ours,
        "difflib by paragraphs": lambda pair: by_difflib(pair, numbers=True),
        "difflib by paragraphs without numbers": lambda pair: by_difflib(pair, numbers=False),
    }
    if _has_libreoffice():
        found["LibreOffice's comparison of documents"] = lambda pair: by_libreoffice(pair, folder)
    return found


def counted(way, made):
    """Return for how many provisions of all pairs a way is right, and of how many."""
    good = of = 0
    for pair in made:
        right_here, of_here, _ = right(pair.truth, way(pair))
        good, of = good + right_here, of + of_here
    return good, of


def main(corpus, folder=""):
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(folder or temporary)
        place.mkdir(parents=True, exist_ok=True)
        made = pairs(Path(corpus))
        for pair in made:
            print(f"{pair.name}: {Counter(kind for *_, kind in pair.truth)}")
        for name, way in ways(place).items():
            _report(name, way, made)


def _report(name, way, made):
    total = Counter()
    begun = time.process_time()
    by_pair, by_kind, of_kind = [], Counter(), Counter()
    for pair in made:
        good, of, wrong = right(pair.truth, way(pair))
        total += Counter(good=good, of=of)
        by_pair.append(f"{good}/{of}")
        missed = {key for key, *_ in wrong}
        for old, new, kind in pair.truth:
            of_kind[kind] += 1
            by_kind[kind] += (new or f"-{old}") not in missed
        if name == "pc.revise":
            for each in wrong:
                print("   ", pair.name, *each)
    seconds = time.process_time() - begun
    print(f"{name}: {total['good']}/{total['of']} = {total['good'] / total['of']:.3f}  ({seconds:.2f} s CPU)")
    print("    by pair:", *by_pair)
    print("    by kind:", *(f"{kind} {by_kind[kind]}/{of_kind[kind]}" for kind in KINDS))


def _has_libreoffice():
    try:
        return subprocess.run(["soffice", "--version"], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


if __name__ == "__main__":
    main(*sys.argv[1:])
