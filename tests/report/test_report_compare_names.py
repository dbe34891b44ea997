"""Long names of responders in the tables of a comparison."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from mentaleval.comparison.settings import ALL_JUDGES
from mentaleval.legible import shortened


def _table(text):
    """Return the lines of the block of empathy that are no sentence."""
    lines = text.partition("\nempathy: ")[2].partition("\n\n")[0].splitlines()[1:]
    return [line for line in lines if not re.match(r"  \S", line)]


def test_long_names_that_look_alike_are_told_apart_in_tables():
    names = [f"vendor/{'x' * 40}{n}{'y' * 40}" for n in range(12)]
    short = shortened(names, 28)
    assert list(short) == names
    assert len(set(short.values())) == 12
    assert max(map(len, short.values())) == 28


def _renamed(comparison, new):
    def named(name):
        return new.get(name, name)

    return replace(
        comparison,
        responders=tuple(
            replace(mean, responder=named(mean.responder)) for mean in comparison.responders
        ),
        pairs=tuple(replace(p, a=named(p.a), b=named(p.b)) for p in comparison.pairs),
    )


@pytest.mark.parametrize("width", [80, 100, 120])
def test_a_very_long_name_hides_no_figure_and_stands_whole_below(compared, shown_comparison, width):
    long = "openrouter/" + "meta-llama/" * 7 + "llama-70b-instruct"
    text = shown_comparison(_renamed(compared(), {"r0": long}), width)
    lines = _table(text)
    (row,) = [line for line in lines if " openrouter/" in line]
    (mean,) = [
        m
        for m in compared().responders
        if (m.attribute, m.responder, m.judge) == ("empathy", "r0", ALL_JUDGES)
    ]
    corrected = f"{mean.corrected.estimate:.2f} {mean.corrected.low:.2f}, {mean.corrected.high:.2f}"
    assert corrected in " ".join(row.split())
    assert f"{mean.human_only.estimate:.2f}" in row
    assert f"{mean.judge_raw:.2f}" in row
    assert max(map(len, lines)) <= width
    (short,) = re.findall(r" (openrouter/\S*)", row)
    key = "".join(text.partition(f"\n  {short}: ")[2].partition("\n\n")[0].split())
    assert key.startswith(long)


def test_names_that_are_short_enough_stand_whole(compared, shown_comparison):
    name = "anthropic/claude-sonnet-4-0"
    text = shown_comparison(_renamed(compared(), {"r0": name}), 80)
    assert any(f" {name} " in line for line in _table(text))
    assert f"{name}: " not in text
