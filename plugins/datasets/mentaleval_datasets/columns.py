"""Find the column that is meant, or say which may have been meant."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from mentaleval import DataError


def missing_column(
    wanted: str, columns: Sequence[str], where: str, *, hint: str | None = None
) -> DataError:
    """Return the error that says that *wanted* is not among *columns*."""
    return DataError(f"{where} has no column {wanted!r}.{near(wanted, columns)}", hint=hint)


def near(wanted: str, names: Sequence[str]) -> str:
    """Return a sentence with the name closest to *wanted*, else all of *names*."""
    plain = {name.strip().casefold(): name for name in names}
    match = difflib.get_close_matches(wanted.strip().casefold(), plain, n=1)
    if match:
        return f" Did you mean {plain[match[0]]!r}?"
    named = [repr(name) for name in names if name.strip()]
    return f" It has {', '.join(named)}." if named else " It has no named column."
