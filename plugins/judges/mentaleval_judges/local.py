"""A model in a GGUF file that judges."""

from __future__ import annotations

from mentaleval import GgufModel
from mentaleval_judges.rubric import ByRubric


class Local(ByRubric, GgufModel):
    """Has a GGUF file rate by the rubric on this machine, without a key.

    llama.cpp serves the file while the run lasts: ``pip install 'mentaleval[local]'``.
    """

    name = "local"
