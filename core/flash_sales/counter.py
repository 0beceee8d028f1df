"""The counter before a flash sale's pool, in Valkey: it lets in to the database who may still find units there.

It decides nothing: what is sold is decided by the pool's level. Units are taken by one script under the token of the
placing, and given back by the same token where it came to nothing; what committed is confirmed when the counter is
next set by the truth, and what neither happened to lapses. A counter runs out unless it is proven, and where there is
none everybody is let in. All of it can be lost.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from core.flash_sales.types import Counted, Seen, Taken, Truth
from core.kernel.ids import LocationId, new_token
from core.platform import log
from core.platform.cache import hasty
from core.platform.guarded import Fall, Gate, LetGo, Rule

AWAY = (RedisError, OSError, ValueError)  # the last where no address is set
ROOT = "entrepot:pool"
PROVEN_SECONDS = 45  # a counter that was not proven for so long is none
TAKE_SECONDS = 10  # a take of which nothing was heard for so long lapses with the next proof
KEEP_SECONDS = 30 * 24 * 3600  # what the last proof found
RULE = Rule(bad=5, rest=5.0, longest=60.0, crowd=64)

# KEYS: counter. ARGV: token, units.
_TAKE = """
local left = tonumber(redis.call('HGET', KEYS[1], 'left'))
if not left then return 'unknown' end
if redis.call('HEXISTS', KEYS[1], 'take:' .. ARGV[1]) == 1 then return 'taken' end
if left < tonumber(ARGV[2]) then return math.max(left, 0) end
redis.call('HSET', KEYS[1], 'take:' .. ARGV[1], ARGV[2] .. ' ' .. redis.call('TIME')[1])
redis.call('HINCRBY', KEYS[1], 'left', -ARGV[2])
return 'taken'
"""

# KEYS: counter. ARGV: token, the most that may be left then, or nothing.
_GIVE_BACK = """
local take = redis.call('HGET', KEYS[1], 'take:' .. ARGV[1])
if not take then return 0 end
redis.call('HDEL', KEYS[1], 'take:' .. ARGV[1])
local left = redis.call('HINCRBY', KEYS[1], 'left', string.match(take, '%d+'))
if ARGV[2] ~= '' and left > tonumber(ARGV[2]) then redis.call('HSET', KEYS[1], 'left', ARGV[2]) end
return 1
"""

# KEYS: counter, proof. ARGV: epoch seen, new epoch, units left by the level, seconds of a take, of a counter and of
# a proof, and the tokens of takes that the level knows.
_SET = """
if (redis.call('HGET', KEYS[1], 'epoch') or '') ~= ARGV[1] then return {'another'} end
for at = 7, #ARGV do redis.call('HDEL', KEYS[1], 'take:' .. ARGV[at]) end
local now = tonumber(redis.call('TIME')[1])
local told = redis.call('HGET', KEYS[1], 'left')
local taken, all = 0, redis.call('HGETALL', KEYS[1])
for at = 1, #all, 2 do
  local units, since = string.match(all[at + 1], '^(%d+) (%d+)$')
  if units and tonumber(since) + tonumber(ARGV[4]) < now then redis.call('HDEL', KEYS[1], all[at])
  elseif units then taken = taken + tonumber(units) end
end
local left = tonumber(ARGV[3]) - taken
redis.call('HSET', KEYS[1], 'epoch', ARGV[2], 'left', left)
redis.call('EXPIRE', KEYS[1], ARGV[5])
redis.call('HSET', KEYS[2], 'proven', now)
local off = told and tonumber(told) - left or 0
if off ~= 0 then redis.call('HSET', KEYS[2], 'off', off, 'off at', now) end
redis.call('EXPIRE', KEYS[2], ARGV[6])
return {'set', left, taken, off}
"""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a counter was set to; `off` is how many units more it had said than there are."""

    left: int
    taken: int
    off: int


def take(pool_id: LocationId, token: str, units: int) -> Taken:
    """Take units under a token, once."""
    try:
        answer = _asked(_TAKE, pool_id, token, units)
    except LetGo:
        return Taken()
    return Taken(left=answer) if isinstance(answer, int) else Taken(is_held=answer == b"taken")


def give_back(pool_id: LocationId, token: str, *, most: int | None = None) -> None:
    """Give back what was taken under a token, once; `most` is what the database has just said to be left."""
    with suppress(LetGo):  # then it lapses
        _asked(_GIVE_BACK, pool_id, token, "" if most is None else most)


def look(pool_id: LocationId) -> Seen:
    """See the epoch and who has taken. Raises AWAY."""
    found = _read(_counter(pool_id))
    tokens = tuple(name.removeprefix("take:") for name in found if name.startswith("take:"))
    return Seen(found.get("epoch", ""), tokens)


def set_right(pool_id: LocationId, truth: Truth) -> Setting | None:
    """Set a counter to what is left by the level, less what was taken and the level does not know, as a new epoch.

    None where somebody else has set it since. Raises AWAY.
    """
    seconds = (TAKE_SECONDS, PROVEN_SECONDS, KEEP_SECONDS)
    answer = _script(_SET)(
        keys=[_counter(pool_id), _proof(pool_id)],
        args=[truth.epoch, new_token(6), truth.left, *seconds, *truth.known],
    )
    return None if len(answer) == 1 else Setting(*answer[1:])


def find(pool_id: LocationId) -> Counted | None:
    """Say what a counter says and what its last proof found; None while it can't be asked, or was never proven."""
    try:
        left, proof = _read(_counter(pool_id)).get("left"), _read(_proof(pool_id))
    except AWAY:
        return None
    if "proven" not in proof:
        return None
    off_at = _moment(proof["off at"]) if "off" in proof else None
    return Counted(
        None if left is None else max(0, int(left)),
        _moment(proof["proven"]),
        int(proof.get("off", 0)),
        off_at,
    )


def _asked(script: str, pool_id: LocationId, *values: str | int) -> Any:
    """Ask a counter, through the gate: who buys never waits long for a service that does not answer."""
    try:
        client = hasty()
    except ValueError as nowhere:
        raise LetGo("no address") from nowhere
    with _gate(client).entered():
        return _script(script)(keys=[_counter(pool_id)], args=list(values))


def _read(key: str) -> Mapping[str, str]:
    found: Any = hasty().hgetall(key)
    return {name.decode(): value.decode() for name, value in found.items()}


def _moment(seconds: str) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)


def _counter(pool_id: LocationId) -> str:
    return f"{ROOT}:{{{pool_id}}}:left"


def _proof(pool_id: LocationId) -> str:
    return f"{ROOT}:{{{pool_id}}}:proof"


def _script(text: str) -> Any:
    return _registered(hasty(), text)


@lru_cache(maxsize=8)
def _registered(client: "Redis", text: str) -> Any:
    return client.register_script(text)


@lru_cache(maxsize=4)
def _gate(client: "Redis") -> Gate:
    return Gate(RULE, _fell)


def _fell(fall: Fall) -> None:
    log.get(__name__).error("counters are let go", problem=fall.problem, failed=fall.failed, slow=fall.slow)
