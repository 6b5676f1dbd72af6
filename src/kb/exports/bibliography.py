"""The whole bibliography as files for citation programs."""

from __future__ import annotations

import json

from kb.citations import as_bibtex, as_csl, as_ris, bibliography
from kb.knowledge import KnowledgeBase


def bibliography_files(kb: KnowledgeBase) -> dict[str, str]:
    """The articles and the works that they cite or quote, by the name of the file: BibTeX, RIS, and CSL-JSON as one list."""
    references = bibliography(kb)
    return {
        "bibliography.bib": "\n".join(as_bibtex(one) for one in references),
        "bibliography.ris": "".join(as_ris(one) for one in references),
        "bibliography.json": json.dumps([as_csl(one) for one in references], ensure_ascii=False, indent=1) + "\n",
    }
