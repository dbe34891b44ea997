"""Rubrics as people write them down, and as a log keeps them."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from mentaleval.documents.marked import Marked, read_marked
from mentaleval.documents.validation import Problem, ProblemsError, validated
from mentaleval.errors import DataError
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import Attribute, Rubric, Scale

_LONGEST_NAME: Final = 40
_MOST_STEPS: Final = 101
_EXPLANATION: Final = "explanation"
_CATEGORIES: Final = frozenset({"Ll", "Lo", "Lm", "Mn", "Mc", "Nd"})
_NAME_RULE: Final = (
    "a name is made of lower-case letters of any script, digits, - and _, begins with a letter "
    f"or a digit and has at most {_LONGEST_NAME} characters"
)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def _text(value: object) -> object:
    if isinstance(value, str) and not value.strip():
        raise ValueError("the text is blank.")
    return value.strip() if isinstance(value, str) else value


def _name(value: object) -> object:
    if not isinstance(value, str):
        return value
    name = unicodedata.normalize("NFC", value)
    if not _is_name(name):
        lower = unicodedata.normalize("NFC", re.sub(r"\s+", "-", name.strip()).lower())
        guess = f" Did you mean {lower!r}?" if _is_name(lower) else ""
        raise ValueError(f"{value!r} is no name: {_NAME_RULE}.{guess}")
    return name


def _is_name(name: str) -> bool:
    return (
        0 < len(name) <= _LONGEST_NAME
        and all(c in "-_" or unicodedata.category(c) in _CATEGORIES for c in name)
        and unicodedata.category(name[0])[0] in "LN"
    )


def _language(value: object) -> object:
    if isinstance(value, str) and not _LANGUAGE.fullmatch(value):
        raise ValueError(f"{value!r} is no code of a language, as de, en-GB or zh-Hant.")
    return value


def _axis(value: object) -> object:
    if isinstance(value, str) and not _is_name(unicodedata.normalize("NFC", value).lower()):
        raise ValueError(f"{value!r} is no name of an axis: {_NAME_RULE}; capitals may be too.")
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def _scale(value: object) -> object:
    if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004  from, to
        raise ValueError("a scale is a list of two numbers, the lowest and the highest: [1, 5].")
    low, high = map(_number, value)
    if low is None or high is None:
        raise ValueError("a scale has to be of two finite numbers: [1, 5].")
    if not low < high:
        raise ValueError(f"a scale has to rise: {low:g} to {high:g} does not.")
    return low, high


def _number(value: object) -> float | None:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None


Text = Annotated[str, BeforeValidator(_text)]
Name = Annotated[str, BeforeValidator(_name)]
Ends = Annotated[tuple[float, float], BeforeValidator(_scale)]


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class AttributeDocument(_Document):
    """One attribute, as it is written down."""

    name: Name = Field(description="the key of its ratings")
    axis: Annotated[str, BeforeValidator(_axis)] | None = None
    definition: Text = Field(description="what raters are asked, in one or more sentences")
    scale: Ends | None = None
    levels: list[Text] | dict[str, Text] | None = None


class RubricDocument(_Document):
    """A rubric, as it is written down."""

    rubric: Name = Field(description="the name of the rubric")
    language: Annotated[str, BeforeValidator(_language)] | None = None
    source: Text | None = None
    scale: Ends = (1.0, 5.0)
    attributes: list[AttributeDocument] = Field(min_length=1, description="a list of what is rated")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        problems = [*_name_problems(self), *_level_problems(self), *_axis_problems(self)]
        if problems:
            raise ProblemsError(problems)
        return self

    def scale_of(self, attribute: AttributeDocument) -> Scale:
        """Return an attribute's own scale, or else the rubric's."""
        return Scale(*(attribute.scale or self.scale))


def read_rubric(path: Path | str) -> Rubric:
    """Read a rubric from a YAML or TOML file.

    Parameters
    ----------
    path
        The file: ``.yaml``, ``.yml`` or ``.toml``.

    Raises
    ------
    DataError
        With everything that is wrong with it, line by line.
    """
    return rubric_in(read_marked(Path(path)))


def rubric_from(data: Mapping[str, Any], *, source: str) -> Rubric:
    """Return a rubric from its JSON form, as somebody gives it.

    Parameters
    ----------
    data
        What `rubric_data` gives, or a rubric written out elsewhere.
    source
        Where it stands, for errors.

    Raises
    ------
    DataError
        With everything that is wrong with it.
    """
    return rubric_in(Marked(Path(source), dict(data), {}))


def kept_rubric(data: Mapping[str, Any], *, source: str) -> Rubric:
    """Return a rubric from its JSON form, as a log or a ratings file keeps it.

    Such a one may be called like the seven and have other words: those of another release.

    Raises
    ------
    DataError
        With everything that is wrong with it.
    """
    return _rubric(Marked(Path(source), dict(data), {}))


def rubric_in(marked: Marked) -> Rubric:
    """Return the rubric that a document is.

    Raises
    ------
    DataError
        With everything that is wrong with it.
    """
    found = _rubric(marked)
    if found.name == SEVEN.name and not set(found) <= set(SEVEN):
        line = marked.lines.get(("rubric",))
        where = marked.path if line is None else f"{marked.path}:{line}"
        raise DataError(
            f"{where}: rubric: {SEVEN.name!r} is the name of the seven attributes of the paper, "
            "and these are others: call it otherwise."
        )
    return found


def _rubric(marked: Marked) -> Rubric:
    document = validated(marked, RubricDocument)
    attributes = tuple(
        Attribute(a.name, a.axis or "", a.definition, _in_order(a.levels), document.scale_of(a))
        for a in document.attributes
    )
    return Rubric(document.rubric, attributes, language=document.language, source=document.source)


def rubric_data(rubric: Rubric) -> dict[str, Any]:
    """Return a rubric as JSON values: what `rubric_from` reads."""
    said = {"rubric": rubric.name, "language": rubric.language, "source": rubric.source}
    return {
        **{key: value for key, value in said.items() if value is not None},
        "attributes": [_attribute_data(attribute) for attribute in rubric],
    }


def _attribute_data(attribute: Attribute) -> dict[str, Any]:
    return {
        "name": attribute.name,
        **({"axis": attribute.axis} if attribute.axis else {}),
        "definition": attribute.definition,
        "scale": [attribute.scale.low, attribute.scale.high],
        **({"levels": list(attribute.levels)} if attribute.levels else {}),
    }


def _in_order(levels: Sequence[str] | Mapping[str, str] | None) -> tuple[str, ...]:
    if isinstance(levels, Mapping):
        return tuple(levels[step] for step in sorted(levels, key=float))
    return tuple(levels or ())


def _plain(name: str) -> str:
    """Return a name as a judge's answer is searched for it; none must be taken for another."""
    return unicodedata.normalize("NFC", name.casefold())


