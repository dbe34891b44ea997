from typing import ClassVar

import pytest

from mentaleval import Dataset, Exchange, Refusal, UsageError
from mentaleval_responders import Original, Recorded

EXCHANGES = (
    Exchange("1", "I lost my job.", "I hear you.", "warm"),
    Exchange("1", "I lost my job.", "Write a list.", "coach"),
    Exchange("2", "She left.", "Oh no.", "warm"),
    Exchange("2", "She left.", " ", "silent"),
    Exchange("3", "I am tired."),
)


class Anonymous(Dataset):
    """A data set without responses of its own."""

    name: ClassVar[str] = "anonymous"

    def exchanges(self):
        return EXCHANGES


class Owned(Anonymous):
    """A data set whose `coach` is a person."""

    name: ClassVar[str] = "owned"
    original: ClassVar[str | None] = "coach"


def test_stands_for_each_recorded_responder_with_a_response():
    variants = Recorded().variants(Anonymous(), EXCHANGES)
    assert [v.label for v in variants] == ["warm", "coach"]
    assert [v.options() for v in variants] == [{"responder": "warm"}, {"responder": "coach"}]


def test_or_for_the_one_that_is_asked_for():
    (only,) = Recorded(responder="coach").variants(Anonymous(), EXCHANGES)
    assert only == Recorded(responder="coach")


def test_goes_by_the_exchanges_of_the_run():
    variants = Recorded().variants(Anonymous(), EXCHANGES[2:])
    assert [v.label for v in variants] == ["warm"]


@pytest.mark.parametrize(
    ("response", "given"),
    [
        ("I hear you.\n", "I hear you.\n"),
        (" \n", Refusal("no_response")),
        (None, Refusal("no_response")),
    ],
)
async def test_replays_the_response_as_it_stands(response, given):
    exchange = Exchange("1", "I lost my job.", response, "warm")
    assert await Recorded(responder="warm").respond(exchange) == given


def test_names_a_near_miss():
    with pytest.raises(
        UsageError, match=r"responder 'coahc'\. Did you mean 'coach'\?.*warm, coach"
    ):
        Recorded(responder="coahc").variants(Anonymous(), EXCHANGES)


@pytest.mark.parametrize("responder", [None, "warm"])
def test_says_so_when_nothing_was_recorded(responder):
    with pytest.raises(UsageError, match=r"'anonymous' has no recorded responses to replay"):
        Recorded(responder=responder).variants(Anonymous(), EXCHANGES[3:])


def test_the_original_is_the_one_that_the_data_set_names():
    (only,) = Original().variants(Owned(), EXCHANGES)
    assert isinstance(only, Original)
    assert (only.label, only.options()) == ("coach", {"responder": "coach"})
    assert only.variants(Owned(), EXCHANGES) == (only,)


async def test_the_original_is_replayed():
    assert Original.replays
    assert await Original(responder="coach").respond(EXCHANGES[1]) == "Write a list."


def test_says_so_when_the_data_set_names_no_original():
    with pytest.raises(UsageError, match="'anonymous' names no human-written responses"):
        Original().variants(Anonymous(), EXCHANGES)


def test_says_so_when_another_is_asked_for_as_the_original():
    with pytest.raises(UsageError, match="those of 'coach', not of 'warm'"):
        Original(responder="warm").variants(Owned(), EXCHANGES)


def test_says_so_when_the_run_has_no_original_response():
    with pytest.raises(UsageError, match="'owned' has no recorded responder 'coach'"):
        Original().variants(Owned(), EXCHANGES[2:])
