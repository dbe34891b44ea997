"""What a run took, a line for each judge and each responder that asked a model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mentaleval.vocabulary import RecordedRating

if TYPE_CHECKING:
    from mentaleval.bridge.paid import Spent
    from mentaleval.bridge.settings import RunSettings
    from mentaleval.bridge.watch import Watch


def spending_lines(
    settings: RunSettings, watch: Watch, records: Sequence[RecordedRating]
) -> Iterator[str]:
    """Yield one line for each judge, and for each responder that asked a model.

    What was spent is that of the run in all its parts.
    """
    spent = {(one.asked.kind, one.asked.label): one for one in watch.paid.spent()}
    for responder in settings.responders:
        took = spent.get(("responder", responder.label))
        if took is not None:
            yield f"responder {responder.label}: {_took(took, watch)}"
    for judge in settings.judges:
        of_judge = [record for record in records if record.rater == judge.label]
        took = spent.get(("judge", judge.label))
        parts = [_rated(of_judge), *([_took(took, watch)] if took is not None else [])]
        yield f"judge {judge.label}: {'; '.join(parts)}"
    if watch.cost:
        unknown = ", ".join(sorted(watch.priceless))
        but = f", without {unknown}, whose price is not known" if unknown else ""
        yield f"cost: ${watch.cost:,.2f} by the prices of {watch.prices.source}{but}"


def _rated(records: Sequence[RecordedRating]) -> str:
    counts = {
        "unrated": sum(r.rating is None for r in records),
        "repaired": sum(r.recovered for r in records),
        "re-asked": sum(r.attempts > 1 for r in records),
    }
    said = [f"{len(records):,} judged", *(f"{n:,} {what}" for what, n in counts.items() if n)]
    return ", ".join(said)


def _took(spent: Spent, watch: Watch) -> str:
    tokens = spent.tokens
    cached = f" ({tokens.cache_read / tokens.prompt:.0%} from a cache)" if tokens.cache_read else ""
    cost = watch.price(spent.asked, tokens)
    parts = [
        f"{spent.calls:,} calls",
        f"{tokens.prompt:,} prompt tokens{cached}",
        f"{tokens.output:,} answer tokens",
        *([] if cost is None else [f"${cost:,.2f}"]),
    ]
    return ", ".join(parts)
