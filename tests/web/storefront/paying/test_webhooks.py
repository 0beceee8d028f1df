"""Webhooks are believed for their signature, kept word for word, and answered at once."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from core.orders.types import PurchaseState
from core.payments.gateways.sandbox import signing
from core.payments.models import PaymentWord
from core.platform.db import reading, session
from core.platform.settings import override
from tests.factories.purchases import make_placed_purchase, open_at_gateway, payment_of, purchase_of
from tests.factories.sandbox import facts, shop_app
from tests.factories.shop import Shop

Later = Callable[[timedelta], None]
ADDRESS = "/payments/webhooks/sandbox"


@pytest.fixture
def client(shop: Shop) -> FlaskClient:
    return shop_app().test_client()


def word(reference: str = "sbx_unknown", event_id: str = "evt_1") -> bytes:
    about = {"reference": reference, "status": "approved", "amount_minor": 100, "currency": "EUR"}
    return json.dumps({"id": event_id, "kind": "payment.approved", "session": about}).encode()


def send(client: FlaskClient, body: bytes, signature: str | None = None) -> TestResponse:
    headers = {signing.HEADER: signing.sign(body) if signature is None else signature}
    return client.post(ADDRESS, data=body, headers=headers)


def kept() -> list[PaymentWord]:
    with reading():
        return list(session().scalars(select(PaymentWord)))


def test_a_signed_word_is_kept_and_followed_later(shop: Shop, client: FlaskClient) -> None:
    purchase = make_placed_purchase(shop)
    reference = open_at_gateway(payment_of(purchase))
    answer = send(client, word(reference))
    assert (answer.status_code, answer.data) == (200, b"")
    assert [(one.gateway, one.event_id, one.reference) for one in kept()] == [("sandbox", "evt_1", reference)]
    assert kept()[0].payload["body"].encode() == word(reference)
    assert facts()["GatewayWordReceived"] == 1
    assert purchase_of(purchase.number).state == PurchaseState.PLACED


def test_a_word_that_comes_again_is_kept_once(shop: Shop, client: FlaskClient) -> None:
    reference = open_at_gateway(payment_of(make_placed_purchase(shop)))
    assert [send(client, word(reference)).status_code for _ in range(3)] == [200, 200, 200]
    assert len(kept()) == 1
    assert facts()["GatewayWordReceived"] == 1


def test_a_word_about_an_unknown_payment_is_kept_too(client: FlaskClient) -> None:
    assert send(client, word()).status_code == 200
    assert [one.reference for one in kept()] == ["sbx_unknown"]
    assert facts()["GatewayWordReceived"] == 0


@pytest.mark.parametrize("signature", ["", "nonsense", "t=1,v1=00"])
def test_a_forged_word_is_refused_and_not_kept(signature: str, client: FlaskClient) -> None:
    assert send(client, word(), signature).status_code == 400
    assert kept() == []


def test_a_signature_of_another_body_is_refused(client: FlaskClient) -> None:
    assert send(client, word("sbx_mine"), signing.sign(word("sbx_other"))).status_code == 400
    assert kept() == []


def test_an_old_signature_is_refused(client: FlaskClient, later: Later) -> None:
    signature = signing.sign(word())
    later(timedelta(minutes=6))
    assert send(client, word(), signature).status_code == 400
    assert kept() == []


def test_a_word_too_long_is_refused(client: FlaskClient) -> None:
    body = word() + b" " * (256 * 1024)
    assert send(client, body).status_code == 413
    assert kept() == []


@pytest.mark.parametrize("gateway", ["invented", "sandbox"])
def test_a_gateway_that_is_not_offered_has_no_address(gateway: str, client: FlaskClient) -> None:
    if gateway == "sandbox":
        override(payment_gateways=())
    body = word()
    answer = client.post(
        f"/payments/webhooks/{gateway}", data=body, headers={signing.HEADER: signing.sign(body)}
    )
    assert answer.status_code == 404
    assert kept() == []


def test_a_webhook_address_shows_nothing(client: FlaskClient) -> None:
    assert client.get(ADDRESS).status_code in {404, 405}
