"""An assessment or a comparison as one HTML file that needs nothing beside it."""

from mentaleval.pages.comparison import comparison_page
from mentaleval.pages.reliability import reliability_page

__all__ = ["comparison_page", "reliability_page"]
