"""``mentaleval new``: the beginning of somebody's own plugin."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

from mentaleval.cli.console import put
from mentaleval.errors import UsageError

NAME = "new"
SUMMARY = "write the package of a new judge, responder or data set"
DESCRIPTION = """\
Write ./mentaleval-NAME/, a complete package of your own: a plugin that works, its tests, and
what makes it known to mentaleval. Nothing is overwritten."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("kind", metavar="KIND", help="judge, responder or dataset")
    parser.add_argument(
        "name",
        metavar="NAME",
        help="its name: lower-case letters and digits, with dashes between words",
    )
    parser.add_argument(
        "--into", metavar="DIR", default=".", help="the folder to write into (default: this one)"
    )


def run(args: argparse.Namespace) -> int:
    """Carry out the command."""
    from mentaleval.scaffold import (  # noqa: PLC0415  jinja2 is slow to import
        kind_called,
        naming,
        package_files,
        write_package,
    )

    kind = kind_called(args.kind)
    names = naming(kind, args.name)
    into = Path(args.into)
    if not into.is_dir():
        raise UsageError(f"there is no folder {args.into!r} to write into.")
    folder = write_package(names, into)
    put(f"made {folder}:")
    for path in sorted(package_files(names)):
        put(f"  {path}")
    put("next:")
    for command in next_commands(kind, args.name, folder):
        put(f"  {command}")
    return 0


def next_commands(kind: str, name: str, folder: Path) -> tuple[str, ...]:
    """Return what to type next, in the order to type it."""
    run = {
        "judge": f"mentaleval run --judge {name}",
        "responder": f"mentaleval run --responder {name} -R model=PROVIDER/MODEL --limit 3",
        "dataset": f"mentaleval run --dataset {name}",
    }
    return (
        f"cd {shlex.quote(str(folder))}",
        "python -m pip install -e '.[test]'",
        "pytest",
        f"mentaleval check {kind} {name}",
        run[kind],
    )
