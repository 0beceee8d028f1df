"""What nobody told the line in time, and addresses that are nearly an offer's."""

import pytest

from core.kernel.actor import SYSTEM
from core.kernel.ids import SiteId
from core.platform.db import reading, transaction
from core.promotions import queries, service
from core.promotions.errors import OfferNotFound
from core.promotions.types import Standing
from tests.factories import coupons as make


@pytest.mark.usefixtures("queue")
def test_an_offer_that_ended_unheard_takes_no_claims_for_long(site: SiteId) -> None:
    offer, people = make.live(site, quota=9), make.crowd(2)
    assert make.claim(offer, people[0]) is Standing.IN_LINE
    with transaction():
        service.end_offer(offer.id, by=SYSTEM)
    with reading():
        assert service.mend_line() == 1
    assert make.claim(offer, people[1]) is Standing.OVER
    assert make.settle_all() == 1
    assert make.holders(offer.id) == people[:1]


def test_what_only_begins_with_a_code_is_no_offer(site: SiteId) -> None:
    code = "t" * 64
    make.live(site, code)
    with reading(), pytest.raises(OfferNotFound):
        queries.get_published_offer(site, f"{code}ea")
