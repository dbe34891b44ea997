"""A folder of objects, here or wherever fsspec reaches, with the few things a shared run needs.

Each object is written whole or not at all, and one of several that create the same object at the
same moment is told that it was the one.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from mentaleval.errors import MentalevalError, UsageError

_AT_A_TIME: Final = 16
_TRIES: Final = 5
_PAUSE: Final = 0.3
_NO_LINKS: Final = (errno.EPERM, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)
_BOTH_AT_ONCE: Final = "ConditionalRequestConflict"
"""What S3 says of two that create the same object at the same moment: it is to be tried again."""
_CHANGED: Final = ("PreconditionFailed", _BOTH_AT_ONCE, "NoSuchKey")
"""What it says of an object that is no longer of the version that was to be replaced."""
_UNKNOWN: Final = "NotImplemented"
"""What one says that speaks S3 and does not know If-Match."""


class StoreError(MentalevalError):
    """A store that cannot be reached, read or written."""


class Store:
    """The objects below a URL or path.

    Parameters
    ----------
    url
        ``s3://bucket/folder``, ``file:///folder``, or a path.

    Raises
    ------
    UsageError
        When nothing is installed that reaches it, or it cannot create an object only once.
    """

    def __init__(self, url: str) -> None:
        from fsspec import get_filesystem_class  # noqa: PLC0415  it takes a tenth of a second
        from fsspec.core import url_to_fs  # noqa: PLC0415

        self.url = url
        self._scheme = scheme = url.partition("://")[0] if "://" in url else "file"
        self._here = scheme == "file"
        try:
            if not (self._here or _creates_once(get_filesystem_class(scheme))):
                raise UsageError(
                    f"{url}: that kind of store cannot say who of two machines came first.",
                    hint="s3://BUCKET/FOLDER is an object store, file:///PATH a network file "
                    "system",
                )
            # a listing that was kept would not show what another machine has written since
            self._files, root = url_to_fs(url, use_listings_cache=False)
        except ImportError as error:
            raise UsageError(
                f"{url} cannot be reached: what reads {scheme}:// is not installed.",
                hint=_installing(scheme, error),
            ) from error
        except ValueError as error:
            raise UsageError(f"{url} cannot be reached: {_in_words(error)}.") from error
        self._root = root.rstrip("/")

    def __str__(self) -> str:
        return self.url

    def read(self, name: str) -> bytes | None:
        """Return an object; None where there is none of the name."""
        with self._saying(name, "read"):
            try:
                content: bytes = self._files.cat_file(self._at(name))
            except (FileNotFoundError, NotADirectoryError):
                return None
            return content

    def fetch(self, names: Collection[str]) -> dict[str, bytes]:
        """Return all objects that there are of these names, many at a time."""
        # fsspec takes the names of a list for patterns, and one may hold a [
        with ThreadPoolExecutor(_AT_A_TIME) as pool:
            contents = zip(names, pool.map(self.read, names), strict=True)
            return {name: content for name, content in contents if content is not None}

    def write(self, name: str, content: bytes) -> None:
        """Write an object, in the place of what was there."""
        with self._saying(name, "written"):
            if self._here:
                _beside(Path(self._at(name)), content, os.replace)
            else:
                self._files.pipe_file(self._at(name), content)

    def create(self, name: str, content: bytes) -> bool:
        """Write an object unless there is one of the name; return whether there was none.

        Where the answer of the store is lost, it says False of an object that was written.
        """
        with self._saying(name, "written"):
            for left in reversed(range(_TRIES)):
                try:
                    self._create(name, content)
                except FileExistsError:
                    return False
                except OSError as error:
                    if _BOTH_AT_ONCE not in str(error) or not left:
                        raise
                    time.sleep(_PAUSE)
                else:
                    return True
        return False

    def _create(self, name: str, content: bytes) -> None:
        if self._here:
            _beside(Path(self._at(name)), content, self._link)
        else:
            self._files.pipe_file(self._at(name), content, mode="create")

    def _link(self, coming: Path, target: Path) -> None:
        try:
            os.link(coming, target)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            raise StoreError(
                f"{target} cannot be written: the file system there has no hard links, by which "
                f"of several that create a file at the same moment one comes first ({error}).",
                hint="choose a --log-dir on another file system, or an object store "
                "(s3://BUCKET/FOLDER)",
            ) from error

    def held(self, below: str = "") -> dict[str, str]:
        """Return the names of all objects (or those below a folder), each with its version."""
        with self._saying(below, "listed"):
            self._files.invalidate_cache()
            found = self._files.find(self._at(below), detail=True)
        return {
            name[len(self._root) + 1 :]: _version(details)
            for name, details in found.items()
            if details.get("type") == "file" and not Path(name).name.startswith(".mentaleval-")
        }

    def modified(self, name: str) -> datetime | None:
        """Return when an object was written, by the store's own clock; None where it is gone."""
        with self._saying(name, "read"):
            try:
                self._files.invalidate_cache()
                written: datetime = self._files.modified(self._at(name))
            except (FileNotFoundError, NotADirectoryError):
                return None
            return written

    def bring(self, name: str, target: Path) -> None:
        """Copy an object to a file."""
        target.parent.mkdir(parents=True, exist_ok=True)
        coming = target.with_name(f".mentaleval-{os.urandom(4).hex()}")
        try:
            with self._saying(name, "read"):
                self._files.get_file(self._at(name), str(coming))
            coming.replace(target)
        finally:
            coming.unlink(missing_ok=True)

    def send(self, source: Path, name: str) -> None:
        """Copy a file to an object, in the place of what was there."""
        if self._here:
            self.write(name, source.read_bytes())
            return
        with self._saying(name, "written"):
            self._files.put_file(str(source), self._at(name))

    def replace(self, source: Path, name: str, version: str | None) -> bool:
        """Copy a small file to an object that is still of a version; return whether it was.

        A store that speaks S3 looks and writes in one step. Any other writes in every case.

        Parameters
        ----------
        version
            As `held` says it; None where there is no such object.
        """
        if self._scheme != "s3":
            self.send(source, name)
            return True
        match = {"mode": "create"} if version is None else {"IfMatch": version}
        with self._saying(name, "written"):
            try:
                self._files.pipe_file(self._at(name), source.read_bytes(), **match)
            except OSError as error:
                code = _code(error)
                if code == _UNKNOWN:
                    self.send(source, name)
                elif code in _CHANGED:
                    return False
                else:
                    raise
        return True

    def remove(self, names: Collection[str]) -> None:
        """Remove objects, as far as they are there."""
        with ThreadPoolExecutor(_AT_A_TIME) as pool:
            for _ in pool.map(self._remove, names):
                pass

    def _remove(self, name: str) -> None:
        with self._saying(name, "removed"), suppress(FileNotFoundError, NotADirectoryError):
            self._files.rm_file(self._at(name))

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}" if name else self._root

    @contextmanager
    def _saying(self, name: str, what: str) -> Iterator[None]:
        where = f"{self.url}/{name}" if name else self.url
        try:
            yield
        except MentalevalError:
            raise
        except Exception as error:  # every store's client raises its own
            raise StoreError(
                f"{where} cannot be {what}: {_in_words(error)}.",
                hint="see whether the store is there, and that its keys and address are set, as "
                "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_ENDPOINT_URL are for S3"
                if not self._here
                else "see that the folder is there and may be written to",
            ) from error


