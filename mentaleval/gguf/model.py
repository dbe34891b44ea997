"""What a plugin needs to bring its own model in a GGUF file."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Annotated, Final
from weakref import WeakKeyDictionary

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from mentaleval.contract import Plugin
from mentaleval.errors import DataError
from mentaleval.gguf.server import Served, serving
from mentaleval.lineage import lineage_of

_MAGIC: Final = b"GGUF"


def _checked(path: Path) -> Path:
    """Let a path pass that leads to a GGUF file; what is inside is llama.cpp's business."""
    try:
        with path.expanduser().open("rb") as file:
            magic = file.read(len(_MAGIC))
    except OSError as error:
        raise PydanticCustomError("gguf", "{why}", {"why": error.strerror or str(error)}) from error
    if magic != _MAGIC:
        raise PydanticCustomError("gguf", "it is no GGUF file: it does not begin with GGUF")
    return path


class GgufModel(Plugin):
    """A plugin whose model is a GGUF file, served on this machine while a run lasts.

    Derive from it beside the kind of plugin: it brings the model, its name and its options.
    """

    gguf: Annotated[Path, AfterValidator(_checked)] = Field(description="The model's GGUF file.")
    threads: int = Field(
        default=1, ge=1, description="Processor threads; more help on an idle machine only."
    )
    window: int = Field(
        default=4096,
        ge=512,
        le=131_072,
        description="Most tokens of a prompt and its answer together; each takes memory.",
    )

    @property
    def model(self) -> str:
        """Its name as a model of Inspect: another one when the file's content changes."""
        return f"openai-api/{self._served.service}/{self.gguf.stem}"

    @property
    def label(self) -> str:
        """``local/`` and the file's name, then the options that differ; never its folder."""
        changed = {k: v for k, v in self.options().items() if k != "gguf"}
        tail = ",".join(f"{key}={value}" for key, value in sorted(changed.items()))
        return f"local/{self.gguf.stem}" + (f"[{tail}]" if tail else "")

    @property
    def lineage(self) -> str | None:
        """The lineage that the file's name tells."""
        return lineage_of(f"local/{self.gguf.stem}")

    def serving(self) -> AbstractContextManager[None]:
        """Serve the file; who wants the same file with the same settings shares the server."""
        return serving(self._served)

    async def ask(
        self,
        prompt: str,
        *,
        schema: type[BaseModel] | None = None,
        attempt: int = 0,
        temperature: float | None = None,
        max_tokens: int | None = None,
    ) -> str:
        """Ask when it is its turn: one call at a time has all of this machine.

        A call that waited in the server's own queue would run into the client's time limit.
        """
        async with _turn():
            return await super().ask(
                prompt,
                schema=schema,
                attempt=attempt,
                temperature=temperature,
                max_tokens=max_tokens,
            )

    @property
    def _served(self) -> Served:
        path = self.gguf.expanduser()
        try:
            known = path.stat()
            digest = _digest(path, known.st_size, known.st_mtime_ns)
        except OSError as error:
            raise DataError(f"the GGUF file {self.gguf} cannot be read: {error}.") from error
        return Served(path, digest, self.threads, self.window)


@cache
def _digest(path: Path, size: int, changed: int) -> str:
    """Return the beginning of the content's digest; a file that has changed is read again."""
    del size, changed
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:12]


_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


def _turn() -> asyncio.Lock:
    """Return the lock of this event loop: a run may go through several, one after another."""
    return _turns.setdefault(asyncio.get_running_loop(), asyncio.Lock())
