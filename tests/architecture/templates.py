"""Templates with their Jinja taken out, so that what they write can be looked at."""

import re
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from core.platform.settings import ROOT

WEB = ROOT / "web"
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
MACRO = re.compile(r"\{%-?\s*macro\b.*?\{%-?\s*endmacro\s*-?%\}", re.DOTALL)
SPOKEN = re.compile(r"\{%-?\s*trans\b.*?\{%-?\s*endtrans\s*-?%\}", re.DOTALL)
STATEMENT = re.compile(r"\{%.*?%\}", re.DOTALL)
EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
IN_A_TAG = re.compile(r"^(button|[\w -]*=\"[^\"]*\".*)$")  # what a macro gives to be written within a tag


@dataclass(frozen=True)
class Element:
    """An element as it is written: its name, its attributes and how deep it stands."""

    name: str
    attributes: dict[str, str | None]
    depth: int


@dataclass(frozen=True)
class Template:
    """A template of the web."""

    path: Path
    source: str

    @property
    def name(self) -> str:
        return self.path.relative_to(WEB).as_posix()

    @property
    def without_comments(self) -> str:
        return COMMENT.sub("", self.source)

    @property
    def without_macros(self) -> str:
        return MACRO.sub("", self.without_comments)

    def __str__(self) -> str:
        return self.name


@cache
def templates() -> tuple[Template, ...]:
    """Read every HTML template."""
    return tuple(Template(path, path.read_text(encoding="utf-8")) for path in sorted(WEB.rglob("*.html")))


def plain(source: str) -> str:
    """Take the Jinja out; what is said through it is nothing, what it computes is a letter."""
    return EXPRESSION.sub("x", STATEMENT.sub("", SPOKEN.sub("", source)))


def elements(source: str) -> list[Element]:
    """List the elements of a piece of template, in order."""
    reader = _Reader()
    reader.feed(plain(source))
    return reader.found


def words(source: str) -> list[str]:
    """List the texts a template writes by itself, without asking for a translation."""
    reader = _Reader()
    reader.feed(EXPRESSION.sub("", STATEMENT.sub("", SPOKEN.sub("", source))))
    return [text for text in reader.texts if re.search(r"[^\W\d_]{2}", text) and not IN_A_TAG.match(text)]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Element] = []
        self.texts: list[str] = []
        self._depth = 0

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(data.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(Element(tag, dict(attrs), self._depth))
        self._depth += tag not in VOID

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(Element(tag, dict(attrs), self._depth))

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag not in VOID
