"""A merchant's terms: how goods may be sent back."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.kernel.refusal import Refusal
from core.merchants import queries, service
from core.merchants.types import LEAST_RETURN_DAYS, MOST_RETURN_DAYS, ReturnPayer
from core.platform.db import transaction
from web.shared import words
from web.shared.guard import members
from web.shared.respond import see_other
from web.shared.signed_in import actor, member_of
from web.shared.site import LANGUAGES, current_chain


def register(merchant: Blueprint) -> None:
    """Open this area."""
    merchant.add_url_rule("/terms", "terms", show)
    merchant.add_url_rule("/terms", "terms_save", save, methods=["POST"])


@members
def show() -> str:
    """Show how goods may be sent back."""
    mine = member_of().merchant_id
    terms = queries.return_policy_of([mine], current_chain())[mine]
    return _page(str(terms.days), terms.payer.value, dict(terms.notes))


@members
def save() -> Response | tuple[str, int]:
    """Change how goods may be sent back; orders that were placed keep their terms."""
    typed, payer = request.form.get("days", "").strip(), request.form.get("payer", "")
    notes = {code: request.form.get(f"note-{code}", "").strip()[:1000] for code in LANGUAGES}
    payer = payer if payer in set(ReturnPayer) else ReturnPayer.SHOPPER.value
    days = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0
    try:
        with transaction():
            service.change_returns(
                member_of().merchant_id,
                days=days,
                payer=ReturnPayer(payer),
                notes={code: text for code, text in notes.items() if text},
                by=actor(),
            )
    except Refusal as refusal:
        return _page(typed, payer, notes, words.sentence(refusal)), 422
    flash(_("The terms are saved."), "success")
    return see_other(url_for("merchant.terms"))


def _page(days: str, payer: str, notes: dict[str, str], error: str = "") -> str:
    return render_template(
        "merchant/terms/terms.html", days=days, payer=payer, notes=notes, error=error,
        least=LEAST_RETURN_DAYS, most=MOST_RETURN_DAYS,
        content_languages=[(code, names[2]) for code, names in LANGUAGES.items()],
    )  # fmt: skip
