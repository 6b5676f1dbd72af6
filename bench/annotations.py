"""Measures one article with many annotations: `python bench/annotations.py [HOW MANY]`.

Writes a library of one article into a temporary folder and checks it, once for each way in which its quotes were
spoilt: not at all, a letter changed, three words exchanged, a letter changed beside an ellipsis, two words with a
letter changed, and words that the text never had. Where nothing was spoilt, the pages and data files are made too. It
is a measurement, not a test.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kb import library

PARAGRAPHS = 100  # of about the length of those of the five articles
SENTENCE = 12  # words
SYLLABLES = ("ka", "lo", "mi", "ren", "su", "tav", "ord", "ber", "ni", "fel", "gra", "hon")


def word(by: random.Random) -> str:
    """A word that means nothing."""
    return "".join(by.choices(SYLLABLES, k=by.randint(1, 4)))


def slip(words: str) -> str:
    """The words with a letter changed."""
    at = len(words) // 4
    return f"{words[:at]}q{words[at + 1 :]}"


def exchanged(words: str) -> str:
    """The words with three of them exchanged for others."""
    return " ".join("quex" if number % 4 == 1 else one for number, one in enumerate(words.split()))


def elided(words: str) -> str:
    """The words with some left out and a letter changed in those before them."""
    head, tail = words.split()[: SENTENCE // 2], words.split()[SENTENCE // 2 + 2 :]
    return f"{slip(' '.join(head))} … {' '.join(tail)}"


WAYS: dict[str, Callable[[str], str]] = {
    "in place": str,
    "a letter changed": slip,
    "three words exchanged": exchanged,
    "a letter changed beside an ellipsis": elided,
    "two words, a letter changed": lambda words: slip(" ".join(words.split()[3:5])),
    "other words": lambda words: " ".join(f"{one[::-1]}q" for one in reversed(words.split())),
}


def article(many: int, spoil: Callable[[str], str] = str) -> str:
    """An article with so many statements, each on words of its own."""
    by = random.Random(many)  # noqa: S311 - the same article in every run
    paragraphs: list[str] = []
    quotes: list[str] = []
    for _ in range(PARAGRAPHS):
        words = [word(by) for _ in range(SENTENCE * 12)]
        paragraphs.append(" ".join(words))
        starts = [by.randrange(len(words) - SENTENCE) for _ in range(many // PARAGRAPHS)]
        quotes += [spoil(" ".join(words[start : start + SENTENCE])) for start in starts]
    statements = [
        f"  - {{about: [somebody], says: Statement {number}., quotes: [{json.dumps(quote)}]}}" for number, quote in enumerate(quotes)
    ]
    return "\n".join(["---", "title: Many", "short: Many", "statements:", *statements, "---", "", "\n\n".join(paragraphs), ""])


def taken(work: Callable[[], object]) -> str:
    """How long some work takes."""
    start, processor = time.perf_counter(), time.process_time()
    work()
    wall, own = time.perf_counter() - start, time.process_time() - processor
    return f"{wall:.1f} s, of it processor time {own:.1f} s"


def main() -> None:
    """Print what each of the checks takes, and the pages."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    for way, spoil in WAYS.items():
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "articles").mkdir()
            (root / "entities" / "people").mkdir(parents=True)
            (root / "entities" / "people" / "somebody.md").write_text("---\nname: Somebody\nkind: person\n---\n", encoding="utf-8")
            (root / "articles" / "many.md").write_text(article(many, spoil), encoding="utf-8")
            loaded: list[library.Library] = []
            time_of_check = taken(lambda: loaded.append(library.load(root)))  # noqa: B023 - called here and now
            (content,) = loaded
        kb = content.kb
        print(
            f"{way}: {kb.quotes_checked} quotes, {kb.quotes_matched} in their place, "
            f"{len(content.mended.proposals)} repairs; {time_of_check}"
        )
        if content.sound:
            print(f"its pages and data files: {taken(lambda: (content.pages, content.data_files))}")  # noqa: B023 - called here and now


if __name__ == "__main__":
    main()
