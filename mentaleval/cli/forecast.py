"""What a run would ask and cost, said before anything is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mentaleval.bridge.prices import LOCAL, dollars
from mentaleval.cli.console import show, width

if TYPE_CHECKING:
    from mentaleval.bridge.foretelling import Amount, Foretold
    from mentaleval.bridge.settings import RunSettings
    from mentaleval.report.layout import Column

_CACHED_FROM: Final = 1_024
"""Tokens that a prompt's beginning must have for a provider's cache (OpenAI's, most others')."""

_LOCAL_TIME: Final = (
    "time: a model on this machine answers one call at a time; --rate N reckons with N a second"
)
_NO_LIMIT: Final = "no limit"


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    expected: Amount
    most: Amount | None
    cacheable: str
    alike: str


def print_forecast(settings: RunSettings, prices_file: Path | None, rate: float | None) -> None:
    """Print what a run would ask, and how long that takes at *rate* calls a second.

    Raises
    ------
    UsageError
        When the file of prices is none.
    """
    from mentaleval.bridge.foretelling import RATE, foretell  # noqa: PLC0415  Inspect is slow
    from mentaleval.bridge.models import addresses  # noqa: PLC0415
    from mentaleval.bridge.prices import Prices  # noqa: PLC0415
    from mentaleval.report.layout import paragraph, split  # noqa: PLC0415

    prices = Prices.known(prices_file, addresses(settings))
    foretold = foretell(settings, prices)
    if settings.limits.cost is not None and foretold.priceless:
        raise prices.unpriced(foretold.priceless[0])
    contexts = len({exchange.id for exchange in settings.exchanges})
    plural = "" if contexts == 1 else "s"
    what = f"{settings.task} on {settings.dataset.name!r}, {contexts} context{plural}"
    said = [f"{what}; nothing is asked or spent", *_silent(settings, foretold)]
    show(paragraph(line, width=width()) for line in said)
    if foretold.forecasts:
        who, *columns = _columns()
        show(split([who], columns, list(_rows(foretold)), width=width()))
        local = any((forecast.model or "").startswith(LOCAL) for forecast in foretold.forecasts)
        notes = [
            _LOCAL_TIME if local and rate is None else _time(settings, foretold, rate or RATE),
            *_notes(settings, foretold, prices.source),
        ]
        show(paragraph(line, width=width()) for line in notes)


def _silent(settings: RunSettings, foretold: Foretold) -> Iterator[str]:
    recorded = {f"responder {r.label}" for r in settings.responders if r.replays}
    replaying = recorded.intersection(foretold.silent)
    if replaying:
        yield f"recorded responders ({len(replaying)}): no model calls"
    for name in foretold.silent:
        if name not in replaying:
            yield f"{name}: no model calls"


def _rows(foretold: Foretold) -> Iterator[_Row]:
    for forecast in foretold.forecasts:
        name = f"{forecast.kind} {forecast.label}"
        share, alike = f"{forecast.cacheable_share:.0%}", f"{forecast.shared_tokens:,}"
        yield _Row(name, forecast.expected, forecast.most, share, alike)
    if len(foretold.forecasts) > 1:
        yield _Row("total", foretold.expected, foretold.most, "", "")


def _columns() -> list[Column[_Row]]:
    from mentaleval.report.layout import Column  # noqa: PLC0415  with rich, slow to import

    def most(show: Callable[[Amount], str]) -> Callable[[_Row], str]:
        return lambda row: _NO_LIMIT if row.most is None else show(row.most)

    return [
        Column("", lambda row: row.name, justify="left"),
        Column("calls", lambda row: f"{row.expected.calls:,}"),
        Column("prompt\ntokens", lambda row: f"{row.expected.prompt_tokens:,}"),
        Column("answer\ntokens", lambda row: f"{row.expected.answer_tokens:,}"),
        Column("cost", lambda row: dollars(row.expected.cost)),
        Column("cache-\nable", lambda row: row.cacheable),
        Column("begin\nalike", lambda row: row.alike),
        Column("at most\ncalls", most(lambda amount: f"{amount.calls:,}")),
        Column("at most\ntokens", most(lambda amount: f"{amount.tokens:,}")),
        Column("at most\ncost", most(lambda amount: dollars(amount.cost))),
    ]


def _time(settings: RunSettings, foretold: Foretold, rate: float) -> str:
    calls, most_calls = foretold.expected.calls, foretold.most_calls
    most = f", at most {_duration(most_calls / rate)}" if most_calls > calls else ""
    slow = "; batches take as long as the provider says" if settings.batch else ""
    return f"time: {_duration(calls / rate)} at {rate:g} calls a second (--rate){most}{slow}"


def _duration(seconds: float) -> str:
    for size, name in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.1f} {name}"
    return f"{max(seconds, 1):.0f} s"


def _notes(settings: RunSettings, foretold: Foretold, source: str) -> Iterator[str]:
    from mentaleval.bridge.tokens import (  # noqa: PLC0415
        ANSWER_TOKENS,
        FIELD_TOKENS,
        FREE_TOKENS,
        TOKENS,
    )

    yield (
        f"tokens are estimated: {TOKENS}; for an answer {ANSWER_TOKENS} + {FIELD_TOKENS} a field "
        f"of its shape, without a shape its limit, or {FREE_TOKENS} where it has none"
    )
    yield (
        "at most: every answer as long, and asked for again as often, as the settings allow; "
        "calls repeated after an error and a model's hidden reasoning are not counted"
    )
    yield f"prices: {source}, without what a cache saves{_batch_words(settings)}"
    if foretold.priceless:
        yield (
            f"price unknown: {', '.join(foretold.priceless)}; --prices FILE gives it"
            f"{', and the total is without it' if len(foretold.forecasts) > 1 else ''}"
        )
    if any(forecast.shared_tokens < _CACHED_FROM for forecast in foretold.forecasts):
        yield (
            "cacheable: the share of the prompts' tokens with which an earlier prompt began too, "
            "usually so many as begin alike; providers' caches mostly hold "
            f"{_CACHED_FROM:,} tokens or more, so a shorter beginning saves nothing"
        )


def _batch_words(settings: RunSettings) -> str:
    return ", in batches where their price is known" if settings.batch else ""
