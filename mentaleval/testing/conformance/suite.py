"""Which promises are made by which kind of plugin."""

from __future__ import annotations

from typing import Final

from mentaleval.contract import Dataset, Judge, Plugin, Responder
from mentaleval.testing.conformance import (
    answer_checks,
    asking_checks,
    class_checks,
    dataset_checks,
    import_checks,
    judge_checks,
    option_checks,
    rating_checks,
    responder_checks,
    work_checks,
)
from mentaleval.testing.conformance.answers import OwnAnswer
from mentaleval.testing.conformance.candidate import KINDS, Candidate
from mentaleval.testing.conformance.check import Check, Promise

_CLASS: Final = (*class_checks.PROMISES, *option_checks.PROMISES)

PROMISES: Final[dict[type[Plugin], tuple[Promise, ...]]] = {
    Judge: (
        *_CLASS,
        *option_checks.JUDGE_PROMISES,
        *import_checks.PROMISES,
        work_checks.SETTLES,
        *judge_checks.PROMISES,
        *work_checks.PROMISES,
        *asking_checks.PROMISES,
        *answer_checks.PROMISES,
    ),
    Responder: (
        *_CLASS,
        *import_checks.PROMISES,
        work_checks.SETTLES,
        *responder_checks.PROMISES,
        *work_checks.PROMISES,
        *asking_checks.PROMISES,
    ),
    Dataset: (
        *_CLASS,
        *import_checks.PROMISES,
        *dataset_checks.PROMISES,
        *rating_checks.PROMISES,
    ),
}
"""The promises of each contract, in the order in which they are looked into."""


def conformance(plugin: type[Plugin] | Plugin, *, answer: OwnAnswer | None = None) -> list[Check]:
    """Return the checks of a plugin: what the contract of its kind promises.

    Parameters
    ----------
    plugin
        A judge, a responder or a data set: the class, which is then made from its defaults,
        or an instance, where it needs options.
    answer
        Of a judge that asks its model for a form of answer of its own: what the model writes to
        give these ratings, whole numbers by the names of the attributes. They are those that the
        judge was asked for, or the one alone that its prompt names. It takes any number, also one
        out of scale. Where it is left out, some usual forms are tried.

    Returns
    -------
    list of Check
        To be called one by one. Nothing is made or run before.

    Raises
    ------
    TypeError
        When it is no plugin.

    Examples
    --------
    >>> import pytest
    >>> from mentaleval.testing import conformance
    >>> from mentaleval_judges import Lexical
    >>> @pytest.mark.parametrize("check", conformance(Lexical), ids=str)
    ... def test_conforms(check):
    ...     check()
    """
    return checks_of(Candidate(plugin, answer))


def checks_of(candidate: Candidate) -> list[Check]:
    """Return the checks of a plugin, which share what they find out about it.

    Raises
    ------
    TypeError
        When it is no plugin.
    """
    base = next((base for base in KINDS if issubclass(candidate.cls, base)), None)
    if base is None:
        raise TypeError(
            f"conformance() takes a judge, a responder or a data set, as a class or made; "
            f"{candidate.given or candidate.cls!r} derives from none of mentaleval.Judge, "
            "Responder and Dataset."
        )
    return [Check(p.name, p.promise, p.look, candidate) for p in PROMISES[base]]
