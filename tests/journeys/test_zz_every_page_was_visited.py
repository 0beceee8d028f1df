"""The last journey: no page is left that nobody has walked to. It speaks only where all journeys ran before it."""

from pathlib import Path

import pytest
from flask import Flask

from tests.journeys.visited import Visited
from web.app import create_app
from web.shared.guard import guard_of

UNSEEN = {
    "health.alive": "asked by load balancers",
    "health.ready": "asked by load balancers",
    "health.show_metrics": "asked by Prometheus",
    "media.file": "a picture, not a page",
    "orders.show_return_photo": "a picture, not a page",
    "merchant.returns_photo": "a picture, not a page",
    "admin.returns_photo": "a picture, not a page",
    "account.back_to_second_step": "leads back to the page after a reload of a form's address",
    "wishlists.go_back": "leads back to the lists after a reload of a form's address",
    "telling.go_back": "leads back to the question after a reload of a form's address",
    "cart.go_back": "leads back to the cart after a reload of a form's address",
    "checkout.look_again": "leads back to the review after a reload of a form's address",
    "admin.payments_show": "leads back to the list after a reload of a form's address",
    "alerts.go_back": "leads back to the alert after a reload of a form's address",
    "orders.go_back": "leads back to the order after a reload of a form's address",
    "orders.go_back_to_return": "leads back to the return after a reload of a form's address",
    "orders.go_back_to_talk": "leads back to the messages after a reload of a form's address",
}


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app()


def pages(app: Flask) -> set[str]:
    """Give every view that shows something."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return {rule.endpoint for rule in rules if guard_of(app.view_functions[rule.endpoint]) is not None}


def all_journeys_ran(session: pytest.Session) -> bool:
    """Say whether every file with journeys is part of this run, undivided."""
    here = Path(__file__).parent
    ran = {item.path for item in session.items}
    options = session.config.option
    is_narrowed = (
        options.keyword or options.markexpr or any("::" in argument for argument in session.config.args)
    )
    return set(here.rglob("test_*.py")) <= ran and not is_narrowed


def test_what_needs_no_visit_exists(app: Flask) -> None:
    assert set(UNSEEN) <= pages(app)


@pytest.mark.journey
def test_every_page_was_visited(app: Flask, visited: Visited, request: pytest.FixtureRequest) -> None:
    if not all_journeys_ran(request.session):
        pytest.skip("only where all journeys ran before")
    assert pages(app) - set(UNSEEN) - visited.endpoints(app) == set()
