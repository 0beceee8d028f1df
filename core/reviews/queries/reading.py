"""Turns rows into what others may hold."""

from datetime import datetime

from core.kernel.ids import MediaId, OrderLineId, ProductId
from core.reviews import models
from core.reviews.types import Author, Question, QuestionId, Reply, Review, ReviewId, SaidState, Speaker


def review_of(row: models.Review) -> Review:
    return Review(
        id=ReviewId(row.id),
        product_id=ProductId(row.product_id),
        line_id=OrderLineId(row.order_line_id),
        author=author_of(row),
        stars=row.stars,
        aspects=row.aspects,
        title=row.title,
        text=row.text,
        language=row.language,
        labels=row.labels,
        photos=tuple(MediaId(photo.media_id) for photo in row.photos),
        state=SaidState(row.state),
        reason=row.reason,
        version=row.version,
        helpful=row.helpful_count,
        written_at=row.written_at,
        edited_at=row.edited_at,
        reply=_reply(row.reply, row.reply_language, row.replied_at, row.reply_edited_at, Speaker.MERCHANT),
    )


def question_of(row: models.Question) -> Question:
    speaker = Speaker(row.answered_by) if row.answered_by else Speaker.MERCHANT
    return Question(
        id=QuestionId(row.id),
        product_id=ProductId(row.product_id),
        author=author_of(row),
        text=row.text,
        language=row.language,
        state=SaidState(row.state),
        reason=row.reason,
        version=row.version,
        helpful=row.helpful_count,
        asked_at=row.asked_at,
        answer=_reply(row.answer, row.answer_language, row.answered_at, row.answer_edited_at, speaker),
    )


def author_of(row: models.Review | models.Question) -> Author:
    return Author(row.author_name, row.author_initial, row.country)


def _reply(
    text: str, language: str, at: datetime | None, edited_at: datetime | None, speaker: Speaker
) -> Reply | None:
    return None if at is None else Reply(text, language, at, edited_at, speaker)
