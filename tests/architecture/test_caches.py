"""Nothing is kept without a bound, and what is kept for seconds stands in the list of all caches."""

import ast

from core.platform.settings import ROOT
from tests.architecture.house import Source, in_storey

LIST = ROOT / "docs" / "adr" / "0030-every-cache-has-an-owner-and-a-bound.md"
PRODUCT = ("core", "web", "workers")


def product() -> list[Source]:
    return [source for storey in PRODUCT for source in in_storey(storey)]


def functions(source: Source) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef)]


def is_unbounded(decorator: ast.expr) -> bool:
    """Say whether this is `cache`, or `lru_cache` told to keep whatever comes."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    if name != "lru_cache" or not isinstance(decorator, ast.Call):
        return name == "cache"
    given = [*decorator.args[:1], *(word.value for word in decorator.keywords if word.arg == "maxsize")]
    return any(isinstance(most, ast.Constant) and most.value is None for most in given)


def takes_anything(function: ast.FunctionDef) -> bool:
    given = function.args
    return bool(given.posonlyargs or given.args or given.kwonlyargs or given.vararg or given.kwarg)


def unbounded(source: Source) -> list[str]:
    return [
        f"{source.module}.{function.name}"
        for function in functions(source)
        if takes_anything(function) and any(is_unbounded(one) for one in function.decorator_list)
    ]


def short_caches(source: Source) -> list[str]:
    """Name the caches for seconds that a module has."""
    made = [node for node in source.tree.body if isinstance(node, ast.AnnAssign | ast.Assign)]
    return [
        f"{source.module}.{getattr(target, 'id', '')}"
        for node in made
        if isinstance(node.value, ast.Call) and getattr(node.value.func, "id", "") == "ShortCache"
        for target in ([node.target] if isinstance(node, ast.AnnAssign) else node.targets)
    ]


def test_what_is_kept_by_its_arguments_has_a_bound() -> None:
    assert [name for source in product() for name in unbounded(source)] == []


def test_an_unbounded_cache_would_be_found() -> None:
    text = """
from functools import cache, lru_cache
import functools
@cache
def one(name): ...
@lru_cache(maxsize=None)
def two(*names): ...
@functools.lru_cache(None)
def three(name): ...
@functools.cache
def four(*, name): ...
@cache
def nothing_is_asked(): ...
@lru_cache(maxsize=8)
def bounded(name): ...
@lru_cache
def bounded_too(name): ...
"""
    found = unbounded(Source(ROOT / "web" / "example.py", text, ast.parse(text)))
    assert found == [f"web.example.{name}" for name in ("one", "two", "three", "four")]


def test_every_cache_for_seconds_is_in_the_list() -> None:
    caches = [name for source in product() for name in short_caches(source)]
    assert len(caches) >= 6
    written = LIST.read_text(encoding="utf-8")
    assert [name for name in caches if f"`{name}`" not in written] == []
