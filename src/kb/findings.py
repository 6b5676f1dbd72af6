"""What is wrong with the content, as values: place, code, the fact in the editor's words, and the likely fix.

A ``Finding`` is collected, never raised; ``explain`` gives it a voice for a terminal, a program or a code review.
``Refusal`` is the one exception of the project: raised only when a command cannot go on at all. This room does not
look for problems. Every room above may call it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from rapidfuzz import fuzz, process

from kb.source import UNWANTED, Flaw, Place

Severity = Literal["error", "warning"]
Format = Literal["text", "json", "github"]

CODES: Final[dict[str, str]] = {
    "not-utf-8": "A file that is not UTF-8",
    "too-large": "A file that is too large",
    "control-character": "An invisible character",
    "bad-file-name": "A file name that cannot be an id",
    "link-out": "A link to another file",
    "not-readable": "A file or folder that cannot be read",
    "no-front-matter": "No front matter",
    "front-matter-not-closed": "Front matter without an end",
    "not-yaml": "Front matter that is not YAML",
    "yaml-feature": "A part of YAML that is not read",
    "cut-by-comment": "A value cut off by a comment",
    "duplicate-key": "A key that stands twice",
    "unknown-key": "An unknown key",
    "missing-key": "A missing key",
    "empty-value": "An empty value",
    "wrong-type": "A value of the wrong type",
    "not-in-list": "A word that is not in its list",
    "bad-id": "An id that is not well formed",
    "impossible-date": "A date that does not exist",
    "date-out-of-bounds": "A date outside its own bounds",
    "unknown-id": "An unknown id",
    "wrong-kind": "An id of the wrong kind",
    "duplicate-id": "An id that is used twice",
    "wrong-folder": "An entity in the wrong folder",
    "id-given-up": "An id that was given up",
    "name-claimed-twice": "A name that two entities claim",
    "quote-not-found": "A quote that the body does not hold",
    "quote-not-unique": "A quote that stands there more than once",
    "quote-across-paragraphs": "A quote that crosses a paragraph",
    "words-not-in-quote": "Words that their quote does not hold",
    "said-twice": "The same fact annotated twice",
    "words-without-fact": "Words that no fact rests on",
    "uncited-sentence": "A sentence of a note without its words",
    "unread-text": "A text that no page would show",
    "nested-too-deep": "Quotes or lists that are nested too deep",
    "missing-footnote": "A footnote that does not exist",
    "unused-footnote": "A footnote that nothing points to",
    "source-without-passage": "A source that nothing rests on",
    "mention-not-found": "An override that meets no words",
    "accounts-differ": "One event with two kinds",
    "draft": "An article that is a draft",
    "rests-on-draft": "Something that only a draft holds up",
    "withheld-words": "A sentence that repeats withheld words",
    "original-changed": "An original that does not match its hash",
    "counts-dropped": "A count that has dropped",
    "lock-behind": "Counts that are not up to date",
    "bad-lock": "A line of kb.lock that cannot be read",
    "broken-link": "A link that leads nowhere",
    "duplicate-anchor": "An anchor that stands twice on a page",
}

NEAR: Final = 60  # below this likeness, an id that is named would mislead
CLOSE: Final = 78  # the same for short words that resemble each other anyway: `kind` and `find`

# What a file may not hold, what turns the direction of what follows, and the halves that stand for bytes of a file name that is not UTF-8
SHOWN: Final = 90  # characters of an editor's words that a message repeats


class Refusal(Exception):
    """The command cannot go on. ``str()`` is the sentence for the user; ``hint`` says what to do."""

    def __init__(self, fact: str, hint: str = "") -> None:
        """Keep fact and hint apart, as a finding does."""
        super().__init__(fact)
        self.hint = hint


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One problem of the content."""

    place: Place
    code: str
    fact: str
    hint: str = ""
    severity: Severity = "error"
    repair: str = ""  # what the line would read, with what stands around the words, ready to paste; lines end in a line feed
    until: int = 0  # the last line that the repair replaces

    @classmethod
    def from_flaw(cls, flaw: Flaw) -> Finding:
        """The finding that a flaw of a file becomes."""
        return cls(flaw.place, flaw.code, flaw.fact, flaw.hint)

    @property
    def docs(self) -> str:
        """Where the guide explains the code, relative to the root of the site and of the docs folder."""
        return f"guide/findings.md#{self.code}"

    def explain(self, form: Format = "text") -> str:
        """The finding in one of its voices; nothing an editor wrote can act on a terminal or a CI runner."""
        if form == "github":
            level = "error" if self.severity == "error" else "warning"
            message = "%0A".join(map(_github, [f"{self.fact} {self.hint}".strip(), *self._repair()]))
            where = f"file={_github(self.place.path, prop=True)},line={self.place.line},col={self.place.column}"
            return f"::{level} {where},title={self.code}::{message}"
        if form == "json":
            return json.dumps(self.as_dict(), ensure_ascii=True)
        lines = [f"{visible(str(self.place))}: {self.severity}: {visible(self.fact)} [{self.code}]"]
        if self.hint:
            lines.append(f"    {visible(self.hint)}")
        if self.repair:
            said, *repaired = self._repair()
            lines += [f"    {said}", *map(visible, repaired)]
        return "\n".join(lines)

    def _repair(self) -> list[str]:
        """The repair: a line that says where it belongs, and the lines to paste."""
        if not self.repair:
            return []
        first = self.place.line
        where = f"Line {first} would read:" if self.until <= first else f"Lines {first} to {self.until} would read:"
        return [where, *self.repair.split("\n")]

    def as_dict(self) -> dict[str, str | int]:
        """The finding for programs."""
        return {
            "path": self.place.path,
            "line": self.place.line,
            "column": self.place.column,
            "severity": self.severity,
            "code": self.code,
            "fact": self.fact,
            "hint": self.hint,
            "repair": self.repair,
            "docs": self.docs,
        }


