"""``mentaleval compare``: which responder is rated higher, corrected for the judges' errors."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from mentaleval.cli import outputs, paper, sources
from mentaleval.cli.console import message, show, width, write_json, write_report
from mentaleval.cli.humans import add_humans
from mentaleval.cli.outputs import Outputs, outputs_of
from mentaleval.cli.progress import telling
from mentaleval.cli.reliability import add_licence_arguments, exclusions_of, seed_number
from mentaleval.cli.values import finite

if TYPE_CHECKING:
    from rich.console import RenderableType

    from mentaleval.comparison.results import Comparison
    from mentaleval.comparison.settings import Settings
    from mentaleval.vocabulary import Rubric

NAME = "compare"
SUMMARY = "say which responder is rated higher, corrected for the judges' errors"
DESCRIPTION = """\
Compare responders on each attribute by judges' many ratings, corrected by the human ratings that
there are: a random sample of conversations is enough. Each mean and each difference has its limits.
Without human ratings the judges' plain means are shown, and marked as what they are. --thresholds
and whom --exclude leaves out decide alone whether plain means of a judge are licensed to rank.
Sources: as of `mentaleval reliability`."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    sources.add_arguments(parser)
    parser.add_argument("--humans", metavar="SOURCE", help="where the human ratings are")
    parser.add_argument(
        "--responder",
        action="append",
        default=[],
        metavar="NAME",
        help="compare these alone; repeatable (everybody)",
    )
    parser.add_argument(
        "--judge",
        action="append",
        default=[],
        metavar="NAME",
        help="let these judges help; repeatable (all of them)",
    )
    parser.add_argument(
        "--cut",
        type=finite,
        metavar="RATING",
        help="near the ceiling, compare how many responses humans rate at or below it (the middle "
        "of the scale, 3 of 1-5)",
    )
    parser.add_argument(
        "--correction",
        default="power-tuned",
        metavar="NAME",
        help="power-tuned: PPI++ with one power parameter for all responders (the default); "
        "human-only: the human ratings alone",
    )
    add_licence_arguments(parser)
    parser.add_argument(
        "--seed", type=seed_number, default=None, metavar="N", help="seed of everything drawn"
    )
    outputs.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Carry out the command."""
    from mentaleval.comparison import compare, require_correction  # noqa: PLC0415  scipy is slow

    require_correction(args.correction)
    wanted = outputs_of(args)
    gathered = sources.gather(args, args.sources)
    add_humans(gathered, args)
    settings = settings_of(args, gathered.rubric)
    with telling("comparing responders", "steps") as tell:
        comparison = compare(gathered.table(), settings, inputs=gathered.inputs, tell=tell)
    publish(comparison, wanted)
    return 0


def settings_of(args: argparse.Namespace, rubric: Rubric) -> Settings:
    """Return the comparison that the options ask for."""
    from mentaleval.comparison.settings import Settings  # noqa: PLC0415  scipy is slow to import

    usable, trusted = args.thresholds or (None, None)
    chosen = {
        "seed": args.seed,
        "cut": args.cut,
        "scale": sources.scale_of(args),
        "usable": usable,
        "trusted": trusted,
    }
    return Settings(
        rubric=rubric,
        responders=tuple(dict.fromkeys(args.responder)),
        judges=tuple(dict.fromkeys(args.judge)),
        correction=args.correction,
        exclusions=exclusions_of(args),
        **{key: value for key, value in chosen.items() if value is not None},
    )


def publish(comparison: Comparison, wanted: Outputs) -> None:
    """Print a comparison, or write it as JSON; with ``-`` nothing else goes to stdout."""
    from mentaleval.report.compare_document import compare_document  # noqa: PLC0415
    from mentaleval.report.compare_marks import unlabelled_anywhere  # noqa: PLC0415
    from mentaleval.report.compare_pairs import nobody_to_compare  # noqa: PLC0415

    if wanted.json == "-":  # the report says it too, but nobody sees it
        for said in filter(None, (unlabelled_anywhere(comparison), nobody_to_compare(comparison))):
            message(said)
    if wanted.json:
        write_json(compare_document(comparison), wanted.json)
    if wanted.html:
        from mentaleval.pages import comparison_page  # noqa: PLC0415  matplotlib is slow to import

        with telling("drawing figures") as tell:
            page = comparison_page(comparison, command=wanted.command, tell=tell)
        write_report(page, wanted.html)
    paper.write_comparison(comparison, wanted)
    if wanted.json != "-":
        show(_shown(comparison, wanted))


def _shown(comparison: Comparison, wanted: Outputs) -> list[RenderableType]:
    from mentaleval.report.compare_summary import comparison_summary  # noqa: PLC0415
    from mentaleval.report.compare_terminal import compare_renderables  # noqa: PLC0415

    if wanted.details:
        return compare_renderables(comparison, width=width())
    return comparison_summary(comparison, width=width(), more=wanted.more)
