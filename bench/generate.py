"""Writes a made-up library of any size: `python bench/generate.py FOLDER ARTICLES [SEED [NAMES]]`.

What it makes is nonsense in the right shape: about three pages for an article, every kind of fact, and names as they
occur in life, a few that stand in thousands of articles and a long tail that stands in one. The same size and seed give
the same bytes. It measures the program and says nothing about anybody.
"""

from __future__ import annotations

import json
import random
import sys
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Final

FIRST_YEAR: Final = 1990
YEARS: Final = 30
SYLLABLES: Final = (
    "ba",
    "dor",
    "e",
    "fin",
    "gal",
    "hu",
    "ista",
    "jor",
    "ka",
    "lem",
    "mo",
    "nar",
    "o",
    "pel",
    "qua",
    "ris",
    "su",
    "tav",
    "ul",
    "ver",
    "zan",
)
KINDS: Final = (
    ("person", "people"),
    ("group", "groups"),
    ("body", "bodies"),
    ("place", "places"),
    ("state", "states"),
    ("group", "groups"),
)
TIES: Final = ("supports", "fights", "allied-with", "met-with", "arms", "trains", "cooperates-with", "opposes")
EVENTS: Final = ("attack", "meeting", "arrest", "agreement", "statement", "deployment")
NEW_EVENT: Final = 0.9  # the share of articles that tell an event which no article before told
CERTAINTIES: Final = ("asserted",) * 7 + ("alleged", "possible", "denied")
FILLER: Final = "The report goes on in plain words about the weather, the roads and the price of bread, and names nobody at all."

MKDOCS: Final = """\
site_name: A made-up library
site_url: http://localhost:8000/
theme:
  name: material
  font: false
  palette:
    - scheme: default
      primary: custom
      accent: custom
      media: "(prefers-color-scheme: light)"
      toggle: {icon: material/weather-night, name: Switch to dark}
    - scheme: slate
      primary: custom
      accent: custom
      media: "(prefers-color-scheme: dark)"
      toggle: {icon: material/weather-sunny, name: Switch to light}
  features: [navigation.tabs, navigation.indexes, search.suggest, search.highlight]
plugins: [search, kb]
markdown_extensions: [attr_list, tables]
extra: {generator: false}
validation:
  nav: {omitted_files: ignore, not_found: warn, absolute_links: warn}
  links: {not_found: warn, anchors: warn, absolute_links: warn, unrecognized_links: warn}
nav: [index.md]
"""


@dataclass(frozen=True)
class Somebody:
    """An entity: its id, name, kind and the folder of its kind."""

    id: str
    name: str
    kind: str
    folder: str


class Popular:
    """Draws entities as life does: the one of rank r about 1/r as often as the first (Zipf's law)."""

    def __init__(self, everybody: list[Somebody], by: random.Random) -> None:
        """Remember whom to draw from, and the weights."""
        self.everybody, self.by = everybody, by
        self.sums = list(accumulate(1 / rank for rank in range(1, len(everybody) + 1)))

    def draw(self, many: int) -> list[Somebody]:
        """So many different ones."""
        found: dict[str, Somebody] = {}
        while len(found) < many:
            one = self.everybody[bisect(self.sums, self.by.random() * self.sums[-1])]
            found[one.id] = one
        return list(found.values())


def name(by: random.Random, words: int) -> str:
    """A name that means nothing."""
    return " ".join("".join(by.choices(SYLLABLES, k=by.randint(2, 4))).capitalize() for _ in range(words))


def everybody(many: int, by: random.Random) -> list[Somebody]:
    """So many entities, each with a name of its own."""
    taken: dict[str, Somebody] = {}
    while len(taken) < many:
        kind, folder = KINDS[len(taken) % len(KINDS)]
        full = name(by, 2)
        slug = full.lower().replace(" ", "-")
        if slug not in taken:
            taken[slug] = Somebody(slug, full, kind, folder)
    return list(taken.values())


def day(by: random.Random) -> str:
    """A date in EDTF: a day, a month or a year."""
    year = FIRST_YEAR + by.randrange(YEARS)
    return by.choice((f"{year}", f"{year}-{by.randint(1, 12):02}", f"{year}-{by.randint(1, 12):02}-{by.randint(1, 28):02}"))


class Text:
    """The sentences of one article as they come; each is given back as a quote in YAML."""

    def __init__(self, number: int) -> None:
        """Begin the report of this number."""
        self.number = number
        self.sentences: list[str] = []

    def quote(self, sentence: str) -> str:
        """Say a sentence; its words as a quote."""
        self.sentences.append(sentence)
        return json.dumps(sentence.replace("[^1]", ""))

    def body(self, by: random.Random) -> str:
        """The sentences in another order, three to a paragraph."""
        mixed = by.sample(self.sentences, len(self.sentences))
        return "\n\n".join(" ".join([*mixed[at : at + 3], FILLER]) for at in range(0, len(mixed), 3))


