"""One file of an editor's: its text, the places in it, and its YAML with line and column of every value.

``divide`` splits a file into front matter and body; ``compose`` reads YAML into plain dicts, lists and strings and
remembers where each key and value stands. What is wrong comes back as a ``Flaw``, never as an exception. This room
does not know what the keys mean and does not touch the disk. ``articles`` and ``registry`` call it.

Every scalar stays text: YAML 1.1 would read ``no`` as false and ``2015-02-30`` as an error (YAML 1.1, "Language-
independent types"). Anchors, aliases, tags, merge keys and duplicate keys are refused: an editor never needs them, and
they hide or multiply content.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, Literal, NamedTuple

import yaml
from frontmatter.default_handlers import YAMLHandler

DEEPEST: Final = 12
LARGEST: Final = 10_000_000  # characters of one file: a book with all that it says annotated
_BASE: Final[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# Control characters, line separators, signs that turn the direction of a line, formats that no text needs, signs that spell hidden
# words (tags), and code points that are no characters (Unicode 16.0, chapters 9.4, 23.1, 23.2, 23.7 to 23.9).
_NO_CHARACTERS: Final = "".join(chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF))
UNWANTED: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u180e\u2028\u2029\u202a-\u202e\u2061-\u206f\ufdd0-\ufdef\ufeff\ufff0-\ufffb"
    f"\U000e0000-\U000e00ff\U000e01f0-\U000e0fff{_NO_CHARACTERS}]"
)
_LISTED: Final = 20  # further lines that a flaw names
_INVISIBLE: Final = "Delete it: it cannot be seen, and it can make a line read differently from what it says."
_SHORT: Final = 500
_CUT: Final = re.compile(r"\s+#\S")
_CUT_SHOWN: Final = 200
_MANY: Final = 400
_FAR_IN: Final = re.compile(rf"^[ \t?:-]{{{_MANY},}}", re.MULTILINE)
_BOUNDARY: Final = re.compile(r"^---[ \t]*$", re.MULTILINE)  # the library's own takes `----` and empty lines too
_SIMPLE: Final = re.compile(r"[A-Za-z](?:[A-Za-z0-9 .;()’“”–—-]*[A-Za-z0-9.)])?")  # words that YAML reads as they are in every style
_PLAIN_TAGS: Final = {
    yaml.ScalarNode: "tag:yaml.org,2002:str",
    yaml.SequenceNode: "tag:yaml.org,2002:seq",
    yaml.MappingNode: "tag:yaml.org,2002:map",
}

KeyPath = tuple[str | int, ...]


class Place(NamedTuple):
    """Where something stands: a path relative to the project's root, a line and a column, both counted from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        """The place as compilers print it: ``articles/x.md:12:5``."""
        return f"{self.path}:{self.line}:{self.column}"


class _Loader(_BASE):  # type: ignore[misc]  # the parser in C has no types
    """Gives every value without a tag the tag of plain words, lists and mappings: no rule of YAML resolves any."""

    def descend_resolver(self, current_node: object, current_index: object) -> None:
        """Rules by path: there are none."""

    def ascend_resolver(self) -> None:
        """Rules by path: there are none."""

    def resolve(self, kind: type[yaml.Node], value: object, implicit: object) -> str:  # noqa: ARG002 - the library calls it
        """The tag of a value that has none."""
        return _PLAIN_TAGS[kind]


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that keeps a file from being read: the code of the finding it becomes, its place, fact and hint."""

    code: str
    place: Place
    fact: str
    hint: str


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read: its path relative to the root (with forward slashes) and its text."""

    path: str
    text: str

    @property
    def stem(self) -> str:
        """The file's name without folder and ending: the id of what it holds."""
        return self.path.rsplit("/", 1)[-1].removesuffix(".md")


