"""What changed between two states of the base, for the reviewer of a contribution: facts, entities, articles and disputes.

A fact that says the same in other words, or the same words with another certainty, is one fact changed and not two. What
makes words surer than they were is said first: it is what a reviewer must not overlook. ``cli`` calls it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Literal

from kb.findings import shortened, visible
from kb.knowledge import KnowledgeBase
from kb.model import (
    Article,
    Author,
    DateFact,
    Entity,
    EventFact,
    Fact,
    FigureFact,
    HeadAuthor,
    HeadValue,
    Judgement,
    Name,
    RoleFact,
    SourceFact,
    StatementFact,
    TieFact,
    Voice,
    When,
)
from kb.pages.page import plural
from kb.source import Place
from kb.vocabulary import LABEL, TIE

Form = Literal["text", "markdown", "json"]
Told = str | tuple[str, ...]

_ALIKE: Final = 0.5  # of the weight of a fact's fields, from which two facts of one article are one fact changed
_UNTOLD: Final = {"id", "place", "spots", "article", "facts", "unread", "body_line", "original_place", "note_cites"}
_SURENESS: Final = {"certainty", "status", "voice"}
_SIGN: Final = {"added": "+", "changed": "~", "removed": "-"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field that changed: its key in the front matter, and what it said and says."""

    key: str
    before: Told
    after: Told


@dataclass(frozen=True, slots=True)
class Item:
    """A thing that was added, changed or removed; ``place`` is where it stands now, or stood."""

    how: Literal["added", "changed", "removed"]
    what: str
    says: str
    place: Place
    words: tuple[str, ...] = ()
    sure: str = ""
    fields: tuple[Field, ...] = ()

    @property
    def surer(self) -> bool:
        """Whether its voice, certainty or status changed."""
        return any(one.key in _SURENESS for one in self.fields)


def between(old: KnowledgeBase, new: KnowledgeBase) -> list[Item]:
    """Everything that was added, changed or removed, ordered by place."""
    found = [
        *_facts(old, new),
        *_things("entity", old.entities, new.entities),
        *_things(
            "article", {one: each.article for one, each in old.articles.items()}, {one: each.article for one, each in new.articles.items()}
        ),
        *_things(
            "dispute", {one: each.dispute for one, each in old.disputes.items()}, {one: each.dispute for one, each in new.disputes.items()}
        ),
    ]
    return sorted(found, key=lambda one: (one.place, one.what, one.how, one.says))


# -------------------------------------------------------------------------------------------------- facts


def _facts(old: KnowledgeBase, new: KnowledgeBase) -> Iterator[Item]:
    gone: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    come: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for one, fact in old.facts.items():
        if one not in new.facts:
            gone[fact.article, fact.kind].append(fact)
    for one, fact in new.facts.items():
        before = old.facts.get(one)
        if before is None:
            come[fact.article, fact.kind].append(fact)
        elif changed := _changed(before, fact):
            yield _item("changed", fact, changed)
    for key in sorted(gone.keys() | come.keys()):
        yield from _paired(gone[key], come[key])


def _paired(gone: list[Fact], come: list[Fact]) -> Iterator[Item]:
    """Facts of one kind in one article: the likest are one fact changed, the rest went or came."""
    likest = sorted(
        ((-_likeness(before, after), at, to) for at, before in enumerate(gone) for to, after in enumerate(come)),
    )
    left, right = set(range(len(gone))), set(range(len(come)))
    for minus, at, to in likest:
        if -minus >= _ALIKE and at in left and to in right:
            left.remove(at)
            right.remove(to)
            yield _item("changed", come[to], _changed(gone[at], come[to]))
    yield from (_item("removed", gone[at]) for at in sorted(left))
    yield from (_item("added", come[to]) for to in sorted(right))


def _likeness(before: Fact, after: Fact) -> float:
    """The share of the fields that say the same, of those that either has; 0 to 1."""
    one, other = _said(before), _said(after)
    keys = [key for key in one if one[key] or other[key]]
    return sum(one[key] == other[key] for key in keys) / len(keys)


