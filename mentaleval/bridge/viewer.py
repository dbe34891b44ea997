"""Inspect's log viewer on a folder of logs: served on this machine, or as a static site."""

from __future__ import annotations

import json
import re
from contextlib import redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from typing import Final

from inspect_ai import view
from inspect_ai.log import bundle_log_dir, list_eval_logs

from mentaleval.errors import UsageError
from mentaleval.writing import whole_folder

_CONTEXT: Final = re.compile(r'(<script id="log_dir_context"[^>]*>)(.*?)(</script>)', re.DOTALL)
_PATH: Final = "abs_log_dir"


def count_logs(folder: Path) -> int:
    """Return how many logs the viewer would show of a folder.

    Raises
    ------
    UsageError
        When there is none.
    """
    found = len(list_eval_logs(str(folder.absolute())))
    if not found:
        raise UsageError(
            f"the folder {str(folder)!r} holds no Inspect log.",
            hint="`mentaleval run` makes one, and says in which folder",
        )
    return found


def serve(folder: Path, port: int) -> None:
    """Serve the viewer on this machine until interrupted; nobody may listen on the port yet."""
    _forget_viewer_of(port)
    view(log_dir=str(folder.absolute()), port=port)


def _forget_viewer_of(port: int) -> None:
    """Take away what a viewer left behind that was killed.

    Inspect ends the process whose number it finds there, and that may be another one by now.
    """
    with suppress(ImportError):
        from inspect_ai._view.notify import view_data_dir  # noqa: PLC0415
        from inspect_ai._view.view import view_port_pid_file  # noqa: PLC0415

        view_port_pid_file(view_data_dir(), port).unlink(missing_ok=True)


def bundle(folder: Path, target: Path) -> None:
    """Write the viewer and the logs as a static site, which does not say where the logs lay.

    Parameters
    ----------
    folder
        The logs, also in folders within; nothing else of it is copied.
    target
        A folder that is not there yet, or is empty.
    """
    with whole_folder(target) as coming:
        # an absolute path: Inspect would send one that begins with hf/ to a service
        with redirect_stdout(StringIO()):  # it names the folder before it has its name
            bundle_log_dir(str(folder.absolute()), str(coming.absolute()), overwrite=True)
        _forget_path(coming / "index.html")
        if target.exists():
            target.rmdir()


def _forget_path(page: Path) -> None:
    """Take out of the page where the logs lay on this machine."""

    def without(found: re.Match[str]) -> str:
        context = {k: v for k, v in json.loads(found[2]).items() if k != _PATH}
        return f"{found[1]}{json.dumps(context)}{found[3]}"

    page.write_text(_CONTEXT.sub(without, page.read_text("utf-8")), "utf-8")
