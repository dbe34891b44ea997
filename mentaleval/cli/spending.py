"""What a run took, a line for each judge and each responder that asked a model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from mentaleval.bridge.prices import dollars

if TYPE_CHECKING:
    import pandas as pd

    from mentaleval.bridge.paid import Spent
    from mentaleval.bridge.settings import RunSettings
    from mentaleval.bridge.watch import Watch


def spending_lines(
    settings: RunSettings, watch: Watch, ratings: pd.DataFrame | None = None
) -> Iterator[str]:
    """Yield a line for each judge, and what it and each responder took of a model.

    What was spent is that of the run in all its parts; the forecast, of this command from the
    beginning, stands below it. Without *ratings* only those have a line who asked a model.
    """
    spent = {(one.asked.kind, one.asked.label): one for one in watch.paid.spent()}
    foretold = _foretold(settings, watch) if spent else {}

    def took(kind: str, label: str) -> Iterator[str]:
        one = spent.get((kind, label))
        if one is not None:
            yield f"  took      {_took(one, watch)}"
            yield from (f"  forecast  {said}" for said in foretold.get((kind, label), ()))

    for responder in settings.responders:
        if ("responder", responder.label) in spent:
            yield f"responder {responder.label}"
            yield from took("responder", responder.label)
    for judge in settings.judges:
        if ratings is not None:
            yield f"judge {judge.label}: {_rated(ratings[ratings['rater'] == judge.label])}"
        elif ("judge", judge.label) in spent:
            yield f"judge {judge.label}"
        yield from took("judge", judge.label)
    if watch.cost:
        unknown = ", ".join(sorted(watch.priceless))
        but = f", without {unknown}, whose price is not known" if unknown else ""
        yield f"cost: {dollars(watch.cost)} by the prices of {watch.prices.source}{but}"


def _foretold(settings: RunSettings, watch: Watch) -> dict[tuple[str, str], list[str]]:
    """Return what the dry run of the same settings says, for whoever asks a model."""
    from mentaleval.bridge.foretelling import foretell  # noqa: PLC0415

    asking = [judge for judge in settings.judges if getattr(judge, "model", None) is not None]
    forecasts = foretell(replace(settings, judges=asking), watch.prices).forecasts
    return {
        (one.kind, one.label): [
            _amounts(
                calls=one.expected.calls,
                prompt=one.expected.prompt_tokens,
                answer=one.expected.answer_tokens,
                cost=one.expected.cost,
            )
        ]
        for one in forecasts
    }


def _rated(ratings: pd.DataFrame) -> str:
    counts = {
        "unrated": int(ratings["rating"].isna().sum()),
        "repaired": int(ratings["recovered"].sum()),
        "re-asked": int((ratings["attempts"] > 1).sum()),
    }
    said = [f"{len(ratings):,} judged", *(f"{n:,} {what}" for what, n in counts.items() if n)]
    return ", ".join(said)


def _took(spent: Spent, watch: Watch) -> str:
    tokens = spent.tokens
    cached = f" ({tokens.cache_read / tokens.prompt:.0%} from a cache)" if tokens.cache_read else ""
    return _amounts(
        calls=spent.calls,
        prompt=tokens.prompt,
        answer=tokens.output,
        cost=watch.price(spent.asked, tokens),
        cached=cached,
    )


def _amounts(*, calls: int, prompt: int, answer: int, cost: float | None, cached: str = "") -> str:
    parts = [f"{calls:,} calls", f"{prompt:,} prompt tokens{cached}", f"{answer:,} answer tokens"]
    return ", ".join([*parts, *([] if cost is None else [dollars(cost)])])
