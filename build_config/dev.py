"""The developer's commands on a bare machine: `python3 build_config/dev.py preview`, `check` and their siblings."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  the sentence is for the Python that is too old
    sys.exit("Taffel needs Python 3.11 or newer; this is {}.{}.".format(*sys.version_info))

from devkit.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
