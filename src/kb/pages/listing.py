"""What the pages are made from that list everything: the base without the words of its articles.

Such a page goes through all facts, so it cannot be told which of them it read. But it reads heads of articles, the words of quotes and
names, in which paragraphs and in which order these stand, and no text. ``Listing`` gives a base that holds just this, and a digest of
all that it holds: where that is the same, so is every page and data file made from it. Whoever asks this base for a text, or prints an
offset, meets ``WordsRead``, and is given the whole base instead. ``Site`` and ``Library`` call this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from typing import Any, Final, NoReturn, TypeVar, cast

from kb.knowledge import Evidence, JoinedDispute, KnowledgeBase, Passage, ReadArticle
from kb.model import Mention
from kb.pages.wording import Speech

T = TypeVar("T")

KEY: Final = "listed:"
"""The key, as in ``tracing``, of what everything is made from that lists everything."""

_SIZE: Final = 12  # bytes of a digest
_OF_FACTS: Final = ("facts_of", "facts_in", "said_by", "works_under", "belonging_to", "facts_on")  # they hold no article and no offset

Spans = tuple[tuple[int, int], ...]


class WordsRead(Exception):
    """Something asked a base without words for the words of an article, or for the number of an offset."""


def _refused(*_: object) -> NoReturn:
    raise WordsRead


class _Offset(int):
    """An offset as its place among all offsets of its article: it can be compared with them, and nothing else."""

    __str__ = __repr__ = __format__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __index__ = _refused


class _Unread(str):
    """The Markdown of an article, which is not here."""

    __slots__ = ()
    __len__ = __iter__ = __getitem__ = __contains__ = __add__ = __format__ = __str__ = __repr__ = __eq__ = __hash__ = _refused

    def __getattribute__(self, name: str) -> NoReturn:
        raise WordsRead


class _Without:
    """A value of which only what stands here can be asked."""

    __len__ = __iter__ = __contains__ = __add__ = __radd__ = __str__ = __repr__ = __format__ = _refused

    def __getattr__(self, name: str) -> NoReturn:
        raise WordsRead


class _Paragraph(_Without):
    def __init__(self, key: str, label: str, footnote: int | None) -> None:
        self.key, self.label, self.footnote = key, label, footnote


class _Paragraphs(_Without):
    """The paragraphs in which something stands, by their index; how many others there are nobody knows."""

    def __init__(self, there: Mapping[int, _Paragraph]) -> None:
        self._there = there

    def __getitem__(self, at: int) -> _Paragraph:
        try:
            return self._there[at]
        except (KeyError, TypeError):
            raise WordsRead from None


class _Body(_Without):
    def __init__(self, paragraphs: Mapping[int, _Paragraph]) -> None:
        self.paragraphs = _Paragraphs(paragraphs)


class _Words(_Without):
    """A text of which only the names can be read."""

    def __init__(self, said: Mapping[tuple[int, int], str]) -> None:
        self._said = said

    def __getitem__(self, at: slice) -> str:
        try:
            return self._said[at.start, at.stop]
        except (KeyError, AttributeError, TypeError):
            raise WordsRead from None


class _Text(_Without):
    def __init__(self, places: Mapping[int, int], said: Mapping[tuple[int, int], str]) -> None:
        self._places, self.text = places, _Words(said)

    def paragraph_at(self, offset: int) -> int:
        try:
            return self._places[offset]
        except KeyError:
            raise WordsRead from None


@dataclass(frozen=True, slots=True)
class _Shape:
    """All that is kept of the words of an article.

    Offsets are their places among all that the article has, and indices of paragraphs those among the paragraphs in which something
    stands; where words are withheld, they are what they are, for names in these have them too.
    """

    paragraphs: tuple[tuple[int, str, str, int | None], ...]  # of those in which something stands: index, key, label, footnote
    names: tuple[tuple[int, int, str, int, str], ...]  # of each mention: begin, end, entity, index of its paragraph, words
    passages: tuple[tuple[str, Spans, int, str, str], ...]
    misprints: tuple[tuple[Spans, str], ...]
    passed_over: tuple[tuple[Spans, str], ...]
    no_mentions: Spans
    withheld: str

    @classmethod
    def of(cls, read: ReadArticle) -> _Shape:
        spans = [(one.start, one.end) for one in read.mentions]
        spans += [span for one in read.passages for span in one.spans]
        spans += [*(span for span, _ in read.misprints), *(span for span, _ in read.passed_over), *read.no_mentions]
        order = {offset: place for place, offset in enumerate(sorted({offset for span in spans for offset in span}))}

        def placed(given: Iterable[tuple[int, int]]) -> Spans:
            return tuple((order[start], order[end]) for start, end in given)

        text, where = read.text.text, read.text.paragraph_at
        held = sorted({where(one.start) for one in read.mentions} | {one.paragraph for one in read.passages})
        number = {at: at if read.withheld else place for place, at in enumerate(held)}
        number |= {at: at for _, at in read.withheld.mentions} if read.withheld else {}
        return cls(
            tuple((place, one.key, one.label, one.footnote) for at, place in number.items() for one in [read.body.paragraphs[at]]),
            tuple(
                (order[one.start], order[one.end], one.entity, number[where(one.start)], text[one.start : one.end]) for one in read.mentions
            ),
            tuple((one.id, placed(one.spans), number[one.paragraph], one.words, one.withheld) for one in read.passages),
            tuple((placed([span]), repr(one)) for span, one in read.misprints),
            tuple((placed([span]), repr(one)) for span, one in read.passed_over),
            placed(read.no_mentions),
            repr(read.withheld),
        )

    def article(self, read: ReadArticle, passages: dict[tuple[str, str], Passage]) -> ReadArticle:
        """The article with no more of its words than this; ``passages`` takes its passages, by their article and id."""

        def spans(given: Spans) -> Spans:
            return tuple((_Offset(start), _Offset(end)) for start, end in given)

        kept = tuple(
            replace(passage, spans=spans(shape[1]), paragraph=_Offset(shape[2]))
            for passage, shape in zip(read.passages, self.passages, strict=True)
        )
        passages.update(((one.article, one.id), one) for one in kept)
        text = _Text(
            {start: _Offset(where) for start, _, _, where, _ in self.names}, {(start, end): words for start, end, _, _, words in self.names}
        )
        return replace(
            read,
            article=replace(read.article, body=_Unread()),
            body=cast("Any", _Body({at: _Paragraph(key, label, note) for at, key, label, note in self.paragraphs})),
            text=cast("Any", text),
            mentions=tuple(Mention(_Offset(start), _Offset(end), cast("Any", entity)) for start, end, entity, _, _ in self.names),
            passages=kept,
            misprints=tuple((spans(at)[0], one) for (at, _), (_, one) in zip(self.misprints, read.misprints, strict=True)),
            passed_over=tuple((spans(at)[0], one) for (at, _), (_, one) in zip(self.passed_over, read.passed_over, strict=True)),
            no_mentions=spans(self.no_mentions),
        )


class Listing:
    """The base without words, and the digest of what it holds."""

    def __init__(self, kb: KnowledgeBase) -> None:
        """Keep the whole base; nothing is made yet."""
        self._whole = kb

    @cached_property
    def _shapes(self) -> list[_Shape]:
        return [_Shape.of(read) for read in self._whole.articles.values()]

    def made(self, make: Callable[[KnowledgeBase, Speech], Iterable[T]]) -> tuple[list[T], bool]:
        """What is made from the base without words, if that can be done; else from the whole one, and ``False``."""
        if not self._whole.unplaced:
            try:
                return list(make(self.kb, self.speech)), True
            except WordsRead:
                pass
        return list(make(self._whole, Speech.of(self._whole))), False

    def ready(self) -> None:
        """Make the base without words: before work is handed out, so that not each worker does it."""
        if not self._whole.unplaced:
            with suppress(WordsRead):
                self.speech.ready()

    def forget(self) -> None:
        """Let go of the base without words: when everything is made."""
        for name in ("kb", "speech"):
            vars(self).pop(name, None)

    @cached_property
    def speech(self) -> Speech:
        """What says the facts of the base without words."""
        return Speech.of(self.kb)

    @cached_property
    def kb(self) -> KnowledgeBase:
        """The base without words."""
        whole = self._whole
        passages: dict[tuple[str, str], Passage] = {}
        articles = {read.id: shape.article(read, passages) for read, shape in zip(whole.articles.values(), self._shapes, strict=True)}

        def kept(given: Iterable[Passage]) -> tuple[Passage, ...]:
            return tuple(passages[one.article, one.id] for one in given)

        def evidence(given: Iterable[Evidence]) -> tuple[Evidence, ...]:
            return tuple(Evidence(one.fact, passages[one.passage.article, one.passage.id], one.quote, one.state) for one in given)

        def dispute(given: JoinedDispute) -> JoinedDispute:
            return replace(given, sides=tuple(replace(side, passages=kept(side.passages)) for side in given.sides))

        kb = replace(
            whole,
            articles=articles,
            evidence={fact: evidence(found) for fact, found in whole.evidence.items()},
            disputes={one: dispute(joined) for one, joined in whole.disputes.items()},
            notes={one: dict(zip(found, kept(found.values()), strict=True)) for one, found in whole.notes.items()},
            judged={pair: kept(found) for pair, found in whole.judged.items()},
        )
        vars(kb).update({name: getattr(whole, name) for name in _OF_FACTS})
        return kb

    def digest(self, hashes: Mapping[str, str], heads: Mapping[str, str]) -> str:
        """Of all that the base without words holds; ``hashes`` are those of all content files, ``heads`` those of articles without text."""
        kb = self._whole
        found = (
            sorted({**hashes, **heads}.items()),
            sorted(hashes.items()) if kb.unplaced else (),
            list(zip(kb.articles, self._shapes, strict=True)),
            list(kb.facts),
            [(fact, [(one.passage.article, one.passage.id, one.state) for one in found]) for fact, found in kb.evidence.items()],
            [(one, [[_named(side.passages), [fact.id for fact in side.facts]] for side in of.sides]) for one, of in kb.disputes.items()],
            [(one, [(at, _named([passage])) for at, passage in notes.items()]) for one, notes in kb.notes.items()],
            [(pair, _named(judging)) for pair, judging in kb.judged.items()],
            [list(ids) for ids in (kb.entities, kb.events, kb.works, kb.moved, kb.left_out.items())],
            (kb.quotes_checked, kb.quotes_matched),
        )
        return blake2b(repr(found).encode("utf-8", "surrogatepass"), digest_size=_SIZE).hexdigest()


def _named(passages: Iterable[Passage]) -> list[tuple[str, str]]:
    return [(one.article, one.id) for one in passages]
