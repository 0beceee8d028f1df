"""A merchant hears what buyers say and ask, replies and answers; another merchant's goods are none of its business."""

from core.kernel.page import PageAsk
from core.platform.db import reading
from core.reviews import queries
from core.reviews.types import ReviewId
from tests.factories.consoles import Console
from tests.factories.reviews import QUESTION, WORDS, make_question, make_review
from tests.factories.shop import Shop

PAGE = PageAsk(1, 20)


def test_a_review_is_replied_to(shop: Shop, console: Console, other_console: Console) -> None:
    review_id = make_review(shop)
    assert WORDS in console.get("/reviews").text
    assert WORDS not in other_console.get("/reviews").text
    refused = console.post(f"/reviews/{review_id}/reply", text="Write to us at shop@lumen.example")
    assert (refused.status_code, "shop@lumen.example" in refused.text) == (422, True)
    assert 'aria-invalid="true"' in refused.text
    assert console.post(f"/reviews/{review_id}/reply", text="Thank you!", language="de").status_code == 303
    with reading():
        reply = queries.get_published_review(ReviewId(review_id)).reply
    assert reply is not None
    assert (reply.text, reply.language) == ("Thank you!", "de")
    assert WORDS not in console.get("/reviews?show=open").text


def test_another_merchants_review_does_not_exist(shop: Shop, other_console: Console) -> None:
    review_id = make_review(shop)
    assert other_console.post(f"/reviews/{review_id}/reply", text="Buy ours!").status_code == 404


def test_a_question_is_answered(shop: Shop, console: Console, other_console: Console) -> None:
    question_id = make_question(shop)
    assert QUESTION in console.get("/questions?show=open").text
    assert QUESTION not in other_console.get("/questions").text
    assert other_console.post(f"/questions/{question_id}/answer", text="No.").status_code == 404
    assert console.post(f"/questions/{question_id}/answer", text="").status_code == 422
    assert console.post(f"/questions/{question_id}/answer", text="Yes.").status_code == 303
    with reading():
        (question,) = queries.list_questions(shop.products["lamp"], "en", PAGE).items
    assert question.answer is not None
    assert question.answer.text == "Yes."
