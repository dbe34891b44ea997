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
from mentaleval.stats.binomial import Proportion, exact_proportion, wilson_proportion
from mentaleval.stats.bootstrap import ResponderBootstrap, responder_bootstrap
from mentaleval.stats.calibration import Calibration, CalibrationRow, calibration
from mentaleval.stats.clusters import (
    FEWEST_CLUSTERS,
    FEWEST_TO_RESAMPLE,
    ClusterDraws,
    cluster_interval,
)
from mentaleval.stats.conformal import ConformalInterval, conformal_intervals
from mentaleval.stats.confusion import Confusion, confusion
from mentaleval.stats.decision_study import (
    Spread,
    StudySize,
    conversations_needed,
    difference_variance,
    half_width,
    judged_needed,
    panel_variance,
)
from mentaleval.stats.difference import (
    LimitsOfAgreement,
    bias,
    limits_of_agreement,
    mean_squared_error,
)
from mentaleval.stats.estimate import Estimate
from mentaleval.stats.facet_jackknife import facet_jackknife, jackknife_groups
from mentaleval.stats.halo import Halo, halo, halo_difference
from mentaleval.stats.harm_threshold import HarmThreshold, harm_threshold
from mentaleval.stats.icc import exact_f_limits, icc_c1, icc_c1_p_value, icc_ck, targets_needed
from mentaleval.stats.icc_agreement import icc_a1, icc_a1_mcgraw_wong, icc_ak
from mentaleval.stats.kappa import pairwise_kappas, quadratic_kappa
from mentaleval.stats.leave_one_out import icc_c1_jackknife, leave_one_out_icc
from mentaleval.stats.multiplicity import holm
from mentaleval.stats.null import responder_mean_null
from mentaleval.stats.order import OrderAgreement, order_agreement
from mentaleval.stats.paired_proportions import paired_difference
from mentaleval.stats.pairwise import PairwiseDifferences, pairwise_differences
from mentaleval.stats.panel import Panel, panel_independence
from mentaleval.stats.power_tuned import PowerTuned, power_tuned_means
from mentaleval.stats.published import (
    PublishedInterval,
    PublishedLabel,
    published_interval,
    published_label,
    published_label_range,
)
from mentaleval.stats.rank_power import (
    icc_of,
    rank_draws,
    rank_limits,
    rank_power,
    study_covariance,
)
from mentaleval.stats.repeats import RepeatReliability, repeat_reliability
from mentaleval.stats.runs import RunsTest, runs_test
from mentaleval.stats.sample_sizes import (
    agreement_power,
    correlation_power,
    harms_needed,
    icc_c1_power,
    icc_c1_targets,
    misses_allowed,
    screening_needed,
    screening_power,
)
from mentaleval.stats.screening import Screening, screening
from mentaleval.stats.self_preference import placebo_rank, self_preference
from mentaleval.stats.streams import seed_words, stream
from mentaleval.stats.two_means import welch_p_value
from mentaleval.stats.variance_components import (
    Component,
    VarianceComponents,
    covariance_components,
    variance_components,
)
from mentaleval.stats.within import within_group_correlation, within_group_correlation_interval

__all__ = [
    "FEWEST_CLUSTERS",
    "FEWEST_TO_RESAMPLE",
    "AltTest",
    "Calibration",
    "CalibrationRow",
    "ClusterDraws",
    "Component",
    "ConformalInterval",
    "Confusion",
    "Estimate",
    "Halo",
    "HarmThreshold",
    "LimitsOfAgreement",
    "MeanSquares",
    "OrderAgreement",
    "PairwiseDifferences",
    "Panel",
    "PowerTuned",
    "Proportion",
    "PublishedInterval",
    "PublishedLabel",
    "RepeatReliability",
    "ResponderBootstrap",
    "RunsTest",
    "Screening",
    "Spread",
    "StudySize",
    "VarianceComponents",
    "agreement_power",
    "alternative_annotator_test",
    "best_constant",
    "bias",
    "calibration",
    "cluster_interval",
    "concordance",
    "conformal_intervals",
    "confusion",
    "conversations_needed",
    "correlation_power",
    "covariance_components",
    "difference_variance",
    "exact_f_limits",
    "exact_proportion",
    "facet_jackknife",
    "half_width",
    "halo",
    "halo_difference",
    "harm_threshold",
    "harms_needed",
    "holm",
    "icc_a1",
    "icc_a1_mcgraw_wong",
    "icc_ak",
    "icc_c1",
    "icc_c1_jackknife",
    "icc_c1_p_value",
    "icc_c1_power",
    "icc_c1_targets",
    "icc_ck",
    "icc_of",
    "jackknife_groups",
    "judged_needed",
    "krippendorff_alpha",
    "leave_one_out_icc",
    "limits_of_agreement",
    "location_factor",
    "mean_squared_error",
    "mean_squares",
    "misses_allowed",
    "order_agreement",
    "paired_difference",
    "pairwise_differences",
    "pairwise_kappas",
    "panel_independence",
    "panel_variance",
    "pearson",
    "placebo_rank",
    "power_tuned_means",
    "published_interval",
    "published_label",
    "published_label_range",
    "quadratic_kappa",
    "rank_draws",
    "rank_limits",
    "rank_power",
    "repeat_reliability",
    "responder_bootstrap",
    "responder_mean_null",
    "runs_test",
    "scale_factor",
    "screening",
    "screening_needed",
    "screening_power",
    "seed_words",
    "self_preference",
    "spearman",
    "stream",
    "study_covariance",
    "targets_needed",
    "variance_components",
    "welch_p_value",
    "wilson_proportion",
    "within_group_correlation",
    "within_group_correlation_interval",
]
