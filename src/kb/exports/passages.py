"""The references of the passages of an article, as files for citation programs beside its page.

A file for each article and format holds one record for each passage, in the order of the text, under the key
``<article>-<passage>``. A file for each passage would be nine in ten of the files of a site. ``pages`` links to them by the
same names; ``library`` writes them.
"""

from __future__ import annotations

from kb.citations import Edition, as_bibtex, as_csl, as_ris, of_passage
from kb.exports.laid_out import laid_out
from kb.knowledge import ReadArticle
from kb.pages import Speech, passages_file


def passage_files(speech: Speech, article: ReadArticle, edition: Edition) -> dict[str, str]:
    """BibTeX, RIS and CSL-JSON of every passage of an article that facts rest on, by the path in the site; nothing where there is none."""
    if not article.passages:
        return {}
    references = [of_passage(article.article, one.id, speech.where(one), one.words, edition) for one in article.passages]
    texts = {
        "bib": "\n".join(as_bibtex(one) for one in references),
        "ris": "".join(as_ris(one) for one in references),
        "json": laid_out([as_csl(one) for one in references]) + "\n",
    }
    return {f"articles/{article.id}/{passages_file(form)}": text for form, text in texts.items()}