def _item(how: Literal["added", "changed", "removed"], fact: Fact, changed: tuple[Field, ...] = ()) -> Item:
    sure = ", ".join((_voice(fact.voice), fact.certainty, *((fact.status,) if fact.status != "actual" else ())))
    return Item(how, fact.kind, summary(fact), fact.place, tuple(quote.exact for quote in fact.quotes), sure, changed)


def summary(fact: Fact) -> str:
    """A fact in one line, in the words of its annotation."""
    match fact:
        case RoleFact():
            return f"{fact.actor} as “{fact.described_as}”" if fact.described_as else fact.actor
        case EventFact():
            return f"{fact.event}: {fact.title} ({LABEL[fact.event_kind]})"
        case FigureFact():
            return f"{fact.event}: {fact.what}, “{fact.printed}”"
        case DateFact():
            return f"“{fact.printed}” is {fact.when.date.text}"
        case TieFact():
            return f"{fact.subject} {TIE[fact.tie].label} {fact.object}"
        case StatementFact():
            return f"{', '.join(fact.about)}: {fact.says}"
        case SourceFact():
            return f"{fact.source}: {fact.title}" if fact.title else fact.source
        case _:  # there is no other kind
            raise TypeError(fact)


# ----------------------------------------------------------------------------------------- other things


def _things(what: str, old: Mapping[Any, Any], new: Mapping[Any, Any]) -> Iterator[Item]:
    for one in sorted(old.keys() | new.keys()):
        before, after = old.get(one), new.get(one)
        if before is None and after is not None:
            yield Item("added", what, f"{one}: {_title(after)}", after.place)
        elif before is not None and after is None:
            yield Item("removed", what, f"{one}: {_title(before)}", before.place)
        elif after is not None and (changed := _changed(before, after)):
            yield Item("changed", what, f"{one}: {_title(after)}", after.place, fields=changed)


def _title(thing: Any) -> str:  # noqa: ANN401 - an entity, an article or a dispute
    if isinstance(thing, Entity):
        return thing.name
    return thing.title.value if isinstance(thing, Article) else str(thing.question)


def _changed(before: object, after: object) -> tuple[Field, ...]:
    one, other = _said(before), _said(after)
    return tuple(Field(key, one[key], other[key]) for key in one if one[key] != other[key])


def _said(thing: Any) -> dict[str, Told]:  # noqa: ANN401 - any frozen value of the model
    """What a value says, field by field, as a reviewer reads it; where it stands is left out."""
    found = {one.name: _told(getattr(thing, one.name)) for one in fields(thing) if one.name not in _UNTOLD}
    if "body" in found:
        found["body"] = tuple(part for part in thing.body.split("\n\n") if part.strip())
    return found


def _told(value: Any) -> Told:  # noqa: ANN401 - one case for each kind of value in the model
    match value:
        case None | str() | int():
            return "" if value is None else str(value)
        case When():
            bounds = [f"{word} {date.text}" for word, date in (("earliest", value.earliest), ("latest", value.latest)) if date]
            return "; ".join([value.date.text, *bounds, *([f"basis: {value.basis}"] if value.basis else [])])
        case Voice():
            return _voice(value)
        case HeadValue() | HeadAuthor():
            return f"{value.value} (basis: {value.basis})" if value.basis else value.value
        case Author():
            return value.literal or ", ".join(part for part in (value.family, value.given) if part)
        case Name():
            return " ".join(
                [value.text, f"({value.kind})", *([f"only in {', '.join(value.only_in)}"] if value.only_in else []), value.find]
            )
        case Judgement():
            return f"{value.other}: {value.reason}"
        case tuple() if len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], tuple):  # noqa: PLR2004 - a role and who has it
            return f"{value[0]}: {', '.join(map(str, value[1]))}"
        case tuple() | list():
            return tuple(one if isinstance(one := _told(each), str) else ", ".join(one) for each in value)
        case _ if hasattr(value, "exact"):
            beside = [f"{side} “{words}”" for side, words in (("after", value.prefix), ("before", value.suffix)) if words]
            return " ".join([f"“{value.exact}”" if value.footnote is None else f"footnote {value.footnote}", *beside])
        case _ if hasattr(value, "text"):
            return str(value.text)
        case _:
            return "; ".join(f"{key}: {told}" for key, told in _said(value).items() if told)


