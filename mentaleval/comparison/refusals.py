"""Corrections of judge ratings that are refused, and why.

The figures are those of `benchmarks/labels.py` on MentalAlign-70k, 100 of 1,000 conversations
labelled (STATISTICS, section 4).
"""

from __future__ import annotations

from typing import Final

from mentaleval.errors import UsageError

OFFERED: Final = ("power-tuned", "human-only")

SOURCE: Final = "benchmarks/labels.py on MentalAlign-70k"

_LEFT_IN: Final = (
    "leaves each responder's own error of the judge in, and compares responders by that error. "
    f"On real data its intervals cover {{covers}} of the true differences and it calls 9 % of the "
    f"pairs significantly the wrong way round ({SOURCE})."
)

_WHY: Final = {
    "lambda=1": (
        "a judge at full weight adds its whole variance to that of the labels, however little it "
        "knows. A judge that disagrees with experts then makes the corrected means worse than the "
        "labels alone; the power parameter is chosen so that it cannot."
    ),
    "offset": "one number added to every rating of the judge " + _LEFT_IN.format(covers="31 %"),
    "recalibration": (
        "one curve from judge ratings to human ratings, fitted over all responders, "
        + _LEFT_IN.format(covers="25 %")
    ),
}

_ALSO: Final = {
    "lambda1": "lambda=1",
    "lam=1": "lambda=1",
    "ppi": "lambda=1",
    "bias": "offset",
    "calibration": "recalibration",
    "pooled-recalibration": "recalibration",
}


def refused_correction(name: str) -> UsageError:
    """Return the error that says why a correction is not offered.

    Parameters
    ----------
    name
        ``"lambda=1"``, ``"offset"``, ``"recalibration"``, or any other that is not offered.

    Examples
    --------
    >>> refused_correction("ofset").message
    "there is no correction 'ofset'; the corrections are 'power-tuned' and 'human-only'."
    """
    plain = name.strip().lower().replace("_", "-").replace(" ", "")
    why = _WHY.get(_ALSO.get(plain, plain))
    if why is None:
        names = " and ".join(map(repr, OFFERED))
        return UsageError(f"there is no correction {name!r}; the corrections are {names}.")
    return UsageError(
        f"the correction {name!r} is refused for comparing responders: {why}",
        hint="leave --correction out: the power parameter is then chosen from the labels",
    )


def require_correction(name: str) -> None:
    """Refuse a correction that is not offered.

    Raises
    ------
    UsageError
        When it is not.
    """
    if name not in OFFERED:
        raise refused_correction(name)
