"""``mentaleval check``: whether a plugin keeps what the contract of its kind promises."""

from __future__ import annotations

import argparse
import difflib
import sys
import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any, Final
from unittest import SkipTest

from mentaleval.cli.console import put, width, write_json
from mentaleval.cli.targets import require_writable
from mentaleval.cli.values import Named, add_option
from mentaleval.contract import Judge, Plugin
from mentaleval.errors import PluginError, UsageError
from mentaleval.plugins import Kind, installed

if TYPE_CHECKING:
    from mentaleval.testing.conformance.candidate import Candidate
    from mentaleval.testing.conformance.check import Check

NAME = "check"
SUMMARY = "check that a plugin keeps its contract"
DESCRIPTION = """\
Check an installed judge, responder or data set against what its contract promises, one line a
check. A script answers in the place of every model that is asked through `self.ask`. A plugin with
a client or a model of its own does its work as ever, some hundred times, twice on a text of a
million characters: a provider may want to be paid for that. The status is 0 where all is well, 1
where a check fails."""

FAILED: Final = 1
_FLAGS: Final = {Kind.JUDGE: "-J", Kind.RESPONDER: "-R", Kind.DATASET: "-D"}
_INDENT: Final = " " * 6
_NARROWEST: Final = 40

Outcome = tuple[str, str]
"""``ok``, ``FAIL`` or ``skip``, and what there is to say."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    kinds = [kind.value for kind in Kind]
    parser.add_argument(
        "kind",
        nargs="?",
        choices=kinds,
        metavar="KIND",
        help=f"{', '.join(kinds)}; may be left out where only one of them has the name",
    )
    parser.add_argument("name", metavar="NAME", help="what `mentaleval list` calls it")
    for kind, flag in _FLAGS.items():
        add_option(parser, flag, f"{kind.value}_options", f"an option of the {kind}")
    parser.add_argument("--json", metavar="FILE|-", help="write the result as JSON")


def run(args: argparse.Namespace) -> int:
    """Carry out the command."""
    if args.json is not None:
        require_writable(args.json)
    kind = Kind(args.kind) if args.kind else _only_kind(args.name)
    with redirect_stdout(sys.stderr):  # stdout is for the findings
        candidate = _candidate(kind, args.name, _options(args, kind))
        checks = _checks(candidate)
    shown = args.json != "-"
    found = [(check, _told(check, checks, shown=shown)) for check in checks]
    failed = sum(status == "FAIL" for _, (status, _) in found)
    if shown:
        statuses = [status for _, (status, _) in found]
        put(_line("", _summary(kind, args.name, statuses) + _calls(candidate)))
    if args.json is not None:
        write_json({**_document(kind, args.name, found), "calls": candidate.calls}, args.json)
    return FAILED if failed else 0


def _only_kind(name: str) -> Kind:
    """Return the one kind that has something called *name*.

    Raises
    ------
    UsageError
        When several have.
    PluginError
        When none has.
    """
    if "/" in name:
        raise UsageError(
            f"{name!r} is a model, which judges or responds: say which.",
            hint=f"mentaleval check judge {name}",
        )
    kinds = [kind for kind in Kind if name in installed().names(kind)]
    if len(kinds) == 1:
        return kinds[0]
    if kinds:
        raise UsageError(
            f"{name!r} is the name of a {' and of a '.join(kinds)}: say which one.",
            hint=f"mentaleval check {kinds[0]} {name}",
        )
    raise _unknown(name)


def _unknown(name: str) -> PluginError:
    registry = installed()
    names = {known for kind in Kind for known in registry.names(kind)}
    near = difflib.get_close_matches(name, sorted(names), n=1)
    kinds = [kind for kind in Kind if set(near) & set(registry.names(kind))]
    guess = f" Did you mean the {' or '.join(kinds)} {near[0]!r}?" if near else ""
    broken = [f"{plugin}: {plugin.problem}" for plugin in registry.installed if plugin.problem]
    said = f" Broken and not read: {'; '.join(broken)}." if broken else ""
    off = [str(plugin) for plugin in registry.installed if plugin.disabled]
    said += f" Switched off by MENTALEVAL_DISABLE: {', '.join(off)}." if off else ""
    return PluginError(
        f"no judge, responder or data set is called {name!r}.{guess}{said}",
        hint="`mentaleval list` shows what is installed",
    )


def _options(args: argparse.Namespace, kind: Kind) -> dict[str, Any]:
    for other, flag in _FLAGS.items():
        named = getattr(args, f"{other.value}_options")
        if named is not None and other is not kind:
            raise UsageError(
                f"{flag} is for the options of a {other}, and {args.name!r} is a {kind}.",
                hint=f"its options are given with {_FLAGS[kind]}",
            )
    return dict((getattr(args, f"{kind.value}_options") or Named()).shared)


def _checks(candidate: Candidate) -> list[Check]:
    from mentaleval.testing.conformance import suite  # noqa: PLC0415  needed here alone

    return suite.checks_of(candidate)


def _candidate(kind: Kind, name: str, options: Mapping[str, Any]) -> Candidate:
    """Return what is checked: a plugin's class, or a plugin made where it was told how."""
    from mentaleval.testing.conformance import candidate  # noqa: PLC0415  needed here alone

    registry = installed()
    plugin: Plugin | type[Plugin]
    if kind is Kind.JUDGE and (options or "/" in name):
        plugin = registry.judge(name, options)
    elif kind is Kind.RESPONDER and (options or "/" in name):
        plugin = registry.responder(name, options)
    elif options:
        plugin = registry.make(kind, name, options)
    else:
        plugin = registry.find(kind, name).plugin
    return candidate.Candidate(plugin)


