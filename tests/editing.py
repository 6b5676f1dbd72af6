"""Random edits of a made-up library, as editors make them: for the tests that hold a build after an edit against a fresh one."""

from __future__ import annotations

import importlib
import random
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import frontmatter
import yaml

from kb.cli import main

Edit = Callable[[Path, random.Random], None]

_FACTS: Final = ("relations", "statements", "events", "actors", "sources")
PACKAGES: Final = "packages"
_ADDED: Final = "entities/groups/added-{}.md"


def _articles(root: Path) -> list[Path]:
    return sorted((root / "articles").glob("*.md"))


def _entities(root: Path) -> list[Path]:
    return sorted((root / "entities").glob("*/*.md"))


def _read(file: Path) -> tuple[dict[str, Any], str]:
    post = frontmatter.loads(file.read_text(encoding="utf-8"))
    return dict(post.metadata), post.content


def _write(file: Path, head: dict[str, Any], body: str) -> None:
    text = yaml.safe_dump(head, sort_keys=False, allow_unicode=True, width=10_000)
    file.write_text(f"---\n{text}---\n\n{body}\n", encoding="utf-8")


def _name(root: Path, chance: random.Random) -> str:
    return str(_read(chance.choice(_entities(root)))[0]["name"])


def a_sentence(root: Path, chance: random.Random) -> None:
    """An article gets another sentence, which names somebody."""
    file = chance.choice(_articles(root))
    head, body = _read(file)
    before, mark, after = body.partition("\n[^1]: ")
    _write(file, head, f"{before}\nAnd {_name(root, chance)} was heard of again, {chance.randrange(1000)} times.\n{mark}{after}")


def a_fact_less(root: Path, chance: random.Random) -> None:
    """An article loses an annotation."""
    file = chance.choice(_articles(root))
    head, body = _read(file)
    kind = chance.choice([one for one in _FACTS if head.get(one)])
    head[kind].pop(chance.randrange(len(head[kind])))
    _write(file, {key: value for key, value in head.items() if value != []}, body)


def another_certainty(root: Path, chance: random.Random) -> None:
    """A tie becomes more or less certain."""
    file = chance.choice(_articles(root))
    head, body = _read(file)
    chance.choice(head["relations"])["certainty"] = chance.choice(["asserted", "alleged", "possible", "denied"])
    _write(file, head, body)


def another_tie(root: Path, chance: random.Random) -> None:
    """A tie becomes one of another type."""
    file = chance.choice(_articles(root))
    head, body = _read(file)
    chance.choice(head["relations"])["relation"] = chance.choice(["supports", "fights", "arms", "trains", "opposes"])
    _write(file, head, body)


def another_title(root: Path, chance: random.Random) -> None:
    """An article or event is called something else."""
    file = chance.choice(_articles(root))
    head, body = _read(file)
    chance.choice([head, *head.get("events", [])])["title"] = f"Another title, {chance.randrange(1000)}"
    _write(file, head, body)


def another_day(root: Path, chance: random.Random) -> None:
    """An article or event has another date, so that others stand before and after it."""
    file = chance.choice(_articles(root))
    head, body = _read(file)
    day = f"{chance.randrange(1990, 2025)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    if chance.random() < 0.5 and head.get("events"):
        chance.choice(head["events"])["date"] = day
    else:
        head["published"] = day
    _write(file, head, body)


def an_article_less(root: Path, chance: random.Random) -> None:
    """An article goes."""
    chance.choice(_articles(root)).unlink()


def an_article_more(root: Path, chance: random.Random) -> None:
    """An article comes that tells what another does, and under another id where that must be."""
    number = chance.randrange(10_000)
    source = chance.choice(_articles(root))
    text = source.read_text(encoding="utf-8")
    (root / "articles" / f"again-{number}.md").write_text(
        re.sub(r"^title: .*", f"title: Told again, {number}", text, flags=re.MULTILINE, count=1)
    )


def another_name(root: Path, chance: random.Random) -> None:
    """An entity goes by another name first, and its name of old second."""
    file = chance.choice(_entities(root))
    head, body = _read(file)
    head["names"] = [*head.get("names", []), {"name": head["name"]}]
    head["name"] = f"Newly Named {chance.randrange(1000)}"
    _write(file, head, body)


def a_name_less(root: Path, chance: random.Random) -> None:
    """An entity is known by a name that nobody writes, so that nothing names it."""
    file = chance.choice(_entities(root))
    head, body = _read(file)
    head["name"] = f"Never Named {chance.randrange(1000)}"
    _write(file, head, body)


