"""Which known name a new one resembles: by spelling, by another way of writing it in Latin letters, or as its short form.

A likeness is a hint with its reason: two people can differ by one letter. ``gathering`` calls it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import Indel

from kb.folding import in_latin, search_key
from kb.model import Entity, EntityId
from kb.suggestions.lexicon import PARTICLES

_PLAIN: Final = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+)*")
_NEAR: Final = 0.86  # normalised Indel similarity of two names that may be one, spelt differently
_NEARER: Final = 0.78  # the same where the consonants are those of the other
_SWAPPED: Final = 0.95
_SHORTEST: Final = 4  # letters of a name that can be compared by likeness
_CANDIDATES: Final = 400  # names that share a part with the new one; more say that the part is everybody's
_SOUNDS: Final = (
    ("kh", "k"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("ph", "f"), ("zh", "j"), ("ch", "c"), ("sch", "s"), ("sh", "s"),
    ("q", "k"), ("c", "k"), ("x", "k"), ("w", "v"), ("y", ""), ("h", ""), ("z", "s"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Likeness:
    """The known name that a new one resembles, what the new one would be among its names, and why."""

    entity: EntityId
    name: str
    is_: str
    why: str
    score: float


def _key(words: str) -> str:
    """A name in Latin letters, folded; that of plain letters needs no folding."""
    if _PLAIN.fullmatch(words):
        return words.lower()
    return search_key(words) if words.isascii() else in_latin(words) or search_key(words)


@lru_cache(maxsize=65536)
def bones(word: str) -> str:
    """The consonants of a word as another transliteration may keep them, in the order of the alphabet."""
    for sound, instead in _SOUNDS:
        word = word.replace(sound, instead)
    return "".join(sorted(set(word) - set("aeiou")))


@dataclass(frozen=True, slots=True)
class _Entry:
    """A known name, folded, and whose it is."""

    key: str
    entity: EntityId
    name: str
    kind: str


class Known:
    """The names of a registry, ready to be compared with."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        """Sort the parts of all names; the cost is paid once."""
        self._by_part: dict[str, list[_Entry]] = defaultdict(list)
        for entity in sorted(entities, key=lambda one: one.id):
            for name in entity.names:
                key = _key(name.text)
                entry = _Entry(key, entity.id, name.text, entity.kind)
                for part in {bones(part) for part in key.split() if part not in PARTICLES and len(part) > 2} - {""}:  # noqa: PLR2004 - a, an
                    self._by_part[part].append(entry)

    def like(self, words: str) -> Likeness | None:
        """The name most like these words, or None where none is like enough."""
        key = _key(words)
        parts = [part for part in key.split() if part not in PARTICLES and len(part) > 2]  # noqa: PLR2004 - as above
        wanted = {bones(part) for part in parts} - {""}
        lists = sorted((self._by_part[one] for one in wanted if one in self._by_part), key=len)
        near = dict.fromkeys(entry for one in lists for entry in one if len(one) <= _CANDIDATES)
        found = [one for entry in near if (one := _compare(key, parts, entry))]
        return max(found, key=lambda one: (one.score, -len(one.name), one.entity), default=None)


def _compare(key: str, parts: list[str], entry: _Entry) -> Likeness | None:
    """How a new name, folded and in its parts, is like a known one; None where it is not."""
    other, entity, name, kind = entry.key, entry.entity, entry.name, entry.kind
    if key == other:
        return Likeness(entity, name, "spelling", f"it is “{name}” but for capitals, hyphens or signs over letters", 1.0)
    theirs = [part for part in other.split() if part not in PARTICLES]
    if len(parts) == 1 and kind == "person" and len(theirs) > 1 and parts[0] == theirs[-1] and len(parts[0]) >= _SHORTEST:
        return Likeness(entity, name, "short", f"it is the last part of “{name}”", 0.8)
    if (
        len(parts) > 1
        and theirs
        and kind == "person"
        and parts[0] == theirs[0]
        and len(theirs) > len(parts)
        and all(part in theirs for part in parts)
    ):
        return Likeness(entity, name, "short", f"all its parts are those of “{name}”", 0.85)
    if min(len(key), len(other)) < _SHORTEST or abs(len(key) - len(other)) > max(2, len(key) // 4):
        return None
    if sorted(key) == sorted(other):
        return Likeness(entity, name, "spelling", f"it has the letters of “{name}” in another order", _SWAPPED)
    likeness = Indel.normalized_similarity(key, other)
    same_bones = [bones(part) for part in key.split()] == [bones(part) for part in other.split()]
    if likeness >= _NEARER and same_bones:
        return Likeness(
            entity, name, "transliteration", f"it is spelt like “{name}” but for vowels or sounds that are written in two ways", likeness
        )
    if likeness >= _NEAR and len(key) > _SHORTEST + 2:
        return Likeness(entity, name, "spelling", f"it is {100 * likeness:.0f} % like “{name}”", likeness)
    return None
