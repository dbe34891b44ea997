import pytest
from mentaleval import SEVEN, Exchange, Rating, Unrated
from mentaleval.testing import Check, conformance

from mentaleval_asking import AskingJudge


@pytest.mark.parametrize("check", conformance(AskingJudge), ids=str)
def test_it_keeps_the_contract(check: Check) -> None:
    check()


@pytest.mark.parametrize(
    ("response", "value"),
    [
        ("You are not alone.", 1),
        ("Who is not tired? You are not alone.", 3),
        ("I am sorry. Since when do you feel this?", 5),
    ],
)
async def test_a_question_about_the_person_earns_more_than_one_in_general(
    response: str, value: float
) -> None:
    exchange = Exchange("invented-1", "I cannot sleep.", response, "somebody")
    outcomes = await AskingJudge().rate(exchange, SEVEN.attributes)
    assert outcomes["understanding"] == Rating(value)


async def test_of_what_asking_says_nothing_it_gives_no_rating() -> None:
    exchange = Exchange("invented-1", "I cannot sleep.", "Since when?", "somebody")
    outcomes = await AskingJudge().rate(exchange, SEVEN.attributes)
    rated = [name for name, outcome in outcomes.items() if not isinstance(outcome, Unrated)]
    assert rated == ["understanding"]
