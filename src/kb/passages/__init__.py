"""From an article's body to the words a reader sees, and from a quote to the place where those words stand.

``render`` makes the body's paragraphs (HTML), ``read`` reads what a reader sees in them, ``locate`` finds a quote in
what was read, ``mark`` wraps stretches of text in elements without changing anything else, ``origins`` leads back to the
Markdown. All pure text in, text out.
This room does not know facts, actors or pages; ``knowledge`` and ``pages`` call it.
"""

from kb.passages.addresses import leads_to_the_web, may_be_a_link
from kb.passages.aligning import origins
from kb.passages.anchoring import LIKE, Located, Lost, Near, Span, Text, locate, near
from kb.passages.body import Body, Paragraph, render
from kb.passages.marking import Mark, mark
from kb.passages.reading import Reading, read
from kb.passages.sentences import sentence_at, sentences, words_of
from kb.passages.unmarked import unmarked

__all__ = [
    "LIKE",
    "Body",
    "Located",
    "Lost",
    "Mark",
    "Near",
    "Paragraph",
    "Reading",
    "Span",
    "Text",
    "leads_to_the_web",
    "locate",
    "mark",
    "may_be_a_link",
    "near",
    "origins",
    "read",
    "render",
    "sentence_at",
    "sentences",
    "unmarked",
    "words_of",
]
