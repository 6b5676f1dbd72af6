r"""BibTeX: the entries of Patashnik, *BibTeXing* (1988), with ``url``, ``day``, ``urldate``, ``language`` of biblatex (2.2.2).

=====================  ============================================================================================
field                  holds (section of *BibTeXing*)
=====================  ============================================================================================
entry type (3.1)       ``article`` for newspapers, magazines and journals; ``book``; ``techreport`` for a report with an institution;
                       ``misc`` for all else
``author`` (3.2)       ``Family, Given`` joined by ``and``; a name that does not divide stands in braces of its own (4)
``title``              in double braces, so that no style changes a capital (2, 4)
``journal``            of an ``article``, what it appeared in
``institution``        of a ``techreport``, who issued it; ``publisher`` of a ``book``
``howpublished``       of ``misc``: what it is, container and publisher, joined by commas
``year``, ``month``    what is known of them; ``{(about 2015)}`` for “about”, as 3.2 allows; the month is a macro (``sep``)
``day``                where it is known
``note``               place of a passage, section, version, what is inferred, and the date in words where the parts do not say all
``annote``             the whole notes; standard styles do not print them
=====================  ============================================================================================

Values stand in braces. The ten characters that TeX takes for commands become commands; a brace becomes a word
(``\textbraceleft{}``), since BibTeX counts braces even behind a backslash. Everything else stays Unicode.
"""

from __future__ import annotations

import re
from typing import Final

from kb.citations.moment import known_parts, says_all
from kb.citations.reference import Reference
from kb.citations.style import when_words
from kb.model import Author

_COMMANDS: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "&%$#_"},
}
_SPECIAL: Final = re.compile(r"[\\{}~^&%$#_]")
_IN_ADDRESSES: Final = {"\\": "%5C", "{": "%7B", "}": "%7D", " ": "%20"}
_PLAIN_NAME: Final = re.compile(r"[^\W\d_]+(?:[’'‘.-][^\W\d_]+)*\.?")  # one word: nothing in it that BibTeX would take apart
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ARTICLES: Final = frozenset({"article-newspaper", "article-magazine", "article-journal"})
_DAY: Final = 3


def as_bibtex(reference: Reference) -> str:
    """One entry, ending in a line break."""
    lines = [f"  {name} = {value}," for name, value in _fields(reference) if value]
    return "\n".join([f"@{_entry(reference)}{{{reference.id},", *lines, "}", ""])


def escaped(text: str) -> str:
    r"""Text as TeX prints it: ``R&D {x}`` is ``R\&D \textbraceleft{}x\textbraceright{}``."""
    return _SPECIAL.sub(lambda found: _COMMANDS[found[0]], text)


def _entry(reference: Reference) -> str:
    if reference.type in _ARTICLES:
        return "article"
    if reference.type == "book":
        return "book"
    return "techreport" if reference.type == "report" and reference.publisher else "misc"


def _fields(reference: Reference) -> list[tuple[str, str]]:
    entry = _entry(reference)
    how = [reference.kind[:1].upper() + reference.kind[1:], reference.container_title, reference.publisher]
    issued = reference.issued
    parts = known_parts(issued) if issued else ()
    dates: list[tuple[str, str]] = []
    if issued and parts:
        year = f"(about {parts[0]})" if issued.date.approximate else f"{parts[0]}{'?' if issued.date.uncertain else ''}"
        dates.append(("year", f"{{{year}}}"))
        dates += [("month", _MONTHS[parts[1] - 1])] if len(parts) > 1 else []
        dates += [("day", f"{{{parts[2]}}}")] if len(parts) == _DAY else []
    return [
        ("author", _braced(" and ".join(_name(author) for author in reference.authors))),
        ("title", _braced(_braced(escaped(reference.title)))),
        ("journal", _braced(escaped(reference.container_title)) if entry == "article" else ""),
        ("publisher", _braced(escaped(reference.publisher)) if entry in {"article", "book"} else ""),
        ("institution", _braced(escaped(reference.publisher)) if entry == "techreport" else ""),
        ("type", _braced(escaped(reference.genre)) if entry == "techreport" else ""),
        ("howpublished", _braced(escaped(", ".join(part for part in how if part))) if entry == "misc" else ""),
        *dates,
        ("url", _braced("".join(_IN_ADDRESSES.get(character, character) for character in reference.url))),
        ("urldate", _braced(reference.accessed.text) if reference.accessed else ""),
        ("language", _braced(reference.language)),
        ("note", _braced(escaped(_note(reference)))),
        ("annote", _braced(escaped(" ".join(reference.notes)))),
    ]


def _note(reference: Reference) -> str:
    issued = reference.issued
    said = [
        reference.place,
        f"{reference.section_mark}{reference.section}" if reference.section else "",
        f"version {reference.version}" if reference.version else "",
        f"inferred: {', '.join(reference.inferred)}" if reference.inferred else "",
        f"date: {when_words(issued)}" if issued and not (known_parts(issued) and says_all(issued)) else "",
    ]
    words = "; ".join(part for part in said if part)
    return words if reference.section and not reference.section_mark else words[:1].upper() + words[1:]


def _name(author: Author) -> str:
    if author.literal or not author.given:
        return _braced(escaped(author.literal or author.family))
    given = " ".join(part if _PLAIN_NAME.fullmatch(part) else _braced(escaped(part)) for part in author.given.split(" "))
    return f"{escaped(author.family) if _PLAIN_NAME.fullmatch(author.family) else _braced(escaped(author.family))}, {given}"


def _braced(text: str) -> str:
    return f"{{{text}}}" if text else ""
