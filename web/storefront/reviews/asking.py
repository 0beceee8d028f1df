from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from flask import flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.kernel.refusal import Refusal
from core.platform.db import transaction
from core.platform.throttle import TooMany
from core.reviews import errors, service
from web.shared.guard import shoppers
from web.shared.pages import href
from web.shared.respond import see_other
from web.shared.signed_in import actor, shopper
from web.shared.site import current_country, current_language, current_site
from web.storefront.account.forms import Form
from web.storefront.reviews.blueprint import reviews
from web.storefront.reviews.product import Named, moved, named


@dataclass
class QuestionForm(Form):
    places: ClassVar[Mapping[type[Refusal], str]] = {
        errors.TextTooShort: "text",
        errors.TextTooLong: "text",
        errors.MailboxUnproven: "",
        TooMany: "",
    }
    text: str = ""
    author_name: str = ""


@reviews.get("/p/<slug>/questions/new")
@shoppers
def ask(slug: str) -> str | Response:
    """Show the form for a question."""
    product = named(slug)
    if product.slug != slug:
        return moved("reviews.ask", product)
    return _show_form(product, QuestionForm())


@reviews.post("/p/<slug>/questions/new")
@shoppers
def save_question(slug: str) -> tuple[str, int] | Response:
    """Ask about a product."""
    product = named(slug)
    form = QuestionForm(request.form.get("text", "").strip(), request.form.get("author_name", "").strip())
    with form.taking_complaints():
        with transaction():
            service.ask_question(
                shopper().account_id,
                product.id,
                form.text,
                site_id=current_site().id,
                language=current_language(),
                country=current_country(),
                author_name=form.author_name[:40],
                by=actor(),
            )
        flash(_("Your question is with the merchant. We write to you as soon as it is answered."), "success")
        return see_other(href("reviews.my_questions"))
    return _show_form(product, form), form.status


def _show_form(product: Named, form: QuestionForm) -> str:
    return render_template("storefront/reviews/ask.html", product=product, form=form, personal=True)
