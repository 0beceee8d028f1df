"""What the jobs of the schedule do, each called once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from core.cart import queries as carts
from core.cart import service as cart_service
from core.cart.models import Cart
from core.checkout import queries as checkouts
from core.fx import queries as fx
from core.fx.events import RatesImported
from core.kernel import clock
from core.kernel.money import Money
from core.orders.types import PurchaseState
from core.payments.gateways.sandbox.models import SandboxSession, SandboxWebhook
from core.platform import http
from core.platform.db import reading, session, transaction
from core.platform.http import OutageError
from core.platform.settings import settings
from core.pricing import queries as pricing
from tests.conftest import Later
from tests.factories import accounts, purchases
from tests.factories.shop import Shop
from workers import checkout, housekeeping, rates

pytestmark = pytest.mark.usefixtures("db")

DAY = clock.today()
ECB = f'<E><Cube><Cube time="{DAY}"><Cube currency="USD" rate="1.40"/></Cube></Cube></E>'.encode()
CBR = (
    f'<ValCurs Date="{DAY:%d.%m.%Y}"><Valute><CharCode>EUR</CharCode><Nominal>1</Nominal>'
    "<Value>120,5</Value></Valute></ValCurs>"
).encode()


@pytest.fixture
def feeds(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes | None]:
    """Answer for both banks; None is an outage."""
    documents: dict[str, bytes | None] = {settings().feed_ecb_url: ECB, settings().feed_cbr_url: CBR}

    def get(url: str, **_: object) -> bytes:
        document = documents[url]
        if document is None:
            raise OutageError(f"{url}: status 503", 503)
        return document

    monkeypatch.setattr(http, "get", get)
    return documents


def rate(currency: str) -> Decimal:
    with reading():
        return fx.get_quote("EUR", currency).rate


def test_rates_of_both_banks_are_fetched_once_a_day(shop: Shop, feeds: dict[str, bytes | None]) -> None:
    assert rates.import_rates() == "ECB 1 new, CBR 1 new"
    assert rates.import_rates() == "ECB 0 new, CBR 0 new"
    assert (rate("USD"), rate("RUB")) == (Decimal("1.40"), Decimal("120.5"))


def test_one_bank_away_does_not_keep_the_others_rates_out(shop: Shop, feeds: dict[str, bytes | None]) -> None:
    feeds[settings().feed_ecb_url] = None
    with pytest.raises(OutageError, match="ECB: OutageError"):
        rates.import_rates()
    assert rate("RUB") == Decimal("120.5")


def test_a_page_instead_of_rates_is_an_outage_too(shop: Shop, feeds: dict[str, bytes | None]) -> None:
    feeds[settings().feed_cbr_url] = b"<html>We are moving"
    with pytest.raises(OutageError, match="CBR: ValueError"):
        rates.import_rates()
    assert rate("USD") == Decimal("1.40")


def test_new_rates_move_proposed_prices_and_leave_the_merchants_own(
    shop: Shop, feeds: dict[str, bytes | None]
) -> None:
    def price(sku: str) -> Money:
        with reading():
            return pricing.list_prices(shop.sites["eu"].id, "EUR", [shop.variants[sku]])[
                shop.variants[sku]
            ].amount

    proposed, own = price("LAMP-WHITE"), price("LAMP-BLACK")
    rates.import_rates()
    rates.propose_prices_at_new_rates(RatesImported(source="ECB", effective_on=DAY.isoformat(), count=1))
    assert price("LAMP-WHITE").minor < proposed.minor, "a dollar costs fewer euros now"
    assert price("LAMP-BLACK") == own


def test_unpaid_purchases_are_given_up_and_paid_ones_stay(shop: Shop, later: Later) -> None:
    unpaid, paid = purchases.make_placed_purchase(shop), purchases.make_paid_purchase(shop)
    assert checkout.expire_unpaid_purchases() == "expired 0 of 0"
    later(timedelta(minutes=settings().payment_minutes + 1))
    assert checkout.expire_unpaid_purchases() == "expired 1 of 1"
    assert purchases.purchase_of(unpaid.number).state == PurchaseState.EXPIRED
    assert purchases.purchase_of(paid.number).state == PurchaseState.PAID


def test_the_trouble_of_one_purchase_is_not_that_of_the_others(
    shop: Shop, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = purchases.make_placed_purchase(shop), purchases.make_placed_purchase(shop)
    real = checkout.service.expire_purchase
    monkeypatch.setattr(checkout.service, "expire_purchase", lambda id: 1 / 0 if id == first.id else real(id))
    later(timedelta(minutes=settings().payment_minutes + 1))
    assert checkout.expire_unpaid_purchases() == "expired 1 of 2"
    assert purchases.purchase_of(second.number).state == PurchaseState.EXPIRED
    assert purchases.purchase_of(first.number).state == PurchaseState.PLACED


def test_sweeping_forgets_a_checkout_that_its_guest_gave_up(shop: Shop, later: Later) -> None:
    housekeeping.sweep()
    left = purchases.make_ready(shop, {"MUG": 1})
    later(timedelta(days=61))
    kept = purchases.make_ready(shop, {"MUG": 1})
    assert "carts 1," in housekeeping.sweep()
    with reading():
        assert carts.find_cart(left.ask.site.id, left.token) is None
        cart = carts.find_cart(kept.ask.site.id, kept.token)
        assert cart is not None
        assert checkouts.find_checkout(cart.id) is not None


def test_sweeping_forgets_what_closed_carts_held_but_not_the_purchase(shop: Shop, later: Later) -> None:
    housekeeping.sweep()
    bought = purchases.make_paid_purchase(shop, {"MUG": 1})
    later(timedelta(days=31))
    assert "carts 1," in housekeeping.sweep()
    assert "carts 0," in housekeeping.sweep()
    assert purchases.purchase_of(bought.number) == bought
    with reading():
        assert checkouts.find_checkout(bought.cart_id) is None


def test_sweeping_drops_a_cart_that_went_into_another(shop: Shop, later: Later) -> None:
    account_id = accounts.make_account()
    for owner in (account_id, None):
        cart = purchases.fill_cart(shop, shop.sites["eu"], "EUR", {"MUG": 1}, owner)
    with transaction():
        cart_service.merge_at_log_in(shop.sites["eu"].id, cart.token, account_id)
    later(timedelta(days=31))
    housekeeping.sweep()
    with reading():
        left = session().scalars(select(Cart.state)).all()
    assert left == ["open"]


def test_sweeping_drops_the_sandbox_webhooks_that_were_heard(shop: Shop, later: Later) -> None:
    purchases.make_paid_purchase(shop, {"MUG": 1})
    with transaction():
        one = SandboxSession(
            reference="sbx_1",
            order_number="PAY-1",
            currency="EUR",
            amount_minor=1,
            status="settled",
            language="en",
            return_url="",
            webhook_url="",
        )
        session().add(one)
        session().flush()
        for state in ("sent", "given_up", "waiting"):
            session().add(
                SandboxWebhook(
                    session_id=one.id,
                    event_id=state,
                    kind="x",
                    status="settled",
                    state=state,
                    due_at=clock.now(),
                )
            )
    later(timedelta(days=31))
    assert "webhooks 2," in housekeeping.sweep()


def test_sweeping_tells_what_it_dropped(shop: Shop, later: Later) -> None:
    housekeeping.sweep()
    told = housekeeping.sweep().split(", ")
    assert {"sessions 0", "carts 0", "webhooks 0", "messages 0", "mails 0", "runs 0"} <= set(told)
    assert all(part.endswith(" 0") for part in told)


def test_what_cannot_be_swept_keeps_nothing_else_waiting(
    committed_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    swept = []

    def break_off() -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(housekeeping, "SWEEPS", (("odd", break_off), ("carts", lambda: swept.append(1) or 1)))
    with pytest.raises(housekeeping.NotAllSwept, match="odd"):
        housekeeping.sweep()
    assert swept == [1]
