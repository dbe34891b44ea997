"""Write the reference pages from the code: ``python docs/generate.py``.

With ``--check`` nothing is written, and the exit status is 1 when a page is stale.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import json
import os
import pkgutil
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from contract_pages import CONTRACT_PAGES
from docstrings import records
from markdown_parts import code, fence, table, title
from statistics_page import statistics_page

from mentaleval import cli, vocabulary
from mentaleval.cli import main as mentaleval
from mentaleval.cli.listing import inventory
from mentaleval.rubric import SEVEN

DOCS: Final = Path(__file__).resolve().parent
REFERENCE: Final = DOCS / "reference"
SCHEMA: Final = REFERENCE / "reliability.schema.json"
COMPARE_SCHEMA: Final = REFERENCE / "compare.schema.json"
ESCALATE_SCHEMA: Final = REFERENCE / "escalate.schema.json"
WIDTH: Final = "100"
_KIND_TITLES: Final = {"datasets": "Data sets", "responders": "Responders", "judges": "Judges"}


def cli_page() -> str:
    """Return the help of every command."""
    found = _commands()
    # a table, for the versions of Python lay out the help of all commands differently
    rows = [(code(f"mentaleval {name}"), summary) for name, summary in found.items()]
    parts = [title("Command line"), table(("command", "what it does"), rows)]
    parts += ["`mentaleval --version` tells the version.\n"]
    for command in found:
        parts += [f"## mentaleval {command}\n", fence(_help(command))]
    return "\n".join([*parts, _EXIT])


_EXIT: Final = """\
## Exit status

| status | meaning |
|---|---|
| 0 | done, whatever the findings |
| 1 | a run with unfinished samples, or with more unrated than `--max-unrated` |
| 2 | bad input: nothing was done |

Data goes to stdout, messages go to stderr. With `--json -` only JSON goes to stdout.
"""


def _commands() -> dict[str, str]:
    """Return what each command does, by its name."""
    modules = (
        importlib.import_module(f"{cli.__name__}.{found.name}")
        for found in pkgutil.iter_modules(cli.__path__)
    )
    return {m.NAME: m.SUMMARY for m in modules if hasattr(m, "NAME") and hasattr(m, "SUMMARY")}


def _help(command: str) -> str:
    """Return a command's help at a fixed width."""
    shown = io.StringIO()
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = WIDTH
    try:
        with contextlib.redirect_stdout(shown), contextlib.suppress(SystemExit):
            mentaleval([command, "--help"])
    finally:
        os.environ.pop("COLUMNS")
        if before is not None:
            os.environ["COLUMNS"] = before
    return "\n".join(line.rstrip() for line in shown.getvalue().splitlines())


def plugins_page() -> str:
    """Return the first-party data sets, responders and judges with their options."""
    found = inventory()
    intro = (
        "What comes with mentaleval. `mentaleval list` shows what is installed beside it. An "
        "option is given as `-D`, `-R` or `-J`, after the name: `--judge rubric -J calls=separate`."
    )
    parts = [title("Data sets, responders and judges"), intro + "\n"]
    for kind, heading in _KIND_TITLES.items():
        own = [entry for entry in found[kind] if entry["distribution"] == "mentaleval"]
        parts += [f"## {heading}\n"]
        parts += [table(("name", "what it is"), ((code(e["name"]), e["summary"]) for e in own))]
        for entry in own:
            parts += _option_table(entry)
    return "\n".join(parts)


def _option_table(entry: Mapping[str, Any]) -> list[str]:
    if not entry["options"]:
        return []
    rows = (
        (
            code(option["name"]),
            option["type"],
            "required" if option["required"] else code(json.dumps(option["default"])),
            option["description"],
        )
        for option in entry["options"]
    )
    return [
        f"### Options of {entry['name']}\n",
        table(("option", "type", "default", "what it does"), rows),
    ]


def vocabulary_page() -> str:
    """Return the terms, the attributes and the fixed words."""
    words = tomllib.loads((DOCS / "words.toml").read_text(encoding="utf-8"))
    parts = [
        title("Vocabulary"),
        "The words of the project, and the records that carry them.\n",
        "## Terms\n",
        table(("term", "meaning"), words["terms"].items()),
        *_fixed("Uses", words["uses"], vocabulary.Use),
        *_fixed("Verdicts", words["verdicts"], vocabulary.Verdict),
        *_fixed("Why a rating is missing", words["reasons"], _constants(vocabulary.Reason)),
        *_fixed("What a data set may declare", words["declared"], _constants(vocabulary.Declared)),
        "## The seven attributes\n",
        "The axes CSS and ARS are the unweighted means of their attributes.\n",
    ]
    for attribute in SEVEN:
        parts += [f"### {attribute.name}\n", f"{attribute.definition} ({attribute.axis})\n"]
        levels = ((f"{n:g}", text) for n, text in enumerate(attribute.levels, 1))
        parts += [table(("rating", "anchor"), levels)]
    return "\n".join([*parts, *records(Path(vocabulary.__file__), _RECORDS, level=2)])


