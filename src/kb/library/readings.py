"""What each content file gives by itself, kept from one reading to the next, and in ``.kb-cache/`` from one run to the next.

A file's value, what is wrong in it, and the places of its quotes depend on its path, its bytes and the program, and on nothing
else; so whatever has the same three is not read again. What is kept is believed only for the same program and packages, whole to the
byte, and if it is the very file that this program wrote here: its number and times are the disk's, and nobody can choose them, so
that nothing that came with a project is believed. Whatever is not so is read, as if nothing had been kept. ``Workspace`` calls it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache, partial
from importlib import import_module
from itertools import accumulate, pairwise
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

from kb import articles, caching, disputes, moves, registry
from kb.findings import Finding
from kb.knowledge import Memory, Names, Placed, place, search
from kb.library.spreading import Done, spread, workers
from kb.mentions import Finder
from kb.model import ArticleId, Entity, EntityId
from kb.source import Flaw, Source, decode

_BODY: Final = "readings.body"
_HEAD: Final = "readings.json"
_FORMAT: Final = 1
_MOST: Final = 10_000  # bytes of the head: it has far less
_WORTH: Final = 200_000  # bytes of content: less is read as soon as it is recalled, and is not spread either
_BUNDLE: Final = 25  # files that a worker reads at a time
_LENGTH: Final = struct.Struct("<Q")  # how long the list of what follows is
_READERS: Final[dict[str, Callable[[Source], tuple[Any, list[Finding]]]]] = {
    "articles": articles.read,
    "entities": registry.read,
    "disputes": disputes.read,
    "moved": moves.read,
}
# What a reading is made of. Nothing else is ever made from one: a reading that somebody sent could name any function of any module.
_OURS: Final = {
    "builtins": {"frozenset", "set"},
    "datetime": {"date"},
    "kb.dates": {"Edtf"},
    "kb.findings": {"Finding"},
    "kb.knowledge.base": {"Evidence", "Passage", "Unplaced"},
    "kb.knowledge.placing": {"Placed"},
    "kb.library.readings": {"Told", "made"},
    "kb.mentions": {"Ruling"},
    "kb.model": {
        "Article", "Author", "DateFact", "Dispute", "Entity", "EventFact", "FigureFact", "HeadAuthor", "HeadValue", "Judgement",
        "Mention", "Misprint", "Moved", "Name", "NoteCite", "Override", "PassedOver", "Quote", "RoleFact", "Side", "SourceFact",
        "StatementFact", "TieFact", "Voice", "When",
    },
    "kb.passages.anchoring": {"Located", "Lost", "Near", "Text"},
    "kb.passages.body": {"Body", "Paragraph"},
    "kb.passages.reading": {"Reading"},
    "kb.source": {"Place"},
}  # fmt: skip


Search = tuple[Finder, Mapping[EntityId, Entity]]
"""What looks for names in texts, and whose they are."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one file gives by itself: its value, ``None`` where it cannot be read, what is wrong in it, and where its quotes stand."""

    path: str
    digest: bytes
    value: Any
    findings: tuple[Finding, ...]
    placed: Placed | None = None

    @classmethod
    def of(cls, path: str, data: bytes) -> Told:
        """Read one file."""
        digest, source = hashlib.sha256(data).digest(), decode(path, data)
        if isinstance(source, Flaw):
            return cls(path, digest, None, (Finding.from_flaw(source),))
        folder = path.split("/", 1)[0]
        value, found = _READERS[folder](source)
        return cls(path, digest, value, tuple(found), place(value) if folder == "articles" and value is not None else None)


