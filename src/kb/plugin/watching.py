"""Renders a template of the host once for one page, and notes all that the template asked of the page, and what it printed of it.

A template is a function of what it asks. For another page of which every answer is the same, it prints the same, with that
page's own words where it printed words: ``framing`` relies on this, and on nothing that a theme is known to do. So whatever
cannot be noted is refused: then the host makes the page. It knows Jinja and no rule of ours.

In the template's place of the page stands a ``Veiled`` value. It answers what is asked, notes the question, and prints a
token; a text with a token in it may be printed, joined, tested for truth and replaced in, and every other use is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Final, NoReturn, cast

from jinja2 import Environment, nodes
from jinja2.environment import create_cache
from jinja2.filters import FILTERS
from jinja2.tests import TESTS
from jinja2.utils import Namespace
from jinja2.visitor import NodeTransformer

Label = tuple[object, ...]
Given = Callable[["Step"], Any]  # what a step gives for the page that is looked at
Do = Callable[[Any, Given], Any]
Answer = tuple[type, object]
Special = Callable[[Any, Any], Any]  # a filter of the host that knows the page: of the context and a value

_TOKEN: Final = re.compile("\x02kb:([0-9]+)\x03")
_CHECKED: Final = "kb_checked"
_METHODS_NAMES: Final = (
    "startswith endswith split rsplit splitlines strip lstrip rstrip lower upper title capitalize casefold replace "
    "removeprefix removesuffix find rfind count partition rpartition isalpha isdigit isspace islower isupper"
)
_METHODS: Final = frozenset(_METHODS_NAMES.split())
_FILTERS_NAMES: Final = "e escape forceescape striptags trim upper lower title capitalize urlencode string length count replace"
_FILTERS: Final = frozenset(_FILTERS_NAMES.split())
_CHANCE: Final = "random"
_MISSING: Final = object()
_TRUE: Final = ("true",)


class UnsureError(Exception):
    """The template did something with the page that cannot be noted."""


@dataclass(frozen=True, eq=False)
class Step:
    """One step from a page to what is asked of it: what ``do`` makes of the value before it; the first is the page itself."""

    of: Step | None
    do: Do


ROOT: Final = Step(None, lambda page, _: page)


class Reading:
    """The values of steps for one page, each reckoned once."""

    def __init__(self, page: object) -> None:
        """Start at this page."""
        self._known: dict[Step, Any] = {ROOT: page}

    def __call__(self, step: Step) -> Any:  # noqa: ANN401 - a value of the host
        """What the step gives."""
        found = self._known.get(step, _MISSING)
        if found is _MISSING:
            found = self._known[step] = step.do(self(step.of or ROOT), self)
        return found

    def answer(self, step: Step) -> Answer:
        """What the step gives, to be compared: ``True`` and ``1`` are two answers."""
        found = self(step)
        return type(found), found


@dataclass
class Watch:
    """What one rendering asked (each step with its answer, in order) and what it printed, by the number of the token."""

    page: object
    open: Mapping[type, frozenset[str]]  # the attributes that may be asked of each type of the host's
    asked: dict[Step, Answer] = field(default_factory=dict)
    shown: list[Step] = field(default_factory=list)
    doubt: str = ""

    def __post_init__(self) -> None:
        """Read the page itself."""
        self._given = Reading(self.page)
        self._steps: dict[tuple[Step, Label], Step] = {}
        self._numbers: dict[Step, int] = {}

    def refuse(self, reason: str) -> NoReturn:
        """Give up. The reason is kept: Jinja takes some errors for an attribute that is not there."""
        self.doubt = self.doubt or reason
        raise UnsureError(reason)

    def step(self, of: Step, label: Label, do: Do) -> Step:
        """The step of this name after another; the same each time."""
        return self._steps.setdefault((of, label), Step(of, do))

    def ask(self, step: Step) -> Any:  # noqa: ANN401 - a value of the host
        """What the step gives, noted."""
        self.asked.setdefault(step, self._given.answer(step))
        return self._given(step)

    def veil(self, step: Step) -> Any:  # noqa: ANN401 - a value of the host
        """What the step gives, for a template: numbers and the like noted and as they are, anything else veiled."""
        real = self._given(step)
        if real is None or type(real) in {bool, int, float}:
            return self.ask(step)
        self.ask(self.step(step, ("type",), lambda value, _: type(value)))
        if type(real) in {str, list, tuple, dict} or type(real) in self.open:
            return Veiled(self, step, real)
        if isinstance(real, str):  # marked as safe: what Jinja does with such a text differs
            return Veiled(self, step, str(real), only_printed=True)
        return self.refuse(f"a value of the type {type(real).__name__}")

    def token(self, step: Step) -> str:
        """What stands for the words of this step until the page is put together."""
        if step not in self._numbers:
            self._numbers[step] = len(self.shown)
            self.shown.append(step)
        return f"\x02kb:{self._numbers[step]}\x03"

    def pieces(self, text: str) -> tuple[tuple[str, ...], tuple[Step, ...]]:
        """A text with tokens as what stands between them, and the steps that they stand for."""
        found = _TOKEN.split(text)
        return tuple(found[::2]), tuple(self.shown[int(number)] for number in found[1::2])

    def replaced(self, text: str, rest: tuple[Any, ...]) -> str:
        """Replace in a text with tokens. It is asked of each page whether that gives what replacing in the finished text gives."""
        result = text.replace(*rest)
        before, after = self.pieces(text), self.pieces(result)
        step = self.step(ROOT, ("replaced", text, rest), lambda _, given: joined(*before, given).replace(*rest) == joined(*after, given))
        if not self.ask(step):
            self.refuse("a text is replaced across the words of the page")
        return result

    def check(self, value: object) -> None:
        """Refuse a text with a token, alone or in a list."""
        if isinstance(value, str):
            if "\x02kb:" in value:
                self.refuse("a text with words of the page is looked into")
        elif isinstance(value, Mapping) and type(value) is dict:
            self.plain(value.items())
        elif isinstance(value, (list, tuple, set, frozenset)):
            self.plain(value)
        elif isinstance(value, Namespace):
            self.refuse("a namespace is handed on")
        elif type(value).__name__ == "TemplateModule":
            self.check(str(value))

    def plain(self, values: Any) -> None:  # noqa: ANN401 - anything that a template can gather
        """Refuse anything of the page among these."""
        for value in values:
            if isinstance(value, (Veiled, _Method)):
                self.refuse("a value of the page is handed on")
            self.check(value)


def joined(between: tuple[str, ...], steps: tuple[Step, ...], given: Given) -> str:
    """The text again, with the words of a page between the pieces."""
    parts = [between[0]]
    for step, piece in zip(steps, between[1:], strict=True):
        parts += (given(step), piece)
    return "".join(parts)


class Veiled:
    """A value of the page as the template sees it. It has no way to its words that is not noted."""

    __slots__ = ("_only_printed", "_real", "_step", "_watch")

    def __init__(self, watch: Watch, step: Step, real: Any, *, only_printed: bool = False) -> None:  # noqa: ANN401 - a value of the host
        """Stand for what the step gives."""
        self._watch, self._step, self._real, self._only_printed = watch, step, real, only_printed

    def _next(self, label: Label, do: Do) -> Step:
        if self._only_printed and label != _TRUE:
            self._watch.refuse("a text that is marked as safe is looked into")
        return self._watch.step(self._step, label, do)

    def _child(self, label: Label, do: Do) -> Any:  # noqa: ANN401 - a value of the host
        return self._watch.veil(self._next(label, do))

    def _asked(self, label: Label, do: Do) -> Any:  # noqa: ANN401 - a value of the host
        return self._watch.ask(self._next(label, do))

    def kb_attribute(self, name: str, env: Environment) -> Any:  # noqa: ANN401 - a value of the host
        """What ``value.name`` is in a template."""
        real = self._real
        if type(real) is str and name in _METHODS:
            return _Method(self, name)
        if type(real) in self._watch.open and name in self._watch.open[type(real)]:
            return self._child(("attribute", name), lambda value, _: getattr(value, name))
        if self._asked(("has", name), lambda value, _: hasattr(value, name)):
            self._watch.refuse(f"the attribute {name} is asked for")
        return self.kb_item(name, env) if type(real) is dict else env.undefined(name=name)

    def kb_item(self, key: Any, env: Environment) -> Any:  # noqa: ANN401 - a value of the host
        """What ``value[key]`` is in a template."""
        if type(self._real) is dict and type(key) is str:
            if self._asked(("in", key), lambda value, _: key in value):
                return self._child(("item", key), lambda value, _: value[key])
            return env.undefined(name=key)
        if type(self._real) in {list, tuple} and type(key) is int:
            if self._asked(("reaches", key), lambda value, _: -len(value) <= key < len(value)):
                return self._child(("item", key), lambda value, _: value[key])
            return env.undefined(name=str(key))
        return self._watch.refuse(f"{key!r} is looked up")

    def kb_method(self, name: str, given: tuple[Any, ...], named: dict[str, Any]) -> Any:  # noqa: ANN401 - a value of the host
        """What ``value.name(…)`` is in a template."""
        self._watch.plain((*given, *named.values()))
        return self._child(("method", name, given, tuple(named.items())), lambda value, _: getattr(value, name)(*given, **named))

    def kb_filtered(self, name: str, host: Environment, given: tuple[Any, ...], named: dict[str, Any]) -> Any:  # noqa: ANN401
        """What ``value | name(…)`` is in a template."""
        if name in {"default", "d"}:
            return _default(self, *given, **named)
        if name == "first" and type(self._real) is not str:
            return self._nth(0) if self else host.undefined("No first item, sequence was empty.")
        if name not in _FILTERS:
            self._watch.refuse(f"the filter {name} is used")
        return self._child(("filter", name, given, tuple(named.items())), lambda value, _: host.call_filter(name, value, given, named))

    def kb_special(self, name: str, do: Do) -> Any:  # noqa: ANN401 - a value of the host
        """What a filter of the host makes of it, that knows the page."""
        return self._child(("special", name), do)

    def kb_is_root(self) -> bool:
        """Whether it stands for the page itself."""
        return self._step is ROOT

    def kb_tested(self, name: str, host: Environment, given: tuple[Any, ...]) -> bool:
        """What ``value is name(…)`` is in a template."""
        return bool(self._asked(("test", name, given), lambda value, _: bool(host.call_test(name, value, given))))

    def __str__(self) -> str:
        """A token, or nothing where the words are none."""
        if type(self._real) is not str:
            self._watch.refuse(f"a {type(self._real).__name__} is printed")
        return self._watch.token(self._step) if self else ""

    def __bool__(self) -> bool:
        """Whether it is true, noted; as everything below."""
        return bool(self._asked(_TRUE, lambda value, _: bool(value)))

    def __len__(self) -> int:  # noqa: D105
        return int(self._asked(("length",), lambda value, _: len(value)))

    def __iter__(self) -> Iterator[Any]:  # noqa: D105
        if type(self._real) in {str, dict}:
            self._watch.refuse("the letters or keys of a value are counted out")
        yield from (self._nth(at) for at in range(len(self)))

    def _nth(self, at: int) -> Any:  # noqa: ANN401 - a value of the host
        step = self._watch.step(self._step, ("list",), lambda value, _: list(value))
        return self._watch.veil(self._watch.step(step, ("item", at), lambda value, _: value[at]))

    def __contains__(self, other: object) -> bool:  # noqa: D105
        if type(other) not in {str, int, bool, type(None)} or type(self._real) not in {str, list, tuple, dict}:
            self._watch.refuse("a value is looked for in one of the page")
        self._watch.check(other)
        return bool(self._asked(("contains", other), lambda value, _: other in value))

    def __eq__(self, other: object) -> bool:  # noqa: D105
        if type(other) in {str, int, bool, type(None)}:
            self._watch.check(other)
            return bool(self._asked(("is", type(other), other), lambda value, _: value == other))
        if self._step is not ROOT or isinstance(other, Veiled):
            self._watch.refuse("a value of the page is compared with another")
        return False  # a page that `framing` takes is in no list of the host's

    def _refused(self, *_: object) -> NoReturn:
        self._watch.refuse("a value of the page is used in a way that is not noted")

    __hash__ = _refused
    __repr__ = _refused
    __format__ = _refused
    __getattr__ = __getitem__ = __html__ = _refused
    __lt__ = __le__ = __gt__ = __ge__ = __add__ = __radd__ = __mul__ = __rmul__ = __mod__ = __rmod__ = _refused
    __sub__ = __rsub__ = __truediv__ = __rtruediv__ = __int__ = __float__ = __index__ = __call__ = __reduce_ex__ = _refused


def _default(value: Veiled, default_value: object = "", boolean: bool = False) -> object:  # noqa: FBT001, FBT002 - as Jinja names them
    return value if not boolean or value else default_value


class _Method:
    """A method of a text of the page, which a template may call with values that are not of the page."""

    def __init__(self, of: Veiled, name: str) -> None:
        self.of, self.name = of, name

    def __call__(self, *given: Any, **named: Any) -> Any:  # noqa: ANN401 - a value of the host
        return self.of.kb_method(self.name, given, named)


class Watching(Environment):
    """The environment of the host's templates, in which a ``Watch`` sees what they do. Made with ``watching``."""

    watch: Watch | None
    host: Environment

    def compile(self, source: Any, *given: Any, **named: Any) -> Any:  # noqa: ANN401 - Jinja's own
        """Compile a template so that it asks before it uses a text."""
        if isinstance(source, str):
            source = _Guarding(self).visit(self.parse(source, *given[:2]))
        return super().compile(source, *given, **named)

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - Jinja's own
        """What ``obj.attribute`` is."""
        if isinstance(obj, Veiled):
            return obj.kb_attribute(attribute, self)
        if self.watch:
            self.watch.plain((attribute,))
            if isinstance(obj, str):
                self.watch.check(obj)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401 - Jinja's own
        """What ``obj[argument]`` is."""
        if self.watch:
            self.watch.plain((argument,))
        if isinstance(obj, Veiled):
            return obj.kb_item(argument, self)
        if self.watch and isinstance(obj, str):
            self.watch.check(obj)
        return super().getitem(obj, argument)

    def watched(self, name: str, context: Mapping[str, Any], watch: Watch) -> str:
        """What the template prints for the page of the watch, with tokens; in the context the page is veiled. Raises ``UnsureError``."""
        self.watch = watch
        try:
            text = self.get_template(name).render(context)
        except Exception as error:
            raise UnsureError(watch.doubt or f"{type(error).__name__}: {error}") from error
        finally:
            self.watch = None
        if watch.doubt:  # Jinja may have taken the error for something that is not there
            raise UnsureError(watch.doubt)
        return text


