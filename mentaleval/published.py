"""Where the files of a data set are published: what a data set plugin declares of its source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from mentaleval.errors import PluginError

RECORD: Final = "mentaleval-data.json"
"""The file beside fetched ones that says where they came from."""

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_PLAIN: Final = re.compile(r"[^\W_][\w .()+,=@~-]*")
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """One file of a data set, at the address where its authors published it.

    Parameters
    ----------
    name
        The file's plain name in the data set's own folder: it begins with a letter or a digit,
        and has no folder, drive or device in it.
    url
        Where it is; ``https`` (``http`` only on this computer). The address names a revision, so
        that what is there never changes.
    sha256
        The sum that the file has, as 64 hexadecimal digits; None where nobody has it.
    size
        Bytes; None where it is not known.

    Raises
    ------
    PluginError
        When one of them is none of that.
    """

    name: str
    url: str
    sha256: str | None
    size: int | None = None

    def __post_init__(self) -> None:
        require_plain_name(self.name)
        if not is_safe(self.url):
            raise PluginError(
                f"the published file {self.name!r}: its url={self.url!r} is no address that "
                "begins with https://."
            )
        if self.sha256 is not None and not is_sum(self.sha256):
            raise PluginError(
                f"the published file {self.name!r}: sha256={self.sha256!r} is not 64 "
                "hexadecimal digits in lower case."
            )
        if self.size is not None and self.size < 1:
            raise PluginError(
                f"the published file {self.name!r}: size={self.size!r} is no number of bytes."
            )


@dataclass(frozen=True, slots=True)
class Published:
    """Where a data set comes from, and on which terms.

    Parameters
    ----------
    files
        What belongs into the data set's folder.
    revision
        The commit, version or date that the addresses are pinned to; None where there is none.
    homepage
        A page for people.
    licence
        Its short name, as ``"MIT"``, or what is said in place of one.
    citation
        Whom to cite.
    gated
        How to get the files, where they are given on request or on terms only; such files are
        never downloaded. None where anybody may.
    note
        What somebody should know before downloading, as whose words these are.

    Raises
    ------
    PluginError
        When two files have one name.
    """

    files: tuple[PublishedFile, ...]
    revision: str | None
    homepage: str
    licence: str
    citation: str
    gated: str | None = None
    note: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "files", tuple(self.files))
        if not self.files:
            raise PluginError("a published data set has at least one file.")
        names = [file.name.casefold() for file in self.files]
        for name in names:
            if names.count(name) > 1:  # some file systems know no capital letters
                raise PluginError(f"two published files have the name {name!r}.")


def require_plain_name(name: str) -> None:
    """Make sure that a name leads nowhere but into the folder that it is put into.

    Raises
    ------
    PluginError
        When it has a folder, a drive, a device or an unseen letter in it.
    """
    plain = _PLAIN.fullmatch(name) and not name.endswith((".", " "))
    if not plain or _DEVICES.fullmatch(name) or name == RECORD:
        raise PluginError(
            f"{name!r} is no plain name of a published file, as 'ratings.csv': letters, digits "
            "and .-_ without a folder."
        )


def is_sum(text: str) -> bool:
    """Whether a text is a SHA-256 sum as it is written here."""
    return _SHA256.fullmatch(text) is not None


def is_safe(url: str) -> bool:
    """Whether an address may be fetched from: by https, or on this computer.

    Examples
    --------
    >>> [is_safe(url) for url in ("https://a.org/x", "http://a.org/x", "http://127.0.0.1:80/x")]
    [True, False, True]
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port  # raises where it is none
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and _here(host)))


def is_here(url: str) -> bool:
    """Whether a safe address is one of this computer."""
    return _here(urlsplit(url).hostname)


def _here(host: str | None) -> bool:
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False
