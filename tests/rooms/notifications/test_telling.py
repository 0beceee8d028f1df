"""What shoppers are told of: each fact writes its mail, with the numbers of the order, once."""

import pytest
from sqlalchemy import select

from core.checkout import service as checkout
from core.kernel.actor import GUEST, SYSTEM
from core.kernel.event import Event, tell
from core.kernel.ids import PurchaseId
from core.kernel.money import Money
from core.merchants import service as merchants
from core.notifications import queries
from core.notifications.models import Mail
from core.notifications.types import MailId, MailToSend
from core.orders.types import PurchaseDetail
from core.payments import queries as payment_queries
from core.payments import service as payments
from core.payments.types import PaymentState, RefundState
from core.platform.db import reading, session, transaction
from core.platform.outbox import Message
from tests.factories import accounts, purchases
from tests.factories.shop import Shop
from workers.job import Job, name_of
from workers.subscriptions import SUBSCRIPTIONS

pytestmark = pytest.mark.usefixtures("db")


def hear(*, times: int = 1, by: str = "shopper") -> list[MailToSend]:
    """Let the room hear every recorded fact, and give the mails it wrote to shoppers or merchants, oldest first."""
    with reading():
        told = [
            Event.restore(m.name, m.payload) for m in session().scalars(select(Message).order_by(Message.id))
        ]
    for event in told * times:
        for listener in SUBSCRIPTIONS[type(event)]:
            if not isinstance(listener, Job) and name_of(listener).startswith("core.notifications."):
                with transaction():
                    tell(listener, [event])
    with reading():
        ids = session().scalars(select(Mail.id).order_by(Mail.id)).all()
        mails = [queries.get_mail_to_send(MailId(id)) for id in ids]
    return [mail for mail in mails if (mail.kind == "merchant_order") == (by == "merchant")]


def kinds(mails: list[MailToSend]) -> list[str]:
    return [mail.kind for mail in mails]


def test_a_paid_purchase_is_confirmed_with_the_numbers_of_its_orders(shop: Shop) -> None:
    purchase = purchases.make_paid_purchase(shop, {"LAMP-BLACK": 2, "HONEY": 1})
    (mail,) = hear(times=2)
    assert (mail.kind, mail.recipient, mail.language, mail.site_id) == (
        "order_confirmed",
        purchase.email,
        purchase.language,
        purchase.site_id,
    )
    facts = mail.facts
    assert (facts["goods"], facts["shipping"], facts["total"]) == (
        purchase.goods,
        purchase.shipping,
        purchase.total,
    )
    assert [order["number"] for order in facts["orders"]] == [order.number for order in purchase.orders]
    lines = [line for order in facts["orders"] for line in order["lines"]]
    assert sorted((line["sku"], line["quantity"]) for line in lines) == [("HONEY", 1), ("LAMP-BLACK", 2)]
    assert sum((line["total"].minor for line in lines), 0) == purchase.goods.minor
    assert sum(row["tax"].minor for row in facts["taxes"]) == purchase.tax.minor
    assert facts["address"] == purchase.address.lines()


def test_only_who_owns_the_mailbox_is_greeted_by_name(shop: Shop) -> None:
    owner = accounts.make_account(email=purchases.EMAIL)
    stranger = accounts.make_account()
    purchases.make_paid_purchase(shop, {"HONEY": 1}, account_id=owner)
    purchases.make_paid_purchase(shop, {"HONEY": 1}, account_id=stranger)
    purchases.make_paid_purchase(shop, {"HONEY": 1})
    confirmed = [mail for mail in hear() if mail.kind == "order_confirmed"]
    assert [mail.facts["name"] for mail in confirmed] == ["Robin Lane", "", ""]


def test_everybody_who_works_for_a_merchant_hears_of_its_new_order_in_their_language(shop: Shop) -> None:
    for language in ("zh", "de"):
        member = accounts.make_account(email=f"{language}@lumen.example", language=language)
        with transaction():
            merchants.add_member(shop.lumen, member, role="packer", by=SYSTEM)
    purchase = purchases.make_paid_purchase(shop, {"LAMP-BLACK": 2, "HONEY": 1})
    mails = hear(times=2, by="merchant")
    by_language = {mail.language: mail for mail in mails}
    assert (by_language["zh"].recipient, by_language["de"].recipient) == (
        "zh@lumen.example",
        "de@lumen.example",
    )
    assert len(mails) == len({mail.recipient for mail in mails})
    told = by_language["zh"].facts["order"]
    mine = next(order for order in purchase.orders if order.merchant_id == shop.lumen)
    assert told["number"] == mine.number
    assert [(line["title"], line["quantity"]) for line in told["lines"]] == [("月亮灯", 2)]
    assert by_language["de"].facts["order"]["lines"][0]["label"] == "Schwarz"
    assert purchase.address.name not in str(by_language["zh"].facts)


