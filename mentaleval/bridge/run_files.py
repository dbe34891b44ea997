"""A run written down beside its logs, so that it can be repeated, and what differs by then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from mentaleval.bridge.settings import RunSettings
from mentaleval.documents.rubrics import rubric_data
from mentaleval.documents.runs import Choice, Expected, RunDocument, written_run
from mentaleval.plugins import Kind, installed
from mentaleval.rubric import SEVEN

RUN_FILE: Final = "mentaleval-run.yaml"
_HEAD: Final = """\
# `mentaleval run %s` goes on with the run of this folder; a copy repeats it.
# Paths start from the folder in which the command is given. A run writes this file anew.
"""
_DIGESTS: Final = ("exchanges", "recorded_judgements", "rubric")


def run_file_text(settings: RunSettings, held: Mapping[str, Any]) -> str:
    """Return the run file of a folder.

    Parameters
    ----------
    settings
        The run that is at work in it.
    held
        What the folder holds (see `claim_folder`). The file has of it what may be asked for
        together without a new call: judges and responders of which every pair is rated as often
        as this run asks.
    """
    responders, judges = _rated_alike(settings, held)
    again = settings.responses is None
    document = RunDocument(
        run=settings.task,
        dataset=_dataset(settings),
        responders=_choices(held["responders"], responders) if again else None,
        judges=_choices(held["judges"], judges) or None,
        rubric=_rubric(settings),
        responses=None if again else str(settings.responses),
        limit=settings.limit,
        epochs=settings.epochs,
        seed=settings.seed,
        max_unrated=settings.max_unrated,
        max_connections=settings.max_connections,
        max_retries=settings.max_retries,
        attempt_timeout=settings.attempt_timeout,
        batch=settings.batch,
        max_cost=settings.limits.cost,
        max_total_tokens=settings.limits.tokens,
        model_args=settings.model_args,
        made_with=_made_with(settings, held),
        expects=Expected(
            **{key: held["identity"][key] for key in _DIGESTS},
            prompts=held["prompts"],
            code=held["code"],
        ),
    )
    left_out = "".join(_left_out(settings, held, responders, judges))
    command = RUN_FILE if settings.shard is None else f"{RUN_FILE} --shard I/{settings.shard.of}"
    return _HEAD % command + left_out + written_run(document)


def _choices(raters: Sequence[Sequence[Any]], labels: set[str]) -> tuple[Choice, ...]:
    return tuple(
        Choice(name=name, options=options) for name, options, label in raters if label in labels
    )


def _rated_alike(settings: RunSettings, held: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """Return whose every pair is rated as often as the run asks: its own, and who else fits."""
    responders = {responder.label for responder in settings.responders}
    judges = {
        judge
        for judge, of in held["repeats"].items()
        if _counts(of, responders) <= {settings.epochs}
    }
    rated = [held["repeats"][judge] for judge in judges]
    responders |= {
        label
        for *_, label in held["responders"]
        if all(of.get(label) == settings.epochs for of in rated)
    }
    return responders, judges


def _counts(of: Mapping[str, int], responders: set[str]) -> set[int]:
    return {of.get(responder, 0) for responder in responders}


def _left_out(
    settings: RunSettings, held: Mapping[str, Any], responders: set[str], judges: set[str]
) -> Iterator[str]:
    """Yield a line of comment for whoever would be asked again."""
    asks = f"and this file asks {_times({settings.epochs})}"
    for judge, of in held["repeats"].items():
        if judge not in judges:
            counts = _times(_counts(of, responders))
            yield _comment(f"the judge {judge} has rated {counts} here, {asks}")
    for *_, label in held["responders"]:
        if label not in responders:
            counts = _times({held["repeats"][judge].get(label, 0) for judge in judges})
            yield _comment(f"the responder {label} has been rated {counts} here, {asks}")


def _times(counts: set[int]) -> str:
    words = {0: "never", 1: "once"}
    return " or ".join(words.get(count, f"{count} times") for count in sorted(counts))


def _comment(text: str) -> str:
    """Return a line of comment: a name may hold the end of a line."""
    line = "".join(letter if letter.isprintable() else " " for letter in text)
    return f"# Left out: {line}.\n"


def _dataset(settings: RunSettings) -> Choice | None:
    """Return the data set; None for one that is known only from the responses' logs."""
    dataset = settings.dataset
    if dataset.name not in installed().names(Kind.DATASET):
        return None
    return Choice(name=dataset.name, options=dataset.options())


def _rubric(settings: RunSettings) -> dict[str, Any] | None:
    return None if settings.rubric == SEVEN else rubric_data(settings.rubric)


def _made_with(settings: RunSettings, held: Mapping[str, Any]) -> dict[str, str]:
    named = [
        (Kind.DATASET, settings.dataset.name),
        *((Kind.RESPONDER, name) for name, *_ in held["responders"]),
        *((Kind.JUDGE, name) for name, *_ in held["judges"]),
    ]
    registry = installed()
    owners = [claim.owner for kind, name in named for claim in registry.claims(kind, name)]
    known = {name: version(name) for name in ("mentaleval", "inspect-ai")}
    return known | {owner.distribution: owner.version for owner in owners}


def departures(document: RunDocument, settings: RunSettings) -> Iterator[str]:
    """Yield what is not as it was when a run file was written, as far as the run is still its own.

    Parameters
    ----------
    document
        The run file.
    settings
        What is asked for by it, and by whatever the command line says besides.
    """
    for name, then in document.made_with.items():
        now = _version(name)
        if now not in {None, then}:
            yield f"it was written with {name} {then}, and here is {now}"
    expected = document.expects
    yield from _other_code(expected.code, settings.code())
    if expected == Expected():
        return
    identity = settings.identity()
    if _same_data(document, settings):
        if expected.exchanges not in {None, identity["exchanges"]}:
            yield "the contexts or responses are others than when it was written"
        if expected.recorded_judgements not in {None, identity["recorded_judgements"]}:
            yield "the data set's recorded judgements are others than when it was written"
    if document.run == settings.task and document.rubric == _rubric(settings):
        if expected.rubric in {None, identity["rubric"]}:
            yield from _other_words(expected.prompts, settings.prompts())
        else:
            yield "the rubric has other words than when it was written"


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except (PackageNotFoundError, ValueError):  # a ValueError: what is no name at all
        return None


def _same_data(document: RunDocument, settings: RunSettings) -> bool:
    responses = None if settings.responses is None else str(settings.responses)
    return (document.dataset, document.limit, document.responses) == (
        _dataset(settings),
        settings.limit,
        responses,
    )


def _other_code(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name, fingerprint in then.items():
        if now.get(name, fingerprint) != fingerprint:
            yield (
                f"the code of the {name} is another than when it was written "
                f"(fingerprint {fingerprint}, now {now[name]})"
            )


def _other_words(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name, fingerprint in then.items():
        if now.get(name, fingerprint) != fingerprint:
            yield (
                f"the {name} asks another model or with other words than when it was written "
                f"(fingerprint {fingerprint}, now {now[name]})"
            )
