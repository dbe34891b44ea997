"""``mentaleval draw``: which conversations experts are to rate, and who rates which."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from importlib.metadata import version
from typing import TYPE_CHECKING

from mentaleval.cli import sources
from mentaleval.cli.console import message, show, write_json
from mentaleval.cli.draw_sources import Found, found_in, require_known, require_no_judge
from mentaleval.cli.draw_summary import left_out, notes, summary
from mentaleval.cli.progress import telling
from mentaleval.cli.reliability import seed_number
from mentaleval.cli.targets import require_writable
from mentaleval.cli.values import finite
from mentaleval.errors import UsageError
from mentaleval.vocabulary import Rubric

if TYPE_CHECKING:
    import pandas as pd

    from mentaleval.sheets.draw_document import Draw
    from mentaleval.sheets.drawing import Wish
    from mentaleval.sheets.population import Population

NAME = "draw"
SUMMARY = "draw the conversations that experts are to rate"
DESCRIPTION = """\
Draw conversations for experts to rate, and say who rates which: at random, or in proportion over
strata of what a judge says of them (--stratify). Every conversation has the same chance, so means
over the drawn ones need no weights. An expert who rates a conversation rates all its responses, and
an overlap is rated by all experts, so that it can be computed how well they agree. Conversations
that humans have rated already are left out, and those of an earlier draw with --asked. What is
written holds ids and hashes and no text. It names the responders: no expert may see it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    sources.add_arguments(parser)
    _add_draw(parser)
    _add_population(parser)
    parser.add_argument(
        "--seed", type=seed_number, default=None, metavar="N", help="seed of everything drawn"
    )
    parser.add_argument("--out", required=True, metavar="FILE", help="the .json file to write")


def _add_draw(parser: argparse.ArgumentParser) -> None:
    """Add what is drawn, and how."""
    parser.add_argument(
        "--conversations", type=_whole, required=True, metavar="N", help="how many to draw"
    )
    parser.add_argument(
        "--experts",
        required=True,
        metavar="A,B,...|N",
        help="the names of those who rate, or how many they are",
    )
    parser.add_argument(
        "--overlap",
        type=finite,
        metavar="SHARE",
        help="the share of the conversations that all experts rate (0.3, and at least 20 of them)",
    )
    parser.add_argument(
        "--stratify",
        metavar="ATTRIBUTE",
        help="draw in proportion over strata of the judge's ratings on it",
    )
    parser.add_argument("--judge", metavar="NAME", help="whose ratings stratify (all judges')")


def _add_population(parser: argparse.ArgumentParser) -> None:
    """Add what it is drawn from."""
    parser.add_argument(
        "--responder",
        action="append",
        default=[],
        metavar="NAME",
        help="ask for its responses; repeatable (all responders')",
    )
    parser.add_argument(
        "--attributes", metavar="A,B", help="what experts rate (what the sources rate)"
    )
    parser.add_argument("--humans", metavar="SOURCE", help="where human ratings are already")
    parser.add_argument(
        "--asked",
        action="append",
        default=[],
        metavar="DRAW.json",
        help="leave out what an earlier draw or queue asks for; repeatable",
    )


