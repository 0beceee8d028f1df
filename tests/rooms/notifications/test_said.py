"""Authors, askers and merchants hear of what was decided, replied and asked, in words of every language."""

import pytest
from sqlalchemy import select

from core.notifications import reactions
from core.notifications.models import Mail
from core.platform.db import reading, session, transaction
from core.reviews import service
from core.reviews.events import (
    QuestionAnswered,
    QuestionPublished,
    QuestionRejected,
    ReviewDecided,
    ReviewReplied,
)
from core.reviews.types import Kind, RejectReason
from tests.factories.reviews import QUESTION, make_question, make_review, said
from tests.factories.shop import Shop
from web.rendering import render_email
from web.shared.site import LANGUAGES

FACTS = {
    "title": "Moon lamp", "slug": "moon-lamp", "reason": "personal_data", "text": "Yes, it does.",
    "question": "Does it dim?", "unsubscribe": "",
}  # fmt: skip


def mails() -> list[tuple[str, str, str]]:
    with reading():
        rows = session().scalars(select(Mail).order_by(Mail.id)).all()
        return [(mail.kind, mail.recipient, mail.facts.get("title", "")) for mail in rows]


def test_an_author_hears_of_a_decision_and_of_a_reply_once(shop: Shop) -> None:
    review_id = make_review(shop, words=said(title="Telegram me"))
    mark = len(mails())
    with transaction():
        service.publish(Kind.REVIEW, review_id, version=1, by=shop.cast.operator.actor)
        service.reply_to_review(
            shop.lumen, review_id, "Thank you!", language="en", by=shop.cast.merchant.actor
        )
        for _ in range(2):
            decided = ReviewDecided(review_id=review_id, state="published", reason="", version=2)
            reactions.tell_author_review_was_decided(decided)
            reactions.tell_author_merchant_replied(ReviewReplied(review_id=review_id))
    mine = shop.cast.shopper.email
    assert mails()[mark:] == [
        ("review_published", mine, "Moon lamp"), ("review_answered", mine, "Moon lamp"),
    ]  # fmt: skip


def test_who_has_left_hears_nothing(shop: Shop) -> None:
    review_id = make_review(shop)
    mark = len(mails())
    with transaction():
        service.anonymize_account(shop.cast.shopper.account_id)
        decided = ReviewDecided(review_id=review_id, state="published", reason="", version=1)
        reactions.tell_author_review_was_decided(decided)
    assert mails()[mark:] == []


def test_a_merchant_hears_of_a_question_and_its_asker_of_the_answer(shop: Shop) -> None:
    question_id = make_question(shop)
    mark = len(mails())
    with transaction():
        reactions.tell_merchant_of_question(QuestionPublished(question_id=question_id))
        service.answer_question(shop.lumen, question_id, "Yes.", language="en", by=shop.cast.merchant.actor)
        reactions.tell_asker_question_was_answered(QuestionAnswered(question_id=question_id))
    assert [mail[:2] for mail in mails()[mark:]] == [
        ("question_asked", shop.cast.merchant.email), ("question_answered", shop.cast.shopper.email),
    ]  # fmt: skip


def test_an_asker_hears_why_a_question_is_not_published(shop: Shop) -> None:
    question_id = make_question(shop, text=f"{QUESTION} Mail me@example.org")
    mark = len(mails())
    with transaction():
        service.reject(
            Kind.QUESTION, question_id, RejectReason.PERSONAL_DATA, version=1, by=shop.cast.operator.actor
        )
        told = QuestionRejected(question_id=question_id, reason="personal_data")
        reactions.tell_asker_question_was_rejected(told)
    assert [mail[:2] for mail in mails()[mark:]] == [("question_refused", shop.cast.shopper.email)]


@pytest.mark.parametrize(
    ("kind", "leads_to"),
    [
        ("review_published", "/p/moon-lamp/reviews"), ("review_refused", "/account/reviews"),
        ("review_answered", "/account/reviews"), ("question_answered", "/p/moon-lamp"),
        ("question_refused", "/p/moon-lamp/questions/new"), ("question_asked", "/merchant/questions?show=open"),
    ],
)  # fmt: skip
def test_each_mail_says_what_it_is_about_in_every_language(shop: Shop, kind: str, leads_to: str) -> None:
    subjects = set()
    for language in LANGUAGES:
        with reading():
            words = render_email(kind, language=language, site=shop.sites["global"], facts=FACTS)
        assert "Moon lamp" in words.subject
        assert leads_to in words.text
        assert leads_to in words.html
        subjects.add(words.subject)
    assert len(subjects) == len(LANGUAGES)
