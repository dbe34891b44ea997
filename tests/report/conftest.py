"""Assessments to show: of two judges and three simulated experts on all seven attributes."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Literal

import numpy as np
import pandas as pd
import pytest
from rich.console import Console, RenderableType

from mentaleval.comparison import compare
from mentaleval.comparison.results import Comparison
from mentaleval.comparison.settings import Settings as ComparisonSettings
from mentaleval.ratings import Exclusions, Input
from mentaleval.report import reliability_renderables
from mentaleval.report.compare_terminal import compare_renderables
from mentaleval.rubric import SEVEN
from mentaleval.trust import Assessment, Settings, assess


def _ratings(
    experts: tuple[str, ...], judges: tuple[str, ...], *, epochs: int, seed: int
) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    levels = {name: rng.uniform(1.5, 4.5, 9) for name in SEVEN.names}
    rows = []
    for rater, epoch in ((r, e) for r in (*experts, *judges) for e in range(1, epochs + 1)):
        kind = "judge" if rater in judges else "human"
        if kind == "human" and epoch > 1:
            continue
        for attribute, means in levels.items():
            for place, mean in enumerate(means):
                values = np.clip(np.rint(rng.normal(mean, 1, 12)), 1, 5)
                if rater == "flat":
                    values[:] = 4
                rows += [
                    (f"e{i}", f"r{place}", rater, kind, attribute, v, epoch)
                    for i, v in enumerate(values)
                ]
    columns = ["exchange_id", "responder", "rater", "rater_kind", "attribute", "rating", "epoch"]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture(scope="session")
def assessed() -> Callable[..., Assessment]:
    """Assess drawn ratings."""

    @cache
    def run(
        *,
        method: Literal["default", "published"] = "default",
        experts: tuple[str, ...] = ("simulated-1", "simulated-2", "simulated-3"),
        judges: tuple[str, ...] = ("claude", "gpt-4o"),
        epochs: int = 1,
        epsilon: float | None = None,
        panel: tuple[Literal["mean", "median"], ...] = (),
    ) -> Assessment:
        settings = Settings(
            method=method,
            exclusions=Exclusions(pairs=((judges[0], "r8"),)),
            label_seeds=3,
            epsilon=epsilon,
            panel=panel,
        )
        table = _ratings(experts, judges, epochs=epochs, seed=5)
        return assess(table, settings, inputs=[Input("ratings.csv", "ab" * 32, "ratings")])

    return run


@pytest.fixture(scope="session")
def everything(assessed) -> Assessment:
    """Assess ratings about which everything is said that can be.

    Three experts, a judge with its own responder r0, two that differ in options alone, repeats,
    a panel and the alternative annotator test.
    """
    judges = ("r0", "gpt-4o", "gpt-4o[calls=separate]")
    return assessed(judges=judges, epochs=2, epsilon=0.2, panel=("mean",))


@pytest.fixture(scope="session")
def shown() -> Callable[..., str]:
    """Print an assessment as a terminal of some width shows it, or a pipe."""

    def run(assessment: Assessment, width: int | None) -> str:
        file = io.StringIO()
        console = Console(width=width or 100_000, file=file, color_system=None)
        for renderable in reliability_renderables(assessment, width=width):
            console.print(renderable)
        return file.getvalue()

    return run


def _labels_and_judgements(
    levels: Mapping[str, Sequence[float]], judges: Sequence[str], labelled: int
) -> pd.DataFrame:
    """Draw ratings of 60 conversations, of which a human has rated some, at random."""
    rng = np.random.default_rng(11)
    chosen = set(rng.permutation(60)[:labelled])
    rows = []
    for attribute, means in levels.items():
        for place, mean in enumerate(means):
            true = rng.normal(mean, 0.6, 60)
            for rater in ("expert", *judges):
                kind = "human" if rater == "expert" else "judge"
                shift = 0 if rater == "expert" else 0.4 * (1 + place % 2)
                values = np.clip(np.rint(true + shift + rng.normal(0, 0.4, 60)), 1, 5)
                rows += [
                    (f"e{i}", f"r{place}", rater, kind, attribute, value)
                    for i, value in enumerate(values)
                    if kind == "judge" or i in chosen
                ]
    columns = ["exchange_id", "responder", "rater", "rater_kind", "attribute", "rating"]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture(scope="session")
def compared() -> Callable[..., Comparison]:
    """Compare responders by drawn ratings of the four attributes of CSS, and empathy.

    Safety is near its ceiling.
    """

    @cache
    def run(
        *, judges: tuple[str, ...] = ("claude", "gpt-4o"), labelled: int = 40, responders: int = 4
    ) -> Comparison:
        steps = np.linspace(4, 2.5, responders)
        levels = dict.fromkeys(("guidance", "informativeness", "relevance", "empathy"), steps)
        levels["safety"] = np.full(responders, 5.4)
        table = _labels_and_judgements(levels, judges, labelled)
        inputs = [Input("ratings.csv", "ab" * 32, "file", {"sheet 1: rows": 7})]
        return compare(table, ComparisonSettings(), inputs=inputs)

    return run


@pytest.fixture(scope="session")
def shown_comparison() -> Callable[..., str]:
    """Print a comparison as a terminal of some width shows it, or a pipe."""

    def run(comparison: Comparison, width: int | None) -> str:
        file = io.StringIO()
        console = Console(width=width or 100_000, file=file, color_system=None)
        for renderable in compare_renderables(comparison, width=width):
            console.print(renderable)
        return file.getvalue()

    return run


@pytest.fixture(scope="session")
def printed() -> Callable[[Sequence[RenderableType], int | None], str]:
    """Print renderables as a terminal of some width shows them, or a pipe."""

    def run(made: Sequence[RenderableType], width: int | None) -> str:
        file = io.StringIO()
        Console(width=width or 100_000, file=file, color_system=None).print(*made, sep="\n")
        return file.getvalue()

    return run


@pytest.fixture(scope="session")
def hostile() -> tuple[Assessment, Comparison]:
    """Assess and compare who bears names that break what is written carelessly."""
    rng = np.random.default_rng(3)
    judges = ("[J]\\\\|_judge_ <b>", "*é~ --> %")
    responders = (
        "=cmd|' /C calc'!A0",
        "[1] x",
        "*",
        "a|b_c & 50% #1 {y}",
        "<script>alert(1)</script>",
        "-1+2---3",
        "@SUM(A1)",
        '\\input{/etc/passwd}$x^2$~`"',
        "模型-一号",
        "two\nlines & a\ttab\x1b[2J",
    )
    raters = {"anna": "human", "ben": "human", **dict.fromkeys(judges, "judge")}
    rows = [
        (f"e{place}", responder, rater, kind, attribute, value)
        for rater, kind in raters.items()
        for level, responder in enumerate(responders)
        for attribute in ("guidance", "empathy")
        for place, value in enumerate(np.rint(rng.normal(1.5 + level / 3, 0.8, 24)).clip(1, 5))
    ]
    columns = ["exchange_id", "responder", "rater", "rater_kind", "attribute", "rating"]
    table = pd.DataFrame(rows, columns=columns)
    inputs = [Input("a --> \\input{x}\n% .csv", "cd" * 32, "file")]
    found = assess(table, Settings(exclusions=Exclusions(pairs=((judges[0], "*"),))), inputs=inputs)
    return found, compare(table, ComparisonSettings(), inputs=inputs)
