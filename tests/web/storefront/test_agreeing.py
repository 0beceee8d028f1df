"""The checks of pages find what they are there to find."""

import pytest

from tests.web.storefront.agreeing import disagreeing, on_the_wrong_side


@pytest.mark.parametrize(
    ("language", "right", "wrong"),
    [
        ("ru", ["1 товар", "2 товара", "11 товаров", "21 товар", "1 022 товара"], ["2 товаров", "5 товар"]),
        ("pl", ["1 produkt", "3 produkty", "5 produktów", "22 produkty"], ["5 produkty", "1 produktów"]),
        ("de", ["1 Produkt", "2 Produkte"], ["2 Produkt", "1 Produkte"]),
        ("en", ["1 product", "7 products"], ["1 products"]),
        ("zh", ["1 件商品", "5 件商品"], []),
    ],
)  # fmt: skip
def test_a_number_wants_its_form_of_the_noun(language: str, right: list[str], wrong: list[str]) -> None:
    assert disagreeing(right, language) == []
    assert disagreeing(wrong, language) == wrong


def test_what_runs_the_other_way_is_to_be_kept_apart() -> None:
    assert on_the_wrong_side("<p>Send it to <bdi>רוני</bdi><br>now</p><p dir=auto>שלום</p>") == []
    assert on_the_wrong_side("<div><img><p>Send it to רוני</p></div>") == ["Send it to רוני"]