def an_entity_more(root: Path, chance: random.Random) -> None:
    """An entity comes, a part of another, and not to be confused with a third."""
    others = [file.stem for file in _entities(root)]
    number = chance.randrange(10_000)
    head = {
        "name": f"Added Group {number}",
        "kind": "group",
        "part_of": [chance.choice(others)],
        "not_same_as": [{"id": chance.choice(others), "reason": "They are two."}],
    }
    _write(root / _ADDED.format(number), head, "")


def an_entity_less(root: Path, chance: random.Random) -> None:
    """An entity goes; where something names it still, the base has an error."""
    chance.choice(_entities(root)).unlink()


def another_country(root: Path, chance: random.Random) -> None:
    """An entity belongs to another."""
    file = chance.choice(_entities(root))
    head, body = _read(file)
    head["part_of"] = [chance.choice([one.stem for one in _entities(root) if one != file])]
    _write(file, head, body)


def another_kind(root: Path, chance: random.Random) -> None:
    """An entity is of another kind, and its page perhaps at another address."""
    file = chance.choice(_entities(root))
    head, body = _read(file)
    head["kind"] = chance.choice(["group", "person", "body", "place"])
    _write(file, head, body)


def a_new_id(root: Path, chance: random.Random) -> None:
    """An entity gets another id wherever it stands, and its address of old leads to the new one."""
    _command("rename", chance.choice(_entities(root)).stem, f"renamed-{chance.randrange(10_000)}", "--root", str(root))


def two_made_one(root: Path, chance: random.Random) -> None:
    """An entity turns out to be another one."""
    one, other = chance.sample([file.stem for file in _entities(root)], 2)
    _command("merge", one, other, "--root", str(root))


def _command(*arguments: str) -> None:
    with suppress(SystemExit):
        main(list(arguments))


def another_judgement(root: Path, chance: random.Random) -> None:
    """An editor judges a dispute otherwise, or in other words."""
    if files := sorted((root / "disputes").glob("*.md")):
        file = chance.choice(files)
        head, body = _read(file)
        head["reason"] = f"It was looked at again, {chance.randrange(1000)} times."
        _write(file, head, body)


def a_dispute_less(root: Path, chance: random.Random) -> None:
    """A dispute is settled, and goes."""
    if files := sorted((root / "disputes").glob("*.md")):
        chance.choice(files).unlink()


def less_is_shown(root: Path, chance: random.Random) -> None:
    """Of an article only its passages, or a reference, may be public; or all of it again."""
    file = chance.choice(_articles(root))
    head, body = _read(file)
    head["rights"] = chance.choice(["full", "passages", "reference"])
    _write(file, head, body)


def a_draft(root: Path, chance: random.Random) -> None:
    """An article is not ready yet, or ready after all."""
    file = chance.choice(_articles(root))
    head, body = _read(file)
    head["draft"] = not head.get("draft", False)
    _write(file, head, body)


def a_page_by_hand(root: Path, chance: random.Random) -> None:
    """A hand-written page says something else."""
    title = chance.choice(["Notes", "More notes"])
    (root / "docs" / "notes.md").write_text(f"# {title}\n\nSaid at {chance.randrange(1000)}.\n", encoding="utf-8")


def another_setting(root: Path, chance: random.Random) -> None:
    """The site is called something else."""
    file = root / "mkdocs.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"^site_name: .*", f"site_name: Base {chance.randrange(1000)}", text, flags=re.MULTILINE), encoding="utf-8")


def another_template(root: Path, chance: random.Random) -> None:
    """A template of the site's own says something else on every page."""
    folder, settings = root / "theme", root / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    if "custom_dir" not in text:
        settings.write_text(text.replace("  name: material\n", "  name: material\n  custom_dir: theme\n"), encoding="utf-8")
    (folder / "partials").mkdir(parents=True, exist_ok=True)
    words = f"<p>Kept by desk {chance.randrange(1000)}.</p>\n"
    (folder / "partials" / "copyright.html").write_text(words, encoding="utf-8")


def another_version(root: Path, chance: random.Random) -> None:
    """The program is upgraded, as its package says; the folder of packages beside the library must be on the path of modules."""
    packages = root.parent / PACKAGES
    shutil.rmtree(packages, ignore_errors=True)
    version = f"0.9.{chance.randrange(1000)}"
    folder = packages / f"kb_armed_politics-{version}.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: kb-armed-politics\nVersion: {version}\n", encoding="utf-8")
    importlib.invalidate_caches()


EDITS: Final[tuple[Edit, ...]] = (
    a_sentence,
    a_fact_less,
    another_certainty,
    another_tie,
    another_title,
    another_day,
    an_article_less,
    an_article_more,
    another_name,
    a_name_less,
    an_entity_more,
    an_entity_less,
    another_country,
    another_kind,
    a_new_id,
    two_made_one,
    another_judgement,
    a_dispute_less,
    less_is_shown,
    a_draft,
    a_page_by_hand,
    another_setting,
    another_template,
    another_version,
)
