"""Mutations: small faults put into a module's code, of the kind that people make.

Each replaces one node of the syntax tree. Left alone are what no test can notice (docstrings,
annotations, protocols) and the words of errors.
"""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

_Node = TypeVar("_Node", bound=ast.AST)

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip
_PAIRS = (
    ("min", "max"), ("any", "all"), ("startswith", "endswith"), ("argmin", "argmax"),
    ("minimum", "maximum"), ("zeros", "ones"), ("find", "rfind"),
)  # fmt: skip
_FUNCTIONS = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}
_LONGEST_WORD = 40  # longer constants are texts
# Without these, or with another value, a call does the same, or fails at once.
_KEYWORDS_LEFT = {"dtype", "encoding", "strict"}
_FIELDS_LEFT = {"annotation", "returns", "decorator_list", "bases"}
_LEFT = (ast.Import, ast.ImportFrom, ast.Raise, ast.Assert, ast.JoinedStr)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one fault: the line that it is in, its code before and after."""

    tree: ast.Module
    line: int
    before: str
    after: str


def count(source: str) -> int:
    """How many mutants a module has."""
    return sum(1 for _ in _mutations(ast.parse(source)))


def mutant(source: str, number: int) -> Mutant:
    """The mutant of this number, from 0. Raises IndexError."""
    tree = ast.parse(source)
    for place, (node, other) in enumerate(_mutations(tree)):
        if place == number:
            before = _shown(node)
            line = next((one.lineno for one in ast.walk(node) if hasattr(one, "lineno")), 0)
            _Replacing(node, other).visit(tree)
            return Mutant(ast.fix_missing_locations(tree), line, before, _shown(other))
    raise IndexError(number)


class _Replacing(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old, self._new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self._new if node is self._old else self.generic_visit(node)


def _mutations(tree: ast.Module) -> Iterator[tuple[ast.AST, ast.AST]]:
    for node in _walk(tree):
        for other in _alternatives(node):
            if hasattr(node, "lineno"):
                ast.copy_location(other, node)
            yield node, other


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """What may be mutated, itself first."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in _FIELDS_LEFT:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not isinstance(child, _LEFT) and not _is_idle(child):
                yield from _walk(child)


def _is_idle(node: ast.AST) -> bool:
    """Whether a node does nothing that a test can notice: a docstring, a protocol, types, an
    argument that only checks others (``strict``)."""
    match node:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.ClassDef(bases=bases):
            return any("Protocol" in ast.unparse(base) for base in bases)
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.keyword(arg=name):
            return name in _KEYWORDS_LEFT
    return False


def _alternatives(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in a node's place."""
    match node:
        case ast.Compare(ops=ops):
            for place, op in enumerate(ops):
                for other in _COMPARISONS[type(op)]:
                    yield _with(node, ops=[*ops[:place], other(), *ops[place + 1 :]])
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in _OPERATORS:
            yield _with(node, op=_OPERATORS[type(op)]())
        case ast.BoolOp(op=op, values=values):
            yield _with(node, op=ast.Or() if isinstance(op, ast.And) else ast.And())
            for place in range(len(values)):
                rest = values[:place] + values[place + 1 :]
                yield _with(node, values=rest) if len(rest) > 1 else rest[0]
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.Invert(), operand=operand):
            yield operand
        case ast.Constant():
            yield from map(ast.Constant, _other_values(node.value))
        case ast.Call():
            yield from _other_calls(node)
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            yield _with(node, test=ast.UnaryOp(ast.Not(), test))
        case ast.comprehension(ifs=conditions):
            for place in range(len(conditions)):
                yield _with(node, ifs=conditions[:place] + conditions[place + 1 :])
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            yield ast.Return(ast.Constant(None))
        case ast.Expr(value=ast.Call()):
            yield ast.Pass()
        case ast.Break():
            yield ast.Continue()
        case ast.Continue():
            yield ast.Break()
        case ast.Slice():
            for name in ("lower", "upper"):
                if getattr(node, name) is not None:
                    yield _with(node, **{name: None})


def _other_values(value: object) -> list[bool | int | float | str]:
    match value:
        case bool():
            return [not value]
        case int():
            return [value + 1, value - 1]
        case float():
            return [1.5 * value or 1.0]
        case str() if 0 < len(value) < _LONGEST_WORD:
            return [""]
    return []


def _other_calls(node: ast.Call) -> Iterator[ast.Call]:
    match node.func:
        case ast.Name(id=name) if name in _FUNCTIONS:
            yield _with(node, func=ast.Name(_FUNCTIONS[name], ast.Load()))
        case ast.Attribute(attr=name) if name in _FUNCTIONS:
            yield _with(node, func=_with(node.func, attr=_FUNCTIONS[name]))
    for place, keyword in enumerate(node.keywords):
        if keyword.arg is not None and keyword.arg not in _KEYWORDS_LEFT:
            yield _with(node, keywords=node.keywords[:place] + node.keywords[place + 1 :])


def _with(node: _Node, **fields: object) -> _Node:
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _shown(node: ast.AST) -> str:
    """A node's code; of statements with a body, their condition."""
    shown = node.test if isinstance(node, ast.If | ast.While) else node
    return " ".join(ast.unparse(shown).split())
