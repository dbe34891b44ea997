"""Read what a judge answered, and never take a number for a rating that it did not give."""

from mentaleval.answer.reading import MAX_LENGTH, Answer, read_answer
from mentaleval.answer.repair import MAX_REPAIR

__all__ = ["MAX_LENGTH", "MAX_REPAIR", "Answer", "read_answer"]
