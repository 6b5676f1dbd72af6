"""Writes the pages as Markdown for another host, spread over the processors; no page is kept in memory.

What a file of the folder says is told by ``exports.folder``. ``kb export pages`` calls it.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from kb.exports import folder
from kb.library import Done, Library, assets, files_of, put


def fill(fresh: Path, content: Library, done: Done = lambda _, __: None) -> None:
    """Fill an empty folder with every page, data file and asset, and the settings of the host.

    ``done`` hears how many more pieces of work are done, and of how many. Raises ``Refusal`` where not all facts are shown, or a file
    holds words that its audience may not see.
    """
    written = partial(folder.markdown, audience=content.audience)
    made = fresh.with_name("made")
    made.mkdir()
    _, files = content.make(made, {}, done, form=written)
    content.prove()
    for path, kept in files.items():
        target = fresh / folder.DOCS / path
        target.parent.mkdir(parents=True, exist_ok=True)
        kept.replace(target)
    held = assets()
    put(fresh, {f"{folder.DOCS}/{path}": data for path, data in held.items()})
    heads = [one.page for one in content.outlines]
    for page in heads:
        words = written(content.receipt) if page.url == content.receipt.url else content.words(page.url)
        put(fresh, {folder.markdown_file(page.url): words.encode()})
    put(fresh, {"mkdocs.yml": folder.settings(content.title, heads, held).encode()})
    content.refuse_leaks(files_of(fresh))
