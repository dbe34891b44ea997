"""The folder that belongs to a run: its own, one process at a time, and no other's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from mentaleval.bridge.run_files import RUN_FILE, run_file_text
from mentaleval.bridge.settings import RunSettings
from mentaleval.bridge.sharding import SETTINGS_FILE, SHARDS_FILE
from mentaleval.contract import Judge, Responder
from mentaleval.errors import UsageError

_DIGESTS: Final = {
    "exchanges": "its contexts or responses are others",
    "recorded_judgements": "its data set's recorded judgements are others",
    "rubric": "its rubric has other words",
}
_FINGERPRINTS: Final = {
    "prompts": "asked another model or with other words",
    "code": "had other code",
}
LOCK_FILE: Final = "mentaleval-run.lock"


@contextmanager
def own_folder(settings: RunSettings, folder: Path, *, called: str | None = None) -> Iterator[None]:
    """Make *folder* the run's own for as long as the block lasts (see `claim_folder`).

    Raises
    ------
    UsageError
        Also when another process is at work in it.
    """
    with _usable(folder):
        _make(folder)
        lock = FileLock(folder / LOCK_FILE, timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise UsageError(
                f"another process is at work in {folder}: two would pay for the same calls twice.",
                hint="wait for it to end, or choose another --log-dir",
            ) from error
    try:
        claim_folder(settings, folder, called=called)
        yield
    finally:
        lock.release()


def claim_folder(settings: RunSettings, folder: Path, *, called: str | None = None) -> None:
    """Make *folder* the run's own, or go on in it when it already is.

    Parameters
    ----------
    settings
        The run.
    folder
        Where it is at work.
    called
        What a person knows the folder by, where that is not its path.

    Raises
    ------
    UsageError
        When the folder belongs to a run with other settings, is no folder, or cannot be used.
    """
    with _usable(folder):
        _make(folder)
        _claim(settings, folder, called or str(folder))


@contextmanager
def _usable(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = error.filename or folder
        raise UsageError(
            f"the folder of logs {folder} cannot be used: {where}: {error.strerror or error}.",
            hint="choose another --log-dir",
        ) from error


def _make(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"--log-dir {folder} is a file, not a folder.")
    folder.mkdir(parents=True, exist_ok=True)


def differences(settings: RunSettings, folder: Path) -> list[str]:
    """Return why a run cannot go on in *folder*: nothing where it can.

    Raises
    ------
    UsageError
        When the folder does not say which run it belongs to.
    """
    marker = folder / SETTINGS_FILE
    if not marker.exists():
        return []
    return _refusals(settings, _known(marker), _now(settings))


def _claim(settings: RunSettings, folder: Path, called: str) -> None:
    if (folder / SHARDS_FILE).exists():
        raise UsageError(
            f"{called} holds a run in shards, and this is the run without --shard.",
            hint="give --shard I/N, or choose another --log-dir; `mentaleval reliability "
            f"{called}` analyses the shards together",
        )
    marker = folder / SETTINGS_FILE
    known = _known(marker) if marker.exists() else None
    now = _now(settings)
    said = [] if known is None else _refusals(settings, known, now)
    if said:
        raise UsageError(
            f"{called} holds a run with other settings: {'; '.join(said)}.",
            hint="choose another --log-dir, or leave it out: each run finds its own folder",
        )
    grown = {"identity": now["identity"], **_grown(settings, known or {}, now)}
    _write(marker, json.dumps(grown, indent=2, default=str) + "\n")
    if settings.shard is None:  # the folder of all shards has theirs
        _write(folder / RUN_FILE, run_file_text(settings, grown))


def shards_run_text(settings: RunSettings) -> str:
    """Return the run file of the folder that the shards of a run have in common."""
    now = _now(settings) | {"identity": settings.whole_identity()}
    return run_file_text(settings, {**now, **_grown(settings, {}, now)})


def _now(settings: RunSettings) -> dict[str, dict[str, Any]]:
    return {key: getattr(settings, key)() for key in ("identity", *_FINGERPRINTS)}


def _refusals(
    settings: RunSettings, known: dict[str, Any], now: dict[str, dict[str, Any]]
) -> list[str]:
    said = [*differing(known["identity"], now["identity"]), *_fewer(settings, known["repeats"])]
    for key, what in _FINGERPRINTS.items():
        before = known[key]
        said += [
            f"the {name} {what} (fingerprint {before[name]}, now {fingerprint})"
            for name, fingerprint in now[key].items()
            if before.get(name, fingerprint) != fingerprint
        ]
    return said


def _grown(
    settings: RunSettings, known: dict[str, Any], now: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """Return what the folder holds once the run has gone on in it."""
    return {
        "responders": _together(known.get("responders", []), settings.responders),
        "judges": _together(known.get("judges", []), settings.judges),
        "epochs": settings.epochs,
        **{key: known.get(key, {}) | now[key] for key in _FINGERPRINTS},
        "repeats": _repeats(settings, known.get("repeats", {})),
    }


def _repeats(settings: RunSettings, before: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """Return how often each judge rates the responses of each responder."""
    asked = {responder.label: settings.epochs for responder in settings.responders}
    return before | {judge.label: before.get(judge.label, {}) | asked for judge in settings.judges}


def _together(before: list[Any], raters: Sequence[Responder | Judge]) -> list[Any]:
    named = [[rater.name, rater.options(), rater.label] for rater in raters]
    now = json.loads(json.dumps(named, default=str))  # as what is read back
    return [*before, *(rater for rater in now if rater not in before)]


def differing(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Say what is not the same of two runs; a digest says nothing to people."""
    others = [key for key in before | now if before.get(key) != now.get(key)]
    said = [
        f"{key} was {before.get(key)!r}, is {now.get(key)!r}"
        for key in others
        if key not in _DIGESTS
    ]
    return said or [_DIGESTS[key] for key in others]


