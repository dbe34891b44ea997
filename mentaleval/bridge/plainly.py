"""Errors for people as Inspect says them: without a traceback."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from inspect_ai._util.error import PrerequisiteError
from inspect_ai.util import display_type
from rich.markup import escape

from mentaleval.bridge.watch import current_watch
from mentaleval.errors import MentalevalError
from mentaleval.plugins import saying_what_lacks

P = ParamSpec("P")
R = TypeVar("R")


def said_plainly(make: Callable[P, R]) -> Callable[P, R]:
    """Have Inspect say in words why a task, solver or scorer cannot be made.

    In a run of ours the error goes on as it is: the command line says it. So it does without a
    display, where Inspect says nothing but a traceback.
    """

    @wraps(make)
    def making(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with saying_what_lacks():
                return make(*args, **kwargs)
        except MentalevalError as error:
            if current_watch() is not None or display_type() == "none":
                raise
            # Inspect prints it through rich, which takes the extra of `pip install 'x[extra]'` for
            # markup
            raise PrerequisiteError(escape(str(error))) from error

    return making
