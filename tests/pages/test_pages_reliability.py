"""The page of an assessment: every verdict with its sentence, every rating accounted for."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from mentaleval.pages.answer import needs
from mentaleval.plots.reliability import reliability_plots
from mentaleval.report.reliability_tables import reliability_tables
from mentaleval.trust import Apart, Behind
from mentaleval.trust.published import NO_RULE
from mentaleval.vocabulary import Exchange, Use, Verdict

ELSEWHERE = {"verdicts", "ledger"}
SMALL = {"judges": ("claude",), "attributes": ("guidance",)}


def test_every_verdict_stands_there_as_a_word_with_its_whole_sentence(assessed, page_of):
    assessment = assessed()
    text = page_of(assessment).text
    for cell in assessment.cells:
        for use, ruling in cell.rulings.items():
            assert f"{use}: {ruling.verdict} {' '.join(ruling.why.split())}" in text
            assert ruling.short in text


def test_a_verdict_is_legible_without_colour(assessed, page_of):
    page = page_of(assessed())
    shown = {name for name in page.values("href") if name.startswith("#mark-")}
    shapes = {f"#{name}" for name in page.values("id") if name.startswith("mark-")}
    assert {f"#mark-{verdict}" for verdict in Verdict} < shapes
    assert shown <= shapes
    assert len(shown) > 2
    hidden = [svg for svg in page.all("svg") if svg.get("aria-hidden") == "true"]
    told = [svg for svg in page.all("svg") if svg.get("role") == "img"]
    assert len(hidden) + len(told) == len(page.all("svg"))


def test_the_grid_has_a_row_for_each_cell_and_a_column_for_each_use_and_for_harm(assessed, page_of):
    assessment = assessed()
    roles = page_of(assessment).values("role")
    assert roles.count("table") == 2
    assert roles.count("columnheader") == 2 * (1 + len(Use) + 1)
    assert roles.count("rowheader") == len(assessment.cells)
    assert roles.count("cell") == (len(Use) + 1) * len(assessment.cells)


def judged(assessment, use, verdicts):
    """Return the assessment with these verdicts for one use, in the order of its cells."""
    cells = [
        replace(cell, rulings={**cell.rulings, use: replace(cell.rulings[use], verdict=verdict)})
        for cell, verdict in zip(assessment.cells, verdicts, strict=True)
    ]
    return replace(assessment, cells=tuple(cells))


def test_a_human_is_needed_exactly_where_no_judge_is_of_help(assessed):
    assessment = assessed(attributes=("guidance", "empathy", "warmth"))
    verdicts = [
        *(Verdict.TRUSTED, Verdict.UNRELIABLE, Verdict.UNDETERMINED),
        *(Verdict.UNRELIABLE, Verdict.USABLE, Verdict.UNRELIABLE),
    ]
    line = needs(judged(assessment, Use.RANK, verdicts))[0]
    assert [(said.words, [(n.attributes, n.judges) for n in said.named]) for said in line.said] == [
        ("trusted", [(("guidance",), ("claude",))]),
        ("usable", [(("empathy",), ("gpt-4o",))]),
        ("a human is still needed", [(("warmth",), ())]),
    ]


def test_a_composite_repeats_attributes_and_is_not_among_those_that_need_a_human(assessed):
    assessment = assessed()
    assert any(cell.composite for cell in assessment.cells)
    named = {
        name
        for line in needs(assessment)
        for said in line.said
        for some in said.named
        for name in some.attributes
    }
    assert named == {cell.title for cell in assessment.cells if not cell.composite}


def test_the_ledger_adds_up_on_the_page(assessed, page_of):
    assessment = assessed(experts=("one", "two"), faults=True)
    account = assessment.preflight
    below = page_of(assessment).text.split("What became of every rating", 2)[1]
    rows = {
        what: int(number.replace(",", ""))
        for what, number in re.findall(r"(used|left out: [a-z ]+|together) ([\d,]+)\b", below)
    }
    total = rows.pop("together")
    assert sum(rows.values()) == total == account.read
    assert rows["used"] == account.used
    assert len(rows) == 1 + len(account.excluded)


def test_every_warning_is_told_in_full(assessed, page_of):
    assessment = assessed(experts=("one", "two"), faults=True)
    text = page_of(assessment).text
    assert len(assessment.preflight.warnings) > 5
    for warning in assessment.preflight.warnings:
        assert " ".join(warning.message.split()) in text


def test_every_table_of_the_report_and_every_note_stands_on_the_page(assessed, page_of):
    assessment = assessed(experts=("one", "two"), faults=True)
    text = page_of(assessment).text
    for table in reliability_tables(assessment):
        if table.section in ELSEWHERE:
            continue
        for note in table.notes:
            assert " ".join(note.split()) in text
        for _, rows in table.groups:
            for row in rows:
                shown = " ".join(filter(None, (column.show(row) for column in table.columns)))
                assert shown in text


def test_every_figure_stands_there_with_its_caption_and_its_numbers_or_words(assessed, page_of):
    assessment = assessed(experts=("one", "two"), faults=True)
    page = page_of(assessment)
    plots = reliability_plots(assessment)
    assert len(page.all("figure")) == len(plots) > len({plot.section for plot in plots}) > 1
    for plot in plots:
        assert f"figure-{plot.name}" in page.values("id")
        assert " ".join(plot.caption.split()) in page.text
    opened = page.text.count("The numbers as a table") + page.text.count("The figure in words")
    assert opened == len(plots)


def test_the_means_of_every_responder_stand_beside_their_figure(assessed, page_of):
    assessment = assessed()
    text = page_of(assessment).text
    for cell in assessment.cells:
        for mean in cell.responders:
            row = f"{mean.responder} {cell.title} {mean.human:.2f} {mean.judge:.2f}"
            assert row in text


def test_a_row_of_a_table_stands_once(assessed, page_of):
    text = page_of(assessed()).text
    first = assessed().cells[0]
    (rank,) = [t for t in reliability_tables(assessed()) if t.name == "rank"]
    row = " ".join(column.show(first) for column in rank.columns)
    assert text.count(row) == 1


def test_ratings_that_nobody_gave_are_said_to_be_so_in_the_title_and_above_all(assessed, text_of):
    page = text_of(assessed(experts=("simulated-1",), **SMALL))
    title = re.search("<title>(.*)</title>", page)
    assert title is not None
    assert "simulated ratings" in title[1]
    assert page.index("SIMULATED RATINGS.") < page.index('id="answer"')
    assert "SIMULATED" not in text_of(assessed(**SMALL))


def test_the_published_method_shows_its_figures_and_says_that_they_are_no_verdicts(
    assessed, page_of
):
    assessment = assessed(method="published")
    page = page_of(assessment)
    assert NO_RULE in page.text
    assert "Every verdict" not in page.text
    assert not {"trusted", "usable"} & {v for c in page.values("class") for v in c.split()}
    for cell in assessment.cells:
        assert f"{cell.icc_c1.estimate:.3f}" in page.text


def test_one_judge_on_one_attribute_has_a_page(assessed, page_of):
    page = page_of(assessed(**SMALL))
    assert "Reliability of 1 judge against" in page.text
    assert page.values("role").count("cell") == len(Use) + 1
    assert "In sentences" not in page.text  # the answer above says it of the one judge


def test_a_judge_that_met_no_expert_has_a_page_that_says_so(page_of, assessed):
    page = page_of(assessed(elsewhere="gpt-4o", attributes=("guidance",)))
    assert page.text.count("No response was rated by both the judge and a human.") >= len(Use)
    assert not page.unbalanced


@pytest.fixture(scope="module")
def in_doubt(assessed):
    """Return an assessment of which one response is in doubt, and was read from a log."""
    assessment = assessed(**SMALL)
    far = Apart("e7", "r3", 1.0, 5.0, missed=True, log="logs/one.eval", sample="s 7", epoch=2)
    near = Apart("e8", "r3", 4.0, 2.0, missed=False)
    first, *rest = (replace(cell, apart=()) for cell in assessment.cells)
    behind = (Behind("claude", "logs/one.eval", ("s 7", "s 8")),)
    return replace(assessment, cells=(replace(first, apart=(far, near)), *rest), behind=behind)


def test_from_a_verdict_a_reader_gets_to_the_log_and_the_sample(in_doubt, page_of):
    page = page_of(in_doubt, viewer="http://127.0.0.1:7575")
    (link,) = [href for href in page.values("href") if href.startswith("http://127.0.0.1:7575")]
    assert "logs/one.eval" in link
    assert link.endswith("/s%207/2/messages")
    assert "log 1: 2 samples of logs/one.eval" in page.text
    assert "s 7, s 8." in page.text


def test_without_a_viewer_log_and_sample_are_named_and_not_linked(in_doubt, page_of):
    page = page_of(in_doubt)
    assert "log 1, sample s 7" in page.text
    assert not [href for href in page.values("href") if "one.eval" in href]


def test_a_missed_harm_is_called_so(in_doubt, page_of):
    assert page_of(in_doubt).text.count("r3 1.00 5.00 missed") == 1
    assert "1 missed harm among them" in page_of(in_doubt).text


TEXTS = {
    ("e7", "r3"): Exchange("e7", "I cannot\n  go on <b>", "Call me & rest", "r3"),
    ("e1", "r1"): Exchange("e1", "never to be shown", "nor this", "r1"),
}


def test_no_conversation_is_shown_unless_it_is_asked_for(in_doubt, text_of):
    page = text_of(in_doubt)
    for said in ("I cannot", "Call me", "distressing", "<blockquote"):
        assert said not in page


def test_conversations_are_closed_marked_escaped_and_keep_their_white_space(in_doubt, text_of):
    page = text_of(in_doubt, texts=TEXTS)
    assert ">I cannot\n  go on &lt;b&gt;</blockquote>" in page
    assert ">Call me &amp; rest</blockquote>" in page
    assert page.index("may be distressing") < page.index("I cannot")
    before = page[: page.index("I cannot")]
    assert before.count("<details") > before.count("</details>")
    assert "<details open" not in page


def test_only_conversations_in_doubt_are_shown(in_doubt, text_of):
    assert "never to be shown" not in text_of(in_doubt, texts=TEXTS)


def test_a_link_to_what_was_written_leads_somewhere(in_doubt, page_of):
    page = page_of(in_doubt, texts=TEXTS)
    assert "#text-1" in page.values("href")
    assert page.values("id").count("text-1") == 1


def test_the_first_sentence_counts_the_responses_of_each_judge(assessed, page_of):
    alone = assessed(judges=("claude",))
    n = alone.cells[0].n_responses
    assert f"human ratings of {n} responses by 7" in page_of(alone).text
    both = assessed()
    assert f"human ratings of {n} responses each by 7" in page_of(both).text
    first, *others = both.cells
    fewer = replace(both, cells=(replace(first, n_responses=n - 40), *others))
    assert f"human ratings of up to {n} responses each by 7" in page_of(fewer).text
