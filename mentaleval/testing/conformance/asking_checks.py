"""What judges and responders promise of how they ask a model."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from mentaleval.contract import MOST_ASKED, Judge, answering
from mentaleval.lineage import lineage_of
from mentaleval.testing.conformance.answers import UNREADABLE, WILD, declining, saying
from mentaleval.testing.conformance.asked import Answer, Asked, Scripted
from mentaleval.testing.conformance.candidate import Candidate, verb
from mentaleval.testing.conformance.check import Promise
from mentaleval.testing.conformance.driving import (
    LONGEST,
    SEVEN_ATTRIBUTES,
    Done,
    Worker,
    running,
    told,
    unseen,
)
from mentaleval.testing.conformance.finding import NotApplicable, NotConforming
from mentaleval.testing.conformance.texts import shown

_FAMILY: Final = re.compile(r"[a-z0-9][^\s/]*(/[^\s/]+)?")
_NO_FAMILY: Final = ("mockllm/", "none/")
_STEPS: Final = 1_000
"""So often is the event loop let go round before a plugin counts as stuck."""


def family_declared(candidate: Candidate) -> None:
    """Fail for a model whose maker a run would not know."""
    family = candidate.cls.family
    if family is not None and not (isinstance(family, str) and _FAMILY.fullmatch(family)):
        raise NotConforming(
            f"its `family` is {shown(family)}. Write the vendor or the model line, as "
            '`family = "openai"` or `family = "openai/gpt-4o"`, or leave it out.'
        )
    plugin = candidate.plugin
    model = getattr(plugin, "model", None)
    if isinstance(model, str) and not model.startswith(_NO_FAMILY) and plugin.lineage is None:
        raise NotConforming(
            f"its model is {model!r} and its lineage is None, so a judge could be trusted on "
            f"responses of its own. From the model's name it would be {lineage_of(model)!r}: leave "
            '`lineage` to the base class, or declare `family = "vendor/line"`.'
        )
    if candidate.working and candidate.asks and not hasattr(plugin, "model"):
        raise NotConforming(
            "it asks a model and has no option `model`: a run could not tell which model to bind, "
            "what it costs, or whose family it is of. Add\n"
            '    model: str | None = Field(default=None, description="The model that is asked.")'
        )


def survives_its_model(candidate: Candidate) -> None:
    """Fail for a plugin that raises for what its model says."""
    worker = candidate.asking
    for said, answer in wild_answers():
        for one in candidate.did([unseen(worker)], answer):
            if one.raised:
                raise NotConforming(
                    f"`{verb(worker)}` raises {told(one.raised)}\n"
                    f"Its model had answered {said}. {_reading(worker)}"
                ) from one.raised


def wild_answers() -> Iterable[tuple[str, Answer]]:
    """Yield what a model may answer, in words and as a model."""
    for text in (*UNREADABLE, *WILD):
        yield shown(text), saying(text)
    yield "that it declines (NoAnswerError)", declining


def _reading(worker: Worker) -> str:
    if isinstance(worker, Judge):
        return (
            "Models answer what they like: `mentaleval.read_answer(text, attributes)` never "
            "raises; what it cannot read is `Unrated`."
        )
    return "Models answer what they like: return it as text, or `Refusal(reason)`."


def ends(candidate: Candidate) -> None:
    """Fail for a plugin that asks until it likes the answer."""
    worker = candidate.worker
    if not candidate.asks:
        raise NotApplicable("it asks no model")
    driven: list[tuple[str, Done]] = [("as it should", done) for done in candidate.ordinary]
    for said, answer in wild_answers():
        driven += [(said, one) for one in candidate.did([unseen(worker)], answer)]
    for said, done in driven:
        if done.endless or len(done.prompts) > MOST_ASKED:
            raise NotConforming(
                f"it asked its model more than {MOST_ASKED} times about one exchange. The model "
                f"had answered {said} each time. Every call is paid for, and a forecast counts no "
                "more: bound the attempts, and say `Unrated` or `Refusal` after the last."
            )


def asks_the_same(candidate: Candidate) -> None:
    """Fail for prompts that are others each time."""
    _ = candidate.asking
    for first, second in zip(candidate.ordinary, candidate.again, strict=True):
        if Counter(second.prompts) - Counter(first.prompts):  # fewer where answers are kept
            one, other = _first_difference(first.prompts, second.prompts)
            raise NotConforming(
                f"asked about the same exchange twice, it says {shown(one)} and then "
                f"{shown(other)}. A run that broke off would pay for the answer again. Leave times "
                "and random words out of the prompt, or draw them by `exchange.id`."
            )


def _first_difference(before: list[str], after: list[str]) -> tuple[str, str]:
    """Return the two passages where the prompts begin to differ."""
    one, other = "\n".join(sorted(before)), "\n".join(sorted(after))
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return one[max(at - 20, 0) : at + 40], other[max(at - 20, 0) : at + 40]


def cancellable(candidate: Candidate) -> None:
    """Fail for a plugin that goes on after it was told to stop."""
    worker = candidate.asking
    candidate.calls += 1
    if not running(_cancelled(worker)):
        raise NotConforming(
            f"`{verb(worker)}` goes on when it is cancelled while it waits for its model, so "
            "Ctrl-C could not end a run. Catch `NoAnswerError` or `Exception`, never "
            "`BaseException` or `asyncio.CancelledError`."
        )


async def _cancelled(worker: Worker) -> bool:
    waiting, exchange = asyncio.Event(), unseen(worker)

    class Silent(Scripted):
        async def __call__(self, prompt: str, **_: Any) -> str:
            self.asked.append(Asked(prompt, None, SEVEN_ATTRIBUTES, exchange))
            if len(self.asked) > MOST_ASKED:
                return ""  # whatever swallowed so many cancellations is no longer our business
            waiting.set()
            await asyncio.Event().wait()
            return ""

    async def work() -> object:
        with answering(Silent(saying(""), exchange, SEVEN_ATTRIBUTES)):
            if isinstance(worker, Judge):
                return await worker.rate(exchange, SEVEN_ATTRIBUTES)
            return await worker.respond(exchange)

    task, asked = asyncio.create_task(work()), asyncio.create_task(waiting.wait())
    await asyncio.wait({task, asked}, timeout=LONGEST, return_when=asyncio.FIRST_COMPLETED)
    if not asked.done():
        asked.cancel()
        raise NotApplicable("it does not always ask its model: its answers may be kept")
    cancelled = False
    for _ in range(MOST_ASKED + 1):
        task.cancel()
        await _until_still(task)
        if task.done():
            cancelled = cancelled or task.cancelled()
            break
    return cancelled


async def _until_still(task: asyncio.Task[Any]) -> None:
    for _ in range(_STEPS):
        if task.done():
            return
        await asyncio.sleep(0)


PROMISES: Final = (
    Promise("family-declared", "The maker of its model can be told.", family_declared),
    Promise(
        "survives-its-own-model", "It survives whatever its model answers.", survives_its_model
    ),
    Promise("asks-with-an-end", "It asks its model a bounded number of times.", ends),
    Promise("asks-the-same", "It asks the same words about the same exchange.", asks_the_same),
    Promise("can-be-cancelled", "It stops when it is told to.", cancellable),
)
