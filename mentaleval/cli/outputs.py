"""Where a result goes: the terminal, JSON, one HTML file, figures and tables for a paper."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from mentaleval.cli.console import require_writable
from mentaleval.errors import UsageError


@dataclass(frozen=True, slots=True)
class Outputs:
    """What is written of a result beside the terminal, and how much the terminal shows."""

    json: str | None = None
    html: str | None = None
    figures: str | None = None
    tables: str | None = None
    viewer: str | None = None
    with_text: bool = False
    details: bool = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the commands whose result is a report."""
    parser.add_argument(
        "--details", action="store_true", help="print every table, not the summary alone"
    )
    parser.add_argument("--json", metavar="FILE|-", help="write the result as JSON")
    parser.add_argument(
        "--html", metavar="FILE", help="write the whole report as one HTML file with its figures"
    )
    parser.add_argument(
        "--with-text",
        action="store_true",
        help="show in the HTML file what was written and responded where the verdict is in doubt",
    )
    parser.add_argument(
        "--viewer",
        metavar="URL",
        help="where the HTML file finds Inspect's viewer (http://127.0.0.1:7575, which "
        "`mentaleval view` serves), or the folder of `mentaleval view --bundle`",
    )
    parser.add_argument(
        "--figures",
        metavar="DIR",
        help="write every figure as SVG and PDF, one and two columns wide",
    )
    parser.add_argument(
        "--tables", metavar="DIR", help="write every table as Markdown, LaTeX and CSV"
    )


def outputs_of(args: argparse.Namespace) -> Outputs:
    """Return what the options ask for, after making sure that it can be written.

    Raises
    ------
    UsageError
        When a file or folder cannot be written, or an option is given without the one it changes.
    """
    for target in (args.json, args.html):
        if target is not None:
            require_writable(target)
    for option in ("with_text", "viewer"):
        if getattr(args, option) and args.html is None:
            raise UsageError(
                f"--{option.replace('_', '-')} says what the HTML file holds: add --html FILE."
            )
    return Outputs(
        json=args.json,
        html=args.html,
        figures=args.figures,
        tables=args.tables,
        viewer=args.viewer,
        with_text=args.with_text,
        details=args.details,
    )
