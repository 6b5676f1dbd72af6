"""Evidence packs: one fact with its words, places, voice and source in one file, and the verdict on such a file.

A pack is made from ``data/kb.json`` as data, so that a published site can prove it as well as the project. It is
proved by making it again: whatever differs is named by its field. The seal (SHA-256 over everything else) tells a file
that was changed from one whose content the base no longer holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from kb.findings import Refusal, did_you_mean, shortened

FORMAT: Final = "kb-evidence-pack/1"
CONTEXT: Final = 32  # characters of the article before and after the words
_HEAD: Final = ("id", "url", "title", "authors", "publication", "published", "address", "language")
_ELSEWHERE: Final = frozenset({"id", "article", "voice", "certainty", "status", "evidence", "figures"})  # what a pack says outside ``fact``
_NOT_IN_FACT: Final = _ELSEWHERE | {"origins", "spread"}  # these change with other articles, and the fact's own words do not prove them

Data = Mapping[str, Any]


def pack(data: Data, fact: str, tool: str) -> dict[str, Any]:
    """The evidence pack of a fact; ``data`` is ``data/kb.json``, ``tool`` the version of the program.

    Raises ``Refusal`` where there is no such fact, or the data does not hold what it names.
    """
    facts = {one["id"]: (kind, one, more) for kind, one, more in each_fact(data)}
    if fact not in facts:
        raise Refusal(f"There is no fact `{fact}`.", did_you_mean(fact, facts, "`data/kb.json` lists the facts with their ids."))
    kind, said, more = facts[fact]
    article = _one(data["articles"], said["article"], "article")
    made = {
        "format": FORMAT,
        "tool": f"kb {tool}",
        "fact": {
            "id": said["id"],
            "kind": kind,
            **more,
            **{key: value for key, value in said.items() if key not in _NOT_IN_FACT},
        },
        "certainty": said["certainty"],
        "status": said["status"],
        "voice": _voice(data, said["voice"]),
        "evidence": [_evidence(one, article["text"]) for one in said["evidence"]],
        "article": {**{key: article[key] for key in _HEAD}, "text_sha256": _sha256(article["text"]), **_rights(data, article)},
        "sources": _sources(data, said, more),
    }
    return {**made, "seal": seal(made)}


def audience_of(given: object) -> str:
    """For whom a pack was made; only the packs of restricted articles differ, and say it."""
    article = given.get("article") if isinstance(given, dict) else None
    return "internal" if isinstance(article, dict) and article.get("audience") == "internal" else "public"


def withholds(given: object) -> bool:
    """Whether a pack has the hash of its words in place of the words."""
    evidence = given.get("evidence") if isinstance(given, dict) else None
    return isinstance(evidence, list) and any(isinstance(one, dict) and "exact_sha256" in one for one in evidence)


def _rights(data: Data, article: Data) -> dict[str, Any]:
    """Of a restricted article its rights, for whom the pack is, and what the text whose hash it has leaves out."""
    if article["rights"] == "full":
        return {}
    withheld = {"withheld": article["withheld"]} if "withheld" in article else {}
    return {"rights": article["rights"], "audience": data["audience"], **withheld}


def seal(pack_: Data) -> str:
    """SHA-256 over a pack without its seal: JSON with sorted keys and no spaces, in UTF-8."""
    rest = {key: value for key, value in pack_.items() if key != "seal"}
    return _sha256(json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def faults(given: object, data: Data) -> list[str]:
    """Why a pack does not hold against the base ``data``, each with its field; empty where it holds."""
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        said = given.get("format") if isinstance(given, dict) else None
        return [f"format: this is no evidence pack of the form {FORMAT}" + (f", but says “{said}”" if said else "")]
    fact, tool = given.get("fact"), given.get("tool")
    if not isinstance(fact, dict) or not isinstance(fact.get("id"), str):
        return ["fact.id: the pack names no fact"]
    try:
        expected = pack(data, fact["id"], "")
    except Refusal as refusal:
        return [f"fact.id: {refusal}"]
    # The version says which program made the pack, not what it proves: only the seal speaks for it.
    expected = {**expected, "tool": tool if isinstance(tool, str) else "kb", "seal": given.get("seal")}
    found = [*_differences(given, expected), *_misplaced(expected)]
    if not found and given.get("seal") != seal(given):
        found = ["seal: it does not fit the rest of the file, so `tool` or `seal` was changed"]
    return found


def _differences(given: object, expected: object, path: str = "") -> Iterator[str]:
    if isinstance(given, dict) and isinstance(expected, dict):
        for key in dict.fromkeys((*expected, *given)):
            where = f"{path}.{key}" if path else str(key)
            if key not in given:
                yield f"{where}: it is missing"
            elif key not in expected:
                yield f"{where}: the base has no such field"
            else:
                yield from _differences(given[key], expected[key], where)
    elif isinstance(given, list) and isinstance(expected, list):
        if len(given) != len(expected):
            yield f"{path}: the pack has {len(given)}, the base has {len(expected)}"
        for number, (one, other) in enumerate(zip(given, expected, strict=False)):
            yield from _differences(one, other, f"{path}[{number}]")
    elif type(given) is not type(expected) or given != expected:
        yield f"{path}: the pack says {_shown(given)}, the base says {_shown(expected)}"


def _misplaced(expected: Data) -> Iterator[str]:
    """The words must stand in the article's text where the base says that they do: a data file can be changed too."""
    for number, one in enumerate(expected["evidence"]):
        words = " … ".join(selectors[0]["exact"] for selectors in one["selectors"])
        if words != one["exact"]:
            yield f"evidence[{number}].exact: the text of the article has {_shown(words)} there"


