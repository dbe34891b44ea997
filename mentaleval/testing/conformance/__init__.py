"""What a plugin's contract promises, one check a promise."""

from mentaleval.testing.conformance.check import Check
from mentaleval.testing.conformance.finding import NotConforming
from mentaleval.testing.conformance.suite import conformance

__all__ = ["Check", "NotConforming", "conformance"]
