"""What every result says of how it came about: versions, and ratings that nobody gave."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd
import scipy

SIMULATED: Final = "simulated-"
"""How the names of raters begin whose ratings nobody gave."""


def are_simulated(raters: Iterable[object]) -> bool:
    """Say whether any of these raters is simulated."""
    return any(str(rater).startswith(SIMULATED) for rater in raters)


def versions() -> dict[str, str]:
    """Return the versions of what computes: mentaleval and its numerical libraries."""
    try:
        own = importlib.metadata.version("mentaleval")
    except importlib.metadata.PackageNotFoundError:
        own = "not installed"
    return {
        "mentaleval": own,
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "pandas": pd.__version__,
    }