def _shown(value: object) -> str:
    return shortened(json.dumps(value, ensure_ascii=False))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def each_fact(data: Data) -> Iterator[tuple[str, Data, dict[str, Any]]]:
    """Every fact: its kind, itself, and the event or source that holds it."""
    for kind, name in (("actors", "role"), ("dates", "date"), ("relations", "tie"), ("statements", "statement")):
        yield from ((name, one, {}) for one in data[kind])
    for event in data["events"]:
        for account in event["accounts"]:
            yield "event", account, {"event": event["id"]}
            yield from (("figure", one, {"event": event["id"]}) for one in account["figures"])
    for source in data["sources"]:
        yield from (("source", one, {"source": source["id"]}) for one in source["citations"])


def _one(among: Iterable[Data], wanted: object, what: str) -> Data:
    """What has an id; a data file that was changed may name what it does not hold."""
    for one in among:
        if one["id"] == wanted:
            return one
    raise Refusal(f"The data names the {what} `{wanted}` and does not hold it.", "Fetch the file again, or build the site again.")


def _voice(data: Data, voice: Data) -> dict[str, Any]:
    """The voice, with the name that the base has for a speaker."""
    return {**voice, "name": _one(data["entities"], voice.get("id"), "entity")["name"]} if voice["kind"] == "speaker" else dict(voice)


def _sources(data: Data, said: Data, more: Data) -> list[Any]:
    """The works that the fact is in the voice of, was quoted from, or cites, in CSL-JSON."""
    voice = said["voice"]
    named = [voice.get("id") if voice["kind"] == "document" else None, voice.get("via"), more.get("source")]
    return [_one(data["sources"], one, "source")["csl"] for one in dict.fromkeys(named) if one is not None]


def _evidence(one: Data, text: str) -> dict[str, Any]:
    """A passage with the selectors of its parts, over the reading text whose hash the pack has."""
    return {
        "passage": one["passage"],
        "url": one["url"],
        "paragraph": one["paragraph"],
        "state": one["state"],
        "exact": one["exact"],
        **({"exact_sha256": one["exact_sha256"]} if "exact_sha256" in one else {}),
        "selectors": [_selectors(text, span["start"], span["end"]) for span in one["spans"]],
    }


def _selectors(text: str, start: int, end: int) -> list[dict[str, Any]]:
    quote = {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[max(0, start - CONTEXT) : start],
        "suffix": text[end : end + CONTEXT],
    }
    return [quote, {"type": "TextPositionSelector", "start": start, "end": end}]
