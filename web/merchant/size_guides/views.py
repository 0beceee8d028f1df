from dataclasses import dataclass, field
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.catalog import queries, service
from core.catalog.types import CategoryNode, SizeGuide
from core.kernel.refusal import Refusal
from core.platform.db import transaction
from web.shared import words
from web.shared.guard import members
from web.shared.pages import category_tree, in_my_language
from web.shared.respond import see_other
from web.shared.signed_in import actor, member_of
from web.shared.site import LANGUAGES

Answer = Response | tuple[str, int]
MOST_ROWS = 60
MOST_COLUMNS = 8
LONGEST_CELL = 60
SEPARATOR = "|"


@dataclass(frozen=True)
class Typed:
    """A table as it is typed: cells of a line stand between upright strokes."""

    category: str = ""
    brand: str = ""
    headings: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    rows: str = ""
    version: int = 1

    @classmethod
    def read(cls) -> "Typed":
        form = request.form
        return cls(
            category=form.get("category", ""),
            brand=form.get("brand", ""),
            headings={code: form.get(f"headings-{code}", "").strip()[:500] for code in LANGUAGES},
            notes={code: form.get(f"notes-{code}", "").strip()[:1000] for code in LANGUAGES},
            rows=form.get("rows", "")[:10_000],
            version=form.get("version", 0, type=int),
        )

    @classmethod
    def of(cls, guide: SizeGuide, category: str) -> "Typed":
        headings = {
            code: f" {SEPARATOR} ".join(texts.get(code, "") for texts in guide.columns)
            for code in LANGUAGES
            if any(texts.get(code) for texts in guide.columns)
        }
        rows = "\n".join(f" {SEPARATOR} ".join(cells) for cells in guide.rows)
        return cls(category, guide.brand_code or "", headings, dict(guide.notes), rows, guide.version)

    def table(self) -> tuple[list[dict[str, str]], list[list[str]]]:
        """Give headings by column and language, and rows of cells."""
        by_language = {code: _cells(line) for code, line in self.headings.items() if line}
        width = max((len(cells) for cells in by_language.values()), default=0)
        columns = [
            {code: cells[at] for code, cells in by_language.items() if at < len(cells) and cells[at]}
            for at in range(width)
        ]
        return columns, [_cells(line) for line in self.rows.splitlines()[:MOST_ROWS] if line.strip()]


@members
def list_guides() -> str:
    """List the merchant's tables of sizes, with a form for another one."""
    return _list(Typed(), {})


@members
def add() -> Answer:
    """Add a table of sizes."""
    typed = Typed.read()
    errors = _complaints(typed)
    if errors:
        return _list(typed, errors), 422
    columns, rows = typed.table()
    try:
        with transaction():
            guide_id = service.add_size_guide(
                member_of().merchant_id, category=typed.category, brand=typed.brand or None,
                notes=_filled(typed.notes), columns=columns, rows=rows, by=actor(),
            )  # fmt: skip
    except Refusal as refusal:
        return _list(typed, {"rows": words.sentence(refusal)}), refusal.status
    flash(_("The size guide is added."), "success")
    return see_other(url_for("merchant.size_guides_show", guide_id=guide_id))


@members
def show(guide_id: int) -> str:
    """Show one table of sizes to be changed."""
    guide = queries.get_size_guide(guide_id, merchant_id=member_of().merchant_id)
    return _one(guide, Typed.of(guide, ""), {})


@members
def change(guide_id: int) -> Answer:
    """Change a table of sizes; what was typed stays where somebody was faster."""
    guide = queries.get_size_guide(guide_id, merchant_id=member_of().merchant_id)
    typed = Typed.read()
    errors = _complaints(typed, is_new=False)
    if errors:
        return _one(guide, typed, errors), 422
    columns, rows = typed.table()
    try:
        with transaction():
            service.change_size_guide(
                guide_id, member_of().merchant_id, notes=_filled(typed.notes),
                columns=columns, rows=rows, version=typed.version, by=actor(),
            )  # fmt: skip
    except Refusal as refusal:
        return _one(guide, typed, {"rows": words.sentence(refusal)}), refusal.status
    flash(_("The size guide is saved."), "success")
    return see_other(url_for("merchant.size_guides_show", guide_id=guide_id))


@members
def drop(guide_id: int) -> Response:
    """Take a table of sizes away."""
    with transaction():
        service.drop_size_guide(guide_id, member_of().merchant_id, by=actor())
    flash(_("The size guide is taken away."), "success")
    return see_other(url_for("merchant.size_guides"))


def _complaints(typed: Typed, *, is_new: bool = True) -> dict[str, str]:
    columns, rows = typed.table()
    found = {}
    if is_new and typed.category not in {code for code, _ in _categories(category_tree())}:
        found["category"] = _("Please choose a category.")
    if not 2 <= len(columns) <= MOST_COLUMNS:
        found["headings"] = _("Please type from two to eight headings in one language at least.")
    if not rows:
        found["rows"] = _("Please type one line at least.")
    return found


def _cells(line: str) -> list[str]:
    return [cell.strip()[:LONGEST_CELL] for cell in line.strip().strip(SEPARATOR).split(SEPARATOR)]


def _filled(texts: dict[str, str]) -> dict[str, str]:
    return {code: text for code, text in texts.items() if text}


def _list(typed: Typed, errors: dict[str, str]) -> str:
    names = dict(_names(category_tree()))
    guides = [
        (guide, names.get(guide.category_id, ""), [in_my_language(texts) for texts in guide.columns])
        for guide in queries.list_size_guides(member_of().merchant_id)
    ]
    return render_template("merchant/size_guides/list.html", guides=guides, **_form(typed, errors))


def _one(guide: SizeGuide, typed: Typed, errors: dict[str, str]) -> str:
    names = dict(_names(category_tree()))
    place = names.get(guide.category_id, "")
    return render_template("merchant/size_guides/show.html", guide=guide, place=place, **_form(typed, errors))


def _form(typed: Typed, errors: dict[str, str]) -> dict[str, Any]:
    return {
        "typed": typed,
        "errors": errors,
        "categories": _categories(category_tree()),
        "brands": queries.list_brands_of(member_of().merchant_id),
        "content_languages": [(code, names[2]) for code, names in LANGUAGES.items()],
    }


def _categories(nodes: tuple[CategoryNode, ...], depth: int = 0) -> list[tuple[str, str]]:
    """List every category as (code, name), those below indented."""
    found = []
    for node in nodes:
        found.append((node.code, "\u2003" * depth + node.name))
        found += _categories(node.children, depth + 1)
    return found


def _names(nodes: tuple[CategoryNode, ...]) -> list[tuple[int, str]]:
    return [pair for node in nodes for pair in ((node.id, node.name), *_names(node.children))]
