"""Finds the names of entities in running text: the longest name that stands there as whole words.

The rules are those of the guide ("Mentions"): a name inside a longer name is no mention of it; capitals count unless
the name says otherwise; an article's own overrides go before the registry's names. Quotation marks, dashes and white
space are compared as ``passages`` folds them. This room resolves nothing by meaning. ``knowledge`` calls it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from kb.model import ArticleId, Entity, EntityId, Mention, Name
from kb.passages.reading import Folded, Reading, fold


@dataclass(frozen=True, slots=True)
class Ruling:
    """An override with its places: ``words`` mean ``means`` (None: nothing) inside ``spans`` (None: everywhere)."""

    words: str
    means: EntityId | None
    spans: tuple[tuple[int, int], ...] | None


class Finder:
    """All findable names of a registry, ready to search with; ``find`` takes time in proportion to the text."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        """Compile the names; the cost is paid once for all articles."""
        names: dict[str, list[tuple[EntityId, Name, str]]] = defaultdict(list)
        for entity in sorted(entities, key=lambda one: one.id):
            for name in entity.names:
                if name.find != "never":
                    folded = fold(name.text).text.strip()
                    names[_lower(folded)].append((entity.id, name, folded))
        self._patterns = sorted(pattern for pattern in names if pattern)
        self._names = names
        self._automaton = AhoCorasick(self._patterns)

    def find(
        self, article: ArticleId, reading: Reading, offset: int = 0, rulings: Sequence[Ruling] = ()
    ) -> tuple[list[Mention], list[tuple[int, int]]]:
        """The mentions in one paragraph, in order and without overlap, and the words that a ruling says are none.

        ``offset`` is the place of the paragraph in the article's text.
        """
        folded = reading.folded
        ruled = list(_ruled(folded, offset, rulings))
        named = self._candidates(article, folded, offset)
        found = list(_longest(ruled, named))
        mentions = [Mention(start, end, entity) for start, end, entity in found if entity is not None]
        return mentions, [(start, end) for start, end, entity in found if entity is None]

    def _candidates(self, article: ArticleId, folded: Folded, offset: int) -> Iterator[tuple[int, int, EntityId | None]]:
        if not self._patterns:
            return
        for pattern, start, end in self._automaton.find_matches_as_indexes(_lower(folded.text), overlapping=True):
            if _whole_words(folded.text, start, end):
                for entity, name, as_written in self._names[self._patterns[pattern]]:
                    if name.only_in and article not in name.only_in:
                        continue
                    if name.find == "any-case" or folded.text[start:end] == as_written:
                        first, last = folded.span(start, end)
                        yield offset + first, offset + last, entity
                        break


def _ruled(folded: Folded, offset: int, rulings: Sequence[Ruling]) -> Iterator[tuple[int, int, EntityId | None]]:
    for ruling in rulings:
        wanted = fold(ruling.words).text.strip()
        at = folded.text.find(wanted) if wanted else -1
        while at >= 0:
            if _whole_words(folded.text, at, at + len(wanted)):
                start, end = folded.span(at, at + len(wanted))
                start, end = start + offset, end + offset
                if ruling.spans is None or any(first <= start and end <= last for first, last in ruling.spans):
                    yield start, end, ruling.means
            at = folded.text.find(wanted, at + 1)


def _longest(
    ruled: Iterable[tuple[int, int, EntityId | None]], named: Iterable[tuple[int, int, EntityId | None]]
) -> Iterator[tuple[int, int, EntityId | None]]:
    """Leftmost, then longest; an override before a name where both begin together and neither is longer."""
    order = [(start, -end, 0, entity) for start, end, entity in ruled] + [(start, -end, 1, entity) for start, end, entity in named]
    reached = -1
    for start, minus_end, _, entity in sorted(order, key=lambda one: one[:3]):
        if start >= reached:
            yield start, -minus_end, entity
            reached = -minus_end


def _whole_words(text: str, start: int, end: int) -> bool:
    before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    after = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    return not before and not after


def _lower(text: str) -> str:
    """Lower case without a change of length, so that offsets stay true."""
    if text.isascii():
        return text.lower()
    return "".join(lower if len(lower := character.lower()) == 1 else character for character in text)


@dataclass(frozen=True, slots=True)
class Claim:
    """Words of a text that are a name, and everybody who has it: span in the text, and each entity with its name."""

    start: int
    end: int
    by: tuple[tuple[EntityId, Name], ...]


class Claims:
    """All names of a registry with all who have them, also those that text is not searched for: for proposals, never for mentions."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        """Compile the names; the cost is paid once for all articles."""
        names: dict[str, list[tuple[EntityId, Name, str]]] = defaultdict(list)
        for entity in sorted(entities, key=lambda one: one.id):
            for name in entity.names:
                folded = _folded(name.text)
                names[_lower(folded)].append((entity.id, name, folded))
        self._patterns = sorted(pattern for pattern in names if pattern)
        self._names = names
        self._automaton = AhoCorasick(self._patterns)

    def find(self, reading: Reading, offset: int = 0, *, any_case: bool = False) -> list[Claim]:
        """The names in one paragraph, the longest that stand as whole words; ``any_case`` where the text is in capitals."""
        folded = reading.folded
        found: list[Claim] = []
        reached = -1
        matches = self._automaton.find_matches_as_indexes(_lower(folded.text), overlapping=True) if self._patterns else []
        for pattern, start, end in sorted(matches, key=lambda one: (one[1], -one[2])):
            if start < reached or not _whole_words(folded.text, start, end):
                continue
            by = tuple(
                (entity, name)
                for entity, name, as_written in self._names[self._patterns[pattern]]
                if any_case or name.find == "any-case" or folded.text[start:end] == as_written
            )
            if by:
                first, last = folded.span(start, end)
                found.append(Claim(offset + first, offset + last, by))
                reached = end
        return found


def _folded(words: str) -> str:
    """A name folded; most are plain already, and a registry has many."""
    plain = words.isascii() and words.isprintable() and "`" not in words and "  " not in words
    return (words if plain else fold(words).text).strip()
