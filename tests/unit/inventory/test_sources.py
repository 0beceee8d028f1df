from hypothesis import given
from hypothesis import strategies as st

from core.inventory.policy import sources
from core.inventory.types import StockLevel
from core.kernel.ids import LocationId, VariantId


def levels(*available: int) -> list[StockLevel]:
    return [
        StockLevel(VariantId(1), LocationId(place), on_hand=units + 3, reserved=3)
        for place, units in enumerate(available, start=1)
    ]


def test_the_preferred_location_sends_all_where_it_can() -> None:
    assert sources(5, levels(5, 50)) == [(1, 5)]


def test_another_location_sends_all_before_two_share() -> None:
    assert sources(6, levels(5, 6)) == [(2, 6)]


def test_the_fullest_locations_share_what_none_holds_alone() -> None:
    assert sources(12, levels(2, 7, 9)) == [(3, 9), (2, 3)]


def test_there_is_never_more_than_there_is() -> None:
    assert sources(20, levels(2, 7)) == [(2, 7), (1, 2)]
    assert sources(1, levels(0, 0)) == []
    assert sources(1, []) == []


@given(st.integers(1, 99), st.lists(st.integers(0, 60), max_size=6))
def test_parts_sum_to_what_is_wanted_or_to_all_there_is(wanted: int, available: list[int]) -> None:
    chosen = sources(wanted, levels(*available))
    assert sum(units for _, units in chosen) == min(wanted, sum(available))
    assert all(0 < units <= available[place - 1] for place, units in chosen)
    assert len({place for place, _ in chosen}) == len(chosen)
