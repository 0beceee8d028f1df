import pytest

from tests.factories.consoles import Console
from tests.factories.shop import Shop


@pytest.fixture
def console(shop: Shop) -> Console:
    """Give the merchant portal with Lumen's owner in it."""
    return Console("merchant").log_in(shop.cast.merchant)


@pytest.fixture
def other_console(shop: Shop) -> Console:
    """Give the merchant portal with Nordwind's owner in it."""
    return Console("merchant").log_in(shop.cast.other_merchant)
