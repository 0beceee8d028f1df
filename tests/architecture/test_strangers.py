"""Owners' endpoints: to another shopper or merchant a thing of somebody else's does not exist."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from core.accounts import service as accounts
from core.accounts.types import Portal
from core.fulfillment import queries as parcels
from core.fulfillment import service as fulfillment
from core.invoices import queries as invoices
from core.invoices import service as issuing
from core.kernel.actor import SYSTEM
from core.messaging import queries as messages
from core.messaging import service as talking
from core.messaging.types import Asker, Topic, TopicKind
from core.orders import service as orders
from core.orders.types import PurchaseDetail
from core.platform.db import transaction
from core.returns import queries as return_queries
from core.returns import service as returns
from core.returns.types import Reason, StoredPhoto, Wish
from tests.cast import PASSWORD, Person
from tests.factories import purchases as make
from tests.factories.photos import a_photo
from tests.factories.places import BERLIN
from tests.factories.shop import Shop
from tests.witness import unchanged
from web.app import create_app

OWNED = {"number", "address_id", "product_id"}
TOKEN = "a token that the form carries"
SIGNPOSTS = {"orders.go_back", "orders.go_back_to_return", "orders.go_back_to_talk", "cart.go_back"}


@dataclass(frozen=True)
class Things:
    """What belongs to the shopper and the merchant of the story."""

    number: str
    order_number: str
    address_id: int
    product_id: int
    parcel_number: str
    invoice_number: str
    return_number: str
    photo_id: int
    order_talk: str
    product_talk: str

    def values(self, rule: Rule) -> dict[str, object]:
        is_merchants = rule.endpoint.startswith("merchant.")
        known: dict[str, object] = {
            "lang": "en",
            "number": self._number(rule.endpoint, is_merchants=is_merchants),
            "parcel_number": self.parcel_number,
            "invoice_number": self.invoice_number,
            "return_number": self.return_number,
            "photo_id": self.photo_id,
            "address_id": self.address_id,
            "product_id": self.product_id,
        }
        return {name: known[name] for name in rule.arguments}

    def _number(self, endpoint: str, *, is_merchants: bool) -> str:
        if endpoint.startswith("merchant.messages"):
            return self.order_talk
        if endpoint.startswith("merchant.returns"):
            return self.return_number
        if endpoint in {"orders.my_talk", "orders.say_more"}:
            return self.product_talk
        of_the_whole = {"orders.show", "orders.cancel", "orders.put_back", "orders.go_back"}
        return self.number if not is_merchants and endpoint in of_the_whole else self.order_number


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app()


@pytest.fixture
def things(shop: Shop, data: Path) -> Things:
    purchase = make.make_paid_purchase(
        shop, site="global", account_id=shop.cast.shopper.account_id, by=shop.cast.shopper.actor
    )
    photos = returns.store_photos([a_photo()])
    with transaction():
        address_id = accounts.add_address(shop.cast.shopper.account_id, BERLIN, by=SYSTEM)
        order = purchase.orders[0]
        return Things(
            purchase.number,
            order.number,
            address_id,
            shop.products["lamp"],
            *after_the_purchase(shop, purchase, photos),
        )


def after_the_purchase(
    shop: Shop, purchase: PurchaseDetail, photos: list[StoredPhoto]
) -> tuple[str, str, str, int, str, str]:
    order, by = purchase.orders[0], shop.cast.shopper.actor
    fulfillment.start(order.id, by=SYSTEM)
    parcel = parcels.get_parcel(fulfillment.hand_over(order.id, by=SYSTEM))
    orders.deliver_order(order.id, by=SYSTEM)
    issuing.issue_invoices(purchase.id)
    (invoice,) = invoices.list_invoices_of([order.id])[order.id]
    wish = Wish(order.lines[0].id, 1, Reason.FAULTY)
    return_id, return_number = returns.request_return(order.id, [wish], photos=photos, by=by)
    (photo,) = return_queries.get_return(return_id).photos
    asker = Asker(shop.cast.shopper.account_id, "Somebody", purchase.number, purchase.site_id, "en")
    topics = (
        Topic(TopicKind.ORDER, order.id, order.number),
        Topic(TopicKind.PRODUCT, shop.products["lamp"], "Lamp"),
    )
    talks = [talking.ask(topic, order.merchant_id, asker, "Hello") for topic in topics]
    numbers = [messages.get_conversation(talk).number for talk in talks]
    return parcel.number, invoice.number, return_number, photo.id, numbers[0], numbers[1]


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
    return method == "GET" and rule.endpoint in SIGNPOSTS


def test_to_a_stranger_it_does_not_exist_or_asks_for_a_log_in(app: Flask, things: Things) -> None:
    for rule, method in owned(app):
        path = path_of(app, rule, things)
        with unchanged():
            answer = ask(browser(app, portal_of(rule)), method, path)
        assert answer.status_code in {303, 404}, (method, path)
        if not is_signpost(rule, method):  # which only repeats what was asked for
            assert things.order_number not in answer.text.replace(path.removeprefix("/en"), "")
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
