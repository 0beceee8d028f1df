"""Operators decide how each site lets its shoppers pay, and see what payment companies complain of."""

from typing import Any

import pytest
from sqlalchemy import select

from core.payments import queries, service
from core.payments.models import PaymentMethod as Row
from core.payments.types import GatewayEvent, PaymentMethod
from core.platform import audit
from core.platform.db import reading, session, transaction
from core.platform.settings import override
from tests.factories.consoles import Console
from tests.factories.purchases import make_paid_purchase, payment_of
from tests.factories.shop import Shop
from tests.factories.shopping import words_of


def method(shop: Shop, gateway: str = "sandbox") -> PaymentMethod:
    with reading():
        return next(one for one in queries.list_methods(shop.sites["eu"]) if one.gateway == gateway)


@pytest.fixture(autouse=True)
def _with_stripe() -> None:
    override(
        payment_gateways=("sandbox", "stripe"), stripe_secret_key="sk_test_x", stripe_webhook_secret=("x",)
    )


def test_every_site_offers_every_gateway_until_somebody_decides(shop: Shop, console: Console) -> None:
    page = console.get("/payments").text
    for site in shop.sites:
        for gateway in ("sandbox", "stripe"):
            assert f'id="{site}-{gateway}"' in page
    assert "None." in words_of(page)


def test_a_way_to_pay_is_set_and_that_is_history(shop: Shop, console: Console) -> None:
    sent: dict[str, Any] = {
        "version": "0", "position": "3", "currencies": ["EUR", "PLN", "XXX"], "least": "5", "most": "250,50",
        "name-de": "Karte", "name-xx": "nothing",
    }  # fmt: skip
    answer = console.post("/payments/eu/stripe", **sent)
    assert (answer.status_code, answer.location) == (303, "/admin/payments#eu-stripe")
    kept = method(shop, "stripe")
    assert (kept.is_on, kept.position, kept.currencies) == (False, 3, ("EUR", "PLN"))
    assert [bound.decimal for bound in (kept.least, kept.most) if bound] == [5, 250.5]
    assert kept.names == {"de": "Karte"}
    with reading():
        (line,) = audit.history_of("payment_methods", _row_id())
    assert (line.actor_account_id, line.after["is_on"]) == (shop.cast.operator.account_id, False)


def _row_id() -> int:
    return session().scalars(select(Row.id)).one()


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"least": "lots"}, 422, "Enter an amount such as 24.90."),
        ({"least": "-1"}, 422, "Enter an amount such as 24.90."),
        ({"most": "NaN"}, 422, "Enter an amount such as 24.90."),
        ({"least": "20", "most": "10"}, 422, "The least amount is larger than the most."),
        ({"version": "7"}, 409, "Somebody changed this way to pay meanwhile."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    typed: dict[str, str], status: int, said: str, shop: Shop, console: Console
) -> None:
    answer = console.post("/payments/eu/sandbox", **{"version": "0", "name-en": "Play money"} | typed)
    assert answer.status_code == status
    assert said in words_of(answer.text)
    assert 'value="Play money"' in answer.text
    assert method(shop).version == 0


@pytest.mark.parametrize("path", ["/payments/nowhere/sandbox", "/payments/eu/elsewhere"])
def test_what_does_not_exist_is_not_found(path: str, console: Console) -> None:
    assert console.get(path).status_code == 404
    assert console.post(path, version="0").status_code == 404


def test_the_address_of_a_form_leads_back_to_the_list(console: Console) -> None:
    assert console.get("/payments/eu/sandbox").location == "/admin/payments#eu-sandbox"


def test_a_dispute_is_shown_with_its_payment(shop: Shop, console: Console) -> None:
    payment = payment_of(make_paid_purchase(shop))
    told = GatewayEvent("evt_1", "charge.dispute.created", payment.reference, None, is_alarming=True)
    with transaction():
        service.hear("sandbox", told, {})
    said = words_of(console.get("/payments").text)
    assert "charge.dispute.created" in said
    assert payment.number in said
