"""The fonts of papers: Noto Sans as npm brings it, one file for each part of the world's letters.

Only the files that hold a paper's letters are opened, and only those letters are embedded. Each file holds every
weight; cutting one out takes a hundred times as long as the rest of a paper, so it is done once and kept.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from uuid import uuid4

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from fpdf import FPDF
from fpdf.fonts import TTFFont

from core.platform.settings import ROOT, settings

NPM = ROOT / "node_modules" / "@fontsource-variable"
FIRST = "noto-sans-latin"
PLAIN, BOLD = {"": 400}, {"": 400, "B": 700}  # weights by style
LEFT_OUT = ["GDEF", "GPOS", "GSUB", "STAT", "DSIG"]  # how letters join and move apart, and names of weights
_RANGE = re.compile(r"U\+([0-9a-fA-F]+)(?:-([0-9a-fA-F]+))?")


def use_fonts(paper: FPDF, text: str) -> None:
    """Make a paper able to write a text, and choose the font for it."""
    needed = [FIRST, *sorted({name for letter in set(text) if (name := _holder(ord(letter)))} - {FIRST})]
    for name in needed:
        for style, weight in (PLAIN if "-sans-sc-" in name else BOLD).items():
            paper.add_font(name, style, _cut(name, weight))
    for font in paper.fonts.values():
        if isinstance(font, TTFFont):
            font.ttfont.recalcBBoxes = False  # letters stay as they are, and so does the room that each takes
    paper.set_fallback_fonts(needed[1:], exact_match=False)
    paper.set_font(FIRST, size=10)


def _cut(name: str, weight: int) -> Path:
    """Give one weight of a font as a file of its own, made at the first use; other files of npm are other fonts."""
    source = _file(name)
    kept = settings().data / "fonts" / f"{name}-{weight}-bare-{source.stat().st_size}.ttf"
    if not kept.exists():
        # Without its date, because papers are to be the same whenever they are drawn.
        font = instantiateVariableFont(TTFont(source, recalcTimestamp=False), {"wght": weight})
        font.flavor = None
        _strip(font)
        kept.parent.mkdir(parents=True, exist_ok=True)
        draft = kept.with_name(f".{uuid4().hex}.part")
        font.save(draft)
        draft.rename(kept)
    return kept


def _strip(font: TTFont) -> None:
    """Leave of a font its letters and what places them side by side: papers use nothing else, and read it each time."""
    bare = Subsetter(Options(hinting=False, drop_tables=LEFT_OUT, notdef_outline=True))
    bare.populate(unicodes=font.getBestCmap())
    bare.subset(font)


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
