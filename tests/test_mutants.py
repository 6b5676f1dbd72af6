"""A mutant is one small fault and nothing else, and every fault is one that changes the code."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

from tests.conftest import PROJECT
from tools.mutating import mutants, mutated

TEXT = '''\
"""A docstring is left."""

import os

LIMIT: int = 3


@dataclass(frozen=True)
class Box:
    """So is this."""

    wide: int = 0

    def room(self, other: "Box", *, near: bool = True) -> str | None:
        """And this."""
        if self.wide >= other.wide and not near:
            return None
        for one in [this for this in other if this]:
            if one:
                continue
            self.seen[one] = max(one, LIMIT) + swap(one, other)
            yield f"{one} of"
        return "" if near else str(-self.wide)
'''


def changes(text: str) -> list[tuple[str, str]]:
    return [(one.was, one.made) for one in mutants("x.py", text)]


def test_every_small_fault_is_made_once() -> None:
    assert changes(TEXT) == [
        ("3", "4"),
        ("0", "1"),
        ("True", "False"),
        ("self.wide >= other.wide and (not near)", "self.wide >= other.wide or not near"),
        ("self.wide >= other.wide", "self.wide > other.wide"),
        ("not near", "near"),
        ("[this for this in other if this]", "[this for this in other if not this]"),
        ("if one", "if not one"),
        ("continue", "(deleted)"),
        ("continue", "break"),
        ("self.seen[one] = max(one, LIMIT) + swap(one, other)", "(deleted)"),
        ("max(one, LIMIT) + swap(one, other)", "max(one, LIMIT) - swap(one, other)"),
        ("swap(one, other)", "swap(other, one)"),
        ("yield f'{one} of'", "(deleted)"),
        ("' of'", "''"),
        ("return '' if near else str(-self.wide)", "return None"),
        ("'' if near else str(-self.wide)", "str(-self.wide) if near else ''"),
        ("''", "'x'"),
        ("-self.wide", "self.wide"),
    ]


def test_a_mutant_differs_in_its_fault_alone() -> None:
    whole = ast.dump(ast.parse(TEXT))
    made = {ast.dump(mutated(TEXT, one.number)) for one in mutants("x.py", TEXT)}
    assert whole not in made
    assert len(made) == len(mutants("x.py", TEXT))
    for one in mutants("x.py", TEXT):
        compile(mutated(TEXT, one.number), "x.py", "exec")
    with pytest.raises(IndexError):
        mutated(TEXT, len(made))


def test_a_mutant_knows_the_outermost_function_round_it_and_its_statement() -> None:
    found = {one.was: one for one in mutants("x.py", TEXT)}
    assert found["3"].function is None
    assert found["0"].function is None
    assert found["True"].function is None  # what stands if nothing is given is made with the class
    assert found["not near"].function == ("Box.room", 14)
    assert (found["not near"].first, found["not near"].last) == (16, 16)
    assert found["swap(one, other)"].name == "x.py:21:48: swap(one, other) → swap(other, one)"


def test_type_hints_are_mutated_only_where_they_are_asked_for() -> None:
    text = "a: Annotated[str, 3] = b\n"
    assert changes(text) == []
    assert [(one.was, one.made) for one in mutants("x.py", text, hints=True)] == [("3", "4")]


def test_every_mutant_that_is_called_equivalent_is_one() -> None:
    known = yaml.safe_load((PROJECT / "tools" / "equivalent-mutants.yml").read_text(encoding="utf-8"))
    for one in known:
        assert one["why"]
        text = Path(PROJECT, one["file"]).read_text(encoding="utf-8")
        lines = text.splitlines()
        found = mutants(one["file"], text, hints="/contract/" in one["file"])
        same = [each for each in found if (each.was, each.made) == (one["was"], one["made"])]
        assert one["statement"] in {lines[each.first - 1].strip() for each in same}, one
