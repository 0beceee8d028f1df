"""Owners' endpoints: to another shopper or merchant a thing of somebody else's does not exist."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from core.accounts import service as accounts
from core.accounts.types import Portal
from core.kernel.actor import SYSTEM
from core.platform.db import transaction
from tests.cast import PASSWORD, Person
from tests.factories import purchases as make
from tests.factories.places import BERLIN
from tests.factories.shop import Shop
from tests.witness import unchanged
from web.app import create_app

OWNED = {"number", "address_id", "product_id"}
TOKEN = "a token that the form carries"


@dataclass(frozen=True)
class Things:
    """What belongs to the shopper and the merchant of the story."""

    number: str
    order_number: str
    address_id: int
    product_id: int

    def values(self, rule: Rule) -> dict[str, object]:
        is_merchants = rule.endpoint.startswith("merchant.")
        known: dict[str, object] = {
            "lang": "en",
            "number": self.order_number if is_merchants else self.number,
            "address_id": self.address_id,
            "product_id": self.product_id,
        }
        return {name: known[name] for name in rule.arguments}


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app()


@pytest.fixture
def things(shop: Shop) -> Things:
    purchase = make.make_paid_purchase(
        shop, site="global", account_id=shop.cast.shopper.account_id, by=shop.cast.shopper.actor
    )
    with transaction():
        address_id = accounts.add_address(shop.cast.shopper.account_id, BERLIN, by=SYSTEM)
    return Things(purchase.number, purchase.orders[0].number, address_id, shop.products["lamp"])


def owned(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        if OWNED & rule.arguments and not rule.endpoint.startswith("admin."):
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule, method


def path_of(app: Flask, rule: Rule, things: Things) -> str:
    with app.test_request_context("/en/", base_url="http://localhost"):
        return app.url_map.bind("localhost").build(rule.endpoint, things.values(rule))


def browser(app: Flask, portal: Portal, who: Person | None = None) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction(f"/{'' if portal is Portal.STOREFRONT else portal}/") as session:
        session["csrf_token"] = TOKEN
        if who is not None:
            with transaction():
                session["_user_id"] = accounts.log_in(
                    who.email, PASSWORD, portal, ip="203.0.113.7", user_agent="tests"
                )
    return client


def ask(client: FlaskClient, method: str, path: str) -> TestResponse:
    data = {"csrf_token": TOKEN, "version": "1", "reason": "mine"} if method == "POST" else None
    return client.open(path, method=method, data=data, headers={"Sec-Fetch-Site": "same-origin"})


def portal_of(rule: Rule) -> Portal:
    return Portal.MERCHANT if rule.endpoint.startswith("merchant.") else Portal.STOREFRONT


def test_there_are_endpoints_of_owners(app: Flask) -> None:
    endpoints = {rule.endpoint for rule, _ in owned(app)}
    assert len(endpoints) > 12
    assert {portal_of(rule) for rule, _ in owned(app)} == {Portal.STOREFRONT, Portal.MERCHANT}


def test_to_another_owner_a_thing_does_not_exist(app: Flask, shop: Shop, things: Things) -> None:
    others = {
        Portal.STOREFRONT: browser(app, Portal.STOREFRONT, shop.cast.other_shopper),
        Portal.MERCHANT: browser(app, Portal.MERCHANT, shop.cast.other_merchant),
    }
    for rule, method in owned(app):
        path = path_of(app, rule, things)
        with unchanged():
            answer = ask(others[portal_of(rule)], method, path)
        assert answer.status_code in ({404} if not is_signpost(rule, method) else {303, 404}), (method, path)
        assert "Robin" not in answer.text


def is_signpost(rule: Rule, method: str) -> bool:
    """Some addresses only lead back to a page, which then answers for itself."""
    return method == "GET" and rule.endpoint in {"orders.go_back", "cart.go_back"}


def test_to_a_stranger_it_does_not_exist_or_asks_for_a_log_in(app: Flask, things: Things) -> None:
    for rule, method in owned(app):
        path = path_of(app, rule, things)
        with unchanged():
            answer = ask(browser(app, portal_of(rule)), method, path)
        assert answer.status_code in {303, 404}, (method, path)
        assert things.order_number not in answer.text.replace(path, "")
        assert "Robin" not in answer.text


def test_to_its_owner_it_does(app: Flask, shop: Shop, things: Things) -> None:
    """Else the tests above would prove nothing."""
    mine = {
        Portal.STOREFRONT: browser(app, Portal.STOREFRONT, shop.cast.shopper),
        Portal.MERCHANT: browser(app, Portal.MERCHANT, shop.cast.merchant),
    }
    for rule, method in owned(app):
        if method == "GET" and not is_signpost(rule, method):
            path = path_of(app, rule, things)
            assert ask(mine[portal_of(rule)], method, path).status_code == 200, path


@pytest.mark.usefixtures("things")
def test_a_shopper_is_no_merchant_and_a_merchant_no_operator(app: Flask, shop: Shop) -> None:
    for rule in app.url_map.iter_rules():
        if rule.arguments or "GET" not in (rule.methods or set()):
            continue
        for who, portal in ((shop.cast.shopper, Portal.MERCHANT), (shop.cast.merchant, Portal.ADMIN)):
            if rule.rule.startswith(f"/{portal}/") and not rule.endpoint.endswith((".log_in", ".setup")):
                answer = ask(browser_with_stolen_session(app, portal, who), "GET", rule.rule)
                assert answer.status_code == 303, rule.rule


def browser_with_stolen_session(app: Flask, portal: Portal, who: Person) -> FlaskClient:
    """Carry a session of one portal into another, as a copied cookie would."""
    client = app.test_client()
    with transaction():
        token = accounts.log_in(who.email, PASSWORD, Portal.STOREFRONT, ip="203.0.113.7", user_agent="tests")
    with client.session_transaction(f"/{portal}/") as session:
        session["_user_id"] = token
    return client
