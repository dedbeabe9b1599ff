"""`python -m tests.pillwatch.keeping_at TIME WORDS...`: the command line with its clock set, for what is kept."""

import sys
from datetime import datetime
from unittest.mock import patch

from pillwatch import cli
from pillwatch.commands import keeping


def main() -> None:
    time = datetime.fromisoformat(sys.argv.pop(1))
    with patch.object(keeping, "utc_now", lambda: time):
        cli.main()


if __name__ == "__main__":
    main()
