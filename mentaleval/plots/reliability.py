"""The figures of an assessment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from mentaleval.plots.agreement import agreement_plots
from mentaleval.plots.bias import bias_plots
from mentaleval.plots.calibration import calibration_plots
from mentaleval.plots.ceiling import ceiling_plots
from mentaleval.plots.confusion import confusion_plots
from mentaleval.plots.icc import icc_plots
from mentaleval.plots.means import means_plots
from mentaleval.plots.plot import Plot, of_simulated
from mentaleval.plots.split import split_plots
from mentaleval.trust import Assessment

_MAKERS: Final[tuple[Callable[[Assessment], tuple[Plot, ...]], ...]] = (
    icc_plots,
    split_plots,
    bias_plots,
    agreement_plots,
    calibration_plots,
    ceiling_plots,
    confusion_plots,
    means_plots,
)


def reliability_plots(assessment: Assessment) -> tuple[Plot, ...]:
    """Return the figures of an assessment, by section and then by judge."""
    plots = tuple(plot for make in _MAKERS for plot in make(assessment))
    return of_simulated(plots) if assessment.simulated else plots
