"""Operators offer coupons: drafts, mistakes beside their fields, publishing, numbers, ending."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from core.platform.db import reading, session, transaction
from core.promotions import queries, service
from core.promotions.types import OfferState, Standing
from tests.factories import coupons as make
from tests.factories import queues
from tests.factories.consoles import Console
from tests.factories.shop import Shop
from tests.factories.shopping import words_of


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[None]:
    with queues.queue(tmp_path):
        yield


@pytest.mark.usefixtures("queue")
def test_an_offer_is_drafted_written_published_claimed_and_ended(shop: Shop, console: Console) -> None:
    answer = console.post("/coupons", site="eu", code="Tea-Week", quota="2", **{"name-de": "Tee"})
    assert answer.status_code == 303
    path = answer.location.removeprefix("/admin")
    with reading():
        (draft,) = queries.list_offers(shop.sites["eu"].id)
    assert (draft.code, draft.state, draft.terms.names) == ("tea-week", OfferState.DRAFT, {"de": "Tee"})
    fields = {"name-de": "Tee", "name-en": "Tea", "description-en": "A cup.", "quota": "3", "version": "1"}
    assert console.post(path, **fields, ends_at="2099-01-01T10:00").status_code == 303
    assert console.post(f"{path}/publication").status_code == 303
    offer, people = make.found(draft.id), make.crowd(2)
    assert offer.terms.ends_at is not None
    assert [make.claim(offer, one) for one in people] == [Standing.IN_LINE] * 2
    page = words_of(console.get(path).text)
    assert "Claimed 0 Left 3 In line, to be written down within a second 2" in page
    make.settle_all()
    page = words_of(console.get(path).text)
    assert "Claimed 2 Left 1 In line, to be written down within a second 0" in page
    assert "Claims that are counted are those that are there yes" in page
    assert "Tea tea-week can be claimed" in words_of(console.get("/coupons?site=eu").text)
    assert console.post(f"{path}/end").status_code == 303
    assert make.found(draft.id).state is OfferState.ENDED
    page = words_of(console.get(path).text)
    assert "This offer has ended and stays as it was." in page
    assert shop.cast.operator.actor.name in page
    assert console.post(path, **fields | {"version": "4"}).status_code == 409


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"code": "two words"}, "code", "Use small letters, digits and hyphens, such as autumn-tea."),
        ({"code": "taken"}, "code", "This site has an offer with this code."),
        ({"name-de": " "}, "name", "Give the offer a name in one language at least."),
        ({"quota": "many"}, "quota", "Type a whole number, such as 1000."),
        ({"quota": "0"}, "quota", "Choose a number from one to a million."),
        (
            {"starts_at": "2030-01-02T00:00", "ends_at": "2030-01-01T00:00"},
            "ends_at",
            "Let it end after it begins.",
        ),
        ({"starts_at": "soon"}, "starts_at", "Type a day and a time, such as 2026-12-24 18:00."),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_nothing_is_kept(
    shop: Shop, console: Console, fields: dict[str, str], field: str, said: str
) -> None:
    make.draft(shop.sites["eu"].id, "taken")
    sent = {"site": "eu", "code": "new", "quota": "5", "name-de": "Tee"} | fields
    answer = console.post("/coupons", **sent)
    assert answer.status_code in {409, 422}
    assert f'id="{field}-error">{said}' in answer.text
    assert f'aria-invalid="true" aria-describedby="{field}-error' in answer.text
    with reading():
        assert [one.code for one in queries.list_offers(shop.sites["eu"].id)] == ["taken"]


def test_who_was_slower_keeps_what_was_typed(shop: Shop, console: Console) -> None:
    offer_id = make.draft(shop.sites["eu"].id)
    fields = {"name-de": "Neu", "quota": "9", "version": "7"}
    answer = console.post(f"/coupons/{offer_id}", **fields)
    assert answer.status_code == 409
    assert "Somebody changed this offer meanwhile." in answer.text
    assert 'value="Neu"' in answer.text
    assert make.found(offer_id).terms.names == make.NAMES


@pytest.mark.usefixtures("queue")
def test_fewer_coupons_than_promised_are_refused_beside_the_number(shop: Shop, console: Console) -> None:
    offer = make.live(shop.sites["eu"].id, quota=5)
    sent = {"name-de": "Tee", "quota": "4", "version": str(offer.version)}
    answer = console.post(f"/coupons/{offer.id}", **sent)
    assert answer.status_code == 422
    assert 'id="quota-error">There can only be more of them now' in answer.text
    assert make.found(offer.id).terms.quota == 5


def test_a_move_that_is_not_possible_is_said(shop: Shop, console: Console) -> None:
    offer_id = make.draft(shop.sites["eu"].id)
    assert console.post(f"/coupons/{offer_id}/end").status_code == 303
    assert "This is not possible any more" in console.get(f"/coupons/{offer_id}").text
    assert make.found(offer_id).state is OfferState.DRAFT
    assert console.get("/coupons/99999").status_code == 404


def test_without_the_queue_it_is_said_and_the_line_is_away(shop: Shop, console: Console) -> None:
    offer_id = make.draft(shop.sites["eu"].id)
    console.post(f"/coupons/{offer_id}/publication")
    page = console.get(f"/coupons/{offer_id}").text
    assert "Without the queue service, claims are taken one by one, as exactly." in page
    assert "In line, to be written down within a second away" in words_of(page)


def test_what_does_not_add_up_is_shown_here_and_on_the_page_of_health(shop: Shop, console: Console) -> None:
    offer = make.live(shop.sites["eu"].id)
    (one,) = make.crowd(1)
    with transaction():
        service.claim_directly(offer.site_id, offer.code, one)
        session().execute(text("UPDATE coupon_offers SET claimed = 2"))
    assert "Claims that are counted are those that are there no" in words_of(
        console.get(f"/coupons/{offer.id}").text
    )
    assert "Offers whose coupons do not add up 1 look here" in words_of(console.get("/health").text)


def test_only_operators_offer(shop: Shop) -> None:
    offer_id = make.draft(shop.sites["eu"].id)
    stranger = Console("admin")
    for path in ("/coupons", f"/coupons/{offer_id}"):
        assert stranger.get(path).status_code == 303
        assert stranger.post(path, code="x", quota="1").status_code == 303
    for act in ("publication", "end"):
        assert stranger.post(f"/coupons/{offer_id}/{act}").status_code == 303
    assert make.found(offer_id).state is OfferState.DRAFT
