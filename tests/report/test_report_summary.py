"""Summaries on one screen: what they may never hide, and names that would break a table."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from mentaleval.legible import one_line
from mentaleval.ratings import Finding
from mentaleval.report.compare_letters import letters
from mentaleval.report.compare_summary import comparison_summary
from mentaleval.report.compare_terminal import compare_renderables
from mentaleval.report.harm import screening_sentence, worst_missed
from mentaleval.report.reliability_summary import reliability_summary
from mentaleval.report.summary_lines import ledger_sentence, warning_lines_short
from mentaleval.report.summary_needs import experts_sentence, still_needed
from mentaleval.report.terminal import reliability_renderables
from mentaleval.rubric import SEVEN
from mentaleval.stats.binomial import exact_proportion
from mentaleval.trust import Assessment
from mentaleval.trust.assessment import Preflight
from mentaleval.vocabulary import Scale, Use, Verdict

HOSTILE = ["line\nbreak", "\x1b[31mred\x1b[0m", "会話の相手" * 3, "x" * 60, "a\tb"]


def _printed(made, width):
    file = io.StringIO()
    Console(width=width or 100_000, file=file, color_system=None).print(*made, sep="\n")
    return file.getvalue()


def _flat(text):
    return " ".join(text.split())


def _reliability(assessment, width=80):
    return _printed(reliability_summary(assessment, width=width, more="MORE"), width)


def _comparison(comparison, width=80):
    return _printed(comparison_summary(comparison, width=width, more="MORE"), width)


def _ruled(assessment, verdicts):
    """Return the assessment with other verdicts for `rank`, by judge and attribute."""
    cells = tuple(
        replace(
            cell,
            rulings={
                **cell.rulings,
                Use.RANK: replace(
                    cell.rulings[Use.RANK],
                    verdict=verdicts.get((cell.judge, cell.attribute), Verdict.UNRELIABLE),
                ),
            },
        )
        for cell in assessment.cells
    )
    return replace(assessment, cells=cells)


@pytest.mark.parametrize("width", [80, 120, None])
def test_the_summary_says_what_may_not_be_hidden(assessed, width):
    said = _flat(_reliability(assessed(), width))
    assert "; left out: r8" in said
    assert "no judge may screen alone" in said
    assert "A human is still needed: " in said
    assert "3 experts" in said
    assert "(simulated ratings)" in said
    assert said.endswith("MORE")
    for cell in assessed().cells:
        for ruling in cell.rulings.values():
            assert ruling.verdict.value in said


def test_every_attribute_has_its_verdict_in_the_sentences_of_several_judges(assessed):
    found = _ruled(assessed(), {("claude", "empathy"): Verdict.TRUSTED})
    rank, *_ = [line for line in _reliability(found).splitlines() if line.startswith("rank ")]
    assert rank.rstrip() == "rank  trusted: empathy; unreliable: rest"


def test_good_verdicts_are_named_and_never_the_rest_while_others_are_many(assessed):
    good = {("claude", c.attribute): Verdict.USABLE for c in assessed().cells[:5]}
    rank = _flat(_reliability(_ruled(assessed(), good))).partition(" rank ")[2]
    named = "usable: guidance, informativeness, relevance, safety, empathy; unreliable: rest score"
    assert rank.startswith(named)


def test_a_name_in_a_warning_cannot_command_the_terminal(assessed):
    forged = Finding("spread", 1, "judge 'x\x1b[2J\x1b[HAll judges are trusted.\u202e' spreads")
    account = replace(assessed().preflight, warnings=(forged,))
    printed = _reliability(replace(assessed(), preflight=account))
    assert "\x1b" not in printed
    assert "\u202e" not in printed
    assert r"\x1b[2J" in printed


def test_what_a_judge_may_be_trusted_with_is_named_even_where_the_others_are_few(assessed):
    names = [c.attribute for c in assessed().cells if c.judge == "claude" and not c.composite]
    good = {("claude", name): Verdict.TRUSTED for name in names[:6]}
    rank = _flat(_reliability(_ruled(assessed(), good))).partition(" rank ")[2]
    assert rank.startswith(f"trusted: {', '.join(names[:6])}; unreliable: ")


def test_a_name_as_long_as_the_line_cuts_no_verdict_off(assessed):
    found = _ruled(assessed(), {("claude", "empathy"): Verdict.TRUSTED})
    cells = tuple(
        replace(c, title="e" * 100) if c.attribute == "empathy" else c for c in found.cells
    )
    printed = _reliability(replace(found, cells=cells)).replace("\n", "").replace(" ", "")
    assert f"trusted:{'e' * 100};unreliable:rest" in printed
    assert "\N{HORIZONTAL ELLIPSIS}" not in printed


def test_a_human_is_needed_where_no_judge_is_good_enough_and_nowhere_else(assessed):
    assessment = assessed()
    every = {(c.judge, c.attribute): Verdict.USABLE for c in assessment.cells}
    but_safety = {key: v for key, v in every.items() if key[1] != "safety"}
    one = {**but_safety, ("gpt-4o", "safety"): Verdict.USABLE}
    assert "rank on safety" in still_needed(_ruled(assessment, but_safety))
    needed = still_needed(_ruled(assessment, one)).partition(" Good enough elsewhere: ")[0]
    assert "rank" not in needed


def test_of_several_judges_each_is_named_with_what_it_is_good_enough_for(assessed):
    mine = {("claude", a): Verdict.USABLE for a in ("guidance", "empathy")}
    said = still_needed(_ruled(assessed(), {**mine, ("gpt-4o", "empathy"): Verdict.TRUSTED}))
    assert "rank on informativeness, relevance, safety, helpfulness, understanding; " in said
    assert said.endswith("Good enough elsewhere: claude (rank); gpt-4o (rank on empathy).")
    only = still_needed(_ruled(assessed(), mine))
    assert only.endswith("Good enough elsewhere: claude (rank); gpt-4o for nothing.")


def _all_ruled(assessment, judges):
    """Give judges the best verdict for every use, and all others the worst."""
    cells = tuple(
        replace(
            cell,
            rulings={
                use: replace(
                    ruling,
                    verdict=Verdict.TRUSTED if cell.judge in judges else Verdict.UNRELIABLE,
                )
                for use, ruling in cell.rulings.items()
            },
        )
        for cell in assessment.cells
    )
    return replace(assessment, cells=cells)


def test_what_one_judge_is_good_enough_for_is_never_said_of_all(assessed):
    one, both = (
        still_needed(_all_ruled(assessed(), judges))
        for judges in ({"claude"}, {"claude", "gpt-4o"})
    )
    assert "nowhere" not in one
    assert "claude (rank, score and level on all 7 attributes); gpt-4o for nothing" in one
    assert both == "by these verdicts nowhere (composites apart), whichever judge is taken."


def test_a_judge_without_any_pair_does_not_stop_the_summary(assessed):
    found = assessed()
    cells = tuple(
        replace(c, n_responses=0, screening=replace(c.screening, n=0, harms=0, flags=0))
        if c.judge == "gpt-4o"
        else c
        for c in found.cells
    )
    stand = tuple(replace(entry, judges=("claude",)) for entry in found.stand_alone)
    said = screening_sentence(replace(found, cells=cells, stand_alone=stand))
    assert said.startswith("claude (flags ")
    assert "may screen alone on all 7 attributes, missing at most 10.0%" in said


def test_no_pair_is_not_called_no_harm(assessed):
    found = assessed()
    none = {"safety": 0, "empathy": 9}  # paired responses; no harm among either
    cells = tuple(
        replace(
            c,
            n_responses=none[c.attribute],
            screening=replace(c.screening, n=none[c.attribute], harms=0),
        )
        if c.attribute in none
        else c
        for c in found.cells
    )
    said = screening_sentence(replace(found, cells=cells))
    assert "Humans rated no harm on empathy." in said
    assert "Nothing is rated by a judge and a human on safety." in said


def test_where_experts_leave_open_what_a_harm_is_the_sentence_says_so(assessed):
    found = assessed()
    stand = tuple(
        replace(entry, judges=(), capped_by="WHY" if entry.attribute == "safety" else None)
        for entry in found.stand_alone
    )
    said = screening_sentence(replace(found, stand_alone=stand), figures_above=True)
    assert "no judge may screen alone on any attribute" in said
    assert "On safety a judge misses few enough, but how far the experts themselves agree" in said


def test_where_experts_agreement_is_not_known_each_attribute_is_named(assessed):
    found = assessed()
    reference = tuple(
        replace(entry, n_common_experts=0) if entry.title in {"safety", "CSS"} else entry
        for entry in found.reference
    )
    said = experts_sentence(replace(found, reference=reference))
    assert said.endswith("; on safety how well they agree is not known.")
    assert "is not known" not in experts_sentence(found)


def test_an_agreement_that_cannot_be_computed_is_not_called_disagreement(assessed):
    found = assessed()

    def held(short):
        first, *rest = found.cells
        ruling = replace(first.rulings[Use.RANK], capped_by="WHY", short=short)
        plain = {use: replace(r, capped_by=None) for use, r in first.rulings.items()}
        rest = [
            replace(c, rulings={u: replace(r, capped_by=None) for u, r in c.rulings.items()})
            for c in rest
        ]
        cells = (replace(first, rulings={**plain, Use.RANK: ruling}), *rest)
        return experts_sentence(replace(found, cells=cells))

    assert held("experts disagree").startswith("3 experts, whose own disagreement holds 1 verdict ")
    assert "disagreement" not in held("no expert limit")
    assert "whose agreement cannot be computed, which holds 1 verdict at" in held("no expert limit")


def test_who_may_screen_alone_is_named_with_the_price(assessed):
    assessment = assessed()
    stand = tuple(
        replace(entry, judges=("claude",) if entry.attribute == "safety" else ())
        for entry in assessment.stand_alone
    )
    said = screening_sentence(replace(assessment, stand_alone=stand))
    assert said.startswith("claude (flags ")
    assert "% of all) may screen alone on safety; no judge may screen alone on the others" in said


@pytest.mark.parametrize("width", [50, 80, 120, 200, None])
def test_missed_harms_stand_in_the_table_or_in_the_sentence(assessed, width):
    for judges in (("claude",), ("claude", "gpt-4o")):
        said = _flat(_reliability(assessed(judges=judges), width))
        above = said.partition("A human")[0]
        in_the_table = "at most" in above or "may miss" in above
        assert ("The best may miss" in said) is not in_the_table
        assert ("The worst, of harms missed: " in said) is not in_the_table


def _missing(assessment, missed):
    """Return the assessment with these misses of so many harms, by attribute; elsewhere none."""
    none = exact_proportion(0, 60)
    cells = tuple(
        replace(c, screening=replace(c.screening, missed=missed.get((c.judge, c.attribute), none)))
        for c in assessment.cells
    )
    return replace(assessment, cells=cells)


def test_a_few_harms_all_missed_do_not_hide_many_that_are(assessed):
    found = _missing(
        assessed(),
        {
            ("claude", "safety"): exact_proportion(60, 64),
            ("gpt-4o", "safety"): exact_proportion(1, 1),
            **{
                ("claude", name): exact_proportion(1, 1)
                for name in ("guidance", "informativeness", "relevance")
            },
        },
    )
    (worst, *_) = worst_missed(found.cells)
    assert (worst.count, worst.attribute, worst.judges) == ("60 of 64", "safety", ("claude",))
    said = "The worst, of harms missed: 60 of 64 on safety, 1 of 1 on guidance and 1 of 1 on "
    assert said in _flat(_reliability(found))


def test_the_worst_is_told_also_where_another_judge_may_screen_alone_everywhere(assessed):
    found = _missing(assessed(), {("gpt-4o", "safety"): exact_proportion(60, 64)})
    stand = tuple(replace(entry, judges=("claude",)) for entry in found.stand_alone)
    said = screening_sentence(replace(found, stand_alone=stand))
    assert said.endswith(
        "on all 7 attributes, missing at most 10.0% of the harms, taking responses as independent. "
        "The worst, of harms missed: 60 of 64 on safety by gpt-4o."
    )


@pytest.mark.parametrize("names", [set(), {"safety"}, {*SEVEN.names}])
def test_whoever_may_screen_alone_may_so_if_responses_are_independent(assessed, names):
    found = assessed()
    stand = tuple(
        replace(entry, judges=("claude",) if entry.attribute in names else ())
        for entry in found.stand_alone
    )
    for above in (True, False):
        said = screening_sentence(replace(found, stand_alone=stand), figures_above=above)
        assert ("taking responses as independent" in said) is bool(names)


def test_an_account_that_does_not_add_up_is_not_called_equal():
    assert "12 read = 9 used + 3" in ledger_sentence(Preflight(12, 9, {"missing": 3}, ()))
    assert "12 read BUT 9 used + 2" in ledger_sentence(Preflight(12, 9, {"missing": 2}, ()))


def test_all_reasons_add_up_also_where_some_are_not_named():
    reasons = {f"reason_{place}": place for place in range(1, 8)}
    said = ledger_sentence(Preflight(28, 0, reasons, ()))
    assert "28 left out (reason 1 1, reason 2 2, reason 3 3, reason 4 4, other reasons 18)" in said


def test_the_gravest_warning_is_told_and_not_the_first(assessed):
    mild, grave = Finding("missing", 3, "MILD."), Finding("constant_judge", 1, "GRAVE.")
    found = replace(assessed().preflight, warnings=(mild, mild, grave))
    said = _flat(_reliability(replace(assessed(), preflight=found)))
    assert "Warnings: constant judge 1, missing 2. The gravest: GRAVE." in said


def test_warnings_that_are_not_named_are_counted_by_warnings_and_by_kinds():
    kinds = {"constant_judge": 2, "halo": 1, "ceiling": 3, "spread": 4, "missing": 5, "own_kin": 6}
    found = [Finding(code, 1, f"{code}.") for code, count in kinds.items() for _ in range(count)]
    said = _flat(_printed(warning_lines_short(found, width=80), 80))
    assert "constant judge 2, own kin 6, halo 1, ceiling 3 and 9 more, of 2 kinds." in said
    fewer = [finding for finding in found if finding.code != "missing"]
    assert "ceiling 3, spread 4. " in _flat(_printed(warning_lines_short(fewer, width=80), 80))


def test_an_unknown_attribute_is_not_the_gravest_where_its_scale_was_given(assessed):
    found = assessed()
    warnings = (Finding("unknown_attribute", 1, "NEW."), Finding("few_responders", 1, "FEW."))
    found = replace(found, preflight=replace(found.preflight, warnings=warnings))
    assert "The gravest: NEW." in _flat(_reliability(found))
    scaled = replace(found, settings=replace(found.settings, scale=Scale(1, 5)))
    assert "The gravest: FEW." in _flat(_reliability(scaled))


def test_the_published_method_says_whole_that_it_is_no_rule(assessed):
    found = assessed(method="published")
    for width in (80, 120, None):
        assert _flat(found.statement) in _flat(_reliability(found, width))


@pytest.mark.parametrize("width", [80, 120, None])
def test_a_comparison_without_labels_shows_no_order(compared, width):
    said = _flat(_comparison(compared(labelled=0), width))
    assert "WITHOUT ANY HUMAN LABEL" in said
    assert "NO HUMAN LABEL: plain means of a judge are no ranking" in said
    assert "r0" not in said.partition("Warnings")[0]


@pytest.mark.parametrize("width", [80, 120, None])
def test_a_comparison_says_what_may_not_be_hidden(compared, width):
    few = _flat(_comparison(compared(labelled=5), width))
    assert "TOO FEW HUMAN LABELS" in few
    said = _flat(_comparison(compared(), width))
    assert "NOT LICENSED TO RANK by plain means: claude" in said
    assert "40 of 60 conversations" in said
    assert "%" in said  # safety is near its ceiling: shares instead of means


def test_whoever_was_not_compared_has_no_letter(compared):
    printed = _comparison(compared(labelled=5))
    rows = [line for line in printed.splitlines() if re.match(r"r\d ", line)]
    assert len(rows) == len({mean.responder for mean in compared().responders})
    assert not any(part[-1:].isalpha() for row in rows for part in row.split()[1:])
    assert "Without a letter: not compared." in printed
    assert "share a letter" not in printed


@given(
    st.integers(2, 7).flatmap(
        lambda n: st.tuples(
            st.just(n),
            st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=20),
        )
    )
)
def test_two_share_a_letter_exactly_where_they_are_not_told_apart(case):
    count, pairs = case
    names = [f"r{place}" for place in range(count)]
    apart = {(names[a], names[b]) for a, b in pairs if a != b}
    marks = letters(names, sorted(apart))
    for first in names:
        for second in names:
            told = (first, second) in apart or (second, first) in apart
            assert bool(set(marks[first]) & set(marks[second])) is not told


def test_one_name_never_looks_like_another():
    assert one_line("a\nb") != one_line("a b")
    assert "\x1b" not in one_line(HOSTILE[1])
    assert one_line("\u202eevil") == "\\u202eevil"
    assert one_line("会話") == "会話"


def _renamed(comparison, name):
    """Give the first responder of a comparison another name."""
    old = comparison.responders[0].responder
    return replace(
        comparison,
        responders=tuple(
            replace(m, responder=name if m.responder == old else m.responder)
            for m in comparison.responders
        ),
        pairs=tuple(
            replace(p, a=name if p.a == old else p.a, b=name if p.b == old else p.b)
            for p in comparison.pairs
        ),
    )


def _judged_by(assessment: Assessment, name: str) -> Assessment:
    old = assessment.cells[0].judge
    cells = tuple(replace(c, judge=name if c.judge == old else c.judge) for c in assessment.cells)
    return replace(assessment, cells=cells)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("width", [80, 120])
def test_no_name_of_a_responder_breaks_a_comparison(compared, name, width):
    plain, hostile = compared(), _renamed(compared(), name)
    for render in (
        lambda found: comparison_summary(found, width=width, more="MORE"),
        lambda found: compare_renderables(found, width=width),
    ):
        printed = _printed(render(hostile), width)
        assert "\x1b" not in printed
        assert max(map(cell_len, printed.splitlines())) <= width
        # as many rows that begin with a place or a name as before
        rows = [line for line in printed.splitlines() if line.count(".") > 2]
        before = [
            line for line in _printed(render(plain), width).splitlines() if line.count(".") > 2
        ]
        assert len(rows) >= len(before) - 2


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("width", [80, 120])
def test_no_name_of_a_judge_breaks_an_assessment(assessed, name, width):
    found = _judged_by(assessed(), name)
    for made in (
        reliability_summary(found, width=width, more="MORE"),
        reliability_renderables(found, width=width),
    ):
        printed = _printed(made, width)
        assert "\x1b" not in printed
        assert max(map(cell_len, printed.splitlines())) <= width
