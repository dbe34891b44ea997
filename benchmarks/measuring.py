"""What the benchmarks measure with: a process by the operating system, and what machine it was on.

A process inherits the highest memory of the one that starts it: Linux carries the mark over to the
new program. So each is started by a small Python of its own (about 10 MiB), which asks the system
when it ends: user and system time, its own and of the processes that it has waited for, and the
most memory that one of these ever held. Times of two cores that work at once are added up.
"""

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Final

MIB: Final = 1024 if sys.platform != "darwin" else 1024 * 1024
"""What a mebibyte is in the unit of the system: kibibytes, on macOS bytes."""

_STARTER: Final = """
import os, sys
process = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
status, used = os.wait4(process, 0)[1:]
ended, cpu = os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime
with open(sys.argv[1], "w") as file:
    print(ended, cpu, used.ru_maxrss, file=file)
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one process took."""

    cpu: float
    """User and system time in seconds."""
    memory: float
    """The most that it held, in MiB."""


def process(
    command: Sequence[str], *, folder: Path, environment: Mapping[str, str] | None = None
) -> Taken:
    """Run a command in *folder* to its end, and return what it took; what it says is kept aside.

    Raises
    ------
    RuntimeError
        When it does not end with status 0; with what it said.
    """
    with tempfile.TemporaryDirectory() as name:
        figures, said = Path(name, "figures"), Path(name, "said")
        starter = [sys.executable, "-I", "-S", "-c", _STARTER, str(figures), *command]
        with said.open("wb") as file:
            subprocess.run(  # noqa: S603
                starter, cwd=folder, env=environment, stdout=file, stderr=file, check=True
            )
        status, cpu, memory = figures.read_text(encoding="utf-8").split()
        if int(status):
            told = said.read_text(encoding="utf-8", errors="replace")
            raise RuntimeError(f"{' '.join(command)} ended with status {status}:\n{told}")
    return Taken(float(cpu), float(memory) / MIB)


def python(*words: str) -> list[str]:
    """Return a command of the Python that runs this."""
    return [sys.executable, *words]


def mentaleval(*words: str) -> list[str]:
    """Return a command of mentaleval, as users call it."""
    return python("-m", "mentaleval", *words)


def middle(several: Sequence[Taken]) -> Taken:
    """Return the medians."""
    return Taken(median(one.cpu for one in several), median(one.memory for one in several))


def machine(libraries: Sequence[str]) -> dict[str, str]:
    """Say what this was measured on: the machine, Python, and the versions of the libraries."""
    kind = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    found = {library: version(library) for library in libraries}
    return {"machine": kind, "python": platform.python_version(), **found}


def about(found: Mapping[str, object], libraries: Sequence[str]) -> str:
    """Return `machine` as one line."""
    versions = ", ".join(f"{name} {found[name]}" for name in ("python", *libraries))
    return f"{found['machine']}; {versions}"