def _voice(voice: Voice) -> str:
    said = voice.kind if voice.kind == "author" else f"{voice.kind} {voice.who}"
    return f"{said}, via {voice.via}" if voice.via else said


# ------------------------------------------------------------------------------------------------ telling


def told(items: Iterable[Item], form: Form, left_out: tuple[int, int] = (0, 0)) -> str:
    """What changed as text for a terminal, as Markdown for a review, or as JSON.

    ``left_out`` are the facts that errors keep out of the older and the newer state.
    """
    found = list(items)
    if form == "json":
        return json.dumps([_plain(one) for one in found], ensure_ascii=True, indent=1)
    lines = [_counted(found)]
    lines += [
        f"{plural(many, 'fact')} of the {which} state with errors, not compared."
        for many, which in zip(left_out, ("older", "newer"), strict=True)
        if many
    ]
    if surer := [one for one in found if one.surer]:
        lines += [
            "",
            _heading("Voice, certainty or status changed: read these first", form, path=False),
            *(line for one in surer for line in _lines(one, form)),
        ]
    path = ""
    for one in found:
        if one.surer:
            continue
        if one.place.path != path:
            path = one.place.path
            lines += ["", _heading(path, form)]
        lines += _lines(one, form)
    return "\n".join(visible(line) if form == "text" else line for line in lines)


def _counted(found: list[Item]) -> str:
    if not found:
        return "Nothing changed."
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in found:
        group = one.what if one.what in {"entity", "article", "dispute"} else "fact"
        counts[{"entity": "entities"}.get(group, f"{group}s")][one.how] += 1
    said = [
        f"{group}: {', '.join(f'{many} {how}' for how in _SIGN if (many := counts[group][how]))}"
        for group in ("facts", "entities", "articles", "disputes")
        if group in counts
    ]
    return f"{'; '.join(said)}.".capitalize()


def _heading(words: str, form: Form, *, path: bool = True) -> str:
    return f"### {_code(words) if path else words}" if form == "markdown" else words


def _lines(one: Item, form: Form) -> Iterator[str]:
    where = f"{one.place.path}:{one.place.line}"
    if form == "markdown":
        yield f"- **{one.how}** {one.what}: {_code(one.says)} ({_code(where)})"
        inner = "  - "
    else:
        yield f"  {_SIGN[one.how]} {one.what}: {one.says}  ({where})"
        inner = "      "
    mark = _code if form == "markdown" else str
    if one.how != "changed" and one.sure:
        yield f"{inner}{mark(one.sure)}"
        yield from (f"{inner}{mark(f'“{shortened(words)}”')}" for words in one.words if words)
    for field in one.fields:
        yield from (f"{inner}{line}" for line in _difference(field, mark))


def _difference(field: Field, mark: Any) -> Iterator[str]:  # noqa: ANN401 - a function from text to text
    if isinstance(field.before, str) and isinstance(field.after, str):
        before, after = (mark(shortened(one)) if one else "nothing" for one in (field.before, field.after))
        yield f"{field.key}: {before} → {after}"
        return
    before, after = (one if isinstance(one, tuple) else ((one,) if one else ()) for one in (field.before, field.after))
    yield from (f"{field.key}: - {mark(shortened(one))}" for one in before if one not in after)
    yield from (f"{field.key}: + {mark(shortened(one))}" for one in after if one not in before)
    if set(before) == set(after):
        yield f"{field.key}: in another order"


def _code(words: str) -> str:
    """Words as code of Markdown, in which nothing is markup: between more grave accents than stand in them."""
    words = " ".join(words.split())
    longest = max((len(run) for run in "".join(each if each == "`" else " " for each in words).split()), default=0)
    fence = "`" * (longest + 1)
    pad = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{pad}{words}{pad}{fence}"


def _plain(one: Item) -> dict[str, Any]:
    return {
        "how": one.how,
        "what": one.what,
        "says": one.says,
        "path": one.place.path,
        "line": one.place.line,
        "words": list(one.words),
        "sure": one.sure,
        "surer": one.surer,
        "fields": [{"key": field.key, "before": field.before, "after": field.after} for field in one.fields],
    }
