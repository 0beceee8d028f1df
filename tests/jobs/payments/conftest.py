import pytest

from core.orders.types import PurchaseDetail
from tests.factories.purchases import (
    make_placed_purchase,
)
from tests.factories.sandbox import Browser, Line, Relay
from tests.factories.shop import Shop


@pytest.fixture
def browser(shop: Shop) -> Browser:
    return Browser()


@pytest.fixture
def line(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Line:
    return Line(monkeypatch)


@pytest.fixture(autouse=True)
def relay(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Relay:
    return Relay(monkeypatch)


@pytest.fixture
def purchase(shop: Shop) -> PurchaseDetail:
    return make_placed_purchase(shop)
