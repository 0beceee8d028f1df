"""Shoppers of a bench who are logged in: their sessions are rows like any other's, signed as the shop signs them."""

import secrets
from functools import cache

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from cli.bench.stage import Stage

COOKIE = "entrepot"
PORTAL = "storefront"
NAME = "Rush"  # and a number


def log_in(stage: Stage, many: int) -> list[str]:
    """Make shoppers who are logged in at the stage's shop, and give the session cookie of each."""
    stage.enter()
    tokens = [secrets.token_urlsafe(32) for _ in range(many)]
    mark = secrets.token_hex(4)
    with stage.worlds.door(stage.shop().world) as door:
        door.execute(
            """
            with people as (
                insert into accounts (email, name, password_hash, language, email_verified_at)
                select 'rush-' || %s || '-' || place || '@bench.example', %s || ' ' || place, '!', 'en', now()
                from generate_series(1, %s) place returning id
            ), placed as (
                select id, row_number() over (order by id) as place from people
            )
            insert into account_sessions
                (token_hash, account_id, portal, created_at, last_seen_at, expires_at, ip, user_agent)
            select sha256(convert_to(token, 'utf8')), id, %s, now(), now(), now() + interval '1 day', '', 'bench'
            from placed join unnest(%s::text[]) with ordinality as given (token, place) using (place)
            """,
            [mark, NAME, many, PORTAL, tokens],
        )
    return [_cookie(token) for token in tokens]


@cache
def _application() -> Flask:
    from web.app import create_app

    return create_app()


def _cookie(token: str) -> str:
    """Sign a session cookie as the shop does, with the shop's own secret."""
    app = _application()
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return str(signer.dumps({"_user_id": token, "_fresh": True, "_permanent": True}))
