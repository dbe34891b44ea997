"""Run the command line: ``python -m mentaleval``."""

import sys

from mentaleval.cli import main

if __name__ == "__main__":
    sys.exit(main())
