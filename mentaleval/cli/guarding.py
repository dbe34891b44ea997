"""What may not be told to a report, and what it may not be written over."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from mentaleval.cli.targets import require_apart
from mentaleval.documents.places import named
from mentaleval.documents.secrets import ADVICE, secrets_in
from mentaleval.errors import UsageError


def guard(
    args: argparse.Namespace, sources: Iterable[str | None], options: Mapping[str, Any]
) -> None:
    """Make sure that no key is told, and nothing is written over what is read.

    Parameters
    ----------
    args
        What the command line says is written.
    sources, options
        What is read: files and folders, and the options of data sets.

    Raises
    ------
    UsageError
        When it would be.
    """
    files, folders = (
        {f"--{name}": getattr(args, name, None) for name in names} for names in (_FILES, _FOLDERS)
    )
    read = [source for source in sources if source]
    require_apart(files, folders, read)
    require_kept(files, read, options)
    require_no_secret([("-D", options)])


_FILES: Final = ("out", "csv", "json", "html")
_FOLDERS: Final = ("figures", "tables")


def require_no_secret(given: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """Make sure that no key stands among options, which logs and reports repeat.

    Raises
    ------
    UsageError
        When one does, or what looks like one.
    """
    for flag, options in given:
        for place, said in secrets_in(options):
            raise UsageError(
                f"{flag} {named(place)}=...: a key on the command line would end up in the logs "
                f"and reports, and this {said}.",
                hint=ADVICE,
            )


def require_kept(
    targets: Mapping[str, str | None], sources: Iterable[str], options: Mapping[str, Any]
) -> None:
    """Make sure that no result is written over a log, or over a file that a data set reads.

    Parameters
    ----------
    targets
        The file of each option that writes one; None where it is not given.
    sources
        What is read; the logs lie in those that are folders.
    options
        Those of the data sets, some of which are paths.

    Raises
    ------
    UsageError
        When it would be.
    """
    folders = [_whole(source) for source in sources if Path(source).is_dir()]
    read = {_whole(value) for value in options.values() if isinstance(value, str | Path)}
    for option, target in targets.items():
        if target is None or target == "-":
            continue
        file = _whole(target)
        logged = file.suffix == ".eval" or file.name in _OF_A_RUN
        ours = file.is_file() and logged and any(f in file.parents for f in folders)
        if ours or file in read:
            raise UsageError(f"{option} {target}: that file is read too, so give another name.")


def _whole(path: str | Path) -> Path:
    return Path(os.path.realpath(path))  # which a link to itself does not disturb


_OF_A_RUN: Final = ("mentaleval-run.json", "logs.json", "eval-set.json")
"""What stands beside the logs of a run, and what it is gone on with."""
