from typing import Any

from flask import flash, request, session
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.catalog import queries as catalog
from core.kernel.ids import ProductId, new_token
from core.platform.db import transaction
from core.reviews import queries, service
from core.reviews.types import Kind, QuestionId, ReportReason, ReviewId
from web.shared import said
from web.shared.guard import public
from web.shared.pages import href
from web.shared.respond import respond, see_other
from web.shared.signed_in import remote_network, shopper_id
from web.shared.site import current_chain
from web.storefront.reviews.blueprint import reviews
from web.storefront.reviews.section import foreign_name, html_lang, shown_reviews

# A guest who votes or reports is known by a token in the session: it serves what the guest asked for, nothing else.
VOTER = "voter"


@reviews.get("/reviews/<int:review_id>")
@public
def one_review(review_id: int) -> Response:
    """Show one review, whether the reader found it helpful, and a way to report it."""
    review = queries.get_published_review(ReviewId(review_id))
    (shown,) = shown_reviews([review])
    return _show(Kind.REVIEW, review_id, review.product_id, review.helpful, shown=shown)


@reviews.get("/questions/<int:question_id>")
@public
def one_question(question_id: int) -> Response:
    """Show one question, whether the reader found it helpful, and a way to report it."""
    question = queries.get_published_question(QuestionId(question_id))
    return _show(Kind.QUESTION, question_id, question.product_id, question.helpful, question=question)


@reviews.post("/reviews/<int:review_id>/helpful")
@public(shared=True)
def vote_on_review(review_id: int) -> Response:
    """Find a review helpful, or not any more."""
    return _vote(Kind.REVIEW, review_id, href("reviews.one_review", review_id=review_id))


@reviews.post("/questions/<int:question_id>/helpful")
@public(shared=True)
def vote_on_question(question_id: int) -> Response:
    """Find a question helpful, or not any more."""
    return _vote(Kind.QUESTION, question_id, href("reviews.one_question", question_id=question_id))


@reviews.post("/reviews/<int:review_id>/report")
@public
def report_review(review_id: int) -> Response:
    """Tell the operators that a review looks wrong."""
    return _report(Kind.REVIEW, review_id, href("reviews.one_review", review_id=review_id))


@reviews.post("/questions/<int:question_id>/report")
@public
def report_question(question_id: int) -> Response:
    """Tell the operators that a question looks wrong."""
    return _report(Kind.QUESTION, question_id, href("reviews.one_question", question_id=question_id))


def _show(kind: Kind, id: int, product_id: ProductId, count: int, **told: Any) -> Response:
    name = catalog.list_names([product_id], current_chain())[product_id]
    voter = _voter()
    response = respond(
        "storefront/reviews/one.html",
        fragment="storefront/reviews/_helpful.html",
        kind=kind.value,
        said_id=id,
        count=count,
        has_voted=bool(voter) and queries.has_voted(kind, id, voter),
        product=name,
        reasons=[(reason.value, said.report_reason(reason)) for reason in ReportReason],
        foreign_name=foreign_name,
        html_lang=html_lang,
        personal=True,
        **{"shown": None, "question": None, **told},
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _vote(kind: Kind, id: int, back: str) -> Response:
    helpful = request.form.get("helpful", "1") == "1"
    voter = _voter(is_new=helpful)
    with transaction():
        service.vote_helpful(kind, id, voter, helpful=helpful, origin=remote_network())
    return see_other(back)


def _report(kind: Kind, id: int, back: str) -> Response:
    reason = request.form.get("reason", "")
    if reason not in set(ReportReason):
        flash(_("Please say what is wrong with it."), "danger")
        return see_other(back)
    voter = _voter(is_new=True)
    with transaction():
        service.report(kind, id, voter, ReportReason(reason), origin=remote_network())
    flash(_("Thank you. A person will look at it."), "success")
    return see_other(back)


def _voter(*, is_new: bool = False) -> str:
    """Name the reader where votes are counted; a guest gets a name with the first vote only."""
    account_id = shopper_id()
    if account_id is not None:
        return queries.voter_of(account_id)
    if is_new and VOTER not in session:
        session[VOTER] = new_token(16)
    return f"guest:{session[VOTER]}" if VOTER in session else ""
