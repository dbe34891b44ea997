"""``mentaleval ratings``: sources into one ratings table."""

from __future__ import annotations

import argparse
from pathlib import Path

from mentaleval.cli import sources
from mentaleval.cli.console import message, require_writable

NAME = "ratings"
SUMMARY = "turn logs, data sets and files into one ratings table"
DESCRIPTION = """\
Read sources and write their ratings as one table, a row a rating: Parquet or CSV by the
suffix of --out. Unrated cells stay in it with their reason."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    sources.add_arguments(parser)
    parser.add_argument("--out", required=True, metavar="FILE", help="a .parquet or .csv file")


def run(args: argparse.Namespace) -> int:
    """Carry out the command."""
    require_writable(args.out)
    from mentaleval.ratings import write  # noqa: PLC0415  pandas is slow to import

    table = sources.gather(args, args.sources).table()
    write(table, Path(args.out))
    rated = int(table["rating"].notna().sum())
    message(f"{len(table):,} ratings written to {args.out}: {rated:,} rated")
    for reason, count in table.loc[table["rating"].isna(), "reason"].value_counts().items():
        message(f"  unrated, {reason}: {count:,}")
    return 0
