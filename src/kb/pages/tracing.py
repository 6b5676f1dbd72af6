"""What a page is made from: every value of the base that was read while it was made, and whether the same values are there again.

The pages are made from a base that notes what is asked of it. A key names something asked for, ``article:strike`` or ``about:x``;
``Digests`` says what it holds now, by the hashes of the files that it comes from. A page whose keys hold what they held is the same
page, to the byte. Whatever is gone through as a whole stands for all content, so nothing that a page reads can be missed. ``Site``
calls this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from functools import cached_property
from hashlib import blake2b
from typing import Any, Final, Generic, TypeVar

from kb import graph
from kb.differences import Difference, Stand
from kb.knowledge import Event, JoinedDispute, KnowledgeBase, Passage, ReadArticle
from kb.model import EntityId, Fact, Voice
from kb.pages.page import Link
from kb.pages.wording import Speech

K = TypeVar("K")
V = TypeVar("V")

_SIZE: Final = 12  # bytes of a digest: two different contents of one key meet once in 2 to the power of 48


class Seen(Mapping[K, V], Generic[K, V]):
    """A mapping that notes which of its keys were asked for; to go through it notes that all of it was."""

    __slots__ = ("_all", "_key", "_mapping", "_note")

    def __init__(self, mapping: Mapping[K, V], note: Callable[[str], object], key: Callable[[K], str], name: str) -> None:
        """See a mapping; ``note`` hears the key that ``key`` makes of what is asked for, ``name`` stands for all of it."""
        self._mapping, self._note, self._key = mapping, note, key
        self._all = "moved:" if name == "moved" else f"all:{name}"

    def __getitem__(self, one: K) -> V:
        """The value of a key. Raises ``KeyError``."""
        self._note(self._key(one))
        return self._mapping[one]

    def get(self, one: K, otherwise: Any = None) -> Any:  # noqa: ANN401 - the signature of a mapping
        """The value of a key, or something else."""
        self._note(self._key(one))
        return self._mapping.get(one, otherwise)

    def __contains__(self, one: object) -> bool:
        """Whether there is a key."""
        self._note(self._key(one))  # type: ignore[arg-type]
        return one in self._mapping

    def __iter__(self) -> Iterator[K]:
        """All keys."""
        self._note(self._all)
        return iter(self._mapping)

    def __len__(self) -> int:
        """How many keys."""
        self._note(self._all)
        return len(self._mapping)


class Trace:
    """A base and its speech that note what is asked of them, in ``keys``, which whoever makes a page empties before."""

    def __init__(self, kb: KnowledgeBase, speech: Speech, around: Mapping[str, list[Event]]) -> None:
        """See a base through what is made of it: its speech, and the events around each event."""
        self.keys: set[str] = set()
        self.around = self._seen(around, "around")
        told: dict[str, Callable[[Any], str]] = {
            "articles": _named("article"),
            "entities": _named("entity"),
            "facts": lambda one: self._home(kb, one),
            "evidence": lambda one: self._home(kb, one),
            "events": _named("event"),
            "works": _named("work"),
            "disputes": _named("dispute"),
            "notes": _named("about"),
            "moved": lambda _: "moved:",
            "judged": lambda pair: f"judged:{pair[0]} {pair[1]}",
        }
        seen: dict[str, Any] = {one.name: getattr(kb, one.name) for one in fields(kb)}
        for name, value in seen.items():
            if isinstance(value, Mapping):
                seen[name] = self._seen(value, name, told.get(name, _named("all")))
        self.kb = KnowledgeBase(**seen)
        derived: dict[str, Callable[[Any], str]] = {
            **dict.fromkeys(
                ("facts_of", "said_by", "belonging_to", "disputes_about", "mentions_of", "unseen_of", "named_in"), _named("about")
            ),
            "facts_in": _named("article"),
            "works_under": _named("issued"),
            "facts_on": lambda place: f"article:{place[0]}",
        }
        vars(self.kb).update({name: self._seen(getattr(kb, name), name, key) for name, key in derived.items()})
        self.speech = _Heard(self.kb, speech, self.note)
        said: dict[str, Callable[[Any], str]] = {
            "letters": lambda place: f"article:{place[0]}",
            "spread": lambda fact: f"spread:{kb.facts[fact].article}",
            "differences_about": _named("differs"),
            "judged_in": _named("verdicts"),
            "derived": _named("derived"),
            "repeated_by": _named("repeated"),
            "told_apart": _named("apart"),
        }
        vars(self.speech).update({name: self._seen(getattr(speech, name), name, key) for name, key in said.items()})

    def _seen(self, mapping: Mapping[K, V], name: str, key: Callable[[K], str] | None = None) -> Seen[K, V]:
        return Seen(mapping, self.note, key or _named(name), name)

    def note(self, key: str) -> None:
        """Note that something was asked for."""
        self.keys.add(key)

    @staticmethod
    def _home(kb: KnowledgeBase, fact: Any) -> str:  # noqa: ANN401 - whatever is asked for
        return f"article:{kb.facts[fact].article}" if fact in kb.facts else f"fact:{fact}"


class _Heard(Speech):
    """A speech that notes whose name is asked for, each time; the names themselves are those of another."""

    def __init__(self, kb: KnowledgeBase, otherwise: Speech, note: Callable[[str], object]) -> None:
        super().__init__(kb)
        self._otherwise, self._note = otherwise, note

    @property
    def differences(self) -> tuple[Difference, ...]:  # each time, and not once
        self._note("all:differences")
        return self._otherwise.differences

    def name(self, one: str) -> Link:
        self._note(f"name:{one}")
        return self._otherwise.name(one)


def _named(kind: str) -> Callable[[Any], str]:
    return lambda one: f"{kind}:{one}"


class Digests:
    """What each key holds, as a digest; ``hashes`` are those of the content files, by path."""

    def __init__(  # noqa: PLR0913, PLR0917 - what pages are made from
        self,
        kb: KnowledgeBase,
        speech: Speech,
        around: Mapping[str, list[Event]],
        beside: graph.CoMentions,
        hashes: Mapping[str, str],
        without_words: Callable[[], str],
    ) -> None:
        """Look at a base, and at what is made of it, for all pages together; nothing is looked up yet.

        ``without_words`` says what all of it holds but for the texts, as ``listing`` has it.
        """
        self._without_words = without_words
        self._kb, self._speech, self._neighbours, self._graph, self._hashes = kb, speech, around, beside, hashes
        self._found: dict[str, str] = {}

    def together(self, keys: Iterable[str]) -> str:
        """One digest of everything that some keys hold."""
        return _digest([(key, self.of(key)) for key in sorted(keys)])

    def of(self, key: str) -> str:
        """What a key holds; the same as long as nothing of it changes."""
        if key not in self._found:
            kind, _, one = key.partition(":")
            self._found[key] = _digest(getattr(self, f"_{kind}", self._all)(one))
        return self._found[key]

    @cached_property
    def _content(self) -> str:
        return _digest(sorted(self._hashes.items()))

    def _all(self, _: str) -> object:
        return self._content

    def _listed(self, _: str) -> object:
        return self._without_words()

    def _file(self, value: Any) -> str:  # noqa: ANN401 - anything that was read from a file
        return self._hashes.get(value.place.path, self._content)

    def _article(self, one: str) -> object:
        read = self._kb.articles.get(one)  # type: ignore[call-overload]
        return self._read(read) if read else None

    def _read(self, read: ReadArticle) -> object:
        """The file, and what a name means in it, which the registry says, also in words that are withheld."""
        mentions = [(one.start, one.end, one.entity) for one in read.mentions]
        voices = [self._voice(fact) for fact in read.article.facts]
        return self._file(read.article), mentions, read.no_mentions, read.withheld, voices

    def _facts(self, facts: Iterable[Fact]) -> list[tuple[str, str, Voice | None]]:
        return [(fact.id, self._file(fact), self._voice(fact)) for fact in facts]

    def _voice(self, fact: Fact) -> Voice | None:
        """The voice, where its file alone does not say it: with words that are withheld goes a voice that the registry has no name for."""
        return fact.voice if self._kb.articles[fact.article].withheld else None

    def _passages(self, passages: Iterable[Passage]) -> list[tuple[str, str]]:
        return [(one.id, self.of(f"article:{one.article}")) for one in passages]

    def _entity(self, one: str) -> object:
        entity = self._kb.entities.get(one)  # type: ignore[call-overload]
        return (self._file(entity), entity) if entity else None  # an edition without drafts leaves out of it what rests on them

    def _event(self, one: str) -> object:
        event = self._kb.events.get(one)  # type: ignore[call-overload]
        return self._facts(event.accounts) if event else None

    def _work(self, one: str) -> object:
        work = self._kb.works.get(one)  # type: ignore[call-overload]
        return self._facts(work.entries) if work else None

    def _name(self, one: str) -> object:
        kb = self._kb
        return self._speech.name(one) if any(one in ids for ids in (kb.entities, kb.events, kb.works)) else None

    def _fact(self, one: str) -> object:
        return one in self._kb.facts

    def _dispute(self, one: str) -> object:
        dispute = self._kb.disputes.get(one)
        return self._joined(dispute) if dispute else None

    def _joined(self, dispute: JoinedDispute) -> object:
        sides = [(self._passages(side.passages), self._facts(side.facts)) for side in dispute.sides]
        return dispute.dispute.id, self._file(dispute.dispute), sides

    def _about(self, one: Any) -> object:  # noqa: ANN401 - an id of whatever kind
        kb = self._kb
        named = dict.fromkeys(article.id for article, _ in (*kb.mentions_of.get(one, ()), *kb.unseen_of.get(one, ())))
        return (
            self._entity(one),
            self._facts(kb.facts_of.get(one, ())),
            self._facts(kb.said_by.get(one, ())),
            kb.belonging_to.get(one, ()),
            [self._joined(dispute) for dispute in kb.disputes_about.get(one, ())],
            [self.of(f"article:{article}") for article in named],
            kb.named_in.get(one, ()),
            [(number, self._passages([passage])) for number, passage in kb.notes.get(one, {}).items()],
        )

    def _moved(self, _: str) -> object:
        return [(one.id, self._file(one)) for one in self._kb.moved.values()]

    def _judged(self, pair: str) -> object:
        one, _, other = pair.partition(" ")
        passages = self._kb.judged.get((EntityId(one), EntityId(other)), ())
        return self._entity(one), self._passages(passages)

    def _spread(self, article: str) -> object:
        spread = self._speech.spread
        facts = self._kb.facts_in.get(article, ())  # type: ignore[call-overload]
        return [(fact.id, spread[fact.id].articles, spread[fact.id].origins) for fact in facts if fact.id in spread]

    def _differs(self, one: str) -> object:
        return [
            (found.id, found.core, found.about, found.says, found.judged_by, found.beside, [self._stand(side) for side in found.sides])
            for found in self._speech.differences_about.get(one, ())
        ]

    def _verdicts(self, dispute: str) -> object:
        return [(found.id, found.kind, [side.says for side in found.sides]) for found in self._speech.judged_in.get(dispute, ())]

    def _stand(self, side: Stand) -> object:
        return side.says, self._facts(side.facts)

    def _derived(self, one: Any) -> object:  # noqa: ANN401 - the id of a source
        return self._speech.derived.get(one, ())

    def _repeated(self, one: Any) -> object:  # noqa: ANN401 - the id of a source
        return self._speech.repeated_by.get(one, ())

    def _issued(self, name: str) -> object:
        return [(one.id, self._work(one.id)) for one in self._kb.works_under.get(name, ())]

    def _apart(self, one: Any) -> object:  # noqa: ANN401 - the id of an entity
        return [self._entity(other) for other in self._speech.told_apart.get(one, ())]

    def _near(self, one: Any) -> object:  # noqa: ANN401 - the id of an entity
        return graph.named_with(self._graph, one)

    def _around(self, one: str) -> object:
        return [(event.id, self._event(event.id)) for event in self._neighbours.get(one, ())]


def _digest(value: object) -> str:
    return blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=_SIZE).hexdigest()
