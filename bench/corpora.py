"""Makes libraries of real annotated corpora: ``python -m bench.corpora CORPUS FOLDER [ARTICLES]``.

CORPUS is one of two files, in JSON a line, gzipped, told apart by their first line:

- the development set of the Message Understanding Conferences 3 and 4 (1991-92), 1,300 news reports with templates of incidents;
- the development set of Re-DocRED (Tan et al. 2022), 500 articles of Wikipedia with every name, its mentions and the relations.

Every template, entity and relation becomes what this project has for it, and every quoted string is anchored in the text. What
cannot be is counted with its reason at the end, and listed in ``left-out.tsv`` of the folder. With ARTICLES as many of the first
are taken. It measures the program at scale; nothing of it is content of the knowledge base, and where the corpora know a word
that this project has not, the nearest is taken (a kidnapping is a ``seizure``, a bombing an ``attack``) and the corpus's own
word stands in the title.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bench.generate import MKDOCS
from bench.suggest import markdown, running
from kb import dates
from kb.folding import proposed_id, search_key
from kb.vocabulary import KIND

Report = dict[str, Any]
Quote = dict[str, str]
MONTHS: Final = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
LONG_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
FROM_THE_KEY: Final = "As the answer key of the corpus has it."
LONGEST_SHORT: Final = 24
LEFT_OUT: Final = "left-out.tsv"


class Shelf:
    """The entities of a library: one for all names that somebody took for the same."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.made: dict[str, dict[str, Any]] = {}
        self._named: dict[str, str] = {}

    def entity(self, kind: str, names: Sequence[str], **more: object) -> str:
        """The id of the entity that one of these names means already, or of a new one; it goes by all of them from now on."""
        keyed = [name for name in dict.fromkeys(names) if search_key(name)]
        if not keyed:
            return ""
        ident = next((self._named[search_key(name)] for name in keyed if search_key(name) in self._named), "")
        if not ident:
            ident = self._free(keyed[0])
            self.made[ident] = {"name": keyed[0], "kind": kind, "names": [], **more}
        for name in keyed:
            if self._named.setdefault(search_key(name), ident) == ident and name != self.made[ident]["name"]:
                self.made[ident]["names"] = [*dict.fromkeys([*self.made[ident]["names"], name])]
        return ident

    def described(self, words: str, article: str) -> str:
        """People or things that one article describes and does not name: an entity of that article alone."""
        ident = self._free(f"{words[:60]} {article}")
        key = f"{search_key(words)}\0{article}"
        if key not in self._named:
            self._named[key] = ident
            self.made[ident] = {"name": f"{words} ({article})", "kind": "community", "find": "never"}
        return self._named[key]

    def _free(self, name: str) -> str:
        base = (proposed_id(name) or "nameless")[:70].strip("-")
        number = 1
        while (ident := base if number == 1 else f"{base}-n{number}") in self.made:
            number += 1
        return ident

    def files(self) -> Iterator[tuple[str, str]]:
        """The path and text of each entity."""
        for ident, front in self.made.items():
            yield f"entities/{KIND[front['kind']].folder}/{ident}.md", written(front, "")


@dataclass
class Left:
    """What has no place in the library, with the reason, and what has."""

    out: list[tuple[str, str, str]] = field(default_factory=list)
    kept: Counter[str] = field(default_factory=Counter)

    def leave(self, article: str, what: str, reason: str) -> None:
        """Count something that is left out."""
        self.out.append((article, what, reason))


class Text:
    """The paragraphs of one article, in which quotes are looked up."""

    def __init__(self, paragraphs: Iterable[str]) -> None:
        """The paragraphs as a reader sees them, white space folded."""
        self.paragraphs = [" ".join(one.split()) for one in paragraphs if one.strip()]

    def body(self) -> str:
        """The paragraphs in Markdown."""
        return "\n\n".join(markdown(one) for one in self.paragraphs)

    def quote(self, words: str, place: tuple[int, int] | None = None) -> Quote | None:
        """The words at a paragraph and offset, or where they stand first, with as much around them as makes them unique."""
        found = (place or self._first(words)) if words else None
        if found is None:
            return None
        number, start = found
        paragraph, end = self.paragraphs[number], found[1] + len(words)
        exact = paragraph[start:end]
        for reach in (0, 16, 32, 64, 128, 400, 4000):
            around = {"prefix": paragraph[max(0, start - reach) : start], "suffix": paragraph[end : end + reach]}
            whole = around["prefix"] + exact + around["suffix"]
            if sum(one.count(whole) for one in self.paragraphs) == 1:
                return {"exact": exact} | {key: said for key, said in around.items() if said.strip()}
        return None

    def _first(self, words: str) -> tuple[int, int] | None:
        pattern = re.compile(rf"(?<!\w){re.escape(' '.join(words.split()))}(?!\w)")
        return next(((number, at.start()) for number, one in enumerate(self.paragraphs) if (at := pattern.search(one))), None)


