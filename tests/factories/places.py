"""Addresses as people of several countries write them."""

from core.kernel.places import Address

BERLIN = Address(
    name="Robin Lane",
    country="DE",
    street_address="Lindenweg 4",
    city="Berlin",
    postal_code="10115",
    phone="+4930901820",
)
PARIS = Address(
    name="Robin Lane",
    country="FR",
    street_address="12 rue des Lilas",
    city="Paris",
    postal_code="75019",
    phone="+33144556677",
)
ZURICH = Address(
    name="Robin Lane",
    country="CH",
    street_address="Seeweg 9",
    city="Zürich",
    postal_code="8001",
    phone="+41442345678",
)
MOSCOW = Address(
    name="Робин Лейн",
    country="RU",
    street_address="улица Арбат, 5",
    city="Москва",
    country_area="Москва",
    postal_code="119019",
    phone="+74951234567",
)
BOSTON = Address(
    name="Robin Lane",
    country="US",
    street_address="18 Tremont Street",
    city="Boston",
    country_area="MA",
    postal_code="02108",
    phone="+16175551234",
)
TOKYO = Address(
    name="山田 太郎",
    country="JP",
    street_address="丸の内1-1-1",
    city="千代田区",
    country_area="東京都",
    postal_code="100-0005",
    phone="+81312345678",
)
KUWAIT_CITY = Address(
    name="Noura Ahmad",
    country="KW",
    street_address="Block 3, Street 7",
    city="Kuwait City",
    postal_code="15000",
    phone="+96522412345",
)

AT_HOME_IN = {home.country: home for home in (BERLIN, PARIS, ZURICH, MOSCOW, BOSTON, TOKYO, KUWAIT_CITY)}
