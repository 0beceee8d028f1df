from collections.abc import Callable
from datetime import timedelta

import pytest
from time_machine import TimeMachineFixture

from core.kernel import clock

Later = Callable[[timedelta], None]


@pytest.fixture
def later(time_machine: TimeMachineFixture) -> Later:
    """Travel ahead by a span; the clock goes on ticking there."""
    return lambda span: time_machine.move_to(clock.now() + span)
