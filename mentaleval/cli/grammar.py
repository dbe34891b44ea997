"""The commands and their options; each command adds its own."""

from __future__ import annotations

import argparse
from importlib.metadata import version

from mentaleval.cli import (
    check,
    compare,
    data,
    draw,
    escalate,
    listing,
    new,
    plan,
    ratings,
    reliability,
    run,
    sheet,
    view,
)

EPILOG = """\
mentaleval says whether a judge of replies to people in distress can be trusted, per attribute
and use. It is a research tool and no clinical device: nothing it prints is advice on the care
of a person."""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="mentaleval",
        description="When can a judge of replies to people in distress be trusted?",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    said = f"mentaleval {version('mentaleval')}"
    parser.add_argument("--version", action="version", version=said)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for command in (
        run,
        listing,
        data,
        ratings,
        reliability,
        compare,
        plan,
        draw,
        sheet,
        escalate,
        new,
        check,
        view,
    ):
        added = commands.add_parser(
            command.NAME,
            help=command.SUMMARY,
            description=command.DESCRIPTION,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        command.add_arguments(added)
        added.add_argument("--debug", action="store_true", help="show the traceback of an error")
        added.set_defaults(run_command=command.run, default_of=added.get_default)
    return parser