def test_a_net_site_adds_its_taxes_up_to_the_total(shop: Shop) -> None:
    purchase = purchases.make_paid_purchase(shop, {"LAMP-BLACK": 1}, site="global", country="DE")
    (mail,) = hear()
    added = [row["tax"] for row in mail.facts["taxes"] if not row["included"]]
    parts = [mail.facts["goods"], mail.facts["shipping"], *added]
    assert sum(part.minor for part in parts) == purchase.total.minor
    assert {part.currency for part in parts} == {purchase.currency}


def test_an_unpaid_purchase_is_told_of_when_its_time_is_over(shop: Shop) -> None:
    purchase = purchases.make_expired_purchase(shop)
    (mail,) = hear(times=2)
    assert (mail.kind, mail.facts["number"]) == ("purchase_expired", purchase.number)


def test_a_canceled_order_is_told_of_alone_and_its_refund_when_the_money_moves(shop: Shop) -> None:
    order = purchases.make_canceled_order(shop, {"LAMP-BLACK": 1, "HONEY": 1})
    mails = hear(times=2)
    assert kinds(mails) == ["order_confirmed", "order_canceled"]
    told = mails[1].facts
    assert ([one["number"] for one in told["orders"]], told["was_paid"]) == ([order.number], True)
    refund = settle_the_refund(order.purchase_id)
    mails = hear(times=2)
    assert kinds(mails) == ["order_confirmed", "order_canceled", "refund_made"]
    assert mails[2].facts["amount"] == refund == order.total


def test_an_unpaid_purchase_that_is_canceled_is_one_mail_however_many_orders(shop: Shop) -> None:
    purchase = purchases.make_placed_purchase(shop, {"LAMP-BLACK": 1, "HONEY": 1})
    assert len(purchase.orders) == 2
    with transaction():
        checkout.cancel_order(purchase.orders[0].id, version=None, reason="changed my mind", by=GUEST)
    (mail,) = hear(times=2)
    assert (mail.kind, mail.facts["was_paid"], len(mail.facts["orders"])) == ("order_canceled", False, 2)


def test_a_shipped_order_is_told_of(shop: Shop) -> None:
    order = purchases.make_shipped_order(shop)
    mails = hear(times=2)
    assert kinds(mails) == ["order_confirmed", "order_shipped"]
    assert mails[1].facts["order"]["number"] == order.number


def test_a_declined_payment_is_told_of_while_it_matters(shop: Shop) -> None:
    purchase = purchases.make_placed_purchase(shop)
    decline(purchase)
    (mail,) = hear(times=2)
    assert (mail.kind, mail.facts["total"], mail.facts["expires_at"]) == (
        "payment_declined",
        purchase.total,
        purchase.expires_at,
    )


def test_a_payment_that_was_declined_before_the_purchase_was_paid_is_not_worth_a_mail(shop: Shop) -> None:
    purchase = purchases.make_placed_purchase(shop)
    decline(purchase)
    with transaction():
        checkout.pay_again(purchase.id, gateway=purchases.GATEWAY, by=GUEST)
    purchases.pay(purchase)
    assert kinds(hear()) == ["order_confirmed"]


def test_links_with_tokens_are_secrets_and_greet_nobody(shop: Shop) -> None:
    accounts.register(email="new@cast.example", name="Buy cheap at evil.example", language="fr")
    (mail,) = hear()
    assert (mail.kind, mail.recipient, mail.language) == ("verify_email", "new@cast.example", "fr")
    assert set(mail.facts) == {"token"}
    with reading():
        row = session().get_one(Mail, mail.id)
        assert (row.facts, set(row.secrets)) == ({}, {"token"})


def decline(purchase: PurchaseDetail) -> None:
    payment = purchases.payment_of(purchase)
    purchases.open_at_gateway(payment)
    purchases.settle(payment, PaymentState.DECLINED)


def settle_the_refund(purchase_id: PurchaseId) -> Money:
    with reading():
        (refund,) = payment_queries.list_refunds_of(purchase_id)
    assert refund.state == RefundState.REQUESTED
    with transaction():
        payments.settle_refund(refund.id, "sb_refund")
    return refund.amount
