"""Where the command line starts: find the command, and say errors plainly."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Final

from mentaleval.cli.console import PrintingError, message, printing
from mentaleval.cli.grammar import build_parser
from mentaleval.cli.interrupting import INTERRUPTED, raising
from mentaleval.errors import MentalevalError, UnfinishedError
from mentaleval.plugins import saying_what_lacks, saying_whose_fault

DONE = 0
UNFINISHED = 1
BAD_INPUT = 2
_PUT_THEMSELVES_IN_ORDER: Final = ("check", "run", "view")
"""These have logs, servers or foreign code at work when they are interrupted."""


def carry_out(argv: Sequence[str] | None = None) -> int:
    """Run one command, and see that what it prints arrives.

    Returns
    -------
    int
        0 done, whatever the findings; 1 a run that is unfinished or has too many unrated;
        2 bad input, nothing done; 130 interrupted.
    """
    if sys.stdout is None:
        message("error: stdout is closed, where what is found is printed: `> /dev/null` drops it.")
        return BAD_INPUT
    try:
        with printing():
            return _carried_out(argv)
    except BrokenPipeError:  # the reader of a pipe went away, as `| head` does
        return DONE
    except PrintingError as error:
        message(f"error: {error}")
        return BAD_INPUT


def _carried_out(argv: Sequence[str] | None) -> int:
    parser = build_parser()
    args = parser.parse_args(argv)
    args.typed = shlex.join(["mentaleval", *(sys.argv[1:] if argv is None else argv)])
    if args.command is None:
        parser.print_help()
        return DONE
    ending = raising() if args.command in _PUT_THEMSELVES_IN_ORDER else nullcontext()
    try:
        with ending, saying_whose_fault(), saying_what_lacks():
            status: int = args.run_command(args)
    except MentalevalError as error:
        if args.debug:
            raise
        message(f"error: {error}")
        return UNFINISHED if isinstance(error, UnfinishedError) else BAD_INPUT
    except KeyboardInterrupt:
        resumes = args.command == "run" and not args.dry_run
        goes_on = "; the same command goes on where it stopped" if resumes else ""
        message(f"interrupted{goes_on}")
        return INTERRUPTED
    return status
