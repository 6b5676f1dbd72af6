"""Measures ``kb suggest`` on the MUC-3/4 corpus: `python bench/suggest.py CORPUS [--develop] [--sample FILE]`.

CORPUS is the file of 1,300 reports, one in JSON a line, gzipped. One hundred of those with templates are measured: sorted by their
id, the 6th and every 7th after it. The base is made from the templates of the other 1,200: an entity for each person, organization,
perpetrator and place with all names that the templates give it, in a library on disk which is loaded as any other; it has no
annotations. Of what the templates of the hundred name, and what stands in their text, it counts what is proposed: names that the
base knows, names that are new to it, and dates. `--develop` measures two other hundreds (the 1st and the 4th, and every 7th), on
which the rules were made; `--missed` lists what was missed. `--sample FILE` writes fifty new names and fifty dates, taken at even
steps, with their sentences, to be read by hand.

With `--encyclopedia` CORPUS is the development set of Re-DocRED, gzipped: articles in which every name is marked. Of one hundred, the
3rd and every 5th (for `--develop` the 1st), it counts the names that their form gives away, where nothing is known beforehand.
A measurement, not a test.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from kb import dates, library, suggestions
from kb.folding import proposed_id, search_key
from kb.model import ArticleId
from kb.suggestions.lexicon import ARTICLES, TITLES
from kb.suggestions.naming import names_in, without_article
from kb.suggestions.tokens import is_shouted
from kb.vocabulary import KIND

Report = dict[str, Any]
SLOTS: Final = {"HUM TGT: NAME": "person", "PERP: ORGANIZATION ID": "group", "PERP: INDIVIDUAL ID": "community"}
LABELS: Final = {"person": "people", "group": "organizations", "place": "places", "community": "perpetrators, mostly described"}
MARKED: Final = {"PER": "people", "ORG": "organizations", "LOC": "places", "MISC": "other names"}
FIRST, STEP, HUNDRED = 5, 7, 100
DEVELOPED: Final = (0, 3)  # on these the rules were made
SAMPLE: Final = 50
_STRING: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_DAY: Final = re.compile(r"(\d{2}) ([A-Z]{3}) (\d{2})")
_MONTHS: Final = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]


def names_of(report: Report) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every kind and set of names for one thing that the templates of a report give."""
    for template in report["templates"]:
        for slot, kind in SLOTS.items():
            for line in template.get(slot, ()):
                found = tuple(dict.fromkeys(" ".join(one.replace('\\"', "").split()) for one in _STRING.findall(line)))
                if found:
                    yield kind, found
        for line in template.get("INCIDENT: LOCATION", ()):
            for part in re.split(r":| - ", line):
                if name := re.sub(r"\([^)]*\)|[?]", "", part).strip():
                    yield "place", (" ".join(name.split()),)


def days_of(report: Report) -> Iterator[frozenset[tuple[date, date]]]:
    """For every incident that a template dates, its first and last day, or those of each alternative.

    An incident of which the key says only that it was before a day is left out.
    """
    for template in report["templates"]:
        for line in template.get("INCIDENT: DATE", ()):
            days = []
            for one in line.split(" / "):
                found = [date(1900 + int(year), _MONTHS.index(month) + 1, int(day)) for day, month, year in _DAY.findall(one)]
                if found and not one.strip(" (?").startswith("-"):
                    days.append((found[0], found[-1]))
            if days:
                yield frozenset(days)


def markdown(text: str) -> str:
    """A paragraph with the signs escaped that Markdown would read."""
    return re.sub(r"^(\d+)\.", r"\1\\.", re.sub(r"([\\`*_{}\[\]<>#+!|~])", r"\\\1", text)).replace("---", "\\---")


def library_of(root: Path, known: list[Report], measured: list[Report]) -> None:
    """Write the base of the known reports and the measured reports, in the form of this project."""
    groups: dict[str, tuple[str, list[str]]] = {}
    for report in known:
        for kind, names in names_of(report):
            mine = [name for name in names if search_key(name) and len(name) > 1]
            home = next((groups[search_key(name)] for name in mine if search_key(name) in groups), (kind, []))
            for name in mine:
                if search_key(name) not in groups:
                    groups[search_key(name)] = home
                    home[1].append(name)
    used: Counter[str] = Counter()
    for kind, listed in {id(one): one for one in groups.values()}.values():
        spelt = tuple(listed)
        base = proposed_id(spelt[0]) or "nameless"
        used[base] += 1
        ident = base if used[base] == 1 else f"{base}-n{used[base]}"
        folder = root / "entities" / KIND[kind].folder
        folder.mkdir(parents=True, exist_ok=True)
        front: dict[str, object] = {"name": spelt[0], "kind": kind, "names": list(spelt[1:])}
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items() if value]
        (folder / f"{ident}.md").write_text("\n".join(["---", *lines, "---", ""]), encoding="utf-8")
    (root / "articles").mkdir(parents=True)
    for report in measured:
        head = [f"title: {report['id']}", f"short: {report['id']}", f"published: {report['date']}"]
        body = "\n\n".join(markdown(one) for one in report["paragraphs"])
        text = "\n".join(["---", *head, "---", "", body, ""])
        (root / "articles" / f"{report['id'].lower()}.md").write_text(text, encoding="utf-8")


