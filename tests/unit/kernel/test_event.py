from dataclasses import dataclass

import pytest

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class KettleBoiled(Event):
    kettle_id: int
    cups: int = 1


def test_an_event_comes_back_as_it_was() -> None:
    told = KettleBoiled(kettle_id=7, cups=3)
    assert told.payload() == {"kettle_id": 7, "cups": 3}
    assert Event.restore("KettleBoiled", told.payload()) == told


def test_fields_may_come_and_go_between_releases() -> None:
    assert Event.restore("KettleBoiled", {"kettle_id": 7, "whistled": True}) == KettleBoiled(kettle_id=7)


def test_two_events_of_one_name_are_a_bug() -> None:
    with pytest.raises(TypeError, match="two events are named KettleBoiled"):
        type("KettleBoiled", (Event,), {"__module__": "elsewhere"})
