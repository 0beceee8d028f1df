"""Operators decide what waits and what was reported."""

from core.kernel.ids import OrderLineId
from core.kernel.page import PageAsk
from core.platform.db import reading, transaction
from core.reviews import queries, service
from core.reviews.types import Kind, ReportReason, SaidState
from tests.factories.consoles import Console
from tests.factories.reviews import make_held_lines, make_question, make_review, said, write
from tests.factories.shop import Shop

PAGE = PageAsk(1, 20)
CONTACT = "Call me at +49 170 1234567 and I tell you more about it."


def test_what_waits_is_published_once(shop: Shop, console: Console) -> None:
    review_id = make_review(shop, words=said(text=CONTACT))
    assert CONTACT in console.get("/moderation").text
    path = f"/moderation/review/{review_id}"
    assert console.post(f"{path}/publication", version="1").status_code == 303
    assert CONTACT not in console.get("/moderation").text
    assert console.post(f"{path}/publication", version="1").status_code == 409


def test_a_rejection_needs_a_reason_and_its_author_learns_it(shop: Shop, console: Console) -> None:
    (line,) = make_held_lines(shop)
    review_id = write(shop, line.id, said(text=CONTACT))
    path = f"/moderation/review/{review_id}/rejection"
    console.post(path, version="1")
    assert state_of(shop, line.id) == (SaidState.PENDING, "")
    console.post(path, version="1", reason="personal_data")
    assert state_of(shop, line.id) == (SaidState.REJECTED, "personal_data")


def state_of(shop: Shop, line_id: int) -> tuple[SaidState, str]:
    with reading():
        review = queries.get_reviewable(shop.cast.shopper.account_id, OrderLineId(line_id)).review
    assert review is not None
    return review.state, review.reason


def test_a_report_is_dismissed(shop: Shop, console: Console) -> None:
    review_id = make_review(shop)
    with transaction():
        service.report(Kind.REVIEW, review_id, "guest:1", ReportReason.OFFENSIVE, origin="1")
    assert "It insults somebody." in console.get("/moderation?show=reported").text
    assert console.post(f"/moderation/review/{review_id}/dismissal", show="reported").status_code == 303
    with reading():
        assert queries.list_tasks(PAGE, ("en",), reported=True).total == 0


def test_a_waiting_question_is_published_with_the_shops_answer(shop: Shop, console: Console) -> None:
    question_id = make_question(shop, text=CONTACT)
    path = f"/moderation/question/{question_id}/answer"
    assert console.post(path, version="1", text="").status_code == 422
    assert (
        console.post(path, version="1", text="Please ask here, so that all can read it.").status_code == 303
    )
    with reading():
        (question,) = queries.list_questions(shop.products["lamp"], "en", PAGE).items
    assert question.answer is not None
    assert console.post("/moderation/nothing/1/publication", version="1").status_code == 404
    assert console.post(f"/moderation/review/{question_id}/answer", version="1", text="x").status_code == 404
