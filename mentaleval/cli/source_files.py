"""Ratings files as a source."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from mentaleval.cli.claims import Claim
from mentaleval.vocabulary import Scale

if TYPE_CHECKING:
    from mentaleval.cli.sources import Gathered


def claim_of_file(path: Path) -> list[Claim]:
    """Return by which rubric a file says its ratings were given, where it does."""
    from mentaleval.ratings import kept_in  # noqa: PLC0415  pandas is slow to import

    kept = kept_in(path)
    return [] if kept is None else [Claim(path.name, kept.rubric, kept.rated, kept.judges)]


def add_file(gathered: Gathered, path: Path, args: argparse.Namespace) -> None:
    """Add the ratings of a file."""
    from mentaleval.ratings import ColumnMap, read  # noqa: PLC0415
    from mentaleval.trust import Input  # noqa: PLC0415

    mapping = ColumnMap.parse(args.columns or "", wide=args.wide)
    scale = Scale(*args.scale) if args.scale else None
    table = read(path, mapping=mapping, rubric=gathered.rubric, scale=scale)
    gathered.tables.append(table)
    gathered.inputs.append(Input(path.name, digest_of(path), "file"))


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
