from typing import Any

import pytest

from core.catalog.policy import PRODUCT, missing_for_sale
from core.catalog.types import ProductState as State
from core.kernel.states import IllegalMove

WAYS = {
    (State.DRAFT, "publish"): State.LIVE,
    (State.OFFLINE, "publish"): State.LIVE,
    (State.LIVE, "take_offline"): State.OFFLINE,
}


@pytest.mark.parametrize("move", ["publish", "take_offline"])
@pytest.mark.parametrize("state", State)
def test_a_product_goes_only_these_ways(state: State, move: str) -> None:
    if (state, move) in WAYS:
        assert PRODUCT.destination(state, move) is WAYS[state, move]
    else:
        with pytest.raises(IllegalMove):
            PRODUCT.destination(state, move)


def test_the_table_names_no_other_move() -> None:
    assert set(PRODUCT.moves) == {move for _, move in WAYS}


COMPLETE: dict[str, Any] = {
    "titles": {"en": "Lamp"},
    "hs_code": "940520",
    "origin": "CN",
    "variants": 1,
    "pictures": 1,
}


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({}, []),
        ({"titles": {}}, ["title"]),
        ({"titles": {"en": "  "}}, ["title"]),
        ({"titles": {"en": "", "ru": "Лампа"}}, []),
        ({"hs_code": ""}, ["hs_code"]),
        ({"hs_code": "94052"}, ["hs_code"]),
        ({"hs_code": "9405.20"}, ["hs_code"]),
        ({"hs_code": "9405200000"}, []),
        ({"origin": ""}, ["origin"]),
        ({"variants": 0, "pictures": 0}, ["variants", "pictures"]),
    ],
)
def test_a_product_goes_live_only_complete(changed: dict[str, Any], missing: list[str]) -> None:
    assert missing_for_sale(**COMPLETE | changed) == missing
