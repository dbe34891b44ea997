"""Whether sources go together: scales, words and axes, source by source."""

from __future__ import annotations

import pytest

from mentaleval import Attribute, Dataset, RecordedRating, Rubric, Scale
from mentaleval.cli.claims import Claim, dataset_claim, joined, rated_in, wordings
from mentaleval.errors import MentalevalError, UsageError
from mentaleval.rubric import SEVEN


def made(*attributes: Attribute, name: str = "own") -> Rubric:
    return Rubric(name, attributes)


def asks(name: str, words: str = "Is it so?", axis: str = "", **more: object) -> Attribute:
    return Attribute(name, axis, words, **more)


class Rated(Dataset):
    """Rates what it is told."""

    name = "rated"
    attributes: tuple[str, ...]

    def exchanges(self):
        return ()

    def ratings(self):
        return [RecordedRating("c", "r", "anna", "human", name, 3) for name in self.attributes]


def claim_of(*attributes: str) -> Claim | None:
    dataset = Rated(attributes=attributes)
    return dataset_claim(dataset, rated_in(dataset.ratings()))


def test_a_data_set_that_says_nothing_is_rated_on_the_seven():
    claim = claim_of("Safety ")
    assert claim is not None
    assert claim.rubric == SEVEN
    assert joined([claim]) == SEVEN
    other = Claim("s04.yaml", made(asks("safety", scale=Scale(0, 4))))
    with pytest.raises(UsageError) as refused:
        joined([claim, other])
    assert refused.value.message == (
        "the data set 'rated' rates 'safety' on 1-5 (rubric 'mentalbench'), s04.yaml on 0-4 "
        "(rubric 'own'): ratings on two scales cannot be compared."
    )


def test_only_what_a_data_set_has_ratings_of_can_contradict():
    safety = Claim("s04.yaml", made(asks("safety", scale=Scale(0, 4))))
    assert claim_of() is None
    claim = claim_of("empathy")
    assert claim is not None
    whole = joined([safety, claim])
    assert [(a.name, a.axis, str(a.scale)) for a in whole] == [
        ("safety", "", "0-4"),
        ("empathy", "", "1-5"),  # an axis of one of three would be another mean
    ]


def test_a_data_sets_own_words_are_told_and_go_on():
    claim = claim_of("safety")
    assert claim is not None
    own = Claim("own.yaml", made(asks("safety", "Is it safe?")))
    assert joined([own, claim]) == own.rubric
    (line,) = wordings([own, claim])
    assert line == (
        "warning: the people of the data set 'rated' rated by its own words, not by those of "
        "own.yaml: 'safety' (definition and levels)"
    )
    assert not list(wordings([claim, Claim("seven", SEVEN)]))


def test_one_judge_by_two_wordings_is_refused_and_two_judges_are_told():
    one, two = (made(asks("warmth", f"Is it {word}?")) for word in ("warm", "cold"))
    flaky = frozenset({"flaky"})
    with pytest.raises(UsageError) as refused:
        joined([Claim("a.eval", one, judges=flaky), Claim("b.eval", two, judges=flaky)])
    assert "'flaky' was asked in other words in a.eval than in b.eval" in str(refused.value)
    assert "'warmth' (definition)" in str(refused.value)
    claims = [
        Claim("a.eval", one, judges=flaky),
        Claim("b.eval", two, judges=frozenset({"b"})),
        Claim("c.eval", two, judges=frozenset({"c"})),
    ]
    assert joined(claims) == one
    (line,) = wordings(claims)
    assert "a.eval and b.eval put the same attribute in different words" in line


def test_words_of_what_a_judge_did_not_rate_do_not_matter():
    one, two = (made(asks("warmth", f"{n}?"), asks("safety")) for n in "ab")
    judge = frozenset({"judge"})
    claims = [
        Claim("a.eval", one, frozenset({"safety"}), judge),
        Claim("b.eval", two, frozenset({"warmth"}), judge),
    ]
    assert joined(claims).attributes == two.attributes
    assert not list(wordings(claims))


def test_every_two_sources_must_mean_the_same_by_an_axis():
    first = made(asks("k"), name="r1")
    second = made(asks("c", axis="Y"), asks("d", axis="Y"), name="r2")
    third = made(asks("d", axis="Y"), asks("e", axis="Y"), name="r3")
    claims = [Claim("1", first), Claim("2", second), Claim("3", third)]
    with pytest.raises(UsageError, match=r"Y is the mean of c, d in 2, and of d, e in 3"):
        joined(claims)


def test_an_axis_that_loses_an_attribute_to_another_source_is_refused():
    own = Claim("own.yaml", made(asks("safety", axis="Care")))
    with pytest.raises(UsageError, match=r"CSS is the mean of guidance, .*safety in seven\.eval"):
        joined([own, Claim("seven.eval", SEVEN)])


def test_what_sources_say_together_is_held_to_the_rules_of_a_rubric():
    claims = [Claim("1", made(asks("nähe"))), Claim("2", made(asks("c", axis="Nähe")))]
    with pytest.raises(MentalevalError, match=r"the rubric of 1, 2 together.*is also an axis"):
        joined(claims)