class Readings:
    """What the files of a project give, each by itself; only what is new or changed is read."""

    def __init__(self, root: Path) -> None:
        """Nothing is read yet."""
        self._root = root
        self._told: dict[str, tuple[bytes, Told]] = {}
        self._blobs: dict[str, bytes | memoryview] = {}  # what is kept already, or was made by a worker, as it is to be kept
        self._begun = self._first = self._fresh = False
        self._names = self._program = ""

    def read(self, files: Mapping[str, bytes], memories: Sequence[Memory], program: str, done: Done) -> None:
        """Read what is new or changed of all content files, by path; each memory is told where the quotes of articles stand.

        ``program`` tells the program and its packages from any other: a first reading takes over what the same program left. Where it is
        empty, nothing is taken over or left. ``done`` hears how many more bundles of articles are read, and of how many.
        """
        self._program, self._first, self._begun = program, bool(program) and not self._begun, True
        kept = Kept.of(self._root, program) if self._first else Kept()
        self._told = {path: told for path, told in self._told.items() if path in files}
        files = {path: data for path, data in files.items() if path.split("/", 1)[0] in _READERS}
        new = {path: data for path, data in files.items() if path not in self._told or self._told[path][0] != data}
        found = {path: new.pop(path) for path in list(new) if path.startswith("articles/")}
        self._take(new, kept, None)
        entities = self._registry(files)
        self._names = _key(entities) if self._first else ""
        names = self._take(found, kept, (memories[0].finder(entities), entities), done)
        for path in found:
            if placed := self._told[path][1].placed:
                for memory in memories:
                    memory.take(placed, names.get(placed.article.id) if memory is memories[0] else None)

    def of(self, folder: str, files: Iterable[str]) -> list[Told]:
        """What the files of a folder of content give, in the order of the files."""
        return [self._told[path][1] for path in files if path.startswith(f"{folder}/")]

    def leave(self, memory: Memory) -> None:
        """After a first reading, leave it to the next run, if it is worth it. That the disk is full is no fault."""
        blobs, self._blobs = self._blobs, {}
        first, self._first = self._first, False
        if first and self._fresh and sum(len(data) for data, _ in self._told.values()) >= _WORTH:
            whole = {path: blobs.get(path) or _pickled(told) for path, (_, told) in self._told.items()}
            digests = {path: told.digest for path, (_, told) in self._told.items()}
            with suppress(OSError):
                said = {"files": _listed(whole, digests), "key": self._names}
                _write(self._root, self._program, said, [*whole.values(), _pickled(memory.names())])

    def _registry(self, files: Iterable[str]) -> dict[EntityId, Entity]:
        """The entities by id, in order; where two files claim an id, the first."""
        found: dict[EntityId, Entity] = {}
        for told in self.of("entities", files):
            if told.value is not None:
                found.setdefault(told.value.id, told.value)
        return {one: found[one] for one in sorted(found)}

    def _take(
        self, files: Mapping[str, bytes], kept: Kept, names_of: Search | None, done: Done = lambda _, __: None
    ) -> dict[ArticleId, Names]:
        """Recall or read files; the names in the text of articles come back where they are kept, or workers have looked for them."""
        names: dict[ArticleId, Names] = {}
        mentions = kept.mentions() if names_of and kept.key == self._names else {}
        unknown: dict[str, bytes] = {}
        for path, data in files.items():
            if told := kept.told(path, data):
                self._told[path] = (data, told)
                if self._first:
                    self._blobs[path] = kept.blob(path)
                if told.placed and told.placed.article.id in mentions:
                    names[told.placed.article.id] = mentions[told.placed.article.id]
            else:
                unknown[path] = data
        self._fresh = self._fresh or bool(unknown) or kept.more_than(files)
        if workers() > 1 and sum(map(len, unknown.values())) >= _WORTH:
            paths = list(unknown)
            bundles = [{path: unknown[path] for path in paths[at : at + _BUNDLE]} for at in range(0, len(paths), _BUNDLE)]
            jobs = [partial(_bundle, bundle, names_of) for bundle in bundles]
            for bundle, made in zip(bundles, spread(jobs, lambda more: done(more, len(jobs))), strict=True):
                for path, (blob, found) in zip(bundle, made, strict=True):
                    told = pickle.loads(blob)  # noqa: S301 - our own child wrote it
                    self._told[path] = (bundle[path], told)
                    if self._first:
                        self._blobs[path] = blob
                    if found:
                        names[told.value.id] = found
        else:
            self._told |= {path: (data, Told.of(path, data)) for path, data in unknown.items()}
        return names


def _bundle(files: Mapping[str, bytes], names: Search | None) -> list[tuple[bytes, Names | None]]:
    """What files give, as it is to be kept, and the names in those that are articles."""
    made: list[tuple[bytes, Names | None]] = []
    for path, data in files.items():
        told = Told.of(path, data)
        made.append((_pickled(told), search(told.placed, *names) if names and told.placed else None))
    return made


@dataclass(frozen=True)
class Kept:
    """What the last run left: the list of the readings, and the bytes of all of them. ``key`` says by which names texts were searched."""

    listed: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    body: memoryview = field(default_factory=lambda: memoryview(b""))
    key: str = ""
    names: tuple[int, int] | None = None

    @classmethod
    def of(cls, root: Path, program: str) -> Kept:
        """What the same program left in a project, if it is believed; else nothing."""
        with suppress(OSError, ValueError, KeyError, TypeError, struct.error):
            with caching.opened(root / caching.FOLDER / _HEAD) as opened:
                head = caching.parsed(opened.read(_MOST))
            with caching.opened(root / caching.FOLDER / _BODY) as opened:
                if (head["format"], head["program"], head["file"]) != (_FORMAT, program, _seal(opened.fileno())):
                    return cls()
                data = opened.read()
            if head["sum"] == hashlib.sha256(data).hexdigest():
                end = _LENGTH.size + _LENGTH.unpack_from(data)[0]
                said = caching.parsed(data[_LENGTH.size : end])
                return cls(said["files"], memoryview(data)[end:], said["key"], tuple(said["names"]))
        return cls()

    def told(self, path: str, data: bytes) -> Told | None:
        """What a file gives, if that is kept for these very bytes."""
        said = self.listed.get(path)
        if said is None or said[0] != hashlib.sha256(data).hexdigest():
            return None
        found = _unpickled(self.blob(path))
        return found if isinstance(found, Told) and found.path == path else None

    def blob(self, path: str) -> memoryview:
        """The bytes of one reading."""
        _, start, end = self.listed[path]
        return self.body[start:end]

    def mentions(self) -> dict[ArticleId, Names]:
        """The names in the texts of articles."""
        found = _unpickled(self.body[slice(*self.names)]) if self.names else None
        return found if isinstance(found, dict) else {}

    def more_than(self, files: Mapping[str, bytes]) -> bool:
        """Whether a file is kept that is gone from the folders of these."""
        folders = {path.split("/", 1)[0] for path in files}
        return any(path not in files for path in self.listed if path.split("/", 1)[0] in folders)


