"""Hearing of what is back: asked, proven by mail, told once, in the language it was asked in."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.alerts import queries, service
from core.alerts.errors import AlertLinkRefused, AlertNotFound, NothingToWaitFor
from core.alerts.models import StockAlert
from core.alerts.types import AlertId, AlertState
from core.kernel.event import Event, tell
from core.kernel.ids import AccountId, VariantId
from core.notifications import queries as mails
from core.notifications.models import Mail
from core.notifications.types import MailId, MailToSend
from core.platform.db import reading, session, transaction
from core.platform.outbox import Message
from core.platform.throttle import TooMany
from tests.conftest import Later
from tests.factories import goods
from tests.factories.shop import Shop
from workers.job import Job, name_of
from workers.subscriptions import SUBSCRIPTIONS

pytestmark = pytest.mark.usefixtures("db")

ROBIN = "robin@cast.example"


def hear() -> list[MailToSend]:
    """Let alerts and mails hear every fact, again and again until there is no news; give the mails of alerts."""
    heard = 0
    for _ in range(4):
        with reading():
            told = session().scalars(select(Message).where(Message.id > heard).order_by(Message.id)).all()
            events = [(message.id, Event.restore(message.name, message.payload)) for message in told]
        for number, event in events:
            heard = max(heard, number)
            for listener in SUBSCRIPTIONS[type(event)]:
                known = name_of(listener).startswith(("core.notifications.", "core.alerts."))
                if known and not isinstance(listener, Job):
                    with transaction():
                        tell(listener, [event])
    with reading():
        wanted = select(Mail.id).where(Mail.kind.in_(["confirm_alert", "back_in_stock"])).order_by(Mail.id)
        return [mails.get_mail_to_send(MailId(id)) for id in session().scalars(wanted)]


@pytest.fixture
def kettle(shop: Shop) -> VariantId:
    """Give a lamp nobody has any more."""
    with transaction():
        _, made = goods.make_product(
            shop.lumen,
            titles={"en": "Paper lantern", "de": "Papierlaterne"},
            variants=[goods.make_variant("LANTERN")],
        )
    return made["LANTERN"]


def ask(
    shop: Shop, variant: VariantId, *, email: str = ROBIN, account: AccountId | None = None
) -> AlertState:
    with transaction():
        return service.ask_for_alert(
            variant, shop.sites["eu"].id, email, language="de", asker="203.0.113.9", account_id=account
        )


def restock(shop: Shop, variant: VariantId) -> None:
    with transaction():
        goods.stock(variant, shop.warsaw, 3)


def test_a_guest_proves_the_mailbox_and_is_told_once_in_the_language_of_the_page(
    shop: Shop, kettle: VariantId
) -> None:
    assert ask(shop, kettle) == AlertState.ASKED
    (question,) = hear()
    assert (question.kind, question.recipient, question.language) == ("confirm_alert", ROBIN, "de")
    assert (question.facts["title"], question.facts["slug"]) == ("Papierlaterne", "papierlaterne")
    with transaction():
        service.confirm_alert(question.facts["token"])
        service.confirm_alert(question.facts["token"])
    restock(shop, kettle)
    restock(shop, kettle)
    assert [mail.kind for mail in hear()] == ["confirm_alert", "back_in_stock"]
    assert [mail.kind for mail in hear()] == ["confirm_alert", "back_in_stock"]


def test_who_proves_nothing_is_told_nothing(shop: Shop, kettle: VariantId) -> None:
    ask(shop, kettle)
    restock(shop, kettle)
    assert [mail.kind for mail in hear()] == ["confirm_alert"]


def test_asking_again_is_the_same_wish_with_a_new_link(shop: Shop, kettle: VariantId) -> None:
    ask(shop, kettle)
    (first,) = hear()
    ask(shop, kettle)
    *_, second = hear()
    with pytest.raises(AlertLinkRefused), transaction():
        service.confirm_alert(first.facts["token"])
    with transaction():
        service.confirm_alert(second.facts["token"])
    with reading():
        assert session().scalars(select(StockAlert.state)).all() == [AlertState.WAITING]


def test_a_shopper_with_a_proven_mailbox_waits_at_once(shop: Shop, kettle: VariantId) -> None:
    shopper = shop.cast.shopper.account_id
    assert ask(shop, kettle, account=shopper) == AlertState.WAITING
    with reading():
        (alert,) = queries.list_alerts_of_account(shopper)
    assert (alert.variant_id, alert.email) == (kettle, ROBIN)
    with pytest.raises(AlertNotFound), transaction():
        service.end_alert_of_account(shop.cast.other_shopper.account_id, alert.id)
    with transaction():
        service.end_alert_of_account(shopper, alert.id)
    restock(shop, kettle)
    assert hear() == []


def test_stock_that_came_before_the_proof_is_told_at_once(shop: Shop, kettle: VariantId) -> None:
    ask(shop, kettle)
    (question,) = hear()
    restock(shop, kettle)
    with transaction():
        service.confirm_alert(question.facts["token"])
    assert [mail.kind for mail in hear()] == ["confirm_alert", "back_in_stock"]


def test_what_can_be_bought_needs_no_alert(shop: Shop) -> None:
    with pytest.raises(NothingToWaitFor):
        ask(shop, shop.variants["MUG"])


def test_a_link_ends_an_alert_and_does_not_live_for_ever(shop: Shop, kettle: VariantId, later: Later) -> None:
    ask(shop, kettle)
    (question,) = hear()
    later(timedelta(days=8))
    with pytest.raises(AlertLinkRefused), transaction():
        service.confirm_alert(question.facts["token"])
    with transaction():
        service.end_alert(question.facts["token"])
    with reading():
        assert (
            queries.get_alert(AlertId(session().scalars(select(StockAlert.id)).one())).state
            == AlertState.ENDED
        )
    with pytest.raises(AlertLinkRefused), transaction():
        service.end_alert("no token of ours")


def test_nobody_is_flooded_with_questions(shop: Shop, kettle: VariantId) -> None:
    for _ in range(5):
        ask(shop, kettle)
    with pytest.raises(TooMany):
        ask(shop, kettle)


def test_old_alerts_are_forgotten(shop: Shop, kettle: VariantId, later: Later) -> None:
    ask(shop, kettle)
    later(timedelta(days=8))
    with transaction():
        assert service.sweep(timedelta(days=365)) == 1