def watching(host: Environment, special: Mapping[str, Special]) -> Watching | None:
    """The host's environment, watched; ``special`` are its filters that know the page, as they are to be. ``None`` where it is unusual."""
    changed = host.finalize or host.autoescape or host.code_generator_class is not Environment.code_generator_class
    if type(host) is not Environment or changed or host.concat is not Environment.concat:
        return None
    own: Watching = object.__new__(Watching)
    own.__dict__.update(host.__dict__)
    own.cache = create_cache(400)
    own.extensions = {name: extension.bind(own) for name, extension in host.extensions.items()}
    own.host, own.watch, own.overlayed, own.linked_to = host, None, True, host
    own.filters = {name: _filter(own, name, function, special.get(name)) for name, function in host.filters.items()}
    own.filters[_CHECKED] = _checking(own)
    tests = cast("Mapping[str, Callable[..., Any]]", host.tests)
    own.tests = {name: _test(own, name, function) for name, function in tests.items()}
    return own


def _checking(env: Watching) -> Callable[[Any], Any]:
    def checked(value: Any) -> Any:  # noqa: ANN401 - a value of the host
        if env.watch:
            env.watch.check(value)
        return value

    return checked


def _filter(env: Watching, name: str, function: Callable[..., Any], special: Special | None) -> Callable[..., Any]:
    """A filter that looks at what it gets before it is used."""
    skip = 1 if hasattr(function, "jinja_pass_arg") else 0
    known = FILTERS.get(name) is function and name != _CHANCE

    @wraps(function)
    def filtered(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - a value of the host
        watch = env.watch
        if watch is None:
            return function(*given, **named)
        value, rest = given[skip], given[skip + 1 :]
        watch.plain((*rest, *named.values()))
        if special:
            watch.check(value)
            return special(given[0], value)
        if not known:
            watch.refuse(f"the filter {name} is not Jinja's own")
        if isinstance(value, Veiled):
            return value.kb_filtered(name, env.host, rest, named)
        if name == "replace" and type(value) is str and not named and "\x02kb:" in value:
            return watch.replaced(value, rest)
        if not isinstance(value, _Method):
            watch.check(value)
            return function(*given, **named)
        return watch.refuse("a method is handed on")

    return filtered


def _test(env: Watching, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A test that looks at what it gets before it is used."""
    skip = 1 if hasattr(function, "jinja_pass_arg") else 0
    known = TESTS.get(name) is function

    @wraps(function)
    def tested(*given: Any) -> Any:  # noqa: ANN401 - a value of the host
        watch = env.watch
        if watch is None:
            return function(*given)
        value, rest = given[skip], given[skip + 1 :]
        watch.plain(rest)
        if not known:
            watch.refuse(f"the test {name} is not Jinja's own")
        if isinstance(value, Veiled):
            return value.kb_tested(name, env.host, rest)
        watch.plain((value,))
        return function(*given)

    return tested


class _Guarding(NodeTransformer):
    """Puts a check around every place of a template where more is done with a value than printing, joining and asking if it is true."""

    def __init__(self, env: Environment) -> None:
        self.env = env

    def _guarded(self, node: nodes.Expr) -> nodes.Expr:
        if isinstance(node, nodes.Const):
            return node
        return nodes.Filter(node, _CHECKED, [], [], None, None, lineno=node.lineno, environment=self.env)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802 - Jinja's own names, here and below
        self.generic_visit(node)
        node.expr = self._guarded(node.expr)
        for one in node.ops:
            one.expr = self._guarded(one.expr)
        return node

    def _arithmetic(self, node: nodes.BinExpr) -> nodes.Node:
        self.generic_visit(node)
        node.left, node.right = self._guarded(node.left), self._guarded(node.right)
        return node

    visit_Add = visit_Sub = visit_Mul = visit_Div = visit_FloorDiv = visit_Mod = visit_Pow = _arithmetic  # noqa: N815

    def _of_one(self, node: nodes.UnaryExpr) -> nodes.Node:
        self.generic_visit(node)
        node.node = self._guarded(node.node)
        return node

    visit_Neg = visit_Pos = _of_one  # noqa: N815

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.iter = self._guarded(cast("nodes.Expr", node.iter))
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.args = [self._guarded(one) for one in node.args]
        for one in node.kwargs:
            one.value = self._guarded(one.value)
        node.dyn_args = self._guarded(node.dyn_args) if node.dyn_args else None
        node.dyn_kwargs = self._guarded(node.dyn_kwargs) if node.dyn_kwargs else None
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.node = self._guarded(node.node)
        return node

    def _named(self, node: Any) -> nodes.Node:  # noqa: ANN401 - each of the four has a template
        self.generic_visit(node)
        node.template = self._guarded(node.template)
        return node  # type: ignore[no-any-return]

    visit_Include = visit_Import = visit_FromImport = visit_Extends = _named  # noqa: N815

    def visit_AssignBlock(self, node: nodes.AssignBlock) -> nodes.Node:  # noqa: N802
        if node.filter:
            self._refused(node)
        return self.generic_visit(node)

    def _refused(self, node: nodes.Node) -> nodes.Node:
        raise UnsureError(f"a template has a {type(node).__name__}")

    visit_FilterBlock = visit_ScopedEvalContextModifier = visit_EvalContextModifier = visit_OverlayScope = _refused  # noqa: N815
    visit_ContextReference = visit_DerivedContextReference = visit_ExtensionAttribute = visit_EnvironmentAttribute = _refused  # noqa: N815
    visit_ImportedName = visit_InternationalizationExtension = _refused  # noqa: N815
