"""What is wrong with a file, said in full, in its own order and in words for people."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mentaleval.documents.marked import Marked
from mentaleval.documents.places import Place, named
from mentaleval.errors import DataError

M = TypeVar("M", bound=BaseModel)

_LONGEST: Final = 60
_NEEDS: Final = {
    "string": "a text",
    "int": "a whole number",
    "float": "a number",
    "finite": "a finite number",
    "bool": "true or false",
    "list": "a list",
    "tuple": "a list",
    "dict": "a mapping of keys to values",
    "mapping": "a mapping of keys to values",
    "model": "a mapping of keys to values",
    "none": "nothing",
    "path": "the path of a file",
}
"""The beginnings of pydantic's error types, and what was needed."""
_BOUNDS: Final = {
    "greater_than": ("gt", "a number above {}"),
    "greater_than_equal": ("ge", "a number from {} up"),
    "less_than": ("lt", "a number below {}"),
    "less_than_equal": ("le", "a number up to {}"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where."""

    place: Place
    said: str


class ProblemsError(ValueError):
    """Raised by a model's validator that can say where within the model its problems are.

    Parameters
    ----------
    problems
        Their places begin at the model.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.said for problem in problems))
        self.problems = tuple(problems)


def validated(marked: Marked, model: type[M]) -> M:
    """Return a document as *model*.

    Raises
    ------
    DataError
        With all that is wrong, in the order of the file: ``FILE:LINE: where: what was found,
        what would be right``.
    """
    try:
        return model.model_validate(marked.data)
    except ValidationError as error:
        problems = list(_problems(error, marked, model))
    raise refused(marked, problems)


def refused(marked: Marked, problems: Iterable[Problem]) -> DataError:
    """Return the error that says what is wrong with a document."""
    distinct = dict.fromkeys(problems)
    ordered = sorted(distinct, key=lambda problem: marked.line(problem.place) or 0)
    said = [f"{marked.where(p.place)}: {_of(marked, p.place)}{p.said}" for p in ordered]
    if len(said) == 1:
        return DataError(said[0])
    listed = "\n".join(f"  {line}" for line in said)
    return DataError(f"{marked.path} has {len(said)} problems:\n{listed}")


def near_miss(word: str, known: Iterable[str]) -> str:
    """Return a question after the nearest of the *known* words, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f" Did you mean {near[0]!r}?" if near else ""


def _of(marked: Marked, place: Place) -> str:
    name = named((*marked.within, *place))
    return f"{name}: " if name else ""


def _problems(error: ValidationError, marked: Marked, model: type[BaseModel]) -> Iterator[Problem]:
    """Yield what is wrong; where none of several kinds fits, all that would be right at once."""
    problems: list[Problem] = []
    needed: dict[Place, list[str]] = {}
    for detail in error.errors(include_url=False):
        place, value = _found(marked.data, detail["loc"])
        said = _said(detail, place, model)
        problems += said
        if not said:
            needed.setdefault(place, []).append(_need(detail, value))
    yield from problems
    deeper = [problem.place for problem in problems] + list(needed)
    for place, needs in needed.items():
        # where a part of it is wrong, the kind that has such a part was meant
        if not any(other[: len(place)] == place and other != place for other in deeper):
            value, word = _found(marked.data, place)[1], marked.words.get(place)
            wants = " or ".join(dict.fromkeys(needs))
            yield Problem(place, f"{shown(value, word)}; needs {wants}{_quotes(value, needs)}.")


def _said(detail: ErrorDetails, place: Place, model: type[BaseModel]) -> list[Problem]:
    """Return what an error says by itself; nothing where a value is of a wrong kind."""
    inner = detail.get("ctx", {}).get("error")
    if detail["type"] == "missing":
        return [Problem(place, _missing(str(detail["loc"][-1]), model, place))]
    if detail["type"] == "extra_forbidden":
        return [Problem(place, _unknown(place, model))]
    if isinstance(inner, ProblemsError):
        return [Problem((*place, *problem.place), problem.said) for problem in inner.problems]
    if detail["type"] in {"value_error", "assertion_error"}:
        return [Problem(place, str(inner))]
    return []


def _found(data: Any, loc: Sequence[str | int]) -> tuple[Place, Any]:
    """Return the place of an error in the data itself, and what is there.

    Pydantic puts the names of a union's kinds between; a missing key's place is its owner's.
    """
    place: Place = ()
    for key in loc:
        if isinstance(data, Mapping) and str(key) in data:
            data, place = data[str(key)], (*place, str(key))
        elif isinstance(data, list) and isinstance(key, int) and key < len(data):
            data, place = data[key], (*place, key)
    return place, data


def _missing(key: str, model: type[BaseModel], place: Place) -> str:
    about = next(
        (
            m.model_fields[key].description
            for m in _models_at(model, place)
            if key in m.model_fields
        ),
        None,
    )
    return f"the key {key!r} is missing{f': {about}' if about else ''}."


def _unknown(place: Place, model: type[BaseModel]) -> str:
    key = str(place[-1])
    known = [name for m in _models_at(model, place[:-1]) for name in _keys(m)]
    return (
        f"there is no key {key!r} here; there is {', '.join(dict.fromkeys(known))}."
        f"{near_miss(key, known)}"
    )


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _models_at(model: type[BaseModel], place: Place) -> list[type[BaseModel]]:
    """Return the models that may stand at a place."""
    models = [model]
    for key in place:
        if isinstance(key, str):
            fields = [f for m in models for n, f in m.model_fields.items() if key in {n, f.alias}]
            models = [m for f in fields for m in _models_in(f.annotation)] if fields else models
    return models


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]


def _need(detail: ErrorDetails, value: Any) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in _BOUNDS:
        key, words = _BOUNDS[kind]
        return words.format(f"{context[key]:g}")
    if kind in {"literal_error", "enum"}:
        return f"{context['expected']}"
    if kind in {"too_short", "string_too_short"} and value in ("", [], {}):
        return "one at least" if value != "" else "a text that is not empty"
    known = next((words for begins, words in _NEEDS.items() if kind.startswith(begins)), None)
    return known or detail["msg"][:1].lower() + detail["msg"][1:]


def shown(value: Any, word: str | None) -> str:
    """Return what was found, in words; *word* is how it is written."""
    if value is None:
        return f"nothing is given (`{word}`)" if word else "nothing is given"
    if isinstance(value, bool):
        return f"found the truth value `{word or str(value).lower()}`"
    if isinstance(value, (int, float)):
        return f"found the number {word or value}"
    if isinstance(value, (date, datetime, time)):
        return f"found the date or time {word or value}"
    if isinstance(value, str):
        return f"found the text {_short(value)!r}"
    kind = "list" if isinstance(value, list) else "mapping of keys to values"
    return f"found {'a' if value else 'an empty'} {kind}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _quotes(value: Any, needs: Sequence[str]) -> str:
    """Return the way out of YAML's best-known trap: words that it takes for something else."""
    other = isinstance(value, (bool, int, float, date, time))
    return ": put it in quotes" if other and _NEEDS["string"] in needs else ""
