"""Data sets that break one promise each fail that check, and no other."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest
from pydantic import Field

from mentaleval import (
    Attribute,
    DataError,
    Dataset,
    Exchange,
    Judge,
    Reason,
    RecordedRating,
    Rubric,
    Scale,
)
from mentaleval.testing import conformance
from mentaleval.testing.conformance.suite import PROMISES

SAID = (
    Exchange("a", "I have not slept since Sunday.", "What keeps you awake?", "person"),
    Exchange("a", "I have not slept since Sunday.", "Try tea.", "machine"),
    Exchange("b", "Nobody came to my birthday.", "That must have hurt.", "person"),
    Exchange("c", "I do not want to go back to school."),
)
RATED = (
    RecordedRating("a", "person", "expert", "human", "empathy", 4.0),
    RecordedRating("a", "machine", "expert", "human", "empathy", None, Reason.MISSING),
    RecordedRating("b", "person", "judge", "judge", "safety", 2.0),
    RecordedRating("b", "person", "judge", "judge", "safety", 3.0, epoch=2),
)


class Sound(Dataset):
    """Holds three invented contexts."""

    name = "sound"
    original = "person"

    def exchanges(self):
        yield from SAID

    def ratings(self):
        yield from RATED


class Silent(Dataset):
    """Holds one context, and no rating."""

    name = "silent"

    def exchanges(self):
        return [SAID[3]]


def said(exchange, **changes):
    """Return `Sound` with one more exchange."""

    class Changed(Sound):
        """Holds one exchange more."""

        def exchanges(self):
            yield from SAID
            yield replace(exchange, **changes)

    return Changed


def rated(**changes):
    """Return `Sound` with one more rating."""

    class Changed(Sound):
        """Holds one rating more."""

        def ratings(self):
            yield from RATED
            yield RATED[0]._replace(**{"epoch": 7, **changes})

    return Changed


class Absent(Sound):
    """Finds no file."""

    def exchanges(self):
        raise DataError("no file here")


class Empty(Silent):
    """Holds nothing."""

    def exchanges(self):
        return []


class Foreign(Sound):
    """Yields what it found."""

    def exchanges(self):
        yield {"id": "a", "context": "I have not slept."}


class Shuffled(Silent):
    """Comes in another order each time."""

    def exchanges(self):
        exchanges = [Exchange(str(number), f"Day {number}.") for number in range(99)]
        random.shuffle(exchanges)
        return exchanges


class Spent(Silent):
    """Can be read once."""

    source: str = Field(default="", description="Where it is from.")

    def model_post_init(self, _context: object) -> None:
        object.__setattr__(self, "_read", iter(SAID))

    def exchanges(self):
        return self._read


class Blank(Sound):
    """Holds a blank response, and counts another thing."""

    def exchanges(self):
        yield from SAID
        yield Exchange("d", "It is loud.", " \n", "person")

    def counts(self):
        return {"rows": 5}


class CountedBlank(Blank):
    """Holds a blank response, and counts it."""

    def counts(self):
        return {"blank_responses": 1}


class Miscounted(Sound):
    """Counts in shares."""

    def counts(self):
        return {"blank_share": 0.5}


class Twins(Silent):
    """Has two attributes of one name."""

    @property
    def rubric(self):
        warmth = Attribute("warmth", definition="Is it warm?")
        return Rubric("twins", (warmth, warmth))


class Unwritable(Silent):
    """Has an attribute that no run takes."""

    @property
    def rubric(self):
        return Rubric("unwritable", (Attribute("Warmth", definition="Is it warm?"),))


class Unscaled(Silent):
    """Has a scale that is none."""

    @property
    def scale(self):
        return (1, 5)


class Misattributed(Sound):
    """Names somebody who said nothing."""

    original = "therapist"


class Talkative(Silent):
    """Shows what people said."""

    texts: tuple[str, ...] = Field(default=(SAID[0].context,), description="The texts.")

    def exchanges(self):
        return [Exchange(str(n), text) for n, text in enumerate(self.texts)]


class OnItsOwnScale(Sound):
    """Was rated from 0 to 100, on attributes that it cannot know."""

    @property
    def rubric(self):
        return None

    @property
    def scale(self):
        return Scale(0, 100)

    def ratings(self):
        yield RATED[0]._replace(attribute="warmth", rating=80.0)


DEFECTS = {
    "Absent": (Absent, "reads", r"no file here.*\n.*-D path"),
    "Empty": (Empty, "reads", "no exchange"),
    "Foreign": (Foreign, "reads", "mentaleval.Exchange"),
    "Shuffled": (Shuffled, "order-stable", "at place"),
    "Spent": (Spent, "order-stable", "4 the first time and 0 the second"),
    "a number for an id": (said(SAID[3], id=7), "texts-typed", "its id is 7"),
    "nothing for a context": (
        said(SAID[3], id="d", context=None),
        "texts-typed",
        "context is None",
    ),
    "a blank id": (said(SAID[3], id=" "), "texts-typed", "blank id"),
    "half a character": (said(SAID[3], id="d", context="\ud83d!"), "texts-writable", "U.FFFD"),
    "nobody's": (said(SAID[3], id="d", response="Go."), "responses-signed", "'d' has a response"),
    "said twice": (said(SAID[2], response="Oh."), "ids-unique", "exchanges 3 and 5"),
    "two contexts": (said(SAID[3], id="b", responder="x"), "one-id-one-context", "'b' has two"),
    "Blank": (Blank, "texts-not-blank", "1 of its .* tells of 0"),
    "Miscounted": (Miscounted, "counts-are-numbers", "0.5"),
    "Twins": (Twins, "rubric-usable", "'warmth' is the name of attribute 1 too"),
    "Unwritable": (Unwritable, "rubric-usable", "no run would start:\n.*Did you mean 'warmth'"),
    "Unscaled": (Unscaled, "rubric-usable", r"Scale\(1, 5\)"),
    "Misattributed": (Misattributed, "names-whom-it-has", "'machine', 'person'"),
    "Talkative": (Talkative, "texts-not-shown", "keep none in an option"),
    "no reason": (rated(rating=None), "number-or-reason", "neither a number nor a reason"),
    "a reason too many": (rated(reason="missing"), "number-or-reason", "leave one of them out"),
    "six of five": (rated(rating=6.0), "ratings-in-scale", "is 6, and the scale is 1-5"),
    "no number": (rated(rating="4"), "ratings-in-scale", "'4', which is no number"),
    "not a number": (rated(rating=float("nan")), "ratings-in-scale", "is nan"),
    "unknown attribute": (rated(attribute="warmth"), "attributes-known", "'warmth'.*mentalbench"),
    "unknown exchange": (rated(exchange_id="z"), "exchanges-known", "'z', which"),
    "unknown responder": (rated(responder="z"), "exchanges-known", "'machine', 'person'"),
    "another text": (rated(context_hash="0" * 12), "hashes-match", "would not be paired"),
    "unknown kind": (rated(rater="x", rater_kind="expert"), "raters-named", "'human' or 'judge'"),
    "no rater": (rated(rater=""), "raters-named", "Who rated"),
    "two kinds": (rated(rater_kind="judge"), "raters-named", "Name the two apart"),
    "rated twice": (rated(epoch=1), "rated-once", "rating 1 .* and rating 5"),
}


@pytest.mark.parametrize(("defect", "name", "told"), DEFECTS.values(), ids=DEFECTS)
def test_a_data_set_with_one_defect_fails_that_check_and_no_other(defect, name, told, failures):
    failed = failures(defect)
    assert set(failed) == {name}, failed
    assert re.search(told, failed[name]), failed[name]


@pytest.mark.parametrize("dataset", [Sound, Silent, CountedBlank, OnItsOwnScale])
@pytest.mark.parametrize("name", [promise.name for promise in PROMISES[Dataset]])
def test_a_sound_data_set_keeps_every_promise(dataset, name):
    (check,) = (check for check in conformance(dataset) if check.name == name)
    check()


def test_every_promise_of_a_data_set_that_no_judge_makes_has_its_defect():
    own = {p.name for p in PROMISES[Dataset] if p not in PROMISES[Judge]}
    assert own == {name for _, name, _ in DEFECTS.values()}
