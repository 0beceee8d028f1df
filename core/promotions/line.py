"""The line in Valkey: what is left of each offer, who has or wants a coupon, and who waits to be written down.

One script decides a claim, so two at one instant see one another. Everything here can be lost: it is made anew from
the claims in PostgreSQL and from those who still wait. Keys are by site and code, which a claim names.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from core.kernel.ids import AccountId, SiteId, new_token
from core.platform.cache import hasty, valkey
from core.platform.throttle import TooMany
from core.promotions.types import Offer, OfferId, OfferState, Standing, Waiting

AWAY = (RedisError, OSError, ValueError)  # the last where no address is set
ROOT = "entrepot:coupons"
LINE = f"{ROOT}:line"
FOREVER = 1 << 52  # milliseconds; a number that Lua still tells from the next one
AT_ONCE = 5000
BUILDING_MS = 3000
PAUSE_SECONDS = 0.03
KEEP_ENDED = 3600  # seconds that an offer which takes no claims is remembered

WINDOW_SECONDS = 60
MOST_BY_ACCOUNT, MOST_BY_ADDRESS = 30, 120  # tries in a window; an address may be a whole school

_WAITS, _HAS, _LATE = "w", "h", "n"
_TOLD = {_WAITS: Standing.IN_LINE, _HAS: Standing.CLAIMED, _LATE: Standing.NONE_LEFT}

# KEYS: state, who, line, tries of the account, tries of the address. ARGV: account, now, limits, window, place.
_CLAIM = """
local known = redis.call('HMGET', KEYS[1], 'offer', 'left', 'from', 'until', 'epoch')
if not known[1] then return {'unknown'} end
for at = 4, 5 do
  local tries = redis.call('INCR', KEYS[at])
  if tries == 1 then redis.call('EXPIRE', KEYS[at], ARGV[5]) end
  if tries > tonumber(ARGV[at - 1]) then return {'too-many', tostring(redis.call('TTL', KEYS[at]))} end
end
local mine = redis.call('HGET', KEYS[2], ARGV[1])
if mine then return {mine} end
local now = tonumber(ARGV[2])
if now >= tonumber(known[4]) then return {'over'} end
if now < tonumber(known[3]) then return {'not-yet'} end
if tonumber(known[2]) <= 0 then return {'none-left'} end
redis.call('HINCRBY', KEYS[1], 'left', -1)
redis.call('HSET', KEYS[2], ARGV[1], 'w')
redis.call('XADD', KEYS[3], '*', 'o', known[1], 'p', ARGV[6], 'a', ARGV[1], 'e', known[5], 't', ARGV[2])
return {'in-line'}
"""

# KEYS: state, who, who as it was gathered. ARGV: offer, left, from, until, epoch, seconds to keep or 0.
_SET_UP = """
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('DEL', KEYS[3]) return 0 end
if redis.call('EXISTS', KEYS[3]) == 1 then redis.call('RENAME', KEYS[3], KEYS[2]) else redis.call('DEL', KEYS[2]) end
redis.call('HSET', KEYS[1], 'offer', ARGV[1], 'left', ARGV[2], 'from', ARGV[3], 'until', ARGV[4], 'epoch', ARGV[5])
if tonumber(ARGV[6]) > 0 then
  redis.call('EXPIRE', KEYS[1], ARGV[6])
  redis.call('EXPIRE', KEYS[2], ARGV[6] + 60)
