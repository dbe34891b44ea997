"""How the judges' answers were read is shown where there is something to tell."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from mentaleval.ratings import ReadingRate
from mentaleval.report import reliability_document
from mentaleval.trust import Settings, assess

HEADING = "How the judges' answers were read"
COUNTS = {
    "safety": (3, 0, 1200),
    "understanding": (0, 12345, 0),
    "informativeness": (99999, 99999, 99999),
}


def _with_rates(assessment):
    """Give attributes of every judge their own counts, of 100,000 each."""
    cells = [
        replace(
            cell,
            reading=ReadingRate(cell.judge, cell.attribute, 100_000, *COUNTS[cell.attribute]),
        )
        if cell.attribute in COUNTS
        else cell
        for cell in assessment.cells
    ]
    return replace(assessment, cells=tuple(cells))


def _section(text):
    return text.partition(f"\n{HEADING}\n")[2].partition("\n\nWarnings")[0]


def test_where_everything_was_read_at_once_nothing_is_said(assessed, shown):
    assert HEADING not in shown(assessed(), 100)


def test_only_rows_with_something_to_tell_stand_there_with_counts_and_shares(assessed, shown):
    text = _section(shown(_with_rates(assessed(judges=("claude",))), None))
    assert re.findall(r"^claude .*$", text, flags=re.MULTILINE) == [
        "claude  informativeness  100,000  99,999 (100.0%)  99,999 (100.0%)  99,999 (100.0%)",
        "claude  safety           100,000         3 (0.0%)                0     1,200 (1.2%)",
        "claude  understanding    100,000                0   12,345 (12.3%)                0",
    ]


@pytest.mark.parametrize("width", [80, 120])
def test_names_and_numbers_stand_whole_at_usual_widths(assessed, shown, width):
    judges = ("anthropic/claude-3-7-sonnet-20250219[calls=separate]", "gpt-4o")
    text = _section(shown(_with_rates(assessed(judges=judges)), width))
    assert max(map(len, text.split("\n"))) <= width
    assert "Left out" not in text
    for judge in judges:
        assert len(re.findall(rf"^(judge )?{re.escape(judge)}", text, flags=re.MULTILINE)) >= 1
    for attribute in COUNTS:
        assert len(re.findall(rf"\b{attribute} +100,000 ", text)) == 2


def test_it_stands_between_the_account_and_the_warnings(assessed, shown):
    text = shown(_with_rates(assessed()), 80)
    places = [text.index(mark) for mark in ("Ratings read: ", HEADING, "\nWarnings")]
    assert places == sorted(places)


@pytest.mark.parametrize("method", ["default", "published"])
def test_the_rates_of_a_table_come_through_to_the_terminal_and_the_json(shown, method):
    ratings = _ratings()
    judged = ratings["rater"] == "j"
    ratings.loc[judged & (ratings["exchange_id"] == "e0"), "attempts"] = 2
    ratings.loc[judged & (ratings["exchange_id"] == "e1"), "recovered"] = True
    ratings.loc[judged & (ratings["exchange_id"] == "e2"), "rating"] = None
    ratings.loc[~judged, "attempts"] = 3
    made = assess(ratings, Settings(method=method, label_seeds=2))
    (cell,) = reliability_document(made)["cells"]
    assert cell["reading"] == {"n": 32, "recovered": 4, "reasked": 4, "unrated": 4}
    row = r"^j +empathy +32 +4 \(12\.5%\) +4 \(12\.5%\) +4 \(12\.5%\)$"
    assert re.search(row, shown(made, None), flags=re.MULTILINE)


def test_a_composite_and_a_panel_have_none_of_their_own(everything):
    for cell, written in zip(
        everything.cells, reliability_document(everything)["cells"], strict=True
    ):
        panel = cell.judge.startswith("panel")
        assert (written["reading"] is None) == (cell.composite or panel)
        assert panel or cell.composite or written["reading"]["n"] == 9 * 12 * 2


def test_a_table_without_the_column_gives_the_same_as_one_where_all_is_asked_once():
    old = _ratings().drop(columns="attempts")
    without, once = (reliability_document(assess(table)) for table in (old, _ratings()))
    assert without == once


def _ratings() -> pd.DataFrame:
    rows = [
        (f"e{e}", f"r{r}", rater, kind, "empathy", 1 + (e * (r + 1) + shift) % 5, 1, False)
        for e in range(8)
        for r in range(4)
        for rater, kind, shift in (("h", "human", 0), ("j", "judge", e % 2))
    ]
    columns = ["exchange_id", "responder", "rater", "rater_kind", "attribute", "rating"]
    table = pd.DataFrame(rows, columns=[*columns, "attempts", "recovered"])
    return table.astype({"rating": float})
