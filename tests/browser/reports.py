"""The reports that Chromium opens: what they are made from, and by which command."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from mentaleval.rubric import SEVEN

Command = Callable[..., None]
"""Carries out ``mentaleval WORDS``, and fails where it fails."""

HOSTILE = (
    "</script><svg onload=\"console.log('ran')\"><img src=https://example.org/x onerror=alert(1)>",
    "vendor/a-model-with-a-very-long-name-" + "and-a-part-that-never-ends" * 4,
    "$x^2$ {{ 7 * 7 }} {% raw %} \\frac{1}{2} &amp; <b>bold</b> 100% #1 ~_^",
    "أشعر بالوحدة 深い悲しみの審判 👩‍👩‍👧‍👦 \u202eright to left",
)
SMALL = 200
"""How many conversations of MentalAlign are enough for every figure."""
LABELLED = 100
"""How many of them have human ratings where responders are compared."""


def demo(command: Command, folder: Path) -> Path:
    """Return the report of the demonstration."""
    return _reliability(command, folder, "demo")


def with_text(command: Command, folder: Path) -> Path:
    """Return the report of the demonstration with what was written and responded."""
    return _reliability(command, folder, "demo", "--with-text")


def published(command: Command, folder: Path) -> Path:
    """Return the report of the demonstration by the method of the paper."""
    return _reliability(command, folder, "demo", "--method", "published")


def many(command: Command, folder: Path) -> Path:
    """Return the report of four judges on seven attributes, whose names are no friends."""
    table = folder / "many.csv"
    _write_many(table)
    return _reliability(command, folder, str(table), "--panel", "mean")


def real(command: Command, folder: Path, ratings: pd.DataFrame) -> Path:
    """Return the report of some conversations of MentalAlign."""
    table = folder / "mentalalign.csv"
    ratings.to_csv(table, index=False)
    return _reliability(command, folder, str(table), "--panel", "median")


def compared(command: Command, folder: Path) -> Path:
    """Return the report of the demonstration's responders, compared."""
    return _compare(command, folder, "demo")


def labelled(command: Command, folder: Path, ratings: pd.DataFrame) -> Path:
    """Return the report of four responders of MentalAlign, compared by few human labels."""
    few = set(ratings["exchange_id"].unique()[:: SMALL // LABELLED])
    human = ratings["rater_kind"].eq("human")
    rows = {"judges": ~human, "humans": human & ratings["exchange_id"].isin(few)}
    for name, chosen in rows.items():
        ratings[chosen].to_csv(folder / f"{name}.csv", index=False)
    four = (w for name in ratings["responder"].unique()[:4] for w in ("--responder", name))
    words = (str(folder / "judges.csv"), "--humans", str(folder / "humans.csv"))
    return _compare(command, folder, *words, *four)


def _reliability(command: Command, folder: Path, *words: str) -> Path:
    return _written(command, folder, "reliability", *words)


def _compare(command: Command, folder: Path, *words: str) -> Path:
    return _written(command, folder, "compare", *words)


def _written(command: Command, folder: Path, *words: str) -> Path:
    file = folder / "report.html"
    command(*words, "--html", str(file))
    return file


def first_of_mentalalign(command: Command, folder: Path, data: Path) -> pd.DataFrame:
    """Return the ratings of the first conversations, and no text of theirs."""
    whole = folder / "whole.parquet"
    command("ratings", "mentalalign-70k", "-D", f"path={data}", "--out", str(whole))
    table = pd.read_parquet(whole)
    first = table["exchange_id"].drop_duplicates().head(SMALL)
    wanted = ["exchange_id", "responder", "rater", "rater_kind", "attribute", "rating", "reason"]
    return table.loc[table["exchange_id"].isin(set(first)), wanted]


def _write_many(file: Path) -> None:
    """Write made-up ratings of responders with hostile names, by judges with hostile names."""
    drawn = random.Random(7)  # noqa: S311  no secret
    responders = [f"{name} {n}" for n, name in enumerate(HOSTILE * 2)]
    with file.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(["exchange_id", "responder", "rater", "rater_kind", "attribute", "rating"])
        for exchange in range(15):
            for place, responder in enumerate(responders):
                for attribute in SEVEN.names:
                    true = 1.5 + place * 0.35 + drawn.gauss(0, 0.6)
                    said = _ratings(drawn, true)
                    rows.writerows(
                        [f"c{exchange}", responder, rater, kind, attribute, rating]
                        for (rater, kind), rating in said.items()
                    )


def _ratings(drawn: random.Random, true: float) -> dict[tuple[str, str], int]:
    """Return what two experts and four judges say of one response, each with an own error."""
    raters = {(f"expert {n}", "human"): 0.5 for n in (1, 2)}
    raters |= {(name, "judge"): 0.4 + 0.6 * n for n, name in enumerate(HOSTILE)}
    return {
        rater: min(5, max(1, round(true + drawn.gauss(0, noise))))
        for rater, noise in raters.items()
    }
