"""The door of this room: arrays are checked here once, then only computed with.

NaN is refused everywhere, because what to do about a missing rating (drop the pair, and count
it) is the caller's decision and must be visible there; but for the few measures that are made for
incomplete tables (`as_ratings`).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mentaleval.errors import StatisticsError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Marks = NDArray[np.bool_]

LARGEST = 1e100  # squares of anything beyond come near the end of the number range
ROUNDING = 64 * float(np.finfo(np.float64).eps)
FEWEST_TARGETS = 3  # below three there is no agreement to speak of


def as_floats(values: ArrayLike, *, name: str, dimensions: int) -> Floats:
    """Return `values` as finite floats with the wanted number of dimensions."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise StatisticsError(f"{name}: expected numbers: {error}") from error
    if array.ndim != dimensions:
        raise StatisticsError(f"{name}: expected {dimensions} dimension(s), found {array.ndim}")
    if not np.all(np.abs(array) <= LARGEST):  # NaN compares false and is caught too
        raise StatisticsError(
            f"{name}: expected finite numbers; drop missing values before the call"
        )
    return array


def as_ratings(values: ArrayLike, *, name: str, dimensions: int) -> Floats:
    """Return finite floats in which NaN stands for a rating that is missing."""
    try:
        array = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise StatisticsError(f"{name}: expected numbers: {error}") from error
    missing = np.isnan(array)
    array[missing] = 0.0
    found = as_floats(array, name=name, dimensions=dimensions)
    found[missing] = np.nan
    return found


def as_table(table: ArrayLike) -> Floats:
    """Return a complete table of targets (rows) by raters (columns)."""
    array = as_floats(table, name="table", dimensions=2)
    if array.shape[1] < 2:  # noqa: PLR2004 - agreement takes two
        raise StatisticsError(f"table: expected at least 2 raters, found {array.shape[1]}")
    return array


def as_pairs(x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    """Return two vectors of one length."""
    first = as_floats(x, name="x", dimensions=1)
    second = as_floats(y, name="y", dimensions=1)
    if first.size != second.size:
        raise StatisticsError(f"x and y: expected one length, found {first.size} and {second.size}")
    return first, second


def as_codes(labels: ArrayLike, *, name: str, size: int) -> tuple[Integers, int]:
    """Return labels as codes 0..m-1 in the order of the sorted labels, and m."""
    array = np.asarray(labels)
    if array.shape != (size,):
        raise StatisticsError(f"{name}: expected {size} labels, found shape {array.shape}")
    if array.dtype.kind == "f" and np.isnan(array).any():
        raise StatisticsError(f"{name}: expected a label for each pair, found NaN")
    if array.dtype.kind == "i" and size and array.min() >= 0 and array.max() < size:
        return _renumbered(array.astype(np.int64))
    if array.dtype.kind == "O":
        array = array.astype(str)
    found, codes = np.unique(array, return_inverse=True)
    return codes.astype(np.int64), int(found.size)


def _renumbered(codes: Integers) -> tuple[Integers, int]:
    """Close the gaps of small whole numbers: the same as sorting them, and much quicker."""
    found = np.bincount(codes) > 0
    return (np.cumsum(found) - 1)[codes], int(found.sum())


def as_marks(marks: ArrayLike, *, name: str) -> Marks:
    """Return one row of yes and no."""
    array = np.asarray(marks)
    if array.ndim != 1 or not np.isin(array, (0, 1)).all():
        raise StatisticsError(f"{name}: expected one row of yes and no")
    return array.astype(np.bool_)


def as_unrated(unrated: ArrayLike | None, ratings: Floats) -> Marks:
    """Return the marks of ratings that were asked for and not given; without marks, none."""
    if unrated is None:
        return np.zeros(ratings.size, dtype=np.bool_)
    left = as_marks(unrated, name="unrated")
    if left.size != ratings.size:
        raise StatisticsError(f"unrated: expected {ratings.size} marks, found {left.size}")
    if np.any(left & ~np.isnan(ratings)):
        raise StatisticsError("unrated: found a mark where there is a rating")
    return left


def as_tails(confidence: float) -> tuple[float, float]:
    """Return the two tail probabilities of a central interval: 0.95 gives 0.025, 0.975."""
    if not 0 < confidence < 1:
        raise StatisticsError(f"confidence: expected a number between 0 and 1, found {confidence}")
    return (1 - confidence) / 2, (1 + confidence) / 2


def without_noise(effects: Floats, largest: Floats | float) -> Floats:
    """Set to zero what is only rounding noise in values of size `largest`.

    A judge that repeats the human ratings plus 0.3 leaves residuals of 1e-16, not of zero; taken
    at their word they would turn a perfect agreement, or a constant rater, into a lottery.
    """
    return np.where(np.abs(effects) <= ROUNDING * np.asarray(largest), 0.0, effects)


def dot(x: Floats, y: Floats) -> float:
    """Return the sum of products, the same to the last digit on any number of cores.

    BLAS divides a long sum among its threads, and adds up in another order where it has others.
    """
    return float(np.einsum("i,i->", x, y))


def centred(values: Floats) -> Floats:
    """Return deviations from the mean; exact zeros for a constant vector, nothing for none."""
    if values.size == 0:
        return values
    return without_noise(values - values.mean(), float(np.abs(values).max()))
