"""The page of switches, the page of health, and who may read the metrics."""

import re

import pytest
from werkzeug.test import TestResponse

from core.platform import settings as configuration
from core.platform.db import reading
from core.switches import queries
from core.switches.types import LEVELS, Feature, Level
from tests.factories.consoles import BASE, Console
from tests.factories.sandbox import shop_app
from tests.factories.shop import Shop
from tests.factories.shopping import words_of
from tests.statements import counted
from web.admin.switches import naming


def standing() -> list[tuple[Feature, Level, int | None, str]]:
    with reading():
        return [(one.feature, one.level, one.site_id, one.reason) for one in queries.list_standing()]


def test_an_operator_switches_and_clears_and_both_are_history(shop: Shop, console: Console) -> None:
    eu = shop.sites["eu"].id
    said = console.post("/switches", what="reviews:off", site=eu, minutes=60, reason="spam")
    assert said.location == "/admin/switches"
    assert standing() == [(Feature.REVIEWS, Level.OFF, eu, "spam")]
    assert not queries.is_on(Feature.REVIEWS, eu)
    assert queries.is_on(Feature.REVIEWS, shop.sites["ru"].id)
    page = words_of(console.get("/switches").text)
    assert "Reviews and questions are neither shown nor taken." in page
    console.post("/switches/clear", feature="reviews", site=eu)
    assert standing() == []
    assert queries.is_on(Feature.REVIEWS, eu)
    page = words_of(console.get("/switches").text)
    assert "normal → off" in page
    assert "off → normal" in page
    assert shop.cast.operator.actor.name in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"what": "reviews:off", "reason": " "}, "Say why, for whoever comes next."),
        ({"what": "reviews:read-only", "reason": "x"}, "This switch does not know that level."),
        ({"what": "teleport:off", "reason": "x"}, "There is no such switch."),
        ({}, "There is no such switch."),
    ],
)
def test_what_makes_no_sense_is_said_and_changes_nothing(
    console: Console, fields: dict[str, str], said: str
) -> None:
    answer = console.post("/switches", **fields)
    assert answer.status_code == 422
    assert said in words_of(answer.text)
    assert standing() == []


def test_only_operators_switch(shop: Shop) -> None:
    for portal, path in (("admin", "/switches"), ("admin", "/health")):
        assert Console(portal).get(path).status_code == 303
    assert Console("admin").post("/switches", what="checkout:off", reason="x").status_code == 303
    assert standing() == []


def test_a_forged_form_switches_nothing(console: Console) -> None:
    assert console.post("/switches", token="forged", what="checkout:off", reason="x").status_code in {
        303,
        403,
    }
    answer = console.client.post(
        "/admin/switches",
        base_url=BASE,
        data={"what": "checkout:off", "reason": "x"},
        headers={"Origin": "http://x"},
    )
    assert answer.status_code == 403


def test_every_level_has_words() -> None:
    assert set(naming.NAMES) == set(Feature)
    assert set(naming.LEVELS) == set(Level)
    assert set(naming.EFFECTS) == {(feature, level) for feature, levels in LEVELS.items() for level in levels}


def test_the_page_of_health_says_that_all_is_well_or_what_is_not(shop: Shop, console: Console) -> None:
    page = words_of(console.get("/health").text)
    assert "Sold beyond stock 0" in page
    assert "Jobs in line away look here" in page
    assert "Dead letters 0 fine" in page


def test_the_figures_cost_few_statements(shop: Shop, console: Console) -> None:
    with counted() as sent:
        console.get("/health")
    assert len(sent) <= 16, sent


def metrics(**environment: str) -> TestResponse:
    headers = {name.replace("_", "-"): value for name, value in environment.items() if name != "REMOTE_ADDR"}
    address = environment.get("REMOTE_ADDR", "127.0.0.1")
    return (
        shop_app()
        .test_client()
        .get("/metrics", base_url=BASE, headers=headers, environ_base={"REMOTE_ADDR": address})
    )


def test_metrics_are_read_by_this_machine_alone(shop: Shop) -> None:
    shop_app().test_client().get("/en/p/harbor-mug", base_url=BASE)
    text = metrics().text
    assert re.search(r'entrepot_requests_total\{route="catalog.product",status="200"\} [1-9]', text)
    assert re.search(r'entrepot_request_statements_total\{route="catalog.product"\} [1-9]', text)
    assert "entrepot_oversold_levels 0.0" in text
    assert 'entrepot_purchases_placed{minutes="60"} 0.0' in text
    assert metrics(REMOTE_ADDR="192.0.2.7").status_code == 404
    assert metrics(X_Forwarded_For="192.0.2.7").status_code == 404


def test_with_a_token_nobody_reads_them_without_it(shop: Shop) -> None:
    configuration.override(metrics_token="the-token")
    assert metrics().status_code == 404
    assert metrics(Authorization="Bearer wrong").status_code == 404
    assert metrics(Authorization="Bearer the-token", REMOTE_ADDR="192.0.2.7").status_code == 200
