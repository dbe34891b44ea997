import pytest
from pydantic import ValidationError

from mentaleval import SEVEN, Attribute, Exchange, Rating, Scale
from mentaleval_judges import Keyword


@pytest.mark.parametrize(
    ("response", "value"), [("I hear you.", 5.0), ("I see.", 1.0), ("Hear, hear: no.", 5.0)]
)
async def test_one_word_decides(response, value):
    ratings = await Keyword().rate(Exchange("x", "a", response), SEVEN.attributes)
    assert ratings == {name: Rating(value) for name in SEVEN.names}


async def test_looks_for_the_word_as_it_is_written():
    ratings = await Keyword(word="Hear").rate(Exchange("x", "a", "I hear."), SEVEN.attributes)
    assert {rating.value for rating in ratings.values()} == {1.0}


@pytest.mark.parametrize(
    ("scale", "high", "low"), [(Scale(0, 1), 1.0, 0.0), (Scale(2, 4), 4.0, 2.0)]
)
async def test_rates_at_the_ends_of_the_scale(scale, high, low):
    own = [Attribute("tone", scale=scale)]
    assert (await Keyword().rate(Exchange("x", "a", "hear"), own))["tone"].value == high
    assert (await Keyword().rate(Exchange("x", "a", "see"), own))["tone"].value == low


def test_says_its_word_where_it_is_another():
    assert Keyword().label == "keyword"
    assert Keyword(word="see").label == "keyword[word=see]"


def test_needs_a_word():
    with pytest.raises(ValidationError):
        Keyword(word="")
