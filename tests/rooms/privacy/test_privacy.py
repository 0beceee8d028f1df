import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.accounts import queries as accounts
from core.accounts import service as account_service
from core.accounts.errors import CredentialsRefused
from core.accounts.events import AccountDeleted
from core.accounts.models import Account, AccountAddress, AccountSession
from core.accounts.types import AccountState
from core.fulfillment import service as fulfillment
from core.kernel.actor import SYSTEM
from core.kernel.ids import AccountId, ProductId, SiteId
from core.messaging import queries as messages
from core.messaging import service as message_service
from core.messaging.types import Asker, TopicKind
from core.messaging.types import Topic as TalkTopic
from core.notifications import queries as notifications
from core.notifications import service as notification_service
from core.notifications.models import Mail
from core.notifications.types import Channel, Topic
from core.orders import queries as orders
from core.orders import service as order_service
from core.platform.db import reading, transaction
from core.platform.outbox import Message
from core.privacy import queries, service
from core.privacy.errors import DataExportNotFound, OrdersOpen, TooManyExports
from core.privacy.events import DataExportAsked
from core.privacy.types import DataExportState
from core.returns import queries as returns
from core.returns import service as return_service
from core.returns.types import Reason, Wish
from core.wishlists import service as wishlists
from core.wishlists.types import Keeper
from tests.conftest import Later
from tests.factories import purchases as make
from tests.factories.accounts import BERLIN, log_in, make_account, new_email
from tests.factories.places import PARIS
from tests.factories.shop import Shop
from workers import privacy as jobs
from workers.job import Job
from workers.subscriptions import SUBSCRIPTIONS


@pytest.fixture(autouse=True)
def _reading(shop: Shop) -> Iterator[None]:
    with reading():
        yield


def ask_copy(account_id: AccountId) -> DataExportAsked:
    with transaction():
        service.ask_export(account_id, site_id=SiteId(1), language="en", by=SYSTEM)
    return DataExportAsked(export_id=queries.list_exports_of(account_id)[0].id)


def ask_deletion(account_id: AccountId) -> None:
    with transaction():
        service.ask_deletion(account_id, site_id=SiteId(1), language="en", by=SYSTEM)


def test_a_copy_holds_what_every_room_keeps_and_is_its_owners_alone(shop: Shop) -> None:
    email = new_email()
    account_id, stranger = make_account(email=email), make_account()
    purchase = make.make_paid_purchase(shop, site="global", account_id=account_id, email=email, billing=PARIS)
    with transaction():
        account_service.add_address(account_id, BERLIN, by=SYSTEM)
        wishlists.add_wish(Keeper(account_id), ProductId(shop.products["lamp"]))
        account_service.record_consent(
            account_id=account_id, topic="terms", version="1", source="checkout", language="en"
        )
    event = ask_copy(account_id)
    jobs.make_data_export(event)
    jobs.make_data_export(event)
    card = queries.list_exports_of(account_id)[0]
    assert card.state == DataExportState.READY
    told = json.loads(queries.get_export_content_of(account_id, card.id))
    assert told["account"]["email"] == email
    assert told["purchases"][0]["number"] == purchase.number
    assert told["purchases"][0]["total"]["currency"] == purchase.total.currency
    assert told["purchases"][0]["billing"]["street_address"] == PARIS.street_address
    assert told["addresses"][0]["address"]["city"] == "Berlin"
    assert told["wishlists"][0]["products"][0]["product_id"] == shop.products["lamp"]
    assert told["consents"][0]["topic"] == "terms"
    assert told["purchase_consents"] == [{"purchase": purchase.number, "agreed_to": []}]
    assert {
        "purchase_consents",
        "returns",
        "messages",
        "reviews_and_questions",
        "stock_alerts",
        "viewed_products",
        "sessions",
    } <= set(told)
    assert "password" not in json.dumps(told)
    with pytest.raises(DataExportNotFound):
        queries.get_export_content_of(stranger, card.id)


def test_a_copy_is_gone_after_a_week(shop: Shop, later: Later) -> None:
    account_id = make_account()
    event = ask_copy(account_id)
    jobs.make_data_export(event)
    card = queries.list_exports_of(account_id)[0]
    later(timedelta(days=7, seconds=1))
    with pytest.raises(DataExportNotFound):
        queries.get_export_content_of(account_id, card.id)
    with transaction():
        assert service.forget_old_exports() == 1
    assert queries.list_exports_of(account_id) == []


def test_one_copy_waits_at_a_time_and_three_are_made_a_day(shop: Shop) -> None:
    account_id = make_account()
    for _ in range(3):
        event = ask_copy(account_id)
        assert ask_copy(account_id) == event
        jobs.make_data_export(event)
    with pytest.raises(TooManyExports):
        ask_copy(account_id)


