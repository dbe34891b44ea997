"""Sources that lie elsewhere: they are brought to this machine, and read here."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from mentaleval.cli.console import message
from mentaleval.cli.progress import telling


def brought(args: argparse.Namespace, sources: Sequence[str]) -> list[str]:
    """Return the sources as paths of this machine, and have *args* name them so too.

    Raises
    ------
    MentalevalError
        When a URL cannot be read, or nothing is there.
    """
    if not any("://" in source for source in sources):
        return [*sources]
    here = {source: brought_here(source) for source in sources}
    args.sources = [here.get(source, source) for source in args.sources]
    return [here[source] for source in sources]


def brought_here(source: str) -> str:
    """Return a source as a path of this machine (see `brought`)."""
    if "://" not in source:
        return source
    from mentaleval.bridge.bringing import bring  # noqa: PLC0415  fsspec is slow to import

    with telling(f"bringing {source}", "files") as tell:
        here = bring(source, tell=tell)
    message(f"{source} is read at {here}")
    return str(here)
