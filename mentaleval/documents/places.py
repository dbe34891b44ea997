"""Where something stands in a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Place = tuple[str | int, ...]
"""Keys, and numbers of list items from 0."""


def named(place: Place) -> str:
    """Return a place as people write it, list items counted from 1."""
    parts = "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in place)
    return parts.removeprefix(".")


def leaves(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Yield every value that holds no other, with its place."""
    if isinstance(value, (Mapping, list)) and value:
        inner = value.items() if isinstance(value, Mapping) else enumerate(value)
        for key, part in inner:
            yield from leaves(part, (*place, key))
    else:
        yield place, value
