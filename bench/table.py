"""Measures what is wanted of the speed and prints it as one table: `python bench/table.py --help` names the sizes.

Builds made-up libraries of four sizes, one of them beside the programs that it is compared with, in turn, and real corpora where their
folder is named. What is wanted stands beside what was measured; where something cannot be measured here, its row says why. The sizes
of thousands take hours: 0 leaves one out.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench import check, corpora, names, search
from bench.bases import QUIET, Base, base, size
from bench.build import compare
from bench.peers import plain
from bench.processes import Run, between, machine, run


@dataclass(frozen=True)
class Row:
    """What is wanted, what is wanted besides if it can be had, what was measured, and whether it is within each."""

    what: str
    reach: str
    stretch: str
    measured: str
    within: tuple[bool | None, bool | None]

    def __str__(self) -> str:
        """The row of the table."""
        reach, stretch = (
            f"{word}{'' if ok is None else ', held' if ok else ', missed'}"
            for word, ok in zip((self.reach, self.stretch), self.within, strict=True)
        )
        return f"| {self.what} | {reach} | {stretch} | {self.measured} |"


@dataclass(frozen=True)
class Built:
    """A cold build: what it took, and the pages and bytes that came out."""

    taken: Run
    pages: int
    bytes: int

    @classmethod
    def of(cls, made: Base, taken: Run) -> Built:
        """What stands now in the site of a library."""
        return cls(taken, sum(1 for _ in made.site.rglob("*.html")), size(made.site)[1])

    def against(self, other: Built) -> tuple[float, float]:
        """Processor time and bytes of a page, as ratios."""
        return (
            self.taken.processor / self.pages / (other.taken.processor / other.pages),
            self.bytes / self.pages / (other.bytes / other.pages),
        )


def below(value: float, reach: float, stretch: float) -> tuple[bool, bool]:
    """Whether a figure is small enough."""
    return value <= reach, value <= stretch


def middle(taken: dict[str, list[Run]], name: str) -> Run:
    """The median of several rounds; of memory the most."""
    runs = taken[name]
    return Run(median(one.wall for one in runs), median(one.processor for one in runs), max(one.memory for one in runs))


def one_size(made: Base, rounds: int) -> Iterator[Row]:
    """The rows of one library, compared with everything that is installed."""
    n = f"N={made.articles:,}"
    taken = compare(made, rounds)
    theirs, cold, again = next(iter(taken.values())), middle(taken, "kb build, cold"), middle(taken, "kb build, nothing changed")
    ratios = [one.wall / other.wall for one, other in zip(taken["kb build, cold"], theirs, strict=True)]
    yield Row(f"cold build, {n}, × plain MkDocs", "≤ 0.65", "≤ 0.3", between(ratios), below(median(ratios), 0.65, 0.3))
    own = run([sys.executable, "-m", "bench.own", made.library], cwd=Path(__file__).parent.parent, env=QUIET).processor / cold.processor
    yield Row(f"our own part of it, {n}, processor time", "≤ 15 %", "≤ 5 %", f"{own:.0%}", below(own, 0.15, 0.05))
    edit = middle(taken, "kb build, one article edited")
    share = edit.wall / cold.wall
    within = (edit.wall <= 2 and share <= 0.05, edit.wall <= 1)  # noqa: PLR2004 - the figures of the row
    yield Row(f"one article edited, {n}", "≤ 5 % of cold, ≤ 2 s", "≤ 1 s", f"{edit.wall:.1f} s, {share:.0%} of cold", within)
    yield Row(f"nothing changed, {n}", "≤ 1 s", "≤ 0.3 s", f"{again.wall:.2f} s", below(again.wall, 1, 0.3))
    anew = middle(taken, "kb check, cold").wall
    yield Row(f"`kb check`, cold, {n}", "≤ 5 s", "≤ 2 s", f"{anew:.1f} s", below(anew, 5, 2))
    stays = median(check.resident(made.library, made.library / "articles" / "report-0.md")[0])
    yield Row(
        f"one article checked after an edit, {n}, as an editor's program does",
        "≤ 0.5 s",
        "≤ 0.1 s",
        f"{stays:.2f} s",
        below(stays, 0.5, 0.1),
    )
    after = median(made.check_after_edit().wall for _ in range(rounds))
    yield Row(f"the same with `kb check`, {n}", "≤ 0.5 s", "≤ 0.1 s", f"{after:.2f} s", below(after, 0.5, 0.1))
    part = names.takes(made.library, 50_000) / cold.processor
    yield Row(f"50,000 names in text, {n}, of a cold build", "≤ 2 %", "", f"{part:.1%}", (part <= 0.02, None))  # noqa: PLR2004 - see above
    yield first_result(made, max(rounds, 3))


def first_result(made: Base, rounds: int) -> Row:
    """The row of the search in a browser: the slowest and the largest of some questions."""
    what, reach, stretch = f"first result of the search, N={made.articles:,}", "≤ 1 s, ≤ 500 kB", "≤ 0.3 s, ≤ 250 kB"
    if not os.environ.get("KB_BROWSER"):
        return Row(what, reach, stretch, "not measured: KB_BROWSER names no Chromium", (None, None))
    asked = list(search.first_hits([made.site], rounds).values())
    wait = max(median(milliseconds for milliseconds, _, _ in one) for one in asked) / 1000
    sent = max(median(many for _, many, _ in one) for one in asked) / 1000
    said = f"{wait:.2f} s, {sent:.0f} kB: the slowest and the largest of {len(asked)} questions"
    within = (wait <= 1 and sent <= 500, wait <= 0.3 and sent <= 250)  # noqa: PLR2004 - the figures of the row
    return Row(what, reach, stretch, said, within)


def larger(small: Built, n: int) -> Iterator[Row]:
    """The rows of a larger library against a small one, and against plain MkDocs."""
    with base(n) as made:
        built = Built.of(made, made.cold())
        per_page = built.against(small)
        wanted = f"N={n:,} against the small one"
        took = f"{built.pages:,} pages in {built.taken.wall:.0f} s, {built.taken.processor:.0f} s of processors"
        said = f"{per_page[0]:.2f} × and {per_page[1]:.2f} ×: {took}"
        yield Row(f"processor time and bytes of a page, {wanted}", "≤ 1.3 ×", "≤ 1.1 ×", said, below(max(per_page), 1.3, 1.1))
        made.exported()
        other = plain(made.pages, made.home)
        theirs = made.built_by(other)
        ratio = built.taken.memory / theirs.memory
        held = f"{built.taken.memory / 1e6:,.0f} MB of {theirs.memory / 1e6:,.0f} MB"
        said = f"{ratio:.2f} × ({held}); time {built.taken.wall / theirs.wall:.2f} ×"
        yield Row(f"peak memory against {other.name}, N={n:,}", "≤ 1.2 ×", "≤ 0.5 ×", said, below(ratio, 1.2, 0.5))


def largest(small: Built, n: int) -> Row:
    """The row of the largest library."""
    with base(n) as made:
        built = Built.of(made, made.cold())
    per_page = built.against(small)[0]
    within = (built.taken.memory <= 24e9 and per_page <= 1.3, built.taken.wall <= 3600)  # noqa: PLR2004 - the figures of the row
    took = f"{built.pages:,} pages in {built.taken.wall / 60:.0f} min with {built.taken.memory / 1e9:.1f} GB"
    said = f"{took}, {per_page:.2f} × the processor time of a page"
    return Row(f"N={n:,}", "within 24 GB, linear", "within an hour", said, within)


def corpus(file: Path) -> Row:
    """The row of a real corpus: built as a library; each of its templates and relations is in it, or listed with the reason."""
    with TemporaryDirectory() as temporary:
        made = Base(Path(temporary), 0, count())
        left = corpora.convert(file, made.library)
        built = Built.of(made, made.cold())
        listed = Counter(line.split("\t")[1].partition(":")[0] for line in corpora.left_out(made.library))
    given = corpora.given(file)
    kept = {what: left.kept[f"{what}s"] for what in given}
    took = f"{built.pages:,} pages in {built.taken.wall:.0f} s, {built.taken.processor:.0f} s of processors"
    told = "; ".join(f"of {number:,} {what}s {kept[what]:,} are in it, {listed[what]:,} listed" for what, number in given.items())
    held = all(number == kept[what] + listed[what] for what, number in given.items())
    return Row(f"{file.name}, built", "nothing lost that is not listed", "", f"{told}; {took}", (held, None))


def rows(asked: argparse.Namespace) -> Iterator[Row]:
    """Every row that is asked for, as it is measured."""
    for file in sorted(asked.corpora.glob("*.jsonl.gz")) if asked.corpora else ():
        yield corpus(file)
    if asked.articles:
        with base(asked.articles) as made:
            yield from one_size(made, asked.rounds)
    if asked.large or asked.largest:
        with base(asked.small) as made:
            small = Built.of(made, made.cold())
        if asked.large:
            yield from larger(small, asked.large)
        if asked.largest:
            yield largest(small, asked.largest)


def main() -> None:
    """Print the rows as they are measured, and the whole table in the end."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=2000, help="the size that is compared with other programs")
    parser.add_argument("--rounds", type=int, default=1, help="how often each command runs there, in turn")
    parser.add_argument("--small", type=int, default=500, help="the size that larger ones are held against")
    parser.add_argument("--corpora", type=Path, help="a folder with the real corpora, *.jsonl.gz")
    parser.add_argument("--large", type=int, default=10_000, help="the size at which memory is held against plain MkDocs")
    parser.add_argument("--largest", type=int, default=50_000, help="the size that is only built")
    found = []
    for row in rows(parser.parse_args()):
        print(row, flush=True)
        found.append(row)
    print(f"\n{datetime.now(UTC):%Y-%m-%d}, {machine()}, load {os.getloadavg()[0]:.1f} at the end\n")
    print("| what | reach | stretch | measured |\n| --- | --- | --- | --- |")
    print(*found, sep="\n")


if __name__ == "__main__":
    main()
