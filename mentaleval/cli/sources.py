"""From a SOURCE to ratings: a log, a ratings file, returned sheets, or a data set with ratings."""

from __future__ import annotations

import argparse
import difflib
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentaleval.cli.bringing import brought
from mentaleval.cli.claims import Claim, dataset_claim, joined, rated_in, wordings
from mentaleval.cli.console import message
from mentaleval.cli.data_words import cautions, found_of
from mentaleval.cli.guarding import guard
from mentaleval.cli.progress import telling
from mentaleval.cli.returned import opened_sheets, sheets_of, tell_unread
from mentaleval.cli.shards import inputs_of_shards
from mentaleval.cli.source_files import add_file, claim_of_file, folder_of, log_inputs
from mentaleval.cli.values import Named, add_option
from mentaleval.contract import Dataset
from mentaleval.documents.rubrics import read_rubric
from mentaleval.errors import RatingsError, UsageError
from mentaleval.plugins import Kind, installed
from mentaleval.rubric import SEVEN
from mentaleval.telling import Tell
from mentaleval.vocabulary import RaterKind, RecordedRating, Rubric, Scale

if TYPE_CHECKING:
    import pandas as pd

    from mentaleval.bridge.logs import LogReading
    from mentaleval.ratings import Input
    from mentaleval.sheets.remarks import Remark

SOURCE_HELP = (
    "an Inspect log or a folder of them, a ratings file, rating sheets that came back or a folder "
    "of them, or a data set with ratings"
)
_FILES = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".pq")


