"""The storefront's stylesheet: small, direction-neutral and readable in light and dark."""

import gzip
import re
from itertools import product
from pathlib import Path

import pytest

from web.shared.bundle import bundle
from web.shared.icons import NAMES, sprite

ROOT = Path(__file__).parents[3]
STATIC = ROOT / "web" / "static"
SOURCES = sorted((STATIC / "css").rglob("*.css"))
BOUND_TO_A_SIDE = re.compile(
    r"(?:(?:margin|padding|border|inset)-(?:left|right)|[{;\s](?:left|right|float)\s*:|text-align:\s*(?:left|right))"
)


def tokens() -> dict[str, dict[str, str]]:
    css = (STATIC / "css" / "tokens.css").read_text("utf-8")
    light, dark = (
        dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", half))
        for half in css.split("@media (prefers-color-scheme: dark)")
    )
    return {"light": light, "dark": {**light, **dark}}


def luminance(color: str) -> float:
    digits = color[1:] if len(color) == 7 else "".join(digit * 2 for digit in color[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


TEXT = [
    *product(
        ("ink", "ink-soft", "sea", "sea-strong", "bad", "good", "warn", "info"), ("paper", "surface", "sunk")
    ),
    *((tone, f"{tone}-soft") for tone in ("sea", "good", "warn", "bad", "info")),
    *(("ink", f"{tone}-soft") for tone in ("sea", "good", "warn", "bad", "info")),
    *(("ink", f"tint-{number}") for number in range(1, 7)),
    ("ink-soft", "sea-soft"),
    ("paper", "ink"),
    ("on-sea", "sea"),
    ("on-sea", "sea-strong"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-brand", "brand"),
    ("on-brand", "brand-raised"),
    ("on-brand-soft", "brand"),
]
EDGES = [
    ("line-strong", "surface"),
    ("line-strong", "paper"),
    ("focus", "paper"),
    ("focus", "surface"),
    ("accent", "brand"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_color_can_be_read_on_its_ground(scheme: str) -> None:
    colors = tokens()[scheme]
    weak = [(text, ground) for text, ground in TEXT if contrast(colors[text], colors[ground]) < 4.5]
    assert weak == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_and_focus_rings_stand_out(scheme: str) -> None:
    colors = tokens()[scheme]
    assert [pair for pair in EDGES if contrast(colors[pair[0]], colors[pair[1]]) < 3] == []


@pytest.mark.parametrize(("name", "limit"), [("storefront", 13 * 1024), ("personal", 5 * 1024)])
def test_a_stylesheet_is_one_small_file(name: str, limit: int) -> None:
    css = bundle(STATIC / "css" / f"{name}.css")
    assert b"@import" not in css
    assert b"/*" not in css
    assert len(gzip.compress(css, 6)) <= limit


def test_every_component_and_module_is_in_one_of_the_stylesheets() -> None:
    sheets = "".join(
        (STATIC / "css" / f"{name}.css").read_text("utf-8") for name in ("storefront", "personal")
    )
    named = set(re.findall(r'@import "([^"]+)"', sheets))
    files = {
        str(path.relative_to(STATIC / "css"))
        for path in SOURCES
        if path.parent.name in ("components", "modules")
    }
    assert files <= named


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_rule_is_bound_to_a_side(path: Path) -> None:
    assert BOUND_TO_A_SIDE.findall(path.read_text("utf-8")) == []


def test_our_own_script_is_small() -> None:
    assert len(gzip.compress((STATIC / "js" / "storefront.js").read_bytes(), 6)) <= 4 * 1024


def test_the_bundle_keeps_strings_and_drops_comments(tmp_path: Path) -> None:
    (tmp_path / "part.css").write_text('/* why */ .a::before { content: "; }  /* kept */"; }\n', "utf-8")
    (tmp_path / "all.css").write_text(
        '@import "part.css";\n@import "part.css";\n.b , .c { margin : 0 ; }\n', "utf-8"
    )
    assert bundle(tmp_path / "all.css") == b'.a::before{content:"; }  /* kept */"}.b,.c{margin :0}'


def test_the_sprite_has_every_named_icon_once() -> None:
    svg = sprite(ROOT / "node_modules/@tabler/icons/icons/outline").decode()
    assert re.findall(r'<symbol id="([\w-]+)"', svg) == [*NAMES, "stars"]
    assert "M0 0h24v24H0z" not in svg


def test_every_icon_a_template_draws_is_in_the_sprite() -> None:
    drawn: set[str] = set()
    for template in (ROOT / "web").rglob("*.html"):
        words = template.read_text("utf-8")
        drawn |= set(re.findall(r"\bicon\('([\w-]+)'", words)) | set(
            re.findall(r"icon_name='([\w-]+)'", words)
        )
    assert drawn - set(NAMES) == set()
