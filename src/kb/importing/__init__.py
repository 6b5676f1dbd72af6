"""From a saved page, a text or a PDF to the draft of an article, to the letter: pure, bytes in, values out.

``trafilatura`` says where the main text is; the words, emphasis, links, quotes and footnotes come from the page itself, and
what is written is read again and compared. Every word of the page is in the draft or among what is left out, with the reason.
This room fetches nothing and writes nothing: ``fetching`` and ``library`` do. Only the command ``kb import`` calls it. Its
libraries are an extra of the package and are imported when they are needed.
"""

from kb.importing.converting import LARGEST, TYPES, Converted, Given, Kind, convert, kind_of
from kb.importing.text import SAID, LeftOut, Why
from kb.importing.twins import suggested_short, twins

__all__ = [
    "LARGEST",
    "SAID",
    "TYPES",
    "Converted",
    "Given",
    "Kind",
    "LeftOut",
    "Why",
    "convert",
    "kind_of",
    "suggested_short",
    "twins",
]