@dataclass(frozen=True, slots=True)
class Composed:
    """Front matter as plain data, and the place of every value and key by its path of keys and indexes."""

    data: dict[str, Any]
    values: dict[KeyPath, Place] = field(default_factory=dict)
    keys: dict[KeyPath, Place] = field(default_factory=dict)

    def data_at(self, path: KeyPath) -> Any:  # noqa: ANN401 - plain YAML data
        """The value at ``path``."""
        inside: Any = self.data
        for part in path:
            inside = inside[part]
        return inside

    def spots(self, path: KeyPath) -> dict[str, Place]:
        """The short words under ``path``, quotes aside, each with the place where it first stands."""
        found: dict[str, Place] = {}
        self._add_spots(path, self.data_at(path), found)
        return found

    def _add_spots(self, at: KeyPath, value: Any, found: dict[str, Place]) -> None:  # noqa: ANN401 - plain YAML data
        if isinstance(value, str):
            if value not in found and len(value) <= _SHORT:
                found[value] = self.place(at)
        elif isinstance(value, dict):
            for key, inner in value.items():
                if key != "quotes":
                    self._add_spots((*at, key), inner, found)
        else:
            for index, inner in enumerate(value):
                self._add_spots((*at, index), inner, found)

    def place(self, path: KeyPath) -> Place:
        """The place of the value at ``path``, or of the nearest thing around it."""
        while path not in self.values:
            path = path[:-1]
        return self.values[path]

    def key_place(self, path: KeyPath) -> Place:
        """The place of the key at ``path``; of its value where it has no key of its own."""
        return self.keys.get(path) or self.place(path)


@dataclass(frozen=True, slots=True)
class Scalar:
    """How one value is written: where it ends (exclusive), its style, and whether it stands inside brackets.

    The style is that of the YAML library: empty where plain, or a quotation mark, or the sign of a block.
    """

    end: Place
    style: str
    in_brackets: bool


@dataclass(frozen=True, slots=True)
class Node:
    """How one value is written: what it is, where it begins and ends (exclusive), and where its key stands, if it has one.

    ``style`` is that of a scalar, as in ``Scalar``. ``flow`` says whether a list or mapping is written in brackets, ``in_flow``
    whether the value stands inside brackets. The end of a list or mapping without brackets is that of the last value in it.
    """

    kind: Literal["scalar", "list", "mapping"]
    start: Place
    end: Place
    style: str = ""
    flow: bool = False
    in_flow: bool = False
    key: tuple[Place, Place] | None = None


@dataclass(frozen=True, slots=True)
class Divided:
    """A file in two parts. ``body_line`` is the line, counted from 1, on which the body begins."""

    front: str
    front_line: int
    body: str
    body_line: int


def decode(path: str, data: bytes) -> Source | Flaw:
    """Read the bytes of a file as UTF-8, with or without a byte order mark, with any of the three line endings."""
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
        return Flaw(
            "not-utf-8",
            place_in(path, before, len(before), 1),
            f"The file is not UTF-8 text: byte {data[error.start]:#04x} cannot be read.",
            "Save the file with the encoding UTF-8.",
        )
    if len(text) > LARGEST:
        return Flaw("too-large", Place(path), f"The file has {len(text):,} characters.", f"A file may have {LARGEST:,}: divide it.")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.replace("\n", "").isprintable() and (bad := UNWANTED.search(text)):  # nothing unwanted is printable, and that is told fast
        others = list(islice(_lines_with_others(text, bad.end()), _LISTED + 1))
        listed = ", ".join(map(str, others[:_LISTED]))
        more = f" There are others on line {listed}{' and on later lines' if len(others) > _LISTED else ''}." if others else ""
        fact = f"The file holds the invisible character U+{ord(bad.group()):04X}."
        return Flaw("control-character", place_in(path, text, bad.start(), 1), fact, _INVISIBLE + more)
    return Source(path, text)


def _lines_with_others(text: str, start: int) -> Iterator[int]:
    """The numbers of the lines that hold an unwanted character from ``start`` on, each once."""
    line, at, said = text.count("\n", 0, start) + 1, start, 0
    for other in UNWANTED.finditer(text, start):
        line += text.count("\n", at, other.start())
        at = other.start()
        if line != said:
            yield line
            said = line


def divide(source: Source) -> Divided | Flaw:
    """Split a file at its two ``---`` lines, as python-frontmatter does, but refuse what that would swallow."""
    if not re.match(r"---[ \t]*\n", source.text):
        return Flaw(
            "no-front-matter",
            Place(source.path),
            "The file does not begin with front matter.",
            "Begin the file with a line `---`, the keys, and another line `---`.",
        )
    if not re.search(r"^---[ \t]*$", source.text[3:].split("\n", 1)[-1], re.MULTILINE):
        return Flaw(
            "front-matter-not-closed",
            Place(source.path),
            "The front matter begins with `---` but no second `---` line ends it.",
            "Write a line `---` between the last key and the first line of the text.",
        )
    front, body = YAMLHandler(fm_boundary=_BOUNDARY).split(source.text)
    body_at = len(source.text) - len(body)
    stripped = body.lstrip("\n")
    body_line = source.text.count("\n", 0, body_at + len(body) - len(stripped)) + 1
    return Divided(front, 1 + (0 if front.startswith("\n") else 1), stripped, body_line)


