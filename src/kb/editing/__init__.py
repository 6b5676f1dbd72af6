"""Edits of content files: a value of the front matter changes, and everything else stays byte for byte.

A ``Draft`` is one file with its edits; each edit is read again and held against what was meant, and refused if it would
change anything else. A ``Change`` is a file before and after: new, altered, moved or removed; a set of them is what
``library.write`` writes, whole or not at all. This room knows how front matter is written, not what its keys mean, and
touches no disk. ``repairs`` and the commands that write call it.
"""

from kb.editing.changes import Change, Edit, diff, lines_of, spliced, together
from kb.editing.draft import Draft
from kb.editing.yaml_text import Plain, rendered

__all__ = ["Change", "Draft", "Edit", "Plain", "diff", "lines_of", "rendered", "spliced", "together"]
