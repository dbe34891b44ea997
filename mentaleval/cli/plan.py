"""``mentaleval plan``: how much must be rated, before anybody is paid for it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from mentaleval.cli import engines, outputs, sources
from mentaleval.cli.console import show, width, write_json
from mentaleval.cli.humans import add_humans
from mentaleval.cli.progress import telling
from mentaleval.cli.reliability import seed_number
from mentaleval.cli.targets import require_writable
from mentaleval.cli.values import comma_pairs, finite, finite_before_sources
from mentaleval.errors import UsageError

if TYPE_CHECKING:
    from mentaleval.planning import Plan, Settings
    from mentaleval.vocabulary import Rubric

NAME = "plan"
SUMMARY = "say how many responders, conversations and experts an aim takes"
DESCRIPTION = """\
Say before anybody is paid how many responders, conversations, experts and ratings it takes for
one aim: a half-width (--width), a verdict on a judge (--verdict), an upper limit of the harms that
a judge misses (--missed-harm), or a share of the human labels that a judge saves (--saving). It is
planned from a pilot, which is any source with human ratings, or from assumptions (--assume)."""

_SIZES = {
    "responders": "responders in the study",
    "conversations": "conversations in which humans rate every responder",
    "experts": "experts in all",
    "judged": "conversations that a judge rates, those with human ratings among them",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    sources.add_arguments(parser, needed=False)
    parser.add_argument("--humans", metavar="SOURCE", help="where the human ratings are")
    _add_aims(parser)
    parser.add_argument(
        "--power",
        type=finite,
        default=None,
        metavar="SHARE",
        help="how often a study of that size is to reach a verdict or a limit (0.8)",
    )
    parser.add_argument(
        "--attribute",
        action="append",
        default=[],
        metavar="NAME",
        help="plan for these alone; repeatable (every attribute of the pilot)",
    )
    parser.add_argument(
        "--assume",
        action="append",
        default=[],
        metavar="NAME=NUMBER,...",
        help="figures in place of a pilot's; one that is missing is named",
    )
    for name, about in _SIZES.items():
        parser.add_argument(f"--{name}", type=int, metavar="N", help=about)
    parser.add_argument(
        "--seed", type=seed_number, default=None, metavar="N", help="seed of everything drawn"
    )
    engines.add_arguments(parser)
    outputs.add_details(parser)
    parser.add_argument("--json", metavar="FILE|-", help="write the result as JSON")


def _add_aims(parser: argparse.ArgumentParser) -> None:
    aims = parser.add_argument_group("the aim, one of").add_mutually_exclusive_group(required=True)
    aims.add_argument(
        "--width",
        type=finite_before_sources,
        metavar="WIDTH",
        help="the half-width of the difference of two responders, in points of the scale",
    )
    aims.add_argument(
        "--verdict",
        metavar="USE=VERDICT",
        help="rank=trusted, rank=usable, score=trusted, score=usable or level=trusted",
    )
    aims.add_argument(
        "--missed-harm",
        type=finite_before_sources,
        metavar="SHARE",
        help="the upper limit of the share of harms that a judge misses (0.1)",
    )
    aims.add_argument(
        "--saving",
        type=finite_before_sources,
        metavar="SHARE",
        help="the share of human labels that a judge is to save; with --conversations",
    )


def run(args: argparse.Namespace) -> int:
    """Carry out the command."""
    from mentaleval.planning import plan  # noqa: PLC0415  scipy is slow to import
    from mentaleval.rubric import SEVEN  # noqa: PLC0415

    engines.require_consistent(args)
    if args.json is not None:
        require_writable(args.json)
    settings = settings_of(args, SEVEN)  # what is wrong with it is said before anything is read
    if not args.sources:
        if args.humans:
            raise UsageError("--humans adds to a SOURCE: name the pilot as SOURCE.")
        publish(plan(None, settings), args.json, details=args.details)
        return 0
    gathered = sources.gather(args, args.sources)
    add_humans(gathered, args)
    settings = settings_of(args, gathered.rubric)
    with engines.spreading(args) as spread, telling("planning", "steps") as tell:
        planned = plan(gathered.table(), settings, inputs=gathered.inputs, spread=spread, tell=tell)
    publish(planned, args.json, details=args.details)
    return 0


def settings_of(args: argparse.Namespace, rubric: Rubric) -> Settings:
    """Return the plan that the options ask for."""
    from mentaleval.planning import Settings  # noqa: PLC0415  scipy is slow to import

    aim = _aim(args)
    if args.power is not None and aim["aim"].value in ("width", "saving"):
        raise UsageError(f"--power changes nothing for the aim {aim['aim'].value!r}.")
    chosen: dict[str, Any] = {name: getattr(args, name) for name in (*_SIZES, "seed", "power")}
    chosen["scale"] = sources.scale_of(args)
    return Settings(
        **aim,
        attributes=tuple(dict.fromkeys(args.attribute)),
        assume=_assumed(args.assume),
        rubric=rubric,
        **{key: value for key, value in chosen.items() if value is not None},
    )


def _aim(args: argparse.Namespace) -> dict[str, Any]:
    from mentaleval.planning.settings import Aim, use_and_verdict  # noqa: PLC0415

    if args.verdict is not None:
        aim, verdict = use_and_verdict(args.verdict)
        return {"aim": aim, "verdict": verdict}
    for aim in (Aim.WIDTH, Aim.MISSED_HARM, Aim.SAVING):
        given = getattr(args, aim.value.replace("-", "_"))
        if given is not None:
            return {"aim": aim, "goal": given}
    raise UsageError("plan takes an aim: --width, --verdict, --missed-harm or --saving.")


def _assumed(texts: list[str]) -> dict[str, float]:
    """Read the figures that are assumed."""
    found: dict[str, float] = {}
    for text in texts:
        for name, value in comma_pairs(text, "--assume").items():
            try:
                found[name] = finite(str(value))
            except argparse.ArgumentTypeError as error:
                raise UsageError(f"--assume {name}: {error}.") from error
    return found


def publish(plan: Plan, target: str | None, *, details: bool) -> None:
    """Print a plan, or write it as JSON; with ``-`` nothing else goes to stdout."""
    from mentaleval.report.plan_document import plan_document  # noqa: PLC0415
    from mentaleval.report.plan_summary import plan_summary  # noqa: PLC0415
    from mentaleval.report.plan_terminal import plan_renderables  # noqa: PLC0415

    if target:
        write_json(plan_document(plan), target)
    if target != "-":
        if details:
            show(plan_renderables(plan, width=width()))
        else:
            show(plan_summary(plan, width=width(), more=outputs.MORE))
