"""What a parcel is charged for, and when it arrives."""

from dataclasses import replace
from datetime import date

import pytest

from core.kernel.ids import LocationId
from core.logistics.policy import (
    arrival,
    chargeable_g,
    is_remote,
    price_minor,
    with_surcharges,
    working_days_after,
)
from core.logistics.types import Piece, RateCard, Surcharges

CARD = RateCard(
    service_code="crane-post",
    carrier="Crane & Sons",
    name="Post",
    names={},
    location_id=LocationId(1),
    currency="USD",
    divisor=5000,
    max_weight_g=30_000,
    max_side_mm=1500,
    handling_days=1,
    transit_days=(2, 4),
    bands=((500, 400), (2000, 900), (30_000, 9000)),
    free_over_minor=None,
)


def box(weight_g: int = 1000, size: tuple[int, int, int] = (400, 300, 200), quantity: int = 1) -> Piece:
    return Piece(weight_g, size, quantity)


@pytest.mark.parametrize(("divisor", "grams"), [(5000, 4800), (6000, 4000), (8000, 3000)])
def test_a_big_light_box_is_charged_for_its_volume(divisor: int, grams: int) -> None:
    assert chargeable_g([box()], divisor) == grams


def test_a_small_heavy_box_is_charged_for_its_weight() -> None:
    assert chargeable_g([box(weight_g=5200)], 5000) == 5200


def test_volume_is_rounded_up_to_a_gram_over_the_whole_parcel() -> None:
    assert chargeable_g([box(1, (10, 10, 10))], 6000) == 1
    assert chargeable_g([box(1, (101, 101, 101), 3)], 5000) == 619


def test_several_pieces_weigh_and_measure_together() -> None:
    assert chargeable_g([box(quantity=2), box(100, (100, 100, 100), 5)], 5000) == 9600 + 1000
    assert chargeable_g([], 5000) == 0


@pytest.mark.parametrize(
    ("weight_g", "minor"),
    [(1, 400), (500, 400), (501, 900), (2000, 900), (2001, 9000), (30_000, 9000)],
)
def test_a_band_reaches_up_to_and_includes_its_weight(weight_g: int, minor: int) -> None:
    assert price_minor(CARD, [box(weight_g, (10, 10, 10))]) == minor


def test_a_card_carries_nothing_too_heavy_too_long_or_beyond_its_bands() -> None:
    assert price_minor(CARD, [box(30_001, (10, 10, 10))]) is None
    assert price_minor(CARD, [box(100, (10, 1501, 10))]) is None
    assert price_minor(replace(CARD, bands=((500, 400),)), [box(501, (10, 10, 10))]) is None
    assert price_minor(CARD, [box(100, (10, 1500, 10))]) == 400


@pytest.mark.parametrize(
    ("day", "count", "after"),
    [
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
        (date(2026, 11, 16), 5, date(2026, 11, 23)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),
        (date(2026, 11, 18), 10, date(2026, 12, 2)),
    ],
)
def test_working_days_leave_out_the_weekend(day: date, count: int, after: date) -> None:
    assert working_days_after(day, count) == after


def test_arrival_adds_handling_to_the_journey() -> None:
    assert arrival(CARD, date(2026, 11, 20)) == (date(2026, 11, 25), date(2026, 11, 27))


@pytest.mark.parametrize(
    ("surcharges", "minor"),
    [
        (Surcharges(), 1000),
        (Surcharges(fuel_bp=1875), 1188),
        (Surcharges(fuel_bp=1000, remote=2500), 3600),
        (Surcharges(handling=150), 1150),
        (Surcharges(least=1500, handling=150), 1650),
        (Surcharges(fuel_bp=1000, remote=2500, most=3000, handling=150), 3150),
    ],
)
def test_fuel_and_remote_areas_stay_within_bounds_and_handling_comes_on_top(
    surcharges: Surcharges, minor: int
) -> None:
    assert with_surcharges(1000, surcharges) == minor


def test_a_card_asks_for_its_surcharges() -> None:
    assert (
        price_minor(
            replace(CARD, surcharges=Surcharges(fuel_bp=1000)), [box(weight_g=400, size=(10, 10, 10))]
        )
        == 440
    )


@pytest.mark.parametrize(
    ("postal_code", "answer"),
    [("IV27 4AA", True), ("iv274aa", True), ("EC1A 1BB", False), ("", False), ("690-0001", True)],
)
def test_a_remote_area_is_known_by_how_its_postal_codes_begin(postal_code: str, answer: bool) -> None:
    assert is_remote(postal_code, ["IV", "690", ""]) is answer
