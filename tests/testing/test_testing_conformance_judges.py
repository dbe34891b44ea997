"""Judges that break one promise each fail that check, and no other."""

from __future__ import annotations

import asyncio
import re
from typing import ClassVar

import broken_classes as classes
import broken_judges as judges
import judges_that_mix_up as mixing
import pytest
from sound_judges import Counting, Sound

from mentaleval import Judge, Unrated
from mentaleval.testing import NotConforming, conformance
from mentaleval.testing.conformance import driving
from mentaleval.testing.conformance.suite import PROMISES

ELSEWHERE = {"imports-quietly", "imports-lightly"}
"""Checks whose defects are modules on a disk."""

DEFECTS = [
    (
        classes.NeedsAnOption,
        "constructs-from-defaults",
        r"option path: .*Option\(path=\.\.\.\)",
    ),
    (classes.CannotBeMade, "constructs-from-defaults", "UsageError: no network"),
    (classes.Shouting, "name", "'My Judge'"),
    (classes.Reserved, "name", "'judge', a word of the command line"),
    (classes.Wordless, "summary-line", "no docstring"),
    (classes.Borrowed, "summary-line", "of the class it derives from"),
    (classes.Endless, "summary-line", "full stop"),
    (classes.Wordy, "summary-line", "has 10. characters"),
    (classes.Thawed, "frozen", "`frozen`"),
    (classes.Lax, "frozen", "`extra`"),
    (classes.Undescribed, "options-described", "depth: no description"),
    (classes.Untyped, "options-typed", "'depth' takes anything"),
    (classes.UntypedInside, "options-typed", "'depth' takes anything"),
    (classes.OneWay, "options-round-trip", "'depth' is 3, written as 6 and read back as 6"),
    (classes.Namesake, "labels-differ", "'sound' with model=None"),
    (classes.TakesAttributes, "options-reserved", "'attributes'"),
    (classes.NoVariants, "variants-are-settled", "UsageError: 'invented has none'"),
    (classes.Multiplying, "variants-are-settled", r"'sound\[patience=2\]'"),
    (classes.Unprepared, "variants-are-settled", "returns None"),
    (judges.Synchronous, "rates", "`async def rate`"),
    (judges.Nested, "rates", "`await` what you need"),
    (judges.Listing, "rates", "Return a mapping"),
    (judges.Generous, "rates-what-is-asked", "also returns overall"),
    (judges.Forgetful, "rates-what-is-asked", "says nothing of understanding"),
    (judges.Unpacking, "rates-what-is-asked", "one attribute or several"),
    (judges.OnlyTheSeven, "rates-another-rubric", "unsupported_attribute"),
    (judges.OneToFive, "in-scale-or-unrated", "rated 5, and its scale is 0-3"),
    (judges.Speechless, "in-scale-or-unrated", "without a reason"),
    (judges.Worded, "in-scale-or-unrated", "'1', which is no number"),
    (judges.Yes, "in-scale-or-unrated", "True, which is no number"),
    (judges.Bare, "in-scale-or-unrated", "is given 1.0"),
    (judges.OnlyTogether, "joint-and-separate", "by itself it is"),
    (judges.Relative, "joint-and-separate", "by itself it is"),
    (judges.HiddenModel, "family-declared", "no option `model`"),
    (judges.Misnamed, "family-declared", "'Open AI'"),
    (judges.Foundling, "family-declared", "it would be 'openai/gpt-4o'"),
    (judges.Sorting, "leaves-alone", "the list of attributes"),
    (judges.Editing, "leaves-alone", "changes the exchange"),
    (judges.NeedsAWord, "survives-empty", r"IndexError.*\n.*response '\.'"),
    (judges.NeedsBrevity, "survives-huge", r"too long.*\n.*characters\)"),
    (judges.NeedsPlainText, "survives-hostile", "{name}"),
    (judges.NeedsEnglish, "survives-foreign", "AttributeError"),
    (judges.NeedsJson, "survives-its-own-model", "read_answer"),
    (judges.Insisting, "asks-with-an-end", "more than 100 times"),
    (judges.Salted, "asks-the-same", "asked about the same exchange twice"),
    (judges.Shared, "concurrency-safe", "'invented-shift' by itself"),
    (judges.Wavering, "deterministic", "Seed what is drawn"),
    (judges.Stubborn, "can-be-cancelled", "Ctrl-C"),
    (judges.Lowering, "unreadable-is-unrated", r"answered ''.*rated 1\.0"),
    (judges.Cutting, "out-of-scale-is-unrated", r"answered 9 on .*rated 5\.0"),
    (judges.Credulous, "takes-no-planted-number", "the response held .*quoted="),
    (mixing.BelievingThePerson, "takes-no-planted-number", "the context held"),
    (mixing.BelievingParts, "takes-no-planted-number", "the response held"),
    (mixing.NeverRating, "rates-at-all", "'no_key'"),
    (mixing.FirstOnly, "rates-each-response", "the second is rated as the first"),
    (mixing.FirstAnswerOnly, "rates-each-response", "the second is rated as the first"),
    (mixing.Drifting, "deterministic", "its model having answered the same"),
    (mixing.Tireless, "deterministic", "Keep nothing from one exchange to the next"),
    (mixing.ContextOnly, "shows-the-response", "the response was"),
    (mixing.Swapping, "ratings-not-mixed-up", "'guidance' is rated 3.* it is rated 1"),
    (mixing.Sorting, "ratings-not-mixed-up", "by its attribute's name"),
    (mixing.AskingOneToFive, "uses-the-whole-scale", "1 to 3 is all that it gives"),
    (mixing.CuttingOthers, "out-of-scale-is-unrated", r"answered 4 on the scale 0 to 3"),
    (mixing.OneGate, "rates", "several event loops"),
]


