"""Shoppers and merchants talk; each sees its own, and nobody else's."""

import pytest

from core.kernel.ids import MerchantId, SiteId
from core.kernel.page import PageAsk
from core.messaging import queries, service
from core.messaging.errors import ConversationNotFound, MessageEmpty, MessageTooLong
from core.messaging.types import Asker, ConversationDetail, Side, Topic, TopicKind
from core.platform.db import reading, transaction
from tests.factories.shop import Shop
from tests.witness import facts, newest_fact

LAMP = Topic(TopicKind.PRODUCT, 7, "Lamp")


def asker(shop: Shop) -> Asker:
    person = shop.cast.shopper
    return Asker(person.account_id, "Robin", "", SiteId(shop.sites["eu"].id), "de")


def merchant(shop: Shop) -> MerchantId:
    id = shop.cast.merchant.actor.merchant_id
    assert id is not None
    return id


def ask(shop: Shop, text: str = "Is it bright?") -> ConversationDetail:
    with transaction():
        id = service.ask(LAMP, merchant(shop), asker(shop), text)
        return queries.get_conversation(id)


def unread(shop: Shop) -> tuple[int, int]:
    with reading():
        return (
            queries.count_unread_of_account(shop.cast.shopper.account_id),
            queries.count_unread_of_merchant(merchant(shop)),
        )


def test_a_question_begins_a_conversation_and_another_goes_on_with_it(shop: Shop) -> None:
    first, again = ask(shop), ask(shop, "  And warm?\r\n ")
    assert again.id == first.id
    assert [line.text for line in again.messages] == ["Is it bright?", "And warm?"]
    assert unread(shop) == (0, 2)


def test_an_answer_waits_for_the_shopper_and_reading_clears_it(shop: Shop) -> None:
    talk = ask(shop)
    with transaction():
        service.answer(talk.id, author_name="Jade", text="Very.")
    assert unread(shop) == (1, 0)
    with transaction():
        service.note_read(talk.id, Side.SHOPPER)
    assert unread(shop) == (0, 0)


def test_the_other_side_is_told_once_until_it_has_read(shop: Shop) -> None:
    mark = newest_fact()
    ask(shop)
    ask(shop, "Hello?")
    told = [payload["is_first_unread"] for name, payload in facts(mark) if name == "MessageSent"]
    assert told == [True, False]


@pytest.mark.parametrize(("text", "refusal"), [("  \n", MessageEmpty), ("x" * 4001, MessageTooLong)])
def test_a_message_says_something_but_no_novel(shop: Shop, text: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        ask(shop, text)
    assert unread(shop) == (0, 0)


def test_strangers_see_no_conversation_and_operators_only_what_was_reported(shop: Shop) -> None:
    talk, cast = ask(shop), shop.cast
    others = cast.other_merchant.actor.merchant_id
    assert others is not None
    for look in (
        lambda: queries.get_conversation_of_account(cast.other_shopper.account_id, talk.number),
        lambda: queries.get_conversation_of_merchant(others, talk.number),
        lambda: queries.get_reported_conversation(talk.number),
    ):
        with pytest.raises(ConversationNotFound), reading():
            look()
    with transaction():
        service.report(talk.id, Side.MERCHANT)
    with reading():
        assert queries.get_reported_conversation(talk.number).id == talk.id
        assert queries.list_reported_conversations(PageAsk()).total == 1


def test_who_leaves_takes_the_own_words_along(shop: Shop) -> None:
    talk = ask(shop)
    with transaction():
        service.answer(talk.id, author_name="Jade", text="Very.")
        assert service.anonymize_account(shop.cast.shopper.account_id) == 1
    with reading():
        (kept,) = queries.list_of_account(shop.cast.shopper.account_id)
    assert (kept.shopper_name, [line.text for line in kept.messages]) == ("", ["", "Very."])
