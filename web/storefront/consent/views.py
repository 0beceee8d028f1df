from flask import Response, flash, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from core.accounts import service
from core.accounts.types import ConsentTopic
from core.platform.db import transaction
from core.wishlists import service as wishlists
from web.shared import consent as answers
from web.shared.consent import Category
from web.shared.guard import public
from web.shared.pages import href
from web.shared.respond import is_swap, safe_next, see_other
from web.shared.signed_in import shopper_id
from web.shared.site import current_language, current_site
from web.shared.visitor import viewer
from web.storefront.area import area

consent = area("consent", __name__)


@consent.get("/cookies")
@public
def show() -> Response:
    """Say what is kept in the browser and why, and let the visitor choose."""
    page = render_template(
        "storefront/consent/cookies.html",
        personal=True,
        is_functional=answers.allows(Category.FUNCTIONAL),
        is_decided=answers.is_decided(),
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@consent.post("/cookies")
@public(shared=True)
def decide() -> BaseResponse:
    """Keep the answer, write it down with its version and moment, and forget what it no longer covers."""
    agreed = _agreed()
    of, before = answers.mark(), viewer()
    with transaction():
        _write_down(of, agreed)
        if Category.FUNCTIONAL not in agreed:
            wishlists.forget_views(before)
    response = _answered()
    answers.keep(response, of, agreed)
    return response


def _agreed() -> set[Category]:
    answer = request.form.get("answer")
    if answer is not None:
        return set(Category) if answer == "all" else set()
    return {category for category in Category if category in request.form}


def _answered() -> BaseResponse:
    if is_swap():
        return make_response(render_template("storefront/consent/_answered.html"))
    flash(_("Your choice about cookies is kept."), "success")
    return see_other(safe_next(request.form.get("next"), href("consent.show")))


def _write_down(of: str, agreed: set[Category]) -> None:
    service.record_consent(
        account_id=shopper_id(),
        subject=f"browser:{of}",
        site_id=current_site().id,
        topic=ConsentTopic.COOKIES_FUNCTIONAL,
        version=answers.VERSION,
        is_granted=Category.FUNCTIONAL in agreed,
        source="cookies",
        language=current_language(),
    )
