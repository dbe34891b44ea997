"""The command line: one file a command. The only room that prints."""

from __future__ import annotations

from collections.abc import Sequence

from mentaleval.cli.interrupting import ending_at_once, ignore_at_exit

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; see `entry.carry_out`."""
    with ending_at_once():  # what comes next takes a while to import
        from mentaleval.cli.entry import carry_out  # noqa: PLC0415

        ignore_at_exit()
        return carry_out(argv)
