"""What shoppers ask about a merchant's goods, and what the merchant answers."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.platform.db import transaction
from core.reviews import queries, service
from core.reviews.errors import ReplyUnfit, TextTooLong, TextTooShort
from core.reviews.types import QuestionId
from web.shared import said, words
from web.shared.asking import page_ask
from web.shared.guard import members
from web.shared.respond import see_other
from web.shared.signed_in import actor, member_of
from web.shared.site import LANGUAGES, current_chain, current_language

ON_A_PAGE = 20


def register(merchant: Blueprint) -> None:
    """Open this area."""
    merchant.add_url_rule("/questions", "questions_list", list_questions)
    merchant.add_url_rule("/questions/<int:question_id>/answer", "questions_answer", answer, methods=["POST"])


@members
def list_questions() -> str:
    """List the questions on the merchant's goods, newest first."""
    return _page()


@members
def answer(question_id: int) -> tuple[str, int] | Response:
    """Answer a question, or change the answer."""
    text, language = request.form.get("text", "").strip(), request.form.get("language", "")
    known = language if language in LANGUAGES else current_language()
    try:
        with transaction():
            service.answer_question(
                member_of().merchant_id, QuestionId(question_id), text, language=known, by=actor()
            )
    except (ReplyUnfit, TextTooLong, TextTooShort) as refusal:
        return _page({question_id: text}, {question_id: words.sentence(refusal)}), 422
    flash(_("Your answer is published, and who asked hears of it."), "success")
    return see_other(url_for("merchant.questions_list", _anchor=f"question-{question_id}"))


def _page(typed: dict[int, str] | None = None, errors: dict[int, str] | None = None) -> str:
    is_open = request.args.get("show") == "open"
    page = queries.list_questions_of_merchant(
        member_of().merchant_id, page_ask(ON_A_PAGE), current_chain(), open_only=is_open
    )
    return render_template(
        "merchant/questions/list.html",
        page=page,
        is_open=is_open,
        typed=typed or {},
        errors=errors or {},
        said=said,
        languages=LANGUAGES,
    )
