"""One sheet as it came back, before anybody knows what its codes stand for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from mentaleval.sheets.remarks import Remark
from mentaleval.sheets.typed import Typed


@dataclass(slots=True)
class ReturnedSheet:
    """What stands in one returned file.

    Parameters
    ----------
    file, sheet_id
        The file, and which sheet it says it is.
    typed
        What stands in the place of each rating, by code and attribute.
    remarks
        What else was typed; without exchange and responder, which the sheet does not know.
    problems
        Why it cannot be read, each with its place.
    warnings
        What to know before it is believed.
    saved_at
        When a form was saved; a workbook does not say.
    """

    file: Path
    sheet_id: str
    typed: dict[tuple[str, str], Typed] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    saved_at: datetime | None = None

    @property
    def name(self) -> str:
        """What the file is called."""
        return self.file.name

    def remark(
        self, place: str, typed: str, became: str, *, code: str = "", attribute: str = ""
    ) -> None:
        """Keep something that was typed."""
        self.remarks.append(Remark(self.name, place, typed, became, code=code, attribute=attribute))

    def refuse(self, place: str, why: str) -> None:
        """Note why it cannot be read."""
        self.problems.append(f"{self.name}, {place}: {why}")

    def warn(self, place: str, what: str) -> None:
        """Note what to know."""
        self.warnings.append(f"{self.name}, {place}: {what}")
