"""Say when a judge of replies to people in distress can be trusted.

This is the front door of mentaleval. Plugins import from here, and from nowhere else in the
package but `mentaleval.testing`.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from mentaleval.answer import read_answer
    from mentaleval.archives import only_member, require_sound_workbook
    from mentaleval.contract import CONTRACT_VERSION, Dataset, Judge, Responder, answering
    from mentaleval.documents.rubrics import read_rubric
    from mentaleval.errors import (
        DataError,
        LackingDataError,
        MentalevalError,
        NoAnswerError,
        PluginError,
        UsageError,
    )
    from mentaleval.fetching.places import local_copy, not_as_published
    from mentaleval.gguf import GgufModel
    from mentaleval.hookspecs import hookimpl
    from mentaleval.lineage import lineage_of
    from mentaleval.published import Published, PublishedFile
    from mentaleval.quoting import neutral
    from mentaleval.rubric import SEVEN
    from mentaleval.vocabulary import (
        Attribute,
        Declared,
        Exchange,
        Rater,
        RaterKind,
        Rating,
        Reason,
        RecordedRating,
        Refusal,
        Rubric,
        Scale,
        Unrated,
        text_hash,
    )

__all__ = [
    "CONTRACT_VERSION",
    "SEVEN",
    "Attribute",
    "DataError",
    "Dataset",
    "Declared",
    "Exchange",
    "GgufModel",
    "Judge",
    "LackingDataError",
    "MentalevalError",
    "NoAnswerError",
    "PluginError",
    "Published",
    "PublishedFile",
    "Rater",
    "RaterKind",
    "Rating",
    "Reason",
    "RecordedRating",
    "Refusal",
    "Responder",
    "Rubric",
    "Scale",
    "Unrated",
    "UsageError",
    "answering",
    "hookimpl",
    "lineage_of",
    "local_copy",
    "neutral",
    "not_as_published",
    "only_member",
    "read_answer",
    "read_rubric",
    "require_sound_workbook",
    "text_hash",
]

_ROOMS: Final = (
    "errors",
    "vocabulary",
    "rubric",
    "quoting",
    "lineage",
    "hookspecs",
    "answer",
    "contract",
    "gguf",
    "documents.rubrics",
    "archives",
    "published",
    "fetching.places",
)


if not TYPE_CHECKING:  # a type checker would take every name for one of ours

    def __getattr__(name: str) -> Any:
        """Fetch what is asked for from its room, or a room itself.

        Not before: to import all of it takes a moment, in which the command would not hear Ctrl-C.
        """
        if name in __all__:
            for room in _ROOMS:
                found = vars(import_module(f"{__name__}.{room}"))
                if name in found:
                    return globals().setdefault(name, found[name])
        if not name.startswith("_") and find_spec(f"{__name__}.{name}"):
            return import_module(f"{__name__}.{name}")
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Name what is fetched only when it is asked for, too."""
    return sorted({*globals(), *__all__})