def parts(source: Source) -> tuple[Divided | None, Composed | None, list[Flaw]]:
    """A file divided and its front matter composed; None for what is too broken, with the flaws that say why."""
    divided = divide(source)
    if isinstance(divided, Flaw):
        return None, None, [divided]
    composed, flaws = compose(source.path, divided.front, divided.front_line)
    return divided, composed, flaws


def compose(path: str, text: str, first_line: int = 1) -> tuple[Composed | None, list[Flaw]]:
    """Read YAML into plain data with places; ``first_line`` is the line of the file on which ``text`` begins."""
    try:
        if (deep := _too_deep(text)) is not None:
            return None, [_depth_flaw(Place(path, first_line + deep.line, deep.column + 1))]
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(path, first_line + mark.line, mark.column + 1) if mark else Place(path, first_line)
        return None, [_syntax_flaw(error, place, text, first_line)]
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        fact = f"The front matter is not YAML: {str(error).splitlines()[0]}."
        return None, [Flaw("not-yaml", Place(path, first_line), fact, "Compare with an article that builds.")]
    reader = _Reader(path, text, first_line)
    if root is None:
        data: Any = {}
        reader.composed.values[()] = Place(path, first_line)
    else:
        data = reader.read(root, (), 0)
    if not isinstance(data, dict):
        reader.flaw("wrong-type", reader.composed.values[()], "The front matter is not made of keys.", "Write `key: value` lines.")
        return None, reader.flaws
    reader.composed.data.update(data)
    return reader.composed, reader.flaws


def scalars(path: str, text: str, first_line: int = 1) -> dict[Place, Scalar]:
    """Every value that is words, by the place where it begins, with how it is written. The text must be YAML that ``compose`` reads."""
    found: dict[Place, Scalar] = {}
    brackets = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            brackets += brackets > 0 or bool(event.flow_style)
        elif isinstance(event, yaml.CollectionEndEvent):
            brackets -= brackets > 0
        elif isinstance(event, yaml.ScalarEvent):
            start, end = (Place(path, first_line + mark.line, mark.column + 1) for mark in (event.start_mark, event.end_mark) if mark)
            found[start] = Scalar(end, event.style or "", brackets > 0)
    return found


def nodes(path: str, text: str, first_line: int = 1) -> dict[KeyPath, Node]:
    """How every value is written, by its path. The text must be YAML that ``compose`` reads without a flaw."""
    found: dict[KeyPath, Node] = {}
    root = yaml.compose(text, Loader=_Loader)

    def place(mark: Any) -> Place:  # noqa: ANN401 - a mark of either of the two parsers
        return Place(path, first_line + mark.line, mark.column + 1)

    def walk(node: yaml.Node, at: KeyPath, key: tuple[Place, Place] | None, *, in_flow: bool) -> Place:
        start, end = place(node.start_mark), place(node.end_mark)
        if isinstance(node, yaml.ScalarNode):
            found[at] = Node("scalar", start, end, node.style or "", in_flow=in_flow, key=key)
            return end
        flow, last = isinstance(node, yaml.CollectionNode) and bool(node.flow_style), start
        if isinstance(node, yaml.MappingNode):
            for name, value in node.value:
                last = walk(value, (*at, str(name.value)), (place(name.start_mark), place(name.end_mark)), in_flow=flow or in_flow)
        else:
            for index, value in enumerate(node.value):
                last = walk(value, (*at, index), None, in_flow=flow or in_flow)
        kind: Literal["list", "mapping"] = "mapping" if isinstance(node, yaml.MappingNode) else "list"
        found[at] = Node(kind, start, end if flow else last, "", flow, in_flow, key)
        return found[at].end

    if root is not None:
        walk(root, (), None, in_flow=False)
    return found


