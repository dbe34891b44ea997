"""Where a result goes: the terminal, JSON, one HTML file, figures and tables for a paper."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass, field
from importlib import import_module
from typing import Final

from mentaleval.cli.asked import Asked, asked
from mentaleval.cli.manifest import require_ours
from mentaleval.cli.targets import require_folder, require_writable
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
    command: str = "mentaleval"
    """What was typed, for whoever wants the same again."""
    asked: Asked = field(default_factory=Asked)
    """What of it makes the result."""
    again: str = ""
    """The command that takes ``--details``, where it is not the one that was typed."""

    @property
    def more(self) -> str:
        """Say how to see what a summary leaves out."""
        if self.again:
            return f"More: `{self.again} --details`, with figures: --html FILE."
        page = "" if self.html else ", --html FILE writes a page with figures"
        return f"More: --details prints every table{page}."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the commands whose result is a report."""
    add_details(parser)
    parser.add_argument("--json", metavar="FILE|-", help="write the result as JSON")
    parser.add_argument(
        "--html", metavar="FILE", help="write the whole report as one HTML file with its figures"
    )
    parser.add_argument(
        "--figures",
        metavar="DIR",
        help="write every figure as SVG and PDF, one and two columns wide",
    )
    parser.add_argument(
        "--tables",
        metavar="DIR",
        help="write every table as Markdown and LaTeX (verdicts.md, verdicts.tex), and the numbers "
        "of the JSON, one row a record, as CSV",
    )


def add_details(parser: argparse.ArgumentParser) -> None:
    """Add the option of the commands that print a summary of their result."""
    parser.add_argument(
        "--details", action="store_true", help="print every table, not the summary alone"
    )


MORE: Final = "More: --details prints every table."
"""The last line of a summary of which there is no page."""


def outputs_of(args: argparse.Namespace) -> Outputs:
    """Return what the options ask for, after making sure that it can be written.

    Raises
    ------
    UsageError
        When a file or folder cannot be written or holds another result, an HTML file has no name,
        or no figure can be drawn.
    """
    if args.html == "-":
        raise UsageError("--html writes a file, not to stdout: give the file a name.")
    for target in (args.json, args.html):
        if target is not None:
            require_writable(target)
    wanted = asked(args)
    if args.figures is not None:
        require_folder("--figures", args.figures)
        require_ours("figures", args.figures, wanted.words, wanted.digest(args.figures))
    if args.tables is not None:
        require_folder("--tables", args.tables)
        require_ours("tables", args.tables, wanted.words, wanted.digest(args.tables))
    if args.html is not None or args.figures is not None:
        _require_drawing()
    return Outputs(
        json=args.json,
        html=args.html,
        figures=args.figures,
        tables=args.tables,
        details=args.details,
        command=args.typed,
        asked=wanted,
    )


def _require_drawing() -> None:
    """Make sure that figures can be drawn, before any work is done for them."""
    os.environ.pop("MPLBACKEND", None)  # what shows figures on a screen, as ours never are
    try:
        import_module("mentaleval.plots.style")  # slow
    except (OSError, RuntimeError, ValueError) as error:
        raise UsageError(
            f"no figure can be drawn: matplotlib does not start ({error}).",
            hint="its settings are in a file named matplotlibrc, here or in your home folder",
        ) from error
