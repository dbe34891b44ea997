"""What one expert gets: responses under codes that tell nothing, in an order of their own."""

from __future__ import annotations

from dataclasses import dataclass

from mentaleval.vocabulary import Rubric


@dataclass(frozen=True, slots=True)
class Page:
    """One response to rate.

    Parameters
    ----------
    code
        Opaque: it tells nothing of the responder or of an order, and differs between experts.
    context, response
        What is shown.
    """

    code: str
    context: str
    response: str


@dataclass(frozen=True, slots=True)
class Booklet:
    """The responses that one expert is asked to rate.

    Parameters
    ----------
    sheet_id
        Opaque: names this booklet in the key.
    expert
        Who is asked.
    rubric
        What is rated: attributes, anchors, scales, language.
    pages
        In the order to show; responses to one conversation stand together.
    instructions
        The researcher's own words for the expert; None for the general ones alone.
    """

    sheet_id: str
    expert: str
    rubric: Rubric
    pages: tuple[Page, ...]
    instructions: str | None = None
