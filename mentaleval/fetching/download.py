"""One file from its address into a file here, going on where an earlier try stopped.

Whatever the server does, no more is written than was declared, and all of it is of one file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import requests
from tenacity import RetryCallState, Retrying, retry_if_exception_type

from mentaleval.errors import DataError
from mentaleval.fetching.asking import BEYOND, WHOLE, answer, host_of, new_session
from mentaleval.fetching.part import Part
from mentaleval.fetching.record import sum_of
from mentaleval.fetching.trouble import Passing
from mentaleval.published import PublishedFile
from mentaleval.telling import Tell

MOST: Final = 2**31
"""Bytes that a file may have whose size is not declared."""
TRIES: Final = 5
"""So many in a row may bring nothing new."""
FIRST_PAUSE: Final = 0.5
"""Seconds before another try after one in vain; twice as many after each more."""
_LONGEST_PAUSE: Final = 60.0
_MOST_DIGITS: Final = 18
"""No file's size has more; of far more, Python makes no number."""
_CHUNK: Final = 2**15
"""Bytes read at a time: so many are lost where the server breaks off."""


@dataclass(slots=True)
class Download:
    """What ``pooch`` calls to get a file: ``download(url, target, pooch)``.

    Parameters
    ----------
    file
        What is wanted.
    part
        What has arrived of it.
    tell
        Is told how many bytes have arrived, and of how many.
    """

    file: PublishedFile
    part: Part
    tell: Tell | None = None
    sha256: str = ""
    """Of what has arrived, once it is whole."""
    end_told: bool = True
    """Whether the server said where the file ends; where not, it may have been cut off."""
    _furthest: int = 0
    _vain: int = 0

    def __call__(self, url: str, target: str, _: object) -> None:
        """Get the whole file.

        Raises
        ------
        DataError
            When it cannot be had.
        """
        self._furthest = self.part.size
        trying = Retrying(
            retry=retry_if_exception_type(Passing),
            stop=self._is_in_vain,
            wait=self._pause,
            reraise=True,
        )
        with new_session() as session:
            try:
                trying(self._go_on, session, url)
            except Passing as error:
                raise DataError(f"{error}{self._so_far(url)}") from error
        if not self.part.size:
            self.part.forget()
            raise DataError(f"{host_of(url)} sends an empty file.")
        self.sha256 = sum_of(self.part.path)
        self.part.become(Path(target))

    def _go_on(self, session: requests.Session, url: str) -> None:
        begun, mark = self.part.begun(url)
        if begun and begun == self.file.size:  # killed between the last byte and its end
            return
        headers = {"Range": f"bytes={begun}-", "If-Range": mark} if begun else {}
        with answer(session, url, headers) as response:
            if response.status_code == BEYOND:
                self._require_ended(response, begun)
                self.end_told = True
                return
            if response.status_code == WHOLE:
                begun = 0
            whole = self._rest(response, begun, mark) if begun else self._all(response, url)
            self._receive(response, begun, whole)

    def _require_ended(self, response: requests.Response, begun: int) -> None:
        if response.headers.get("Content-Range") != f"bytes */{begun}":
            raise self._anew(response)

    def _rest(self, response: requests.Response, begun: int, mark: str) -> int | None:
        """Make sure that the rest is of the same file, and return the size of all of it."""
        which, _, whole = response.headers.get("Content-Range", "").partition("/")
        if not which.startswith(f"bytes {begun}-") or _mark(response) not in {mark, ""}:
            raise self._anew(response)
        return self._allowed(response, whole)

    def _all(self, response: requests.Response, url: str) -> int | None:
        whole = self._allowed(response, response.headers.get("Content-Length", ""))
        self.part.begin(url, _mark(response))
        return whole

    def _allowed(self, response: requests.Response, said: str) -> int | None:
        """Return the size that the file is said to have; None where nobody says one."""
        declared = self.file.size
        if said.isdecimal() and len(said) > _MOST_DIGITS:
            found = f"{host_of(response.url)} says a size of {len(said):,} digits"
            raise self._too_much(found)
        whole = int(said) if said.isdecimal() else declared
        if whole is not None and whole != (declared or min(whole, MOST)):
            raise self._too_much(f"{host_of(response.url)} has {whole:,} bytes under its name")
        return whole

    def _receive(self, response: requests.Response, begun: int, whole: int | None) -> None:
        got, most = begun, self.file.size or MOST
        chunked = "chunked" in response.headers.get("Transfer-Encoding", "").lower()
        self.end_told = chunked or whole is not None
        with self.part.path.open("ab") as part:
            for chunk in response.iter_content(_CHUNK):
                got += len(chunk)
                if got > most:
                    raise self._too_much(f"{host_of(response.url)} does not stop there")
                part.write(chunk)
                if self.tell is not None:
                    self.tell(got, whole or 0)
        if got < (whole or 0):
            raise Passing(f"{host_of(response.url)} stopped after {got:,} of {whole:,} bytes.")

    def _anew(self, response: requests.Response) -> Passing:
        self.part.forget()
        return Passing(f"{host_of(response.url)} has another file by now.")

    def _too_much(self, found: str) -> DataError:
        self.part.forget()
        declared = f"{self.file.size:,}" if self.file.size else f"at most {MOST:,}"
        return DataError(f"it has {declared} bytes, but {found}.")

    def _is_in_vain(self, _: RetryCallState) -> bool:
        size = self.part.size
        self._vain = 0 if size > self._furthest else self._vain + 1
        self._furthest = max(self._furthest, size)
        return self._vain >= TRIES

    def _pause(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        after = error.after if isinstance(error, Passing) else ""
        asked = float(after) if after.isdecimal() else 0.0
        return min(max(FIRST_PAUSE * 2.0**self._vain, asked), _LONGEST_PAUSE)

    def _so_far(self, url: str) -> str:
        size, _ = self.part.begun(url)
        return f" {size:,} bytes are here, and the same command goes on there." if size else ""


def _mark(response: requests.Response) -> str:
    mark = response.headers.get("ETag") or response.headers.get("Last-Modified") or ""
    # one that cannot be sent back would make every later request fail
    return mark.strip() if mark.isascii() and mark.isprintable() else ""