end
return 1
"""


def place_of(site_id: SiteId, code: str) -> str:
    """Name an offer as the line does."""
    return f"{site_id}:{code}"


def claim(place: str, account_id: AccountId, address: str, now: datetime) -> Standing | None:
    """Let an account claim, by one call; None where the line does not know the offer. Raises TooMany, and AWAY."""
    keys = [_state(place), _who(place), LINE, f"{ROOT}:tries:{account_id}", f"{ROOT}:tries:from:{address}"]
    values = [account_id, _ms(now), MOST_BY_ACCOUNT, MOST_BY_ADDRESS, WINDOW_SECONDS, place]
    word, *more = [bytes(part).decode() for part in _script("claim")(keys=keys, args=values)]
    if word == "too-many":
        raise TooMany(seconds=max(1, int(more[0])))
    return None if word == "unknown" else _TOLD.get(word) or Standing(word)


def find_standing(place: str, account_id: AccountId, now: datetime) -> Standing | None:
    """Say how an account stands to an offer without claiming; None where the line does not know. Raises AWAY."""
    with hasty().pipeline(transaction=False) as asked:
        asked.hmget(_state(place), "left", "from", "until")
        asked.hget(_who(place), str(account_id))
        (left, begins, ends), mine = asked.execute()
    if left is None:
        return None
    if mine is not None:
        return _TOLD[bytes(mine).decode()]
    if _ms(now) >= int(ends):
        return Standing.OVER
    if _ms(now) < int(begins):
        return Standing.NOT_YET
    return Standing.FREE if int(left) > 0 else Standing.NONE_LEFT


def list_marks(places: Sequence[str], account_id: AccountId) -> list[Standing | None]:
    """Say of each offer whether an account is in line, has a coupon or came too late; None for none. Raises AWAY."""
    with hasty().pipeline(transaction=False) as asked:
        for place in places:
            asked.hget(_who(place), str(account_id))
        found = asked.execute() if places else []
    return [None if mark is None else _TOLD[bytes(mark).decode()] for mark in found]


def may_build(place: str) -> bool:
    """Say whether it is on us to make the line of an offer anew; else wait a moment for whoever does. Raises AWAY."""
    if hasty().set(f"{ROOT}:{place}:building", "1", nx=True, px=BUILDING_MS):
        return True
    time.sleep(PAUSE_SECONDS)
    return False


def set_up(offer: Offer, epoch: int, has: Iterable[AccountId], waiting: Iterable[Waiting]) -> None:
    """Let the line know an offer, unless somebody else was faster. Raises AWAY.

    Who waits has to be read before who has: whoever moves from one to the other meanwhile is then seen twice, not
    never.
    """
    place = place_of(offer.site_id, offer.code)
    who = {str(one.account_id): _WAITS for one in waiting} | {str(one): _HAS for one in has}
    gathered = f"{ROOT}:{place}:who:{new_token(6)}"
    for part in _parts(who):
        hasty().hset(gathered, mapping=part)
    hasty().expire(gathered, 60)
    is_live, terms = offer.state is OfferState.LIVE, offer.terms
    hasty().persist(gathered)
    _script("set up")(
        keys=[_state(place), _who(place), gathered],
        args=[
            offer.id,
            max(0, terms.quota - len(who)),
            _ms(terms.starts_at) if terms.starts_at else 0,
            (_ms(terms.ends_at) if terms.ends_at else FOREVER) if is_live else 0,
            epoch,
            0 if is_live else KEEP_ENDED,
        ],
    )
    hasty().delete(f"{ROOT}:{place}:building")


def forget(places: Iterable[str]) -> None:
    """Forget what the line knows of offers, which the next claim makes anew; who waits goes on waiting. Raises AWAY."""
    keys = [key for place in places for key in (_state(place), _who(place))]
    if keys:
        hasty().delete(*keys)


def list_epochs(places: Sequence[str]) -> dict[str, int]:
    """Give the epochs of those offers that the line knows, by place, as it knows them. Raises AWAY."""
    with hasty().pipeline(transaction=False) as asked:
        for place in places:
            asked.hget(_state(place), "epoch")
        found = asked.execute() if places else []
    return {place: int(epoch) for place, epoch in zip(places, found, strict=True) if epoch is not None}


def wait(seconds: float) -> bool:
    """Wait until somebody is in the line, at most so long; says whether anybody is. Raises AWAY."""
    return bool(valkey().xread({LINE: "0-0"}, count=1, block=int(seconds * 1000)))


def list_waiting(limit: int) -> list[Waiting]:
    """List who waits to be written down, in order. Raises AWAY."""
    return [_waiting(entry, facts) for entry, facts in _entries("-", limit)]


def list_all_waiting(offer_id: OfferId) -> Iterator[Waiting]:
    """Give everybody who waits for a coupon of an offer. Raises AWAY."""
    return (one for one in _all() if one.offer_id == offer_id)


def count_waiting() -> Counter[OfferId]:
    """Count who waits, by offer; the line is read once. Raises AWAY."""
    return Counter(one.offer_id for one in _all())


def leave(
    entries: Iterable[str],
    claimed: Mapping[str, Iterable[AccountId]],
    late: Mapping[str, Iterable[AccountId]],
) -> None:
    """Take entries out of the line and tell what became of them; may be said twice. Raises AWAY."""
    with valkey().pipeline(transaction=True) as told:
        for mark, by_place in ((_HAS, claimed), (_LATE, late)):
            for place, accounts in by_place.items():
                marks: dict[Any, Any] = {str(account_id): mark for account_id in accounts}
                if marks:
                    told.hset(_who(place), mapping=marks)
        gone = list(entries)
        if gone:
            told.xdel(LINE, *gone)
        told.execute()


def _all() -> Iterator[Waiting]:
    after = "-"
    while entries := _entries(after, AT_ONCE):
        yield from (_waiting(*entry) for entry in entries)
        after = f"({entries[-1][0].decode()}"


def _entries(after: str, limit: int) -> list[tuple[bytes, dict[bytes, bytes]]]:
    found: Any = valkey().xrange(LINE, min=after, count=limit)
    return list(found)


def _parts(who: dict[str, str]) -> Iterator[dict[Any, Any]]:
    pairs = list(who.items())
    for at in range(0, len(pairs), AT_ONCE):
        yield dict(pairs[at : at + AT_ONCE])


def _waiting(entry: bytes, facts: dict[bytes, bytes]) -> Waiting:
    return Waiting(
        entry=entry.decode(),
        place=facts[b"p"].decode(),
        offer_id=OfferId(int(facts[b"o"])),
        account_id=AccountId(int(facts[b"a"])),
        epoch=int(facts[b"e"]),
        at=datetime.fromtimestamp(int(facts[b"t"]) / 1000, UTC),
    )


def _state(place: str) -> str:
    return f"{ROOT}:{place}:state"


def _who(place: str) -> str:
    return f"{ROOT}:{place}:who"


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _script(name: str) -> Any:
    return _registered(hasty(), {"claim": _CLAIM, "set up": _SET_UP}[name])


@lru_cache(maxsize=8)
def _registered(client: "Redis", text: str) -> Any:
    return client.register_script(text)
