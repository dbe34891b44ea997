"""The tables of a report hold what the terminal prints, from the one list of columns."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from mentaleval.report import calibration_table, raters, reference_section, sections, use_tables
from mentaleval.report.comparison_tables import comparison_tables
from mentaleval.report.pair_columns import PAIRS_OF_MEANS, PAIRS_OF_SHARES
from mentaleval.report.published_table import PUBLISHED_COLUMNS
from mentaleval.report.reliability_tables import reliability_tables
from mentaleval.report.screening_table import SCREENING_COLUMNS
from mentaleval.report.verdict_table import VERDICT_COLUMNS
from mentaleval.vocabulary import Use, Verdict


@pytest.fixture(scope="session")
def tables(everything):
    return {table.name: table for table in reliability_tables(everything)}


@pytest.fixture(scope="session")
def compared_tables(compared):
    return {table.name: table for table in comparison_tables(compared())}


def _lines(text):
    return {" ".join(line.split()) for line in text.splitlines()}


def _printed(table):
    """Return the rows of a table as a pipe prints them."""
    for heading, rows in table.groups:
        for row in rows:
            cells = [heading if table.by else "", *(c.show(row) for c in table.columns)]
            yield " ".join(" ".join(cells).split())


def test_every_row_of_a_reliability_table_is_a_line_of_the_terminal(everything, tables, shown):
    printed = _lines(shown(everything, None))
    for name, table in tables.items():
        rows = list(_printed(table))
        assert rows, name
        assert [row for row in rows if row not in printed] == [], name


def test_every_row_of_the_published_tables_is_a_line_of_the_terminal(assessed, shown):
    assessment = assessed(method="published")
    made = {table.name: table for table in reliability_tables(assessment)}
    assert list(made) == ["published", "human-means", "reference", "ledger"]
    assert made["published"].notes[0].startswith("Published method: not a reliability rule")
    printed = _lines(shown(assessment, None))
    assert [row for table in made.values() for row in _printed(table) if row not in printed] == []


def test_every_row_of_a_comparison_is_a_line_of_the_terminal_but_for_pairs(
    compared, compared_tables, shown_comparison
):
    printed = _lines(shown_comparison(compared(), None))
    assert list(compared_tables) == [
        *("means", "shares", "pairs-of-means", "pairs-of-shares", "judges", "ledger")
    ]
    for name in ("means", "shares", "judges", "ledger"):
        rows = list(_printed(compared_tables[name]))
        assert [row for row in rows if row not in printed] == [], name


def test_columns_are_defined_once(everything, tables, compared_tables):
    same = {
        "verdicts": VERDICT_COLUMNS,
        "rank": use_tables.rank_columns(everything),
        "score": use_tables.SCORE_COLUMNS,
        "level": use_tables.LEVEL_COLUMNS,
        "screening": SCREENING_COLUMNS,
        "panel": raters.PANEL_COLUMNS,
        "repeats": raters.REPEAT_COLUMNS,
        "halo": raters.HALO_COLUMNS,
        "self-preference": raters.PREFERENCE_COLUMNS,
        "reference": reference_section.REFERENCE_COLUMNS,
        "ledger": sections.ACCOUNT_COLUMNS,
    }
    for name, columns in same.items():
        assert [*map(id, tables[name].columns)] == [*map(id, columns)], name
    assert compared_tables["pairs-of-means"].columns is PAIRS_OF_MEANS
    assert compared_tables["pairs-of-shares"].columns is PAIRS_OF_SHARES


def test_the_published_table_has_the_columns_of_the_terminal(assessed):
    table = reliability_tables(assessed(method="published"))[0]
    assert table.columns is PUBLISHED_COLUMNS


def test_what_is_to_be_known_of_a_terminals_table_is_known_of_the_table(everything, tables, shown):
    said = shown(everything, None)
    for name, table in tables.items():
        assert [sentence for sentence in _sentences(table) if sentence not in said] == [], name


def test_what_is_to_be_known_of_a_comparison_is_known_of_its_tables(
    compared, compared_tables, shown_comparison
):
    said = shown_comparison(compared(), None)
    for name in ("means", "shares", "judges", "ledger"):
        sentences = _sentences(compared_tables[name])
        assert [sentence for sentence in sentences if sentence not in said] == [], name


def _sentences(table):
    """Return what is said below a table, without the attribute that begins it."""
    parts = re.split(r"(?<=[.!]) ", " ".join(table.notes))
    return [re.sub(r"^[\w ()]+: (?=\d+ of )", "", part).removesuffix(".") for part in parts]


def test_judges_to_calibrate_have_a_table_of_it(everything, shown):
    cell = next(cell for cell in everything.cells if cell.level and cell.calibration)
    rulings = {**cell.rulings, Use.LEVEL: replace(cell.level, verdict=Verdict.CALIBRATE)}
    assessment = replace(everything, cells=(replace(cell, rulings=rulings),))
    table = next(t for t in reliability_tables(assessment) if t.name == "calibration")
    assert table.columns[0] is calibration_table.CALIBRATED
    assert [c.title for c in table.columns[1:]] == [f"{r.judge:g}" for r in cell.calibration.rows]
    (row,) = _printed(table)
    assert row in _lines(shown(assessment, None))


def test_names_of_tables_are_unique_and_fit_for_files(everything, compared):
    for made in (reliability_tables(everything), comparison_tables(compared())):
        names = [table.name for table in made]
        assert len(set(names)) == len(names)
        assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names)


def test_a_table_without_rows_is_none(assessed):
    names = {table.name for table in reliability_tables(assessed())}
    assert names.isdisjoint({"alternative", "calibration", "repeats", "reading"})
    assert {"verdicts", "rank", "score", "level", "screening", "ledger"} <= names


def test_composites_stand_in_a_group_of_their_own_after_the_judges_attributes(tables):
    groups = tables["rank"].groups
    assert [judge for judge, _ in groups[:2]] == [groups[0][0]] * 2
    assert {cell.composite for cell in groups[0][1]} == {False}
    assert [cell.title for cell in groups[1][1]] == ["CSS", "ARS"]


def test_the_ledger_adds_up(everything, compared, tables, compared_tables):
    for table, account in (
        (tables["ledger"], everything.preflight),
        (compared_tables["ledger"], compared().account),
    ):
        (_, parts), (_, (total,)) = table.groups
        assert sum(entry.ratings for entry in parts) == total.ratings == account.read


def test_a_ledger_that_does_not_add_up_says_so(everything):
    wrong = replace(everything.preflight, read=everything.preflight.read + 1)
    table = reliability_tables(replace(everything, preflight=wrong))[-1]
    assert table.name == "ledger"
    assert [entry.what for entry in table.groups[1][1]] == ["together", "read"]


def test_marks_of_what_ranks_nobody_stand_below_the_means(compared):
    (means,) = (t for t in comparison_tables(compared(labelled=0)) if t.name == "means")
    assert sum("NO HUMAN LABEL" in note for note in means.notes) == len(means.groups)


def test_pairs_say_what_is_told_apart_by_the_limits_for_all_pairs(compared_tables):
    columns = {column.name: column for column in PAIRS_OF_MEANS}
    rows = [pair for _, pairs in compared_tables["pairs-of-means"].groups for pair in pairs]
    assert {columns["told apart"].show(pair) for pair in rows} == {"yes", "no"}
    for pair in rows:
        outside = pair.corrected.simultaneous_low > 0 or pair.corrected.simultaneous_high < 0
        assert columns["told apart"].show(pair) == ("yes" if outside else "no")


def test_differences_of_shares_are_in_percentage_points(compared_tables):
    columns = {column.name: column for column in PAIRS_OF_SHARES}
    pairs = [pair for _, group in compared_tables["pairs-of-shares"].groups for pair in group]
    pair = max(pairs, key=lambda pair: abs(pair.low.estimate))
    assert columns["difference of shares"].show(pair) == f"{100 * pair.low.estimate:+.1f}"


@pytest.mark.parametrize("width", [60, 80])
def test_long_names_of_judges_stay_apart_and_cut_no_figure(assessed, printed, width):
    long = "openrouter/meta-llama/" + "x" * 80 + "/llama-{}-instruct"
    names = {"claude": long.format(1), "gpt-4o": long.format(2)}
    halo = tuple(replace(entry, judge=names[entry.judge]) for entry in assessed().halo)
    text = printed(
        raters.halo_lines(replace(assessed(), halo=halo, halo_pairs=()), width=width), width
    )
    rows = [line for line in text.splitlines() if line.startswith("openrouter/")]
    assert len({row.split()[0] for row in rows}) == len(halo) == 2
    for row, entry in zip(rows, halo, strict=True):
        assert f"{entry.judges.correlation.estimate:.2f}" in row
        assert f"{entry.difference.estimate:+.2f}" in row
        assert len(row) <= width
