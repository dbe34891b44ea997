"""Where Inspect's viewer shows one sample of one log."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlsplit

_TAB: Final = "messages"
"""The part of a sample that is shown: what was written and responded, below the ratings."""


def sample_link(viewer: str, log: str, sample: str, epoch: int) -> str:
    """Return the address of a sample in Inspect's viewer.

    Parameters
    ----------
    viewer
        What ``mentaleval view`` says it serves, or the folder of ``mentaleval view --bundle`` as
        seen from the page.
    log
        The log, as seen from the folder that the viewer was opened on.
    sample, epoch
        The sample's id, and which of its epochs.

    Examples
    --------
    >>> sample_link("http://127.0.0.1:7575", "judgements/one.eval", "a/b", 1)
    'http://127.0.0.1:7575/#/logs/judgements/one.eval/samples/sample/a%2Fb/1/messages'
    >>> sample_link("../site", "one.eval", "42", 2)
    '../site/index.html#/logs/one.eval/samples/sample/42/2/messages'
    """
    at = f"{quote(sample, safe='')}/{epoch}/{_TAB}"
    return f"{_page(viewer)}#/logs/{quote(log)}/samples/sample/{at}"


def _page(viewer: str) -> str:
    if not urlsplit(viewer).scheme:
        return f"{quote(viewer.rstrip('/'))}/index.html"
    page = viewer.partition("#")[0]
    return page if page.endswith(("/", ".html")) else f"{page}/"
