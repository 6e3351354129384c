"""``policycompare manifest DIR``: the list of a collection, from the texts of a folder or from an exported table."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.cli.argument_parser import UsageError, command
from policycompare.messages import message

if TYPE_CHECKING:
    import argparse

    import pandas as pd

    from policycompare.cli.argument_parser import Commands


def add(commands: Commands) -> None:
    """Register ``manifest``."""
    parser = command(
        commands, "manifest", _run, message("make manifest.csv from the texts of a folder, or from an exported table")
    )
    parser.add_argument("folder", nargs="?", metavar="DIR", help=message("folder with the texts"))
    parser.add_argument(
        "--table",
        metavar="FILE",
        help=message("exported list of laws (.csv, .xlsx) from which titles, levels and dates are taken instead"),
    )
    parser.add_argument(
        "--mapping",
        metavar="FILE",
        help=message("how the columns of that table are called (.toml), see --show-mapping"),
    )
    parser.add_argument(
        "--show-mapping", action="store_true", help=message("print the mapping that is used, to be saved and edited")
    )
    parser.add_argument(
        "--out", metavar="FILE", help=message("where the list is written (manifest.csv in DIR where not given)")
    )


def _run(options: argparse.Namespace) -> int:
    from policycompare.cascading.manifest_builder import manifest
    from policycompare.cascading.manifest_table import write_manifest
    from policycompare.cascading.metadata_import import import_metadata, shipped_mapping
    from policycompare.cascading.progress import progress_bar

    if options.show_mapping:
        sys.stdout.write(shipped_mapping())
        return 0
    out = options.out or options.folder
    if out is None or (options.folder is None and options.table is None):
        raise UsageError(message("name the folder with the texts, or --table and --out"))
    if options.table:
        frame = import_metadata(options.table, texts=options.folder, mapping=options.mapping)
    else:
        bar = progress_bar()
        frame = manifest(options.folder, lambda done, total: bar(str(message("reading")), done, total))
    target = write_manifest(frame, Path(out))
    print(summary(frame))
    print(
        message("written: {file}; look at the columns remark and …_confidence, put right, then: cascade", file=target)
    )
    return 0


def summary(frame: pd.DataFrame) -> str:
    """Return how many values were found, and how surely."""
    lines = [str(message("{count} documents", count=len(frame)))]
    for name in ("title", "level", "region", "date", "effect_date", "number"):
        counts = frame[f"{name}_confidence"].value_counts()
        lines.append(
            str(
                message(
                    "{name}: {sure} sure, {unsure} to be looked at, {nothing} not found",
                    name=name,
                    sure=int(counts.get("sure", 0)),
                    unsure=int(counts.get("unsure", 0)),
                    nothing=int(counts.get("", 0)),
                )
            )
        )
    return "\n".join(lines)