def _told(check: Check, checks: Sequence[Check], *, shown: bool) -> Outcome:
    """Carry out one check, and print what came of it."""
    status, said = _carried_out(check)
    if shown:
        column = max(len(one.name) for one in checks)
        about = said if status == "skip" else check.promise
        put(_line(f"{status:<4}  {check.name:<{column}}  ", about))
        if status == "FAIL":
            put(_paragraphs(said))
        sys.stdout.flush()
    return status, said


def _carried_out(check: Check) -> Outcome:
    with redirect_stdout(sys.stderr):
        try:
            check()
        except SkipTest as reason:
            return "skip", str(reason)
        except AssertionError as failure:
            return "FAIL", str(failure)
    return "ok", ""


def _line(head: str, about: str) -> str:
    wide = width()
    if wide is None:
        return f"{head}{about}"
    return _filled(about, wide, head, " " * len(head))


def _paragraphs(text: str) -> str:
    wide = width()
    lines = text.splitlines()
    if wide is None:
        return "\n".join(f"{_INDENT}{line}" for line in lines)
    return "\n".join(_filled(line, wide, _INDENT, _INDENT) for line in lines)


def _filled(text: str, wide: int, first: str, later: str) -> str:
    return textwrap.fill(
        text,
        max(wide, _NARROWEST),
        initial_indent=first,
        subsequent_indent=later,
        break_on_hyphens=False,
    )


def _summary(kind: Kind, name: str, statuses: Sequence[str]) -> str:
    count = Counter(statuses)
    return (
        f"{kind} {name}: {count['ok']} ok, {count['FAIL']} failed, "
        f"{count['skip']} skipped of {len(statuses)} checks"
    )


def _calls(candidate: Candidate) -> str:
    """Say how often a plugin worked that asks no model of ours: it may have asked its own."""
    method = "rate" if candidate.base is Judge else "respond"
    return f"; `{method}` was called {candidate.untold} times" if candidate.untold else ""


def _document(kind: Kind, name: str, found: Sequence[tuple[Check, Outcome]]) -> dict[str, Any]:
    outcomes = {"ok": "ok", "FAIL": "failed", "skip": "skipped"}
    return {
        "kind": kind.value,
        "name": name,
        "conforms": all(status != "FAIL" for _, (status, _) in found),
        "checks": [
            {
                "name": check.name,
                "promise": check.promise,
                "outcome": outcomes[status],
                "message": said or None,
            }
            for check, (status, said) in found
        ],
    }
