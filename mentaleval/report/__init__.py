"""Results as values: JSON documents and rich renderables. Printing is the command line's."""

from mentaleval.report.document import SCHEMA_VERSION, reliability_document
from mentaleval.report.terminal import reliability_renderables

__all__ = ["SCHEMA_VERSION", "reliability_document", "reliability_renderables"]
