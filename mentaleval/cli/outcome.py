"""How a run ends: its ratings against the data set's humans, its verdicts, its exit status."""

from __future__ import annotations

import argparse
import os
import shlex
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mentaleval.cli.console import message, write_json
from mentaleval.cli.moved import tell_shifts
from mentaleval.cli.outputs import Outputs
from mentaleval.cli.progress import telling
from mentaleval.cli.reliability import publish
from mentaleval.cli.source_files import log_inputs
from mentaleval.cli.sources import Gathered, add_dataset, rated_on
from mentaleval.cli.spending import spending_lines
from mentaleval.vocabulary import RaterKind, RecordedRating

if TYPE_CHECKING:
    from mentaleval.bridge.settings import RunSettings
    from mentaleval.bridge.watch import Watch

RESULT_FILE = "reliability.json"


@dataclass(slots=True)
class Ended:
    """How a run's stages ended."""

    watch: Watch
    unfinished: int
    first_error: str | None


def conclude(args: argparse.Namespace, settings: RunSettings, folder: Path, ended: Ended) -> int:
    """Print the trust table of a run, and return the exit status.

    An unfinished run still gives its table, of what is there, and ends with status 1.
    """
    records = _of_this_run(_records(folder), settings)
    if any(record.rating is not None for record in records):
        if (baseline := settings.dataset.baseline) is None:
            _assess(args, settings, folder, records)
        else:
            tell_shifts(args, settings, baseline, folder, records)
    else:
        message("no rating was given, so there is nothing to compare with human ratings")
    share = sum(r.rating is None for r in records) / max(len(records), 1)
    for line in spending_lines(settings, ended.watch, records):
        message(line)
    _tell_unrated(records, share)
    if ended.unfinished:
        _tell_unfinished(ended, folder)
    else:
        ended.watch.paid.forget_texts(
            [
                *(("responder", responder.label) for responder in settings.responders),
                *(("judge", judge.label) for judge in settings.judges),
            ]
        )
    if share > settings.max_unrated:
        message(
            f"error: {share:.1%} of the ratings are unrated, above the "
            f"{settings.max_unrated:.0%} of --max-unrated"
        )
    return 1 if ended.unfinished or share > settings.max_unrated else 0


def _tell_unfinished(ended: Ended, folder: Path) -> None:
    for why in ended.watch.reasons:
        message(f"error: the run stopped asking: {why}")
    how = "with a higher limit the same command" if ended.watch.spent else "the same command"
    message(f"error: {ended.unfinished} samples are unfinished; {how} goes on with them")
    if not ended.watch.reasons:
        message(f"the first error was: {ended.first_error or 'not logged'}")
        message(f"hint: `mentaleval view {shlex.quote(str(folder))}` shows all errors")


def _records(folder: Path) -> list[RecordedRating]:
    from mentaleval.bridge.logs import (  # noqa: PLC0415  Inspect is slow to import
        NothingJudgedError,
        read_ratings,
    )
    from mentaleval.bridge.running import JUDGEMENTS  # noqa: PLC0415

    try:
        with telling(f"reading {folder / JUDGEMENTS}") as tell:
            return read_ratings([folder / JUDGEMENTS], tell=tell).records
    except NothingJudgedError:
        return []  # no sample was judged; the caller says why


def _of_this_run(records: list[RecordedRating], settings: RunSettings) -> list[RecordedRating]:
    """Leave out, and say so, what earlier runs of the folder asked other judges."""
    judges = {judge.label for judge in settings.judges}
    responders = {responder.label for responder in settings.responders}
    mine = [
        record
        for record in records
        if record.rater in judges
        and record.responder in responders
        and record.epoch <= settings.epochs
    ]
    if len(mine) < len(records):
        message(
            f"{len(records) - len(mine)} ratings of an earlier run in this folder are left out: "
            "of judges, responders or epochs that this run does not ask for"
        )
    return mine


def _assess(
    args: argparse.Namespace,
    settings: RunSettings,
    folder: Path,
    records: list[RecordedRating],
) -> None:
    judged = {rated_on(record) for record in records}
    if not any(
        record.rater_kind == RaterKind.HUMAN and rated_on(record) in judged
        for record in settings.dataset.ratings()
    ):
        message(
            f"the data set {settings.dataset.name!r} has no human ratings of these responses "
            "on these attributes, so "
            "nothing can be said of how far the judges can be trusted; their raw means are no "
            "leaderboard.\n"
            f"hint: `{_again(folder, args.seed)} --humans FILE` compares them with experts"
        )
        return
    from mentaleval.bridge.logs import log_files  # noqa: PLC0415  Inspect is slow to import
    from mentaleval.bridge.running import JUDGEMENTS  # noqa: PLC0415
    from mentaleval.ratings import from_records  # noqa: PLC0415  after a run, no memory for nothing
    from mentaleval.report.document import reliability_document  # noqa: PLC0415
    from mentaleval.trust import DEFAULT_SEED, Input, Settings, assess  # noqa: PLC0415

    rubric = settings.rubric
    table = from_records(records, rubric=rubric)
    logs = log_inputs(log_files(folder / JUDGEMENTS), folder)
    gathered = Gathered([table], [Input(str(folder), None, "run"), *logs], rubric=rubric)
    add_dataset(gathered, settings.dataset, humans_of=judged)
    seed = DEFAULT_SEED if args.seed is None else args.seed
    chosen = Settings(seed=seed, rubric=rubric)
    with telling("held against experts", "cells") as tell:
        assessment = assess(gathered.table(), chosen, inputs=gathered.inputs, tell=tell)
    write_json(reliability_document(assessment), str(folder / RESULT_FILE))
    publish(assessment, Outputs(json=args.json, again=_again(folder, args.seed)))


def _again(folder: Path, seed: int | None) -> str:
    """Return the command that compares the same ratings, for its options."""
    # a data set may have the folder's name, and goes before it
    where = str(folder) if len(folder.parts) > 1 else os.path.join(os.curdir, folder)  # noqa: PTH118
    drawn = [] if seed is None else ["--seed", str(seed)]
    return shlex.join(["mentaleval", "reliability", where, *drawn])


def _tell_unrated(records: list[RecordedRating], share: float) -> None:
    reasons = Counter(r.reason or "missing" for r in records if r.rating is None)
    if reasons:
        said = ", ".join(f"{reason} {count}" for reason, count in reasons.most_common())
        message(f"unrated: {sum(reasons.values())} of {len(records)} ({share:.1%}): {said}")