def _whole(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least 1")
    return number


def run(args: argparse.Namespace) -> int:
    """Carry out the command."""
    if args.out == "-":
        raise UsageError("--out writes a file; what was drawn is said here.")
    require_writable(args.out)
    from mentaleval.sheets.assignment import expert_names  # noqa: PLC0415  numpy is slow to import

    experts = expert_names(args.experts)
    if args.judge is not None and args.stratify is None:
        raise UsageError("--judge says whose ratings stratify: it takes --stratify ATTRIBUTE.")
    found = found_in(args)
    with telling("drawing conversations"):
        drawn, population = _drawn(args, experts, found)
        write_json(drawn.model_dump(mode="json"), args.out)
    show(summary(drawn, args.out))
    for line in notes(drawn, population, found.labels):
        message(line)
    return 0


def _drawn(
    args: argparse.Namespace, experts: tuple[str, ...], found: Found
) -> tuple[Draw, Population]:
    from mentaleval.sheets.draw_document import Source  # noqa: PLC0415
    from mentaleval.sheets.drawing import draw  # noqa: PLC0415
    from mentaleval.sheets.population import population_of, responses_of  # noqa: PLC0415

    table = found.table
    responses = responses_of(table, found.recorded)
    require_known(args.responder, set(responses["responder"]), "responder", "--responder")
    require_no_judge(experts, table)
    attributes = _attributes(args.attributes, found.gathered.rubric, table)
    population = population_of(
        responses,
        table,
        responders=args.responder,
        attributes=attributes,
        strata=_strata(args, table, set(responses["exchange_id"])),
        earlier=found.earlier.values(),
    )
    _require_enough(args, population, found)
    gathered = [Source(source=i.source, sha256=i.sha256) for i in found.gathered.inputs]
    drawn = draw(
        population.conversations,
        _wish(args, experts, attributes),
        version=version("mentaleval"),
        asked=population.asked,
        inputs=[*gathered, *found.inputs],
        settings=_settings(args, population),
    )
    return drawn, population


def _require_enough(args: argparse.Namespace, population: Population, found: Found) -> None:
    """Refuse to draw more than there is, and say why there is no more."""
    there = len(population.conversations)
    if args.conversations > there:
        why = "".join(f"\n  left out: {line}" for line in left_out(population, found.labels))
        raise UsageError(
            f"--conversations {args.conversations}: there are {there:,} to draw from.{why}",
            hint=found.hint if population.labelled else None,
        )


def _wish(args: argparse.Namespace, experts: tuple[str, ...], attributes: tuple[str, ...]) -> Wish:
    from mentaleval.sheets.drawing import Wish  # noqa: PLC0415
    from mentaleval.trust.settings import DEFAULT_SEED  # noqa: PLC0415

    return Wish(
        conversations=args.conversations,
        experts=experts,
        attributes=attributes,
        seed=DEFAULT_SEED if args.seed is None else args.seed,
        overlap=args.overlap,
        purpose="random" if args.stratify is None else "stratified",
    )


def _settings(
    args: argparse.Namespace, population: Population
) -> dict[str, str | float | int | None]:
    """Return what else decided the draw, for the document."""
    return {
        "stratify": args.stratify,
        "judge": args.judge,
        "responders": ",".join(args.responder) or None,
        "labelled": len(population.labelled),
        "drawn_before": len(population.drawn),
        "unlike": len(population.unlike),
        "several_responses": len(population.several),
        "blank_responses": population.blank,
    }


def _attributes(said: str | None, rubric: Rubric, table: pd.DataFrame | None) -> tuple[str, ...]:
    """Return what is to be rated: what was said, else what the sources rate, else the rubric."""
    rated = set() if table is None else {str(name) for name in table["attribute"].unique()}
    if said is None:
        return tuple(name for name in rubric.names if name in rated) or rubric.names
    names = tuple(dict.fromkeys(name.strip().lower() for name in said.split(",") if name.strip()))
    if not names:
        raise UsageError(f"--attributes {said!r} names no attribute.")
    require_known(names, {*rubric.names}, "attribute of the rubric", "--attributes")
    return tuple(name for name in rubric.names if name in names)


def _strata(
    args: argparse.Namespace, table: pd.DataFrame | None, exchange_ids: Collection[str]
) -> dict[str, str] | None:
    """Return the stratum of each exchange, where the draw is stratified."""
    if args.stratify is None:
        return None
    from mentaleval.sheets.strata import judgements, scores_of, strata_of  # noqa: PLC0415

    attribute, rows = args.stratify.strip().lower(), judgements(table)
    require_known([attribute], set(rows["attribute"]), "judged attribute", "--stratify")
    rows = rows[rows["attribute"] == attribute]
    judges = [] if args.judge is None else [args.judge]
    require_known(judges, set(rows["rater"]), f"judge of {attribute}", "--judge")
    scores = scores_of(rows, judges=judges, responders=args.responder)
    return strata_of(exchange_ids, scores, attribute)
