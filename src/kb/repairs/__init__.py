"""Proposes repairs for quotes without a place, and writes them out as changes of the files that hold the quotes.

A repair is the nearest words of the text, or what stands before or after words that stand there more than once. It is
shown with the old words, the new ones and their likeness, and is only ever a proposal: nothing here changes a file or
gives a quote its place. ``library`` calls ``mend`` when it loads, ``with_repairs`` for the findings, ``changes`` to write.
"""

from kb.passages import LIKE
from kb.repairs.editing import File, changes, repaired
from kb.repairs.mending import Mended, mend, with_repairs
from kb.repairs.proposing import Proposal, Unmended, Words, propose, words_at

__all__ = [
    "LIKE",
    "File",
    "Mended",
    "Proposal",
    "Unmended",
    "Words",
    "changes",
    "mend",
    "propose",
    "repaired",
    "with_repairs",
    "words_at",
]
