"""The pages of the site, made from a ``KnowledgeBase`` by pure code: values in, HTML out.

``Site`` gives every page with its address, title and body, all at once or one when it is asked for; nothing here knows
MkDocs or touches a disk. Templates under ``templates/`` escape everything that they print; the only HTML that passes
through is what ``passages`` made. The doors hand the pages over; ``exports`` counts what they show.
"""

from kb.pages import moved_pages, receipt_page
from kb.pages.cite_this import passages_file
from kb.pages.listing import KEY
from kb.pages.outlines import Outline, cited_facts
from kb.pages.page import Page, Part, content_file, data_file, scripts, styles
from kb.pages.site import Made, Site
from kb.pages.tracing import Digests
from kb.pages.wording import Speech

__all__ = [
    "KEY",
    "Digests",
    "Made",
    "Outline",
    "Page",
    "Part",
    "Site",
    "Speech",
    "cited_facts",
    "content_file",
    "data_file",
    "moved_pages",
    "passages_file",
    "receipt_page",
    "scripts",
    "styles",
]
