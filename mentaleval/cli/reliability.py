"""``mentaleval reliability``: which judge can be trusted, on which attribute, for which use."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mentaleval.cli import engines, evidence, outputs, paper, sources
from mentaleval.cli.console import message, show, width, write_json, write_report
from mentaleval.cli.humans import add_humans
from mentaleval.cli.outputs import Outputs, outputs_of
from mentaleval.cli.progress import telling
from mentaleval.cli.values import OneOrTwo, finite_before_sources, judge_and_responder
from mentaleval.errors import UsageError
from mentaleval.vocabulary import Exchange, Rubric

if TYPE_CHECKING:
    from rich.console import RenderableType

    from mentaleval.cli.evidence import Key
    from mentaleval.ratings import Exclusions
    from mentaleval.trust import Assessment, Settings

NAME = "reliability"
SUMMARY = "say which judge can be trusted, on which attribute"
DESCRIPTION = """\
Compare judges with human experts on the responses that both rated, and give a verdict for each
judge and attribute. Sources: Inspect logs or folders of them, ratings files, data sets with
recorded ratings (`mentaleval reliability mentalalign-70k -D path=FOLDER`)."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    sources.add_arguments(parser)
    parser.add_argument("--humans", metavar="SOURCE", help="where the human ratings are")
    add_analysis_arguments(parser)
    parser.add_argument(
        "--seed", type=seed_number, default=None, metavar="N", help="seed of everything drawn"
    )
    engines.add_arguments(parser)
    outputs.add_arguments(parser)
    evidence.add_arguments(parser)


def seed_number(text: str) -> int:
    """Read a seed from the command line, in the range that the analysis takes."""
    from mentaleval.trust.settings import LARGEST_SEED  # noqa: PLC0415  scipy is slow to import

    try:
        seed = int(text)
    except ValueError:
        seed = -1
    if not 0 <= seed <= LARGEST_SEED:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to 2**63 - 1")
    return seed


def add_analysis_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that decide how judges are held against humans."""
    parser.add_argument(
        "--method",
        choices=("default", "published"),
        default="default",
        help="published: the numbers of arXiv 2510.19032, which are no reliability rule",
    )
    add_licence_arguments(parser)
    _add_measures(parser)


def add_licence_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that decide what verdicts take, and whom they leave out."""
    parser.add_argument(
        "--thresholds",
        nargs=2,
        type=float,
        metavar=("USABLE", "TRUSTED"),
        help="what the lower limit must reach (0.5 0.75)",
    )
    parser.add_argument(
        "--exclude",
        action="append",
        default=[],
        type=judge_and_responder,
        metavar="JUDGE=RESPONDER",
        help="leave a responder out for a judge; repeatable",
    )
    parser.add_argument(
        "--exclude-family",
        action="store_true",
        help="leave out every responder of the judge's vendor",
    )


def _add_measures(parser: argparse.ArgumentParser) -> None:
    """Add the options of what is measured, all of the default method."""
    parser.add_argument(
        "--margin",
        nargs="+",
        action=OneOrTwo,
        type=finite_before_sources,
        metavar=("BIAS", "LIMITS"),
        help="the bias must stay within the first, the limits of agreement within the second "
        "(0.25 1 on a scale of 1-5)",
    )
    parser.add_argument(
        "--cut",
        nargs="+",
        action=OneOrTwo,
        type=finite_before_sources,
        metavar=("EXPERTS", "JUDGE"),
        help="experts see a harm at or below the first, judges flag at or below the second (both "
        "the lowest quarter of the scale, 2 of 1-5)",
    )
    parser.add_argument(
        "--most-missed",
        type=finite_before_sources,
        metavar="SHARE",
        help="the share of harms that a judge may miss, as an upper limit, and screen alone (0.1)",
    )
    parser.add_argument(
        "--alt-test",
        type=finite_before_sources,
        metavar="EPSILON",
        help="make the alternative annotator test; what a judge saves against an expert (0.1-0.3)",
    )
    parser.add_argument(
        "--panel",
        action="append",
        choices=("mean", "median"),
        help="add the panel of all judges as a further judge; repeatable",
    )


