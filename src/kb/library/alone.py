"""One article of a project even where its file has errors: what can be read of it, for a command that helps to mend it."""

from __future__ import annotations

from pathlib import Path

from kb import knowledge
from kb.findings import Finding, Refusal, did_you_mean
from kb.knowledge import ReadArticle
from kb.library import Library
from kb.model import Article, ArticleId, HeadValue
from kb.source import Flaw, Place, decode, divide


def readable(content: Library, wanted: str) -> tuple[ReadArticle, list[Finding]]:
    """An article with the findings in its file; of one that cannot be read, its text alone, without a date or a fact.

    Raises ``Refusal`` where there is no such article, or its file is no text.
    """
    path = f"articles/{wanted}.md"
    findings = [one for one in content.findings if one.place.path == path]
    for known in content.kb.articles.values():
        if known.id == wanted:
            return known, findings
    if path not in content.files:
        every = {Path(one).stem for one in content.files if one.startswith("articles/") and one.endswith(".md")}
        raise Refusal(f"There is no article `{wanted}`.", did_you_mean(wanted, every, "Give the name of its file, without `.md`."))
    source = decode(path, content.files[path])
    if isinstance(source, Flaw):
        raise Refusal(f"{source.place}: {source.fact}", source.hint)
    divided = divide(source)
    body, line = (source.text, 1) if isinstance(divided, Flaw) else (divided.body, divided.body_line)
    ident = ArticleId(wanted)
    bare = Article(id=ident, place=Place(path), body=body, body_line=line, title=HeadValue(wanted), short=wanted)
    joined, _ = knowledge.join([bare], content.kb.entities.values())
    return joined.articles[ident], findings