def _fewer(settings: RunSettings, repeats: dict[str, dict[str, int]]) -> list[str]:
    """Say which judges have rated more often: Inspect would drop what they have rated."""
    asked = [responder.label for responder in settings.responders]
    return [
        f"the judge {judge.label} has rated {known} times, and --epochs {settings.epochs} "
        "would drop ratings that are there"
        for judge in settings.judges
        if (of := repeats.get(judge.label, {}))
        and (known := max((of.get(label, 0) for label in asked), default=0)) > settings.epochs
    ]


def _write(marker: Path, text: str) -> None:
    """Replace the file in one step: killed in the middle, a run must still know its folder."""
    coming = marker.with_suffix(".part")
    coming.write_text(text, encoding="utf-8")
    coming.replace(marker)


def _known(marker: Path) -> dict[str, Any]:
    try:
        found = json.loads(marker.read_text(encoding="utf-8"))
    except ValueError as error:  # no UTF-8, or no JSON
        raise _unreadable(marker, str(error)) from error
    if not isinstance(found, dict):
        raise _unreadable(marker, f"it holds no JSON object but {found!r:.40}")
    objects = {key: found.get(key, {}) for key in ("identity", "repeats", *_FINGERPRINTS)}
    lists = {key: found.get(key, []) for key in ("responders", "judges")}
    for wanted, name, parts in ((dict, "object", objects), (list, "list", lists)):
        for key, part in parts.items():
            if not isinstance(part, wanted):
                raise _unreadable(marker, f"its {key!r} is no JSON {name} but {part!r:.40}")
    named = [*lists["judges"], *lists["responders"]]
    if not (all(map(_named, named)) and all(map(_counted, objects["repeats"].values()))):
        raise _unreadable(marker, "its judges, responders or repeats are written in another way")
    return objects | lists


def _named(rater: object) -> bool:
    """Whether a rater has its name, options and label."""
    return isinstance(rater, list) and [type(part) for part in rater] == [str, dict, str]


def _counted(of: object) -> bool:
    return isinstance(of, dict) and all(isinstance(count, int) for count in of.values())


def _unreadable(marker: Path, why: str) -> UsageError:
    return UsageError(
        f"{marker} does not say which run the folder belongs to: {why}.",
        hint="choose another --log-dir, or remove the file where you know the run is the same",
    )
