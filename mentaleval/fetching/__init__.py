"""Data sets' files: where they lie on this computer, and how they come to be there."""
