"""The judge asking, a plugin of mentaleval."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from mentaleval import Attribute, Exchange, Judge, Rating, Unrated, hookimpl
from pydantic import Field

MENTALEVAL_CONTRACT: Final = 1
"""The version of the plugin contract that this module is written for."""

SIGN_OF: Final = ("emotional_reactions", "explorations", "interpretations", "understanding")
"""What asking may be a sign of: guesses, which people's ratings have to bear out."""

_SENTENCE_END: Final = re.compile(r"(?<=[.!?])|\n")
_YOU: Final = re.compile(r"\byou(?:r|rs|rself)?\b")


class AskingJudge(Judge):
    """Rates whether a response asks: not at all, in general, or about the person.

    It looks for question marks and for "you", and knows English alone. A question that accuses
    or that nobody would answer is a question to it.
    """

    name = "asking"
    deterministic = True

    enough: int = Field(
        default=1, ge=1, description="How many questions about the person earn the highest rating."
    )

    async def rate(
        self, exchange: Exchange, attributes: Sequence[Attribute]
    ) -> Mapping[str, Rating | Unrated]:
        """Rate what asking may be a sign of, and nothing else."""
        sentences = _SENTENCE_END.split((exchange.response or "").casefold())
        questions = [sentence for sentence in sentences if sentence.endswith("?")]
        about = sum(1 for question in questions if _YOU.search(question))
        level = 2 if about >= self.enough else 1 if questions else 0
        return {attribute.name: _rated(attribute, level) for attribute in attributes}


def _rated(attribute: Attribute, level: int) -> Rating | Unrated:
    if attribute.name not in SIGN_OF:
        return Unrated("unsupported_attribute", explanation="asking says nothing about it")
    low, high = attribute.scale.low, attribute.scale.high
    return Rating(low + (high - low) * level / 2)


@hookimpl
def judges() -> list[type[Judge]]:
    """Tell mentaleval which judges are here."""
    return [AskingJudge]
