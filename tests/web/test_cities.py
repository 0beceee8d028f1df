"""Places in the reader's language, by CLDR or by our own words."""

import pytest
from flask import g

from tests.factories.sandbox import shop_app
from web.shared.cities import city


@pytest.mark.parametrize(
    ("path", "place", "zone", "written"),
    [
        ("/ru/", "Warsaw", "Europe/Warsaw", "Варшава"),
        ("/de/", "Warsaw", "Europe/Warsaw", "Warschau"),
        ("/de/", "Vienna", "Europe/Vienna", "Wien"),
        ("/pl/", "Zürich", "Europe/Zurich", "Zurych"),
        ("/fr/", "London", "Europe/London", "Londres"),
        ("/en/", "Berlin", "Europe/Berlin", "Berlin"),
        ("/ru/", "Hintertupfing", "Europe/Berlin", "Hintertupfing"),
        ("/en/", "Leipzig", "Nowhere/At_all", "Leipzig"),
        ("/ru/", "", "Europe/Berlin", ""),
    ],
)
def test_a_place_is_written_as_the_reader_writes_it(path: str, place: str, zone: str, written: str) -> None:
    base = "http://ru.localhost:8000" if path == "/ru/" else "http://eu.localhost:8000"
    with shop_app().test_request_context(path, base_url=base):
        g.language = path.strip("/")
        assert city(place, zone) == written
