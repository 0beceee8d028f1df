"""The thread of the relay that writes coupon claims down."""

from pathlib import Path
from time import monotonic, sleep

from core.platform import settings as configuration
from core.promotions import service
from core.promotions.types import Offer, Standing
from tests.factories import coupons as make
from tests.factories.queues import queue
from tests.factories.shop import Shop
from workers import coupons

WITHIN_S = 30.0  # on a busy machine; a claim waits less than a second otherwise


def wait_for_holders(offer: Offer, many: int) -> None:
    end = monotonic() + WITHIN_S
    while len(make.holders(offer.id)) < many and monotonic() < end:
        sleep(0.05)
    assert len(make.holders(offer.id)) == many


def test_claims_are_written_down_while_the_relay_runs_and_none_after(
    committed_shop: Shop, tmp_path: Path
) -> None:
    with queue(tmp_path):
        offer, people = make.live(committed_shop.sites["eu"].id), make.crowd(2)
        with coupons.settling():
            make.claim(offer, people[0])
            wait_for_holders(offer, 1)
        assert make.claim(offer, people[1]) is Standing.IN_LINE
        assert len(service.list_waiting()) == 1
        assert make.holders(offer.id) == people[:1]


def test_a_line_that_comes_back_is_settled(committed_shop: Shop, tmp_path: Path) -> None:
    with coupons.settling():  # there is no queue service yet
        with queue(tmp_path):
            offer, people = make.live(committed_shop.sites["eu"].id), make.crowd(1)
            make.claim(offer, people[0])
            wait_for_holders(offer, 1)
        configuration.override(redis_url="")


def test_the_minute_job_does_without_the_queue(committed_shop: Shop) -> None:
    make.live(committed_shop.sites["eu"].id)
    assert coupons.tend_offers() == "ended 0, mended 0, unproven 0"
