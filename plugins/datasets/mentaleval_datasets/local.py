"""Where a data set lies on this computer, and what keeps it from being read."""

from __future__ import annotations

from mentaleval import local_copy

__all__ = ["local_copy", "why"]


def why(error: OSError) -> str:
    """Return what the operating system says went wrong, in its own few words."""
    return error.strerror or str(error)
