"""What buyers say of a merchant's goods, and what the merchant replies."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.media import queries as media
from core.platform.db import transaction
from core.reviews import queries, service
from core.reviews.errors import ReplyUnfit, TextTooLong, TextTooShort
from core.reviews.types import ReviewId
from web.shared import said, words
from web.shared.asking import page_ask
from web.shared.guard import members
from web.shared.respond import see_other
from web.shared.signed_in import actor, member_of
from web.shared.site import LANGUAGES, current_chain, current_language

ON_A_PAGE = 20
THUMB = 160


def register(merchant: Blueprint) -> None:
    """Open this area."""
    merchant.add_url_rule("/reviews", "reviews_list", list_reviews)
    merchant.add_url_rule("/reviews/<int:review_id>/reply", "reviews_reply", reply, methods=["POST"])


@members
def list_reviews() -> str:
    """List the reviews of the merchant's goods, newest first."""
    return _page()


@members
def reply(review_id: int) -> tuple[str, int] | Response:
    """Reply to a review, or change the reply."""
    text, language = request.form.get("text", "").strip(), request.form.get("language", "")
    known = language if language in LANGUAGES else current_language()
    try:
        with transaction():
            service.reply_to_review(
                member_of().merchant_id, ReviewId(review_id), text, language=known, by=actor()
            )
    except (ReplyUnfit, TextTooLong, TextTooShort) as refusal:
        return _page({review_id: text}, {review_id: words.sentence(refusal)}), 422
    flash(_("Your reply is published."), "success")
    return see_other(url_for("merchant.reviews_list", _anchor=f"review-{review_id}"))


def _page(typed: dict[int, str] | None = None, errors: dict[int, str] | None = None) -> str:
    stars, is_open = request.args.get("stars", 0, type=int), request.args.get("show") == "open"
    page = queries.list_reviews_of_merchant(
        member_of().merchant_id,
        page_ask(ON_A_PAGE),
        current_chain(),
        unreplied_only=is_open,
        stars=stars if 1 <= stars <= 5 else None,
    )
    photos = {photo for entry in page.items if entry.review for photo in entry.review.photos}
    return render_template(
        "merchant/reviews/list.html",
        page=page,
        stars=stars,
        is_open=is_open,
        photos={id: face.source(THUMB) for id, face in media.list_by_ids(photos).items() if face.is_ready},
        typed=typed or {},
        errors=errors or {},
        rating=queries.list_merchant_ratings([member_of().merchant_id]).get(member_of().merchant_id),
        said=said,
        languages=LANGUAGES,
    )
