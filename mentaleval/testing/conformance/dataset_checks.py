"""What a data set promises of its exchanges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple
from typing import Final

from mentaleval.documents.rubrics import rubric_data, rubric_from
from mentaleval.errors import DataError
from mentaleval.testing.conformance.candidate import Candidate
from mentaleval.testing.conformance.check import Promise
from mentaleval.testing.conformance.driving import told
from mentaleval.testing.conformance.finding import NotConforming
from mentaleval.testing.conformance.reading import Contents, read, stranger
from mentaleval.testing.conformance.texts import shown
from mentaleval.vocabulary import Rubric, Scale

_TELLING: Final = 20
"""A text of so many characters says something about somebody."""


def reads(candidate: Candidate) -> None:
    """Fail for a data set that cannot be read, or has nothing."""
    found = candidate.reading.found
    if isinstance(found, Exception):
        raise NotConforming(
            f"reading it raises {told(found)}\n"
            "A data set that needs files is checked with them: pass an instance, as "
            f"{candidate.cls.__name__}(path=...), or -D path=... on the command line."
        ) from found
    odd = stranger(found)
    if odd is not None:
        raise NotConforming(
            f"it yields {shown(odd)}. `exchanges` yields `mentaleval.Exchange`, `ratings` yields "
            "`mentaleval.RecordedRating`."
        )
    if not found.exchanges:
        raise NotConforming("it has no exchange. `exchanges` yields one for each response.")


def stable(candidate: Candidate) -> None:
    """Fail for a data set that is another when it is read again."""
    dataset, first = candidate.dataset, candidate.reading.contents
    anew = type(dataset).model_validate(
        {name: getattr(dataset, name) for name in dataset.model_fields_set}
    )
    for again in (read(dataset), read(anew)):
        for what in ("exchanges", "ratings"):
            _require_equal(what, getattr(first, what), getattr(again, what))


def _require_equal(what: str, before: tuple[object, ...], after: tuple[object, ...]) -> None:
    if before == after:
        return
    if len(before) != len(after):
        raise NotConforming(
            f"`{what}` yields {len(before):,} the first time and {len(after):,} the second. A run "
            "reads a data set several times: open the source in the method, and keep no iterator."
        )
    at = next(i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b)
    raise NotConforming(
        f"`{what}` yields {shown(before[at])} at place {at + 1:,} the first time and "
        f"{shown(after[at])} the second. A run goes on where it stopped, by this order: sort what "
        "comes from a set or a folder, and draw nothing at random without a seed."
    )


def typed(candidate: Candidate) -> None:
    """Fail for a field that is no text."""
    for exchange in candidate.reading.contents.exchanges:
        for field in ("id", "context"):
            if not isinstance(getattr(exchange, field), str):
                raise NotConforming(_no_text(field, getattr(exchange, field), exchange.id, "str()"))
        for field in ("response", "responder"):
            if not isinstance(getattr(exchange, field), (str, type(None))):
                raise NotConforming(_no_text(field, getattr(exchange, field), exchange.id, "None"))
        if not exchange.id.strip():
            raise NotConforming("an exchange has a blank id. Number what the source does not name.")


def _no_text(field: str, value: object, exchange_id: object, instead: str) -> str:
    return (
        f"exchange {shown(exchange_id)}: its {field} is {shown(value)}, which is no text. Use "
        f"{instead} for what is not."
    )


def writable(candidate: Candidate) -> None:
    """Fail for a text that no log or request can hold."""
    for exchange in candidate.reading.contents.exchanges:
        for text in astuple(exchange):
            try:
                str(text).encode()
            except UnicodeEncodeError as error:
                raise NotConforming(
                    f"a text of the exchange {shown(exchange.id)} holds half a character, "
                    f"{shown(error.object[error.start : error.end])}, which no log and no request "
                    "can hold. `mentaleval.neutral(text)` puts U+FFFD in its place."
                ) from error


def signed(candidate: Candidate) -> None:
    """Fail for a response that nobody gave."""
    for exchange in candidate.reading.contents.exchanges:
        if exchange.response is not None and not (exchange.responder or "").strip():
            raise NotConforming(
                f"the exchange {shown(exchange.id)} has a response and no responder, so that "
                "nobody can replay it. Name who gave it: a person, a model, or the data set itself."
            )


def unique(candidate: Candidate) -> None:
    """Fail for two responses of one responder to one context."""
    seen: dict[tuple[str, str | None], int] = {}
    for number, exchange in enumerate(candidate.reading.contents.exchanges, start=1):
        key = (exchange.id, exchange.responder)
        if key in seen:
            raise NotConforming(
                f"exchanges {seen[key]:,} and {number:,} both have the id {shown(exchange.id)} and "
                f"the responder {shown(exchange.responder)}: their ratings would be mixed up. Give "
                "each responder a name of its own, or each context an id of its own."
            )
        seen[key] = number


def one_context(candidate: Candidate) -> None:
    """Fail for an id that names two contexts."""
    contexts: dict[str, str] = {}
    for exchange in candidate.reading.contents.exchanges:
        first = contexts.setdefault(exchange.id, exchange.context)
        if first != exchange.context:
            raise NotConforming(
                f"the id {shown(exchange.id)} has two contexts: {shown(first, 40)} and "
                f"{shown(exchange.context, 40)}. An id names what the person said, so that "
                "responses to it can be compared."
            )


def not_blank(candidate: Candidate) -> None:
    """Fail for blank texts that are not counted."""
    blank = sum(
        isinstance(text, str) and not text.strip()
        for exchange in candidate.reading.contents.exchanges
        for text in (exchange.context, exchange.response)
    )
    counts = candidate.dataset.counts()
    counted = sum(n for key, n in counts.items() if "blank" in key) if counts else 0
    if blank > counted:
        raise NotConforming(
            f"{blank:,} of its contexts and responses are blank, and `counts` tells of {counted:,}."
            " Leave them out and count them under a key with `blank` in it, such as "
            "`blank_responses`; a context without a response has `response=None`."
        )


def counts(candidate: Candidate) -> None:
    """Fail for counts that are none."""
    _ = candidate.reading.contents
    found = candidate.dataset.counts()
    if not isinstance(found, Mapping) or not all(
        isinstance(key, str) and isinstance(n, int) and not isinstance(n, bool)
        for key, n in found.items()
    ):
        raise NotConforming(
            f"`counts` returns {shown(found)}. Return whole numbers by what they count, as "
            '`{"rows": 120, "blank_responses": 3}`.'
        )


def rubric(candidate: Candidate) -> None:
    """Fail for attributes that cannot be told apart."""
    found, scale = candidate.dataset.rubric, candidate.dataset.scale
    if found is not None and not isinstance(found, Rubric):
        raise NotConforming(
            f"its `rubric` is {shown(found)}. Return a `mentaleval.Rubric`, as `read_rubric` reads "
            "one from a file, or None where it cannot know."
        )
    if found is not None:
        _require_kept(found)
    if scale is not None and not isinstance(scale, Scale):
        raise NotConforming(f"its `scale` is {shown(scale)}. Return `mentaleval.Scale(1, 5)`.")


def _require_kept(rubric: Rubric) -> None:
    """Fail for a rubric that a run could not keep beside its log and read again."""
    try:
        rubric_from(rubric_data(rubric), source="its rubric")
    except Exception as error:
        said = error.message if isinstance(error, DataError) else told(error)
        raise NotConforming(
            f"its `rubric` could not be read back from the log of a run, so no run would start:\n"
            f"{said}"
        ) from error


def origins(candidate: Candidate) -> None:
    """Fail for a responder that the data set names and does not have."""
    contents, cls = candidate.reading.contents, type(candidate.dataset)
    known = _responders(contents)
    for what in ("original", "baseline"):
        named = getattr(cls, what)
        if named is not None and named not in known:
            raise NotConforming(
                f"its `{what}` is {shown(named)}, and its responders are "
                f"{shown(sorted(known), 200)}. Name one of them, or leave `{what}` out."
            )


def _responders(contents: Contents) -> set[str]:
    spoke = {exchange.responder for exchange in contents.exchanges}
    return {name for name in spoke | {rating.responder for rating in contents.ratings} if name}


def discreet(candidate: Candidate) -> None:
    """Fail for a data set that shows people's words in an error or a log."""
    dataset = candidate.dataset
    said = f"{dataset!r}\n{dataset.label}"
    for exchange in candidate.reading.contents.exchanges:
        for text in (exchange.context, exchange.response):
            if isinstance(text, str) and len(text) >= _TELLING and _held(text, said):
                raise NotConforming(
                    f"repr() of it or its label holds a text of the exchange {shown(exchange.id)}, "
                    "and both end up in logs. Read texts in `exchanges`; keep none in an option."
                )


def _held(text: str, said: str) -> bool:
    return text in said or repr(text)[1:-1] in said


PROMISES: Final = (
    Promise("reads", "It can be read, and holds an exchange.", reads),
    Promise("order-stable", "It is the same every time it is read.", stable),
    Promise("texts-typed", "Ids and texts are text, and ids are not blank.", typed),
    Promise("texts-writable", "Its texts can be written as UTF-8.", writable),
    Promise("responses-signed", "A response says who gave it.", signed),
    Promise("ids-unique", "A responder responds once to a context.", unique),
    Promise("one-id-one-context", "An id names one context.", one_context),
    Promise("texts-not-blank", "No text is blank that is not counted.", not_blank),
    Promise("counts-are-numbers", "What was counted is told in whole numbers.", counts),
    Promise("rubric-usable", "Its rubric and scale can be used.", rubric),
    Promise("names-whom-it-has", "The responders that it names are in it.", origins),
    Promise("texts-not-shown", "It does not show texts in an error or a log.", discreet),
)
