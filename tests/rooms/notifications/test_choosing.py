from collections.abc import Iterator

import pytest

from core.kernel.ids import SiteId
from core.kernel.page import PageAsk
from core.notifications import choosing, queries, service
from core.notifications.types import Channel, MailId, Topic
from core.platform.db import reading, transaction
from tests.factories.accounts import make_account, new_email
from tests.factories.shop import Shop


@pytest.fixture(autouse=True)
def _reading(shop: Shop) -> Iterator[None]:
    with reading():
        yield


def write(kind: str, to: str, key: str = "one", **facts: object) -> MailId | None:
    with transaction():
        return service.write_mail(
            kind=kind, to=to, language="en", site_id=SiteId(1), facts=facts, source_key=f"{kind}:{key}"
        )


def choose(email: str, topic: Topic, channel: Channel, is_on: bool) -> None:
    with transaction():
        service.choose(email, topic, channel, is_on=is_on)


def test_what_is_switched_off_is_not_written() -> None:
    email = new_email("guest")
    choose(email.upper(), Topic.ALERTS, Channel.MAIL, False)
    assert write("back_in_stock", email, title="Lamp") is None
    assert write("order_shipped", email, number="ORD-1") is not None
    choose(email, Topic.ALERTS, Channel.MAIL, True)
    assert write("back_in_stock", email, title="Lamp") is not None


def test_what_belongs_to_the_purchase_stays_on_whatever_is_sent() -> None:
    email = new_email()
    choose(email, Topic.ORDERS, Channel.MAIL, False)
    choose(email, Topic.ACCOUNT, Channel.MAIL, False)
    kept = {(one.topic, one.channel): one for one in queries.list_preferences_of(email)}
    for topic in (Topic.ORDERS, Topic.ACCOUNT):
        assert kept[topic, Channel.MAIL].is_fixed
        assert kept[topic, Channel.MAIL].is_on
    assert write("order_confirmed", email, number="ORD-1") is not None


def test_an_account_finds_the_news_on_the_site_too() -> None:
    email = new_email()
    account_id = make_account(email=email)
    write("order_shipped", email, number="ORD-1", name="Robin", address=["Lindenweg 4"])
    write("order_shipped", email, number="ORD-1")
    write("reset_password", email)
    notes = queries.list_notes_of(account_id, PageAsk()).items
    assert [(note.kind, note.facts, note.is_read) for note in notes] == [
        ("order_shipped", {"number": "ORD-1"}, False)
    ]
    assert queries.count_unread_notes_of(account_id) == 1
    with transaction():
        service.mark_notes_read(account_id)
    assert queries.count_unread_notes_of(account_id) == 0


def test_a_merchants_mail_is_nothing_to_its_account_as_a_shopper() -> None:
    email = new_email("merchant")
    account_id = make_account(email=email)
    choose(email, Topic.MESSAGES, Channel.MAIL, False)
    assert write("message_waiting", email, to_shopper=False) is not None
    assert queries.count_unread_notes_of(account_id) == 0


def test_a_message_of_a_merchant_is_news_that_knows_its_conversation() -> None:
    email = new_email()
    account_id = make_account(email=email)
    told = {
        "number": "MSG-1",
        "topic": "ORD-1",
        "topic_kind": "order",
        "to_shopper": True,
        "merchant": "Lumen",
    }
    write("message_waiting", email, **told)
    write("question_refused", email, title="Lamp", slug="lamp", reason="off_topic", question="?")
    notes = queries.list_notes_of(account_id, PageAsk()).items
    assert [(note.kind, note.facts) for note in notes] == [
        ("question_refused", {"title": "Lamp", "slug": "lamp"}),
        (
            "message_waiting",
            {"number": "MSG-1", "topic": "ORD-1", "topic_kind": "order", "merchant": "Lumen"},
        ),
    ]


def test_a_token_says_nothing_to_others_and_everything_to_us() -> None:
    token = choosing.unsubscribe_token("robin@demo.example", Topic.ALERTS)
    assert "robin" not in token
    found = queries.read_unsubscribe_token(token)
    assert found is not None
    assert (found.recipient, found.topic) == ("robin@demo.example", Topic.ALERTS)
    assert queries.read_unsubscribe_token(token[:-2] + "AA") is None
    assert queries.read_unsubscribe_token("ü") is None
    assert queries.read_unsubscribe_token("") is None


def test_only_mails_that_may_stop_say_how() -> None:
    email = new_email()
    optional, needed = write("back_in_stock", email, title="Lamp"), write("order_shipped", email, number="1")
    assert optional is not None
    assert needed is not None
    assert queries.get_mail_to_send(optional).unsubscribe
    assert queries.get_mail_to_send(needed).unsubscribe == ""


def test_choices_go_along_to_another_address() -> None:
    old, new = new_email(), new_email("new")
    choose(old, Topic.ALERTS, Channel.MAIL, False)
    choose(old, Topic.REVIEWS, Channel.MAIL, False)
    choose(new, Topic.REVIEWS, Channel.MAIL, True)
    with transaction():
        choosing.move_choices(old, new)
    assert not choosing.wants(new, Topic.ALERTS, Channel.MAIL)
    assert choosing.wants(new, Topic.REVIEWS, Channel.MAIL)
    assert choosing.wants(old, Topic.ALERTS, Channel.MAIL)