def test_orders_on_their_way_keep_an_account(shop: Shop) -> None:
    email = new_email()
    account_id = make_account(email=email)
    make.make_paid_purchase(shop, site="global", account_id=account_id, email=email)
    with pytest.raises(OrdersOpen) as refused:
        ask_deletion(account_id)
    assert refused.value.facts == {"count": 2}
    assert accounts.get_account(account_id).erase_after is None


def test_logging_in_takes_a_deletion_back(shop: Shop, later: Later) -> None:
    email = new_email()
    account_id = make_account(email=email)
    token = log_in(email)
    ask_deletion(account_id)
    with reading() as session:
        assert session.scalars(select(AccountSession.ended_at)).one() is not None
    assert token
    later(timedelta(days=13))
    with transaction():
        assert account_service.keep_account(account_id, by=SYSTEM)
    later(timedelta(days=3))
    assert jobs.erase_due_accounts() == "erased 0 of 0"
    assert accounts.get_account(account_id).email == email


def test_after_fourteen_days_nobody_is_left_but_the_purchase_stays(shop: Shop, later: Later) -> None:
    email = new_email()
    account_id = make_account(email=email)
    ask_deletion(account_id)
    purchase = make.make_placed_purchase(
        shop, site="global", account_id=account_id, email=email, billing=PARIS
    )
    with transaction():
        account_service.add_address(account_id, BERLIN, by=SYSTEM)
        wishlists.add_wish(Keeper(account_id), ProductId(shop.products["lamp"]))
        notification_service.choose(email, Topic.ALERTS, Channel.MAIL, is_on=False)
        mail_id = notification_service.write_mail(
            kind="order_confirmed",
            to=email,
            language="en",
            site_id=SiteId(1),
            facts={"number": purchase.number},
            source_key="a mail",
        )
    later(timedelta(days=14, seconds=1))
    assert jobs.erase_due_accounts() == "erased 0 of 1"  # the purchase waits for its money still
    assert make.expire(purchase)
    assert jobs.erase_due_accounts() == "erased 0 of 0"
    later(timedelta(days=1, seconds=1))
    assert jobs.erase_due_accounts() == "erased 1 of 1"
    _react()
    with reading() as session:
        left = session.get_one(Account, account_id)
        assert (left.name, left.state, left.operator_role) == ("", AccountState.ERASED, None)
        assert left.email == f"erased-{account_id}@erased.invalid"
        assert session.scalars(select(AccountAddress)).all() == []
        assert session.scalars(select(Mail.recipient).where(Mail.id == mail_id)).one() == ""
    assert all(one.is_on for one in notifications.list_preferences_of(email))
    assert orders.get_purchase(purchase.id).email == email
    # What stands on invoices, as the law wants it kept.
    assert orders.get_purchase(purchase.id).billing == PARIS
    with pytest.raises(CredentialsRefused):
        log_in(email)


def test_own_words_to_merchants_go_along_and_their_answers_stay(shop: Shop, later: Later) -> None:
    email = new_email()
    account_id = make_account(email=email)
    order = make.make_paid_purchase(shop, {"MUG": 1}, account_id=account_id, email=email).orders[0]
    with transaction():
        fulfillment.start(order.id, by=shop.cast.merchant.actor)
        fulfillment.hand_over(order.id, by=shop.cast.merchant.actor)
        order_service.deliver_order(order.id, by=SYSTEM)
        wish = Wish(order.lines[0].id, 1, Reason.DAMAGED)
        return_service.request_return(order.id, [wish], comment="call 555", by=SYSTEM)
        topic = TalkTopic(TopicKind.ORDER, order.id, order.number)
        said = Asker(account_id, "Robin", order.number, SiteId(1), "en")
        talk = message_service.ask(topic, order.merchant_id, said, "My name is Robin.")
        message_service.answer(talk, author_name="Jade", text="Hello.")
    ask_deletion(account_id)
    later(timedelta(days=14, seconds=1))
    assert jobs.erase_due_accounts() == "erased 1 of 1"
    _react()
    (kept,) = messages.list_of_account(account_id)
    assert (kept.shopper_name, kept.purchase_number) == ("", "")
    assert [(line.author_name, line.text) for line in kept.messages] == [("", ""), ("Jade", "Hello.")]
    assert [one.comment for one in returns.list_of_account(account_id)] == [""]


def _react() -> None:
    with reading() as session:
        told = session.scalars(select(Message).where(Message.name == AccountDeleted.__name__)).one()
    event = AccountDeleted(**told.payload)
    followers = SUBSCRIPTIONS[AccountDeleted]
    with transaction():
        for forget in followers:
            if not isinstance(forget, Job):
                forget(event)
    for erase in followers:
        if isinstance(erase, Job):
            erase(event)