def written(front: Mapping[str, Any], body: str) -> str:
    """A file with front matter; every value in the flow style that JSON and YAML share."""
    lines = []
    for key, value in front.items():
        if not value:
            continue
        if isinstance(value, list):
            lines += [f"{key}:", *(f"  - {_said(one)}" for one in value)]
        else:
            lines.append(f"{key}: {_said(value)}")
    return "\n".join(["---", *lines, "---", "", *([body, ""] if body else [])])


def told_once(front: Mapping[str, list[Any]], left: Left) -> dict[str, list[Any]]:
    """The front matter with what is told several times, on whatever words, as one fact with all its quotes."""
    once: dict[str, list[Any]] = {}
    for key, entries in front.items():
        facts: dict[str, Any] = {}
        for entry in entries:
            same = json.dumps({name: value for name, value in entry.items() if value and name not in {"quotes", "event"}})
            fact = facts.setdefault(same if key != "events" else f"{len(facts)}", {**entry, "quotes": []})
            left.kept["facts told again, which are one with the first"] += bool(fact["quotes"])
            fact["quotes"] += [quote for quote in entry["quotes"] if quote not in fact["quotes"]]
        once[key] = list(facts.values())
    return once


def _said(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_said(one)}" for key, one in value.items() if one) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_said, value)) + "]"
    return json.dumps(str(value), ensure_ascii=False)


# ------------------------------------------------------------------------------------------------------------ MUC

INCIDENTS: Final = {"KIDNAPPING": "seizure", "ROBBERY": "seizure", "FORCED WORK STOPPAGE": "order"}  # every other: attack
STATUS: Final = {"THREATENED": "planned", "ATTEMPTED": "planned"}
ROLE: Final = {"REPORTED AS FACT": "perpetrator", "CLAIMED OR ADMITTED": "claimant"}  # every other: suspect
CERTAINTY: Final = {"REPORTED AS FACT": "", "POSSIBLE": "possible"}  # every other: alleged
EFFECT: Final = {"DEATH": "killed", "INJURY": "injured"}
NUMBERS: Final = dict(enumerate("- ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN ELEVEN TWELVE".split()))  # noqa: SIM905 - in one line
_STRING: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_DAY: Final = re.compile(r"(\d{2}) ([A-Z]{3}) (\d{2})")


def strings(line: str) -> list[str]:
    """The words of the text that a line of a template quotes, alternatives for the same thing together."""
    return [one for one in (" ".join(found.replace('\\"', '"').split()) for found in _STRING.findall(line)) if one != "-"]


def day_of(lines: Sequence[str]) -> str:
    """The date of an incident in EDTF, as far as a template says it."""
    alternatives = []
    for one in " / ".join(lines).split(" / "):
        days = [f"19{year}-{MONTHS.index(month) + 1:02}-{day}" for day, month, year in _DAY.findall(one)]
        if len(days) > 1 and days[0] < days[1]:
            alternatives.append(f"[{days[0]}..{days[1]}]")
        elif days:
            alternatives.append(f"[..{days[0]}]" if one.strip(" (?").startswith("-") else days[0])
    plain = [one for one in alternatives if not one.startswith("[")]
    return f"[{','.join(sorted(set(plain)))}]" if len(set(plain)) > 1 else next(iter(alternatives), "")


