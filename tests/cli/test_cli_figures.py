"""What is said before many figures are drawn, and what is written beside them."""

from __future__ import annotations

import pandas as pd
import pytest

from mentaleval.cli import main, paper


@pytest.fixture
def ratings(tmp_path):
    """Write the ratings of one attribute by two people and a judge to a file."""
    rows = [
        (f"e{i}", f"r{r}", rater, "judge" if rater == "j" else "human", "safety", 1 + (i + r) % 5)
        for i in range(8)
        for r in range(3)
        for rater in ("a", "b", "j")
    ]
    columns = ["exchange_id", "responder", "rater", "rater_kind", "attribute", "rating"]
    file = tmp_path / "ratings.csv"
    pd.DataFrame(rows, columns=columns).to_csv(file, index=False)
    return file


@pytest.mark.parametrize("many", [0, 100])
def test_before_many_figures_are_drawn_it_is_said_how_many(ratings, many, monkeypatch, capsys):
    monkeypatch.setattr(paper, "_MANY_FIGURES", many)
    folder = ratings.parent / "figures"
    assert main(["compare", str(ratings), "--figures", str(folder)]) == 0
    said = "drawing 1 figures" in capsys.readouterr().err
    assert said == (many == 0)
    captions = (folder / "captions.md").read_text("utf-8")
    assert "compare, seed" in captions
    assert "sha256 " in captions
