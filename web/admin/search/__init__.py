"""What shoppers look for, what they do not find, and which words mean the same."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.kernel.refusal import NotFound, Refusal
from core.kernel.texts import pick
from core.platform.db import transaction
from core.search import queries, service
from core.sites import queries as sites
from web.shared import words
from web.shared.asking import page_ask
from web.shared.guard import operators
from web.shared.respond import see_other
from web.shared.signed_in import actor
from web.shared.site import LANGUAGES, current_language

Answer = Response | tuple[str, int]
MOST_LETTERS = 1000


def register(admin: Blueprint) -> None:
    """Open this area."""
    rule = admin.add_url_rule
    rule("/search", "search_list", list_sought)
    rule("/search/synonyms", "search_synonyms", list_synonyms)
    rule("/search/synonyms", "search_add_synonyms", add, methods=["POST"])
    rule("/search/synonyms/<int:group_id>", "search_show_synonyms", show)
    rule("/search/synonyms/<int:group_id>", "search_change_synonyms", change, methods=["POST"])
    rule("/search/synonyms/<int:group_id>/removal", "search_remove_synonyms", remove, methods=["POST"])


@operators
def list_sought() -> str:
    """List what was looked for lately, or only what was looked for in vain."""
    in_vain = request.args.get("found") == "nothing"
    names = {site.id: pick(site.names, site.chain(current_language())) for site in sites.list_sites()}
    searches, nothing = queries.count_sought()
    return render_template(
        "admin/search/list.html",
        page=queries.list_sought(page_ask(), only_in_vain=in_vain),
        in_vain=in_vain,
        searches=searches,
        nothing=nothing,
        site_names=names,
        languages=_languages(),
    )


@operators
def list_synonyms() -> str:
    """List the groups of words that mean the same, with a form for one more."""
    return _synonyms({})


@operators
def add() -> Answer:
    """Add a group."""
    try:
        with transaction():
            service.add_synonyms(request.form.get("language", ""), _terms(), by=actor())
    except Refusal as refusal:
        return _synonyms({"terms": words.sentence(refusal)}), 422
    flash(_("The synonyms are kept; searches follow them at once."), "success")
    return see_other(url_for("admin.search_synonyms"))


@operators
def show(group_id: int) -> str:
    """Show a group to change it."""
    group = queries.get_synonyms(group_id)
    return _group(group_id, {}, group.language, "\n".join(group.terms), group.version)


@operators
def change(group_id: int) -> Answer:
    """Change a group, unless somebody else was faster."""
    language, version = request.form.get("language", ""), request.form.get("version", 0, type=int)
    try:
        with transaction():
            service.change_synonyms(group_id, language, _terms(), version=version, by=actor())
    except NotFound:
        raise
    except Refusal as refusal:
        typed = request.form.get("terms", "")
        return _group(group_id, {"terms": words.sentence(refusal)}, language, typed, version), refusal.status
    flash(_("The synonyms are kept; searches follow them at once."), "success")
    return see_other(url_for("admin.search_synonyms"))


@operators
def remove(group_id: int) -> Response:
    """Forget a group."""
    with transaction():
        service.remove_synonyms(group_id, by=actor())
    flash(_("The synonyms are gone."), "success")
    return see_other(url_for("admin.search_synonyms"))


def _synonyms(errors: dict[str, str]) -> str:
    return render_template(
        "admin/search/synonyms.html",
        groups=queries.list_synonyms(),
        languages=_languages(),
        errors=errors,
        language=request.form.get("language", ""),
        terms=request.form.get("terms", ""),
    )


def _group(group_id: int, errors: dict[str, str], language: str, terms: str, version: int) -> str:
    context: dict[str, Any] = {"group_id": group_id, "errors": errors, "version": version}
    return render_template(
        "admin/search/synonym.html", **context, languages=_languages(), language=language, terms=terms
    )


def _terms() -> list[str]:
    """Read the terms, one a line or with commas between them."""
    return request.form.get("terms", "")[:MOST_LETTERS].replace(",", "\n").splitlines()


def _languages() -> dict[str, str]:
    return {"": _("Every language"), **{code: names[2] for code, names in LANGUAGES.items()}}
