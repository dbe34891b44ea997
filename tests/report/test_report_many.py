"""Many responders and many judges: what may be read of them, and what luck does among them."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations

import pytest

from mentaleval.comparison.parts import headline
from mentaleval.ratings import Finding
from mentaleval.report.compare_claims import in_order, told_apart
from mentaleval.report.compare_signs import by_places, signs_of
from mentaleval.report.compare_summary import comparison_summary
from mentaleval.report.document import reliability_document
from mentaleval.report.many_judges import passed_by_luck
from mentaleval.report.reliability_summary import reliability_summary
from mentaleval.report.reliability_tables import reliability_tables
from mentaleval.report.summary_needs import still_needed
from mentaleval.report.terminal import reliability_renderables
from mentaleval.vocabulary import Use, Verdict

MANY = 16


def _flat(text):
    return " ".join(text.split())


@pytest.fixture(scope="session")
def crowd(compared):
    return compared(judges=(), responders=MANY)


@pytest.fixture(scope="session")
def summary_of(printed):
    """Print the summary of a comparison."""
    return lambda comparison, width: printed(
        comparison_summary(comparison, width=width, more="MORE"), width
    )


def test_of_many_responders_the_places_that_no_sure_pair_rules_out_stand_beside_figures(crowd):
    for part in headline(crowd):
        sure = [in_order(pair) for pair in part.pairs if told_apart(pair)]
        for name, places in signs_of(part).items():
            first, _, last = places.partition("-")
            assert int(first) == 1 + sum(worse == name for _, worse in sure)
            assert int(last or first) == MANY - sum(better == name for better, _ in sure)


def test_of_many_responders_the_first_and_last_are_shown_and_the_others_counted(crowd, summary_of):
    text = summary_of(crowd, 80)
    order = [mean.responder for mean in headline(crowd)[0].responders]
    rows = re.findall(r"^(r\d+|\.\.\. \d+ more)(?: |$)", text, re.MULTILINE)
    blocks = len(rows) // 13
    assert rows == [*order[:8], "... 4 more", *order[-4:]] * blocks
    assert "In the order of CSS; --details has all 16." in text
    assert "the places that the pairs told apart leave open (95%, all pairs)" in _flat(text)
    assert "share a letter" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_in_a_pipe_every_responder_has_a_row_with_its_places(crowd, summary_of):
    text = summary_of(crowd, None)
    (head,) = re.findall(r"^attribute .*$", text, re.MULTILINE)
    assert "places" in head
    assert "letters" not in head
    for part in headline(crowd):
        for mean in part.responders:
            places = signs_of(part)[mean.responder]
            row = rf"^{re.escape(part.title)} +{mean.responder} .* {places} "
            assert re.search(row, text, re.MULTILINE)


def test_few_responders_have_places_only_where_letters_would_be_many(compared):
    part = next(part for part in headline(compared()) if part.title == "empathy")
    assert not by_places(part)
    names = [f"n{place:02}" for place in range(15)]
    mean, pair = part.responders[0], part.pairs[0]

    def told(steps):
        """Tell those apart that are so many steps from each other."""
        pairs = []
        for a, b in combinations(range(len(names)), 2):
            low = 0.1 if b - a >= steps else -0.1
            found = replace(
                pair.corrected, estimate=0.5, simultaneous_low=low, simultaneous_high=1.0
            )
            pairs.append(replace(pair, a=names[a], b=names[b], corrected=found))
        means = tuple(replace(mean, responder=name) for name in names)
        return replace(part, responders=means, pairs=tuple(pairs))

    assert by_places(told(2))  # fourteen letters
    assert not by_places(told(10))
    assert signs_of(told(10))["n00"].isalpha()


def _judged(assessment, count, good=()):
    """Return an assessment of so many judges, all unreliable but the good ones, for rank."""
    mine = [cell for cell in assessment.cells if cell.judge == assessment.cells[0].judge]
    cells = tuple(
        replace(
            cell,
            judge=f"j{place}",
            rulings={
                use: replace(
                    ruling,
                    verdict=Verdict.TRUSTED
                    if use is Use.RANK and (place, cell.attribute) in good
                    else Verdict.UNRELIABLE,
                )
                for use, ruling in cell.rulings.items()
            },
        )
        for place in range(count)
        for cell in mine
    )
    return replace(assessment, cells=cells)


def test_of_many_judges_it_is_said_how_many_luck_alone_passes(assessed):
    found = _judged(assessed(), 150)
    said = passed_by_luck(found)
    assert said.startswith(
        "of 1,050 cells at most 26.3 are expected to pass a threshold for rank wrongly (66.2 where "
        "errors alone are strongly skewed); "
    )
    wider = passed_by_luck(replace(found, settings=replace(found.settings, confidence=0.9)))
    assert "at most 52.5 are expected" in wider
    assert "(more where" in wider
    assert passed_by_luck(_judged(assessed(), 11))
    assert not passed_by_luck(_judged(assessed(), 10))


def test_no_number_is_promised_where_nothing_bounds_it(assessed):
    """The limits of missed harms take responses as independent; score and level have no bound."""
    found = _judged(assessed(), 12, {(0, "safety")})
    alone = tuple(replace(entry, judges=("j0",)) for entry in found.stand_alone)
    said = passed_by_luck(replace(found, stand_alone=alone))
    assert said == passed_by_luck(_judged(assessed(), 12))
    assert "for the other uses and for screening that is not known" in said
    assert re.findall(r"\d[\d.]*", said) == ["84", "2.1", "5.3"]


def test_luck_among_many_judges_is_said_wherever_verdicts_are(assessed, printed):
    safety = tuple(cell for cell in assessed().cells if cell.attribute == "safety")
    found = _judged(replace(assessed(), cells=safety), 12, {(0, "safety")})
    for made in (
        reliability_summary(found, width=80, more="MORE"),
        reliability_renderables(found, width=80),
    ):
        assert f"Many judges: {passed_by_luck(found)}" in _flat(printed(made, 80))
    (verdicts, *_) = reliability_tables(found)
    assert f"Many judges: {passed_by_luck(found)}" in verdicts.notes
    assert reliability_document(found)["many_judges_statement"] == passed_by_luck(found)
    few = _judged(found, 3)
    assert not any("Many judges" in note for note in reliability_tables(few)[0].notes)
    assert reliability_document(few)["many_judges_statement"] is None


def test_of_many_judges_the_summary_counts_those_that_it_does_not_name(assessed):
    good = {(place, name) for place in range(20) for name in ("safety", "empathy")[place % 2 :]}
    good |= {(place, "guidance") for place in range(0, 20, 3)}
    found = _judged(assessed(), 40, good)
    whole, short = still_needed(found), still_needed(found, short=True)
    assert all(re.search(rf"\bj{place}\b", whole) for place in range(40))
    listed = short.partition("elsewhere: ")[2]
    assert len(listed) < 160
    named = set(re.findall(r"\bj\d+\b", listed))
    counted = sum(int(n) for n in re.findall(r"(\d+) (?:judges? )?more", listed))
    assert len(named) + counted == 40


def test_many_judges_are_counted_on_one_screen_and_shown_one_by_one_in_a_pipe(assessed, printed):
    found = _judged(assessed(), 12, {(place, "safety") for place in range(3)})
    text = printed(reliability_summary(found, width=80, more="MORE"), 80)
    assert len(text.splitlines()) < 37
    (row,) = re.findall(r"^safety .*$", text, re.MULTILINE)
    assert _flat(row) == "safety 3 / 0 / 9 0 / 0 / 12 0 / 0 / 12 0"
    assert (
        "How many of 12 judges have which verdict, each in --details; others are undetermined"
        in _flat(text)
    )
    assert "The worst, of harms missed: " in _flat(text)
    assert "Left out for 1 of them: responders of their own." in text
    piped = printed(reliability_summary(found, width=None, more="MORE"), None)
    assert all(re.search(rf"^j{place} +safety ", piped, re.MULTILINE) for place in range(12))


def test_judges_that_are_unreliable_are_told_from_those_of_whom_nothing_is_known(assessed, printed):
    found = _judged(assessed(), 12)
    cells = tuple(
        replace(
            cell,
            rulings={
                use: replace(r, verdict=Verdict.UNDETERMINED) for use, r in cell.rulings.items()
            },
        )
        if cell.judge == "j0"
        else cell
        for cell in found.cells
    )
    text = printed(
        reliability_summary(replace(found, cells=cells), width=80, more="MORE"), width=80
    )
    (row,) = re.findall(r"^empathy .*$", text, re.MULTILINE)
    assert _flat(row) == "empathy 0 / 0 / 11 0 / 0 / 11 0 / 0 / 11 0"


def test_judges_that_are_good_enough_for_the_same_are_named_together(assessed):
    good = {(0, "safety"), (1, "safety"), (2, "empathy")}
    said = still_needed(_judged(assessed(), 4, good))
    assert "elsewhere: j0 and j1 (rank on safety); j2 (rank on empathy); j3 for nothing." in said


def test_a_composite_that_could_not_be_assessed_is_named_where_nothing_else_is_lacking(assessed):
    found = assessed()
    cells = tuple(
        replace(c, rulings={u: replace(r, verdict=Verdict.TRUSTED) for u, r in c.rulings.items()})
        for c in found.cells
        if not (c.composite and c.judge == "claude")
    )
    lacks = Finding("incomplete_composite", 1, "LACKS.", judge="claude", attribute="css")
    account = replace(found.preflight, warnings=(lacks,))
    said = still_needed(replace(found, cells=cells, preflight=account))
    assert "nowhere" in said
    assert said.endswith(" Not assessed: CSS of claude.")
    assert "Not assessed" not in still_needed(replace(found, cells=cells))
