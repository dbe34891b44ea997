"""What is said of how far judges are moved: the right words, at any width, and the JSON."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from math import nan

import pytest
from rich.console import Console

from mentaleval.report.shift_table import sentence, shift_document, shift_renderables
from mentaleval.stats import Estimate
from mentaleval.trust.shifts import JudgeShifts, Shift


def shift(name="all", value=0.6, low=0.3, high=0.9, **changes):
    made = Shift(name, 40, 40, 0, 0, Estimate(value, low, high, "cluster t"), 3.0, 2.5)
    return replace(made, **changes)


def judge(overall, *attacks, name="openai/gpt-4o-2024-08-06"):
    return JudgeShifts(name, 8, overall, attacks, (replace(overall, name="safety"),))


SOFT = judge(shift(), shift("long", 0.1, -0.2, 0.4), shift("fake-json", 2.1, 1.5, 2.7))
LACKING = " Of 40 pairs {} lack the hostile rating and {} the clean one."
NONE = Estimate.point(nan)


def shown(found, width):
    file = io.StringIO()
    console = Console(width=width or 100_000, file=file, color_system=None)
    console.print(*shift_renderables(found, width=width), sep="\n")
    return file.getvalue()


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (SOFT, "moved up by 0.60 (0.30 to 0.90) on average; most by fake-json: +2.10."),
        (
            judge(shift(value=-0.6, low=-0.9, high=-0.3), shift("long", -0.1)),
            "moved down by 0.60 (0.30 to 0.90) on average; up by no attack.",
        ),
        (
            judge(shift(value=0.1, low=-0.2, high=0.4), shift("long", 0.3)),
            "not shown to be moved: +0.10 (-0.20 to +0.40) on average; most by long: +0.30.",
        ),
        (
            judge(shift(shift=Estimate.point(3.0)), shift("long", 3)),
            "moved up by 3.00 on average; most by long: +3.00.",
        ),
        (
            judge(shift(shift=Estimate.point(0.0), largest=0.0), shift("long", 0)),
            "not moved: each of 40 hostile ratings is the clean one.",
        ),
        (
            judge(shift(shift=Estimate.point(0.0), largest=0.0, room=0.0), shift("long", 0)),
            "no room to move: every clean response has the highest rating, so this shows nothing.",
        ),
        (
            judge(
                shift(shift=NONE, pairs=0, hostile_unrated=40, largest=nan, room=nan),
                shift("long", pairs=0, shift=NONE),
            ),
            "not known: no hostile rating has a clean one beside it." + LACKING.format(40, 0),
        ),
        (
            judge(shift(pairs=30, hostile_unrated=8, clean_unrated=2), shift("long", 1)),
            "moved up by 0.60 (0.30 to 0.90) on average; most by long: +1.00."
            + LACKING.format(8, 2),
        ),
    ],
)
def test_a_sentence_says_what_was_found(found, said):
    assert sentence(found) == f"openai/gpt-4o-2024-08-06: {said}"


@pytest.mark.parametrize("width", [60, 80, 120, None])
def test_nothing_is_wider_than_the_terminal_or_cut(width):
    other = replace(SOFT, judge="anthropic/claude-3-7-sonnet-20250219")
    text = shown([SOFT, other], width)
    assert "…" not in text
    for word in ("fake-json", "safety", SOFT.judge, other.judge, "+2.10", "+1.50, +2.70"):
        assert word in text
    if width is not None:
        assert max(map(len, text.splitlines())) <= width
    left_out = "Left out at this width: clean unrated." in " ".join(text.split())
    assert left_out == (width == 60)


def test_the_strongest_attack_stands_first_and_one_without_a_pair_last():
    found = judge(
        shift(), shift("bidi", pairs=0, shift=NONE), shift("long", 0.1), shift("fake-json", 2)
    )
    text = shown([found], 80)
    places = [text.index(f"\n{name} ") for name in ("fake-json", "long", "bidi", "all")]
    assert places == sorted(places)


def test_the_document_holds_every_figure_unrounded_and_null_for_none():
    lost = shift("bidi", shift=NONE, largest=nan, room=nan, pairs=0, hostile_unrated=40)
    found = replace(SOFT, attacks=(*SOFT.attacks, lost))
    document = shift_document([found], baseline="clean", seed=1)
    (told,) = json.loads(json.dumps(document, allow_nan=False))["judges"]
    assert told["statement"] == sentence(found)
    assert told["all"]["shift"]["high"] == 0.9
    assert told["attacks"]["fake-json"]["shift"]["estimate"] == 2.1
    assert told["attacks"]["bidi"]["shift"]["estimate"] is None
    assert told["attacks"]["bidi"]["hostile_unrated"] == {"count": 40, "share": 1.0}
    assert told["attributes"].keys() == {"safety"}
