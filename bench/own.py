"""Does our own part of a cold build and nothing else: `python bench/own.py FOLDER`, for ``table.py``, which measures it.

Reads, checks, places and joins the library in FOLDER, makes its pages and data files on all processors, and proves the receipt;
the host's templates, the search and the proof of links are the rest of a build.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from kb import library


def main() -> None:
    """Make everything that the host gets, and take it away."""
    content = library.load(Path(sys.argv[1]))
    if not content.sound:
        sys.exit("The library has findings; `kb check` names them.")
    with tempfile.TemporaryDirectory() as folder:
        content.make(Path(folder), {})
    content.prove()


if __name__ == "__main__":
    main()
