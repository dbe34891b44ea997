"""Measure how MentalAlign-70k was rated, for ratings that are like these and nobody's.

    python benchmarks/ratings_marginals.py FOLDER [--out benchmarks/ratings_marginals.json]

FOLDER holds the workbooks of MentalAlign-70k (arXiv 2510.19032). What is written are figures over
all its conversations: no text and no single rating. `ratings_maker.py` draws from them.

    counts        how often each rater gave 1 to 5, by responder and attribute: so a judge's bias,
                  the ceiling, and how far responders differ
    unrated       the share of a rater's cells without a rating in 1-5
    correlation   of two raters or two attributes, over the responses of one responder
    of_exchange   how far the ratings of two responders to the same person are alike, as a
                  correlation, the mean over raters and attributes
    latent        both again, of the normal values that are cut into ratings: made larger until
                  ratings drawn from them are correlated as the real ones are
"""

import argparse
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from ratings_maker import LEVELS, WHERE, Shape, nearest, normal_values, rated

from mentaleval.plugins import installed
from mentaleval.ratings import from_records
from mentaleval.rubric import SEVEN

Floats = NDArray[np.float64]

NAME: Final = "mentalalign-70k"
SOURCE: Final = "MentalAlign-70k (arXiv 2510.19032), ratings of 1,000 conversations"
ROUNDS: Final = 12
DRAWN: Final = 20_000
"""Conversations that are drawn to see how ratings come out; 2,000 in each of ten parts."""


def recorded(folder: Path) -> tuple[list[str], list[str], Floats]:
    """Return raters, responders, and ratings (rater, exchange, responder, attribute), NaN apart.

    Conversations are those of the release by their number; the human is the first rater.
    """
    dataset = installed().dataset(NAME, {"path": str(folder)})
    table = from_records(dataset.ratings())
    frame = table.assign(rating=table["rating"].where(table["rating"].isin(LEVELS)))
    human = frame["rater_kind"] == "human"
    raters = [
        *map(str, frame.loc[human, "rater"].unique()),
        *sorted(map(str, frame.loc[~human, "rater"].unique())),
    ]
    responders = sorted(map(str, frame["responder"].unique()))
    keys = ["rater", "source_id", "responder", "attribute"]
    places = [raters, sorted(map(str, frame["source_id"].unique())), responders, SEVEN.names]
    order = pd.MultiIndex.from_product(places, names=keys)
    plain = frame[keys].astype("string").astype(object)
    wide = pd.Series(frame["rating"].to_numpy(float), pd.MultiIndex.from_frame(plain))
    return raters, responders, wide.reindex(order).to_numpy().reshape([len(p) for p in places])


def correlations(ratings: Floats) -> tuple[Floats, float]:
    """Return how (rater, exchange, responder, attribute) ratings go together.

    Returns
    -------
    tuple[Floats, float]
        Of (rater, attribute) with (rater, attribute) within a responder, and of two responders'
        ratings in the same exchange, a mean over raters and attributes.
    """
    centred = ratings - np.nanmean(ratings, axis=1, keepdims=True)
    flat = centred.transpose(1, 2, 0, 3).reshape(-1, ratings.shape[0] * ratings.shape[3])
    return pd.DataFrame(flat).corr().to_numpy(), float(np.mean(_shared(centred)))


def _shared(centred: Floats) -> list[float]:
    """Return the mean correlation of two responders for each rater and attribute."""
    found = []
    for rater in centred:
        for attribute in range(rater.shape[-1]):
            each = pd.DataFrame(rater[:, :, attribute]).corr().to_numpy()
            found.append(float(np.nanmean(each[np.triu_indices_from(each, 1)])))
    return found


def latent(counts: Floats, wanted: Floats, shared: float) -> tuple[Floats, float]:
    """Return the correlations of normal values that give ratings the wanted ones."""
    correlation, of_exchange = wanted.copy(), shared
    for _ in range(ROUNDS):
        shape = Shape(counts, np.zeros(len(counts)), nearest(correlation), of_exchange)
        rng = np.random.default_rng(1)
        drawn = rated(shape, normal_values(shape, DRAWN, rng)).transpose(2, 0, 1, 3)
        have, alike = correlations(drawn.astype(float))
        correlation = np.clip(correlation + wanted - have, -0.99, 0.99)
        of_exchange = float(np.clip(of_exchange + shared - alike, 0, 0.99))
    return nearest(correlation), of_exchange


def measured(folder: Path) -> dict[str, Any]:
    """Return all figures."""
    raters, responders, ratings = recorded(folder)
    counts = np.stack([(ratings == level).sum(axis=1) for level in LEVELS], axis=-1).astype(float)
    correlation, shared = correlations(ratings)
    hidden, of_exchange = latent(counts, correlation, shared)
    return {
        "source": SOURCE,
        "command": "python benchmarks/ratings_marginals.py FOLDER",
        "raters": raters,
        "responders": responders,
        "attributes": list(SEVEN.names),
        "counts": counts.astype(int).tolist(),
        "unrated": np.isnan(ratings).mean(axis=(1, 2, 3)).round(4).tolist(),
        "correlation": correlation.round(3).tolist(),
        "of_exchange": round(shared, 3),
        "latent": {"correlation": hidden.round(3).tolist(), "of_exchange": round(of_exchange, 3)},
    }


def as_json(found: dict[str, Any]) -> str:
    """Write the figures with a line for each row of numbers."""
    text = json.dumps(found, indent=1)
    for _ in range(3):  # a list of numbers alone goes on one line
        text = _joined(text)
    return text + "\n"


def _joined(text: str) -> str:
    return re.sub(r"\[\s+((?:-?[\d.]+,\s+)*-?[\d.]+)\s+\]", _line, text)


def _line(found: Any) -> str:
    return "[" + ", ".join(found[1].replace(",", " ").split()) + "]"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and write the JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="of the MentalAlign-70k workbooks")
    parser.add_argument("--out", type=Path, default=WHERE, help="the file to write")
    given = parser.parse_args(arguments)
    given.out.write_text(as_json(measured(given.folder)), encoding="utf-8")
    print(f"written: {given.out}")


if __name__ == "__main__":
    main()
