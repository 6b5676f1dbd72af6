"""What an editor's program asks while a file is open: what may be typed here, what this is, where it leads, how to mend it.

Each answer is a function from a ``Base``, the project as it was last read, a ``Sheet``, one file as it is now, and a place.
Places are lines and columns of ``source``, in Unicode code points. Nothing here finds what is wrong (``library`` reads and
checks) or changes a file. The door ``lsp`` calls it; it knows no protocol, so another front may call it too.
"""

from kb.assist.base import Base, Placed, Sheets
from kb.assist.completing import Choice, choices
from kb.assist.fixing import Fix, fixes
from kb.assist.leading import Symbol, definitions, outline, renamed, uses
from kb.assist.sheet import Sheet, Stretch
from kb.assist.telling import Told, told

__all__ = [
    "Base",
    "Choice",
    "Fix",
    "Placed",
    "Sheet",
    "Sheets",
    "Stretch",
    "Symbol",
    "Told",
    "choices",
    "definitions",
    "fixes",
    "outline",
    "renamed",
    "told",
    "uses",
]