def _listed(blobs: Mapping[str, bytes | memoryview], digests: Mapping[str, bytes]) -> dict[str, list[Any]]:
    """For each file its hash, and where its reading begins and ends."""
    ends = list(accumulate(map(len, blobs.values()), initial=0))
    return {path: [digests[path].hex(), start, end] for path, (start, end) in zip(blobs, pairwise(ends), strict=True)}


def _write(root: Path, program: str, said: Mapping[str, Any], blobs: Sequence[bytes | memoryview]) -> None:
    """Put readings into their place, the names in the texts last; whoever reads there meanwhile finds the old ones or none."""
    folder = caching.folder(root)
    whole = sum(map(len, blobs))
    listed = json.dumps({**said, "names": [whole - len(blobs[-1]), whole]}).encode()
    parts = [_LENGTH.pack(len(listed)), listed, *blobs]
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    body, head = (caching.unfinished(folder / name) for name in (_BODY, _HEAD))
    try:
        with body.open("xb") as opened:
            opened.writelines(parts)
            opened.flush()
            body.replace(folder / _BODY)  # before its times are asked for: this changes one of them
            seal = _seal(opened.fileno())
        with head.open("x", encoding="utf-8") as written:
            json.dump({"format": _FORMAT, "program": program, "file": seal, "sum": digest.hexdigest()}, written)
        head.replace(folder / _HEAD)
    finally:
        for unfinished in (body, head):
            unfinished.unlink(missing_ok=True)


def _seal(opened: int) -> list[int]:
    """What tells the very file that was written here from any copy of it: the disk says it, and nobody can choose it."""
    seen = os.fstat(opened)
    return [seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns]


def _key(entities: Mapping[EntityId, Entity]) -> str:
    """What tells one set of names from another."""
    names = [[one, [[name.text, name.find, name.only_in] for name in entity.names]] for one, entity in entities.items()]
    return hashlib.sha256(json.dumps(names).encode()).hexdigest()


def _pickled(value: object) -> bytes:
    written = io.BytesIO()
    _Writer(written).dump(value)
    return written.getvalue()


def made(kind: type, *values: object) -> object:
    """A frozen value of a kind, from what its fields hold. Its own way asks for the fields each time, and takes thrice as long."""
    one: object = object.__new__(kind)
    for name, value in zip(_fields(kind), values, strict=True):
        object.__setattr__(one, name, value)
    return one


@cache
def _fields(kind: type[object]) -> tuple[str, ...]:
    """The names of the fields of a frozen value that has slots; of anything else, none."""
    return tuple(one.name for one in fields(kind)) if is_dataclass(kind) and "__slots__" in vars(kind) else ()


class _Writer(pickle.Pickler):
    """Writes frozen values so that ``made`` makes them."""

    def __init__(self, file: io.BytesIO) -> None:
        """A writer into a file in memory."""
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self.dispatch_table = _reducers()


@cache
def _reducers() -> dict[type, Callable[[Any], tuple[Any, ...]]]:
    """How the frozen values that a reading is made of are taken apart."""
    kinds = [getattr(import_module(module), name) for module, names in _OURS.items() for name in sorted(names)]
    return {kind: partial(_apart, kind, attrgetter(*_fields(kind))) for kind in kinds if len(_fields(kind)) > 1}


def _apart(kind: type, held: Callable[[Any], tuple[Any, ...]], one: object) -> tuple[Any, ...]:
    return made, (kind, *held(one))


def _unpickled(data: memoryview) -> object:
    """A reading, or nothing where it is none."""
    with suppress(ValueError, KeyError, TypeError, AttributeError, EOFError, ImportError, IndexError, pickle.UnpicklingError):
        return _Reader(io.BytesIO(data)).load()
    return None


class _Reader(pickle.Unpickler):
    """Reads plain values and what a reading is made of, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - the signature of pickle
        if name in _OURS.get(module, ()):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a reading.")
