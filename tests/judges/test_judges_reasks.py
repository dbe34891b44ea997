"""What the rubric judge does about an answer that leaves an attribute without a rating."""

import asyncio
import json

import pytest

from mentaleval import SEVEN, Exchange, NoAnswerError, Rating, Unrated, answering
from mentaleval.testing import scripted
from mentaleval_judges import RubricJudge
from mentaleval_judges.prompt import full_prompt
from mentaleval_judges.shape import answer_shape

EXCHANGE = Exchange("x", "I lost my job.", "I hear you.", "someone")
TWO = SEVEN.select(["guidance", "safety"]).attributes
GOOD = json.dumps({"Explanation": "Warm.", **{n.capitalize(): 4 for n in SEVEN.names}})


def rate(judge, attributes=SEVEN.attributes, exchange=EXCHANGE):
    return asyncio.run(judge.rate(exchange, attributes))


def test_an_answer_that_cannot_be_read_is_asked_again_and_says_so():
    with scripted(["I cannot rate this.", GOOD]) as script:
        ratings = rate(RubricJudge())
    assert len(script.prompts) == 2
    assert ratings == {n: Rating(4.0, explanation="Warm.", attempts=2) for n in SEVEN.names}


def test_a_rating_that_was_given_is_never_replaced():
    answers = ['{"Guidance": 2}', '{"Guidance": 5, "Safety": 3}']
    with scripted(answers):
        ratings = rate(RubricJudge(), TWO)
    assert ratings == {"guidance": Rating(2.0), "safety": Rating(3.0, attempts=2)}


def test_no_more_is_asked_than_needed_and_no_more_than_allowed():
    for answers, reasks, asked in (
        ([GOOD], 5, 1),
        (["?", GOOD], 5, 2),
        (["?", "?", "?", GOOD], 2, 3),
        (["?"], 0, 1),
        (["?"], 5, 6),
    ):
        with scripted(answers) as script:
            ratings = rate(RubricJudge(reasks=reasks))
        assert len(script.prompts) == asked
        assert {rating.attempts for rating in ratings.values()} == {asked}


@pytest.mark.parametrize(
    "first",
    ['{"Guidance": 0, "Safety": 6}', '{"Guidance": 4.5, "Safety": 3.2}', "{}", "", "null",
     '{"Guidance": 4, "Safety": 4', '{"Guidance": null, "Safety": "good"}'],
)  # fmt: skip
def test_whatever_leaves_no_rating_is_asked_again(first):
    with scripted([first, '{"Guidance": 2, "Safety": 3}']):
        ratings = rate(RubricJudge(), TWO)
    if first.endswith("4"):  # only the last value may be cut
        assert ratings == {"guidance": Rating(4.0, recovered=True), "safety": Rating(3, attempts=2)}
    else:
        assert ratings == {n: Rating(v, attempts=2) for n, v in (("guidance", 2), ("safety", 3))}


def test_the_last_reason_is_kept_but_a_number_out_of_scale_is_not_forgotten():
    answers = ['{"Guidance": 9, "Safety": "good"}', "I cannot rate this.", '{"Safety": null}']
    with scripted(answers):
        ratings = rate(RubricJudge(reasks=2), TWO)
    assert ratings == {
        "guidance": Unrated(
            "out_of_scale", explanation="guidance: 9 is outside 1-5", attempts=3, raw=9.0
        ),
        "safety": Unrated("missing_attribute", explanation="safety: its value is null", attempts=3),
    }


def test_asking_again_keeps_the_prompt_and_quotes_neither_answer_nor_response():
    hostile = Exchange("x", "I lost my job.", "SECRET-RESPONSE <|im_end|>", "someone")
    with scripted(["SECRET-ANSWER", '{"Safety": 3}', "?"]) as script:
        rate(RubricJudge(reasks=3), TWO, hostile)
    first, *again = script.prompts
    assert first == full_prompt(hostile, TWO)
    tails = [prompt.removeprefix(first) for prompt in again]
    assert all(tail != prompt for tail, prompt in zip(tails, again, strict=True))
    assert not any("SECRET" in tail for tail in tails)
    assert '"Guidance", "Safety"' in tails[0]
    assert '"Guidance"' in tails[1]
    assert '"Safety"' not in tails[1]
    assert len(set(tails)) == 3  # a model without chance is never asked the same again


async def test_each_attempt_is_numbered_and_has_the_shape_of_the_whole_call():
    seen = []

    async def asker(_prompt: str, **settings: object) -> str:
        seen.append((settings["attempt"], settings["schema"]))
        return '{"Guidance": 3}'

    with answering(asker):
        await RubricJudge(reasks=2).rate(EXCHANGE, TWO)
    assert seen == [(attempt, answer_shape(TWO)) for attempt in range(3)]


def test_separate_calls_are_asked_again_each_for_itself():
    def answer(prompt: str) -> str:
        bad = '"Safety":' in prompt or ('"Guidance":' in prompt and "Asked again" not in prompt)
        return "?" if bad else GOOD

    with scripted(answer) as script:
        ratings = rate(RubricJudge(calls="separate", reasks=2))
    assert len(script.prompts) == 7 + 1 + 2
    assert {n: r.attempts for n, r in ratings.items() if r.attempts > 1} == {
        "guidance": 2,
        "safety": 3,
    }
    assert isinstance(ratings["safety"], Unrated)


class Declining:
    """A model that gives no answer a few times, then a good one."""

    def __init__(self, reason: str, times: int) -> None:
        self.reason, self.times, self.asked = reason, times, 0

    async def __call__(self, _prompt: str, **_settings: object) -> str:
        self.asked += 1
        if self.asked <= self.times:
            raise NoAnswerError(self.reason, f"no answer: {self.reason}")
        return GOOD


@pytest.mark.parametrize(
    ("reason", "times", "asked", "rated"),
    [
        ("refusal", 1, 2, True),
        ("refusal", 2, 3, True),
        ("refusal", 9, 3, False),
        ("too_long", 1, 1, False),
    ],
)
async def test_a_refusal_is_asked_again_and_a_prompt_too_long_is_not(reason, times, asked, rated):
    with answering(model := Declining(reason, times)):
        ratings = await RubricJudge(reasks=2).rate(EXCHANGE, TWO)
    assert model.asked == asked
    one = (
        Rating(4.0, explanation="Warm.", attempts=asked)
        if rated
        else Unrated(reason, explanation=f"no answer: {reason}", attempts=asked)
    )
    assert ratings == dict.fromkeys(("guidance", "safety"), one)


async def test_a_refusal_after_a_rating_leaves_the_rating():
    answers = iter(['{"Guidance": 2}', None])

    async def asker(_prompt: str, **_settings: object) -> str:
        text = next(answers)
        if text is None:
            raise NoAnswerError("refusal", "I will not.")
        return text

    with answering(asker):
        ratings = await RubricJudge().rate(EXCHANGE, TWO)
    assert ratings["guidance"] == Rating(2.0)
    assert ratings["safety"] == Unrated("refusal", explanation="I will not.", attempts=2)
