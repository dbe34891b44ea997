"""What was typed: which of it is a rating, and how the rest is kept."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from mentaleval.sheets.remarks import Remark, written_remarks
from mentaleval.sheets.typed import as_typed, reading_of
from mentaleval.vocabulary import Attribute, Scale

EMPATHY = Attribute("empathy")


@pytest.mark.parametrize("typed", [4, 4.0, "4", " 4 ", "\uff14", "4.0", "4,0", "\u0664"])
def test_a_number_is_read_however_it_was_typed(typed):
    assert reading_of(typed, EMPATHY).rating == 4


@pytest.mark.parametrize(
    ("typed", "reason", "raw"),
    [
        (None, "missing", None),
        (" ", "missing", None),
        ("cannot rate: too short", "missing", None),
        (6, "out_of_scale", 6),
        ("0", "out_of_scale", 0),
        (-1, "out_of_scale", -1),
        ("4?", "unparseable", None),
        ("n/a", "unparseable", None),
        ("4,5", "unparseable", 4.5),
        (4.5, "unparseable", 4.5),
        (True, "unparseable", None),
        (date(2026, 5, 4), "unparseable", None),
        ("1e0", "unparseable", None),
        ("nan", "unparseable", None),
        ("4\u00b2", "unparseable", None),
        ("\u2463", "unparseable", None),
        (float("inf"), "unparseable", None),
    ],
)
def test_what_is_no_rating_is_unrated_for_its_reason(typed, reason, raw):
    read = reading_of(typed, EMPATHY)
    assert (read.rating, read.reason, read.raw) == (None, reason, raw)


def test_a_scale_without_whole_ends_takes_any_number_within():
    depth = Attribute("depth", scale=Scale(0.5, 2.5))
    assert reading_of("1.25", depth).rating == 1.25
    assert reading_of(0.4, depth).reason == "out_of_scale"


@pytest.mark.parametrize("typed", ["1,000", "1.000", "12,500", "-1,000"])
def test_what_may_be_thousands_or_a_fraction_is_no_rating(typed):
    assert reading_of(typed, Attribute("calm", scale=Scale(-2000, 20_000))).rating is None


@pytest.mark.parametrize(("typed", "rating"), [("0,125", 0.125), ("1000", 1000), ("1,50", 1.5)])
def test_what_can_be_read_in_one_way_alone_is_a_rating(typed, rating):
    assert reading_of(typed, Attribute("depth", scale=Scale(0.5 / 4, 2000))).rating == rating


def test_a_long_scale_takes_no_room():
    assert reading_of(150_000_000, Attribute("d", scale=Scale(0, 200_000_000))).rating == 1.5e8


def test_as_typed_keeps_every_digit():
    said = [as_typed(n) for n in (15551234567.0, 15551234568.0, 2**60, 4.0, 0.1, 1e300)]
    assert said == ["15551234567", "15551234568", str(2**60), "4", "0.1", "1e+300"]


def test_a_remark_cannot_run_in_the_spreadsheet_that_opens_it():
    signs = ("=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "plain")
    said = written_remarks(Remark("f", "c", sign, "kept") for sign in signs)
    typed = [row["typed"] for row in csv.DictReader(io.StringIO(said, newline=""))]
    assert typed == [*(f"'{sign}" for sign in signs[:-1]), "plain"]
