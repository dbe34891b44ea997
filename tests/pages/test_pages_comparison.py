"""The page of a comparison: every claim, every place, and the marks that must not be overlooked."""

from __future__ import annotations

import re

from mentaleval.comparison.parts import headline
from mentaleval.plots.comparison import comparison_plots
from mentaleval.report.compare_marks import unlicensed
from mentaleval.report.compare_pairs import claims
from mentaleval.report.compare_summary import MARKED
from mentaleval.report.comparison_tables import comparison_tables
from mentaleval.report.summary_lines import warnings_in_short


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


def test_the_gravest_warning_stands_before_the_first_figure(compared, page_of):
    comparison = compared()
    said = warnings_in_short(comparison.warnings, marked=MARKED)
    assert "below 30 the intervals hold less often" in said
    text = page_of(comparison).text
    assert text.index(" ".join(said.split())) < text.index("told apart")


def test_a_mark_stands_in_each_card_and_not_once_for_all(compared, text_of):
    comparison = compared(responders=("r0", "r1"))
    marked = [part for part in headline(comparison) if unlicensed(part)]
    assert len(marked) == len(headline(comparison)) > 1
    page = text_of(comparison)
    assert "NOT LICENSED" not in page[page.index('id="attributes"') : page.index("<article")]
    captions = re.findall("<figcaption>(.*?)</figcaption>", page, re.DOTALL)
    assert sum("NOT LICENSED TO RANK: no judge" in caption for caption in captions) == len(marked)


NOBODY = ("r3", "r0", "r2", "r1")


def test_without_any_label_nothing_is_in_a_judges_order(compared, text_of):
    comparison = compared(labelled=0, responders=NOBODY)
    raw = [mean.judge_raw for mean in headline(comparison)[0].responders]
    assert raw != sorted(raw, reverse=True)  # by name is another order here
    below = text_of(comparison).split('id="attributes"', 1)[1]
    rows = re.findall('<th scope="row"><bdi>(r.)</bdi>', below)
    assert rows
    assert rows == sorted(NOBODY) * (len(rows) // len(NOBODY))
    for description in (plot.description for plot in comparison_plots(comparison)):
        named = re.findall(r"\b(r\d):", description)
        assert named == sorted(named)


def test_without_any_label_it_is_said_that_nobody_is_better(compared, page_of):
    text = page_of(compared(labelled=0)).text
    assert "No responder can be called better" in text
    assert "told apart" not in text
    assert "of the human labels" not in text


def test_with_too_few_labels_it_is_said_that_nobody_is_better(compared, page_of):
    assert "No responder can be called better" in page_of(compared(labelled=5)).text
    assert "No responder can be called better" not in page_of(compared()).text


def test_what_judges_alone_would_have_said_stands_with_the_judges(compared, text_of):
    comparison = compared()
    page = text_of(comparison)
    assert page.index(comparison.statement) > page.index('id="section-judges"')
    assert page.count(comparison.statement) == 1
    none = compared(labelled=0)
    assert text_of(none).index(none.statement) < text_of(none).index('id="attributes"')
