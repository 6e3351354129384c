"""Feed mutated workbooks, decisions, manifests and models to what takes them: ``fuzz_own.py SECONDS``."""

from __future__ import annotations

import argparse
import io
import random
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from pathlib import Path

from policycompare.aligning.model import shipped_model
from policycompare.cascading.collection_manifest import read_manifest as read_collection
from policycompare.catalog.manifest import read_manifest
from policycompare.cli.common_options import model_at
from policycompare.deciding.decision_files import parse, to_bytes
from policycompare.errors import PolicyCompareError
from policycompare.reviewing.workbook import read_workbook
from policycompare.reviewing.workbook_import import import_decisions

sys.path.insert(0, str(Path(__file__).parents[1] / "reading"))
import hostile_inputs as made

SECONDS = 3.0
"""What one small file may take."""
PIECES = (
    b'"', b"'", b",", b"\n", b"\r", b"\x00", b"\xff", b"[", b"{", b"]", b"=", b"..", b"/", b"NaN", b"1e999", b"-1", b"\xe3\x80\x80",
    b"true", b"null", b"<", b"&x;", b"<!DOCTYPE a>", b"<row r='99999999'>", b'"]', b"\xef\xbb\xbf", b"||", b"::", b"9" * 40,
)  # fmt: skip
MANIFEST = (
    b'id = "a"\ntitle = "b"\nsource_file = "source.txt"\nsha256 = "c"\nlevel = "city"\n[expected]\nmeasures = 3\n'
)
COLLECTION = (
    "id,title,level,region,date,file,notice\na,某市条例,市,某省,2020-01-01,a.txt,样本\nb,法,nation,,,,\n".encode()
)
DECISIONS = b'child,parent,verdict,relation,comment\n1,2,confirmed,,"a, b"\n3,,rejected,,\n,4,unsure,,"two\nlines"\n'


def changed(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with some changed, cut, doubled or put in."""
    out = bytearray(data)
    for _ in range(chance.randrange(1, 10)):
        place, length = chance.randrange(len(out) + 1), chance.randrange(1, 30)
        way = chance.randrange(4)
        if way == 0:
            out[place : place + length] = chance.randbytes(length)
        elif way == 1:
            del out[place : place + length]
        elif way == 2:
            out[place:place] = out[place : place + length] * chance.randrange(1, 20)
        else:
            out[place:place] = chance.choice(PIECES)
    return bytes(out)


def repacked(data: bytes, chance: random.Random) -> bytes:
    """Return a workbook with one of its parts changed, or the archive itself."""
    if chance.random() < 0.2:
        return changed(data, chance)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    parts[name] = changed(parts[name], chance)
    return made.packed(parts)


def take_workbook(path: Path) -> None:
    """Read a workbook and take its decisions; nothing is written beside the folder of decisions."""
    import_decisions(read_workbook(path), path.parent / "decisions", now="2026-01-01T00:00:00+00:00")
    beside = {entry.name for entry in path.parent.iterdir()}
    assert beside <= {"x", "manifest.csv", "decisions"}, beside


def take_decisions(path: Path) -> None:
    """Read a file of decisions; what is written of it is read as the same."""
    found = parse(path.read_bytes(), "x")
    again = parse(to_bytes(found), "x")
    assert again.rows == found.rows, "rows changed by writing"
    assert len(again.unread) >= len(found.unread), "a damaged line became a decision"


KINDS = {
    "workbook": (made.decisions(4), repacked, "x", take_workbook),
    "decisions": (DECISIONS, changed, "x", take_decisions),
    "manifest": (MANIFEST, changed, "x", read_manifest),
    "collection": (COLLECTION, changed, "manifest.csv", lambda path: read_collection(path.parent)),
    "model": (shipped_model().to_json().encode(), changed, "x", lambda path: model_at(str(path))),
}


def main() -> int:
    """Run for some seconds and print what came out; 1 when something must not happen did."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("seconds", type=float)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    chance = random.Random(options.seed)
    end = time.monotonic() + options.seconds
    outcomes: Counter[tuple[str, str]] = Counter()
    faults: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            kind = chance.choice(sorted(KINDS))
            seed, change, name, take = KINDS[kind]
            path = Path(folder, name)
            path.write_bytes(change(seed, chance))
            started = time.process_time()
            try:
                take(path)
                outcomes[kind, "taken"] += 1
            except PolicyCompareError:
                outcomes[kind, "refused"] += 1
            except Exception:  # noqa: BLE001 - that is what is looked for
                place = traceback.format_exc().strip().splitlines()
                if faults.setdefault(f"{kind}: {place[-1][:100]}", "\n".join(place[-8:])) == "\n".join(place[-8:]):
                    Path(tempfile.gettempdir(), f"fuzz-{kind}-{len(faults)}").write_bytes(path.read_bytes())
                outcomes[kind, "FAULT"] += 1
            if time.process_time() - started > SECONDS:
                faults.setdefault(f"{kind}: slow", path.read_bytes()[:200].hex())
            path.unlink()
    for (kind, outcome), count in sorted(outcomes.items()):
        print(f"{kind:<12}{outcome:<8}{count:8}")
    for fault in faults.values():
        print(f"\n{fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