@dataclass(slots=True)
class Gathered:
    """The ratings of several sources, and what they came from."""

    tables: list[pd.DataFrame] = field(default_factory=list)
    inputs: list[Input] = field(default_factory=list)
    origins: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Data sets that logs were made from: where their human ratings are."""
    claims: list[Claim] = field(default_factory=list)
    """Whoever says by which rubric was rated."""
    rubric: Rubric = SEVEN
    """What all of them together say."""
    told: set[str] = field(default_factory=set)
    """What was said of their words."""
    logs: list[Path] = field(default_factory=list)
    """The sources that are logs or folders of logs."""
    remarks: list[Remark] = field(default_factory=list)
    """What raters typed on their sheets beside ratings."""

    def settle(self) -> None:
        """Join what the sources say, and tell where their words differ."""
        self.rubric = joined(self.claims)
        for line in wordings(self.claims):
            if line not in self.told:
                message(line)
            self.told.add(line)

    def caution(self, dataset: Dataset) -> None:
        """Tell once what whoever uses a data set has to know."""
        for said in cautions(dataset):
            if said not in self.told:
                message(f"warning: {said}")
            self.told.add(said)

    def table(self) -> pd.DataFrame:
        """Return all ratings as one table."""
        from mentaleval.ratings import concat  # noqa: PLC0415  pandas is slow to import

        return self.tables[0] if len(self.tables) == 1 else concat(self.tables)

    def has(self, kind: RaterKind) -> bool:
        """Whether any rating is by such a rater."""
        return any((table["rater_kind"] == kind.value).any() for table in self.tables)


def add_arguments(parser: argparse.ArgumentParser, *, needed: bool = True) -> None:
    """Add the options of every command that reads sources."""
    parser.add_argument("sources", nargs="+" if needed else "*", metavar="SOURCE", help=SOURCE_HELP)
    add_option(parser, "-D", "data_options", "an option of the data set")
    parser.add_argument(
        "--columns",
        metavar="OURS=THEIRS,...",
        help="what a file calls our columns: exchange_id=conv,responder=model; "
        "rater_kind==human puts 'human' into every row",
    )
    parser.add_argument(
        "--wide",
        choices=("attribute", "rater"),
        help="the file has one column for each attribute, or for each rater "
        "(--columns human:NAME=COLUMN,judge:NAME=COLUMN)",
    )
    parser.add_argument(
        "--scale",
        nargs=2,
        type=float,
        metavar=("LOW", "HIGH"),
        help="the scale of every rating (the rubric's: 1 5)",
    )
    parser.add_argument(
        "--rubric",
        metavar="FILE",
        help="what was rated, on which scales (.yaml, .toml); logs and data sets know theirs",
    )
    parser.add_argument(
        "--key",
        metavar="FILE",
        help="what un-blinds rating sheets (key.json beside them, or in the folder above)",
    )


def gather(
    args: argparse.Namespace, sources: Sequence[str], beside: Gathered | None = None
) -> Gathered:
    """Read every source.

    Parameters
    ----------
    args, sources
        What the command line says.
    beside
        Other sources, with which these must agree.

    Raises
    ------
    MentalevalError
        When one cannot be read, or they do not go together.
    """
    sources = brought(args, sources)
    read = [*sources, *(getattr(args, name, None) for name in ("humans", "rubric", "key"))]
    guard(args, read, (args.data_options or Named()).shared)
    gathered = (
        Gathered(claims=_given(args))
        if beside is None
        else Gathered(claims=[*beside.claims], told=beside.told)
    )
    # a table is checked by the rubric, and any source may bring it: so all are opened before
    datasets = installed().names(Kind.DATASET)
    with telling(f"reading {' and '.join(sources)}") as tell:
        returned = {s: sheets_of(s) for s in sources if s not in datasets}
        for source, files in returned.items():
            tell_unread(source, files)
        adding = [_opened(s, args, gathered, tell) for s in sources if not returned.get(s)]
        if sheets := [file for files in returned.values() for file in files]:
            adding.append(opened_sheets(sheets, args, gathered))
        gathered.inputs += inputs_of_shards(gathered.logs) if gathered.logs else []
        gathered.settle()
        for add in adding:
            add()
    return gathered


def _given(args: argparse.Namespace) -> list[Claim]:
    if args.rubric is None:
        return []
    if args.scale is not None:
        raise UsageError(
            "--rubric gives every attribute its scale, and --scale another: leave one out."
        )
    return [Claim(args.rubric, read_rubric(args.rubric))]


def _opened(
    source: str, args: argparse.Namespace, gathered: Gathered, tell: Tell | None
) -> Callable[[], None]:
    """Return what adds the ratings of a source, after noting by which rubric it was rated."""
    path, scale = Path(source), scale_of(args)
    if source in installed().names(Kind.DATASET):
        dataset = installed().dataset(source, dict((args.data_options or Named()).shared))
        gathered.caution(dataset)
        records = list(dataset.ratings())
        if not records:
            raise RatingsError(f"the data set {dataset.name!r} has no recorded ratings.")
        note_claim(gathered, dataset, records, scale)
        return partial(add_records, gathered, dataset, records, scale)
    if path.is_dir() or path.suffix in {".eval", ".json"}:
        reading = _log_reading(path, tell)
        gathered.claims += [Claim(b.file, b.rubric, b.rated, b.judges) for b in reading.rubrics]
        gathered.logs.append(path)
        return partial(_add_logs, gathered, reading, scale)
    if path.exists() or path.suffix.lower() in _FILES:
        gathered.claims += claim_of_file(path)
        return partial(add_file, gathered, path, args)
    raise UsageError(_unknown(source), hint="`mentaleval list datasets` shows the data sets")


def _unknown(source: str) -> str:
    names = installed().names(Kind.DATASET)
    near = difflib.get_close_matches(source, names, n=1)
    guess = f" Did you mean the data set {near[0]!r}?" if near else ""
    return f"there is no file, folder or data set {source!r}.{guess}"


def note_claim(
    gathered: Gathered, dataset: Dataset, records: Sequence[RecordedRating], scale: Scale | None
) -> None:
    """Note by which rubric a data set says that its ratings were given."""
    claim = dataset_claim(dataset, rated_in(records), rescaled=scale is not None)
    gathered.claims += [] if claim is None else [claim]


def add_records(
    gathered: Gathered,
    dataset: Dataset,
    records: Sequence[RecordedRating],
    scale: Scale | None = None,
) -> None:
    """Add ratings of a data set."""
    from mentaleval.ratings import Input, from_records  # noqa: PLC0415

    scale = scale or dataset.scale
    table = from_records(records, rubric=gathered.rubric, scale=scale, name=dataset.name)
    gathered.tables.append(table)
    said = ", ".join(f"{k}={v}" for k, v in sorted(dataset.options().items()) if k != "path")
    name = f"{dataset.name} ({said})" if said else dataset.name
    gathered.inputs.append(Input(name, _digest_records(records), "dataset", found_of(dataset)))


def _digest_records(records: Sequence[RecordedRating]) -> str:
    digest = hashlib.sha256()
    for record in records:
        digest.update(repr(tuple(record)).encode())
    return digest.hexdigest()


def _log_reading(path: Path, tell: Tell | None) -> LogReading:
    from mentaleval.bridge.logs import read_ratings  # noqa: PLC0415

    reading = read_ratings([path], tell=tell)
    if reading.unfinished:
        message(
            f"warning: {reading.unfinished} samples of {path} ended in an error and have no "
            "judgement; the run that made them can be gone on with"
        )
    return reading


def _add_logs(gathered: Gathered, reading: LogReading, scale: Scale | None) -> None:
    from mentaleval.ratings import from_frame  # noqa: PLC0415

    table = from_frame(reading.ratings, rubric=gathered.rubric, scale=scale, name="the logs")
    gathered.tables.append(table)
    gathered.inputs += log_inputs(reading.files, folder_of(gathered.logs))
    gathered.origins += [o for o in reading.origins if o not in gathered.origins]


def scale_of(args: argparse.Namespace) -> Scale | None:
    """Return the scale asked for, or None for the rubric's."""
    return Scale(*args.scale) if args.scale else None
