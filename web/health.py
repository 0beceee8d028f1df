"""Is it alive, is it ready, how does it do: for the launcher, for load balancers and for Prometheus."""

import hmac
from functools import cache

from flask import Blueprint, Response, abort, jsonify, request

from core.ops import queries as ops
from core.ops.types import Vitals
from core.platform import db, metrics
from core.platform.metrics import Gauge
from core.platform.settings import ROOT, settings
from web.shared.guard import public
from web.shared.short_cache import ShortCache

health = Blueprint("health", __name__)

VITALS_SECONDS = 15.0
LOCAL = {"127.0.0.1", "::1"}
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")
_vitals: ShortCache[Vitals] = ShortCache(1)


@health.get("/healthz")
@public
def alive() -> Response:
    """Say that this process answers."""
    return jsonify(status="ok")


@health.get("/readyz")
@public
def ready() -> tuple[Response, int]:
    """Say whether the database, the queue and the tables are as they should be."""
    parts = ops.readiness(newest_migration())
    is_ready = all(parts.values())
    return jsonify(status="ok" if is_ready else "waiting", **parts), 200 if is_ready else 503


@health.get("/metrics")
@public
def show_metrics() -> Response:
    """Give what all processes counted and the figures of now; to nobody else (404)."""
    if not _may_read_metrics():
        abort(404)
    response = Response(metrics.exposition(_gauges()), content_type=metrics.CONTENT_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def _may_read_metrics() -> bool:
    """Let in who has the token; without one, who asks from this machine by its own name and through no proxy."""
    token = settings().metrics_token
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.encode())
    return request.remote_addr in LOCAL and not any(name in request.headers for name in FORWARDED)


def vitals() -> Vitals:
    """Give the figures of now, seconds old at most."""
    found = _vitals.get("now", VITALS_SECONDS, ops.look_at_vitals)
    assert found is not None
    return found


def _gauges() -> list[Gauge]:
    try:
        now = vitals()
    except db.OUTAGES:
        return [Gauge("database_up", "Whether the database answers.", {"": 0})]
    return [
        Gauge("database_up", "Whether the database answers.", {"": 1}),
        Gauge(
            "purchases_placed",
            "Placed in the last minutes.",
            {str(k): v for k, v in now.orders.items()},
            "minutes",
        ),
        Gauge("payments", "Payments of the last hour's purchases.", dict(now.payments), "state"),
        Gauge("oversold_levels", "Stock levels with more promised than there is.", {"": now.oversold}),
        Gauge("unpaid_purchases", "Purchases that wait for money.", {"": now.unpaid}),
        Gauge("overdue_purchases", "Unpaid purchases that still keep stock too late.", {"": now.overdue}),
        Gauge("deliveries", "Effects that are not done.", dict(now.deliveries), "state"),
        Gauge("dead_letters", "Effects that gave up.", {"": now.dead_letters}),
        Gauge("outbox_age_seconds", "Age of the oldest fact without its effects.", {"": now.outbox_age}),
        Gauge("queue_jobs", "Jobs in line.", dict(now.queues or {}), "queue"),
        Gauge("queue_up", "Whether the queue service answers.", {"": float(now.queues is not None)}),
        Gauge("switches_set", "Switches that are not normal.", {"": now.switched}),
        Gauge("trips_of_last_hour", "Secondary calls that were let go.", {"": now.trips}),
    ]


@cache
def newest_migration() -> str:
    """Give the newest migration of this release."""
    from alembic.script import ScriptDirectory  # ten megabytes that only who is asked for readiness needs

    return ScriptDirectory(str(ROOT / "migrations")).get_current_head() or ""