_RECORDS: Final = (
    "Exchange", "Attribute", "Rubric", "Scale", "Rater", "Rating", "Unrated", "Refusal",
    "RecordedRating",
)  # fmt: skip


def _fixed(heading: str, meanings: Mapping[str, str], words: Iterable[str]) -> list[str]:
    real = [str(word) for word in words]
    if set(real) != set(meanings):
        odd = sorted(set(real) ^ set(meanings))
        raise SystemExit(f"docs/words.toml, {heading}: {', '.join(odd)} is in only one of the two.")
    return [f"## {heading}\n", table(("word", "meaning"), ((code(w), meanings[w]) for w in real))]


def _constants(holder: type) -> list[str]:
    return [value for name, value in vars(holder).items() if name.isupper()]


def json_page() -> str:
    """Return the keys of ``reliability --json``, from its schema."""
    written = "`mentaleval reliability --json FILE` and `run --json FILE` write"
    return _schema_page("JSON of reliability", written, SCHEMA)


def compare_json_page() -> str:
    """Return the keys of ``compare --json``, from its schema."""
    written = "`mentaleval compare --json FILE` writes"
    return _schema_page("JSON of compare", written, COMPARE_SCHEMA)


def escalate_json_page() -> str:
    """Return the keys of ``escalate --json``, from its schema."""
    written = "`mentaleval escalate --json FILE` writes"
    return _schema_page("JSON of escalate", written, ESCALATE_SCHEMA)


def _schema_page(heading: str, written: str, file: Path) -> str:
    schema = _schema(file)
    intro = (
        f"What {written}. {schema['description']} The schema itself is [{file.name}]({file.name})."
    )
    parts = [title(heading), intro + "\n", "## The document\n", _keys(schema)]
    for name, found in schema.get("$defs", {}).items():
        if found.get("properties"):
            about = found.get("description", "")
            parts += [f"## {name}\n", *([about + "\n"] if about else []), _keys(found)]
    return "\n".join(parts)


def _schema(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _keys(schema: Mapping[str, Any]) -> str:
    return table(("key", "type", "meaning"), _key_rows(schema, ""))


def _key_rows(schema: Mapping[str, Any], before: str) -> Iterator[tuple[str, str, str]]:
    for key, found in schema.get("properties", {}).items():
        name = f"{before}{key}"
        yield code(name), _json_type(found), found.get("description", "")
        inner = found.get("items", found)
        yield from _key_rows(inner, f"{name}[]." if "items" in found else f"{name}.")


def _json_type(found: Mapping[str, Any]) -> str:
    if "$ref" in found:
        name = str(found["$ref"]).rpartition("/")[2]
        return f"[{name}](#{name})" if name != "counts" else "counts by name"
    if "const" in found or "enum" in found:
        return " or ".join(code(json.dumps(v)) for v in found.get("enum", [found.get("const")]))
    if "anyOf" in found:
        return " or ".join(_json_type(one) for one in found["anyOf"])
    kind = found.get("type", "any")
    said = " or ".join(kind) if isinstance(kind, list) else str(kind)
    return f"array of {_json_type(found['items'])}" if "items" in found else said


PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "cli.md": cli_page,
    "plugins.md": plugins_page,
    "vocabulary.md": vocabulary_page,
    **CONTRACT_PAGES,
    "json.md": json_page,
    "compare-json.md": compare_json_page,
    "escalate-json.md": escalate_json_page,
    "statistics.md": lambda: statistics_page(_schema(SCHEMA)),
}


def stale(folder: Path) -> list[str]:
    """Return the pages of *folder* that are not what the code says now."""
    return [
        name
        for name, page in PAGES.items()
        if not (folder / name).exists()
        or (folder / name).read_text(encoding="utf-8") != page().rstrip() + "\n"
    ]


def main(argv: list[str] | None = None) -> int:
    """Write the pages, or check them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; 1 when one is stale")
    parser.add_argument("--folder", type=Path, default=REFERENCE, help="where the pages are")
    args = parser.parse_args(argv)
    if args.check:
        found = stale(args.folder)
        for name in found:
            print(f"{args.folder / name} is stale; run: python docs/generate.py", file=sys.stderr)
        return 1 if found else 0
    for name, page in PAGES.items():
        (args.folder / name).write_text(page().rstrip() + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
