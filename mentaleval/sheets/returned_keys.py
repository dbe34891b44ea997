"""The keys of sheets that came back: each read once, however many copies of it there are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mentaleval.errors import DataError
from mentaleval.sheets.key import Key, key_of, read_key
from mentaleval.vocabulary import Rubric


@dataclass(frozen=True, slots=True)
class Known:
    """A key with its file and its rubric."""

    file: Path
    key: Key
    rubric: Rubric

    @property
    def asked(self) -> Rubric:
        """What of the rubric was asked."""
        return self.rubric.select(self.key.attributes)


class Keys:
    """Finds the key of each sheet.

    Parameters
    ----------
    given
        The key of all sheets; None for those beside them.
    """

    def __init__(self, given: Path | None) -> None:
        self._given = given
        self._read: dict[Path, Known] = {}

    def of(self, sheet: Path) -> Known:
        """Return the key of a sheet; copies of a key are one.

        Raises
        ------
        DataError
            When there is none, or two say different things of one sheet.
        """
        file = (self._given or key_of(sheet)).absolute()
        if file not in self._read:
            self._read[file] = self._known(file)
        return self._read[file]

    def _known(self, file: Path) -> Known:
        key = read_key(file)
        for known in self._read.values():
            if known.key.same_sheets(key):
                return known
            if twice := sorted({*known.key.sheets} & {*key.sheets}):
                raise DataError(
                    f"{known.file} and {file} both un-blind the sheet {twice[0]} and say different "
                    "things of it: one of them was changed."
                )
        return Known(file, key, key.whole_rubric(f"the rubric in {file}"))
