"""How the processes hear of switches: a note in Valkey says what stands, the database is the truth.

The note is the state itself, so that a process which starts while the database is away knows it too.
"""

import json
from collections.abc import Iterable
from datetime import datetime

from redis.exceptions import RedisError

from core.kernel.ids import SiteId, new_token
from core.platform.cache import hasty
from core.switches.types import Feature, Level, Standing

KEY = "entrepot:switches"
AWAY = (RedisError, OSError, ValueError)  # the last where no address is set


def tell(standings: Iterable[Standing]) -> bool:
    """Leave the note; says whether it could be left."""
    try:
        hasty().set(KEY, written(standings))
    except AWAY:
        return False
    return True


def told() -> bytes | None:
    """Give the note as it is, or None while Valkey is away or empty."""
    try:
        note = hasty().get(KEY)
    except AWAY:
        return None
    return note if isinstance(note, bytes) else None


def written(standings: Iterable[Standing]) -> bytes:
    """Write a note; no two are alike, so that each is noticed."""
    return json.dumps({"mark": new_token(6), "switches": [_facts(one) for one in standings]}).encode()


def read(note: bytes) -> list[Standing]:
    """Read a note; one of another release may name what we do not know, and that is left out."""
    known = (_read(facts) for facts in json.loads(note).get("switches", []))
    return [one for one in known if one is not None]


def _facts(one: Standing) -> dict[str, object]:
    until = one.until.isoformat() if one.until else None
    return {
        "feature": one.feature, "site_id": one.site_id, "level": one.level, "until": until,
        "reason": one.reason, "by": one.by, "since": one.since.isoformat(),
    }  # fmt: skip


def _read(facts: dict[str, str]) -> Standing | None:
    try:
        feature, level = Feature(facts["feature"]), Level(facts["level"])
    except ValueError:
        return None
    site_id = None if facts["site_id"] is None else SiteId(int(facts["site_id"]))
    until = datetime.fromisoformat(facts["until"]) if facts["until"] else None
    since = datetime.fromisoformat(facts["since"])
    return Standing(feature, site_id, level, until, facts["reason"], facts["by"], since)
