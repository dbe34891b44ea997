"""What a run is told on the command line, as the settings of a run."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from mentaleval.cli import habits
from mentaleval.cli.claims import Claim, dataset_claim, disagreeing, joined, rated_in, wordings
from mentaleval.cli.console import message
from mentaleval.cli.data_words import cautions
from mentaleval.cli.run_options import DEMO
from mentaleval.cli.values import Named
from mentaleval.contract import Dataset, Judge, Plugin, Responder
from mentaleval.errors import UsageError
from mentaleval.plugins import installed
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import Exchange, RaterKind, Rubric

if TYPE_CHECKING:
    from mentaleval.bridge.settings import RunSettings

P = TypeVar("P", Responder, Judge)


def run_dataset(args: argparse.Namespace) -> Dataset:
    """Return the data set that a run is about; with ``--responses`` the one they were made for.

    Raises
    ------
    MentalevalError
        When there is none of the name, its options are wrong, or logs cannot be read.
    """
    if args.responses is None or args.dataset is not None:
        dataset = installed().dataset(
            DEMO if args.dataset is None else args.dataset, _single(args.data_options)
        )
        for caution in cautions(dataset):
            message(f"warning: {caution}")
        return dataset
    from mentaleval.bridge.earlier import earlier_dataset  # noqa: PLC0415

    return earlier_dataset(args.responses)


def run_settings(
    args: argparse.Namespace, task: str, dataset: Dataset, rubric: Rubric
) -> RunSettings:
    """Return the settings of a run of one task of a rubric.

    Raises
    ------
    MentalevalError
        When they contradict each other, or name what is not there.
    """
    from mentaleval.bridge.settings import RunSettings  # noqa: PLC0415
    from mentaleval.bridge.watch import Limits  # noqa: PLC0415

    asked = rubric.of_task(task)
    _require_one_scale(dataset, asked)
    exchanges, responders = _exchanges(args, dataset)
    habits.require_one_model(args, responders)
    judges = _judges(args.judges, dataset, responders, asked)
    return RunSettings(
        task=task,
        dataset=dataset,
        exchanges=exchanges,
        responders=responders,
        judges=judges,
        limit=args.limit,
        epochs=args.epochs,
        seed=args.seed,
        responses=args.responses,
        max_unrated=args.max_unrated,
        max_connections=args.max_connections,
        max_retries=args.max_retries,
        attempt_timeout=args.attempt_timeout,
        batch=args.batch,
        limits=Limits(args.max_cost, args.max_total_tokens),
        model_args=args.model_args,
        display=args.display,
        rubric=rubric,
    )


def _require_one_scale(dataset: Dataset, asked: Rubric) -> None:
    """Refuse a rubric that rates on another scale what the data set has ratings of."""
    run = Claim("the run", asked)
    might = dataset_claim(dataset, asked.names)
    if might is None or not disagreeing(might, run):
        return  # its ratings need not be read
    claim = dataset_claim(dataset, rated_in(dataset.ratings()) & set(asked.names))
    claims = [run] if claim is None else [claim, run]
    try:
        joined(claims)
    except UsageError as error:
        raise UsageError(
            error.message,
            hint=f"`mentaleval reliability {dataset.name}` compares judges that it recorded",
        ) from error
    for line in wordings(claims):
        message(line)


def _exchanges(
    args: argparse.Namespace, dataset: Dataset
) -> tuple[list[Exchange], list[Responder]]:
    """Return what is judged, and who responds or has responded."""
    from mentaleval.bridge.samples import first_exchanges, read_exchanges  # noqa: PLC0415

    if args.responses is None:
        exchanges = read_exchanges(dataset, args.limit)
        return exchanges, _responders(args.responders, dataset, exchanges)
    if args.responders is not None:
        raise UsageError(
            "--responses judges what is there, so nobody responds: leave --responder out."
        )
    from mentaleval.bridge.earlier import Earlier, earlier_exchanges  # noqa: PLC0415

    exchanges = first_exchanges(earlier_exchanges(args.responses), args.limit)
    labels = dict.fromkeys(e.responder for e in exchanges if e.responder)
    return exchanges, [Earlier(responder=label) for label in labels]


def _single(named: Named | None) -> dict[str, Any]:
    return dict(named.shared) if named else {}


def _responders(
    named: Named | None, dataset: Dataset, exchanges: list[Exchange]
) -> list[Responder]:
    recorded = any(e.response is not None for e in exchanges)
    default = ("recorded",) if recorded else ()
    wanted = (named or Named()).resolved(default)
    if not wanted:
        raise UsageError(
            f"the data set {dataset.name!r} has no recorded responses, so somebody must respond.",
            hint="name a responder, as --responder openai/gpt-4o; ratings that a data set has "
            f"recorded are compared by `mentaleval reliability {dataset.name}`",
        )
    found = [
        variant
        for name, options in wanted
        for variant in installed().responder(name, options).variants(dataset, exchanges)
    ]
    return _unique(found, "responder")


def _judges(
    named: Named | None, dataset: Dataset, responders: Sequence[Responder], asked: Rubric
) -> list[Judge]:
    wanted = (named or Named()).resolved(_default_judges(dataset, responders, asked))
    if not wanted:
        raise UsageError(
            f"no judge is named, and the one that is there without, 'lexical', knows only the "
            f"seven attributes of the paper: it cannot rate {', '.join(asked.names)}.",
            hint="name a judge, as --judge openai/gpt-4o",
        )
    found = [
        variant
        for name, options in wanted
        for variant in installed().judge(name, options).variants(dataset)
    ]
    return _unique(found, "judge")


def _default_judges(
    dataset: Dataset, responders: Sequence[Responder], asked: Rubric
) -> tuple[str, ...]:
    """Name the judges of a run without any; a recorded one only if it rated every responder."""
    replayed = all(responder.replays for responder in responders)
    judged = replayed and any(r.rater_kind == RaterKind.JUDGE for r in dataset.ratings())
    known = {(attribute.name, attribute.scale) for attribute in SEVEN}
    lexical = any((attribute.name, attribute.scale) in known for attribute in asked)
    return (*(["lexical"] if lexical else []), *(["recorded"] if judged else []))


def lacks_model(plugin: Plugin) -> bool:
    """Whether a plugin could ask a model, and none is named."""
    return "model" in type(plugin).model_fields and getattr(plugin, "model", None) is None


def _unique(plugins: list[P], kind: str) -> list[P]:
    for plugin in plugins:
        if lacks_model(plugin):
            letter = kind[0].upper()
            raise UsageError(
                f"the {kind} {plugin.name!r} needs a model.",
                hint=f"--{kind} {plugin.name} -{letter} model=openai/gpt-4o, "
                f"or short: --{kind} openai/gpt-4o",
            )
    known: dict[str, P] = {}
    for plugin in plugins:
        other = known.setdefault(plugin.label, plugin)
        if other is plugin:
            continue
        if (other.name, other.options()) == (plugin.name, plugin.options()):
            raise UsageError(
                f"the {kind} {plugin.label!r} is asked for twice with the same options."
            )
        raise UsageError(
            f"two {kind}s would have the one name {plugin.label!r} in the ratings: "
            f"{other.name} {other.options()} and {plugin.name} {plugin.options()}.",
            hint="give them runs of their own, or their files different names"
            if other.name == plugin.name
            else f"an option that differs makes another name: give it to one {kind}; "
            "or give them runs of their own",
        )
    return plugins
