"""The reference of every passage as files for citation programs, beside the page of its article.

A file for each passage and format: a link to it works without scripts and hands over one record and not two hundred, and the pages
carry the addresses only. ``pages`` links to them by the same names; ``library`` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Collection

from kb.citations import Edition, as_bibtex, as_csl, as_ris, of_passage
from kb.knowledge import KnowledgeBase
from kb.pages import Speech, passage_file


def passage_files(kb: KnowledgeBase, edition: Edition, wanted: Collection[str] | None = None) -> dict[str, str]:
    """BibTeX, RIS and CSL-JSON of every passage that facts rest on, or of those in the wanted articles, by the path in the site."""
    files: dict[str, str] = {}
    speech = Speech(kb)
    for article in kb.articles.values():
        if wanted is not None and article.id not in wanted:
            continue
        folder = f"articles/{article.id}/"
        for one in article.passages:
            reference = of_passage(article.article, one.id, speech.where(one), one.words, edition)
            files[folder + passage_file(one.id, "bib")] = as_bibtex(reference)
            files[folder + passage_file(one.id, "ris")] = as_ris(reference)
            files[folder + passage_file(one.id, "json")] = json.dumps([as_csl(reference)], ensure_ascii=False, indent=1) + "\n"
    return files
