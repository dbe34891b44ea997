"""Make ratings of any number that are like those of MentalAlign-70k, and that nobody gave.

    python benchmarks/ratings_maker.py OUT.parquet [--conversations N] [--responders N] [--judges N]
                                       [--labelled SHARE] [--seed S]

Each of N conversations has a response of every responder. All judges rate every response on the
seven attributes; one human, `simulated-expert`, the first SHARE of the conversations. With the
defaults these are 10,000 x 10 x 4 x 7 = 2,800,000 ratings of judges and 70,000 of the human.

How they are drawn: each rater and attribute has a normal value of the response, and it is cut into
1 to 5 where the real rater's ratings of that responder and attribute lie (`ratings_marginals.json`,
written by `ratings_marginals.py` from the workbooks). The values are correlated over raters and
attributes as the real ratings are; a part of each belongs to the conversation and is shared by its
responses. So the means, the bias of judges, the ceiling, the halo and the agreement are those of
the study, and what is simulated is no more than chance. Beyond two judges and ten responders their
figures are used again: the third judge is like the first, and agrees with it as the first with the
second. Missing ratings are spread evenly.

A thousand conversations are drawn and written at a time, so memory does not grow with N. The same
seed and sizes give the same ratings.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]
Whole = NDArray[np.int8]

WHERE: Final = Path(__file__).with_name("ratings_marginals.json")
LEVELS: Final = (1, 2, 3, 4, 5)
BLOCK: Final = 1000
"""Conversations that are drawn at a time."""
SEED: Final = 20251019
EXPERT: Final = "simulated-expert"
NO_RATING: Final = "missing"


@dataclass(frozen=True, slots=True)
class Size:
    """How many ratings."""

    conversations: int = 10_000
    responders: int = 10
    judges: int = 4
    labelled: float = 0.1
    """The share of the conversations that the human rates."""

    @property
    def human(self) -> int:
        """Return how many conversations the human rates: at least one."""
        return max(1, round(self.conversations * self.labelled))


@dataclass(frozen=True, slots=True)
class Shape:
    """How raters rate; the human is the first."""

    counts: Floats
    """How often each level was given: (rater, responder, attribute, level)."""
    unrated: Floats
    """The share of each rater's cells without a rating."""
    correlation: Floats
    """Of the normal values, (rater, attribute) in both directions."""
    of_exchange: float
    """The share of their variance that the responses of a conversation have in common."""

    @property
    def cuts(self) -> Floats:
        """Return where values are cut into levels: (rater, responder, attribute, cut)."""
        below = np.cumsum(self.counts, axis=-1)
        return np.asarray(ndtri(below[..., :-1] / below[..., -1:]))


def nearest(correlation: Floats) -> Floats:
    """Return a correlation matrix near this one that has no negative eigenvalue."""
    values, vectors = np.linalg.eigh((correlation + correlation.T) / 2)
    found = (vectors * np.maximum(values, 1e-6)) @ vectors.T
    spread = np.sqrt(np.diag(found))
    return np.asarray(found / np.outer(spread, spread))


def shape_of(found: dict[str, Any], size: Size) -> Shape:
    """Return the shape of so many judges and responders, the figures used in turn."""
    judges = len(found["raters"]) - 1
    like = [0, *(1 + n % judges for n in range(size.judges))]
    responders = [n % len(found["responders"]) for n in range(size.responders)]
    counts = np.array(found["counts"], dtype=float)[like][:, responders]
    unrated = np.array(found["unrated"])[like]
    known = np.array(found["latent"]["correlation"])
    correlation = _repeated(known, like, len(found["attributes"]))
    return Shape(counts, unrated, nearest(correlation), found["latent"]["of_exchange"])


