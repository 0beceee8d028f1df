"""Names stand in the order in which their readers look for them."""

import pytest

from web.shared.site import country_names


@pytest.mark.parametrize(
    ("language", "codes", "expected"),
    [
        ("de", ("RU", "AT", "NZ", "PL"), ["Neuseeland", "Österreich", "Polen", "Russland"]),
        ("pl", ("LV", "LU", "MT", "LI"), ["Liechtenstein", "Luksemburg", "Łotwa", "Malta"]),
        ("zh", ("CN", "DE", "AU", "FR", "US"), ["澳大利亚", "德国", "法国", "美国", "中国"]),
        ("ru", ("YE", "JP", "AT", "DE"), ["Австрия", "Германия", "Йемен", "Япония"]),
        ("es", ("ES", "US", "EE"), ["España", "Estados Unidos", "Estonia"]),
        ("fr", ("US", "EE", "EG"), ["Égypte", "Estonie", "États-Unis"]),
    ],
)
def test_countries_stand_in_the_readers_order(
    language: str, codes: tuple[str, ...], expected: list[str]
) -> None:
    assert [name for _, name in country_names(codes, language)] == expected
