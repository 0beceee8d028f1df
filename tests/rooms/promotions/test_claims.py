"""Claiming by the line and without it: once for each account, never more than there are."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from core.kernel import clock
from core.kernel.actor import SYSTEM
from core.kernel.ids import AccountId, SiteId
from core.kernel.states import IllegalMove
from core.platform import audit
from core.platform.cache import valkey
from core.platform.db import attempt, reading, session, transaction
from core.platform.throttle import TooMany
from core.promotions import line, queries, service
from core.promotions.errors import CodeTaken, OfferEnded, OfferNotFound, OfferOutdated, QuotaShrinks
from core.promotions.types import OfferState, Standing, Terms
from tests.conftest import Later
from tests.factories import coupons as make
from tests.factories.sandbox import facts
from tests.factories.shop import Shop
from tests.statements import counted
from workers import coupons


@pytest.mark.usefixtures("queue")
def test_accepted_in_order_then_written_down(site: SiteId) -> None:
    offer, people = make.live(site, quota=2), make.crowd(4)
    answers = [make.claim(offer, one) for one in people]
    assert answers == [Standing.IN_LINE, Standing.IN_LINE, Standing.NONE_LEFT, Standing.NONE_LEFT]
    assert make.claim(offer, people[0]) is Standing.IN_LINE  # twice is once
    with reading():
        assert queries.count_waiting([offer]) == {offer.id: 2}
        assert queries.find_standing(offer, people[0]) is Standing.IN_LINE
        (waits,) = queries.list_coupons_of_account(people[0])
        assert (waits.standing, waits.position) == (Standing.IN_LINE, None)
    assert make.settle_all() == 2
    assert make.holders(offer.id) == people[:2]
    assert make.claim(offer, people[1]) is Standing.CLAIMED
    with reading():
        assert queries.find_standing(offer, people[2]) is Standing.NONE_LEFT
        (has,) = queries.list_coupons_of_account(people[1])
        assert (has.standing, has.position) == (Standing.CLAIMED, 2)
        assert queries.list_coupons_of_account(people[3]) == []
    assert facts()["CouponsClaimed"] == 1


@pytest.mark.usefixtures("queue")
def test_a_claim_that_the_line_knows_asks_the_database_nothing(site: SiteId) -> None:
    offer, people = make.live(site), make.crowd(2)
    make.claim(offer, people[0])
    with counted() as sent, reading():
        service.claim(site, offer.code, people[1], origin=make.ADDRESS)
    assert sent == []


def test_without_the_queue_claims_are_as_exact(site: SiteId) -> None:
    offer, people = make.live(site, quota=2), make.crowd(3)
    assert [make.claim(offer, one) for one in (people[0], people[0], *people)] == [
        Standing.CLAIMED, Standing.CLAIMED, Standing.CLAIMED, Standing.CLAIMED, Standing.NONE_LEFT,
    ]  # fmt: skip
    assert make.holders(offer.id) == people[:2]
    with reading():
        assert queries.count_waiting([offer]) is None
        offer = queries.get_offer(offer.id)
        assert queries.find_standing(offer, people[0]) is Standing.CLAIMED
        assert queries.find_standing(offer, people[2]) is Standing.NONE_LEFT


@pytest.mark.usefixtures("queue")
def test_a_line_that_was_lost_is_made_anew_from_what_is_written_down(site: SiteId) -> None:
    offer, people = make.live(site, quota=3), make.crowd(5)
    make.claim(offer, people[0])
    make.settle_all()
    make.claim(offer, people[1])  # accepted, and lost before it was written down
    valkey().flushall()
    assert make.claim(offer, people[0]) is Standing.CLAIMED
    with reading():
        assert queries.find_standing(offer, people[1]) is Standing.FREE
    assert [make.claim(offer, one) for one in people[2:]] == [
        Standing.IN_LINE, Standing.IN_LINE, Standing.NONE_LEFT,
    ]  # fmt: skip
    make.settle_all()
    assert make.holders(offer.id) == [people[0], people[2], people[3]]


@pytest.mark.usefixtures("queue")
def test_who_waits_is_not_forgotten_when_an_offer_is_learned_anew(site: SiteId) -> None:
    offer, people = make.live(site, quota=2), make.crowd(3)
    make.claim(offer, people[0])
    line.forget([line.place_of(site, offer.code)])
    assert make.claim(offer, people[0]) is Standing.IN_LINE
    assert make.claim(offer, people[1]) is Standing.IN_LINE
    assert make.claim(offer, people[2]) is Standing.NONE_LEFT
    make.settle_all()
    assert make.holders(offer.id) == people[:2]


@pytest.mark.usefixtures("queue")
def test_claims_made_past_the_line_are_found_out_and_nobody_gets_two(site: SiteId) -> None:
    offer, people = make.live(site, quota=3), make.crowd(5)
    make.claim(offer, people[0])
    for one in people[:2]:  # as a process that did not reach the queue for a moment
        with transaction():
            assert service.claim_directly(site, offer.code, one) is Standing.CLAIMED
    assert make.claim(offer, people[1]) is Standing.IN_LINE  # the line does not know
    assert make.claim(offer, people[2]) is Standing.IN_LINE
    make.settle_all()
    assert make.holders(offer.id) == people[:3]
    assert make.claim(offer, people[3]) is Standing.NONE_LEFT
    assert make.claim(offer, people[1]) is Standing.CLAIMED


@pytest.mark.usefixtures("queue")
def test_who_was_accepted_after_the_last_was_given_past_the_line_is_told(site: SiteId) -> None:
    offer, people = make.live(site, quota=1), make.crowd(2)
    assert make.claim(offer, people[0]) is Standing.IN_LINE
    with transaction():
        service.claim_directly(site, offer.code, people[1])
    make.settle_all()
    assert make.holders(offer.id) == [people[1]]
    with reading():
        offer = queries.get_offer(offer.id)
        assert queries.find_standing(offer, people[0]) is Standing.NONE_LEFT
        assert queries.find_standing(offer, people[1]) is Standing.CLAIMED


@pytest.mark.usefixtures("queue")
def test_the_minute_job_mends_what_the_line_knows_and_ends_what_is_over(site: SiteId, later: Later) -> None:
    offer, people = make.live(site, quota=2, ends_at=clock.now() + timedelta(hours=1)), make.crowd(3)
    make.claim(offer, people[0])
    make.settle_all()
    with transaction():
        service.claim_directly(site, offer.code, people[1])
    assert coupons.tend_offers() == "ended 0, mended 1, unproven 0"
    assert coupons.tend_offers() == "ended 0, mended 0, unproven 0"
    later(timedelta(hours=2))
    assert make.claim(offer, people[1]) is Standing.CLAIMED
    assert coupons.tend_offers() == "ended 1, mended 0, unproven 0"
    assert make.found(offer.id).state is OfferState.ENDED
    assert make.claim(offer, people[2]) is Standing.OVER


@pytest.mark.usefixtures("queue")
def test_before_its_time_and_after_its_end_nothing_is_given(site: SiteId, later: Later) -> None:
    starts, ends = clock.now() + timedelta(hours=1), clock.now() + timedelta(hours=2)
    offer, (one,) = make.live(site, starts_at=starts, ends_at=ends), make.crowd(1)
    assert make.claim(offer, one) is Standing.NOT_YET
    with reading():
        assert [found.id for found in queries.list_open_offers(site)] == [offer.id]
        assert queries.find_standing(offer, one) is Standing.NOT_YET
    later(timedelta(minutes=61))
    with reading():
        assert queries.find_standing(offer, one) is Standing.FREE
    later(timedelta(minutes=61))
    assert make.claim(offer, one) is Standing.OVER
    with reading():
        assert queries.list_open_offers(site) == []
        assert queries.find_standing(offer, one) is Standing.OVER
    make.settle_all()
    assert make.holders(offer.id) == []


@pytest.mark.usefixtures("queue")
def test_the_same_window_without_the_line(site: SiteId) -> None:
    (one,) = make.crowd(1)
    soon = make.live(site, "soon", starts_at=clock.now() + timedelta(hours=1))
    ended = make.live(site, "ended")
    with transaction():
        service.end_offer(ended.id, by=SYSTEM)
    for offer, standing in ((soon, Standing.NOT_YET), (ended, Standing.OVER)):
        with transaction():
            assert service.claim_directly(site, offer.code, one) is standing
    assert make.holders(soon.id) == make.holders(ended.id) == []


@pytest.mark.usefixtures("queue")
def test_drafts_and_other_sites_offers_do_not_exist(shop: Shop, site: SiteId) -> None:
    make.draft(site, "hidden")
    make.live(shop.sites["ru"].id, "foreign")
    (one,) = make.crowd(1)
    for code in ("hidden", "foreign", "nothing", "x" * 300):
        with reading(), pytest.raises(OfferNotFound):
            service.claim(site, code, one, origin=make.ADDRESS)
        with transaction(), pytest.raises(OfferNotFound):
            service.claim_directly(site, code, one)


@pytest.mark.usefixtures("queue")
def test_more_coupons_are_known_at_once_and_there_are_never_fewer(site: SiteId) -> None:
    offer, people = make.live(site, quota=1), make.crowd(2)
    assert [make.claim(offer, one) for one in people] == [Standing.IN_LINE, Standing.NONE_LEFT]
    with transaction():
        service.change_offer(offer.id, Terms(make.NAMES, 2), version=2, by=SYSTEM)
    service.announce([offer])
    assert make.claim(offer, people[1]) is Standing.IN_LINE
    make.settle_all()
    assert make.holders(offer.id) == people
    with transaction(), pytest.raises(QuotaShrinks), attempt():
        service.change_offer(offer.id, Terms(make.NAMES, 1), version=3, by=SYSTEM)


def test_history_and_states(site: SiteId) -> None:
    offer_id = make.draft(site)
    with transaction():
        service.change_offer(offer_id, Terms({"en": "Two"}, 1), version=1, by=SYSTEM)
    with transaction():
        service.publish_offer(offer_id, by=SYSTEM)
    with transaction(), pytest.raises(OfferOutdated), attempt():
        service.change_offer(offer_id, Terms({"en": "Three"}, 1), version=1, by=SYSTEM)
    with transaction():
        service.end_offer(offer_id, by=SYSTEM)
    with transaction(), pytest.raises(OfferEnded), attempt():
        service.change_offer(offer_id, Terms({"en": "Three"}, 1), version=4, by=SYSTEM)
    with transaction(), pytest.raises(IllegalMove), attempt():
        service.publish_offer(offer_id, by=SYSTEM)
    with transaction(), pytest.raises(CodeTaken):
        service.add_offer(site, "TEA", Terms(make.NAMES, 1), by=SYSTEM)
    with reading():
        assert [one.action for one in queries.list_changes(offer_id)] == ["end", "publish", "write", "open"]
        assert audit.history_of("coupon_offers", offer_id)[1].after["names"] == {"en": "Two"}
    assert make.found(offer_id).terms.names == {"en": "Two"}


@pytest.mark.usefixtures("queue")
def test_who_asks_too_often_is_stopped_by_account_and_by_address(
    site: SiteId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "MOST_BY_ACCOUNT", 2)
    monkeypatch.setattr(line, "MOST_BY_ADDRESS", 4)
    offer, people = make.live(site, quota=9), make.crowd(4)
    for one in people[:2]:
        make.claim(offer, one)
        make.claim(offer, one)
    with pytest.raises(TooMany) as by_account:
        make.claim(offer, people[0], "203.0.113.77")
    assert 0 < by_account.value.facts["seconds"] <= line.WINDOW_SECONDS  # type: ignore[operator]
    with pytest.raises(TooMany):
        make.claim(offer, people[2])
    assert make.claim(offer, people[3], "203.0.113.78") is Standing.IN_LINE
    make.settle_all()
    assert make.holders(offer.id) == [people[0], people[1], people[3]]


def test_without_the_line_tries_are_counted_too(site: SiteId, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "MOST_BY_ACCOUNT", 1)
    (one,) = make.crowd(1)
    with transaction():
        service.count_try(one, origin=make.ADDRESS)
    with transaction(), pytest.raises(TooMany):
        service.count_try(one, origin=make.ADDRESS)


@pytest.mark.usefixtures("queue")
def test_a_claim_that_cannot_be_written_down_does_not_hold_up_the_others(site: SiteId) -> None:
    offer, people = make.live(site, quota=9), make.crowd(2)
    for one in (people[0], AccountId(99_999_999), people[1]):
        make.claim(offer, one)
    assert make.settle_all() == 3
    assert make.holders(offer.id) == people
    with reading():
        assert queries.count_waiting([offer]) == {offer.id: 0}


@pytest.mark.usefixtures("queue")
def test_claims_of_an_offer_that_is_not_there_leave_the_line(site: SiteId) -> None:
    entry = {"o": 4711, "p": f"{site}:gone", "a": 1, "e": 1, "t": 0}
    valkey().xadd(line.LINE, entry)  # type: ignore[arg-type]
    assert make.settle_all() == 1
    assert make.settle_all() == 0


def test_the_proof_finds_what_is_amiss_and_claims_only_grow(site: SiteId) -> None:
    offer, people = make.live(site, quota=3), make.crowd(1)
    make.claim(offer, people[0])
    with transaction():
        for statement in ("UPDATE coupon_claims SET position = 7", "DELETE FROM coupon_claims"):
            with pytest.raises(IntegrityError), attempt():
                session().execute(text(statement))
        with pytest.raises(IntegrityError), attempt():
            session().execute(text("UPDATE coupon_offers SET claimed = 4"))
        session().execute(text("UPDATE coupon_offers SET claimed = 2"))
    with reading():
        assert queries.list_unproven() == [offer.id]
