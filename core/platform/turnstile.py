"""A turnstile: lets people through at a steady rate, in the order in which they came.

Whoever comes is given the next free moment, and moments lie one after another at the rate that is set; nobody has to
be asked again until then, so waiting costs nothing. A short clump passes at once. The same person coming again finds
their moment as it was; one address is given so many moments in a while and no more. All of it is one round trip to
the queue service. While that is away each process keeps a turnstile of its own at its part of the rate: then order
holds within a process only.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cache, lru_cache
from threading import Lock
from typing import Any

from redis.exceptions import RedisError

from core.kernel import clock
from core.platform import log
from core.platform.cache import hasty
from core.platform.settings import settings

MICROS = 1_000_000
CLUMP_SECONDS = 1  # of the rate may pass together after a quiet moment
MOST_OF_ADDRESS = 30  # moments for one address in a window
WINDOW_SECONDS = 60
MOST_KNOWN = 50_000  # people each process remembers while the queue service is away
MOST_OWN = 64  # turnstiles of a process's own; one that nobody has come to for longest is set up anew


@dataclass(frozen=True, slots=True)
class Moment:
    """When somebody may pass, and now, both in seconds since 1970 by the turnstile's clock."""

    at: float
    now: float

    @property
    def seconds(self) -> float:
        """Give how long there is to wait, 0 for not at all."""
        return max(0.0, self.at - self.now)


@dataclass(frozen=True, slots=True)
class Traffic:
    """How many were given a moment since the turnstile was set up, and how many of them still wait."""

    given: int
    waiting: int

    @property
    def let_in(self) -> int:
        return self.given - self.waiting


# KEYS: the next free moment, moments by person, moments given, moments of the address.
# ARGV: microseconds between two moments, those of a clump, who, how long a moment is good, most of an address,
# its window, and whether only somebody who need not wait is to have one.
_GIVE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local known = redis.call('HGET', KEYS[2], ARGV[3])
if known and tonumber(known) + tonumber(ARGV[4]) > now then
    return {known, string.format('%.0f', now)}
end
local free = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now - tonumber(ARGV[2]))
if ARGV[7] == '1' and free > now then
    return {'wait', string.format('%.0f', now)}
end
local mine = redis.call('INCR', KEYS[4])
if mine == 1 then
    redis.call('EXPIRE', KEYS[4], ARGV[6])
end
if mine > tonumber(ARGV[5]) then
    return {'often', string.format('%.0f', now)}
end
local at = string.format('%.0f', math.max(free, now))
local keep = 86400
redis.call('SET', KEYS[1], string.format('%.0f', free + tonumber(ARGV[1])), 'EX', keep)
redis.call('HSET', KEYS[2], ARGV[3], at)
redis.call('EXPIRE', KEYS[2], keep)
redis.call('INCR', KEYS[3])
redis.call('EXPIRE', KEYS[3], 30 * keep)
return {at, string.format('%.0f', now)}
"""


class TooOften(Exception):
    """One address has asked for too many moments."""


def pass_or_wait(
    name: str, who: str, address: str, *, per_second: int, good_for: float, only_at_once: bool = False
) -> Moment | None:
    """Give the moment at which somebody may pass; None with `only_at_once` where they would have to wait.

    `good_for` is how many seconds a moment may be used. Raises TooOften where the address has had too many.
    """
    interval, clump = MICROS // per_second, CLUMP_SECONDS * MICROS
    asked = (interval, clump - interval, who, int(good_for * MICROS), MOST_OF_ADDRESS, WINDOW_SECONDS)
    try:
        answer, now = _script()(
            keys=[*_keys(name), f"{_tag(name)}:of:{address}"], args=[*asked, int(only_at_once)]
        )
    except (RedisError, OSError, ValueError) as problem:  # the last where no address is set
        log.get(__name__).warning("a turnstile of this process alone", problem=type(problem).__name__)
        return _own(name).give(who, address, per_second, good_for, only_at_once)
    word = bytes(answer)
    if word == b"often":
        raise TooOften
    return None if word == b"wait" else Moment(int(word) / MICROS, int(now) / MICROS)


def traffic(name: str, *, per_second: int) -> Traffic | None:
    """Say how many have come and how many wait; None while the queue service is away."""
    free_key, _, given_key = _keys(name)
    try:
        with hasty().pipeline(transaction=False) as pipe:
            pipe.get(free_key)
            pipe.get(given_key)
            pipe.time()
            free, given, time = pipe.execute()
    except (RedisError, OSError, ValueError):
        return None
    ahead = int(free or 0) - (time[0] * MICROS + time[1])
    return Traffic(
        int(given or 0), max(0, min(int(given or 0), ahead * per_second // MICROS)) if per_second else 0
    )


@dataclass
class _OwnTurnstile:
    """The same for one process, while the queue service is away."""

    free: float = 0.0
    known: OrderedDict[str, float] = field(default_factory=OrderedDict)
    addresses: OrderedDict[tuple[str, int], int] = field(default_factory=OrderedDict)
    lock: Any = field(default_factory=Lock)

    def give(
        self, who: str, address: str, per_second: int, good_for: float, only_at_once: bool
    ) -> Moment | None:
        now = clock.now().timestamp()
        interval = max(1, settings().web_workers) / per_second
        with self.lock:
            if self.known.get(who, -good_for) + good_for > now:
                return Moment(self.known[who], now)
            free = max(self.free, now - max(0.0, CLUMP_SECONDS - interval))
            if only_at_once and free > now:
                return None
            self._count(address, now)
            at = max(free, now)
            self.free, self.known[who] = free + interval, at
            while len(self.known) > MOST_KNOWN:
                self.known.popitem(last=False)
        return Moment(at, now)

    def _count(self, address: str, now: float) -> None:
        window = (address, int(now) // WINDOW_SECONDS)
        self.addresses[window] = self.addresses.get(window, 0) + 1
        while len(self.addresses) > MOST_KNOWN:
            self.addresses.popitem(last=False)
        if self.addresses[window] > MOST_OF_ADDRESS:
            raise TooOften


@lru_cache(maxsize=MOST_OWN)
def _own(name: str) -> _OwnTurnstile:
    return _OwnTurnstile()


@cache
def _script() -> Any:
    return hasty().register_script(_GIVE)


def _keys(name: str) -> tuple[str, str, str]:
    return f"{_tag(name)}:free", f"{_tag(name)}:known", f"{_tag(name)}:given"


def _tag(name: str) -> str:
    """Keep what belongs together together, also where the service is spread over machines."""
    return f"turnstile:{{{name}}}"
