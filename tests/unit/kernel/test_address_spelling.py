from core.kernel.places import check_address


def test_a_city_keeps_its_spelling_while_the_label_has_the_countrys_capitals() -> None:
    typed = {
        "name": "Ann Lee", "country": "GB", "street_address": "1 High Street", "city": "York",
        "postal_code": "yo1 7hh", "phone": "+441904555555",
    }
    address, complaints = check_address(typed)
    assert complaints == {}
    assert address is not None
    assert (address.city, address.postal_code) == ("York", "YO1 7HH")
    assert address.lines() == ["Ann Lee", "1 High Street", "YORK", "YO1 7HH"]
