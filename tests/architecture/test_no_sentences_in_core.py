"""Core speaks codes; sentences hang in web."""

import ast
import re

from tests.architecture.house import Source, in_storey

SPEAKERS = {"gettext", "ngettext", "lazy_gettext", "_"}
FOR_OPERATORS = {"core.platform.settings", "core.platform.metrics"}  # what the README and Prometheus print
SENTENCE = re.compile(r"^[A-ZА-Я].*\s\w+.*[.!?…]$", re.DOTALL)


def strings(source: Source) -> list[tuple[str, int]]:
    """List the texts of a module that are no docstrings."""
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        (node.value, node.lineno)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation
    ]


def test_core_says_nothing_to_anybody() -> None:
    spoken = [
        f"{source.module}:{line} {text!r}"
        for source in in_storey("core")
        if source.module not in FOR_OPERATORS
        for text, line in strings(source)
        if SENTENCE.match(text.strip())
    ]
    assert spoken == []


def test_core_translates_nothing() -> None:
    translated = [
        f"{source.module}:{node.lineno}"
        for source in in_storey("core")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SPEAKERS
    ]
    assert translated == []


def test_refusals_carry_a_code_of_their_room_and_nothing_else() -> None:
    odd = [
        f"{source.module}: {item.name}"
        for source in in_storey("core")
        if source.module.endswith(".errors")
        for item in source.tree.body
        if isinstance(item, ast.ClassDef) and not has_code_of(source, item)
    ]
    assert odd == []


def has_code_of(source: Source, refusal: ast.ClassDef) -> bool:
    codes = [
        node.value.value
        for node in refusal.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and ast.unparse(node.targets[0]) == "code"
    ]
    return len(codes) == 1 and str(codes[0]).startswith(f"{source.room}.")