def report(findings: Sequence[Finding], form: Format = "text") -> str:
    """All findings in one voice, ordered by place, with a closing count in the text voice."""
    ordered = sorted(set(findings))
    if form == "json":
        return json.dumps([finding.as_dict() for finding in ordered], ensure_ascii=True, indent=1)
    said = [finding.explain(form) for finding in ordered]
    if form == "text":
        errors = sum(finding.severity == "error" for finding in ordered)
        files = len({finding.place.path for finding in ordered})
        said.append(
            f"{_count(errors, 'error')}, {_count(len(ordered) - errors, 'warning')} in {_count(files, 'file')}."
            + (" Each code is explained in docs/guide/findings.md." if ordered else "")
            if ordered
            else "No findings."
        )
    return "\n".join(said)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding keeps the site from being built."""
    return any(finding.severity == "error" for finding in findings)


def did_you_mean(word: str, known: Iterable[str], fallback: str = "", nearest: float = NEAR) -> str:
    """The hint that names the nearest known words, or ``fallback`` where none is as near as ``nearest``.

    Nearness is the normalised Indel similarity of rapidfuzz (0 to 100), capitals aside.
    """
    near = process.extract(word, sorted(set(known)), scorer=fuzz.ratio, processor=str.casefold, limit=3, score_cutoff=nearest)
    good = [name for name, score, _ in near if score >= near[0][1] - 8]
    if not good:
        return fallback
    return f"Did you mean {' or '.join(f'`{name}`' for name in good)}?"


def shortened(words: str) -> str:
    """Words as a message repeats them: whole up to ``SHOWN`` characters, else their beginning and end."""
    return words if len(words) <= SHOWN else f"{words[:60]} … {words[-25:]}"


# What no content file may hold, and besides white space but blanks, signs that turn the direction of what follows, and halves of
# characters. What merely cannot be seen, such as a soft hyphen, stays: a repair has the words of the text.
_ACTING: Final = re.compile(f"{UNWANTED.pattern}|[\x00-\x1f\u061c\u200e\u200f\ud800-\udfff]")
# What runners of CI take for a command: `::` at the start of a line, white space aside; the others wherever they stand
_COMMAND: Final = re.compile(r"^\s*:(?=:)|##(?=\[|vso\[)")


def visible(text: str) -> str:
    """Text for one line of a terminal or of a build server's log: what would act there becomes visible escapes."""
    seen = _ACTING.sub(lambda found: _escaped(found.group()), text)
    return _COMMAND.sub(lambda found: f"{found.group()[:-1]}{_escaped(found.group()[-1])}", seen)


def _escaped(character: str) -> str:
    number = ord(character)
    return "\\n" if character == "\n" else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"  # noqa: PLR2004 - the end of the basic plane


def _github(text: str, *, prop: bool = False) -> str:
    """Escape data for a GitHub Actions workflow command ("Workflow commands", GitHub Docs)."""
    escaped = visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escaped.replace(":", "%3A").replace(",", "%2C") if prop else escaped


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
