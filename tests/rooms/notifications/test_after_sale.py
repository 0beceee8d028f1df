"""What shoppers ask and send back reaches merchants in their own language, and shoppers in theirs."""

from sqlalchemy import delete, select

from core.kernel.actor import GUEST
from core.kernel.ids import MerchantId, SiteId
from core.merchants.models import MerchantMember
from core.messaging import service as messaging
from core.messaging.events import MessageSent
from core.messaging.types import Asker, Side, Topic, TopicKind
from core.notifications import reactions
from core.notifications.models import Mail
from core.orders import service as orders
from core.platform.db import reading, session, transaction
from core.returns import service as returns
from core.returns.events import ReturnRequested
from core.returns.types import Reason, Wish
from tests.factories.purchases import make_shipped_order, order_of
from tests.factories.shop import Shop
from tests.witness import facts, newest_fact


def mails_of(kind: str) -> list[tuple[str, str]]:
    with reading():
        rows = session().scalars(select(Mail).where(Mail.kind == kind).order_by(Mail.id)).all()
        return [(mail.recipient, mail.language) for mail in rows]


def say(shop: Shop) -> None:
    """Ask in German, answer, and let the room hear of both."""
    mark = newest_fact()
    merchant, shopper = shop.cast.merchant.actor.merchant_id, shop.cast.shopper
    assert merchant is not None
    asker = Asker(shopper.account_id, "Robin", "", SiteId(shop.sites["eu"].id), "de")
    with transaction():
        talk = messaging.ask(Topic(TopicKind.PRODUCT, 7, "Lampe"), MerchantId(merchant), asker, "Hell?")
        messaging.note_read(talk, Side.MERCHANT)
        messaging.answer(talk, author_name="Jade", text="Sehr.")
    with transaction():
        for name, payload in facts(mark):
            if name == "MessageSent":
                for _ in range(2):
                    reactions.tell_of_message(MessageSent(**payload))


def test_a_merchant_reads_of_a_question_in_its_own_language_and_the_asker_in_the_pages(shop: Shop) -> None:
    say(shop)
    merchant, shopper = shop.cast.merchant, shop.cast.shopper
    assert mails_of("message_waiting") == [(merchant.email, "en"), (shopper.email, "de")]


def test_a_merchant_nobody_works_for_is_told_at_its_contact_address(shop: Shop) -> None:
    with transaction():
        session().execute(delete(MerchantMember))
    say(shop)
    assert [language for _to, language in mails_of("message_waiting")] == ["en", "de"]
    assert shop.cast.merchant.email not in [to for to, _language in mails_of("message_waiting")]


def test_a_return_is_told_to_both_in_their_languages(shop: Shop) -> None:
    order = make_shipped_order(shop, {"MUG": 1})
    with transaction():
        orders.deliver_order(order.id, by=GUEST)
        wish = Wish(order_of(order).lines[0].id, 1, Reason.DAMAGED)
        id, _number = returns.request_return(order.id, [wish], comment="", by=GUEST)
        for _ in range(2):
            reactions.tell_merchant_of_return(ReturnRequested(return_id=id))
            reactions.tell_shopper_return_was_noted(ReturnRequested(return_id=id))
    assert [to for to, _language in mails_of("return_requested")] == [shop.cast.other_merchant.email]
    assert [language for _to, language in mails_of("return_requested")] == ["en"]
    assert len(mails_of("return_noted")) == 1