def article(number: int, actors: Popular, places: Popular, by: random.Random) -> str:
    """One article of fourteen facts, each on a sentence of its own."""
    text = Text(number)
    cast, (place,) = actors.draw(6), places.draw(1)
    event = number if number == 0 or by.random() < NEW_EVENT else by.randrange(number)
    kind, hurt = EVENTS[event % len(EVENTS)], number % 90 + 2
    published = f"{FIRST_YEAR + YEARS + number % 4}-{number % 12 + 1:02}-{number % 28 + 1:02}"
    one, other = by.sample(cast, 2)
    journal = text.quote(f"So says the journal, report {number} adds.[^1]")
    told = text.quote(
        f"In {place.name}, report {number} says, {one.name} met {other.name} in event {event}, and at least {hurt} were hurt."
    )
    return "\n".join(
        [
            "---",
            f"title: Report {number} on {cast[0].name}",
            f"short: Report {number}",
            f"published: {published}",
            "sources:",
            f"  - id: journal-{number // 3}",
            "    type: article-newspaper",
            f"    title: Journal {number // 3}",
            f"    issued: {FIRST_YEAR + YEARS}",
            "    footnotes: [1]",
            f"    quotes: [{journal}]",
            "actors:",
            *(line for who in cast[:3] for line in _role(text, who)),
            "events:",
            f"  - id: event-{event}",
            f"    title: Event {event}, of the kind {kind}",
            f"    kind: {kind}",
            f"    date: {day(by)}",
            f"    places: [{place.id}]",
            f"    participants: {{participant: [{one.id}, {other.id}]}}",
            "    figures:",
            f"      - {{what: injured, count: {hurt}, bound: at-least, printed: at least {hurt}, quotes: [at least {hurt} were hurt]}}",
            f"    quotes: [{told}]",
            "relations:",
            *(line for at in range(4) for line in _tie(text, at, cast, by)),
            "statements:",
            *_statement(text, cast[3], "author"),
            *_statement(text, cast[4], f"{{speaker: {cast[5].id}}}"),
            "---",
            "",
            text.body(by),
            "",
            f"[^1]: *Journal {number // 3}*, {FIRST_YEAR + YEARS}.",
            "",
        ]
    )


def _role(text: Text, who: Somebody) -> list[str]:
    words = f"a party of report {text.number}"
    return [f"  - id: {who.id}", f"    as: {words}", f"    quotes: [{text.quote(f'{who.name} is {words}, it says.')}]"]


def _tie(text: Text, at: int, cast: list[Somebody], by: random.Random) -> list[str]:
    (one, other), tie = by.sample(cast, 2), by.choice(TIES)
    quote = text.quote(f"{one.name} and {other.name}: {tie}, as report {text.number} has it in line {at}.")
    return [
        f"  - subject: {one.id}",
        f"    relation: {tie}",
        f"    object: {other.id}",
        f"    since: {day(by)}",
        f"    certainty: {by.choice(CERTAINTIES)}",
        f"    quotes: [{quote}]",
    ]


def _statement(text: Text, about: Somebody, voice: str) -> list[str]:
    quote = text.quote(f"It is said of {about.name} in report {text.number} that much is unknown.")
    return [
        f"  - about: [{about.id}]",
        f"    says: Much is unknown of it ({text.number}).",
        f"    voice: {voice}",
        f"    quotes: [{quote}]",
    ]


def files(articles: int, seed: int = 1, names: int = 0) -> Iterator[tuple[str, str]]:
    """Path and text of every file of a library of so many articles; without ``names`` it has four for five articles."""
    by = random.Random(seed)  # noqa: S311 - the same library for the same seed
    all_of_them = everybody(names or max(12, articles * 4 // 5), by)
    yield "mkdocs.yml", MKDOCS
    yield "docs/.gitkeep", ""
    for one in all_of_them:
        yield f"entities/{one.folder}/{one.id}.md", f"---\nname: {one.name}\nkind: {one.kind}\n---\n"
    actors = Popular([one for one in all_of_them if one.kind != "place"], by)
    places = Popular([one for one in all_of_them if one.kind == "place"], by)
    for number in range(articles):
        yield f"articles/report-{number}.md", article(number, actors, places, by)


def write(folder: Path, articles: int, seed: int = 1, names: int = 0) -> None:
    """Write a library of so many articles into a folder that is not there yet."""
    folder.mkdir(parents=True)
    for path, text in files(articles, seed, names):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def main() -> None:
    """Write the library that the command line asks for."""
    folder, *numbers = sys.argv[1:]
    write(Path(folder), *map(int, numbers))


if __name__ == "__main__":
    main()