def bare(name: str) -> str:
    """A name as it is compared: folded, without titles and articles at its head."""
    words = search_key(name).split()
    while len(words) > 1 and words[0] in TITLES | ARTICLES:
        words = words[1:]
    return " ".join(words)


def overlap(one: str, other: str) -> bool:
    """Whether one of two names holds the other as whole words."""
    return f" {one} " in f" {other} " or f" {other} " in f" {one} "


@dataclass
class Tally:
    """What one row of the table counts."""

    gold: int = 0
    strict: int = 0
    loose: int = 0


class Measurement:
    """The counts over all measured reports."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.rows: dict[str, Tally] = defaultdict(Tally)
        self.made: Counter[str] = Counter()
        self.right: Counter[str] = Counter()
        self.names: list[str] = []
        self.dates: list[str] = []
        self.missed: list[str] = []
        self.absent = 0

    def report(self, report: Report, found: suggestions.Suggestions, known: set[str]) -> None:
        """Hold the proposals for one report against its templates."""
        text = f" {search_key(' '.join(report['paragraphs']))} "
        said = [(bare(form), one) for one in found.proposals for form in (one.words, *one.shorter)]
        gold: dict[str, str] = {}
        for kind, names in names_of(report):
            for name in names:
                gold.setdefault(bare(name), kind)
        for name, kind in sorted(gold.items()):
            if f" {name} " not in text:
                self.absent += 1
                continue
            is_known = name in known
            kinds = ("known", "ambiguous") if is_known else ("name", "alike", "known", "ambiguous", "described")
            forms = [form for form, one in said if one.kind in kinds]
            row = self.rows[f"{'known' if is_known else 'new'} {LABELS[kind]}"]
            row.gold += 1
            strict, loose = name in forms, any(overlap(name, form) for form in forms)
            row.strict += strict
            row.loose += loose
            if not strict:
                self.missed.append(f"{report['id']} {'known' if is_known else 'new'} {kind}: {name}{' (in part)' if loose else ''}")
        incidents = sorted(set(days_of(report)), key=sorted)
        values = [dates.parse(one.value) for one in found.proposals if one.value]
        spans = [(edtf.first, edtf.last) for edtf in values]
        for days in incidents:
            self.rows["dates"].gold += 1
            exact = any(one in spans for one in days)
            month = timedelta(days=31)
            within = any(a and b and a <= first and last <= b and b - a <= month for a, b in spans for first, last in days)
            self.rows["dates"].strict += exact
            self.rows["dates"].loose += exact or within
            if not exact:
                told = ", ".join(f"{first} {last}" for first, last in sorted(days))
                self.missed.append(f"{report['id']} {report['date']} date: {told}{' (within)' if within else ''}")
        every = {one for days in incidents for one in days}
        for one in found.proposals:
            kind = {"alike": "name", "ambiguous": "known"}.get(one.kind, one.kind)
            self.made[kind] += 1
            self.right[kind] += self.named(one, gold, every)
            quoted = one.quotes[0].exact[:300] if one.quotes else ""
            if kind == "name":
                self.names.append(f"{one.words} | {one.entity_kind} {one.score} | {one.reason} | {quoted}")
            elif kind == "date":
                self.dates.append(f"{one.words} | {one.value or '-'}{' plain' if one.plain else ''} | {report['date']} | {quoted}")

    @staticmethod
    def named(one: suggestions.Proposal, gold: dict[str, str], days: set[tuple[date, date]]) -> bool:
        """Whether a template of the report names what is proposed."""
        match one.kind:
            case "described":
                return any(overlap(bare(one.words), name) for name, kind in gold.items() if kind == "community")
            case "name" | "alike":
                return any(overlap(bare(one.words), name) for name in gold)
            case "date":
                return one.value != "" and (dates.parse(one.value).first, dates.parse(one.value).last) in days
            case "known" | "ambiguous":
                return any(bare(form) in gold for form in (one.words, *one.shorter))
        return False

    def told(self, many: int) -> str:
        """The table."""
        lines = [f"{'what the templates name':34} {'in text':>8} {'proposed':>9} {'recall':>7} {'with others words':>18}"]
        for row, tally in sorted(self.rows.items()):
            lines.append(f"{row:34} {tally.gold:8} {tally.strict:9} {tally.strict / tally.gold:7.1%} {tally.loose / tally.gold:18.1%}")
        for state in ("known", "new"):
            parts = [tally for row, tally in self.rows.items() if row.startswith(state) and "described" not in row]
            total, strict, loose = (sum(getattr(one, what) for one in parts) for what in ("gold", "strict", "loose"))
            lines.append(f"{state + ' names together':34} {total:8} {strict:9} {strict / total:7.1%} {loose / total:18.1%}")
        lines.append(f"{self.absent} names of the templates do not stand in the text in these words and are not counted")
        for kind, made in sorted(self.made.items()):
            lines.append(
                f"proposals, {kind}: {made}, {made / many:.1f} a report; in a template of the report: {self.right[kind] / made:.0%}"
            )
        return "\n".join(lines)


def evenly(lines: list[str]) -> list[str]:
    """As many lines as a person reads, at even steps."""
    return [lines[int(number * len(lines) / SAMPLE)] for number in range(min(SAMPLE, len(lines)))]


def running(words: list[str]) -> str:
    """Words and signs as running text."""
    text = re.sub(r" ([,.;:!?)\]'’])", r"\1", " ".join(words))
    return re.sub(r"([(\[]) ", r"\1", text).replace(" 's", "'s").replace(" - ", "-").replace(" – ", "–")


def encyclopedia(documents: list[Report]) -> None:
    """Measure the forms of names in running text with capitals."""
    lexicon = library.lexicon()
    rows = {kind: Tally() for kind in MARKED}
    found = right = 0
    for document in documents:
        text = running([word for sentence in document["sents"] for word in sentence])
        forms = [bare(without_article(one).words) for one in names_in(text, lexicon, shouted=is_shouted(text))]
        marked = {bare(one["name"]): str(one["type"]) for entity in document["vertexSet"] for one in entity if one["type"] in MARKED}
        for name, kind in marked.items():
            if f" {name} " in f" {search_key(text)} ":
                rows[kind].gold += 1
                rows[kind].strict += name in forms
                rows[kind].loose += any(overlap(name, form) for form in forms)
        found += len(forms)
        right += sum(any(overlap(form, name) for name in marked) for form in forms)
    for kind, tally in rows.items():
        print(f"{MARKED[kind]:14} {tally.gold:5} {tally.strict / tally.gold:7.1%} {tally.loose / tally.gold:7.1%}")
    print(f"{len(documents)} articles, {found} names seen; marked in the corpus, in whole or in part: {right / found:.1%}")


def main() -> None:
    """Measure and print."""
    options = [one for one in sys.argv[1:] if one.startswith("--")]
    files = [one for one in sys.argv[1:] if not one.startswith("--")]
    with gzip.open(files[0], "rt", encoding="utf-8") as corpus:
        lines: list[Report] = [json.loads(line) for line in corpus]
    if "--encyclopedia" in options:
        encyclopedia(lines[0 if "--develop" in options else 2 :: 5])
        return
    reports = sorted(lines, key=lambda one: str(one["id"]))
    filled = [one for one in reports if one["templates"]]
    measured = filled[FIRST::STEP][:HUNDRED]
    others = [one for one in reports if one not in measured]
    if "--develop" in options:
        measured = [one for first in DEVELOPED for one in filled[first::STEP][:HUNDRED]]
        others = [one for one in others if one not in measured]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        library_of(root, others, measured)
        content = library.load(root)
        base = suggestions.Base.of(content.kb.entities, library.lexicon())
        known = {bare(name.text) for entity in content.kb.entities.values() for name in entity.names}
        measurement = Measurement()
        took = 0.0
        for report in measured:
            article = content.kb.articles[ArticleId(report["id"].lower())]
            begun = time.perf_counter()
            found = suggestions.suggest(content.kb, article, base)
            took += time.perf_counter() - begun
            measurement.report(report, found, known)
    words = sum(len(one.split()) for report in measured for one in report["paragraphs"])
    print(f"{len(measured)} reports, {words:,} words, {len(known):,} known names, {took:.1f} s for the proposals")
    print(measurement.told(len(measured)))
    if "--missed" in options:
        print("\n".join(measurement.missed))
    if "--sample" in options:
        Path(files[1]).write_text("\n".join([*evenly(measurement.names), "", *evenly(measurement.dates)]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
