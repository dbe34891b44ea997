"""``mentaleval data``: where data sets come from, and their files."""

from __future__ import annotations

import argparse
from typing import Final

from mentaleval.cli.console import message, put, show, write_json
from mentaleval.cli.data_words import declared, listed, table
from mentaleval.cli.values import add_option
from mentaleval.errors import DataError, UsageError
from mentaleval.fetching.places import data_home, is_there, names_here, not_as_published
from mentaleval.plugins import Kind, installed

NAME = "data"
SUMMARY = "show where data sets come from, and fetch their files"
DESCRIPTION = """\
Show which data sets have files to fetch and which of them are here, fetch the files of one, or
print where they are. They are kept in $MENTALEVAL_DATA/NAME, or where that is not set, in the
user's own folder for data. Nothing is fetched that was not asked for, each file's SHA-256 sum is
checked, and what is already here needs no network. A data set's card says what it is and what was
left out; an exported file freezes it, to be shared within a team."""

_MAKERS: Final = ("card", "export")
_ONLY_OF: Final = {"json": "list", "to": "fetch", "sha256": "fetch", "unverified": "fetch"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "what",
        nargs="?",
        choices=("list", "fetch", "path", "card", "export"),
        default="list",
        help="list all (default), fetch one, print the folder of one, for scripts, write its data "
        "card, or export it to a file",
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="a data set, for all but list")
    parser.add_argument("--json", action="store_true", help="list: print JSON to stdout")
    parser.add_argument("--to", metavar="DIR", help="fetch: the folder for its files")
    parser.add_argument(
        "--sha256",
        action="append",
        default=[],
        metavar="[FILE=]HEX",
        help="fetch: the sum that you know of a file whose sum is not declared (repeatable)",
    )
    parser.add_argument(
        "--unverified",
        action="store_true",
        help="fetch: also files whose sums nobody knows; what came is noted beside them",
    )
    add_option(parser, "-D", "data_options", "card, export: an option of the data set")
    parser.add_argument(
        "--out",
        metavar="FILE",
        help="card: write to a file, not to stdout; export: the .jsonl or .csv file, which "
        "`--dataset table` reads",
    )


def run(args: argparse.Namespace) -> int:
    """Carry out the command."""
    for option, what in _ONLY_OF.items():
        if getattr(args, option) and args.what != what:
            raise UsageError(f"--{option} belongs to `mentaleval data {what}`.")
    for option, value in (("-D", args.data_options), ("--out", args.out)):
        if value is not None and args.what not in _MAKERS:
            raise UsageError(f"{option} belongs to `mentaleval data {' and '.join(_MAKERS)}`.")
    if args.what == "list":
        return _list(args)
    if args.name is None:
        raise UsageError(
            f"`mentaleval data {args.what}` needs the name of a data set.",
            hint="`mentaleval data` lists them",
        )
    if args.what == "path":
        return _path(args.name)
    if args.what in _MAKERS:
        from mentaleval.cli import data_export  # noqa: PLC0415  needed here alone

        return data_export.card(args) if args.what == "card" else data_export.export(args)
    from mentaleval.cli.data_fetch import fetch  # noqa: PLC0415  slow to import

    return fetch(args)


def _list(args: argparse.Namespace) -> int:
    if args.name is not None:
        raise UsageError(
            f"`mentaleval data list` takes no name, as {args.name!r}: it lists all.",
            hint=f"`mentaleval data fetch {args.name}` or `mentaleval data path {args.name}`",
        )
    found = {one.name: one for one in installed().usable(Kind.DATASET)}
    published = {name: declared(one) for name, one in found.items()}
    home = data_home()
    entries = [listed(found[name], one, home) for name, one in published.items() if one]
    if args.json:
        write_json({"folder": str(home), "datasets": entries}, "-")
        return 0
    show([table(entries)])
    message(f"the folder of all: {home}")
    if own := [name for name, one in published.items() if one is None]:
        message(f"nothing to fetch for: {', '.join(own)}")
    if broken := installed().broken():
        message(f"warning: broken: {', '.join(map(str, broken))}; `mentaleval list plugins`")
    return 0


def _path(name: str) -> int:
    folder = data_home() / name
    published = declared(installed().find(Kind.DATASET, name))
    if not is_there(folder):
        raise DataError(
            f"no files of the data set {name!r} are in {folder}.",
            hint=f"`mentaleval data fetch {name}` says where they come from and gets them"
            if published
            else f"{name!r} declares none to fetch",
        )
    if published is not None:
        there = names_here(folder, published)
        if lacking := [file.name for file in published.files if file.name not in there]:
            message(f"not there: {', '.join(lacking)}")
    for said in not_as_published(folder, published):
        message(f"warning: {said}")
    put(str(folder))
    return 0
