"""Proposes what an article says and nobody has annotated: known names, new names, dates, sources, plain events; each with its quote.

``suggest`` gives the proposals, ``told`` says them, ``changes`` makes the changed files of those that an editor picked. Pure rules of
form: nothing is learnt, nothing is recognised by meaning, and nothing is decided: a name that two entities have is shown with both.
Quotes are whole sentences, so no hedge is cut off. ``cli`` calls it; ``library`` reads the word lists and writes the files.
"""

from kb.suggestions.adding import changes, picked, whole
from kb.suggestions.gathering import Base, suggest
from kb.suggestions.lexicon import Lexicon
from kb.suggestions.proposal import CHOICES, KINDS, Addition, Kind, Proposal, Suggestions, Words
from kb.suggestions.telling import Form, told

__all__ = [
    "CHOICES",
    "KINDS",
    "Addition",
    "Base",
    "Form",
    "Kind",
    "Lexicon",
    "Proposal",
    "Suggestions",
    "Words",
    "changes",
    "picked",
    "suggest",
    "told",
    "whole",
]
