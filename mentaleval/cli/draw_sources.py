"""What a draw is made from: ratings, responses that nobody has rated, and earlier draws."""

from __future__ import annotations

import argparse
import difflib
import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentaleval.cli import sources
from mentaleval.cli.claims import Claim
from mentaleval.cli.console import message
from mentaleval.cli.humans import add_humans
from mentaleval.cli.rubrics import dataset_rubric
from mentaleval.cli.source_files import digest_of
from mentaleval.cli.values import Named
from mentaleval.contract import Dataset
from mentaleval.errors import UsageError
from mentaleval.plugins import Kind, installed
from mentaleval.sheets.draw_document import Draw, Source, read_draw
from mentaleval.vocabulary import Exchange, RaterKind, text_hash

if TYPE_CHECKING:
    import pandas as pd


@dataclass(slots=True)
class Found:
    """What the sources hold: ratings, and responses that a data set recorded.

    Attributes
    ----------
    labels, hint
        Where the human ratings were found, in words, and how to draw as if they were not there.
    """

    gathered: sources.Gathered
    recorded: list[Exchange] = field(default_factory=list)
    inputs: list[Source] = field(default_factory=list)
    earlier: dict[str, Draw] = field(default_factory=dict)
    labels: str = ""
    hint: str | None = None

    @property
    def exchange_ids(self) -> set[str]:
        """What there is, rated or not."""
        rated = () if self.table is None else self.table["exchange_id"]
        return {e.id for e in self.recorded} | {str(name) for name in rated}

    @property
    def table(self) -> pd.DataFrame | None:
        """All ratings; None where there are none."""
        return self.gathered.table() if self.gathered.tables else None


def found_in(args: argparse.Namespace) -> Found:
    """Read the sources, also data sets that nobody has rated."""
    names = installed().names(Kind.DATASET)
    options = dict((args.data_options or Named()).shared)
    datasets = {s: installed().dataset(s, options) for s in args.sources if s in names}
    recorded = {s: list(dataset.exchanges()) for s, dataset in datasets.items()}
    unrated = {s for s, dataset in datasets.items() if next(iter(dataset.ratings()), None) is None}
    gathered = sources.gather(args, [s for s in args.sources if s not in unrated])
    found = Found(gathered, [e for its in recorded.values() for e in its])
    for source in sorted(unrated):
        _add_unrated(found, datasets[source], recorded[source])
    gathered.settle()
    _add_humans(found, args)
    for file in args.asked:
        _add_earlier(found, file)
    return found


def _add_humans(found: Found, args: argparse.Namespace) -> None:
    """Add the human ratings, and note where they were found."""
    gathered = found.gathered
    own = bool(gathered.tables) and gathered.has(RaterKind.HUMAN)
    add_humans(gathered, args)
    if args.humans:
        beside = " and of the sources" if own else ""
        found.labels = f"those of --humans {args.humans}{beside}"
    elif own:
        found.labels = "those of the sources themselves"
        found.hint = "sources that hold judges' ratings alone leave every conversation to draw"
    else:
        names = " and ".join(_said(name, options) for name, options in gathered.origins)
        found.labels = f"those of the data set {names} that the logs were made from"
        found.hint = (
            f"`mentaleval ratings {' '.join(args.sources)} --out judges.parquet` keeps the judges' "
            "ratings alone: draw from that to ask about them once more"
        )


def _said(name: str, options: dict[str, Any]) -> str:
    simulated = installed().dataset(name, options).simulated
    return f"{name!r} (by simulated raters)" if simulated else repr(name)


def _add_earlier(found: Found, file: str) -> None:
    draw = read_draw(Path(file))
    found.earlier[file] = draw
    if not {one.exchange_id for one in draw.responses} & found.exchange_ids:
        message(f"warning: --asked {file} asks for no conversation of the sources")
    found.inputs.append(Source(source=Path(file).name, sha256=digest_of(Path(file))))


def _add_unrated(found: Found, dataset: Dataset, exchanges: Sequence[Exchange]) -> None:
    if not any(exchange.response for exchange in exchanges):
        raise UsageError(
            f"the data set {dataset.name!r} holds no responses to rate.",
            hint=f"`mentaleval run --dataset {dataset.name}` makes some; then draw from its logs",
        )
    found.gathered.caution(dataset)
    rubric = dataset_rubric(dataset)
    if rubric is not None:
        claim = Claim(f"the data set {dataset.name!r}", rubric, recorded=True)
        found.gathered.claims.append(claim)
    found.inputs.append(Source(source=dataset.name, sha256=_digest(exchanges)))


def _digest(exchanges: Iterable[Exchange]) -> str:
    digest = hashlib.sha256()
    for e in exchanges:
        said = (e.id, e.responder, text_hash(e.context), text_hash(e.response or ""))
        digest.update(repr(said).encode())
    return digest.hexdigest()


def require_known(names: Iterable[str], known: Collection[str], what: str, option: str) -> None:
    """Refuse a name that the sources do not have.

    Raises
    ------
    UsageError
        With the name that may have been meant.
    """
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), n=1)
            there = f"there are: {', '.join(sorted(known))}" if known else "there is none"
            guess = f"Did you mean {near[0]!r}?" if near else f"{there[0].upper()}{there[1:]}."
            raise UsageError(f"{option} {name}: the sources have no such {what}. {guess}")


def require_no_judge(experts: Sequence[str], table: pd.DataFrame | None) -> None:
    """Refuse experts with the name of a judge: their ratings would be one rater's."""
    if table is None:
        return
    judges = set(table.loc[table["rater_kind"] == RaterKind.JUDGE.value, "rater"])
    for name in experts:
        if name in judges:
            raise UsageError(f"--experts: {name!r} is the name of a judge in the sources.")
