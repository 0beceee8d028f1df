"""Telling all processes at once what none of them needs to know: a word on the radio may be missed.

Spoken over the queue service. Whoever listens gets on without it, only later; so nobody waits and nothing fails
while the service is away.
"""

from collections.abc import Iterator, Sequence
from threading import Event as Flag

import redis
from redis.exceptions import RedisError

from core.platform import log
from core.platform.cache import valkey
from core.platform.settings import settings

LISTEN_SECONDS = 2.0


def say(channel: str, words: Sequence[str]) -> bool:
    """Say something on a channel; gives whether the service took it."""
    try:
        with valkey().pipeline(transaction=False) as pipe:
            for word in words:
                pipe.publish(channel, word)
            pipe.execute()
    except (RedisError, OSError) as problem:
        log.get(__name__).warning("nobody hears the radio", channel=channel, problem=type(problem).__name__)
        return False
    return True


def listen(channel: str, stop: Flag) -> Iterator[str | None]:
    """Give what is said on a channel until asked to stop, "" every other second, and None while the service is away."""
    while not stop.is_set():
        try:
            yield from _hear(channel, stop)
        except (RedisError, OSError):
            yield None
            stop.wait(LISTEN_SECONDS)


def _hear(channel: str, stop: Flag) -> Iterator[str]:
    # A connection of its own, because a subscribed one can do nothing else.
    client = redis.Redis.from_url(settings().redis_url, socket_connect_timeout=2, health_check_interval=10)
    with client, client.pubsub(ignore_subscribe_messages=True) as station:
        station.subscribe(channel)
        yield ""
        while not stop.is_set():
            message = station.get_message(timeout=LISTEN_SECONDS)
            yield bytes(message["data"]).decode() if message else ""
