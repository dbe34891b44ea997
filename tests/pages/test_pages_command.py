"""--html of the commands: a file that says how it was made, or a message that says what lacks."""

from __future__ import annotations

import pytest

from mentaleval.cli import main

MOST_BYTES = 3_000_000


def test_the_page_lies_where_it_was_asked_for_and_names_the_command(tmp_path, capsys):
    target = tmp_path / "a report.html"
    assert main(["reliability", "demo", "--html", str(target)]) == 0
    page = target.read_text(encoding="utf-8")
    assert f"mentaleval reliability demo --html &#39;{target}&#39;" in page
    assert "SIMULATED RATINGS." in page
    assert f"the report is in {target}" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["a report.html"]


@pytest.mark.parametrize("command", ["reliability", "compare"])
def test_a_page_needs_a_file_that_can_be_written(command, tmp_path, capsys):
    for target in ("-", str(tmp_path), str(tmp_path / "none" / "x.html")):
        assert main([command, "demo", "--html", target]) == 2
        said = capsys.readouterr().err
        assert said.startswith("error: ")
        assert "html" in said or target in said


@pytest.mark.slow
def test_four_judges_on_seven_attributes_take_less_than_three_megabytes(assessed, text_of):
    seven = (
        *("guidance", "informativeness", "relevance", "safety"),
        *("empathy", "helpfulness", "understanding"),
    )
    judges = ("claude", "gpt-4o", "mistral-large", "openrouter/meta-llama/llama-3.1-70b-instruct")
    page = text_of(assessed(judges=judges, attributes=seven))
    assert len(page.encode()) < MOST_BYTES
