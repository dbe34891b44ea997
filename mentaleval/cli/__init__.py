"""The command line: one file a command. The only room that prints."""

from mentaleval.cli.entry import main

__all__ = ["main"]
