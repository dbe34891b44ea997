"""The responder-mean null: how far knowing who responded gets without reading the response.

A "judge" that answers with the responder's mean human rating. To keep the rating it is compared
with out of its answer, the mean leaves out the response's own cluster (conversation, rater batch):
for a response of group g in cluster c,

    null = (sum_g - sum_gc) / (n_g - n_gc) = mean_g - D_gc / (n_g - n_gc)

with sums and numbers of the human ratings of the group, and of the group within the cluster, and
D_gc the sum of deviations from mean_g within the cluster. The second form is the one computed: it
leaves no rounding noise where a group does not vary.

A pooled response-level figure of a judge that does not beat this null is no sign that the judge can
tell responses apart: who responded explains as much. Leaving out makes the null a little worse than
the plain means, and within one group it goes *against* the human ratings by construction (a high
rating is left out of its own prediction): compare pooled figures only.

Missing data: NaN is refused; the caller drops incomplete pairs.
Degenerate cases: NaN where nothing else of the group is left (a group within one cluster).

References
----------
Stone (1974), Journal of the Royal Statistical Society B 36:111 (cross-validated means).
"""

import numpy as np
from numpy.typing import ArrayLike

from mentaleval.stats.arrays import Floats, as_codes, as_floats, without_noise


def responder_mean_null(human: ArrayLike, groups: ArrayLike, clusters: ArrayLike) -> Floats:
    """Predict each human rating by the mean of its group in the other clusters.

    One number a rating, in the order given, on the scale of the ratings. Agrees with a loop over
    ratings.

    Examples
    --------
    >>> responder_mean_null([1, 2, 6, 5, 4], list("aaabb"), [1, 2, 2, 1, 2]).tolist()
    [4.0, 1.0, 1.0, 4.0, 5.0]
    """
    ratings = as_floats(human, name="human", dimensions=1)
    groups_of, count = as_codes(groups, name="groups", size=ratings.size)
    clusters_of, _ = as_codes(clusters, name="clusters", size=ratings.size)
    if ratings.size == 0:
        return ratings
    numbers = np.bincount(groups_of)
    means = np.bincount(groups_of, weights=ratings) / numbers
    largest = float(np.abs(ratings).max())
    deviations = without_noise(ratings - means[groups_of], largest)
    cells = clusters_of * count + groups_of
    left = (numbers[groups_of] - np.bincount(cells)[cells]).astype(np.float64)
    own = np.bincount(cells, weights=deviations)[cells]
    shift = np.divide(own, left, out=np.full_like(own, np.nan), where=left > 0)
    return np.asarray(means[groups_of] - shift)
