from enum import StrEnum

import pytest

from core.kernel.refusal import Conflict
from core.kernel.states import IllegalMove, Machine


class Light(StrEnum):
    OFF = "off"
    ON = "on"
    BROKEN = "broken"


LAMP = Machine(
    switch_on=({Light.OFF}, Light.ON),
    switch_off=({Light.ON}, Light.OFF),
    drop=({Light.OFF, Light.ON}, Light.BROKEN),
)


def test_a_move_leads_from_its_states_to_one() -> None:
    assert LAMP.destination(Light.OFF, "switch_on") is Light.ON
    assert LAMP.destination(Light.ON, "drop") is Light.BROKEN


def test_a_move_from_elsewhere_is_refused_with_its_name_and_the_state() -> None:
    with pytest.raises(IllegalMove) as refused:
        LAMP.destination(Light.BROKEN, "switch_on")
    assert refused.value.facts == {"move": "switch_on", "state": "broken"}
    assert isinstance(refused.value, Conflict)
    assert refused.value.status == 409


def test_a_move_nobody_knows_is_a_bug() -> None:
    with pytest.raises(KeyError):
        LAMP.destination(Light.OFF, "dim")


def test_the_moves_from_a_state_are_listed() -> None:
    assert LAMP.moves_from(Light.OFF) == ["switch_on", "drop"]
    assert LAMP.moves_from(Light.BROKEN) == []
