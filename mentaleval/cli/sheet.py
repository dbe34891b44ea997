"""``mentaleval sheet``: a blinded rating workbook for every expert of a draw."""

from __future__ import annotations

import argparse
import os
from importlib.metadata import version
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Final

from mentaleval.cli.console import message
from mentaleval.cli.progress import telling
from mentaleval.cli.texts import Texts, texts_of
from mentaleval.cli.values import Named, add_option
from mentaleval.documents.rubrics import read_rubric
from mentaleval.errors import UsageError
from mentaleval.telling import Tell, each
from mentaleval.writing import whole_folder

if TYPE_CHECKING:
    from mentaleval.sheets.blinding import Blinded
    from mentaleval.sheets.draw_document import Draw
    from mentaleval.sheets.key import Key

NAME = "sheet"
SUMMARY = "write blinded rating sheets for experts"
DESCRIPTION = """\
Write a rating workbook for every expert of a draw: instructions, the rubric, and the responses
under codes that tell nothing, in an order of the expert's own; with --form also a web page that
works without a network. key.json, written beside them, says whose response stands behind which
code, and has the secret that the codes come from: keep it to yourself. `mentaleval ratings` reads
the sheets that come back."""

_OWNER_ALONE: Final = 0o600


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("draw", metavar="DRAW.json", help="who rates what: from `draw`, `escalate`")
    parser.add_argument(
        "sources", nargs="+", metavar="SOURCE", help="where the texts are: data sets, logs"
    )
    add_option(parser, "-D", "data_options", "an option of the data set")
    parser.add_argument(
        "--out", required=True, metavar="DIR", help="a new folder for the sheets and the key"
    )
    parser.add_argument("--form", action="store_true", help="write a web page for each expert too")
    parser.add_argument(
        "--rubric", metavar="FILE", help="what is rated (that of the sources; .yaml, .toml)"
    )
    parser.add_argument(
        "--instructions",
        metavar="FILE",
        help="your own words to the experts: where to send the sheet, whom to turn to",
    )
    parser.add_argument(
        "--key", metavar="FILE", help="make the sheets of this key.json once more, the very same"
    )


def run(args: argparse.Namespace) -> int:
    """Carry out the command."""
    folder = Path(args.out)
    _require_new(folder)
    from mentaleval.sheets.blinding import Wording, blinded  # noqa: PLC0415  numpy, pydantic
    from mentaleval.sheets.draw_document import read_draw  # noqa: PLC0415
    from mentaleval.sheets.key import read_key  # noqa: PLC0415

    said = None if args.instructions is None else _read_text(Path(args.instructions))
    draw = read_draw(Path(args.draw))
    texts = texts_of(args.sources, (args.data_options or Named()).shared)
    rubric = texts.rubric if args.rubric is None else read_rubric(args.rubric)
    _require_attributes(draw, rubric.names, args, texts)
    wording = Wording(rubric, texts.source, said)
    repeated = None if args.key is None else read_key(Path(args.key))
    secret = token_hex() if repeated is None else repeated.secret
    made = blinded(draw, texts.exchanges, wording, secret, version=version("mentaleval"))
    if repeated is not None:
        _require_same(made.key, repeated, args.key)
    if not made.booklets:
        raise UsageError(
            f"{args.draw} asks no expert for any response: there is no sheet to write."
        )
    _write(made, folder, form=args.form)
    _tell(made, draw, folder, args)
    return 0


def _require_same(made: Key, repeated: Key, file: str) -> None:
    if made.same_sheets(repeated):
        return
    said, before = made.model_dump(), repeated.model_dump()
    what = {
        "draw_id": "another draw",
        "sheets": "other texts or codes",
        "rubric": "another rubric",
        "instructions": "other --instructions",
    }
    unlike = [words for name, words in what.items() if said[name] != before[name]]
    raise UsageError(
        f"--key {file}: these would be other sheets than that key's, from {' and '.join(unlike)}."
    )


def _require_attributes(
    draw: Draw, known: tuple[str, ...], args: argparse.Namespace, texts: Texts
) -> None:
    lacking = [name for name in draw.attributes if name not in known]
    if lacking:
        where = args.rubric or f"the rubric of {texts.source}"
        raise UsageError(
            f"{args.draw} asks for {', '.join(map(repr, lacking))}, and {where} has only "
            f"{', '.join(known)}.",
            hint="--rubric FILE says what the attributes ask and what their ratings stand for",
        )


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"--instructions {path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"--instructions {path}: it is not UTF-8 text.") from error


def _require_new(folder: Path) -> None:
    if os.path.lexists(folder):
        raise UsageError(
            f"{str(folder)!r} is there already, and nothing is overwritten: its sheets may be "
            "with experts.",
            hint="name a new folder with --out",
        )
    if not folder.absolute().parent.is_dir():
        raise UsageError(f"cannot make {str(folder)!r}: there is no folder {str(folder.parent)!r}.")


def _write(made: Blinded, folder: Path, *, form: bool) -> None:
    """Write everything into a folder that takes its name when all of it is there."""
    try:
        with telling("writing sheets") as tell, whole_folder(folder) as coming:
            _write_all(made, coming, form=form, tell=tell)
    except OSError as error:
        raise UsageError(f"cannot write {str(folder)!r}: {error.strerror or error}.") from error


def _write_all(made: Blinded, folder: Path, *, form: bool, tell: Tell | None) -> None:
    from mentaleval.sheets.form import written_form  # noqa: PLC0415  jinja is slow to import
    from mentaleval.sheets.key import KEY_FILE, written_key  # noqa: PLC0415
    from mentaleval.sheets.workbook import written_workbook  # noqa: PLC0415

    for booklet in each(made.booklets, tell):
        written_workbook(booklet, folder / f"{booklet.expert}.xlsx")
        if form:
            page = folder / f"{booklet.expert}.html"
            page.write_text(written_form(booklet), encoding="utf-8", newline="\n")
    handle = os.open(folder / KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ALONE)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as key:
        key.write(written_key(made.key))


def _tell(made: Blinded, draw: Draw, folder: Path, args: argparse.Namespace) -> None:
    for booklet in made.booklets:
        form = f" (and {booklet.expert}.html)" if args.form else ""
        number = f"{len(booklet.pages):,} response{'' if len(booklet.pages) == 1 else 's'}"
        message(f"{folder / booklet.expert}.xlsx{form}: {number}")
    asked = {booklet.expert for booklet in made.booklets}
    for expert in draw.experts:
        if expert not in asked:
            message(f"{expert}: asked for no response, so no sheet")
    if made.blank:
        first = made.blank[0]
        message(
            f"warning: {len(made.blank):,} of the drawn responses are blank, as that of "
            f"{first.responder!r} to {first.exchange_id!r}: nobody can rate them, and they are on "
            "no sheet"
        )
    if args.instructions is None:
        message("no word says where to send the sheets, or whom to turn to: --instructions FILE")
    message(
        f"{folder / 'key.json'} says who responded: keep it to yourself, and never send it with a "
        "sheet"
    )
    message("the sheets hold the text of conversations: give them to nobody but their experts")
