from core.kernel.places import check_address


def test_an_address_keeps_its_spelling_where_the_country_wants_capitals() -> None:
    typed = {
        "name": "Ann Lee",
        "country": "GB",
        "street_address": "1 High Street",
        "city": "York",
        "postal_code": "yo1 7hh",
        "phone": "+441904555555",
    }
    address, complaints = check_address(typed)
    assert complaints == {}
    assert address is not None
    assert (address.city, address.postal_code) == ("York", "YO1 7HH")
    assert address.lines() == ["Ann Lee", "1 High Street", "York", "YO1 7HH"]


def test_the_lines_stand_in_the_countrys_own_order() -> None:
    address, _ = check_address(
        {
            "name": "张伟",
            "country": "CN",
            "street_address": "文三路1号",
            "city": "杭州市",
            "city_area": "西湖区",
            "country_area": "浙江省",
            "postal_code": "310000",
            "phone": "13800138000",
        }
    )
    assert address is not None
    assert address.lines() == ["310000", "浙江省杭州市西湖区", "文三路1号", "张伟"]


def test_a_city_that_is_its_own_region_is_written_once() -> None:
    address, _ = check_address(
        {
            "name": "Анна Петрова",
            "country": "RU",
            "street_address": "Тверская улица, 7",
            "city": "Москва",
            "country_area": "Москва",
            "postal_code": "125009",
            "phone": "+7 912 345-67-89",
        }
    )
    assert address is not None
    assert address.lines() == ["Анна Петрова", "Тверская улица, 7", "Москва", "125009"]
