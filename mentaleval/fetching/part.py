"""What has arrived of a file, kept until it is whole: also when the process is killed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from mentaleval.writing import whole_file


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a file, and beside it, of which file on which server it is a part.

    Parameters
    ----------
    path
        Where the part is, or will be.
    """

    path: Path

    @property
    def size(self) -> int:
        """Bytes that have arrived."""
        return self.path.stat().st_size if self.path.exists() else 0

    def begun(self, url: str) -> tuple[int, str]:
        """Return how many bytes can be gone on with, and the server's mark of their file.

        None can where the server gave no mark: then nobody would see that the rest is of another
        file.
        """
        try:
            kept = json.loads(self._about.read_bytes())
            mark = kept["mark"] if kept["url"] == url else ""
            return (self.size, mark) if isinstance(mark, str) and mark else (0, "")
        except (OSError, ValueError, KeyError, TypeError):
            return 0, ""

    def begin(self, url: str, mark: str) -> None:
        """Begin anew; *mark* is an ETag or a date that changes when the file does."""
        self.forget()  # before the new mark is there: no old byte may ever stand under it
        with whole_file(self._about) as coming:
            coming.write_text(json.dumps({"url": url, "mark": mark}), encoding="utf-8")
        self.path.touch()

    def become(self, target: Path) -> None:
        """Let what has arrived take its place."""
        self.path.replace(target)
        self._about.unlink(missing_ok=True)

    def forget(self) -> None:
        """Throw away what has arrived."""
        self.path.unlink(missing_ok=True)
        self._about.unlink(missing_ok=True)

    @property
    def _about(self) -> Path:
        return self.path.with_name(f"{self.path.name}.json")
