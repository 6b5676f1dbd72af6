"""The data files of a site that list everything: made of the base without the words of its articles, or of the program alone.

They are taken over after an edit of a text, as the pages are that list everything (``pages.listing``). ``Library`` calls this.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from kb import exports
from kb.knowledge import KnowledgeBase
from kb.library.placing import laid_out
from kb.pages import data_file

_FRONT_MATTER: Final = ("article.schema.json", "entity.schema.json", "dispute.schema.json", "moved.schema.json")

Files = Iterator[tuple[str, bytes]]
Maker = Callable[[KnowledgeBase], Files]


def schema_files() -> dict[str, bytes]:
    """The JSON Schemas of front matter by file name."""
    return {name: laid_out(schema) for name, schema in exports.input_schemas().items()}


def whole(make: Maker, kb: KnowledgeBase) -> dict[str, bytes]:
    """The files, made of the whole base."""
    return dict(make(kb))


def heads(kb: KnowledgeBase, files: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of the file of each article without its text, by path."""
    articles = ((one.article.place.path, one.article.body.encode()) for one in kb.articles.values())
    return {path: hashlib.sha256(files[path].removesuffix(body)).hexdigest() for path, body in articles}


def _schemas(_: KnowledgeBase) -> Files:
    yield "data/kb.schema.json", laid_out(exports.data_schema())
    yield from ((f"data/{name}", data) for name, data in schema_files().items())


def _bibliography(kb: KnowledgeBase) -> Files:
    yield from ((f"data/{name}", text.encode()) for name, text in exports.bibliography_files(kb).items())


def _finder(kb: KnowledgeBase) -> Files:
    yield "data/finder.json", data_file(exports.finder_index(kb))


def _gaps(kb: KnowledgeBase) -> Files:
    yield "data/gaps.json", laid_out(exports.as_gaps(kb))


def _scripts(make: Callable[[KnowledgeBase], Mapping[str, object]]) -> Maker:
    return lambda kb: ((path, data_file(data)) for path, data in make(kb).items())


MAKERS: Final[Mapping[tuple[str, ...], Maker]] = MappingProxyType(
    {
        ("data/finder.json",): _finder,
        ("data/gaps.json",): _gaps,
        ("data/connections",): _scripts(exports.connections_files),
        ("data/as-of",): _scripts(exports.as_of_files),
        ("data/bibliography.",): _bibliography,
        ("data/kb.schema.json", *(f"data/{name}" for name in _FRONT_MATTER)): _schemas,
    }
)
"""What makes files that belong together, by how their paths begin."""
