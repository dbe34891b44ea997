"""A disk that is really full, in the middle of a run, and then has room again."""

from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import CONNECTIONS, CONTEXTS

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

_TWICE = """
set -e
mount -t tmpfs -o size={size}k tmpfs logs
set +e
"$@" > full.txt 2>&1; echo $? > full.status
mount -o remount,size=20m logs
"$@" > roomy.txt 2>&1; echo $? > roomy.status
cp -r logs kept
"""
"""A mount lives only as long as the namespace, so both runs are in one."""


def _mountable() -> bool:
    try:
        done = subprocess.run(
            ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0


@pytest.mark.skipif(not _mountable(), reason="mounting a small disk is not allowed here")
@pytest.mark.parametrize("size", [100, 160])
def test_on_a_full_disk_a_run_stops_buying_and_goes_on_once_there_is_room(size, lab, undisturbed):
    one = lab("--latency", "0.05")
    (one.folder / "logs").mkdir()
    command = [sys.executable, "-m", "mentaleval", *one.command("-J", "calls=separate")]
    subprocess.run(
        ["unshare", "-rm", "sh", "-c", _TWICE.format(size=size), "sh", *command],
        cwd=one.folder,
        env=one.environment(),
        check=True,
        timeout=300,
    )
    said = one.said("full.txt")
    assert one.said("full.status").strip() in {"1", "2"}, said
    assert "No space left on device" in said or "disk is full" in said
    assert "Traceback" not in said
    assert one.said("roomy.status").strip() == "0", one.said("roomy.txt")
    (one.folder / "logs").rmdir()
    (one.folder / "kept").rename(one.folder / "logs")
    assert one.table() == undisturbed
    # what was in flight when the disk was full could not be kept
    assert one.provider.paid() <= 8 * CONTEXTS + 2 * CONNECTIONS
