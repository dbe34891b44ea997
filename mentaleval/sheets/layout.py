"""What stands where in a rating workbook: the writer and the reader go by the same words."""

from __future__ import annotations

from typing import Final

from mentaleval.vocabulary import Attribute, Rubric

INSTRUCTIONS: Final = "Instructions"
RUBRIC: Final = "Rubric"
RATINGS: Final = "Ratings"
REMARKS: Final = "Remarks"
HIDDEN: Final = "mentaleval"
"""The sheet that says which sheet this is."""

NUMBER: Final = "No."
CODE: Final = "Code"
CONTEXT: Final = "Context"
RESPONSE: Final = "Response"
COMMENT: Final = "Comment"
SHEET_ID: Final = "sheet"
MARKS: Final = (SHEET_ID, HIDDEN)
"""What the hidden sheet tells: which sheet, made by which version."""
RUBRIC_HEAD: Final = ("Attribute", "Rating", "Meaning")
REMARKS_HEAD: Final = "What you want to say about single responses, the rubric or the task"

_FIXED: Final = frozenset(t.casefold() for t in (NUMBER, CODE, CONTEXT, RESPONSE, COMMENT))


def title_of(attribute: Attribute) -> str:
    """Return the header of an attribute's column.

    Examples
    --------
    >>> title_of(Attribute("empathy")), title_of(Attribute("comment"))
    ('Empathy', 'Comment (rating)')
    """
    title = attribute.name[:1].upper() + attribute.name[1:]
    return f"{title} (rating)" if title.casefold() in _FIXED else title


def part_title(title: str, n: int) -> str:
    """Return the header of the column with the n-th part of a text, from 0."""
    return title if n == 0 else f"{title}, part {n + 1}"


def allowed(attribute: Attribute) -> range | None:
    """Return the ratings that may be given: the whole steps of the scale.

    None where its ends are no whole numbers: then any number of the scale is allowed.

    Examples
    --------
    >>> allowed(Attribute("empathy"))
    range(1, 6)
    """
    low, high = attribute.scale.low, attribute.scale.high
    if not (low.is_integer() and high.is_integer()):
        return None
    return range(int(low), int(high) + 1)


def said_scale(attribute: Attribute) -> str:
    """Return in words what may be given."""
    low, high = attribute.scale.low, attribute.scale.high
    kind = "a number" if allowed(attribute) is None else "a whole number"
    return f"{kind} from {plain(low)} to {plain(high)}"


def plain(number: float) -> str:
    """Return a number with all its digits.

    Examples
    --------
    >>> plain(5.0), plain(0.5), plain(200_000_000.0)
    ('5', '0.5', '200000000')
    """
    return str(int(number)) if number.is_integer() else repr(number)


def rubric_rows(rubric: Rubric) -> list[tuple[str, str, str]]:
    """Return attribute, rating and meaning for every row of the rubric, the best rating first."""
    rows = []
    for attribute in rubric:
        rows.append((title_of(attribute), said_scale(attribute), attribute.definition))
        anchors = list(zip(allowed(attribute) or (), attribute.levels, strict=False))
        rows += [("", str(step), anchor) for step, anchor in reversed(anchors)]
    return rows


def note_of(attribute: Attribute) -> str:
    """Return what the note on an attribute's header says."""
    anchors = zip(allowed(attribute) or [], attribute.levels, strict=False)
    lines = [f"{step}: {anchor}" for step, anchor in anchors]
    return "\n".join([attribute.definition or title_of(attribute), *lines])
