from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.ids import MerchantId
from core.platform import audit, locks, outbox
from core.reviews import policy
from core.reviews.errors import QuestionNotFound, ReviewNotFound
from core.reviews.events import QuestionAnswered, ReviewReplied
from core.reviews.models import Question, Review
from core.reviews.types import QuestionId, ReviewId, SaidState, Speaker


def reply_to_review(
    merchant_id: MerchantId, review_id: ReviewId, text: str, *, language: str, by: Actor
) -> None:
    """Let a merchant reply to a published review of its goods; a second time changes the reply.

    Raises ReviewNotFound, for another merchant's too, and ReplyUnfit for words that lead away or hurt.
    """
    policy.check_reply(text)
    review = locks.row(Review, review_id)
    if review is None or review.merchant_id != merchant_id or review.state != SaidState.PUBLISHED:
        raise ReviewNotFound(id=review_id)
    is_first = review.replied_at is None
    before, review.reply, review.reply_language = review.reply, text.strip(), language
    if is_first:
        review.replied_at = clock.now()
        outbox.record(ReviewReplied(review_id=review.id))
    else:
        review.reply_edited_at = clock.now()
    audit.changed(review, "reply", by=by, before={"reply": before}, after={"reply": review.reply})


def answer_question(
    merchant_id: MerchantId | None, question_id: QuestionId, text: str, *, language: str, by: Actor
) -> None:
    """Answer a published question; a second time changes the answer. Without a merchant the operator answers.

    Raises QuestionNotFound, for another merchant's too, and ReplyUnfit for words that lead away or hurt.
    """
    policy.check_reply(text)
    question = locks.row(Question, question_id)
    is_anothers = question is not None and merchant_id not in {None, question.merchant_id}
    if question is None or is_anothers or question.state != SaidState.PUBLISHED:
        raise QuestionNotFound(id=question_id)
    is_first = question.answered_at is None
    before, question.answer, question.answer_language = question.answer, text.strip(), language
    question.answered_by = Speaker.OPERATOR if merchant_id is None else Speaker.MERCHANT
    if is_first:
        question.answered_at = clock.now()
        outbox.record(QuestionAnswered(question_id=question.id))
    else:
        question.answer_edited_at = clock.now()
    audit.changed(question, "answer", by=by, before={"answer": before}, after={"answer": question.answer})
