"""Hide who responded: a code for every response of every expert, in an order of the expert's own.

Codes and orders come from a secret (HMAC-SHA-256) and from nothing that a sheet shows or a seed
gives: whoever has sheets and this code, but not the key with the secret, learns nothing from them.
The same secret makes the same sheets of the same draw again.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

from mentaleval.documents.rubrics import rubric_data
from mentaleval.errors import DataError
from mentaleval.sheets.booklet import Booklet, Page
from mentaleval.sheets.draw_document import Asked, Draw
from mentaleval.sheets.key import KeptSheet, Key, Shown
from mentaleval.sheets.plain_text import shown_text, text_mark
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


def blinded(draw: Draw, texts: Texts, wording: Wording, secret: str, *, version: str) -> Blinded:
    """Return the sheets of a draw.

    Parameters
    ----------
    draw
        Who is to rate what.
    texts
        The exchanges, of which every asked one is needed.
    wording
        The rubric and the instructions.
    secret
        What codes and orders come from: nobody may guess it (see `secrets.token_hex`).
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
        chance = _Chance(secret, expert, taken)
        sheet_id = chance.code("sheet")
        mine = _shuffled(mine, chance)
        pages = tuple(_page(chance.code(*_of(a)), texts[_of(a)]) for a in mine)
        shown = tuple(_known(p, a, texts[_of(a)]) for p, a in zip(pages, mine, strict=True))
        kept[sheet_id] = KeptSheet(expert=expert, shown=shown)
        said = wording.instructions
        booklets.append(Booklet(sheet_id, expert, asked, pages, said))
    key = _key(draw, wording, kept, version=version, secret=secret)
    return Blinded(tuple(booklets), key, tuple(blank))


def _key(
    draw: Draw, wording: Wording, sheets: dict[str, KeptSheet], *, version: str, secret: str
) -> Key:
    return Key(
        version=version,
        secret=secret,
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


@dataclass(frozen=True, slots=True)
class _Chance:
    """What a secret decides for one expert; ``taken`` are the codes of all experts so far."""

    secret: str
    expert: str
    taken: set[str]

    def number(self, *names: str) -> int:
        """Return the number of what is so named, which looks random without the secret."""
        said = json.dumps([self.expert, *names]).encode()
        return int.from_bytes(hmac.digest(self.secret.encode(), said, "sha256"))

    def code(self, *names: str) -> str:
        """Return a code that no other response or sheet of the draw has."""
        for turn in count():
            number, letters = self.number("code", str(turn), *names), ""
            for _ in range(6):
                number, place = divmod(number, len(_LETTERS))
                letters += _LETTERS[place]
            code = f"{letters[:3]}-{letters[3:]}"
            if code not in self.taken:
                break
        self.taken.add(code)
        return code


def _shuffled(asked: Sequence[Asked], chance: _Chance) -> list[Asked]:
    """Put conversations in a random order, and the responses to each, which stay together."""
    return sorted(
        asked,
        key=lambda a: (
            chance.number("conversation", a.exchange_id),
            chance.number("response", *_of(a)),
        ),
    )


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
