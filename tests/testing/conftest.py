"""What the tests of the conformance suite share: carry out all checks of a plugin."""

from __future__ import annotations

import sys
from pathlib import Path
from unittest import SkipTest

import pytest

from mentaleval.testing import NotConforming, conformance

sys.path.insert(0, str(Path(__file__).parent))  # the sound and the broken judges lie beside it
# last, so that what is installed goes before: the classes of a test are in tests.testing.…
sys.path.append(str(Path(__file__).parents[2]))


@pytest.fixture
def failures():
    """Give what finds the checks that a plugin fails, with their messages."""

    def found(plugin, **named):
        failed = {}
        for check in conformance(plugin, **named):
            try:
                check()
            except NotConforming as failure:
                failed[check.name] = str(failure)
            except SkipTest:
                pass
        return failed

    return found


@pytest.fixture
def outcomes():
    """Give what finds out, of every check, what is said of it; None where it passes."""

    def found(plugin, **named):
        said = {}
        for check in conformance(plugin, **named):
            try:
                said[check.name] = check()
            except (NotConforming, SkipTest) as outcome:
                said[check.name] = str(outcome)
        return said

    return found
