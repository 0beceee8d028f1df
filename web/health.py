"""Is it alive, is it ready: for the launcher and for load balancers."""

from alembic.script import ScriptDirectory
from flask import Blueprint, Response, jsonify

from core.ops import queries as ops
from core.platform.settings import ROOT
from web.shared.guard import public

health = Blueprint("health", __name__)


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


def newest_migration() -> str:
    """Give the newest migration of this release."""
    return ScriptDirectory(str(ROOT / "migrations")).get_current_head() or ""