@pytest.mark.parametrize(
    ("defect", "name", "said"), DEFECTS, ids=[d.__name__ for d, _, _ in DEFECTS]
)
def test_a_judge_with_one_defect_fails_that_check_and_no_other(defect, name, said, failures):
    failed = failures(defect)
    assert set(failed) == {name}, failed
    assert re.search(said, failed[name]), failed[name]


@pytest.mark.parametrize("judge", [Sound, Counting])
@pytest.mark.parametrize("name", [promise.name for promise in PROMISES[Judge]])
def test_a_sound_judge_keeps_every_promise(judge, name):
    (check,) = (check for check in conformance(judge) if check.name == name)
    check()


def test_every_promise_of_a_judge_has_its_defect():
    assert {name for _, name, _ in DEFECTS} == {p.name for p in PROMISES[Judge]} - ELSEWHERE


def test_a_judge_without_a_model_may_be_random_where_it_does_not_say_otherwise(failures, outcomes):
    assert failures(mixing.Tiring) == {}
    assert outcomes(mixing.Tiring)["deterministic"].startswith("it asks no model and does not say")


def test_a_judge_that_knows_none_of_our_attributes_is_not_said_to_rate_nothing(outcomes):
    class Elsewhere(Counting):
        """Rates the weather alone."""

        async def rate(self, exchange, attributes):
            del exchange
            return {a.name: Unrated("unsupported_attribute") for a in attributes}

    found = outcomes(Elsewhere)
    assert found["rates-at-all"].startswith("it knows none of the attributes")
    assert {said for said in found.values() if said} <= {found["rates-at-all"], "it asks no model"}


def test_a_judge_may_keep_what_its_model_answered_by_its_prompt(failures, outcomes):
    class Keeping(Sound):
        """Pays for no prompt twice."""

        kept: ClassVar[dict[str, str]] = {}

        async def ask(self, prompt, **named):
            if prompt not in self.kept:
                self.kept[prompt] = await super().ask(prompt, **named)
            return self.kept[prompt]

    assert failures(Keeping) == {}
    assert outcomes(Keeping)["rates"] is None  # it has seen every ordinary exchange by now


def test_a_judge_that_asks_its_model_now_and_then_keeps_no_check_waiting(outcomes):
    class Sparing(Sound):
        """Asks about what it knows, and not about what it does not."""

        async def rate(self, exchange, attributes):
            if "His name is" in exchange.context:
                return {a.name: Unrated("unknown person") for a in attributes}
            return await super().rate(exchange, attributes)

    assert outcomes(Sparing)["can-be-cancelled"].startswith("it does not always ask its model")


def test_a_judge_that_never_ends_keeps_no_check_waiting(failures, monkeypatch):
    class Waiting(Counting):
        """Waits for what never comes."""

        async def rate(self, exchange, attributes):
            await asyncio.Event().wait()
            return await super().rate(exchange, attributes)

    monkeypatch.setattr(driving, "LONGEST", 0.01)
    failed = failures(Waiting)
    assert set(failed) == {"rates"}
    assert "TimeoutError: 'no end after 0.01 s'" in failed["rates"]


def test_a_judge_that_rates_one_attribute_alone_conforms(failures, outcomes):
    class OfEmpathy(Sound):
        """Asks about empathy, and leaves the rest unrated."""

        async def rate(self, exchange, attributes):
            known = [a for a in attributes if a.name == "empathy"]
            found = await super().rate(exchange, known) if known else {}
            other = Unrated("unsupported_attribute")
            return {a.name: found.get(a.name, other) for a in attributes}

    assert failures(OfEmpathy) == {}
    skipped = {name for name, said in outcomes(OfEmpathy).items() if said}
    assert skipped == {"uses-the-whole-scale"}


def test_what_is_not_expected_to_raise_and_does_is_a_failure():
    class Surprising(Sound):
        """Has a label that raises."""

        @property
        def label(self) -> str:
            raise RuntimeError("no label today")

    (check,) = (check for check in conformance(Surprising) if check.name == "labels-differ")
    with pytest.raises(NotConforming, match="no label today"):
        check()
