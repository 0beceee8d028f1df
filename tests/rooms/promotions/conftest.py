from collections.abc import Iterator
from pathlib import Path

import pytest

from core.kernel.ids import SiteId
from tests.factories import queues
from tests.factories.shop import Shop


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[None]:
    """Give a queue service of this test's own."""
    with queues.queue(tmp_path):
        yield


@pytest.fixture
def site(shop: Shop) -> SiteId:
    return shop.sites["eu"].id
