"""Every error that mentaleval raises on purpose.

The command line turns each of these into one message and exit status 2; anything else is a
defect and keeps its traceback.
"""

from __future__ import annotations


class MentalevalError(Exception):
    """Something that a person can put right.

    Parameters
    ----------
    message
        What was found, where, and what would be right.
    hint
        A command or setting that helps, shown on a line of its own.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message if self.hint is None else f"{self.message}\n\nhint: {self.hint}"


class UsageError(MentalevalError):
    """A command, option or argument that cannot be carried out as given."""


class PluginError(MentalevalError):
    """A plugin that is missing, broken, doubly claimed or given options it does not take."""


class DataError(MentalevalError):
    """A file or data set that cannot be read as what it should be."""


class LackingDataError(DataError):
    """A data set whose files are not on this computer."""


class RatingsError(DataError):
    """A ratings table that breaks its own rules (columns, keys, kinds, scale)."""


class StatisticsError(MentalevalError, ValueError):
    """Arrays that a statistic cannot take (shape, length, missing values)."""


class ModelAccessError(MentalevalError):
    """A plugin asked for a model where none is bound."""


class NoAnswerError(MentalevalError):
    """A model gave no answer, and said why: it declined, or the prompt was too long for it.

    Parameters
    ----------
    reason
        Why, as a rating's reason says it: ``refusal`` or ``too_long``.
    message
        What the provider said.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class RunError(MentalevalError):
    """A run that cannot start or go on."""


class UnfinishedError(MentalevalError):
    """A run that broke off, and that the same command goes on with."""


class EngineError(MentalevalError):
    """Machines that work was to be spread over, and that cannot do it."""