def _name_problems(document: RubricDocument) -> Iterator[Problem]:
    axes = {_plain(a.axis): a.axis for a in document.attributes if a.axis}
    seen: dict[str, int] = {}
    for n, attribute in enumerate(document.attributes):
        place, plain = ("attributes", n, "name"), _plain(attribute.name)
        if plain == _EXPLANATION:
            yield Problem(place, f"{attribute.name!r} is what a judge's own words are called.")
        if plain in axes:
            said = f"{attribute.name!r} is also an axis ({axes[plain]!r}); call one otherwise."
            yield Problem(place, said)
        if plain in seen:
            said = f"{attribute.name!r} is the name of attribute {seen[plain] + 1} too."
            yield Problem(place, said)
        if plain == _plain(document.rubric):
            said = f"{attribute.name!r} is the name of the rubric too; both are tasks of a run."
            yield Problem(place, said)
        seen.setdefault(plain, n)


def _level_problems(document: RubricDocument) -> Iterator[Problem]:
    for n, attribute in enumerate(document.attributes):
        if attribute.levels is None:
            continue
        said = _wrong_levels(attribute.levels, document.scale_of(attribute))
        if said:
            yield Problem(("attributes", n, "levels"), said)


def _wrong_levels(levels: Sequence[str] | Mapping[str, str], scale: Scale) -> str | None:
    if not (scale.low.is_integer() and scale.high.is_integer()):
        return f"levels need a scale of whole numbers, and {scale} is none."
    count = int(scale.high - scale.low) + 1
    if count > _MOST_STEPS:
        return (
            f"a scale with levels has at most {_MOST_STEPS} whole steps, and {scale} has {count}."
        )
    steps = [f"{int(scale.low) + step}" for step in range(count)]
    rule = f"the scale {scale} has {count} whole steps"
    if not isinstance(levels, Mapping):
        return None if len(levels) == count else f"{rule}, and there are {len(levels)} levels."
    lacking = [step for step in steps if step not in levels]
    other = [step for step in levels if step not in steps]
    parts = [f"{', '.join(lacking)} is missing"] if lacking else []
    parts += [f"{', '.join(other)} is none of them"] if other else []
    return f"{rule}: {'; '.join(parts)}." if parts else None


def _axis_problems(document: RubricDocument) -> Iterator[Problem]:
    """Yield the attributes whose scale is another than that of their axis's first one."""
    first: dict[str, AttributeDocument] = {}
    for n, attribute in enumerate(document.attributes):
        if not attribute.axis:
            continue
        other = first.setdefault(_plain(attribute.axis), attribute)
        if attribute.axis != other.axis:
            said = f"{attribute.axis!r} is written {other.axis!r} above; write one axis in one way."
            yield Problem(("attributes", n, "axis"), said)
        mine, theirs = document.scale_of(attribute), document.scale_of(other)
        if mine != theirs:
            said = (
                f"{attribute.name!r} is rated {mine} and {other.name!r} {theirs}, and an axis is "
                f"the mean of its attributes ({attribute.axis!r}): give them one scale or two axes."
            )
            yield Problem(("attributes", n, "scale"), said)
