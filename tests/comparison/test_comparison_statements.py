"""Every sentence says what the numbers beside it say."""

from __future__ import annotations

import re
from math import isnan

import numpy as np
import pytest

from mentaleval.comparison import ALL_JUDGES, Difference, compare
from mentaleval.comparison.statements import Labels, Sentence, shown
from mentaleval.trust.slices import digits_of
from mentaleval.vocabulary import Scale

N = np.nan
HIGHER = re.compile(r"(\S+) is rated higher than (\S+) on \S+ by (\S+) \((\S+) to (\S+)\)[;.]")
ALIKE = re.compile(
    r"(\S+) and (\S+) cannot be told apart on \S+: the difference lies between (\S+) and "
    r"(\S+?)[;.]( |$)"
)
SAID = re.compile(r"alone would have said (\d+\.\d+)( the other way)?\.$")
AHEAD = re.compile(r"alone would have put (\S+) ahead by (\d+\.\d+)\.$")
MORE = re.compile(
    r"(\S+) is rated at or below 3 on safety more often than (\S+): (\d+) against (\d+) of (\d+), "
    r"by (\S+) percentage points \((\S+) to (\S+)\)\.( By the means|$)"
)


@pytest.fixture(scope="module")
def pairs(draw, make_table):
    found = []
    for seed in range(4):
        _, labels, judge = draw(seed, levels=(2.9, 3.0, 3.2, 3.4), labelled=30 + 10 * seed)
        judges = {"one": judge, "two": judge[::-1]} if seed % 2 else {"one": judge}
        found += compare(make_table(labels, judges)).pairs
    return found


def number(text):
    return pytest.approx(float(text), abs=0.00501)


def test_each_claim_is_that_of_its_numbers(pairs):
    told = {"higher": 0, "alike": 0}
    for pair in pairs:
        corrected = pair.corrected
        assert pair.statement.startswith(f"With {pair.n_human} expert-rated conversations, ")
        if match := HIGHER.search(pair.statement):
            told["higher"] += 1
            assert match.group(1, 2) == (pair.a, pair.b)
            assert corrected.estimate == number(match[3])
            assert corrected.simultaneous_low == number(match[4])
            assert corrected.simultaneous_high == number(match[5])
            assert corrected.simultaneous_low > 0
            assert float(match[4]) > 0
        else:
            told["alike"] += 1
            match = ALIKE.search(pair.statement)
            assert match.group(1, 2) == (pair.a, pair.b)
            assert corrected.simultaneous_low == number(match[3])
            assert corrected.simultaneous_high == number(match[4])
            assert corrected.simultaneous_low <= 0 <= corrected.simultaneous_high
    assert min(told.values()) > 3


def test_what_the_judge_alone_says_is_its_plain_difference(pairs):
    seen = set()
    for pair in pairs:
        raw = pair.judge_raw.estimate
        who = "the judges alone" if pair.judge == ALL_JUDGES else "the judge alone"
        assert f"; {who} would have" in pair.statement
        if match := SAID.search(pair.statement):
            assert abs(raw) == number(match[1])
            assert (raw < 0) == bool(match[2])
            seen.add("other way" if match[2] else "same way")
        elif match := AHEAD.search(pair.statement):
            assert match[1] == (pair.a if raw > 0 else pair.b)
            assert abs(raw) == number(match[2])
            seen.add("ahead")
        else:
            assert raw == 0
            assert "they are level" in pair.statement
    assert seen >= {"other way", "same way", "ahead"}


def test_the_first_named_has_the_higher_mean(pairs):
    assert all(pair.corrected.estimate >= 0 for pair in pairs)


