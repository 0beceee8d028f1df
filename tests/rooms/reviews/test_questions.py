from core.catalog.errors import ProductNotFound
from core.kernel.actor import GUEST
from core.kernel.page import PageAsk
from core.platform.db import reading, transaction
from core.platform.throttle import TooMany
from core.reviews import errors, queries, service
from core.reviews.types import Kind, RejectReason, Speaker
from tests.factories.accounts import id_of, register
from tests.factories.reviews import QUESTION, make_question
from tests.factories.shop import Shop
from tests.witness import facts, newest_fact, refused

PAGE = PageAsk(1, 20)


def test_a_question_is_public_at_once_and_the_merchant_is_to_hear_of_it(shop: Shop) -> None:
    mark = newest_fact()
    question_id = make_question(shop)
    assert facts(mark) == [("QuestionPublished", {"question_id": question_id})]
    with reading():
        (question,) = queries.list_questions(shop.products["lamp"], "en", PAGE).items
        (open_one,) = queries.list_questions_of_merchant(shop.lumen, PAGE, ("en",), open_only=True).items
        assert queries.list_questions_of_merchant(shop.nordwind, PAGE, ("en",)).total == 0
    assert (question.text, question.answer, question.author.initial) == (QUESTION, None, "R")
    assert open_one.product_title == "Moon lamp"


def test_the_same_words_twice_are_one_question(shop: Shop) -> None:
    assert make_question(shop) == make_question(shop)


def test_a_question_with_a_contact_waits_and_may_be_rejected(shop: Shop) -> None:
    question_id = make_question(shop, text="Please write to me@example.org about the plug")
    with reading():
        assert queries.list_questions(shop.products["lamp"], "en", PAGE).total == 0
    mark = newest_fact()
    with transaction():
        service.reject(
            Kind.QUESTION, question_id, RejectReason.PERSONAL_DATA, version=1, by=shop.cast.operator.actor
        )
    assert facts(mark) == [("QuestionRejected", {"question_id": question_id, "reason": "personal_data"})]


def test_ten_questions_a_day_are_enough(shop: Shop) -> None:
    for number in range(10):
        make_question(shop, text=f"{QUESTION} Part {number}")
    with refused(TooMany):
        make_question(shop)


def test_only_a_proven_mailbox_asks(shop: Shop) -> None:
    register(email="new@cast.example")
    with reading():
        account_id = id_of("new@cast.example")
    with refused(errors.MailboxUnproven), transaction():
        service.ask_question(
            account_id,
            shop.products["lamp"],
            QUESTION,
            site_id=shop.sites["eu"].id,
            language="en",
            country="DE",
            author_name="",
            by=GUEST,
        )


def test_nobody_asks_about_what_is_not_for_sale(shop: Shop) -> None:
    with refused(ProductNotFound):
        make_question(shop, product="kettle")


def test_a_word_is_no_question(shop: Shop) -> None:
    with refused(errors.TextTooShort):
        make_question(shop, text="Plug?")


def test_a_merchant_answers_and_its_answer_comes_first(shop: Shop) -> None:
    first, second = make_question(shop), make_question(shop, text="How heavy is the lamp without its box?")
    mark = newest_fact()
    with transaction():
        service.answer_question(
            shop.lumen, first, "Yes, with type C.", language="en", by=shop.cast.merchant.actor
        )
    assert facts(mark) == [("QuestionAnswered", {"question_id": first})]
    with reading():
        listed = queries.list_questions(shop.products["lamp"], "en", PAGE).items
    assert [question.id for question in listed] == [first, second]
    assert listed[0].answer is not None
    assert listed[0].answer.speaker is Speaker.MERCHANT


def test_an_operator_answers_where_the_merchant_does_not(shop: Shop) -> None:
    question_id = make_question(shop)
    with transaction():
        service.answer_question(None, question_id, "Yes.", language="en", by=shop.cast.operator.actor)
    with reading():
        answer = queries.list_questions(shop.products["lamp"], "en", PAGE).items[0].answer
    assert answer is not None
    assert answer.speaker is Speaker.OPERATOR


def test_another_merchant_answers_nothing(shop: Shop) -> None:
    question_id = make_question(shop)
    with refused(errors.QuestionNotFound), transaction():
        service.answer_question(
            shop.nordwind, question_id, "No.", language="en", by=shop.cast.other_merchant.actor
        )
