"""What the terminal shows of the demonstration, letter by letter: see CONTRIBUTING to renew it."""

from __future__ import annotations

import argparse
import io
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

import pytest
from rich.console import Console, RenderableType

from mentaleval.cli import compare, escalate, plan, reliability, sources
from mentaleval.cli.outputs import MORE, Outputs
from mentaleval.comparison import compare as comparison_of
from mentaleval.escalation import escalate as escalation_of
from mentaleval.planning import plan as plan_of
from mentaleval.report.compare_summary import comparison_summary
from mentaleval.report.compare_terminal import compare_renderables
from mentaleval.report.escalation_summary import escalation_summary
from mentaleval.report.escalation_terminal import escalation_renderables
from mentaleval.report.plan_summary import plan_summary
from mentaleval.report.plan_terminal import plan_renderables
from mentaleval.report.reliability_summary import reliability_summary
from mentaleval.report.terminal import reliability_renderables
from mentaleval.trust import assess

WIDTHS = (80, 120)
SCREEN = 24
"""The lines of a terminal as it opens; the prompt takes one."""
Shown = Callable[[int | None], list[RenderableType]]


@cache
def _found(command: str, *options: str) -> Any:
    """Return what a command finds about the demonstration."""
    parsers = {"reliability": reliability, "compare": compare, "plan": plan, "escalate": escalate}
    makers = {"reliability": assess, "compare": comparison_of, "plan": plan_of}
    module, make = parsers[command], makers.get(command, escalation_of)
    parser = argparse.ArgumentParser()
    module.add_arguments(parser)
    args = parser.parse_args(["demo", *options])
    gathered = sources.gather(args, args.sources)
    settings = module.settings_of(args, gathered.rubric)
    return make(gathered.table(), settings, inputs=gathered.inputs)


PUBLISHED = ("reliability", "--method", "published")
PLAN = ("plan", "--verdict", "rank=trusted", "--attribute", "helpfulness")
TWO = ("compare", "--responder", "coach", "--responder", "warm")
SUMMARIES: dict[str, tuple[Any, Sequence[str], str]] = {
    "reliability": (reliability_summary, ["reliability"], Outputs().more),
    "published": (reliability_summary, PUBLISHED, Outputs().more),
    "compare": (comparison_summary, ["compare"], Outputs().more),
    "compare two": (comparison_summary, TWO, Outputs().more),
    "plan": (plan_summary, PLAN, MORE),
    "escalate": (escalation_summary, ["escalate"], MORE),
}
DETAILS: dict[str, tuple[Any, Sequence[str]]] = {
    "reliability": (reliability_renderables, ["reliability"]),
    "published": (reliability_renderables, PUBLISHED),
    "compare": (compare_renderables, ["compare"]),
    "plan": (plan_renderables, PLAN),
    "escalate": (escalation_renderables, ["escalate"]),
}


def _summary(name: str, width: int | None) -> list[RenderableType]:
    render, (command, *options), more = SUMMARIES[name]
    made: list[RenderableType] = render(_found(command, *options), width=width, more=more)
    return made


def _details(name: str, width: int | None) -> list[RenderableType]:
    render, (command, *options) = DETAILS[name]
    made: list[RenderableType] = render(_found(command, *options), width=width)
    return made


def _printed(made: list[RenderableType], width: int | None, *, colour: bool = False) -> str:
    """Return what a console prints, escapes as ``^[`` and without what ends a line unseen."""
    file = io.StringIO()
    system = "standard" if colour else None
    console = Console(
        width=width or 100_000,
        file=file,
        color_system=system,
        force_terminal=colour,
        highlight=False,
    )
    console.print(*made, sep="\n")
    lines = file.getvalue().replace("\x1b", "^[").split("\n")
    return "\n".join(line.rstrip() for line in lines)


@pytest.mark.parametrize("colour", [False, True], ids=["plain", "colour"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", SUMMARIES)
def test_a_summary_looks_as_it_did(name, width, colour, snapshot):
    assert _printed(_summary(name, width), width, colour=colour) == snapshot


@pytest.mark.parametrize("name", ["reliability", "compare", "compare two"])
def test_a_summary_in_a_pipe_looks_as_it_did(name, snapshot):
    assert _printed(_summary(name, None), None) == snapshot


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", DETAILS)
def test_details_look_as_they_did(name, width, snapshot):
    assert _printed(_details(name, width), width) == snapshot


@pytest.mark.parametrize("name", ["reliability", "compare"])
def test_details_in_colour_look_as_they_did(name, snapshot):
    assert _printed(_details(name, 80), 80, colour=True) == snapshot


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", SUMMARIES)
def test_a_summary_fits_one_screen_with_the_prompt(name, width):
    lines = _printed(_summary(name, width), width).splitlines()
    assert len(lines) < SCREEN
    assert max(map(len, lines)) <= width


def test_the_words_are_the_same_with_and_without_colour():
    """Colour adds nothing: who sees none misses nothing."""
    for name in SUMMARIES:
        made = _summary(name, 80)
        bare = "".join(_without_escapes(_printed(made, 80, colour=True)))
        lines = [line.rstrip() for line in bare.split("\n")]
        assert lines == _printed(made, 80).split("\n")


def _without_escapes(text: str) -> Iterator[str]:
    for place, part in enumerate(text.split("^[[")):
        yield part if place == 0 else part.partition("m")[2]
