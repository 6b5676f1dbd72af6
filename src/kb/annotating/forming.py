"""From the answers of a form to an annotation in the front matter of its article; everything else stays byte for byte."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kb import contract, revising
from kb.annotating.quoting import Selected, placed
from kb.contract import Asked
from kb.editing import Change, Draft, Plain, together
from kb.findings import Refusal, did_you_mean
from kb.knowledge import ReadArticle
from kb.model import ArticleId, Fact
from kb.passages import Span
from kb.passages.reading import folded
from kb.repairs import Words
from kb.revising import Desk, NewEntity
from kb.source import KeyPath

_LEAST: Final = 2  # parts of the path of an annotation: the key of its kind and its index


@dataclass(frozen=True, slots=True)
class Wanted:
    """An annotation as a form gives it: its kind (the key of an article), the answers by key, the selected words.

    ``entities`` are made in the same step. Without ``quoted`` the annotation has no quotes of its own, where its kind allows that.
    """

    article: str
    kind: str
    answers: Mapping[str, Any]
    selected: Sequence[Selected] = ()
    entities: Sequence[NewEntity] = ()
    quoted: bool = True


@dataclass(frozen=True, slots=True)
class Formed:
    """The changes that a form means; ``at`` is where its annotation stands afterwards, ``spans`` where its quotes stand in the text."""

    changes: tuple[Change, ...]
    draft: Draft
    at: KeyPath
    quotes: tuple[Words, ...] = ()
    spans: tuple[Span, ...] = ()


def added(desk: Desk, wanted: Wanted) -> Formed:
    """A new annotation below the others of its kind. Raises ``Refusal`` where it cannot be written."""
    article, draft = _opened(desk, wanted.article)
    asked = _asked(wanted.kind)
    found = [placed(article, one) for one in wanted.selected]
    quotes = tuple(dict.fromkeys(words for _, words in found))
    if not quotes:
        raise Refusal("No words are selected.", "Select the words that say it.")
    item = _item(asked, wanted.answers, quotes, own=wanted.quoted or any(one.quotes and one.needed for one in asked))
    if wanted.kind in draft.front:
        draft = draft.insert((wanted.kind,), [item])
    else:
        draft = draft.add((), wanted.kind, [item], _before(draft, wanted.kind))
    at = (wanted.kind, len(draft.at((wanted.kind,))) - 1)
    changes = [draft.change, *(_new_entity(desk, one) for one in wanted.entities)]
    return Formed(_together(changes), draft, at, quotes, tuple(span for span, _ in found))


def changed(desk: Desk, fact: str, wanted: Wanted) -> Formed:
    """An annotation with other answers: only the keys that differ are written anew. Its quotes stay, and selected words join them."""
    article, draft = _opened(desk, wanted.article)
    at = _place(desk, draft, wanted.article, fact)
    if len(at) != _LEAST or at[0] != wanted.kind:
        raise Refusal("This fact is a part of another annotation.", "Change it there.")
    asked, old = _asked(wanted.kind), draft.at(at)
    found = [placed(article, one) for one in wanted.selected]
    quotes = tuple(dict.fromkeys(words for _, words in found))
    item = _item(asked, wanted.answers, quotes, own=False)
    if "quotes" in old or quotes:
        item["quotes"] = [*old.get("quotes", ()), *(one for one in map(_quote, quotes) if one not in old.get("quotes", ()))]
    order = [one.key for one in asked]
    for key in [key for key in old if key not in item]:
        draft = draft.remove((*at, key))
    for key, value in item.items():
        if key not in old:
            there = [one for one in draft.at(at) if one in order and order.index(one) < order.index(key)] if key in order else []
            draft = draft.add(at, key, value, there[-1] if there else None)
        elif value != old[key]:
            draft = _replaced(draft, (*at, key), old[key], value)
    changes = [draft.change, *(_new_entity(desk, one) for one in wanted.entities)]
    return Formed(_together(changes), draft, at, quotes, tuple(span for span, _ in found))


def removed(desk: Desk, article: str, fact: str) -> Formed:
    """An article without one of its annotations. Raises ``Refusal`` where there is no such fact."""
    _, draft = _opened(desk, article)
    at = _place(desk, draft, article, fact)
    draft = draft.remove(at)
    return Formed((draft.change,), draft, at)


def standing(desk: Desk, article: str, fact: str) -> tuple[str, Mapping[str, Any]]:
    """An annotation as it stands: its kind, and its answers as the form has them."""
    _, draft = _opened(desk, article)
    at = _place(desk, draft, article, fact)
    if len(at) != _LEAST:
        raise Refusal("This fact is a part of another annotation.", "Change it there.")
    return str(at[0]), draft.at(at)


# ------------------------------------------------------------------------------------------------ the article


def _opened(desk: Desk, one: str) -> tuple[ReadArticle, Draft]:
    desk.known(one, "article")
    article = desk.kb.articles[ArticleId(one)]
    path = article.article.place.path
    return article, Draft.read(path, desk.files[path])


def _asked(kind: str) -> tuple[Asked, ...]:
    known = contract.kinds_of_annotation()
    if kind not in known:
        raise Refusal(f"“{kind}” is no kind of annotation.", did_you_mean(kind, known))
    return known[kind][1]


def _place(desk: Desk, draft: Draft, article: str, fact: str) -> KeyPath:
    """Where a fact stands in the front matter."""
    held: Fact | None = next((one for one in desk.kb.facts_in[ArticleId(article)] if one.id == fact), None)
    if held is not None:
        for at, node in draft.nodes.items():
            if len(at) >= _LEAST and node.kind == "mapping" and isinstance(at[-1], int) and node.start == held.place:
                return at
    raise Refusal(f"{draft.path} has no such fact any more.", "Load the page anew.")


def _before(draft: Draft, kind: str) -> str | None:
    """The key below which the first annotation of a kind belongs: the last there is of those that the contract has before it."""
    order = list(contract.ArticleShape.model_fields)
    there = [key for key in draft.front if key in order and order.index(key) < order.index(kind)]
    return max(there, key=order.index, default=None)


def _new_entity(desk: Desk, wanted: NewEntity) -> Change:
    return revising.new_entity(desk, wanted).changes[0]


def _together(changes: Sequence[Change]) -> tuple[Change, ...]:
    if len({one.path for one in changes}) < len(changes):
        raise Refusal("Two new entities have the same id.", "Give one of them another.")
    return together(changes)


def _replaced(draft: Draft, at: KeyPath, old: Plain, new: Plain) -> Draft:
    """Another value under a key; words are replaced where they stand."""
    if isinstance(old, str) and isinstance(new, str):
        return draft.replace({at: new})
    if isinstance(old, list) and isinstance(new, list) and new[: len(old)] == old:
        return draft.insert(at, new[len(old) :])
    order = list(draft.at(at[:-1]))
    place = order.index(at[-1])
    return draft.remove(at).add(at[:-1], str(at[-1]), new, order[place - 1]) if place else _first(draft, at, new)


def _first(draft: Draft, at: KeyPath, new: Plain) -> Draft:
    """Another value under the first key of an annotation: the annotation is written anew."""
    item = dict(draft.at(at[:-1])) | {str(at[-1]): new}
    index = int(at[-2])
    return draft.insert(at[:-2], [item], index).remove((*at[:-2], index + 1))


# ------------------------------------------------------------------------------------------------ the answers


def _item(asked: Sequence[Asked], answers: Mapping[str, Any], quotes: Sequence[Words], *, own: bool) -> dict[str, Plain]:
    """What an annotation holds: the answers that say something, in the order of the contract, its quotes last.

    Keys that the contract does not know are kept, so that it refuses them.
    """
    known = {one.key for one in asked}
    item: dict[str, Plain] = {}
    for one in asked:
        if one.key != "quotes":
            value = _answer(one, answers.get(one.key, ""), quotes)
            if value and value != one.default:
                item[one.key] = value
    item |= {key: _plain(key, value) for key, value in answers.items() if key not in known}
    if own:
        item["quotes"] = [_quote(one) for one in quotes]
    return item


def _answer(asked: Asked, value: object, quotes: Sequence[Words]) -> Plain:
    """An answer as front matter holds it; empty where nothing was answered."""
    if asked.many and isinstance(value, list):
        return [answer for one in value if (answer := _one_answer(asked, one, quotes))]
    if asked.answer == "listed" and isinstance(value, dict):
        order = [term.id for term in asked.terms]
        roles = sorted(value, key=lambda role: order.index(role) if role in order else len(order))
        listed = {str(role): _plain(asked.key, value[role]) for role in roles}
        return {role: ids for role, ids in listed.items() if ids}
    return _plain(asked.key, value) if asked.many else _one_answer(asked, value, quotes)


def _one_answer(asked: Asked, value: object, quotes: Sequence[Words]) -> Plain:
    if asked.answer != "mapping" or not isinstance(value, dict):
        return _plain(asked.key, value)
    inside = _item(asked.inside, value, quotes, own=False)
    if asked.plain and set(inside) == {asked.plain}:
        return inside[asked.plain]
    if inside and any(one.quotes and one.needed for one in asked.inside):  # a figure rests on those words of its event that hold it
        kept = _plain("quotes", value.get("quotes", []))
        printed = folded(str(inside.get("printed", "")))
        holding = [one for one in quotes if printed and printed in folded(one.exact)]
        inside["quotes"] = kept or [_quote(one) for one in holding or quotes]
    return inside


def _plain(key: str, value: object) -> Plain:
    """Words, and lists and mappings of words; empty ones left out. Raises ``Refusal`` for anything else."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return [answer for one in value if (answer := _plain(key, one))]
    if isinstance(value, dict):
        return {str(part): answer for part, one in value.items() if (answer := _plain(str(part), one))}
    raise Refusal(f"The answer to `{key}` is not made of words.", "Every value of the front matter is written as words.")


def _quote(words: Words) -> Plain:
    beside = {key: value for key, value in (("prefix", words.prefix), ("suffix", words.suffix)) if value}
    return {"exact": words.exact, **beside} if beside else words.exact
