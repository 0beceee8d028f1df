from flask import render_template, request
from werkzeug.wrappers import Response

from core.kernel.page import PageAsk
from core.reviews import queries
from web.shared.asking import page_ask
from web.shared.guard import shoppers
from web.shared.signed_in import shopper
from web.shared.site import current_chain
from web.storefront.account.blueprint import account_nav
from web.storefront.lines import pictures_of
from web.storefront.reviews.blueprint import reviews
from web.storefront.reviews.section import html_lang, shown_reviews

ON_A_PAGE = 10
WAITING = 8


@reviews.get("/account/reviews")
@shoppers
def mine() -> str:
    """List what the shopper may review, and what they said."""
    me = shopper().account_id
    found = queries.list_reviews_of_shopper(me, page_ask(ON_A_PAGE), current_chain())
    waiting = queries.list_unreviewed(me, _waiting_ask())
    return render_template(
        "storefront/reviews/mine.html",
        found=found,
        shown=shown_reviews(entry.review for entry in found.items if entry.review),
        waiting=waiting,
        pictures=pictures_of(line.media_id for line in waiting.items),
        account_nav=account_nav,
        personal=True,
    )


def _waiting_ask() -> PageAsk:
    """Give the page of what waits; it is turned apart from the page of what was said."""
    return PageAsk(max(1, min(request.args.get("waiting", 1, type=int), 100_000)), WAITING)


@reviews.get("/account/questions")
@shoppers
def my_questions() -> str:
    """List what the shopper has asked."""
    found = queries.list_questions_of_shopper(shopper().account_id, page_ask(ON_A_PAGE), current_chain())
    return render_template(
        "storefront/reviews/my_questions.html",
        found=found,
        account_nav=account_nav,
        html_lang=html_lang,
        personal=True,
    )


@reviews.after_request
def keep_private(response: Response) -> Response:
    """Keep what is one person's out of every cache; what everybody shares has said so itself."""
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response
