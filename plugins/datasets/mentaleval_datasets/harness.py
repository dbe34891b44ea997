"""Responses that lm-evaluation-harness logged with ``--log_samples``.

Its lines hold the task's own document (``doc``), what the model was asked (``arguments``) and
what it said (``resps``, and ``filtered_resps`` after a filter).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mentaleval import DataError

Record = Mapping[str, Any]


def is_harness(record: Record) -> bool:
    """Whether a line looks like one of a harness log."""
    return "resps" in record and ("doc" in record or "arguments" in record)


def harness_records(
    records: Iterable[tuple[int, Record]], *, filtered: str | None, where: str
) -> Iterator[tuple[int, Record]]:
    """Yield the lines with ``id``, ``context`` and ``response`` added.

    Parameters
    ----------
    records
        The lines and their numbers. The harness writes every response once a filter.
    filtered
        The name of the filter whose results are the responses; None for what the model said,
        read from the lines of the first filter.
    where
        The file, for messages.

    Raises
    ------
    DataError
        When a line has no response in text, or no line is of the filter.
    """
    seen: list[str] = []
    for number, record in records:
        name = str(record.get("filter", "none"))
        if name not in seen:
            seen.append(name)
        if name == (seen[0] if filtered is None else filtered):
            added = {
                "id": record.get("doc_id", record.get("doc_hash")),
                "context": _prompt(record.get("arguments")),
                "response": _response(record, filtered is not None, f"{where}, line {number}"),
            }
            yield number, {**record, **added}
    if filtered is not None and filtered not in seen:
        raise DataError(
            f"{where} has no results of the filter {filtered!r}; it has {', '.join(seen)}."
        )


def _response(record: Record, filtered: bool, where: str) -> str:  # noqa: FBT001  one caller
    value: Any = record.get("filtered_resps" if filtered else "resps")
    depth = 0
    while isinstance(value, list) and value and depth < 2:  # noqa: PLR2004  one request, one try
        value, depth = value[0], depth + 1
    if isinstance(value, str):
        return value
    raise DataError(
        f"{where}: its response is not text; only tasks that generate text "
        f"(output_type: generate_until) have responses to rate."
    )


def _prompt(arguments: Any) -> str | None:
    """Return what the first request asked: written as a list, or as gen_args_0 and arg_0."""
    first = _first(arguments)
    asked = _first(first) if isinstance(first, (dict, list)) else first
    if isinstance(asked, list):  # a chat, as one JSON text in a list
        asked = _first(asked)
    return _last_user_turn(asked) if isinstance(asked, str) else None


def _first(value: Any) -> Any:
    if isinstance(value, dict):
        value = list(value.values())
    return value[0] if isinstance(value, list) and value else None


def _last_user_turn(prompt: str) -> str:
    """Return the last thing a user says in a chat written as JSON; any other text unchanged."""
    if not prompt.lstrip().startswith("["):
        return prompt
    try:
        turns = json.loads(prompt)
    except ValueError:
        return prompt
    said = [
        turn["content"]
        for turn in turns
        if isinstance(turn, dict)
        and turn.get("role") == "user"
        and isinstance(turn.get("content"), str)
    ]
    return said[-1] if said else prompt
