"""The web application: three portals over one core."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from babel import Locale
from flask import Flask, Response, g, request
from flask_babel import Babel
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from core.kernel.places import spaced_phone
from core.platform import db, log, metrics
from core.platform.settings import settings
from web import admin, health, merchant, storefront
from web.assets import release
from web.sandbox_pay.views import sandbox_pay
from web.shared import (
    compression,
    csrf,
    drawing,
    errors,
    filters,
    guard,
    made_of,
    pages,
    resting,
    said,
    security,
)  # fmt: skip
from web.shared.frame import frame_part
from web.shared.media import media
from web.shared.sessions import PortalSessions, portal_path
from web.shared.signed_in import manager
from web.shared.site import LANGUAGES, NoSite, current_language, locale_of
from web.shared.style_guide.views import style_guide

LARGEST_BODY = 26 * 1024 * 1024  # the largest picture that we take, and its form
LARGEST_FORM = 512 * 1024


class Shop(Flask):
    """Flask without what we have no use for: our views are plain functions, so none is asked whether it is async."""

    jinja_environment = drawing.PageEnvironment

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Give the function as it is."""
        return func


def create_app() -> Flask:
    """Make the application with all portals."""
    metrics.start_counting()
    app = Shop("web", template_folder=".", static_folder=None)
    app.jinja_options = {"cache_size": -1}  # every template, once: there are none but ours
    _configure(app)
    Babel(app, locale_selector=_locale)
    manager.init_app(app, add_context_processor=False)  # it would open the session on shared pages
    _speak(app)
    _frame_requests(app)
    errors.handle(app)
    for blueprint in (health.health, media, sandbox_pay, style_guide):
        app.register_blueprint(blueprint)
    for portal in (storefront, merchant, admin):
        portal.register(app)
    app.wsgi_app = compression.Compressed(_behind_proxies(app.wsgi_app))  # type: ignore[method-assign]
    return app


def _locale() -> Locale:
    try:
        return locale_of(current_language())
    except NoSite:
        return locale_of("en")


def _configure(app: Flask) -> None:
    is_secure = settings().public_url.startswith("https://")
    app.config.update(
        SECRET_KEY=settings().secret_key,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=is_secure,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        BABEL_TRANSLATION_DIRECTORIES="translations",
        BABEL_DEFAULT_LOCALE="en",
    )
    app.session_interface = PortalSessions()
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False  # its redirects would name the host that the request claims
    logging.getLogger("werkzeug").setLevel(logging.WARNING)


def _speak(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        money=filters.money, percent=filters.percent, number=filters.number, mean=filters.mean, day=filters.day,
        long_day=filters.long_day, moment=filters.moment, instant=filters.instant, country=filters.country,
        phone=spaced_phone, isolated=filters.isolated,
        reject_reason=said.reject_reason,
    )  # fmt: skip
    app.jinja_env.globals.update(
        asset=lambda name: f"/static/{release()}/{name}",
        money=filters.money,
        days_between=filters.days_between,
        csrf_field=csrf.field,
        href=pages.href,
        frame_part=frame_part,
        in_my_language=pages.in_my_language,
        notice_words=pages.notice_words,
        LANGUAGES=LANGUAGES,
        _=drawing.gettext,
        gettext=drawing.gettext,
        ngettext=drawing.ngettext,
        kept=drawing.kept,
        in_voice=drawing.in_voice,
    )
    app.context_processor(pages.context)


def _frame_requests(app: Flask) -> None:
    """Give each request a name, a reading session and its guard; take all three back afterwards."""

    @app.before_request
    def open_frame() -> None:
        timed = metrics.timed()
        g.watch = timed.__enter__()
        g.frames = [timed, log.bound(request_id=log.new_request_id()), db.reading()]
        for frame in g.frames[1:]:
            frame.__enter__()

    app.before_request(guard.check)
    app.before_request(resting.check)
    app.after_request(security.seal)
    app.after_request(made_of.tell)

    @app.after_request
    def tell(response: Response) -> Response:
        log.get("web").info("request", method=request.method, path=_told_path(), status=response.status_code)
        if "watch" in g:  # without the database some requests fail before they are framed
            g.watch.stop(request.endpoint or "nowhere", response.status_code)
        response.headers["X-Request-Id"] = log.request_id()
        if portal_path() != "/":
            response.headers["Cache-Control"] = "private, no-store"
        return response

    @app.teardown_request
    def close_frame(_: BaseException | None) -> None:
        for frame in reversed(g.pop("frames", [])):
            frame.__exit__(None, None, None)


def _told_path() -> str:
    """Give the path for the log; a one-time token in it is nobody's to read there."""
    token = (request.view_args or {}).get("token")
    return request.path.replace(token, "•••") if token else request.path


def _behind_proxies(application: object) -> object:
    proxies = settings().trusted_proxies
    return ProxyFix(application, x_for=proxies, x_proto=proxies, x_host=proxies) if proxies else application  # type: ignore[arg-type]
