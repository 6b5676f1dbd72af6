"""The environment of our templates: Jinja’s, with shorter code for what a page does hundreds of thousands of times.

Printing a value, calling a macro and what is around them cost more than what the macros do, since Jinja asks each time what
kind of thing it has before it. All templates here escape, none is asynchronous or in a sandbox, and no function in them asks
for the context; so these questions are answered when a template is compiled. What is printed is the same, character for
character. ``page`` makes the one environment; nothing else uses this.
"""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Macro
from jinja2.utils import missing
from markupsafe import Markup, escape
from markupsafe import _escape_inner as _written  # type: ignore[attr-defined] # what `escape` wraps: text to text, in C


def printed(value: Any) -> str:  # noqa: ANN401 - whatever a template prints
    """A value as it stands in HTML: the characters of ``markupsafe.escape``, without the wrapping of what is joined at once."""
    kind = type(value)
    if kind is str or kind is Markup:
        text: str = _written(value) if kind is str else value
        return text
    return str(value) if kind is int or kind is float else escape(value)


class _Called(Macro):
    """A macro that is called without the questions where it has all its values by position, and no more."""

    def __call__(self, *values: Any, **named: Any) -> str:  # noqa: ANN401
        """What the macro prints: what is not given is ``missing``, in the place of which the macro takes what it has itself."""
        if not (self.caller or self.catch_kwargs or self.catch_varargs):
            others = self.arguments[len(values) :]
            if named.keys() <= set(others) and len(values) + len(others) == self._argument_count:
                return str.__new__(Markup, self._func(*values, *[named.get(name, missing) for name in others]))
        return super().__call__(*values, **named)


class _Compiled(CodeGenerator):
    """Writes the Python of a template: values are printed by ``printed``, functions and macros are called as they are."""

    def write_commons(self) -> None:
        """What stands at the beginning of each function: names that are quicker to find there."""
        super().write_commons()
        self.writeline("printed = environment.printed")
        self.writeline("Macro = environment.macro")
        self.writeline("attribute = environment.getattr")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ANN401, ARG002 - as the base class has it
        self.write("printed(")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """An attribute of a value."""
        self.write("attribute(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r})")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: FBT001, FBT002, N802
        """A call, without what looks whether the function asks for the context."""
        if forward_caller or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for one in (*node.args, *node.kwargs):
            self.visit(one, frame)
            self.write(", ")
        self.write(")")


class Printer(Environment):
    """An environment for templates that escape what they print."""

    code_generator_class = _Compiled
    printed = staticmethod(printed)
    macro = _Called
