"""Pure statistics: arrays in, frozen results out. One family of measures a module."""

from mentaleval.stats.alpha import krippendorff_alpha
from mentaleval.stats.alt_test import AltTest, alternative_annotator_test, best_constant
from mentaleval.stats.anova import MeanSquares, mean_squares
from mentaleval.stats.association import (
    concordance,
    location_factor,
    pearson,
    scale_factor,
    spearman,
)
from mentaleval.stats.binomial import Proportion, exact_proportion
from mentaleval.stats.bootstrap import ResponderBootstrap, responder_bootstrap
from mentaleval.stats.calibration import Calibration, CalibrationRow, calibration
from mentaleval.stats.clusters import (
    FEWEST_CLUSTERS,
    FEWEST_TO_RESAMPLE,
    ClusterDraws,
    cluster_interval,
)
from mentaleval.stats.difference import (
    LimitsOfAgreement,
    bias,
    limits_of_agreement,
    mean_squared_error,
)
from mentaleval.stats.estimate import Estimate
from mentaleval.stats.halo import Halo, halo, halo_difference
from mentaleval.stats.icc import exact_f_limits, icc_c1, icc_c1_p_value, icc_ck, targets_needed
from mentaleval.stats.icc_agreement import icc_a1, icc_a1_mcgraw_wong, icc_ak
from mentaleval.stats.kappa import pairwise_kappas, quadratic_kappa
from mentaleval.stats.leave_one_out import icc_c1_jackknife, leave_one_out_icc
from mentaleval.stats.multiplicity import holm
from mentaleval.stats.null import responder_mean_null
from mentaleval.stats.order import OrderAgreement, order_agreement
from mentaleval.stats.panel import Panel, panel_independence
from mentaleval.stats.published import (
    PublishedInterval,
    PublishedLabel,
    published_interval,
    published_label,
    published_label_range,
)
from mentaleval.stats.repeats import RepeatReliability, repeat_reliability
from mentaleval.stats.screening import Screening, screening
from mentaleval.stats.self_preference import placebo_rank, self_preference
from mentaleval.stats.streams import seed_words, stream
from mentaleval.stats.within import within_group_correlation, within_group_correlation_interval

__all__ = [
    "FEWEST_CLUSTERS",
    "FEWEST_TO_RESAMPLE",
    "AltTest",
    "Calibration",
    "CalibrationRow",
    "ClusterDraws",
    "Estimate",
    "Halo",
    "LimitsOfAgreement",
    "MeanSquares",
    "OrderAgreement",
    "Panel",
    "Proportion",
    "PublishedInterval",
    "PublishedLabel",
    "RepeatReliability",
    "ResponderBootstrap",
    "Screening",
    "alternative_annotator_test",
    "best_constant",
    "bias",
    "calibration",
    "cluster_interval",
    "concordance",
    "exact_f_limits",
    "exact_proportion",
    "halo",
    "halo_difference",
    "holm",
    "icc_a1",
    "icc_a1_mcgraw_wong",
    "icc_ak",
    "icc_c1",
    "icc_c1_jackknife",
    "icc_c1_p_value",
    "icc_ck",
    "krippendorff_alpha",
    "leave_one_out_icc",
    "limits_of_agreement",
    "location_factor",
    "mean_squared_error",
    "mean_squares",
    "order_agreement",
    "pairwise_kappas",
    "panel_independence",
    "pearson",
    "placebo_rank",
    "published_interval",
    "published_label",
    "published_label_range",
    "quadratic_kappa",
    "repeat_reliability",
    "responder_bootstrap",
    "responder_mean_null",
    "scale_factor",
    "screening",
    "seed_words",
    "self_preference",
    "spearman",
    "stream",
    "targets_needed",
    "within_group_correlation",
    "within_group_correlation_interval",
]
