"""What a run is asked to do, and the folder that belongs to it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from mentaleval.bridge.tasks import rubric_of
from mentaleval.contract import Dataset, Judge, Responder
from mentaleval.errors import UsageError
from mentaleval.vocabulary import Exchange, RaterKind

SETTINGS_FILE: Final = "mentaleval-run.json"


@dataclass(frozen=True, slots=True)
class RunSettings:
    """One run: a task, a data set, who responds and who judges.

    ``responders`` and ``judges`` are the variants that will really be asked.
    """

    task: str
    dataset: Dataset
    exchanges: Sequence[Exchange]
    responders: Sequence[Responder]
    judges: Sequence[Judge]
    limit: float | None = None
    epochs: int = 1
    seed: int | None = None
    max_connections: int | None = None
    model_args: dict[str, Any] = field(default_factory=dict)
    display: Literal["rich", "plain", "none"] = "none"

    def identity(self) -> dict[str, Any]:
        """Return what makes this run another than the next, as JSON values."""
        rubric = rubric_of(self.task)
        return {
            "task": self.task,
            "rubric": rubric.fingerprint,
            "dataset": self.dataset.name,
            "dataset_options": self.dataset.options(),
            "exchanges": _digest(
                [e.id, e.context, e.responder, e.response] for e in self.exchanges
            ),
            "recorded_judgements": _digest(
                list(r) for r in self.dataset.ratings() if r.rater_kind == RaterKind.JUDGE
            ),
            "limit": self.limit,
            "seed": self.seed,
            "model_args": self.model_args,
        }

    def raters(self) -> dict[str, Any]:
        """Return who responds and judges: they may grow within one folder."""
        return {
            "responders": [[r.name, r.options()] for r in self.responders],
            "judges": [[j.name, j.options()] for j in self.judges],
            "epochs": self.epochs,
        }

    def folder(self) -> Path:
        """Return the folder that the same settings always lead to."""
        text = json.dumps([self.identity(), self.raters()], sort_keys=True, default=str)
        return Path("logs") / f"{self.task}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def claim_folder(settings: RunSettings, folder: Path) -> None:
    """Make *folder* the run's own, or go on in it when it already is.

    Raises
    ------
    UsageError
        When the folder belongs to a run with other settings, is no folder, or cannot be used.
    """
    try:
        _claim(settings, folder)
    except OSError as error:
        where = error.filename or folder
        raise UsageError(
            f"the folder of logs {folder} cannot be used: {where}: {error.strerror or error}.",
            hint="choose another --log-dir",
        ) from error


def _claim(settings: RunSettings, folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"--log-dir {folder} is a file, not a folder.")
    marker = folder / SETTINGS_FILE
    now = settings.identity()
    if marker.exists():
        before = _identity_in(marker)
        differing = [key for key in now if before.get(key) != now[key]]
        if differing:
            said = "; ".join(f"{k} was {before.get(k)!r}, is {now[k]!r}" for k in differing)
            raise UsageError(
                f"{folder} holds a run with other settings: {said}.",
                hint="choose another --log-dir, or leave it out: each run finds its own folder",
            )
    folder.mkdir(parents=True, exist_ok=True)
    written = {"identity": now, **settings.raters()}
    marker.write_text(json.dumps(written, indent=2, default=str) + "\n", encoding="utf-8")


def _identity_in(marker: Path) -> dict[str, Any]:
    try:
        found = json.loads(marker.read_text(encoding="utf-8"))
    except ValueError as error:  # no UTF-8, or no JSON
        raise _unreadable(marker, str(error)) from error
    if not isinstance(found, dict):
        raise _unreadable(marker, f"it holds no JSON object but {found!r:.40}")
    identity = found.get("identity", {})
    if not isinstance(identity, dict):
        raise _unreadable(marker, f"its 'identity' is no JSON object but {identity!r:.40}")
    return identity


def _unreadable(marker: Path, why: str) -> UsageError:
    return UsageError(
        f"{marker} does not say which run the folder belongs to: {why}.",
        hint="choose another --log-dir, or remove the file where you know the run is the same",
    )


def _digest(records: Iterable[object]) -> str:
    digest = hashlib.sha256()
    for record in records:
        digest.update(json.dumps(record).encode())
    return digest.hexdigest()[:16]
