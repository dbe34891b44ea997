"""Pure statistics: arrays in, frozen results out. One family of measures a module."""

from mentaleval.stats.anova import MeanSquares, mean_squares
from mentaleval.stats.association import (
    concordance,
    location_factor,
    pearson,
    scale_factor,
    spearman,
)
from mentaleval.stats.bootstrap import ResponderBootstrap, responder_bootstrap
from mentaleval.stats.clusters import ClusterDraws, cluster_interval
from mentaleval.stats.difference import (
    LimitsOfAgreement,
    bias,
    limits_of_agreement,
    mean_squared_error,
)
from mentaleval.stats.estimate import Estimate
from mentaleval.stats.icc import exact_f_limits, icc_c1, icc_c1_p_value, icc_ck, targets_needed
from mentaleval.stats.icc_agreement import icc_a1, icc_a1_mcgraw_wong, icc_ak
from mentaleval.stats.leave_one_out import icc_c1_jackknife, leave_one_out_icc
from mentaleval.stats.multiplicity import holm
from mentaleval.stats.published import (
    PublishedInterval,
    PublishedLabel,
    published_interval,
    published_label,
    published_label_range,
)
from mentaleval.stats.within import within_group_correlation, within_group_correlation_interval

__all__ = [
    "ClusterDraws",
    "Estimate",
    "LimitsOfAgreement",
    "MeanSquares",
    "PublishedInterval",
    "PublishedLabel",
    "ResponderBootstrap",
    "bias",
    "cluster_interval",
    "concordance",
    "exact_f_limits",
    "holm",
    "icc_a1",
    "icc_a1_mcgraw_wong",
    "icc_ak",
    "icc_c1",
    "icc_c1_jackknife",
    "icc_c1_p_value",
    "icc_ck",
    "leave_one_out_icc",
    "limits_of_agreement",
    "location_factor",
    "mean_squared_error",
    "mean_squares",
    "pearson",
    "published_interval",
    "published_label",
    "published_label_range",
    "responder_bootstrap",
    "scale_factor",
    "spearman",
    "targets_needed",
    "within_group_correlation",
    "within_group_correlation_interval",
]
