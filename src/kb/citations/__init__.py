"""References: a work, an article, a passage or a page of the site to be cited, in words and in the formats of citation programs.

``reference`` makes one frozen ``Reference`` from what the front matter gives; ``in_words`` says it in the style of the site,
``as_csl``, ``as_bibtex`` and ``as_ris`` in CSL-JSON, BibTeX and RIS. Nothing is supplied that the citing article does not
print: what is inferred is marked, what is not known stays out. ``pages`` shows references, ``exports`` writes them as
files; this room makes no HTML.
"""

from kb.citations.bibtex import as_bibtex
from kb.citations.csl import as_csl
from kb.citations.moment import known_parts
from kb.citations.passage import of_passage
from kb.citations.reference import Edition, Reference, of_article, of_page, of_work
from kb.citations.ris import as_ris
from kb.citations.style import author_words, in_words, when_words
from kb.citations.whole import bibliography

__all__ = [
    "Edition",
    "Reference",
    "as_bibtex",
    "as_csl",
    "as_ris",
    "author_words",
    "bibliography",
    "in_words",
    "known_parts",
    "of_article",
    "of_page",
    "of_passage",
    "of_work",
    "when_words",
]
