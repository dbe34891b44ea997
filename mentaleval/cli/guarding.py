"""What may not be told to a report, and what it may not be written over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from mentaleval.documents.places import named
from mentaleval.documents.secrets import ADVICE, secrets_in
from mentaleval.errors import UsageError


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
    targets: Mapping[str, str | None], sources: Iterable[str | None], options: Mapping[str, Any]
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
    folders = [Path(source).resolve() for source in sources if source and Path(source).is_dir()]
    read = {Path(value).resolve() for value in options.values() if isinstance(value, str | Path)}
    for option, target in targets.items():
        if target is None or target == "-":
            continue
        file = Path(target).resolve()
        logged = file.suffix == ".eval" or file.name in _OF_A_RUN
        ours = file.is_file() and logged and any(f in file.parents for f in folders)
        if ours or file in read:
            raise UsageError(f"{option} {target}: that file is read too, so give another name.")


_OF_A_RUN: Final = ("mentaleval-run.json", "logs.json", "eval-set.json")
"""What stands beside the logs of a run, and what it is gone on with."""
