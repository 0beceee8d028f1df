"""Every endpoint says who may open it, and no view is dead."""

import importlib
import inspect
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.architecture.house import in_storey
from web.app import create_app
from web.shared.guard import Guard, guard_of

PORTALS = {"/merchant": Guard.MEMBERS, "/admin": Guard.OPERATORS}
OPEN_IN_PORTALS = re.compile(
    r"^(merchant|admin)\.(log_in|start|log_out|ask_code|enter_code|choose_language|setup|setup_create)$"
)


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app()


def views(app: Flask) -> list[tuple[Rule, Callable[..., Any]]]:
    return [(rule, app.view_functions[rule.endpoint]) for rule in app.url_map.iter_rules()]


def test_every_endpoint_says_who_may_open_it(app: Flask) -> None:
    assert len(views(app)) > 60
    open_to_nobody = [rule.endpoint for rule, view in views(app) if guard_of(view) is None]
    assert open_to_nobody == []


def test_consoles_open_to_their_own_people_only(app: Flask) -> None:
    odd = [
        f"{rule.endpoint} is for {guard_of(view)}"
        for rule, view in views(app)
        for path, guard in PORTALS.items()
        if rule.rule.startswith(path + "/")
        and guard_of(view) is not guard
        and not OPEN_IN_PORTALS.match(rule.endpoint)
    ]
    assert odd == []


def test_an_account_page_is_for_shoppers(app: Flask) -> None:
    odd = [
        rule.endpoint
        for rule, view in views(app)
        if rule.rule.startswith("/<lang>/account") and guard_of(view) is not Guard.SHOPPERS
    ]
    assert odd == []


def test_no_address_changes_anything_when_it_is_only_looked_at(app: Flask) -> None:
    """A view either shows or does: none takes GET and POST alike."""
    both = [rule.endpoint for rule, _ in views(app) if {"GET", "POST"} <= (rule.methods or set())]
    assert both == []


def test_only_requests_that_prove_themselves_go_without_our_forms(app: Flask) -> None:
    signed = {rule.endpoint for rule, view in views(app) if getattr(view, "signed", False)}
    assert signed == {"webhooks.hear", "carrier_words.hear", "telling.stop", "telling.start_again"}


def test_no_view_is_dead(app: Flask) -> None:
    routed = {id(view) for _, view in views(app)}
    dead = [
        f"{source.module}.{name}"
        for source in in_storey("web")
        for name, thing in vars(importlib.import_module(source.module)).items()
        if inspect.isfunction(thing) and guard_of(thing) is not None and id(thing) not in routed
    ]
    assert dead == []
