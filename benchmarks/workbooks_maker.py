"""Write workbooks in the shape of MentalAlign-70k, with ratings that nobody gave.

    python benchmarks/workbooks_maker.py FOLDER [--conversations N] [--seed S]

One `Human_judge.xlsx` and four `*_llm_judge.xlsx`, a row a conversation and a cell of JSON a
response, as the study released them. Ratings are drawn as `ratings_maker.py` says, all of them by
the human too. Texts are a sentence again and again, as long as those of the release on average.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import xlsxwriter
from ratings_maker import SEED, WHERE, Size, normal_values, rated, shape_of

JUDGES: Final = ("claude", "gpt-4o", "gemini", "o4-mini")
SENTENCE: Final = "These words stand for a text of the usual length, and nobody wrote them. "
CONTEXT, EXPLANATION = SENTENCE * 5, SENTENCE * 5
"""365 characters; the release has 378 in a context and 371 in an explanation."""


def write(folder: Path, conversations: int = 1000, *, seed: int = SEED) -> int:
    """Write the workbooks, and return how many ratings they hold."""
    found = json.loads(WHERE.read_text(encoding="utf-8"))
    shape = shape_of(found, Size(judges=len(JUDGES), labelled=1))
    drawn = rated(shape, normal_values(shape, conversations, np.random.default_rng(seed)))
    for place, name in enumerate(("", *JUDGES)):
        file = folder / (f"{name}_llm_judge.xlsx" if name else "Human_judge.xlsx")
        _workbook(file, drawn[:, :, place], found, "judge" if name else "human")
    return int(drawn.size)


def _workbook(file: Path, ratings: Any, found: dict[str, Any], rater: str) -> None:
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    columns = [f"{rater}_response_{name}" for name in found["responders"]]
    sheet.write_row(0, 0, ["ConvID", "context", *columns])
    names = [name.capitalize() for name in found["attributes"]]
    for number, row in enumerate(ratings.tolist(), 1):
        cells = [dict(zip(names, cell, strict=True)) for cell in row]
        if rater == "judge":
            why = (f"{number}.{n} {EXPLANATION}" for n in range(len(cells)))
            cells = [{**one, "Explanation": said} for one, said in zip(cells, why, strict=True)]
        sheet.write_row(number, 0, [number, f"Number {number}. {CONTEXT}", *map(json.dumps, cells)])
    book.close()


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the files, and say how much they hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--conversations", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args(arguments)
    given.folder.mkdir(parents=True, exist_ok=True)
    rows = write(given.folder, given.conversations, seed=given.seed)
    print(f"{rows:,} simulated ratings, which nobody gave: {given.folder}")


if __name__ == "__main__":
    main()