class Incidents:
    """The library of the news reports."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.shelf, self.left = Shelf(), Left()

    def article(self, report: Report) -> tuple[str, str]:
        """The path and text of one report."""
        self.id, self.text = report["id"].lower(), Text(report["paragraphs"])
        self.front: dict[str, list[Any]] = defaultdict(list)
        for number, template in enumerate(report["templates"], 1):
            self._template(f"{self.id}-{number}", template)
        head = {"title": report["id"], "short": report["id"][:LONGEST_SHORT], "published": report["date"]}
        return f"articles/{self.id}.md", written(head | told_once(self.front, self.left), self.text.body())

    def _quotes(self, what: str, said: Sequence[str]) -> list[Quote]:
        """The strings of a slot that stand in the text, each as a quote."""
        found = []
        for words in said:
            if quote := self.text.quote(words):
                found.append(quote)
                self.left.kept["strings of templates"] += 1
            else:
                self.left.leave(self.id, f"{what}: {words}", "the words do not stand in a paragraph of the text")
        return found

    def _template(self, ident: str, template: Mapping[str, list[str]]) -> None:
        incident = template["INCIDENT: TYPE"][0]
        stage = template["INCIDENT: STAGE OF EXECUTION"][0]
        people, roles, quotes = self._perpetrators(template)
        victims, hurt = self._targets(template)
        things = self._things(ident, template)
        where = [self._place(line) for line in template.get("INCIDENT: LOCATION", ())]
        roles["target" if stage != "ACCOMPLISHED" else "victim"] = victims
        quotes = [*quotes, *hurt, *(one for thing in things for one in thing["quotes"])]
        if not quotes:
            self.left.leave(self.id, f"template: {incident}, {stage}", "none of its slots quotes words that stand in the text")
            return
        date, category = self._date(template), " ".join(template.get("PERP: INCIDENT CATEGORY", ()))
        self.left.kept["templates"] += 1
        self.front["events"].append(
            {
                "id": ident,
                "title": f"{incident.capitalize()}, {stage.lower()}: {'; '.join(template.get('INCIDENT: LOCATION', ['no place']))}",
                "kind": INCIDENTS.get(incident, "attack"),
                "status": STATUS.get(stage, ""),
                "date": {"value": date, "basis": FROM_THE_KEY} if date else "",
                "places": [place for place in dict.fromkeys(where) if place],
                "participants": {role: [*dict.fromkeys(who)] for role, who in roles.items() if who},
                "figures": self._figures(template),
                "outcome": category.replace("?", "").strip().capitalize(),
                "quotes": quotes[:1],
            }
        )
        self.front["statements"] += things
        for who, certainty, words in people:
            for other, quote in zip(victims, hurt, strict=True):
                if who != other:
                    tie = {"subject": who, "relation": "attacked", "object": other, "certainty": certainty, "event": ident}
                    self.front["relations"].append(tie | {"quotes": [words, quote]})
                    self.left.kept["ties"] += 1

    def _date(self, template: Mapping[str, list[str]]) -> str:
        """The date of an incident; one that is none is left out."""
        date = day_of(template.get("INCIDENT: DATE", ()))
        try:
            return dates.parse(date).text if date else ""
        except dates.NotADate:
            self.left.leave(self.id, f"INCIDENT: DATE: {date}", "there is no such day")
            return ""

    def _perpetrators(self, template: Mapping[str, list[str]]) -> tuple[list[tuple[str, str, Quote]], dict[str, list[str]], list[Quote]]:
        """Who did it, how surely, on which words; the same by role; and all quotes."""
        confidence: dict[str, str] = {}
        for line in template.get("PERP: ORGANIZATION CONFIDENCE", ()):
            how = line.partition(":")[0].strip(" ?")
            confidence |= dict.fromkeys(strings(line), how)
        people: list[tuple[str, str, Quote]] = []
        roles: dict[str, list[str]] = defaultdict(list)
        for slot in ("PERP: ORGANIZATION ID", "PERP: INDIVIDUAL ID"):
            for line in template.get(slot, ()):
                said = strings(line)
                if not (found := self._quotes(slot, said)):
                    continue
                if slot == "PERP: ORGANIZATION ID":
                    how = confidence.get(said[0], "REPORTED AS FACT")
                    who = self.shelf.entity("group", said)
                else:
                    how, who = "REPORTED AS FACT", self.shelf.described(said[0], self.id)
                if not who:
                    continue
                certainty = CERTAINTY.get(how, "alleged")
                roles[ROLE.get(how, "suspect")].append(who)
                people.append((who, certainty, found[0]))
                self.front["actors"].append({"id": who, "certainty": certainty, "quotes": found})
                self.left.kept["actors"] += 1
        return people, roles, [quote for _, _, quote in people]

    def _targets(self, template: Mapping[str, list[str]]) -> tuple[list[str], list[Quote]]:
        """The human targets, and the words on which each rests."""
        as_said = {}
        named: set[str] = set()
        for line in template.get("HUM TGT: DESCRIPTION", ()):
            words, _, names = line.partition(":")
            for name in strings(names):
                as_said[name] = strings(words)
        ids, quotes = [], []
        for slot in ("HUM TGT: NAME", "HUM TGT: DESCRIPTION"):
            for line in template.get(slot, ()):
                words, _, names = line.partition(":")
                if slot == "HUM TGT: DESCRIPTION" and (named & set(strings(names)) or not strings(words)):
                    continue
                said = strings(line) if slot == "HUM TGT: NAME" else strings(words)
                if not (found := self._quotes(slot, said)):
                    continue
                who = self.shelf.entity("person", said) if slot == "HUM TGT: NAME" else self.shelf.described(said[0], self.id)
                if not who:
                    continue
                named |= set(said)
                described = self._quotes("HUM TGT: DESCRIPTION", [one for name in said for one in as_said.get(name, ())])
                actor: dict[str, Any] = {"id": who, "quotes": [*found, *described]}
                if described:
                    actor["as"] = described[0]["exact"]
                self.front["actors"].append(actor)
                self.left.kept["actors"] += 1
                ids.append(who)
                quotes.append(found[0])
        return ids, quotes

    def _things(self, ident: str, template: Mapping[str, list[str]]) -> list[dict[str, Any]]:
        """Statements on the event for the slots that this project has no key for: things that were hit, means, nations."""
        made = []
        for slot, lines in template.items():
            if not slot.startswith(("PHYS TGT: ", "INCIDENT: INSTRUMENT", "HUM TGT: TYPE", "HUM TGT: FOREIGN", "HUM TGT: EFFECT")):
                continue
            for line in lines:
                said = strings(line)
                if not said:
                    self.left.leave(self.id, f"{slot}: {line}", "it quotes no words")
                elif found := self._quotes(slot, said):
                    words = " / ".join(said)
                    told = line.partition(":")[0].strip(" ?").lower() if not line.strip(" ?").startswith('"') else ""
                    says = f"{slot.capitalize()}: {words}{f', {told}' if told else ''}."
                    made.append({"about": [ident], "says": says, "event": ident, "quotes": found})
                    self.left.kept["statements"] += 1
        return made

    def _figures(self, template: Mapping[str, list[str]]) -> list[dict[str, Any]]:
        """The numbers that stand beside the words for those who were hurt."""
        effects: dict[str, str] = {}
        for line in template.get("HUM TGT: EFFECT OF INCIDENT", ()):
            effects |= dict.fromkeys(strings(line), EFFECT.get(line.partition(":")[0].strip(" ?"), "other"))
        made = []
        for line in template.get("HUM TGT: NUMBER", ()):
            number, said = line.partition(":")[0].strip(" ?"), strings(line)
            if not number.isdigit():
                self.left.leave(self.id, f"HUM TGT: NUMBER: {line}", "no number")
                continue
            for words in said:
                printed = next(
                    (one for one in (NUMBERS.get(int(number), number), number) if self.text.quote(f"{one} {words}")),
                    "",
                )
                if printed:
                    quote = self.text.quote(f"{printed} {words}")
                    made.append({"what": effects.get(words, "other"), "of": words, "count": number, "printed": printed, "quotes": [quote]})
                    self.left.kept["figures"] += 1
                    break
            else:
                self.left.leave(self.id, f"HUM TGT: NUMBER: {line}", "the number does not stand before the words")
        for slot in ("HUM TGT: TOTAL NUMBER", "PHYS TGT: TOTAL NUMBER"):
            for line in template.get(slot, ()):
                self.left.leave(self.id, f"{slot}: {line}", "it quotes no words")
        return made

    def _place(self, line: str) -> str:
        """The innermost place of a line such as ``EL SALVADOR: MORAZAN (DEPARTMENT): TOROLA (CITY)``."""
        parts = [re.sub(r"\([^)]*\)|[?]", "", one).split(" - ")[0].strip() for one in line.split(" / ", maxsplit=1)[0].split(":")]
        places = [part for part in parts if search_key(part)]
        if not places:
            return ""
        country = self.shelf.entity("state", [places[0].title()])
        ident = country
        for place in places[1:]:
            ident = self.shelf.entity("place", [place.title()], country=[country])
        return ident


# ------------------------------------------------------------------------------------------------------ Re-DocRED

KINDS: Final = {"PER": "person", "ORG": "organization", "LOC": "place", "MISC": "publication"}
# Wikidata properties that say the same as a tie of this project, and whether head and tail change places
TIED: Final = {
    "P463": ("member-of", False),
    "P361": ("part-of", False),
    "P527": ("part-of", True),
    "P749": ("part-of", False),
    "P355": ("part-of", True),
    "P112": ("founded", True),
    "P159": ("based-in", False),
    "P937": ("operates-in", False),
    "P6": ("leads", True),
    "P35": ("leads", True),
    "P488": ("leads", True),
    "P102": ("member-of", False),
    "P241": ("member-of", False),
    "P54": ("member-of", False),
    "P108": ("official-of", False),
    "P19": ("comes-from", False),
    "P740": ("based-in", False),
    "P551": ("based-in", False),
}
_DATE: Final = re.compile(rf"(?:(\d{{1,2}}) )?(?:({'|'.join(LONG_MONTHS)}) )?(?:(\d{{1,2}}) , )?(\d{{4}})(s?)")


def edtf_of(words: str) -> str:
    """A time such as ``13 March 1963``, ``March 13 , 1963`` or ``1960s`` in EDTF; empty for every other."""
    found = _DATE.fullmatch(words)
    if not found:
        return ""
    before, month, after, year, decade = found.groups()
    if decade:
        return f"{year[:3]}X" if year.endswith("0") and not month else ""
    day = before or after
    return year + (f"-{LONG_MONTHS.index(month) + 1:02}" if month else "") + (f"-{int(day):02}" if day and month else "")


class Encyclopedia:
    """The library of the articles of Wikipedia."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.shelf, self.left = Shelf(), Left()

    def article(self, report: Report) -> tuple[str, str]:
        """The path and text of one article."""
        self.id, self.front = report["id"].lower(), defaultdict[str, list[Any]](list)
        sentences = [" ".join(running(one).split()) for one in report["sents"]]
        self.text = Text([" ".join(sentences)])
        self.starts = [sum(len(one) + 1 for one in sentences[:number]) for number in range(len(sentences))]
        self.sentences, self.tokens = sentences, report["sents"]
        mentions = [[self._quote(one) for one in entity] for entity in report["vertexSet"]]
        ids = [self._entity(entity, quotes) for entity, quotes in zip(report["vertexSet"], mentions, strict=True)]
        for label in report["labels"]:
            self._relation(label, report["vertexSet"], ids, mentions)
        head = {"title": report["title"], "short": report["id"].removeprefix("redocred-")[:LONGEST_SHORT]}
        return f"articles/{self.id}.md", written(head | told_once(self.front, self.left), self.text.body())

    def _quote(self, mention: Mapping[str, Any]) -> Quote | None:
        """The words of a mention, at its place."""
        tokens, (first, after) = self.tokens[mention["sent_id"]], mention["pos"]
        words = " ".join(running(tokens[first:after]).split())
        sentence = self.sentences[mention["sent_id"]]
        near = len(running(tokens[:first]))
        at = min((one.start() for one in re.finditer(re.escape(words), sentence)), key=lambda one: abs(one - near), default=None)
        found = None if at is None else self.text.quote(words, (0, self.starts[mention["sent_id"]] + at))
        if found:
            self.left.kept["mentions"] += 1
        else:
            self.left.leave(
                self.id, f"mention: {mention['name']}", "the words cannot be told apart from others, or do not stand in the text"
            )
        return found

    def _entity(self, entity: Sequence[Mapping[str, Any]], quotes: Sequence[Quote | None]) -> str:
        """The id of an entity, which is written down with all its mentions; empty for a time or a number."""
        kind, found = entity[0]["type"], [one for one in quotes if one]
        names = sorted({running(one["name"].split()) for one in entity}, key=lambda one: (-len(one), one))
        if not found:
            self.left.leave(self.id, f"entity: {names[0]}", "none of its mentions is anchored")
            return ""
        if kind == "TIME":
            for words, quote in zip(entity, quotes, strict=True):
                if quote and (value := edtf_of(words["name"])):
                    self.front["dates"].append({"printed": quote["exact"], "date": value, "quotes": [quote]})
                    self.left.kept["dates"] += 1
                elif quote:
                    self.left.leave(self.id, f"time: {words['name']}", "it is no date")
            return ""
        if kind == "NUM":
            self.left.leave(self.id, f"number: {names[0]}", "a figure belongs to an event, and the corpus has none")
            return ""
        who = self.shelf.entity(KINDS[kind], names[:1])
        if not who:
            self.left.leave(self.id, f"entity: {names[0]}", "its name has no letters")
            return ""
        self.left.kept["entities in articles"] += 1
        if self.shelf.made[who]["kind"] == "place":
            for quote in found:
                self.front["mentions"].append({"words": quote["exact"], "means": who, "quotes": [quote]})
        else:
            self.front["actors"].append({"id": who, "quotes": found})
        return who

    def _relation(
        self,
        label: Mapping[str, Any],
        entities: Sequence[Sequence[Mapping[str, Any]]],
        ids: Sequence[str],
        mentions: Sequence[Sequence[Quote | None]],
    ) -> None:
        head, tail, prop = label["h"], label["t"], label["r"]
        told = f"{prop}: {entities[head][0]['name']}, {entities[tail][0]['name']}"
        rests = [self.text.quote(self.sentences[one], (0, self.starts[one])) for one in label.get("evidence", ())]
        if not any(rests):
            rests = [next((one for one in mentions[end] if one), None) for end in (head, tail)]
            self.left.kept["relations that rest on the names, since the corpus names no sentence"] += 1
        quotes = [one for number, one in enumerate(rests) if one and one not in rests[:number]]
        about = [*dict.fromkeys(one for one in (ids[head], ids[tail]) if one)]
        if not about or not quotes:
            self.left.leave(self.id, f"relation: {told}", "neither end is an entity" if quotes else "no words of it are anchored")
            return
        self.left.kept["relations"] += 1
        tie, turned = TIED.get(prop, ("", False))
        subject, other = (ids[tail], ids[head]) if turned else (ids[head], ids[tail])
        places = [one for one in about if self.shelf.made[one]["kind"] == "place"]
        if tie and len(about) == len({subject, other} - {""}) == 2 and len(places) < 2 and subject not in places:  # noqa: PLR2004 - both ends
            self.front["relations"].append({"subject": subject, "relation": tie, "object": other, "quotes": quotes})
            return
        says = f"{entities[head][0]['name']}, {prop}: {entities[tail][0]['name']}."
        self.front["statements"].append({"about": about, "says": says, "quotes": quotes})


