"""The `motorloops` command as `python -m motorloops`."""

import sys

from motorloops.experiments.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
