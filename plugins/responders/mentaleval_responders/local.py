"""A model in a GGUF file that responds."""

from __future__ import annotations

from mentaleval import GgufModel
from mentaleval_responders.model import ByProtocol


class Local(ByProtocol, GgufModel):
    """Lets a GGUF file respond on this machine, without a key: the paper's protocol.

    llama.cpp serves the file while the run lasts: ``pip install 'mentaleval[local]'``.
    """

    name = "local"
