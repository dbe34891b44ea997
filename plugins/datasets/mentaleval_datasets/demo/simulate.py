"""Simulate the ratings of the demonstration data.

Nobody rated these replies. The four raters in ``ratings.csv`` are random numbers around the level
that the authors intended for each reply, so nothing about real experts or real judges can be
learned from them. They exist so that a new user sees a whole evaluation without a download.

The model, for the reply ``r`` and the attribute ``a`` of intended level ``m`` (1 to 5):

* Each simulated expert rates ``m + severity + noise``: the severity is the expert's own and the
  same for every reply; the noise is normal with standard deviation ``EXPERT_NOISE``. About one
  rating in a hundred is missing.
* The simulated judge rates ``3 + leniency + slope * (m - 3) + halo * (h - 3) + length * w +
  noise``, where ``h`` is the mean intended level of the reply over all attributes (a halo: one
  impression colours every attribute) and ``w`` is how many times 15 words the reply is longer
  than 45 words (a taste for long replies). ``JUDGE`` holds the numbers of each attribute. They
  were chosen by hand so that the verdict differs by attribute: near the experts on guidance and
  informativeness, too lenient and too flat on empathy, and hardly telling good from bad on safety.

All ratings are rounded to whole numbers and clipped to 1 to 5. The same seed gives the same file.

Run it as ``python simulate.py`` to write ``ratings.csv`` anew beside this file.
"""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, TypedDict, cast

import numpy as np

SEED = 20260
HERE = Path(__file__).resolve().parent
CONVERSATIONS = HERE / "conversations.jsonl"
RATINGS = HERE / "ratings.csv"

LOWEST, MIDDLE, HIGHEST = 1, 3, 5
EXPERT_NOISE = 0.55
MISSING_SHARE = 0.01
USUAL_WORDS, WORDS_STEP = 45, 15
SEVERITY = {
    "simulated-expert-1": -0.25,
    "simulated-expert-2": 0.0,
    "simulated-expert-3": 0.2,
}
JUDGE_NAME = "simulated-judge"


class Leaning(NamedTuple):
    """How the simulated judge leans on one attribute."""

    leniency: float
    slope: float
    halo: float
    length: float
    noise: float


JUDGE = {
    "guidance": Leaning(leniency=0.15, slope=0.95, halo=0.05, length=0.0, noise=0.45),
    "informativeness": Leaning(leniency=0.2, slope=0.9, halo=0.05, length=0.05, noise=0.45),
    "relevance": Leaning(leniency=0.5, slope=0.4, halo=0.1, length=0.05, noise=0.5),
    "safety": Leaning(leniency=1.2, slope=0.05, halo=0.1, length=0.25, noise=0.5),
    "empathy": Leaning(leniency=0.9, slope=0.25, halo=0.25, length=0.15, noise=0.5),
    "helpfulness": Leaning(leniency=0.6, slope=0.4, halo=0.15, length=0.1, noise=0.5),
    "understanding": Leaning(leniency=0.5, slope=0.35, halo=0.15, length=0.1, noise=0.5),
}


class Reply(TypedDict):
    """A recorded reply and the level its authors intended on each attribute."""

    text: str
    intended: dict[str, int]


class Conversation(TypedDict):
    """One line of ``conversations.jsonl``."""

    id: str
    condition: str
    context: str
    responses: dict[str, Reply]


class Rating(NamedTuple):
    """One row of ``ratings.csv``; a missing rating is None and an empty cell."""

    exchange_id: str
    responder: str
    rater: str
    rater_kind: str
    attribute: str
    rating: int | None


def read_conversations(path: Path = CONVERSATIONS) -> list[Conversation]:
    """Read the invented conversations, one JSON object a line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [cast("Conversation", json.loads(line)) for line in lines]


def simulate(conversations: Sequence[Conversation], seed: int = SEED) -> list[Rating]:
    """Rate every reply by every simulated rater.

    Parameters
    ----------
    conversations
        What `read_conversations` gives.
    seed
        Where the random numbers start; the same seed gives the same rows.

    Returns
    -------
    list of Rating
        By conversation, responder, rater (the experts, then the judge) and attribute.
    """
    rng = np.random.default_rng(seed)
    rows: list[Rating] = []
    for conversation in conversations:
        for responder, reply in conversation["responses"].items():
            for rater, kind, ratings in _rate(reply, rng):
                rows += [
                    Rating(conversation["id"], responder, rater, kind, attribute, rating)
                    for attribute, rating in ratings.items()
                ]
    return rows


def as_csv(rows: Sequence[Rating]) -> str:
    """Lay the rows out as the text of ``ratings.csv``."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Rating._fields)
    writer.writerows(rows)
    return text.getvalue()


def _rate(reply: Reply, rng: np.random.Generator) -> list[tuple[str, str, dict[str, int | None]]]:
    """Give one reply's ratings as (rater, kind of rater, rating by attribute)."""
    experts = [
        (name, "human", _as_expert(reply, severity, rng)) for name, severity in SEVERITY.items()
    ]
    return [*experts, (JUDGE_NAME, "judge", _as_judge(reply, rng))]


def _as_expert(reply: Reply, severity: float, rng: np.random.Generator) -> dict[str, int | None]:
    """Rate as an expert: the intended level, the expert's severity and noise."""
    ratings: dict[str, int | None] = {}
    for attribute in JUDGE:
        level = reply["intended"][attribute] + severity + rng.normal(0.0, EXPERT_NOISE)
        ratings[attribute] = None if rng.random() < MISSING_SHARE else _whole(level)
    return ratings


def _as_judge(reply: Reply, rng: np.random.Generator) -> dict[str, int | None]:
    """Rate as the judge: lenient, compressed, swayed by the whole reply and by its length."""
    intended = reply["intended"]
    impression = sum(intended.values()) / len(intended) - MIDDLE
    longer = (len(reply["text"].split()) - USUAL_WORDS) / WORDS_STEP
    ratings: dict[str, int | None] = {}
    for attribute, lean in JUDGE.items():
        signal = lean.slope * (intended[attribute] - MIDDLE) + lean.halo * impression
        bias = lean.leniency + lean.length * longer
        ratings[attribute] = _whole(MIDDLE + signal + bias + rng.normal(0.0, lean.noise))
    return ratings


def _whole(level: float) -> int:
    """Round a level to a whole rating on the scale."""
    return min(max(round(level), LOWEST), HIGHEST)


def main() -> None:
    """Write ``ratings.csv`` anew."""
    RATINGS.write_text(as_csv(simulate(read_conversations())), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
