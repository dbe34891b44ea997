"""How a run ends: its ratings against the data set's humans, its verdicts, its exit status."""

from __future__ import annotations

import argparse
import shlex
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mentaleval.cli.console import message, write_json
from mentaleval.cli.humans import human_ratings
from mentaleval.cli.moved import tell_shifts
from mentaleval.cli.outputs import Outputs
from mentaleval.cli.progress import telling
from mentaleval.cli.reliability import publish
from mentaleval.cli.shards import end_shard
from mentaleval.cli.source_files import log_inputs
from mentaleval.cli.sources import Gathered, add_records
from mentaleval.cli.spending import spending_lines

if TYPE_CHECKING:
    import pandas as pd

    from mentaleval.bridge.log_folder import LogFolder
    from mentaleval.bridge.settings import RunSettings
    from mentaleval.bridge.watch import Watch

RESULT_FILE = "reliability.json"


@dataclass(slots=True)
class Ended:
    """How a run's stages ended."""

    watch: Watch
    unfinished: int
    first_error: str | None


def conclude(
    args: argparse.Namespace, settings: RunSettings, folder: LogFolder, ended: Ended
) -> int:
    """Print the trust table of a run, and return the exit status.

    An unfinished run still gives its table, of what is there, and ends with status 1. A shard has
    none: it is a part, and a part of the data judges nobody.
    """
    ratings = _of_this_run(_ratings(folder.path), settings)
    if settings.shard is None:
        _judge_the_judges(args, settings, folder, ratings)
    share = int(ratings["rating"].isna().sum()) / max(len(ratings), 1)
    for line in spending_lines(settings, ended.watch, ratings):
        message(line)
    _tell_unrated(ratings, share)
    if ended.unfinished:
        _tell_unfinished(ended, folder)
    else:
        ended.watch.paid.forget_texts(
            [
                *(("responder", responder.label) for responder in settings.responders),
                *(("judge", judge.label) for judge in settings.judges),
            ]
        )
    if settings.shard is not None:
        end_shard(settings, folder, ratings, finished=not ended.unfinished)
    too_many = too_many_unrated(share, settings.max_unrated)
    return 1 if ended.unfinished or too_many else 0


def too_many_unrated(share: float, most: float) -> bool:
    """Return whether a share of unrated ratings is above what is allowed, and say so."""
    if share > most:
        message(
            f"error: {share:.1%} of the ratings are unrated, above the {most:.0%} of --max-unrated"
        )
    return share > most


def _judge_the_judges(
    args: argparse.Namespace,
    settings: RunSettings,
    folder: LogFolder,
    ratings: pd.DataFrame,
) -> None:
    if ratings["rating"].isna().all():
        message("no rating was given, so there is nothing to compare with human ratings")
    elif (baseline := settings.dataset.baseline) is None:
        _assess(args, settings, folder, ratings)
    else:
        tell_shifts(args, settings, baseline, folder.path, ratings)


def _tell_unfinished(ended: Ended, folder: LogFolder) -> None:
    for why in ended.watch.reasons:
        message(f"error: the run stopped asking: {why}")
    how = "with a higher limit the same command" if ended.watch.spent else "the same command"
    message(f"error: {ended.unfinished} samples are unfinished; {how} goes on with them")
    if not ended.watch.reasons:
        message(f"the first error was: {ended.first_error or 'not logged'}")
        message(f"hint: `mentaleval view {shlex.quote(str(folder))}` shows all errors")


def _ratings(folder: Path) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415  after a run, no memory for nothing

    from mentaleval.bridge.logs import (  # noqa: PLC0415  Inspect is slow to import
        NothingJudgedError,
        read_ratings,
    )
    from mentaleval.bridge.sharding import JUDGEMENTS  # noqa: PLC0415
    from mentaleval.ratings import COLUMNS  # noqa: PLC0415

    try:
        with telling(f"reading {folder / JUDGEMENTS}") as tell:
            return read_ratings([folder / JUDGEMENTS], tell=tell).ratings
    except NothingJudgedError:
        return pd.DataFrame(columns=list(COLUMNS))  # no sample was judged; the caller says why


def _of_this_run(ratings: pd.DataFrame, settings: RunSettings) -> pd.DataFrame:
    """Leave out, and say so, what earlier runs of the folder asked other judges."""
    mine = (
        ratings["rater"].isin([judge.label for judge in settings.judges])
        & ratings["responder"].isin([responder.label for responder in settings.responders])
        & (ratings["epoch"] <= settings.epochs)
    )
    if mine.all():
        return ratings
    message(
        f"{int((~mine).sum())} ratings of an earlier run in this folder are left out: "
        "of judges, responders or epochs that this run does not ask for"
    )
    return ratings[mine].reset_index(drop=True)


def _assess(
    args: argparse.Namespace,
    settings: RunSettings,
    folder: LogFolder,
    ratings: pd.DataFrame,
) -> None:
    humans = human_ratings(settings.dataset, [ratings])
    if not humans:
        message(
            f"the data set {settings.dataset.name!r} has no human ratings of these responses "
            "on these attributes, so "
            "nothing can be said of how far the judges can be trusted; their raw means are no "
            "leaderboard.\n"
            f"hint: `{_again(folder, args.seed)} --humans FILE` compares them with experts"
        )
        return
    from mentaleval.bridge.logs import log_files  # noqa: PLC0415  Inspect is slow to import
    from mentaleval.bridge.sharding import JUDGEMENTS  # noqa: PLC0415
    from mentaleval.ratings import Input, from_frame  # noqa: PLC0415
    from mentaleval.report.document import reliability_document  # noqa: PLC0415
    from mentaleval.trust import DEFAULT_SEED, Settings, assess  # noqa: PLC0415

    rubric = settings.rubric
    table = from_frame(ratings, rubric=rubric, name="the logs")
    logs = log_inputs(log_files(folder.path / JUDGEMENTS), folder.path)
    gathered = Gathered([table], [Input(str(folder), None, "run"), *logs], rubric=rubric)
    add_records(gathered, settings.dataset, humans)
    seed = DEFAULT_SEED if args.seed is None else args.seed
    chosen = Settings(seed=seed, rubric=rubric)
    with telling("held against experts", "cells") as tell:
        assessment = assess(gathered.table(), chosen, inputs=gathered.inputs, tell=tell)
    write_json(reliability_document(assessment), str(folder.path / RESULT_FILE))
    publish(assessment, Outputs(json=args.json, again=_again(folder, args.seed)))


def _again(folder: LogFolder, seed: int | None) -> str:
    """Return the command that compares the same ratings, for its options."""
    drawn = [] if seed is None else ["--seed", str(seed)]
    return shlex.join(["mentaleval", "reliability", folder.as_source, *drawn])


def _tell_unrated(ratings: pd.DataFrame, share: float) -> None:
    reasons = Counter(ratings.loc[ratings["rating"].isna(), "reason"])
    if reasons:
        said = ", ".join(f"{reason} {count}" for reason, count in reasons.most_common())
        message(f"unrated: {sum(reasons.values())} of {len(ratings)} ({share:.1%}): {said}")