def _creates_once(kind: type) -> bool:
    """Whether it is the store itself that refuses to create an object twice.

    fsspec's own way is to look first, and two can look at the same moment.
    """
    from fsspec.asyn import AsyncFileSystem  # noqa: PLC0415

    own = getattr(kind, "_pipe_file", None)
    return own is not None and own is not AsyncFileSystem._pipe_file  # noqa: SLF001


def _installing(scheme: str, error: ImportError) -> str:
    """Return how to install what reaches a kind of store: a package, or what fsspec says."""
    from fsspec.registry import known_implementations  # noqa: PLC0415

    package = str(known_implementations[scheme]["class"]).partition(".")[0]
    return _in_words(error) if package == "fsspec" else f"pip install {package}"


def _code(error: OSError) -> str | None:
    """Return the code of S3's answer, which its client has put into words."""
    answer = getattr(error.__cause__, "response", None)
    return answer.get("Error", {}).get("Code") if isinstance(answer, dict) else None


def _version(details: dict[str, Any]) -> str:
    tag = details.get("ETag") or details.get("etag")
    if tag:
        return str(tag)
    return f"{details.get('size')}-{details.get('mtime')}-{details.get('ino')}"


def _beside(target: Path, content: bytes, into_place: Any) -> None:
    """Write a file beside its place and put it there in one step, by rename or by link."""
    target.parent.mkdir(parents=True, exist_ok=True)
    coming = target.with_name(f".mentaleval-{os.urandom(8).hex()}")
    try:
        coming.write_bytes(content)
        into_place(coming, target)
    finally:
        with suppress(OSError):
            coming.unlink(missing_ok=True)


def _in_words(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.rstrip(".")
    return (" ".join(str(error).split()) or type(error).__name__).rstrip(".")[:300]
