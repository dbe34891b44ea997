"""``mentaleval ratings``: sources into one ratings table."""

from __future__ import annotations

import argparse
from pathlib import Path

from mentaleval.cli import sources
from mentaleval.cli.claims import on_scale
from mentaleval.cli.console import message, write_text
from mentaleval.cli.progress import telling
from mentaleval.cli.returned import said_remarks, sheets_of
from mentaleval.cli.targets import require_writable
from mentaleval.errors import UsageError
from mentaleval.plugins import Kind, installed
from mentaleval.vocabulary import Rubric, Scale

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
    remarks = Path(args.out).with_suffix(".remarks.csv")
    sheets = any(map(_has_sheets, args.sources))
    if sheets:
        _require_ours(remarks)
    from mentaleval.ratings import write  # noqa: PLC0415  pandas is slow to import

    gathered = sources.gather(args, args.sources)
    with telling(f"writing {args.out}"):
        table = gathered.table()
        write(table, Path(args.out), rubric=_known(gathered, sources.scale_of(args)))
    rated = int(table["rating"].notna().sum())
    message(f"{len(table):,} ratings written to {args.out}: {rated:,} rated")
    reasons = table.loc[table["rating"].isna(), "reason"].astype(object)
    for reason, count in reasons.value_counts().items():
        message(f"  unrated, {reason}: {count:,}")
    if sheets:
        _write_remarks(gathered, remarks)
    return 0


def _has_sheets(source: str) -> bool:
    """Whether a source is rating sheets, beside which raters may have typed remarks."""
    return source not in installed().names(Kind.DATASET) and bool(sheets_of(source))


def _require_ours(file: Path) -> None:
    """Refuse to write over a file of another kind, before any work is done."""
    from mentaleval.sheets.remarks import is_remarks  # noqa: PLC0415  sheets alone need it

    require_writable(str(file))
    if file.exists() and not is_remarks(file):
        raise UsageError(
            f"{str(file)!r} is where the remarks of raters go, and is something else: nothing is "
            "overwritten.",
            hint="give --out another name, or move that file",
        )


def _write_remarks(gathered: sources.Gathered, file: Path) -> None:
    """Write what raters typed beside ratings; an older file of that name is not left to mislead."""
    if not gathered.remarks and not file.exists():
        return
    from mentaleval.sheets.remarks import written_remarks  # noqa: PLC0415  sheets alone need it

    write_text("\ufeff" + written_remarks(gathered.remarks), str(file))  # Excel asks for the mark
    message(f"{said_remarks(len(gathered.remarks))}: {file}")


def _known(gathered: sources.Gathered, scale: Scale | None) -> Rubric | None:
    """Return what the ratings are known to be of; None where no source says it."""
    if scale is not None:
        names = {str(name) for table in gathered.tables for name in table["attribute"].unique()}
        return on_scale(gathered.rubric, scale, sorted(names))
    return gathered.rubric if gathered.claims else None