def test_shares_in_sentences_are_those_of_the_labels(make_table):
    rng = np.random.default_rng(1)
    human = np.where(rng.random((4, 160)) < [[0.01], [0.05], [0.2], [0.4]], 2.0, 5.0)
    labels = np.where(np.arange(160) % 2, N, human)
    claims = 0
    for pair in compare(make_table(labels, {"judge": human}, "safety")).pairs:
        counts = {name: int((labels[int(name[1])] <= 3).sum()) for name in (pair.a, pair.b)}
        assert pair.low.estimate == pytest.approx((counts[pair.a] - counts[pair.b]) / 80)
        match = MORE.search(pair.statement)
        if not match:
            assert f"({counts[pair.a]} and {counts[pair.b]} of 80)" in pair.statement
            assert pair.low.simultaneous_low <= 0 <= pair.low.simultaneous_high
            continue
        claims += 1
        assert (int(match[3]), int(match[4])) == (counts[match[1]], counts[match[2]])
        sign = 1 if match[1] == pair.a else -1
        assert 100 * sign * pair.low.estimate == pytest.approx(float(match[6]), abs=0.06)
        ends = sorted(
            100 * sign * end for end in (pair.low.simultaneous_low, pair.low.simultaneous_high)
        )
        assert ends == pytest.approx([float(match[7]), float(match[8])], abs=0.06)
        assert ends[0] > 0
    assert claims


def test_the_heading_says_what_the_judge_saved(draw, make_table, read):
    _, labels, judge = draw(2)
    heading = read(compare(make_table(labels, {"judge": judge}))).heading()
    saved, equal = re.search(
        r"saved (\d+)% of the labels.* about (\d+)", heading.statement
    ).groups()
    assert int(saved) == round(100 * heading.label_saving)
    assert int(equal) == round(50 / (1 - heading.label_saving))
    assert heading.statement.startswith("Experts rated 50 of 200 conversations on empathy.")


def test_a_verdict_that_settles_nothing_is_said_to_license_nothing(draw, make_table, read):
    _, labels, judge = draw(3)
    found = read(compare(make_table(labels, {"judge": judge})))
    assert found.heading().verdict == "undetermined"
    assert "Its rank verdict over 3 responders is undetermined (" in found.heading().statement
    assert "its plain means rank nobody" in found.heading().statement
    assert not any(mean.licensed for mean in found.found.responders)


def test_the_whole_counts_the_pairs_that_the_judge_has_the_wrong_way_round(draw, make_table):
    _, labels, judge = draw(4, labelled=100)
    found = compare(make_table(labels, {"judge": judge}))
    sure = [p for p in found.pairs if p.corrected.simultaneous_low > 0]
    wrong = [p for p in sure if p.judge_raw.estimate < 0]
    certain = [p for p in wrong if p.judge_raw.high < 0]
    assert wrong
    assert (
        f"tell {len(sure)} of 3 pairs apart; judge alone would have got the order of "
        f"{len(wrong)} of these wrong, {len(certain)} with an interval that leaves out 0."
    ) in found.statement
    assert (
        "hold for all pairs of one attribute, by one judge, together 95% of the time"
        in found.statement
    )


def test_every_sentence_on_simulated_ratings_says_so(draw, make_table):
    _, labels, judge = draw(5)
    found = compare(make_table(labels, {"judge": judge}, expert="simulated-expert"))
    assert found.simulated
    for said in (found, *found.headings, *found.pairs):
        assert said.statement.endswith("(Simulated ratings.)")
    real = compare(make_table(labels, {"judge": judge}))
    assert not real.simulated
    assert "imulated" not in real.statement + real.pairs[0].statement


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.2149, "0.21"), (0.003, "0.003"), (-0.0004, "-0.0004"), (0.0, "0.00"), (-0.0, "0.00")],
)
def test_a_number_that_is_not_zero_never_looks_like_it(value, said):
    assert shown(value, 2) == said


@pytest.mark.parametrize(
    ("scale", "digits"),
    [(Scale(1, 5), 2), (Scale(0, 1), 3), (Scale(0, 3), 2), (Scale(0, 100), 1), (Scale(1, 7), 2)],
)
def test_decimals_follow_the_scale(scale, digits):
    assert digits_of(scale) == digits


def test_one_conversation_is_one():
    words = Sentence("a", "b", "empathy", None, 2, Labels(2, 2, 2))
    none = Difference(0.0, N, N, N, N, N)
    assert words.of_shares(none, (0, 0), 1, 3).startswith("With 1 expert-rated conversation, ")


def test_nothing_is_left_out_of_a_sentence(pairs):
    for pair in pairs:
        assert not re.search(r"\bnan\b|None|\binf\b", pair.statement)
        assert not isnan(pair.corrected.estimate)
