"""Which promises are made by which kind of plugin."""

from __future__ import annotations

from typing import Final

from mentaleval.contract import Dataset, Judge, Plugin, Responder
from mentaleval.testing.conformance import (
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
        *judge_checks.READING_PROMISES,
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


def conformance(plugin: type[Plugin] | Plugin) -> list[Check]:
    """Return the checks of a plugin: what the contract of its kind promises.

    Parameters
    ----------
    plugin
        A judge, a responder or a data set: the class, which is then made from its defaults,
        or an instance, where it needs options.

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
    cls = plugin if isinstance(plugin, type) else type(plugin)
    base = next((base for base in KINDS if issubclass(cls, base)), None)
    if base is None:
        raise TypeError(
            f"conformance() takes a judge, a responder or a data set, as a class or made; "
            f"{plugin!r} derives from none of mentaleval.Judge, Responder and Dataset."
        )
    candidate = Candidate(plugin)
    return [Check(p.name, p.promise, p.look, candidate) for p in PROMISES[base]]
