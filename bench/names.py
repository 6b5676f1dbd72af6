"""Measures what finding names in running text costs: `python bench/names.py FOLDER [NAMES]`.

FOLDER is a library with a mkdocs.yml, such as `bench/generate.py` writes. Its entities are given further made-up names, in
turn, until there are NAMES (50,000). What is measured is the processor time that it takes to compile the names, to fold every
paragraph and to find the names in it; beside it the time of all processes of a cold build of the folder, and the share. It is
a measurement, not a test.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import replace
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.generate import everybody
from bench.processes import run
from kb import library
from kb.knowledge import KnowledgeBase
from kb.mentions import Finder
from kb.model import Entity, EntityId, Name
from kb.passages import read


def named(kb: KnowledgeBase, many: int) -> list[Entity]:
    """The entities of a base with further names, so that there are so many."""
    known = {name.text for entity in kb.entities.values() for name in entity.names}
    made = (one.name for one in everybody(2 * many, random.Random(1)))  # noqa: S311 - the same names each time
    further = list(dict.fromkeys(one for one in made if one not in known))[: many - len(known)]
    given: dict[EntityId, list[Name]] = defaultdict(list)
    for entity, name in zip(cycle(kb.entities), further, strict=False):
        given[entity].append(Name(name))
    return [replace(one, names=(*one.names, *given[one.id])) for one in kb.entities.values()]


def takes(folder: Path, many: int = 50_000) -> float:
    """The processor time, in seconds, that it takes to find so many names in the text of a library; says what was found."""
    kb = library.load(folder).kb
    entities = named(kb, many)
    print(f"{sum(len(one.names) for one in entities):,} names of {len(entities):,} entities")
    paragraphs = [(one.id, read(paragraph.html)) for one in kb.articles.values() for paragraph in one.text.paragraphs]
    started = time.process_time()
    finder = Finder(entities)
    compiled = time.process_time()
    found = sum(len(finder.find(article, paragraph)[0]) for article, paragraph in paragraphs)
    ended = time.process_time()
    print(f"compiled in {compiled - started:.2f} s; {found:,} mentions in {len(paragraphs):,} paragraphs in {ended - compiled:.2f} s")
    return ended - started


def main() -> None:
    """Measure the library that the command line names."""
    folder, *many = sys.argv[1:]
    spent = takes(Path(folder), *map(int, many))
    with tempfile.TemporaryDirectory() as site:
        command: list[str | Path] = [sys.executable, "-m", "kb", "build", "--fresh", "--root", folder, "--site-dir", Path(site) / "site"]
        built = run(command).processor
    print(f"cold build {built:.1f} s of all processors: a share of {spent / built:.1%}")


if __name__ == "__main__":
    main()
