"""The fonts of papers: Noto Sans as npm brings it, one file for each part of the world's letters.

Only the files that hold a paper's letters are opened, and only those letters are embedded.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fpdf import FPDF

from core.platform.settings import ROOT

NPM = ROOT / "node_modules" / "@fontsource-variable"
FIRST = "noto-sans-latin"
PLAIN = {"": {"wght": 400.0}}
BOLD = {"": {"wght": 400.0}, "B": {"wght": 700.0}}
_RANGE = re.compile(r"U\+([0-9a-fA-F]+)(?:-([0-9a-fA-F]+))?")


def use_fonts(paper: FPDF, text: str) -> None:
    """Make a paper able to write a text, and choose the font for it."""
    needed = [FIRST, *sorted({name for letter in set(text) if (name := _holder(ord(letter)))} - {FIRST})]
    for name in needed:
        if "-sans-sc-" in name:
            paper.add_font(name, "", _file(name), variations=PLAIN)
        else:
            paper.add_font(name, "", _file(name), variations=BOLD)
    paper.set_fallback_fonts(needed[1:], exact_match=False)
    paper.set_font(FIRST, size=10)


def _holder(letter: int) -> str | None:
    return next((name for name, first, last in _ranges() if first <= letter <= last), None)


@cache
def _ranges() -> tuple[tuple[str, int, int], ...]:
    # The smaller family first: it is drawn for Latin, Cyrillic and Greek, and is bold where it is asked to be.
    return (*_ranges_of("noto-sans"), *_ranges_of("noto-sans-sc"))


def _ranges_of(family: str) -> Iterator[tuple[str, int, int]]:
    known: dict[str, str] = json.loads((NPM / family / "unicode.json").read_text("utf-8"))
    for part, ranges in known.items():
        name = f"{family}-{part.strip('[]')}"
        if _file(name).exists():
            for found in _RANGE.finditer(ranges):
                yield name, int(found[1], 16), int(found[2] or found[1], 16)


def _file(name: str) -> Path:
    family = "noto-sans-sc" if name.startswith("noto-sans-sc-") else "noto-sans"
    return NPM / family / "files" / f"{name}-wght-normal.woff2"
