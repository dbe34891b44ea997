"""From a verdict to single responses: what was written, and where a report finds the logs."""

from __future__ import annotations

import argparse
import os
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from mentaleval.cli.console import message
from mentaleval.cli.outputs import Outputs
from mentaleval.cli.progress import telling
from mentaleval.cli.returned import sheets_of
from mentaleval.cli.source_files import folder_of
from mentaleval.cli.values import Named
from mentaleval.errors import UsageError
from mentaleval.plugins import Kind, installed
from mentaleval.vocabulary import Exchange

if TYPE_CHECKING:
    from mentaleval.trust import Assessment

Key = tuple[str, str]
"""The exchange and the responder of a response."""

_LOGS: Final = (".eval", ".json")
_WEB: Final = ("http", "https")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of what a report shows of single responses."""
    parser.add_argument(
        "--with-text",
        action="store_true",
        help="show in the HTML file what was written and responded where the judge and the experts "
        "are furthest apart",
    )
    parser.add_argument(
        "--viewer",
        metavar="URL|DIR",
        help="where the HTML file finds Inspect's viewer (http://127.0.0.1:7575, which "
        "`mentaleval view` serves), or the folder of `mentaleval view --bundle`",
    )


def outputs_with_evidence(args: argparse.Namespace, wanted: Outputs) -> Outputs:
    """Return the outputs with what the options say of single responses.

    Raises
    ------
    UsageError
        When an option changes nothing, or there is no such viewer, or no source holds texts.
    """
    for option, given in (("--with-text", args.with_text), ("--viewer", args.viewer is not None)):
        if given and wanted.html is None:
            raise UsageError(f"{option} says what the HTML file holds: add --html FILE.")
        if given and args.method == "published":
            raise UsageError(
                f"{option} changes nothing with --method published, which names no single "
                "responses: leave one of the two out."
            )
    viewer = None if args.viewer is None else _viewer(args.viewer, wanted.html or "")
    if args.with_text and not any(map(_holds_texts, _sources(args))):
        raise UsageError(
            f"--with-text: {' and '.join(_sources(args))} holds ratings and no texts.",
            hint="name the logs or the data set that hold the responses as SOURCE instead",
        )
    return replace(wanted, viewer=viewer, with_text=args.with_text)


def _viewer(given: str, page: str) -> str:
    """Return a viewer as the page sees it: a folder from where the page lies, links followed."""
    try:
        address = urlsplit(given)
    except ValueError as error:
        raise UsageError(f"--viewer {given}: {error}.") from error
    if "@" in address.netloc or address.query:
        raise UsageError(
            "--viewer: the page repeats the address, so give it without a user, a key or what "
            "follows a question mark."
        )
    if address.scheme in _WEB and address.netloc:
        return given
    if not (Path(given) / "index.html").is_file():
        raise UsageError(
            f"--viewer {given}: neither an address nor a folder that `mentaleval view --bundle` "
            "wrote.",
            hint="http://127.0.0.1:7575 is what `mentaleval view` serves",
        )
    # a colon would make the first part of it look like http:
    lies = Path(os.path.realpath(page)).parent
    seen = Path(os.path.relpath(os.path.realpath(given), lies)).as_posix()
    return seen if seen.startswith("..") else f"./{seen}"


def tell_viewer(assessment: Assessment, args: argparse.Namespace, logs: Sequence[Path]) -> None:
    """Say what the links of a report need, and which of them lead nowhere."""
    if args.viewer is None:
        return
    folder = shlex.quote(os.path.relpath(folder_of(logs))) if logs else ""
    if not assessment.behind:
        message("warning: no rating of a judge was read from a log, so --viewer links nothing")
    elif urlsplit(args.viewer).scheme in _WEB:
        message(f"its links open while `mentaleval view {folder}` serves {args.viewer}")
    else:
        named = sorted({one.log for one in assessment.behind})
        lacking = [log for log in named if not (Path(args.viewer) / "logs" / log).is_file()]
        if lacking:
            message(
                f"warning: {args.viewer} lacks {len(lacking)} of {len(named)} logs, such as "
                f"{lacking[0]}: `mentaleval view {folder} --bundle DIR` has them all"
            )


def texts_apart(assessment: Assessment, args: argparse.Namespace) -> dict[Key, Exchange]:
    """Return what was written and responded where a judge and the experts are furthest apart.

    Of two texts for one response nobody can say which was rated, so neither is shown.
    """
    named = {
        (one.exchange_id, one.responder)
        for cell in assessment.cells
        if not cell.composite
        for one in cell.apart
    }
    found: dict[Key, Exchange | None] = {}
    for source in filter(_holds_texts, _sources(args)):
        for exchange in _exchanges(source, args):
            key = (exchange.id, exchange.responder or "")
            if key in named and exchange.response is not None:
                same = found.setdefault(key, exchange) == exchange
                found[key] = exchange if same else None
    texts = {key: exchange for key, exchange in found.items() if exchange is not None}
    if len(texts) < len(named):
        message(
            f"warning: {len(named) - len(texts)} of {len(named)} responses are shown without text, "
            f"which {' and '.join(_sources(args))} does not hold"
        )
    return texts


def _sources(args: argparse.Namespace) -> list[str]:
    return list(dict.fromkeys(filter(None, [*args.sources, args.humans])))


def _holds_texts(source: str) -> bool:
    """Whether a source is a data set or logs; files of ratings and sheets hold none."""
    if source in installed().names(Kind.DATASET):
        return True
    path = Path(source)
    if not path.exists():  # which is said when it is read
        return True
    return (path.is_dir() or path.suffix.lower() in _LOGS) and not sheets_of(source)


def _exchanges(source: str, args: argparse.Namespace) -> Iterable[Exchange]:
    if source in installed().names(Kind.DATASET):
        options = dict((args.data_options or Named()).shared)
        return installed().dataset(source, options).exchanges()
    # Inspect is slow to import
    from mentaleval.bridge.earlier import earlier_exchanges  # noqa: PLC0415

    with telling(f"reading the texts of {source}") as tell:
        return earlier_exchanges(Path(source), tell=tell)
