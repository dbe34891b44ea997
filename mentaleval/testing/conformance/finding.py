"""What a check may find: a promise that is not kept, or one that cannot be looked into."""

from __future__ import annotations

from unittest import SkipTest


class NotConforming(AssertionError):  # noqa: N818  named for what is found, as in a sentence
    """A promise that a plugin does not keep: what was found, and what would be right."""


class NotApplicable(SkipTest):
    """A promise that cannot be looked into here, and why; pytest shows it as skipped."""
