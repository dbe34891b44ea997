"""The page of a comparison: every claim, every place, and the marks that must not be overlooked."""

from __future__ import annotations

from mentaleval.comparison.parts import headline
from mentaleval.plots.comparison import comparison_plots
from mentaleval.report.compare_marks import unlicensed
from mentaleval.report.compare_pairs import claims
from mentaleval.report.comparison_tables import comparison_tables


def test_every_claim_stands_with_its_attribute(compared, page_of):
    comparison = compared()
    text = page_of(comparison).text
    for part in headline(comparison):
        for claim in claims(part):
            assert " ".join(claim.split()) in text


def test_every_responder_stands_with_its_places(compared, page_of):
    comparison = compared()
    text = page_of(comparison).text
    for table in comparison_tables(comparison):
        for _, rows in table.groups:
            for row in rows:
                assert " ".join(" ".join(c.show(row) for c in table.columns).split()) in text


def test_without_any_human_label_it_is_said_loudly_before_any_number(compared, page_of):
    text = page_of(compared(labelled=0)).text
    assert text.index("NO HUMAN LABEL") < text.index("judge's mean")
    assert "are no ranking of responders" in text


def test_too_few_labels_are_said_loudly(compared, page_of):
    assert "TOO FEW HUMAN LABELS" in page_of(compared(labelled=5)).text


def test_a_judge_that_may_not_rank_is_named(compared, page_of):
    comparison = compared()
    said = [line for part in headline(comparison) for line in unlicensed(part)]
    assert said
    text = page_of(comparison).text
    for line in said:
        assert line in text


def test_one_responder_has_a_page_that_says_that_there_is_nobody_to_compare(compared, page_of):
    page = page_of(compared(responders=("alone",)))
    assert "There is nobody to compare alone with" in page.text
    assert page.unbalanced == []


def test_every_figure_stands_there_with_its_caption_and_its_numbers(compared, page_of):
    comparison = compared()
    page = page_of(comparison)
    plots = comparison_plots(comparison)
    assert len(page.all("figure")) == len(plots) > 0
    for plot in plots:
        assert f"figure-{plot.name}" in page.values("id")
        for sentence in plot.caption.split(". "):
            assert " ".join(sentence.split()) in page.text
    assert page.text.count("The numbers as a table") == len(plots)
