"""The reference pages of the contract: what all plugins share, one page a kind, and `testing`."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Final

from docstrings import definitions, prose, records
from markdown_parts import AS_IT_IS, code, starless, table, title

import mentaleval
from mentaleval import contract, testing
from mentaleval.testing.conformance.check import Promise
from mentaleval.testing.conformance.suite import PROMISES

SOURCE: Final = Path(contract.__file__)
KINDS: Final[Mapping[str, str]] = {
    "Judge": "../../plugins/judges/README.md",
    "Responder": "../../plugins/responders/README.md",
    "Dataset": "../../plugins/datasets/README.md",
}
"""Each kind, and the guide that says how to add one."""


def plugin_page() -> str:
    """Return what every plugin has, and which kinds there are."""
    intro = (contract.__doc__ or "").partition("\n\n")[2]
    summaries = {name: getattr(contract, name).__doc__.partition("\n")[0] for name in KINDS}
    rows = [(f"[{name}]({name.lower()}.md)", about) for name, about in summaries.items()]
    parts = [title("The plugin contract"), prose(intro)]
    parts += [table(("kind", "what it is"), rows), *_version(), *_front_door()]
    return "\n".join([*parts, *records(SOURCE, ["Plugin"], level=2)])


def _version() -> Iterator[str]:
    now, oldest = contract.CONTRACT_VERSION, contract.OLDEST_CONTRACT_VERSION
    yield "## The version\n"
    yield f"This is version {now} of the contract; plugins of version {oldest} on are read.\n"
    told = dict(_described(SOURCE))
    for name in ("CONTRACT_VERSION", "OLDEST_CONTRACT_VERSION"):
        yield prose(f"`{name}`: {told[name]}")


def _front_door() -> Iterator[str]:
    yield "## What a plugin imports\n"
    yield "From `mentaleval` these names, and from `mentaleval.testing` [those](testing.md):\n"
    yield ", ".join(map(code, sorted(mentaleval.__all__, key=str.lower))) + "\n"


def kind_page(name: str) -> str:
    """Return what a plugin of one kind provides."""
    about = (
        f"What a {name.lower()} provides beside [what every plugin has](plugin.md#plugin). The "
        f"guide says [how to add one]({KINDS[name]}#how-to-add-one)."
    )
    parts = [title(f"The contract of a {name.lower()}"), f"{about}\n"]
    return "\n".join([*parts, *records(SOURCE, [name], level=2)])


def testing_page() -> str:
    """Return what plugin authors test with: the conformance suite first, then the rest."""
    parts = [title("mentaleval.testing") + AS_IT_IS, prose(testing.__doc__ or "")]
    for name in sorted(testing.__all__, key=_order):
        found = _source(name)
        parts += definitions(found, [name], level=2) if found else []
    parts += ["## Texts\n", table(("constant", "what it is"), _constants())]
    parts += ["## What is checked\n", "`mentaleval check NAME` looks into the same.\n"]
    parts += [table(("check", "promise", "of"), _promises())]
    return "\n".join(parts)


_FIRST: Final = ("conformance", "Check", "NotConforming", "scripted", "Script")


def _order(name: str) -> tuple[int, str]:
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)


def _source(name: str) -> Path | None:
    """Return where a class or function is written; None for a constant."""
    thing = getattr(testing, name)
    return Path(inspect.getfile(inspect.unwrap(thing))) if callable(thing) else None


def _promises() -> Iterator[tuple[str, str, str]]:
    """Yield every check once, with the kinds of plugin that it is made of."""
    kinds: dict[Promise, list[str]] = {}
    for kind, promises in PROMISES.items():
        for promise in promises:
            kinds.setdefault(promise, []).append(kind.__name__.lower())
    for promise, found in kinds.items():
        of = "every plugin" if len(found) == len(PROMISES) else ", ".join(found)
        yield code(promise.name), starless(promise.promise), of


def _constants() -> Iterator[tuple[str, str]]:
    """Yield the constants, with their docstrings."""
    for source in sorted(Path(testing.__file__).parent.glob("*.py")):
        for name, about in _described(source):
            if name in testing.__all__:
                yield code(name), " ".join(about.split())


def _described(source: Path) -> Iterator[tuple[str, str]]:
    """Yield the constants of a module that have a docstring, with it."""
    for node, after in pairwise(ast.parse(source.read_text(encoding="utf-8")).body):
        if isinstance(node, ast.AnnAssign) and isinstance(after, ast.Expr):
            yield ast.unparse(node.target), str(ast.literal_eval(after.value))


CONTRACT_PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "plugin.md": plugin_page,
    "judge.md": lambda: kind_page("Judge"),
    "responder.md": lambda: kind_page("Responder"),
    "dataset.md": lambda: kind_page("Dataset"),
    "testing.md": testing_page,
}
