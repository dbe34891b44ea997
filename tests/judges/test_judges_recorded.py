from typing import ClassVar

import pytest
from pydantic import Field

from mentaleval import (
    SEVEN,
    Attribute,
    Dataset,
    Exchange,
    Rating,
    RecordedRating,
    Scale,
    Unrated,
    UsageError,
)
from mentaleval_judges import Recorded

TWO = SEVEN.select(["guidance", "safety"]).attributes


def row(rater="claude", attribute="guidance", rating=4.0, **rest: str | int | bool):
    given = {"exchange_id": "x", "responder": "coach", "rater_kind": "judge", **rest}
    return RecordedRating(rater=rater, attribute=attribute, rating=rating, **given)


class Recording(Dataset):
    """Whatever rows a test gives it."""

    name: ClassVar[str] = "recording"
    rows: tuple[RecordedRating, ...] = Field(default=(), description="The rows.")

    def exchanges(self):
        return ()

    def ratings(self):
        return self.rows


BOTH = Recording(
    rows=(
        row(rater="anna", rating=1.0, rater_kind="human"),
        row(rater_family="anthropic/claude-3-7-sonnet"),
        row(attribute="safety", rating=None, reason="unparseable"),
        row(rater="gpt4o", rating=5.0),
        row(responder="warm", rating=2.0, recovered=True),
        row(rating=1.0, epoch=2),
    )
)


def exchange(responder="coach", name="x"):
    return Exchange(name, "I lost my job.", "Write a list.", responder)


async def rated(judge, which=None, attributes=TWO):
    return await judge.rate(which or exchange(), attributes)


def test_stands_for_each_recorded_judge_and_never_for_a_person():
    assert [judge.label for judge in Recorded().variants(BOTH)] == ["claude", "gpt4o"]
    assert [judge.rater for judge in Recorded(rater="gpt4o").variants(BOTH)] == ["gpt4o"]


async def test_returns_what_was_recorded_and_why_there_is_nothing():
    judge = Recorded(rater="claude").prepared(BOTH)
    assert await rated(judge) == {"guidance": Rating(4.0), "safety": Unrated("unparseable")}
    assert await rated(judge, exchange("warm")) == {
        "guidance": Rating(2.0, recovered=True),
        "safety": Unrated("missing"),
    }


async def test_what_was_never_recorded_is_missing():
    judge = Recorded(rater="gpt4o").prepared(BOTH)
    for unknown in (exchange("terse"), exchange(name="y"), Exchange("x", "a", "b")):
        assert set((await rated(judge, unknown)).values()) == {Unrated("missing")}


async def test_an_empty_cell_without_a_reason_is_missing():
    judge = Recorded(rater="claude").prepared(Recording(rows=(row(rating=None),)))
    assert (await rated(judge))["guidance"] == Unrated("missing")


async def test_a_rating_outside_the_scale_asked_for_is_no_rating():
    judge = Recorded(rater="claude").prepared(BOTH)
    narrow = Attribute("guidance", scale=Scale(0, 1))
    assert (await rated(judge, attributes=[narrow]))["guidance"] == Unrated("out_of_scale", raw=4.0)


async def test_keeps_to_the_first_epoch():
    late_first = Recording(rows=(row(rating=1.0, epoch=2), row(rating=4.0)))
    assert (await rated(Recorded(rater="claude").prepared(late_first)))["guidance"].value == 4.0


def test_preparing_leaves_the_judge_itself_and_its_options_alone():
    judge = Recorded(rater="claude")
    ready = judge.prepared(BOTH)
    assert judge._ratings is None
    assert ready.options() == judge.options() == {"rater": "claude"}
    assert (judge.lineage, ready.lineage) == (None, "anthropic/claude-3-7-sonnet")


async def test_says_so_when_it_has_no_data_set():
    with pytest.raises(UsageError, match="before it was given a data set"):
        await rated(Recorded(rater="claude"))


@pytest.mark.parametrize("method", ["variants", "prepared"])
def test_names_a_near_miss(method):
    with pytest.raises(UsageError, match=r"no recorded judge 'claud'\. Did you mean 'claude'\?"):
        getattr(Recorded(rater="claud"), method)(BOTH)


@pytest.mark.parametrize("rater", [None, "claude"])
@pytest.mark.parametrize("method", ["variants", "prepared"])
def test_says_so_when_no_judge_was_recorded(method, rater):
    people = Recording(rows=(row(rater_kind="human"),))
    with pytest.raises(UsageError, match=r"'recording' has no recorded ratings by a judge"):
        getattr(Recorded(rater=rater), method)(people)


def test_cannot_be_prepared_for_all_judges_at_once():
    with pytest.raises(UsageError, match=r"one recorded judge at a time.*claude, gpt4o"):
        Recorded().prepared(BOTH)