def written(words: str, style: str, *, in_brackets: bool) -> str:
    """Words as a value on one line, in the style wanted where they can be written so, else between double quotation marks."""
    if _SIMPLE.fullmatch(words):
        return f"{style}{words}{style}" if style in {"", "'", '"'} else f'"{words}"'
    double = '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
    wanted = {"": words, "'": "'" + words.replace("'", "''") + "'"}.get(style, double)
    around = f"[{wanted}]" if in_brackets else f"- {wanted}"
    composed, flaws = compose("", f"a:\n  {around}\n")
    return wanted if composed and not flaws and composed.data == {"a": [words]} else double


class _Reader:
    """Walks the nodes of one YAML text."""

    def __init__(self, path: str, text: str, first_line: int) -> None:
        self.path, self.first_line = path, first_line
        self.lines = text.split("\n")
        self.composed = Composed({})
        self.flaws: list[Flaw] = []
        self.seen: set[int] = set()

    def flaw(self, code: str, place: Place, fact: str, hint: str) -> None:
        self.flaws.append(Flaw(code, place, fact, hint))

    def place(self, node: yaml.Node) -> Place:
        return Place(self.path, self.first_line + node.start_mark.line, node.start_mark.column + 1)

    def read(self, node: yaml.Node, path: KeyPath, depth: int) -> Any:  # noqa: ANN401 - plain YAML data
        mark = node.start_mark
        line, column = mark.line, mark.column
        place = Place(self.path, self.first_line + line, column + 1)
        self.composed.values[path] = place
        if id(node) in self.seen:
            return self.alias(node, path)
        self.seen.add(id(node))
        begins = self.lines[line][column : column + 1] if line < len(self.lines) else ""
        if begins == "&":
            self.flaw(
                "yaml-feature",
                place,
                "YAML takes a word that begins with `&` for an anchor and drops it.",
                "Delete the anchor, or put the whole value between quotation marks.",
            )
        elif begins == "!" or node.tag != _PLAIN_TAGS[type(node)]:
            self.flaw(
                "yaml-feature",
                place,
                "YAML takes a word that begins with `!` for a tag and drops it.",
                "Delete the tag, or put the whole value between quotation marks: every value is read as text.",
            )
        if depth > DEEPEST:
            self.flaws.append(_depth_flaw(place))
            return ""
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*path, index), depth + 1) for index, item in enumerate(node.value)]
        return self.scalar(node, place) if isinstance(node, yaml.ScalarNode) else ""

    def alias(self, node: yaml.Node, path: KeyPath) -> Any:  # noqa: ANN401 - plain YAML data
        """Report an alias. Words are read all the same; a list or mapping is not, for aliases in aliases multiply without end."""
        around = self.composed.keys.get(path) or (self.composed.values[path[:-1]] if path else Place(self.path, self.first_line))
        self.composed.values[path] = around  # the node's own place is that of its anchor
        self.flaw("yaml-feature", around, "A YAML alias (`*name`) is used here.", "Write the value out again; aliases are not read.")
        return str(node.value) if isinstance(node, yaml.ScalarNode) else [] if isinstance(node, yaml.SequenceNode) else {}

    def mapping(self, node: yaml.MappingNode, path: KeyPath, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = self.place(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self.flaw(
                    "wrong-type", place, "A key is a list or a mapping.", "Put words with `{`, `[` or `: ` in them between quotation marks."
                )
                continue
            key = str(key_node.value)
            if key == "<<":
                self.flaw("yaml-feature", place, "A YAML merge key (`<<`) is used here.", "Write the keys out; merge keys are not read.")
                continue
            if key in result:
                first = self.composed.keys[(*path, key)]
                self.flaw(
                    "duplicate-key",
                    place,
                    f"The key `{key}` stands here a second time; the first is on line {first.line}.",
                    "Join the two, or delete one.",
                )
                continue
            self.composed.keys[(*path, key)] = place
            result[key] = self.read(value_node, (*path, key), depth + 1)
        return result

    def scalar(self, node: yaml.ScalarNode, place: Place) -> str:
        end = node.end_mark
        line = self.lines[end.line] if not node.style and end.line < len(self.lines) else ""
        if _CUT.match(line, end.column):
            cut = line[end.column : end.column + _CUT_SHOWN].strip()[:30]
            self.flaw(
                "cut-by-comment", place, f"YAML takes “{cut}” for a comment and drops it.", "Put the whole value between quotation marks."
            )
        if node.style == '"' and (bad := UNWANTED.search(str(node.value))):
            fact = f"An escape in quotation marks stands for the invisible character U+{ord(bad.group()):04X}."
            self.flaw("control-character", place, fact, _INVISIBLE)
        return str(node.value)


def _too_deep(text: str) -> Any:  # noqa: ANN401 - a mark of either of the two parsers
    """The mark of the first value nested too deep, if any. The parser in C would overflow its stack on thousands of levels.

    Levels need brackets or indentation, so only a text with very many of either is looked at twice.
    """
    if text.count("[") + text.count("{") <= _MANY and not _FAR_IN.search(text):
        return None
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > DEEPEST + 1:
                    return event.start_mark
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.YAMLError:
        return None  # composing meets the same error, and says it
    return None


def _depth_flaw(place: Place) -> Flaw:
    fact = f"The front matter is nested more than {DEEPEST} levels deep."
    return Flaw("yaml-feature", place, fact, "Nothing in the contract is so deep: look for wrong indentation.")


def _syntax_flaw(error: yaml.MarkedYAMLError, place: Place, text: str, first_line: int) -> Flaw:
    """What the parser says, in an editor's words and at the place to mend: where a quotation mark opens, not where the file ends."""
    problem, context = error.problem or "it cannot be read", error.context or ""
    lines = text.split("\n")
    line = lines[place.line - first_line] if place.line - first_line < len(lines) else ""
    begins = line[place.column - 1 :][:1]
    opened = Place(place.path, first_line + error.context_mark.line, error.context_mark.column + 1) if error.context_mark else place
    if "quoted scalar" in context and "end of stream" in problem:
        hint = "Close it. A value that begins with an apostrophe goes between double quotation marks."
        return Flaw("not-yaml", opened, "A quotation mark that opens here is never closed.", hint)
    if "escape" in problem:
        hint = "Write `\\\\` for a backslash, or use single quotation marks."
        return Flaw("not-yaml", place, "Between double quotation marks a backslash begins an escape, and this one is unknown.", hint)
    if "',' or" in problem:
        hint = "Close it, or put the words that have brackets in them between quotation marks."
        return Flaw("not-yaml", opened, f"A bracket that opens here is not closed by line {place.line}.", hint)
    if "mapping values are not allowed" in problem:
        return Flaw(
            "not-yaml", place, "YAML takes the colon here for the end of a key.", "Put a value that contains `: ` between quotation marks."
        )
    if "could not find expected ':'" in problem:
        return Flaw(
            "not-yaml",
            opened,
            "This line is no `key: value`.",
            "Write a colon and a space after the key; indent words that go on from the line above.",
        )
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return Flaw("not-yaml", place, "A tab indents this line.", "Indent with spaces, not with tabs.")
    if begins and ("cannot start any token" in problem or "an alias" in context or "an anchor" in context or "undefined alias" in problem):
        place, begins = (opened, text.split("\n")[opened.line - first_line][opened.column - 1]) if context else (place, begins)
        return Flaw("not-yaml", place, f"A value cannot begin with `{begins}`.", "Put the whole value between quotation marks.")
    if line[: place.column - 1].rstrip().endswith(("'", '"')):
        hint = "Put the whole value between quotation marks of the other kind; or look above for one that was never closed."
        return Flaw("not-yaml", place, "Words follow a closing quotation mark.", hint)
    if "document start" in problem:
        return Flaw("not-yaml", place, "A line above ends the front matter for YAML.", "Delete the line that begins with `...` or `%`.")
    if "expected" in problem:
        hint = "Give the lines that belong together the same indentation; a list item begins with `- `, everything else with `key: `."
        return Flaw("not-yaml", place, "This line does not fit the lines above it.", hint)
    return Flaw("not-yaml", place, f"The front matter is not YAML: {problem}.", "Compare with an article that builds.")


def place_in(path: str, text: str, offset: int, first_line: int = 1) -> Place:
    """The place of a character of ``text``; ``first_line`` is the line of the file on which ``text`` begins."""
    line_start = text.rfind("\n", 0, offset) + 1
    return Place(path, first_line + text.count("\n", 0, offset), offset - line_start + 1)
