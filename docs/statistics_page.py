"""The reference page "Statistics": what verdicts rest on, and the articles of the modules."""

from __future__ import annotations

import ast
import json
import pkgutil
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from docstrings import article, definitions
from markdown_parts import AS_IT_IS, anchor, code, table, title

from mentaleval import stats
from mentaleval.stats import clusters
from mentaleval.trust import Settings
from mentaleval.trust.caps import FEWEST_EXPERTS
from mentaleval.trust.rank import FEWEST_RESPONDERS, MOST_RESPONDERS
from mentaleval.trust.score import MOST_RESPONSES
from mentaleval.vocabulary import Scale

FOLDER: Final = Path(stats.__file__).parent
BY_HAND: Final = Path(__file__).with_name("statistics.toml")
COMPARE: Final = Path(__file__).with_name("reference") / "compare.schema.json"
_COMPARE_PAGE: Final = "compare-json.md"
_NO_ARTICLE: Final = frozenset({"arrays"})
"""Modules that hold no measure: they check arrays."""


def statistics_page(schema: Mapping[str, Any]) -> str:
    """Return every formula, and which figure of the result (of this schema) it makes."""
    words = tomllib.loads(BY_HAND.read_text(encoding="utf-8"))
    places = _places(words)
    links = {name: f"[{words['titles'][name]}]{place}" for name, place in places.items()}
    uses = (
        (f"[{rule['use']}](#{rule['use']})", rule["estimand"], rule["interval"])
        for rule in words["rules"]
    )
    parts = [
        title("Statistics") + AS_IT_IS,
        words["intro"].lstrip(),
        "## What each verdict rests on\n",
        table(("use", "estimand", "interval"), uses),
        *_rules(words, links),
        "## From a figure to its formula\n",
        *_figures(words["figures"], links, schema),
        "## Conventions\n",
        "\n".join(f"- {said}" for said in _filled(words["conventions"])) + "\n",
        *_groups(words, places),
    ]
    return "\n".join(parts)


def _places(words: Mapping[str, Any]) -> dict[str, str]:
    """Return where the article of each module is; refuse a module that is told twice or never."""
    told = [name for group in words["groups"] for name in group["modules"]]
    real = {found.name for found in pkgutil.iter_modules([str(FOLDER)])} - _NO_ARTICLE
    if sorted(told) != sorted(real) or set(told) != set(words["titles"]):
        odd = sorted(real.symmetric_difference(told) | real.symmetric_difference(words["titles"]))
        raise SystemExit(f"docs/statistics.toml, groups or titles: {', '.join(odd) or 'a double'}.")
    return {name: f"(#{anchor(_heading(words, name))})" for name in told}


def _heading(words: Mapping[str, Any], module: str) -> str:
    return f"{words['titles'][module]} (`{module}`)"


def _rules(words: Mapping[str, Any], links: Mapping[str, str]) -> Iterator[str]:
    for rule in words["rules"]:
        yield f"### {rule['use']}\n"
        yield _filled([rule["rule"]])[0].lstrip()
        yield f"Formulas: {_listed(rule['modules'], links)}. Sources: {rule['sources']}\n"
    for part in (words["cap"], words["alone"]):
        yield f"### {part['title']}\n"
        yield _filled([part["text"]])[0].lstrip()
        yield f"Formulas: {_listed(part['modules'], links)}.\n"


def _listed(modules: Sequence[str], links: Mapping[str, str]) -> str:
    return ", ".join(links[name] for name in modules)


def _filled(texts: Sequence[str]) -> list[str]:
    """Put the numbers of the code into the text."""
    settings, scale = Settings(), Scale()
    margin, limits = settings.margins_of(scale)
    numbers = {
        "usable": settings.usable,
        "trusted": settings.trusted,
        "confidence": settings.confidence,
        "error": settings.error,
        "most_missed": settings.most_missed,
        "margin": margin,
        "limits": limits,
        "cut": settings.cut_of(scale),
        "low": scale.low,
        "high": scale.high,
        "fewest_responders": FEWEST_RESPONDERS,
        "most_responders": MOST_RESPONDERS,
        "most_responses": MOST_RESPONSES,
        "fewest_experts": FEWEST_EXPERTS,
        "fewest_clusters": clusters.FEWEST_CLUSTERS,
        "fewest_to_resample": clusters.FEWEST_TO_RESAMPLE,
    }
    return [text.format_map(numbers) for text in texts]


def _figures(
    tables: Sequence[Mapping[str, Any]], links: Mapping[str, str], schema: Mapping[str, Any]
) -> Iterator[str]:
    for part in tables:
        page = part.get("page", "json.md")
        keys = _compare_schema() if page == _COMPARE_PAGE else schema
        yield f"### {part['title']}\n"
        yield f"Keys of [{part['of']}]({page}#{part['of']}).\n"
        yield table(
            ("JSON", "in the report", "what it is", "made by", "formula"),
            (_figure(part["of"], row, links, keys) for row in part["rows"]),
        )


@cache
def _compare_schema() -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads(COMPARE.read_text(encoding="utf-8"))
    return found


def _figure(
    of: str, row: Sequence[Any], links: Mapping[str, str], schema: Mapping[str, Any]
) -> tuple[str, ...]:
    keys, shown, what, functions = row
    for key in keys:
        if not has_key(schema, of, key):
            raise SystemExit(f"docs/statistics.toml, figures: {of} has no key {key}.")
    odd = [name for name in functions if name not in stats.__all__]
    if odd:
        raise SystemExit(f"docs/statistics.toml, figures: mentaleval.stats has no {odd[0]}.")
    modules = dict.fromkeys(_homes()[name] for name in functions)
    return (
        ", ".join(map(code, keys)),
        shown,
        what,
        ", ".join(map(code, functions)),
        _listed(list(modules), links),
    )


def has_key(schema: Mapping[str, Any], of: str, key: str) -> bool:
    """Say whether a definition of a schema has a key, which may be of a part: ``pooled.judge``."""
    here = schema["$defs"].get(of, {})
    for name in key.split("."):
        here = _resolved(here, schema).get("properties", {}).get(name)
        if here is None:
            return False
    return True


def _resolved(found: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a schema to the definition that it names, of which null is the only alternative."""
    named = next((one for one in found.get("anyOf", []) if "$ref" in one), found)
    return schema["$defs"][named["$ref"].rpartition("/")[2]] if "$ref" in named else named


@cache
def _homes() -> dict[str, str]:
    """Return the modules that names are imported from: a constant does not know its own."""
    tree = ast.parse(Path(stats.__file__).read_text(encoding="utf-8"))
    return {
        alias.name: str(node.module).rpartition(".")[2]
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _groups(words: Mapping[str, Any], places: Mapping[str, str]) -> Iterator[str]:
    public: dict[str, list[str]] = {}
    for name in stats.__all__:
        public.setdefault(_homes()[name], []).append(name)
    for group in words["groups"]:
        yield f"## {group['title']}\n"
        if "note" in group:
            yield f"{group['note']}\n"
        for module in group["modules"]:
            yield f"### {_heading(words, module)}\n"
            source = FOLDER / f"{module}.py"
            yield _linked(article(source), places)
            for part in definitions(source, public.get(module, ()), level=4):
                yield _linked(part, places)


def _linked(text: str, places: Mapping[str, str]) -> str:
    """Make a link of each module that a text names: the `clusters` module."""

    def link(found: re.Match[str]) -> str:
        return f"[{found[0]}]{places[found[1]]}" if found[1] in places else found[0]

    return re.sub(r"`(\w+)` module\b", link, text)
