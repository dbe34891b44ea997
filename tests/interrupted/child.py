"""What a process under test runs: one command line, as `python -m mentaleval` would."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence


def carry_out(words: Sequence[str], env: Mapping[str, str], folder: str, output: str) -> None:
    """Run a command in *folder*, with both its streams in the file *output*."""
    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(file, 1)
    os.dup2(file, 2)

    from mentaleval.cli.entry import main  # noqa: PLC0415  the parent's fork has imported it

    sys.exit(main(words))
