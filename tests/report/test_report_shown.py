"""Of many responders a summary shows some: it hides nobody who is surely one of the last."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pandas as pd
import pytest

from mentaleval.comparison import Settings, compare
from mentaleval.comparison.parts import headline
from mentaleval.report.compare_claims import in_order, told_apart
from mentaleval.report.compare_order import order_of
from mentaleval.report.compare_shown import ordering, shown_of, surely_last
from mentaleval.report.compare_signs import legend_of
from mentaleval.report.compare_summary import comparison_summary

COLUMNS = ["exchange_id", "responder", "rater", "rater_kind", "attribute", "rating"]
NAMES = tuple(f"m{place:02}" for place in range(18))
HIDDEN = "m10"
"""In the middle by safety."""


def _rows(name, attribute, level, *, labels, judged, seed=0):
    rng = np.random.default_rng([seed, int(name[1:])])
    values = np.clip(np.rint(rng.normal(level, 0.7, 24)), 1, 5)
    human = [(f"e{e}", name, "expert", "human", attribute, v) for e, v in enumerate(values)]
    by_judge = [(*row[:2], "claude", "judge", *row[4:]) for row in human]
    return human[:labels] + (by_judge if judged else [])


@cache
def compared(*, lowest: str = "", unlabelled: tuple[str, ...] = (), few: tuple[str, ...] = ()):
    """Compare 18 responders on safety, in the order of their names, and on empathy."""
    rows = []
    for place, name in enumerate(NAMES):
        labels = 0 if name in unlabelled else 5 if name in few else 24
        how = {"labels": labels, "judged": bool(unlabelled)}
        rows += _rows(name, "safety", 4.4 - place / 6, **how)
        rows += _rows(name, "empathy", 1 if name == lowest else 3.5, **how, seed=1)
    return compare(pd.DataFrame(rows, columns=COLUMNS), Settings())


@pytest.fixture(scope="module")
def summary_of(printed):
    """Print the summary of a comparison."""
    return lambda comparison, width=80: printed(
        comparison_summary(comparison, width=width, more="MORE"), width
    )


def _shown(text):
    return re.findall(r"^(m\d\d|\.\.\. \d+ more)(?: |$)", text, re.MULTILINE)


def _flat(text):
    return " ".join(text.split())


def test_whom_the_order_hides_is_named_where_surely_one_of_the_last_elsewhere(summary_of):
    comparison = compared(lowest=HIDDEN)
    text = summary_of(comparison)
    assert HIDDEN not in _shown(text)
    said = f"Not shown, but surely in the last quarter of those compared: {HIDDEN} on empathy."
    assert said in _flat(text)
    assert "Not shown" not in summary_of(comparison, None)  # all stand in a pipe
    assert "Not shown" not in summary_of(compared())


def test_who_is_shown_is_not_named_once_more(summary_of):
    comparison = compared(lowest="m01")
    text = summary_of(comparison)
    assert "m01" in _shown(text)
    assert "Not shown" not in text


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"lowest": HIDDEN},
        {"lowest": HIDDEN, "unlabelled": NAMES[12:]},
        {"lowest": "m12", "few": NAMES[:5]},
    ],
)
def test_whoever_is_surely_worse_than_three_quarters_is_shown_or_named(given):
    comparison = compared(**given)
    parts = headline(comparison)
    shown = shown_of(order_of(parts), ordering(parts))
    named = surely_last(parts, shown)
    found = hidden = False
    for part in parts:
        compared_ones = {n for p in part.pairs if p.n_human >= 20 for n in (p.a, p.b)}
        worse = [in_order(pair)[1] for pair in part.pairs if told_apart(pair)]
        for name in NAMES:
            last = 4 * worse.count(name) >= 3 * len(compared_ones)
            found |= last
            hidden |= last and name not in shown.names
            told = re.search(rf"\b{name}\b.* {part.heading.title}\b", named)
            assert not last or name in shown.names or told
    assert found == bool(given)
    assert hidden == ("unlabelled" not in given and found)


def test_all_attributes_are_said_in_a_word_and_names_that_are_alike_together():
    parts = headline(compared(lowest=HIDDEN))
    shown = shown_of(NAMES[:1], parts[0])
    twice = [parts[1], parts[1]]
    assert surely_last(twice, shown).endswith(f": {HIDDEN} on all.")


@pytest.mark.parametrize("unlabelled", [NAMES[3:15:2], NAMES[16:]])
def test_who_has_no_label_takes_nobodys_place_among_the_last(summary_of, unlabelled):
    comparison = compared(unlabelled=unlabelled)
    text = summary_of(comparison)
    order = [m.responder for m in ordering(headline(comparison)).responders]
    labelled = [name for name in order if name not in unlabelled]
    more = [f"... {len(labelled) - 12} more"] if len(labelled) > 12 else []
    assert _shown(text) == [*labelled[:8], *more, *labelled[-4:]]
    said = f"In the order of safety, without {len(unlabelled)} not compared on it; --details has"
    assert said in _flat(text)


def test_where_few_are_compared_the_others_stand_below_them(summary_of):
    text = summary_of(compared(unlabelled=NAMES[:9]))
    assert set(_shown(text)[:9]) == set(NAMES[9:])
    assert _shown(text)[9:] == list(NAMES[:3])
    assert "without 6 not compared on it" in _flat(text)


def test_a_last_place_is_said_to_be_the_last_of_those_with_labels():
    comparison = compared(unlabelled=NAMES[4:5])
    assert ", 1 being the highest of the 17 with labels." in legend_of(
        comparison, headline(comparison)
    )
    assert ", 1 being the highest." in legend_of(compared(), headline(compared()))
