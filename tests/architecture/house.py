"""The product's source as trees, for tests that guard habits."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.platform.settings import ROOT

STOREYS = ("core", "web", "workers", "cli")
DOORS = {"types", "service", "queries", "events", "errors"}


@dataclass(frozen=True)
class Source:
    """A module of the product."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def module(self) -> str:
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def room(self) -> str | None:
        """Give the room of core that the module is in."""
        parts = self.module.split(".")
        return parts[1] if parts[0] == "core" and len(parts) > 1 else None

    def __str__(self) -> str:
        return self.module


@cache
def sources() -> tuple[Source, ...]:
    """Read every module of the product."""
    paths = sorted(path for storey in STOREYS for path in (ROOT / storey).rglob("*.py"))
    texts = [(path, path.read_text(encoding="utf-8")) for path in paths]
    return tuple(Source(path, text, ast.parse(text)) for path, text in texts)


def in_storey(name: str) -> list[Source]:
    """Give the modules of one storey."""
    return [source for source in sources() if source.module.split(".")[0] == name]


@cache
def modules() -> frozenset[str]:
    """Give the names of all modules of the product."""
    return frozenset(source.module for source in sources())


def imports(source: Source) -> Iterator[tuple[str, int]]:
    """Give every module of the product that a module imports, and the line; names of things are left out."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield (whole if whole in modules() else node.module), node.lineno


def calls(source: Source) -> Iterator[tuple[str, int]]:
    """Give the last name of everything a module calls, and the line."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            yield name, node.lineno
