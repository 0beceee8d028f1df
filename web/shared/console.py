"""What the merchant portal and the admin console share: their doors and their frame."""

from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.accounts import service as accounts
from core.accounts.errors import CodeRefused, CredentialsRefused
from core.accounts.types import Act, Portal
from core.kernel.refusal import Refusal
from core.platform.db import transaction
from core.platform.settings import settings
from core.platform.throttle import TooMany
from web.shared import words
from web.shared.devices import visited_from
from web.shared.guard import public
from web.shared.respond import safe_next, see_other
from web.shared.second_step import next_address, owes_code, pass_code, who_owes_code
from web.shared.sessions import portal_path
from web.shared.signed_in import (
    actor,
    end_session,
    membership,
    remote_network,
    session_token,
    signed_in,
    start_session,
)
from web.shared.site import A_YEAR, LANGUAGE_COOKIE, LANGUAGES, current_site, page_language


def add_doors(blueprint: Blueprint, portal: Portal) -> None:
    """Give a console its log-in, its log-out and its choice of language."""
    home = f"{blueprint.name}.home"

    @blueprint.before_app_request
    def speak() -> None:
        if portal_path() == blueprint.url_prefix:
            g.language = console_language()

    @blueprint.post("/language")
    @public
    def choose_language() -> Response:
        response = see_other(safe_next(request.form.get("next"), url_for(home)))
        if (language := request.form.get("language", "")) in LANGUAGES:
            is_secure = settings().public_url.startswith("https://")
            response.set_cookie(
                LANGUAGE_COOKIE, language, max_age=A_YEAR, samesite="Lax", httponly=True, secure=is_secure
            )
        return response

    @blueprint.get("/login")
    @public
    def log_in() -> str | Response:
        if signed_in() is not None:
            return see_other(url_for(home))
        return render_template("shared/console_log_in.html", **_form(blueprint))

    @blueprint.post("/login")
    @public
    def start() -> tuple[str, int] | Response:
        address = safe_next(request.form.get("next"), url_for(home))
        try:
            token = _open_session(portal)
            if owes_code(token, portal, address):
                return see_other(url_for(f"{blueprint.name}.ask_code"))
            _enter(token, portal)
        except (CredentialsRefused, TooMany) as refusal:
            return render_template("shared/console_log_in.html", **_form(blueprint, refusal)), refusal.status
        return see_other(address)

    @blueprint.get("/login/code")
    @public
    def ask_code() -> str | Response:
        if who_owes_code(portal) is None:
            return see_other(url_for(f"{blueprint.name}.log_in"))
        return render_template("shared/console_code.html", **_form(blueprint))

    @blueprint.post("/login/code")
    @public
    def enter_code() -> tuple[str, int] | Response:
        address = safe_next(next_address(), url_for(home))
        if who_owes_code(portal) is None:
            return see_other(url_for(f"{blueprint.name}.log_in"))
        try:
            _enter(pass_code(request.form.get("code", ""), portal), portal)
        except (CodeRefused, CredentialsRefused, TooMany) as refusal:
            return render_template("shared/console_code.html", **_form(blueprint, refusal)), refusal.status
        return see_other(address)

    @blueprint.post("/logout")
    @public
    def log_out() -> Response:
        with transaction():
            accounts.log_out(session_token() or "")
        end_session()
        return see_other(url_for(f"{blueprint.name}.log_in"))


def console_language() -> str:
    """Choose among all languages, whatever the site speaks: by cookie, then Accept-Language, then the site's own."""
    wished = request.cookies.get(LANGUAGE_COOKIE, "")
    if wished in LANGUAGES:
        return wished
    return request.accept_languages.best_match(LANGUAGES) or current_site().default_language


def frame(name: str, home: str, entries: list[tuple[str, str, str]]) -> dict[str, Any]:
    """Give the variables of the console's layout; entries are (text, endpoint, icon)."""
    here = request.endpoint or ""
    items = [
        {"text": text, "href": url_for(endpoint), "icon": icon, "current": _is_here(here, endpoint)}
        for text, endpoint, icon in entries
    ]
    is_in = signed_in() is not None
    return {
        "portal_name": name,
        "portal_home": url_for(home),
        "language_href": url_for(f"{home.partition('.')[0]}.choose_language"),
        "console_languages": [page_language(code) for code in LANGUAGES],
        "language_next": request.full_path.rstrip("?") if request.method == "GET" else url_for(home),
        "nav_items": items if is_in else [],
        "log_out_href": url_for(f"{home.partition('.')[0]}.log_out") if is_in else "",
    }


def _is_here(here: str, endpoint: str) -> bool:
    return here == endpoint or (not endpoint.endswith("home") and here.startswith(endpoint.rsplit("_", 1)[0]))


def _open_session(portal: Portal) -> str:
    email, password = request.form.get("email", ""), request.form.get("password", "")
    with transaction():
        accounts.count_attempt(Act.LOG_IN, email, remote_network())
    with transaction():
        return accounts.log_in(email, password, portal, **visited_from())


def _enter(token: str, portal: Portal) -> None:
    if portal == Portal.MERCHANT:
        _refuse_without_merchant(token)
    start_session(token)
    person = signed_in()
    if person is not None:
        with transaction():
            accounts.keep_account(person.account_id, by=actor())


def _refuse_without_merchant(token: str) -> None:
    start_session(token)
    if membership() is None:
        with transaction():
            accounts.log_out(token)
        end_session()
        raise CredentialsRefused


def _form(blueprint: Blueprint, refusal: Refusal | None = None) -> dict[str, Any]:
    return {
        "address": url_for(f"{blueprint.name}.log_in"),
        "next": safe_next(request.values.get("next"), ""),
        "email": request.form.get("email", ""),
        "problem": words.sentence(refusal) if refusal else "",
        "heading": _("Log in"),
    }
