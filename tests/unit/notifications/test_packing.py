import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.kernel.money import Money
from core.notifications.packing import pack, unpack


@pytest.mark.parametrize(
    "value",
    [
        Money(3090, "EUR"),
        Money(-5, "JPY"),
        date(2026, 11, 21),
        datetime(2026, 11, 21, 8, 30, tzinfo=UTC),
        "text",
        7,
        None,
        True,
        {"orders": [{"total": Money(1, "KWD"), "lines": [{"quantity": 2}]}], "on": date(2026, 1, 1)},
        [],
        {},
    ],
)
def test_facts_survive_the_way_through_json(value: Any) -> None:
    assert unpack(json.loads(json.dumps(pack(value)))) == value


def test_tuples_come_back_as_lists() -> None:
    assert unpack(pack({"lines": ("a", "b")})) == {"lines": ["a", "b"]}
