"""What a mutant is: a module of the program with one small thing wrong, made from its syntax tree. Text in, code out.

Sixteen small faults, those that tools for mutation testing have used since Mothra (King and Offutt 1991): a comparison, an operator, a
constant, an argument, a condition, a statement, what is returned. Not mutated: docstrings, type hints (but those of the contract,
which pydantic reads), ``__all__``, and the decorators of dataclasses. ``mutants.py`` alone calls it; it runs no tests.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_COMPARED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_RECKONED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)
_TWO_WAYS: Final = {"isinstance", "min", "max"}  # the order of their arguments is no choice, or is the same either way
_HELD: Final = "dataclass"  # whether a value is frozen or has slots is not what a test of its behaviour asks


@dataclass(frozen=True)
class Mutant:
    """One fault: where it is, and what stands there instead.

    ``function`` is the qualified name of the outermost function around it with its first line, empty where a module or class is
    made; ``first`` to ``last`` are the lines of the statement; ``was`` and ``made`` are source text.
    """

    file: str
    number: int
    line: int
    column: int
    first: int
    last: int
    function: tuple[str, int] | None
    was: str
    made: str

    @property
    def name(self) -> str:
        """The mutant for people: place and change."""
        return f"{self.file}:{self.line}:{self.column + 1}: {_short(self.was)} → {_short(self.made)}"


def mutants(file: str, text: str, *, hints: bool = False) -> list[Mutant]:
    """Every mutant of a module, in the order of its syntax tree; with ``hints``, those of its type hints too."""
    found: list[Mutant] = []
    for place in _places(ast.parse(text), hints=hints):
        for change in _changes(place.node):
            outer = (place.function, place.line) if place.function else None
            first, last = _lines(place.statement)
            now = _text(change) if change else "(deleted)"
            at = place.node
            found.append(Mutant(file, len(found), at.lineno, at.col_offset, first, last, outer, _text(place.node), now))
    return found


def mutated(text: str, number: int, *, hints: bool = False) -> ast.Module:
    """The syntax tree of a module with the fault of that number in it."""
    tree = ast.parse(text)
    at = 0
    for place in list(_places(tree, hints=hints)):
        for change in _changes(place.node):
            if at == number:
                _Put(place.node, change).visit(tree)
                return ast.fix_missing_locations(tree)
            at += 1
    raise IndexError(number)


# --------------------------------------------------------------------------------------------------------- places


@dataclass(frozen=True)
class _Place:
    """A node that can be wrong, the statement it is in, and the outermost function around it with the line of its ``def``."""

    node: ast.stmt | ast.expr
    statement: ast.stmt
    function: str
    line: int


def _places(tree: ast.Module, *, hints: bool) -> Iterator[_Place]:
    for statement in tree.body:
        yield from _within(statement, (), None, hints=hints)


def _within(node: ast.stmt, around: tuple[str, ...], outer: tuple[str, int] | None, *, hints: bool) -> Iterator[_Place]:
    """What can be wrong in a statement and in those inside it."""
    if _is_left(node, outer):
        return
    yield _Place(node, node, *(outer or ("", 0)))
    inside, named = outer, around
    if isinstance(node, _FUNCTIONS) and outer is None:
        at = node.decorator_list[0].lineno if node.decorator_list else node.lineno
        inside = (".".join((*around, node.name)), at)
    elif isinstance(node, ast.ClassDef):
        named = (*around, node.name)
    for name, one in _fields(node):
        if isinstance(one, ast.stmt):
            yield from _within(one, named, inside, hints=hints)
        elif isinstance(one, (ast.ExceptHandler, ast.match_case)):
            for inner in one.body:
                yield from _within(inner, named, inside, hints=hints)
            guard = getattr(one, "guard", None)
            yield from _said(guard, node, outer, hints=hints) if guard else ()
        elif not (name == "decorator_list" and _is_held(one)) and (hints or name not in {"annotation", "returns"}):
            yield from _said(one, node, outer, hints=hints)


def _is_left(node: ast.stmt, outer: tuple[str, int] | None) -> bool:
    """Whether a statement is not mutated at all."""
    imported = isinstance(node, (ast.Import, ast.ImportFrom))
    return imported or _is_docstring(node) or _names_all(node) or (outer is None and _is_only_for_types(node))


def _fields(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for name, value in ast.iter_fields(node):
        yield from ((name, one) for one in (value if isinstance(value, list) else [value]) if isinstance(one, ast.AST))


def _said(node: ast.AST, statement: ast.stmt, outer: tuple[str, int] | None, *, hints: bool = False) -> Iterator[_Place]:
    """What can be wrong in an expression of a statement."""
    if isinstance(node, ast.arg) and not hints:
        return
    if isinstance(node, ast.expr):
        yield _Place(node, statement, *(outer or ("", 0)))
    for inner in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.FormattedValue) and inner is node.format_spec):
            yield from _said(inner, statement, outer, hints=hints)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _names_all(node: ast.stmt) -> bool:
    return isinstance(node, (ast.Assign, ast.AnnAssign)) and "__all__" in _text(node)


def _is_only_for_types(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in _text(node.test)


def _is_held(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == _HELD


def _lines(node: ast.stmt) -> tuple[int, int]:
    """The lines of a statement; of its head where it holds others."""
    inner = getattr(node, "body", None) or getattr(node, "cases", None)
    if not isinstance(inner, list):
        return node.lineno, node.end_lineno or node.lineno
    head = inner[0].pattern.lineno if isinstance(inner[0], ast.match_case) else inner[0].lineno
    return node.lineno, max(node.lineno, head - 1)


# -------------------------------------------------------------------------------------------------------- changes


def _changes(node: ast.stmt | ast.expr) -> list[ast.stmt | ast.expr | None]:
    """What could stand there instead; None where the statement is left out."""
    match node:
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            return [ast.Return(ast.Constant(None))]
        case ast.Expr(value=ast.Yield() | ast.YieldFrom()) | ast.AugAssign() | ast.Raise() | ast.Assert() | ast.Delete():
            return [None]
        case ast.Expr(value=ast.Call() | ast.Await()):
            return [None]
        case ast.Assign(targets=[ast.Subscript() | ast.Attribute()]):
            return [None]
        case ast.Continue():
            return [None, ast.Break()]
        case ast.Break():
            return [None, ast.Continue()]
        case ast.If(test=test) | ast.While(test=test) if _is_plain(test):
            other = copy.copy(node)
            other.test = ast.UnaryOp(ast.Not(), test)
            return [other]
        case ast.expr():
            return list(_other_values(node))
        case _:
            return []


def _other_values(node: ast.expr) -> Iterator[ast.expr]:  # noqa: PLR0912 - a flat match over the kinds of values
    match node:
        case ast.Compare(left=left, ops=ops, comparators=right):
            for at, op in enumerate(ops):
                yield ast.Compare(left, [*ops[:at], _COMPARED[type(op)](), *ops[at + 1 :]], right)
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield operand
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _RECKONED:
            yield ast.BinOp(left, _RECKONED[type(op)](), right)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield ast.IfExp(test, orelse, body)
        case ast.Call(func=func, args=[first, second, *rest], keywords=keywords) if not _any_starred(node.args):
            if ast.dump(first) != ast.dump(second) and not (isinstance(func, ast.Name) and func.id in _TWO_WAYS):
                yield ast.Call(func, [second, first, *rest], keywords)
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            yield from _other_filters(node)
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() | float() as value):
            yield ast.Constant(value + 1)
        case ast.Constant(value=str() as value):
            yield ast.Constant("" if value else "x")
        case _:
            pass


def _other_filters(node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Iterator[ast.expr]:
    """A comprehension with one of its conditions turned round."""
    for at, one in enumerate(node.generators):
        for place, test in enumerate(one.ifs):
            if _is_plain(test):
                other, here = copy.copy(node), copy.copy(one)
                here.ifs = [*one.ifs[:place], ast.UnaryOp(ast.Not(), test), *one.ifs[place + 1 :]]
                other.generators = [*node.generators[:at], here, *node.generators[at + 1 :]]
                yield other


def _is_plain(test: ast.expr) -> bool:
    """Whether no other change turns the condition round."""
    return not isinstance(test, (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.Constant))


def _any_starred(arguments: list[ast.expr]) -> bool:
    return any(isinstance(one, ast.Starred) for one in arguments)


class _Put(ast.NodeTransformer):
    """Puts one node in the place of another; a statement that is left out becomes ``pass``."""

    def __init__(self, node: ast.AST, made: ast.AST | None) -> None:
        self.node = node
        self.made = ast.copy_location(made or ast.Pass(), node)

    def visit(self, node: ast.AST) -> ast.AST:
        return self.made if node is self.node else self.generic_visit(node)


def _text(node: ast.AST) -> str:
    """Source text of a node; of its head where it is a statement that holds others."""
    if isinstance(node, (ast.If, ast.While)):
        return f"{type(node).__name__.lower()} {ast.unparse(node.test)}"
    return "" if isinstance(node, (*_FUNCTIONS, ast.ClassDef)) else ast.unparse(ast.fix_missing_locations(node))


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 90 else f"{flat[:60]} … {flat[-25:]}"  # noqa: PLR2004 - about one line of a terminal