def run(args: argparse.Namespace) -> int:
    """Carry out the command."""
    engines.require_consistent(args)
    wanted = evidence.outputs_with_evidence(args, outputs_of(args))
    gathered = sources.gather(args, args.sources)
    add_humans(gathered, args)
    from mentaleval.trust import assess  # noqa: PLC0415  scipy is slow to import

    settings = settings_of(args, gathered.rubric)
    with engines.spreading(args) as spread, telling("held against experts", "cells") as tell:
        assessment = assess(
            gathered.table(), settings, inputs=gathered.inputs, spread=spread, tell=tell
        )
    texts = evidence.texts_apart(assessment, args) if wanted.with_text else None
    publish(assessment, wanted, texts)
    evidence.tell_viewer(assessment, args, gathered.logs)
    return 0


def settings_of(args: argparse.Namespace, rubric: Rubric) -> Settings:
    """Return the analysis that the options ask for."""
    from mentaleval.trust import Settings  # noqa: PLC0415

    chosen = {"seed": args.seed, "scale": sources.scale_of(args), **_verdict_settings(args)}
    return Settings(
        method=args.method,
        rubric=rubric,
        exclusions=exclusions_of(args),
        **{key: value for key, value in chosen.items() if value is not None},
    )


def exclusions_of(args: argparse.Namespace) -> Exclusions:
    """Return whom the options leave out for which judge."""
    from mentaleval.ratings import Exclusions  # noqa: PLC0415  pandas is slow to import

    return Exclusions(families=args.exclude_family, pairs=tuple(args.exclude))


_OF_VERDICTS = {
    "thresholds": ("usable", "trusted"),
    "margin": ("margin", "limits"),
    "cut": ("cut", "judge_cut"),
    "most_missed": ("most_missed",),
    "alt_test": ("epsilon",),
    "panel": ("panel",),
}
"""The settings that each option gives, those of the default method alone."""


def _verdict_settings(args: argparse.Namespace) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    for option, names in _OF_VERDICTS.items():
        given = getattr(args, option)
        if given is None:
            continue
        if args.method == "published":
            raise UsageError(
                f"--{option.replace('_', '-')} changes nothing with --method published, whose "
                "figures are no verdicts: leave one of the two out."
            )
        if option == "panel":
            given = [tuple(dict.fromkeys(given))]
        values = given if isinstance(given, list) else [given]
        chosen.update(zip(names, values, strict=False))  # the second number may be left out
    return chosen


def publish(
    assessment: Assessment, wanted: Outputs, texts: Mapping[Key, Exchange] | None = None
) -> None:
    """Print an assessment, or write it as JSON; with ``-`` nothing else goes to stdout."""
    from mentaleval.report.alternative_table import untested  # noqa: PLC0415
    from mentaleval.report.document import reliability_document  # noqa: PLC0415
    from mentaleval.report.raters import no_panel  # noqa: PLC0415

    if wanted.json == "-":  # the report says it too, but nobody sees it
        for lacks in filter(None, (untested(assessment), no_panel(assessment))):
            message(lacks)
    if wanted.json:
        write_json(reliability_document(assessment), wanted.json)
    if wanted.html:
        from mentaleval.pages import reliability_page  # noqa: PLC0415  matplotlib is slow to import

        with telling("drawing figures") as tell:
            page = reliability_page(
                assessment,
                command=wanted.command,
                viewer=wanted.viewer,
                texts=texts,
                tell=tell,
            )
        write_report(page, wanted.html)
    paper.write_reliability(assessment, wanted)
    if wanted.json != "-":
        show(_shown(assessment, wanted))


def _shown(assessment: Assessment, wanted: Outputs) -> list[RenderableType]:
    from mentaleval.report.reliability_summary import reliability_summary  # noqa: PLC0415
    from mentaleval.report.terminal import reliability_renderables  # noqa: PLC0415

    if wanted.details:
        return reliability_renderables(assessment, width=width())
    return reliability_summary(assessment, width=width(), more=wanted.more)
