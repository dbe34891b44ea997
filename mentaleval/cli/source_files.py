"""Ratings files as a source."""

from __future__ import annotations

import argparse
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mentaleval.cli.claims import Claim
from mentaleval.vocabulary import Scale

if TYPE_CHECKING:
    from mentaleval.cli.sources import Gathered
    from mentaleval.ratings import Input


def claim_of_file(path: Path) -> list[Claim]:
    """Return by which rubric a file says its ratings were given, where it does."""
    from mentaleval.ratings import kept_in  # noqa: PLC0415  pandas is slow to import

    kept = kept_in(path)
    return [] if kept is None else [Claim(path.name, kept.rubric, kept.rated, kept.judges)]


def add_file(gathered: Gathered, path: Path, args: argparse.Namespace) -> None:
    """Add the ratings of a file."""
    from mentaleval.ratings import (  # noqa: PLC0415
        ColumnMap,
        Input,
        read,
    )

    mapping = ColumnMap.parse(args.columns or "", wide=args.wide)
    scale = Scale(*args.scale) if args.scale else None
    table = read(path, mapping=mapping, rubric=gathered.rubric, scale=scale)
    gathered.tables.append(table)
    gathered.inputs.append(Input(path.name, digest_of(path), "file"))


def folder_of(logs: Sequence[Path]) -> Path:
    """Return the folder that holds logs: the one that was given, or what several have in common.

    It is the folder to open in the viewer.
    """
    return Path(os.path.commonpath([_whole(log if log.is_dir() else log.parent) for log in logs]))


def log_inputs(files: Sequence[str], folder: Path) -> list[Input]:
    """Return where ratings came from: each log as it is found below its folder."""
    from mentaleval.ratings import Input  # noqa: PLC0415

    root, found = _whole(folder), [Path(file) for file in files]
    return [Input(_whole(log).relative_to(root).as_posix(), digest_of(log), "log") for log in found]


def _whole(path: Path) -> Path:
    """Return a path from the root, without following links: a log is called what it is here."""
    return Path(os.path.normpath(path.absolute()))


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
