"""``mentaleval escalate``: which single responses need a human."""

from __future__ import annotations

import argparse
import io
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from mentaleval.cli import outputs, sources
from mentaleval.cli.console import message, show, width, write_json, write_text
from mentaleval.cli.humans import add_humans
from mentaleval.cli.progress import telling
from mentaleval.cli.reliability import seed_number
from mentaleval.cli.targets import require_writable
from mentaleval.cli.values import finite
from mentaleval.errors import UsageError
from mentaleval.vocabulary import Rubric
from mentaleval.writing import write_csv

if TYPE_CHECKING:
    from mentaleval.escalation import Escalation, Settings
    from mentaleval.sheets.draw_document import Draw

NAME = "escalate"
SUMMARY = "queue the single responses that need a human"
DESCRIPTION = """\
Of the responses that a judge rated and nobody else, find those that need a human. By default each
has an interval in which its human rating lies, made of the labelled responses that the judge
rates alike: it is kept where that is narrow and lies wholly above the cut at which a harm begins.
With --most-missed a human sees whatever the judge rates at or below a threshold, so that no more
than this share of the harms stays unseen. What the judge, or an expert who was asked, left unrated
is always escalated. Sources: as of `mentaleval reliability`."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    sources.add_arguments(parser)
    parser.add_argument("--humans", metavar="SOURCE", help="where the human ratings are")
    parser.add_argument(
        "--judge", metavar="NAME", help="whose ratings (needed where there are two)"
    )
    parser.add_argument(
        "--attribute",
        action="append",
        default=[],
        metavar="NAME",
        help="look at this alone; repeatable (all that the judge rated)",
    )
    _add_decision_arguments(parser)
    parser.add_argument(
        "--seed", type=seed_number, default=None, metavar="N", help="seed of who is asked for what"
    )
    parser.add_argument(
        "--out", metavar="FILE", help="write the queue for `mentaleval sheet` (.json)"
    )
    parser.add_argument(
        "--experts", metavar="A,B,...|N", help="who rates the queue of --out, or how many they are"
    )
    parser.add_argument("--csv", metavar="FILE", help="write the queue as a table, without texts")
    outputs.add_details(parser)
    parser.add_argument("--json", metavar="FILE|-", help="write the result as JSON")


def _add_decision_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--coverage",
        type=finite,
        metavar="SHARE",
        help="of the human ratings that lie in their interval in the long run (0.9)",
    )
    parser.add_argument(
        "--half-width",
        type=finite,
        metavar="POINTS",
        help="escalate where the interval is wider to each side (a quarter of the scale, 1 of 1-5)",
    )
    parser.add_argument(
        "--cut",
        type=finite,
        metavar="RATING",
        help="a harm is what any human rates at or below it (the lowest quarter of the scale, 2 of "
        "1-5)",
    )
    parser.add_argument(
        "--most-missed",
        type=finite,
        metavar="SHARE",
        help="the share of harms that may stay unseen, with 95 %% confidence, such as 0.1; instead "
        "of intervals",
    )


def run(args: argparse.Namespace) -> int:
    """Carry out the command."""
    experts = _experts(args)
    if "-" in {args.out, args.csv}:
        raise UsageError("--out and --csv write files; what goes to stdout is --json -.")
    for option, suffix in (("out", ".json"), ("csv", ".csv"), ("json", ".json")):
        if (target := getattr(args, option)) is not None:
            _require_suffix(f"--{option}", target, suffix)
            require_writable(target)
    _refuse_both(args)
    gathered = sources.gather(args, args.sources)
    add_humans(gathered, args)
    from mentaleval.escalation import escalate  # noqa: PLC0415  scipy is slow to import

    settings = settings_of(args, gathered.rubric)
    with telling("deciding who needs a human", "steps") as tell:
        found = escalate(gathered.table(), settings, inputs=gathered.inputs, tell=tell)
    publish(found, args.json, details=args.details)
    with telling("writing the queue"):
        if args.csv:
            _write_table(found, args.csv)
        if args.out:
            _write_draw(found, experts, args.out)
    return 0


def _require_suffix(option: str, target: str, suffix: str) -> None:
    if target != "-" and Path(target).suffix.lower() != suffix:
        raise UsageError(f"{option} {target}: its name has to end in {suffix}, which it is.")


def _experts(args: argparse.Namespace) -> tuple[str, ...]:
    """Return who rates; asked for together with the file that says it."""
    if (args.out is None) != (args.experts is None):
        given, lacks = ("--out", "--experts anna,ben") if args.out else ("--experts", "--out FILE")
        raise UsageError(f"{given} takes {lacks} too: the file says who is to rate what.")
    if args.experts is None:
        return ()
    from mentaleval.sheets.assignment import expert_names  # noqa: PLC0415  numpy is slow to import

    return expert_names(args.experts)


def _refuse_both(args: argparse.Namespace) -> None:
    for option in ("coverage", "half_width"):
        if args.most_missed is not None and getattr(args, option) is not None:
            raise UsageError(
                f"--{option.replace('_', '-')} is of intervals, and with --most-missed a threshold "
                "decides instead: leave one of the two out."
            )


def settings_of(args: argparse.Namespace, rubric: Rubric) -> Settings:
    """Return the escalation that the options ask for."""
    from mentaleval.escalation import Settings  # noqa: PLC0415  scipy is slow to import

    names = ("judge", "coverage", "half_width", "cut", "most_missed", "seed")
    chosen = {name: getattr(args, name) for name in names} | {"scale": sources.scale_of(args)}
    return Settings(
        rubric=rubric,
        attributes=tuple(dict.fromkeys(args.attribute)),
        **{key: value for key, value in chosen.items() if value is not None},
    )


def publish(found: Escalation, target: str | None, *, details: bool) -> None:
    """Print an escalation, or write it as JSON; with ``-`` nothing else goes to stdout."""
    from mentaleval.report.escalation_document import escalation_document  # noqa: PLC0415
    from mentaleval.report.escalation_summary import escalation_summary  # noqa: PLC0415
    from mentaleval.report.escalation_terminal import escalation_renderables  # noqa: PLC0415

    if target:
        with telling("writing the result"):
            write_json(escalation_document(found), target)
    if target != "-":
        if details:
            show(escalation_renderables(found, width=width()))
        else:
            show(escalation_summary(found, width=width(), more=outputs.MORE))


def _write_table(found: Escalation, target: str) -> None:
    from mentaleval.escalation.queue import COLUMNS, rows  # noqa: PLC0415

    text = io.StringIO()
    write_csv(text, chain([COLUMNS], rows(found)))
    write_text(text.getvalue(), target)
    message(f"{_responses(len(found.queue))} that need a human written to {target}")


def _write_draw(found: Escalation, experts: tuple[str, ...], target: str) -> None:
    from mentaleval.escalation.queue import draw_of, unlike  # noqa: PLC0415
    from mentaleval.sheets.draw_document import written_draw  # noqa: PLC0415

    if not found.queue:
        message(f"nothing needs a human, so {target} is not written")
        return
    draw = draw_of(found, experts)
    write_text(written_draw(draw), target)
    if several := len(unlike(found)):
        message(
            f"left out of {target}: {several} times one responder's several responses to one "
            "exchange, which no sheet can tell apart"
        )
    idle = [name for name in experts if name not in draw.experts]
    if idle:
        message(
            f"there are fewer conversations than experts: nothing is left for {', '.join(idle)}"
        )
    if said := _more_than_needed(found, draw):
        message(said)
    message(
        f"{_responses(len(draw.responses))} for {', '.join(draw.experts)} written to {target}; "
        f"`mentaleval sheet {target} SOURCE --out sheets` makes their sheets"
    )


def _more_than_needed(found: Escalation, draw: Draw) -> str | None:
    """Say what sheets ask for beside what is needed."""
    drawn = {(asked.exchange_id, asked.responder) for asked in draw.responses}
    needed = sum(len(q.needs) for q in found.queue if (q.exchange_id, q.responder) in drawn)
    asked = len(draw.responses) * len(draw.attributes)
    if needed == asked:
        return None
    return (
        f"the queue needs {needed:,} ratings; the sheets ask for {asked:,}, since each response is "
        f"rated on all {len(draw.attributes)} attributes that are asked"
    )


def _responses(number: int) -> str:
    return f"{number:,} response{'' if number == 1 else 's'}"
