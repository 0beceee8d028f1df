"""Who gets into the admin console, and in which language it speaks."""

import pytest

from tests.factories.consoles import Console
from tests.factories.shop import Shop
from web.shared.site import LANGUAGES

PAGES = ("/", "/orders", "/orders/ORD-1", "/jobs", "/rates")


@pytest.mark.parametrize("path", PAGES)
def test_nobody_looks_in_without_logging_in(shop: Shop, path: str) -> None:
    answer = Console("admin").get(path)
    assert answer.status_code == 303
    assert answer.location.startswith("/admin/login?next=")


@pytest.mark.parametrize("name", ["shopper", "merchant", "stranger"])
def test_only_operators_get_in(shop: Shop, name: str) -> None:
    person = getattr(shop.cast, name)
    answer = Console("admin").post("/login", email=person.email, password="a horse of another color")
    assert answer.status_code == 401 or answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert f'value="{person.email}"' in answer.text


def test_an_operator_is_nobody_in_the_merchant_portal(console: Console) -> None:
    answer = console.client.get("/merchant/", base_url="http://localhost:8000")
    assert answer.status_code == 303


def test_a_form_without_the_right_token_is_refused(console: Console) -> None:
    answer = console.post("/jobs/replay", token="somebody else's")
    assert answer.status_code == 403


def test_logging_out_ends_it(console: Console) -> None:
    assert console.get("/").status_code == 200
    console.post("/logout")
    assert console.get("/").status_code == 303


def test_after_logging_in_nobody_is_sent_to_another_host(shop: Shop) -> None:
    operator = shop.cast.operator
    answer = Console("admin").post(
        "/login", email=operator.email, password="a horse of another color", next="//elsewhere.example/"
    )
    assert answer.location == "/admin/"


def test_setting_up_is_over_once_there_is_an_operator(shop: Shop) -> None:
    console = Console("admin")
    assert console.get("/setup").status_code == 404
    typed = {"name": "Second", "email": "second@cast.example", "password": "another long secret"}
    assert console.post("/setup", **typed).status_code == 404


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_may_be_chosen_whatever_the_site_speaks(console: Console, code: str) -> None:
    answer = console.post("/language", language=code, next="/admin/jobs")
    assert (answer.status_code, answer.location) == (303, "/admin/jobs")
    assert f'<html lang="{LANGUAGES[code][1]}"' in console.get("/jobs").text


def test_a_language_that_nobody_offered_changes_nothing(console: Console) -> None:
    answer = console.post("/language", language="xx", next="https://elsewhere.example/")
    assert answer.location == "/admin/"
    assert '<html lang="en"' in console.get("/").text


def test_an_unknown_address_is_said_in_the_console(console: Console) -> None:
    console.post("/language", language="ru")
    answer = console.get("/nowhere")
    assert answer.status_code == 404
    assert '<html lang="ru"' in answer.text
    assert "navbar-vertical" in answer.text
