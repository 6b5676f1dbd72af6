"""Measures one article with many annotations: `python bench/annotations.py [HOW MANY]`.

Writes a library of one article into a temporary folder and checks it twice: once with every quote in its place, once
with a letter changed in every quote, so that each needs the nearest words and a repair. It is a measurement, not a test.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from pathlib import Path

from kb import library

PARAGRAPHS = 100  # of about the length of those of the five articles
SENTENCE = 12  # words
SYLLABLES = ("ka", "lo", "mi", "ren", "su", "tav", "ord", "ber", "ni", "fel", "gra", "hon")


def word(by: random.Random) -> str:
    """A word that means nothing."""
    return "".join(by.choices(SYLLABLES, k=by.randint(1, 4)))


def article(many: int, *, wrong: bool) -> str:
    """An article with so many statements, each on words of its own."""
    by = random.Random(many)  # noqa: S311 - the same article in every run
    paragraphs: list[str] = []
    quotes: list[str] = []
    for _ in range(PARAGRAPHS):
        words = [word(by) for _ in range(SENTENCE * 12)]
        paragraphs.append(" ".join(words))
        starts = [by.randrange(len(words) - SENTENCE) for _ in range(many // PARAGRAPHS)]
        quotes += [" ".join(words[start : start + SENTENCE]) for start in starts]
    if wrong:
        quotes = [f"{quote[:20]}q{quote[21:]}" for quote in quotes]
    statements = [
        f"  - {{about: [somebody], says: Statement {number}., quotes: [{json.dumps(quote)}]}}" for number, quote in enumerate(quotes)
    ]
    return "\n".join(["---", "title: Many", "short: Many", "statements:", *statements, "---", "", "\n\n".join(paragraphs), ""])


def main() -> None:
    """Print what each of the two checks takes."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    for wrong in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "articles").mkdir()
            (root / "entities" / "people").mkdir(parents=True)
            (root / "entities" / "people" / "somebody.md").write_text("---\nname: Somebody\nkind: person\n---\n", encoding="utf-8")
            (root / "articles" / "many.md").write_text(article(many, wrong=wrong), encoding="utf-8")
            start, processor = time.perf_counter(), time.process_time()
            content = library.load(root)
            wall, own = time.perf_counter() - start, time.process_time() - processor
        kb = content.kb
        print(
            f"{'a letter changed' if wrong else 'in place'}: {kb.quotes_checked} quotes, {kb.quotes_matched} in their place, "
            f"{len(content.mended.proposals)} repairs; {wall:.1f} s, of it processor time {own:.1f} s"
        )


if __name__ == "__main__":
    main()