def _repeated(known: Floats, like: Sequence[int], attributes: int) -> Floats:
    """Return the correlations of raters, some of which are like the same real one."""
    blocks = known.reshape(-1, attributes, known.shape[0] // attributes, attributes)
    blocks = blocks.swapaxes(1, 2)
    between = blocks[1, 2 % len(blocks)]
    other = (between + between.T) / 2  # of one judge with another that rates as it does

    def of(one: int, two: int) -> Floats:
        alike = one != two and like[one] == like[two]
        return other if alike else np.asarray(blocks[like[one], like[two]])

    return np.block([[of(one, two) for two in range(len(like))] for one in range(len(like))])


def normal_values(shape: Shape, conversations: int, rng: np.random.Generator) -> Floats:
    """Draw values of every response: (conversation, responder, rater, attribute)."""
    raters, responders, attributes = shape.counts.shape[:3]
    root = np.linalg.cholesky(shape.correlation).T
    shared = rng.standard_normal((conversations, 1, len(root)))
    own = rng.standard_normal((conversations, responders, len(root)))
    both = np.sqrt(shape.of_exchange) * shared + np.sqrt(1 - shape.of_exchange) * own
    values: Floats = both @ root
    return values.reshape(conversations, responders, raters, attributes)


def rated(shape: Shape, values: Floats) -> Whole:
    """Cut normal values into ratings."""
    cuts = shape.cuts.transpose(1, 0, 2, 3)  # (responder, rater, attribute, cut)
    ratings = np.ones(values.shape, dtype=np.int8)
    for level in range(cuts.shape[-1]):
        ratings += values > cuts[..., level]
    return ratings


def blocks(shape: Shape, size: Size, seed: int) -> Iterator[tuple[int, Floats]]:
    """Yield the first conversation of each block and its ratings, NaN where there is none."""
    for first in range(0, size.conversations, BLOCK):
        rng = np.random.default_rng([seed, first])
        number = min(BLOCK, size.conversations - first)
        ratings = rated(shape, normal_values(shape, number, rng)).astype(float)
        ratings[rng.random(ratings.shape) < shape.unrated[:, None]] = np.nan
        yield first, ratings


def _rows(rater: int, first: int, ratings: Floats, attributes: Sequence[str]) -> pa.Table:
    """Return one rater's part of a block as rows of a ratings table."""
    places = [index.ravel() for index in np.indices(ratings.shape, dtype=np.int32)]
    conversations = [f"conversation-{first + n:07d}" for n in range(len(ratings))]
    responders = [f"responder-{n + 1:02d}" for n in range(ratings.shape[1])]
    name, kind = (f"judge-{rater}", "judge") if rater else (EXPERT, "human")
    values, every = ratings.ravel(), np.zeros(ratings.size, dtype=np.int32)
    empty = np.isnan(values)

    def texts(where: NDArray[np.int32], names: Sequence[str]) -> pa.Array:
        return pa.DictionaryArray.from_arrays(where, pa.array(names)).cast(pa.string())

    return pa.table(
        {
            "exchange_id": texts(places[0], conversations),
            "responder": texts(places[1], responders),
            "rater": texts(every, [name]),
            "rater_kind": texts(every, [kind]),
            "attribute": texts(places[2], attributes),
            "rating": pa.array(values, mask=empty),
            "reason": pa.array([NO_RATING if one else None for one in empty], pa.string()),
        }
    )


def write(file: Path, size: Size, *, seed: int = SEED, figures: Path = WHERE) -> int:
    """Write ratings to a Parquet file, and return how many rows these are."""
    found = json.loads(figures.read_text(encoding="utf-8"))
    shape, rows, writer = shape_of(found, size), 0, None
    try:
        for first, ratings in blocks(shape, size, seed):
            for rater in range(1 + size.judges):
                until = size.human - first if rater == 0 else len(ratings)
                part = ratings[: max(until, 0), :, rater]
                if not part.size:
                    continue
                table = _rows(rater, first, part, found["attributes"])
                writer = writer or pq.ParquetWriter(file, table.schema, compression="zstd")
                writer.write_table(table)
                rows += len(table)
    finally:
        if writer:
            writer.close()
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the file, and say how much it holds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path, help="a .parquet file")
    usual = Size()
    parser.add_argument("--conversations", type=int, default=usual.conversations)
    parser.add_argument("--responders", type=int, default=usual.responders)
    parser.add_argument("--judges", type=int, default=usual.judges)
    parser.add_argument("--labelled", type=float, default=usual.labelled, metavar="SHARE")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args(arguments)
    size = Size(given.conversations, given.responders, given.judges, given.labelled)
    rows = write(given.out, size, seed=given.seed)
    print(f"{rows:,} simulated ratings, which nobody gave: {given.out}")


if __name__ == "__main__":
    main()
