from typing import Any

import pytest

from core.kernel.page import PageAsk
from core.kernel.states import IllegalMove
from core.platform.db import reading, transaction
from core.platform.throttle import TooMany
from core.reviews import errors, queries, service
from core.reviews.types import Kind, RejectReason, ReportReason, ReviewAsk
from tests.factories.reviews import make_question, make_review, said
from tests.factories.shop import Shop
from tests.witness import facts, newest_fact, refused

PAGE = PageAsk(1, 20)


def shown(shop: Shop, **wanted: Any) -> list[int]:
    ask = ReviewAsk(shop.products["lamp"], "en", **wanted)
    with reading():
        return [review.id for review in queries.list_reviews(ask, PAGE).items]


def test_a_review_that_waits_is_read_by_nobody_until_an_operator_lets_it_through(shop: Shop) -> None:
    review_id = make_review(shop, words=said(text="A scam? I thought so at first, but the lamp is real."))
    assert shown(shop) == []
    mark = newest_fact()
    with transaction():
        service.publish(Kind.REVIEW, review_id, version=1, by=shop.cast.operator.actor)
    assert shown(shop) == [review_id]
    decided = {"review_id": review_id, "state": "published", "reason": "", "version": 2}
    assert facts(mark) == [
        ("ReviewDecided", decided),
        ("ReviewsChanged", {"product_id": shop.products["lamp"]}),
    ]


def test_a_decision_on_an_older_version_is_refused(shop: Shop) -> None:
    review_id = make_review(shop)
    with refused(errors.SaidOutdated), transaction():
        service.reject(Kind.REVIEW, review_id, RejectReason.UNTRUE, version=7, by=shop.cast.operator.actor)


def test_what_was_rejected_is_not_rejected_again(shop: Shop) -> None:
    review_id = make_review(shop)
    with transaction():
        service.reject(Kind.REVIEW, review_id, RejectReason.UNTRUE, version=1, by=shop.cast.operator.actor)
    assert shown(shop) == []
    with refused(IllegalMove), transaction():
        service.reject(Kind.REVIEW, review_id, RejectReason.UNTRUE, version=2, by=shop.cast.operator.actor)


def test_the_queue_holds_reviews_and_questions_oldest_first(shop: Shop) -> None:
    review_id = make_review(shop, words=said(title="Telegram me for more"))
    question_id = make_question(shop, text="Can I call you at +49 170 1234567 about it?")
    make_question(shop)
    with reading():
        tasks = queries.list_tasks(PAGE, ("en",))
        assert [(task.kind, task.said.id) for task in tasks.items] == [
            (Kind.REVIEW, review_id),
            (Kind.QUESTION, question_id),
        ]
        assert (tasks.total, queries.count_tasks()) == (2, 2)


def test_a_reported_review_is_looked_at_and_stays_meanwhile(shop: Shop) -> None:
    review_id = make_review(shop)
    with transaction():
        service.report(Kind.REVIEW, review_id, "guest:1", ReportReason.OFFENSIVE, origin="1")
        service.report(Kind.REVIEW, review_id, "guest:1", ReportReason.UNTRUE, origin="1")
        service.report(Kind.REVIEW, review_id, "guest:2", ReportReason.OFFENSIVE, origin="2")
    assert shown(shop) == [review_id]
    with reading():
        (task,) = queries.list_tasks(PAGE, ("en",), reported=True).items
    assert task.reports == {"offensive": 2}
    with transaction():
        service.dismiss_reports(Kind.REVIEW, review_id, by=shop.cast.operator.actor)
    with reading():
        assert queries.list_tasks(PAGE, ("en",), reported=True).total == 0


def test_one_reader_has_one_vote_that_can_be_taken_back(shop: Shop) -> None:
    review_id = make_review(shop)
    counts = []
    for voter, helpful in (
        ("guest:1", True),
        ("guest:1", True),
        ("guest:2", True),
        ("guest:1", False),
        ("x", False),
    ):
        with transaction():
            counts.append(service.vote_helpful(Kind.REVIEW, review_id, voter, helpful=helpful, origin="1"))
    assert counts == [1, 1, 2, 1, 1]


def test_nobody_votes_for_themselves(shop: Shop) -> None:
    review_id = make_review(shop)
    me = queries.voter_of(shop.cast.shopper.account_id)
    with transaction():
        assert service.vote_helpful(Kind.REVIEW, review_id, me, helpful=True, origin="1") == 0


def test_what_is_not_public_is_neither_voted_on_nor_reported(shop: Shop) -> None:
    review_id = make_review(shop, words=said(title="Telegram me for more"))
    with refused(errors.ReviewNotFound), transaction():
        service.vote_helpful(Kind.REVIEW, review_id, "guest:1", helpful=True, origin="1")
    with refused(errors.QuestionNotFound), transaction():
        service.report(Kind.QUESTION, 10**9, "guest:1", ReportReason.UNTRUE, origin="1")


def test_reports_from_one_address_come_to_an_end(shop: Shop) -> None:
    review_id = make_review(shop)
    with transaction():
        for number in range(20):
            service.report(Kind.REVIEW, review_id, f"guest:{number}", ReportReason.UNTRUE, origin="1")
    with pytest.raises(TooMany), transaction():
        service.report(Kind.REVIEW, review_id, "guest:last", ReportReason.UNTRUE, origin="1")


def test_readers_find_their_own_language_first_and_can_narrow_down(shop: Shop) -> None:
    german = make_review(shop, words=said(language="de", stars=2))
    english = make_review(shop, by=shop.cast.other_shopper, words=said(stars=5))
    assert shown(shop) == [english, german]
    assert shown(shop, stars=2) == [german]
    assert shown(shop, language="de") == [german]
    assert shown(shop, with_photos=True) == []
    with reading():
        assert queries.count_by_language(shop.products["lamp"]) == {"de": 1, "en": 1}


def test_a_merchant_replies_once_and_can_change_its_words(shop: Shop) -> None:
    review_id = make_review(shop)
    mark = newest_fact()
    for text in ("Thank you, Robin!", "Thank you very much!"):
        with transaction():
            service.reply_to_review(shop.lumen, review_id, text, language="en", by=shop.cast.merchant.actor)
    with reading():
        reply = queries.get_published_review(review_id).reply
    assert reply is not None
    assert (reply.text, reply.edited_at is not None) == ("Thank you very much!", True)
    assert facts(mark) == [("ReviewReplied", {"review_id": review_id})]


def test_another_merchant_has_nothing_to_say(shop: Shop) -> None:
    review_id = make_review(shop)
    with refused(errors.ReviewNotFound), transaction():
        service.reply_to_review(
            shop.nordwind, review_id, "Buy ours!", language="en", by=shop.cast.other_merchant.actor
        )


@pytest.mark.parametrize("text", ["Write to us at shop@lumen.example", "Idiot!"])
def test_a_reply_leads_nowhere_and_insults_nobody(shop: Shop, text: str) -> None:
    review_id = make_review(shop)
    with refused(errors.ReplyUnfit), transaction():
        service.reply_to_review(shop.lumen, review_id, text, language="en", by=shop.cast.merchant.actor)
