"""The guide and the commands agree: every command has its section and its options there, and what the guide shows can be typed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import pytest

from kb.cli import cli
from tests.conftest import PROJECT
from tests.test_cli import commands

COMMANDS = (PROJECT / "docs/guide/commands.md").read_text(encoding="utf-8")
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs/guide").glob("*.md"))]
EVERY = list(commands())
EVERYWHERE = {"--root", "--help"}  # said once, above all sections
SHARED = {"--dry-run", "--audience", "--format"}  # said once for several commands, or shown by an example


def section(words: Sequence[str]) -> str:
    """The section of a command in the page of commands, or that of its group; empty where it has none."""
    for name in (" ".join(words), " ".join(words[:-1])):
        if found := re.search(rf"^### {re.escape(name)}\n(.*?)(?=^##|\Z)", COMMANDS, re.MULTILINE | re.DOTALL):
            return found.group(1)
    return ""


def shown(text: str) -> Iterator[str]:
    """The commands that a page shows, in its blocks for a terminal and between backticks in a sentence."""
    for block in re.findall(r"^ *```sh\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            yield from (part.strip() for part in re.split(r"&&|\|", line.partition(" #")[0]) if part.strip().startswith("kb "))
    yield from re.findall(r"(?<!`)`(kb [a-z][^`\n]*)`(?!`)", text)


def taken(line: str) -> str:
    """Why the program would not take a line; empty where it would."""
    command: click.Command = cli
    words = shlex.split(re.sub(r"<[a-z]+>|…", "x", line.partition(" >")[0]))[1:]
    while isinstance(command, click.Group) and words and words[0] != "x":
        following = command.commands.get(words[0])
        if following is None:
            return f"`{words[0]}` is no command"
        command, words = following, words[1:]
    context = click.Context(command)
    try:
        given, _, _ = command.make_parser(context).parse_args(args=list(words))
    except click.UsageError as wrong:
        return wrong.format_message()
    for option in command.params:
        value = given.get(option.name or "")
        if isinstance(option.type, click.Choice) and isinstance(value, str) and value not in {"x", value.upper(), *option.type.choices}:
            return f"`{value}` is none of {', '.join(option.type.choices)}"
    return ""


def named(value: object) -> str | None:
    return " ".join(value) if isinstance(value, tuple) else ""


@pytest.mark.parametrize(("words", "command"), EVERY, ids=named)
def test_every_command_has_a_section_with_an_example_and_its_options(words: tuple[str, ...], command: click.Command) -> None:
    about = section(words)
    assert about, f"docs/guide/commands.md has no section “### {' '.join(words)}”"
    assert any(line.startswith(" ".join(words)) for line in shown(about)), "the section shows no line to type"
    options = {name for one in command.params if isinstance(one, click.Option) for name in one.opts if name.startswith("--")}
    assert sorted(name for name in options - EVERYWHERE - SHARED if name not in about) == []


def test_every_section_is_of_a_command() -> None:
    there = {" ".join(words[:length]) for words, _ in EVERY for length in range(2, len(words) + 1)}
    assert [name for name in re.findall(r"^### (kb .+)$", COMMANDS, re.MULTILINE) if name not in there] == []


@pytest.mark.parametrize(("words", "command"), EVERY, ids=named)
def test_the_example_in_the_help_can_be_typed(words: tuple[str, ...], command: click.Command) -> None:
    examples = re.findall(r"^ *(?:Examples?: )?(kb [^,&\n]+)", command.epilog or "", re.MULTILINE)
    assert examples, words
    assert [f"{one}: {why}" for one in examples if (why := taken(one))] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_the_guide_shows_can_be_typed(page: Path) -> None:
    assert [f"{one}: {why}" for one in shown(page.read_text(encoding="utf-8")) if (why := taken(one))] == []


def test_the_first_article_is_led_through_all_its_steps() -> None:
    text = (PROJECT / "docs/guide/first-article.md").read_text(encoding="utf-8")
    steps = [" ".join(shlex.split(one)[1:2]) for one in shown(text)]
    order = [steps.index(one) for one in ("import", "serve", "suggest", "check", "stats", "build")]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("kb check", ""),
        ("kb suggest <id> --write --only 1,3-5", ""),
        ("kb chek", "`chek` is no command"),
        ("kb check --quick", "No such option"),
        ("kb new entity X --kind gruop", "`gruop` is none of"),
    ],
)
def test_a_line_that_cannot_be_typed_is_seen(line: str, why: str) -> None:
    found = taken(line)
    assert why in found if why else found == ""
