"""What every plugin class promises: how it is named, described and made."""

from __future__ import annotations

from typing import Final

from pydantic import ValidationError

from mentaleval.contract import Dataset, Judge, Responder
from mentaleval.plugins.records import Kind
from mentaleval.plugins.reserved import NAME, TAKEN_NAMES, WORDS
from mentaleval.testing.conformance.candidate import KINDS, Candidate
from mentaleval.testing.conformance.check import Promise
from mentaleval.testing.conformance.finding import NotConforming
from mentaleval.testing.conformance.texts import shown

_LONGEST_SUMMARY: Final = 100
_LETTER: Final = {Judge: "-J", Responder: "-R", Dataset: "-D"}


def constructs(candidate: Candidate) -> None:
    """Fail for a class that needs options, or cannot be made at all."""
    made = candidate.made
    if not isinstance(made, Exception):
        return
    if isinstance(made, ValidationError):
        needed = [str(e["loc"][0]) for e in made.errors() if e["type"] == "missing" and e["loc"]]
        if needed:
            raise NotConforming(_needs(candidate, needed))
    raise NotConforming(
        f"{candidate.cls.__name__}() raises {type(made).__name__}: {made}\n"
        "Its defaults have to make a plugin; what needs a file or a network belongs into its work."
    )


def _needs(candidate: Candidate, needed: list[str]) -> str:
    cls, flag = candidate.cls.__name__, _LETTER[candidate.base]
    keywords = ", ".join(f"{option}=..." for option in needed)
    flags = " ".join(f"{flag} {option}=..." for option in needed)
    return (
        f"{cls}() needs option{'s' * (len(needed) > 1)} {', '.join(needed)}: pass an instance, "
        f"conformance({cls}({keywords})), or say it on the command line, {flags}; or give the "
        f"option{'s' * (len(needed) > 1)} a default."
    )


def name(candidate: Candidate) -> None:
    """Fail for a name that the registry would not take."""
    found = vars(candidate.cls).get("name", getattr(candidate.cls, "name", None))
    if "name" in candidate.cls.model_fields:
        raise NotConforming(
            'its `name` is an option. Write `name = "..."` without a type: it is the class\'s own.'
        )
    if not (isinstance(found, str) and NAME.fullmatch(found)):
        raise NotConforming(
            f"its `name` is {shown(found)}. A name is made of lower-case letters, digits, dots, "
            f'dashes and underscores and begins with a letter or a digit: `name = "my-judge"`.'
        )
    taken = next(TAKEN_NAMES[kind] for kind in Kind if kind.base is candidate.base)
    if found in WORDS | taken:
        raise NotConforming(f"its `name` is {found!r}, a word of the command line. Choose another.")


def summary(candidate: Candidate) -> None:
    """Fail for a docstring that `mentaleval list` could not show in a line."""
    line = candidate.cls.summary()
    right = (
        f"The first line of the docstring says what it is, in one sentence with a full stop and "
        f"at most {_LONGEST_SUMMARY} characters."
    )
    if not line.strip():
        raise NotConforming(f"{candidate.cls.__name__} has no docstring. {right}")
    inherited = {(base.__doc__ or "").strip() for base in KINDS}
    if "__doc__" not in vars(candidate.cls) or (candidate.cls.__doc__ or "").strip() in inherited:
        raise NotConforming(f"its docstring is that of the class it derives from. {right}")
    if not line.endswith(".") or line.endswith(".."):
        raise NotConforming(f"its summary does not end in a full stop: {shown(line)}. {right}")
    if len(line) > _LONGEST_SUMMARY:
        raise NotConforming(f"its summary has {len(line)} characters: {shown(line)}. {right}")


def settled_config(candidate: Candidate) -> None:
    """Fail for options that could change under a run, or be misspelt unnoticed."""
    config = candidate.cls.model_config
    if config.get("frozen") is not True:
        raise NotConforming(
            "its options can be changed after it was made, and judges of one run would share the "
            "change. Leave `frozen` out of its model_config; `self.model_copy(update=...)` makes "
            "another one."
        )
    if config.get("extra") != "forbid":
        raise NotConforming(
            "it takes options that it does not have, so that a misspelt one is lost without a "
            "word. Leave `extra` out of its model_config."
        )


PROMISES: Final = (
    Promise("constructs-from-defaults", "It can be made without any option.", constructs),
    Promise("name", "Its name is one that a command line can say.", name),
    Promise("summary-line", "Its docstring begins with one short sentence.", summary),
    Promise("frozen", "Its options never change, and no other is taken.", settled_config),
)
