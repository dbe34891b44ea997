"""A language model in a GGUF file, served on this machine while a run lasts."""

from mentaleval.gguf.model import GgufModel

__all__ = ["GgufModel"]
