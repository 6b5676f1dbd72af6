"""The whole bibliography as files for citation programs."""

from __future__ import annotations

from kb.citations import as_bibtex, as_csl, as_ris, bibliography
from kb.exports.laid_out import laid_out
from kb.knowledge import KnowledgeBase


def bibliography_files(kb: KnowledgeBase) -> dict[str, str]:
    """The articles and the works that they cite or quote, by the name of the file: BibTeX, RIS, and CSL-JSON as one list."""
    references = bibliography(kb)
    return {
        "bibliography.bib": "\n".join(as_bibtex(one) for one in references),
        "bibliography.ris": "".join(as_ris(one) for one in references),
        "bibliography.json": laid_out([as_csl(one) for one in references]) + "\n",
    }
