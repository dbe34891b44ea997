"""Where a run's logs go: a folder on this machine, or one that several machines share by a URL."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlsplit

from mentaleval.bridge.store import Store
from mentaleval.errors import UsageError

_CACHE: Final = "mentaleval"
_ADDRESSES: Final = (
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_S3",
    "AWS_PROFILE",
    "AZURE_STORAGE_ACCOUNT_NAME",
    "FSSPEC_S3_ENDPOINT_URL",
    "STORAGE_EMULATOR_HOST",
)
"""What says, beside its URL, in which store a folder is: two may have a bucket of one name."""


@dataclass(frozen=True, slots=True)
class LogFolder:
    """A run's folder.

    Parameters
    ----------
    path
        Where the run is at work on this machine.
    url
        Where everything is kept that the run may need again, on whatever machine; None where
        *path* is all there is.
    """

    path: Path
    url: str | None = None

    @classmethod
    def named(cls, text: str) -> Self:
        """Return the folder of a path or URL.

        Raises
        ------
        UsageError
            When no run can be kept at the URL.
        """
        if "://" not in text:
            return cls(Path(text))
        url = text.rstrip("/")
        require_shared(url)
        return cls(cached("runs", url), url)

    def __str__(self) -> str:
        return self.url or str(self.path)

    @property
    def as_source(self) -> str:
        """What a command is told that reads it: a data set may have its name, and goes before."""
        if self.url is not None or len(self.path.parts) > 1:
            return str(self)
        return os.path.join(os.curdir, self.path)  # noqa: PTH118  a Path would drop the ./

    def within(self, name: str) -> LogFolder:
        """Return a folder below this one."""
        return LogFolder(self.path / name) if self.url is None else self.named(f"{self.url}/{name}")

    @property
    def name(self) -> str:
        """The last part of its name."""
        return self.path.name if self.url is None else self.url.rpartition("/")[2]

    @property
    def parent(self) -> LogFolder:
        """The folder above this one."""
        if self.url is None:
            return LogFolder(self.path.parent)
        return self.named(self.url.rpartition("/")[0])

    def store(self) -> Store:
        """Return what reads and writes it: at the URL, where there is one."""
        return Store(self.url or str(self.path))


def cached(what: str, url: str) -> Path:
    """Return the folder on this machine that goes with a URL at the address it leads to now."""
    from platformdirs import user_cache_path  # noqa: PLC0415

    set_here = [f"{name}={os.environ[name]}" for name in _ADDRESSES if os.environ.get(name)]
    whole = "\n".join([url, *([] if url.startswith("file://") else set_here)])
    return user_cache_path(_CACHE) / what / hashlib.sha256(whole.encode()).hexdigest()[:16]


def make_private(folder: Path) -> None:
    """Make a folder that only its owner can read: what people wrote in distress lies there."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)


def require_shared(url: str) -> None:
    """Make sure that a URL is one at which machines can share a folder.

    Raises
    ------
    UsageError
        When it holds a password, or leads where nothing can be kept.
    """
    scheme = url.partition("://")[0]
    if "@" in urlsplit(url).netloc or "?" in url:
        raise UsageError(
            f"the address {scheme}://... holds a user name, a password or a token, and addresses "
            "are written into messages and reports.",
            hint="leave it out, and put the keys where the store's own client looks for them: for "
            "S3 that is AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile",
        )
    if scheme in {"memory", "http", "https", "data"} or "::" in url:
        raise UsageError(
            f"{url}: several machines cannot share a folder there.",
            hint="s3://BUCKET/FOLDER is an object store, file:///PATH a network file system",
        )
