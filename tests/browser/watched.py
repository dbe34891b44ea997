"""A page in Chromium, everything it said, and everything it asked for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

HEIGHT = 900
WIDTH = 1400
LETTERS = 16
TALLEST = 12_000
"""Of a picture, in pixels; Chromium draws what is taller in stripes that repeat."""
BEGINNING = 3_000
"""So far down a page its answer and its first figures are seen, and drawn soon."""
DEFICIENCIES = ("achromatopsia", "deuteranopia")
_AFRESH = """() => {
  document.querySelectorAll("details").forEach((e) => (e.open = false));
  document.activeElement.blur();
  window.scrollTo(0, 0);
}"""


class Watched:
    """A page that is open in a profile of its own, without a network.

    ``wrong`` holds each console message, page error and request that there should not be. A page
    of a *server* (``http://127.0.0.1:PORT``) may ask this server, and may say what is no error.
    """

    def __init__(
        self,
        browser: Any,
        address: Path | str,
        *,
        width: int = WIDTH,
        scripts: bool = True,
        server: str | None = None,
        artifacts: Path,
        **context: Any,
    ) -> None:
        self.wrong: list[str] = []
        self.address = address.as_uri() if isinstance(address, Path) else address
        self.server = server
        self.artifacts = artifacts
        self.context = browser.new_context(
            viewport={"width": width, "height": HEIGHT}, java_script_enabled=scripts, **context
        )
        self.context.set_offline(server is None)
        self.page = self.context.new_page()
        self._watch()
        self.page.goto(self.address)

    def _watch(self) -> None:
        self.page.on("console", self._say)
        self.page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        self.page.on("request", lambda request: self._ask(request.url))
        self.page.on("websocket", lambda socket: self._ask(socket.url))

    def _say(self, said: Any) -> None:
        if self.server is None or said.type == "error":
            self.wrong.append(f"console {said.type}: {said.text}")

    def _ask(self, url: str) -> None:
        own = (self.address.partition("#")[0], "data:", "blob:")
        served = () if self.server is None else (self.server,)
        if not url.startswith(own + served):
            self.wrong.append(f"request: {url}")

    def told(self) -> list[str]:
        """Return what went wrong since this was last asked."""
        told, self.wrong = self.wrong, []
        return told

    def fresh(self) -> None:
        """Show the page as it was when it was opened."""
        self.resize(WIDTH)
        self.page.emulate_media(media="screen", color_scheme="light", forced_colors="none")
        self.letters(LETTERS)
        self.page.evaluate(_AFRESH)

    def letters(self, size: int) -> None:
        """Set the usual size of letters, in pixels, as somebody does in the settings."""
        devtools = self.context.new_cdp_session(self.page)
        devtools.send("Page.setFontSizes", {"fontSizes": {"standard": size}})
        devtools.detach()

    def resize(self, width: int) -> None:
        """Make the window so many pixels wide."""
        self.page.set_viewport_size({"width": width, "height": HEIGHT})

    def shot(self, name: str, *, whole: bool = True, tall: int = TALLEST) -> Path:
        """Keep a picture of the page from its top, or of what is in sight, among the artifacts."""
        file = self.artifacts / f"{re.sub('[^A-Za-z0-9.-]+', '-', name)}.png"
        window = self.page.viewport_size
        if whole:  # a window of this height is drawn sooner than the whole page and then cut
            height = self.page.evaluate("document.documentElement.scrollHeight")
            self.page.set_viewport_size({**window, "height": min(height, tall)})
        self.page.screenshot(path=file, animations="disabled")
        self.page.set_viewport_size(window)
        return file

    def shot_as_seen_with(self, deficiency: str, name: str) -> Path:
        """Keep a picture as somebody sees it who is blind to some colours, or to all."""
        devtools = self.context.new_cdp_session(self.page)
        emulated = "Emulation.setEmulatedVisionDeficiency"
        devtools.send(emulated, {"type": deficiency})
        try:
            return self.shot(f"{name}-{deficiency}", tall=BEGINNING)
        finally:
            devtools.send(emulated, {"type": "none"})
            devtools.detach()

    def close(self) -> None:
        """Close it with its profile."""
        self.context.close()
