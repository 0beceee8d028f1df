"""A browser, a network and a relay for stories about paying: the shop's own pages, without a server."""

from collections import Counter
from functools import cache
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from core.orders.types import PurchaseDetail
from core.payments import queries
from core.payments.gateways.sandbox import provider, webhooks
from core.payments.gateways.sandbox.types import Scenario, Session
from core.payments.types import PaymentDetail, RefundDetail
from core.platform import http, outbox
from core.platform.db import reading, session
from tests.factories.purchases import payment_of
from web.app import create_app
from workers import deliveries
from workers import outbox as relay
from workers.deliveries import Ticket
from workers.queues import QueueName

EU = "http://eu.localhost:8000"


@cache
def shop_app() -> Flask:
    """Give the application, made once: it keeps nothing between requests."""
    return create_app()


class Browser:
    """A shopper's browser at one site."""

    def __init__(self, base: str = EU) -> None:
        self.base = base
        self.client: FlaskClient = shop_app().test_client()

    def get(self, address: str, **headers: str) -> TestResponse:
        """Open an address; a whole one is taken as its path."""
        return self.client.get(self._path(address), base_url=self.base, headers=headers)

    def post(self, address: str, **fields: str) -> TestResponse:
        """Send a form of this site's own page."""
        with self.client.session_transaction(base_url=self.base) as cookie:
            cookie["csrf_token"] = "token of the form"
        form = {"csrf_token": "token of the form", **fields}
        return self.client.post(
            self._path(address), base_url=self.base, data=form, headers={"Origin": self.base}
        )

    def go_to_pay(self, purchase: PurchaseDetail) -> Session:
        """Press the button that leads to the pay page, and give the payment as the company knows it."""
        gone = self.post(f"/de/checkout/return/{payment_of(purchase).token}")
        assert gone.status_code == 303, gone.text
        return provider.show(gone.location.rpartition("/")[2])

    def pay(self, purchase: PurchaseDetail, scenario: Scenario) -> Session:
        """Go to the pay page and press `Pay`; the browser does not return yet."""
        reference = self.go_to_pay(purchase).reference
        self.post(f"/sandbox-pay/{reference}/payment", scenario=scenario.value)
        return provider.show(reference)

    def come_back(self, purchase: PurchaseDetail) -> TestResponse:
        """Return from the pay page to the shop."""
        return self.get(f"/de/checkout/return/{payment_of(purchase).token}")

    @staticmethod
    def _path(address: str) -> str:
        whole = urlsplit(address)
        return f"{whole.path}?{whole.query}" if whole.query else whole.path


class Line:
    """Stands for the network from the company to the shop: what is posted arrives at the shop's own view."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.client = shop_app().test_client()
        self.posted: list[tuple[str, bytes, dict[str, str]]] = []
        monkeypatch.setattr(http, "post", self.post)

    def post(self, url: str, content: bytes, *, headers: dict[str, str], seconds: float = 0) -> bytes:
        """Post to the shop; what it does not answer with 200 is an outage."""
        self.posted.append((url, content, headers))
        shop = f"http://{headers['Host']}"
        answer = self.client.post(urlsplit(url).path, data=content, headers=headers, base_url=shop)
        if answer.status_code != 200:
            raise http.OutageError(f"{url}: status {answer.status_code}", answer.status_code)
        return answer.data

    def deliver(self) -> int:
        """Send what the company has to say and is due; gives how much was heard."""
        return webhooks.send_due()

    def repeat_all(self) -> None:
        """Post everything that was posted so far once more, word for word."""
        for url, content, headers in list(self.posted):
            self.post(url, content, headers=headers)


class Relay:
    """Relays facts and does the payments' jobs at once; other jobs stay in line."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(relay, "hand_over", self._hand_over)

    def _hand_over(self, ticket: Ticket) -> None:
        if ticket.job.queue == QueueName.PAYMENTS:
            deliveries.carry_out(ticket.delivery_id)

    def run(self) -> None:
        """Relay until nothing is due."""
        for _ in range(50):
            if not relay.Relay().turn():
                return
        raise AssertionError("the relay goes on for ever")


def facts() -> Counter[str]:
    """Count the facts that were recorded, by name."""
    with reading():
        rows = session().execute(select(outbox.Message.name, func.count()).group_by(outbox.Message.name))
        return Counter(dict(rows.all()))


def payments_of(purchase: PurchaseDetail) -> list[PaymentDetail]:
    """List the payments of a purchase as they stand now."""
    with reading():
        return queries.list_payments_of(purchase.id)


def refunds_of(purchase: PurchaseDetail) -> list[RefundDetail]:
    """List the refunds of a purchase as they stand now."""
    with reading():
        return queries.list_refunds_of(purchase.id)
