"""Hide who responded: a code for every response of every expert, in an order of the expert's own.

Codes and orders come from streams named by the draw, the rubric and the expert, so the same
command makes the same sheets again. They tell nothing to whoever does not have the draw.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from mentaleval.documents.rubrics import rubric_data
from mentaleval.errors import DataError
from mentaleval.sheets.booklet import Booklet, Page
from mentaleval.sheets.draw_document import Asked, Draw
from mentaleval.sheets.key import KeptSheet, Key, Shown
from mentaleval.sheets.plain_text import shown_text, text_mark
from mentaleval.stats import stream
from mentaleval.vocabulary import Exchange, Rubric, text_hash

Texts = Mapping[tuple[str, str], Exchange]
"""The exchange of each exchange id and responder."""

_LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ"
"""Without vowels and digits no code is a word, a number or a date to a spreadsheet."""
_HASH: Final = re.compile("[0-9a-f]{12}")
_MOST_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Wording:
    """What experts are to rate by, and how it is said.

    Parameters
    ----------
    rubric
        All of it; the draw says which attributes are asked.
    texts
        Where the texts come from.
    instructions
        The researcher's own words to the experts.
    """

    rubric: Rubric
    texts: str
    instructions: str | None = None


@dataclass(frozen=True, slots=True)
class Blinded:
    """The sheets of a draw, and what un-blinds them.

    ``blank`` are the responses without any text, which nobody can rate: they are on no sheet.
    """

    booklets: tuple[Booklet, ...]
    key: Key
    blank: tuple[Asked, ...]


def blinded(draw: Draw, texts: Texts, wording: Wording, *, version: str) -> Blinded:
    """Return the sheets of a draw.

    Parameters
    ----------
    draw
        Who is to rate what.
    texts
        The exchanges, of which every asked one is needed.
    wording
        The rubric and the instructions.
    version
        Of mentaleval, for the key.

    Raises
    ------
    DataError
        When a text is missing, or is another one than was drawn.
    UsageError
        When the rubric lacks an attribute that is asked.
    """
    _require_texts(draw, texts, wording.texts)
    asked = wording.rubric.select(draw.attributes)
    blank = [a for a in draw.responses if not _response(a, texts).strip()]
    taken: set[str] = set()
    booklets, kept = [], {}
    for expert in draw.experts:
        mine = [a for a in draw.responses if expert in a.experts and a not in blank]
        if not mine:
            continue
        rng = stream(draw.seed, "sheet", draw.id, wording.rubric.fingerprint, expert)
        sheet_id = _code(rng, taken)
        mine = _shuffled(mine, rng)
        pages = tuple(_page(_code(rng, taken), texts[_of(a)]) for a in mine)
        shown = tuple(_known(p, a, texts[_of(a)]) for p, a in zip(pages, mine, strict=True))
        kept[sheet_id] = KeptSheet(expert=expert, shown=shown)
        said = wording.instructions
        booklets.append(Booklet(sheet_id, expert, asked, pages, draw.id, said))
    return Blinded(tuple(booklets), _key(draw, wording, version, kept), tuple(blank))


def _key(draw: Draw, wording: Wording, version: str, sheets: dict[str, KeptSheet]) -> Key:
    return Key(
        version=version,
        draw_id=draw.id,
        purpose=draw.purpose,
        seed=draw.seed,
        inputs=draw.inputs,
        texts=wording.texts,
        rubric=rubric_data(wording.rubric),
        attributes=wording.rubric.select(draw.attributes).names,
        instructions=wording.instructions,
        sheets=sheets,
    )


def _of(asked: Asked) -> tuple[str, str]:
    return asked.exchange_id, asked.responder


def _response(asked: Asked, texts: Texts) -> str:
    return texts[_of(asked)].response or ""


def _shuffled(asked: Sequence[Asked], rng: np.random.Generator) -> list[Asked]:
    """Put conversations in a random order, and the responses to each, which stay together."""
    conversations: dict[str, list[Asked]] = {}
    for one in asked:
        conversations.setdefault(one.exchange_id, []).append(one)
    groups = list(conversations.values())
    return [
        groups[place][n]
        for place in rng.permutation(len(groups)).tolist()
        for n in rng.permutation(len(groups[place])).tolist()
    ]


def _code(rng: np.random.Generator, taken: set[str]) -> str:
    """Return a code that no other response or sheet of the draw has."""
    while True:
        letters = "".join(_LETTERS[n] for n in rng.integers(len(_LETTERS), size=6).tolist())
        code = f"{letters[:3]}-{letters[3:]}"
        if code not in taken:
            taken.add(code)
            return code


def _page(code: str, exchange: Exchange) -> Page:
    return Page(code, shown_text(exchange.context), shown_text(exchange.response or ""))


def _known(page: Page, asked: Asked, exchange: Exchange) -> Shown:
    return Shown(
        code=page.code,
        exchange_id=asked.exchange_id,
        responder=asked.responder,
        response_id=asked.response_id or text_hash(exchange.response or ""),
        context_hash=asked.context_hash or text_hash(exchange.context),
        context_mark=text_mark(page.context),
        response_mark=text_mark(page.response),
    )


def _require_texts(draw: Draw, texts: Texts, source: str) -> None:
    """Refuse a source that lacks a text, or has another one than was drawn."""
    wrong = [(a, why) for a in draw.responses if (why := _wrong(a, texts.get(_of(a))))]
    if wrong:
        named = [f"{a.responder!r} on {a.exchange_id!r} ({why})" for a, why in wrong[:_MOST_NAMED]]
        more = len(wrong) - len(named)
        raise DataError(
            f"{source} has not the texts of {len(wrong):,} of the {len(draw.responses):,} drawn "
            f"responses: {', '.join(named)}{f' and {more:,} more' if more else ''}.",
            hint="name the data set or the logs that hold the responses which judges rated",
        )


def _wrong(asked: Asked, exchange: Exchange | None) -> str | None:
    """Say what is wrong with a text; None where it is the one that was drawn."""
    if exchange is None:
        return "not there"
    if exchange.response is None:
        return "a context without response"
    if _other(asked.response_id, exchange.response):
        return "another response than was drawn"
    return (
        "another context than was drawn" if _other(asked.context_hash, exchange.context) else None
    )


def _other(known: str | None, text: str) -> bool:
    """Whether a text is surely another one; a source may have ids that are no hashes."""
    return known is not None and bool(_HASH.fullmatch(known)) and known != text_hash(text)
