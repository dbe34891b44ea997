"""Write a booklet as a web page: one file that works without a network and sends nothing.

The texts lie in it as JSON in which no character can end the script element, and its script only
ever sets them as text. A content security policy allows the page's own script and style, named by
their hashes, and no connection to anywhere: a text that should get out of its place could do no
more than show. What is entered is kept in the browser and saved to a JSON file, which
`mentaleval ratings` reads.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from importlib import resources
from itertools import groupby
from typing import Any, Final

import jinja2

from mentaleval.sheets.booklet import Booklet
from mentaleval.sheets.instructions import HOW_TO_RATE, TAKE_CARE, own_words, task_of
from mentaleval.sheets.layout import allowed, said_scale, title_of
from mentaleval.vocabulary import Attribute

SCRIPTS: Final = ("form_entries.js", "form_pages.js", "form_actions.js")
NUMBER_KEYS: Final = "A number key chooses that rating and goes on to the next attribute"
MOST_BUTTONS: Final = 11
"""A scale with more steps, as 0-100, gets a field to type into."""


def written_form(booklet: Booklet) -> str:
    """Return a booklet as HTML; the same booklet gives the same text.

    Nothing in it tells who responded: it holds what the booklet holds.
    """
    attributes = [_attribute(attribute) for attribute in booklet.rubric]
    style, script = _part("form.css"), "\n".join(map(_part, SCRIPTS))
    return _template().render(
        booklet=booklet,
        own_words=own_words(booklet),
        task=task_of(booklet),
        how_to_rate=HOW_TO_RATE,
        take_care=TAKE_CARE,
        number_keys=_number_keys([attribute["keys"] for attribute in attributes]),
        buttons=any(attribute["steps"] for attribute in attributes),
        style=style,
        style_hash=_hash(style),
        script=script,
        script_hash=_hash(script),
        data=_data(booklet, attributes),
    )


def _number_keys(single: Sequence[bool]) -> str:
    if all(single):
        return f"{NUMBER_KEYS}."
    return f"{NUMBER_KEYS}, where all ratings have one digit." if any(single) else ""


def _data(booklet: Booklet, attributes: Sequence[dict[str, Any]]) -> str:
    """Return what the script needs as JSON without ``<``, ``>``, ``&`` or anything but ASCII."""
    document = {
        "sheet_id": booklet.sheet_id,
        "expert": booklet.expert,
        "language": booklet.rubric.language or "",
        "attributes": attributes,
        "conversations": [
            {
                "context": context,
                "responses": [{"code": page.code, "text": page.response} for page in pages],
            }
            for context, pages in groupby(booklet.pages, key=lambda page: page.context)
        ],
    }
    text = json.dumps(document, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _attribute(attribute: Attribute) -> dict[str, Any]:
    """Return what the script has to know of an attribute.

    Number keys are for ratings of one digit alone: of "10" the first would be taken for a 1, and
    the second for a rating on the next attribute.
    """
    steps = allowed(attribute)
    buttons = [str(n) for n in steps] if steps and len(steps) <= MOST_BUTTONS else []
    return {
        "name": attribute.name,
        "title": title_of(attribute),
        "definition": attribute.definition,
        "low": attribute.scale.low,
        "high": attribute.scale.high,
        "whole": steps is not None,
        "said": said_scale(attribute),
        "steps": buttons,
        "keys": bool(buttons) and all(len(button) == 1 for button in buttons),
        "anchors": [
            [str(step), anchor] for step, anchor in zip(steps or (), attribute.levels, strict=False)
        ],
    }


@cache
def _part(name: str) -> str:
    return (resources.files("mentaleval.sheets") / "templates" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("mentaleval.sheets"),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("form.html.jinja")
