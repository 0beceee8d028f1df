import pytest

from tests.factories.consoles import Console
from tests.factories.shop import Shop


@pytest.fixture
def console(shop: Shop) -> Console:
    """Give the admin console with an operator in it."""
    return Console("admin").log_in(shop.cast.operator)