# ------------------------------------------------------------------------------------------------------------ door


def convert(corpus: Path, folder: Path, many: int | None = None) -> Left:
    """Write the library of a corpus, or of so many of its articles, into a folder that is not there yet."""
    reports = _reports(corpus)[:many]
    made = Incidents() if "templates" in reports[0] else Encyclopedia()
    files = dict(map(made.article, reports)) | dict(made.shelf.files())
    files |= {"mkdocs.yml": MKDOCS.replace("A made-up library", "A corpus"), "docs/.gitkeep": ""}
    files[LEFT_OUT] = "".join("\t".join(" ".join(part.split()) for part in one) + "\n" for one in made.left.out)
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    made.left.kept["articles"] = len(reports)
    made.left.kept["entities"] = len(made.shelf.made)
    return made.left


def given(corpus: Path) -> dict[str, int]:
    """How many templates or relations a corpus has."""
    counted = Counter({"template": 0, "relation": 0})
    for report in _reports(corpus):
        counted.update(template=len(report.get("templates", ())), relation=len(report.get("labels", ())))
    return {what: number for what, number in counted.items() if number}


def left_out(folder: Path) -> list[str]:
    """The lines of the list in a library of what has no place in it: article, what, and the reason, with tabs between."""
    return (folder / LEFT_OUT).read_text(encoding="utf-8").splitlines()


def _reports(corpus: Path) -> list[Report]:
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def main() -> None:
    """Convert the corpus that the command line names, and say what came of it."""
    corpus, folder, *many = sys.argv[1:]
    left = convert(Path(corpus), Path(folder), *map(int, many))
    for what, number in left.kept.most_common():
        print(f"{number:7,} {what}")
    for (what, reason), number in Counter((what.partition(":")[0], reason) for _, what, reason in left.out).most_common():
        print(f"{number:7,} left out: {what}: {reason}")


if __name__ == "__main__":
    main()
