"""The queue, cache and lock service: one client per process."""

from functools import cache

import redis
from redis.exceptions import RedisError

from core.platform.settings import settings


@cache
def valkey() -> "redis.Redis":
    """Give this process's client; connections are made when first used and time out fast."""
    return redis.Redis.from_url(
        settings().redis_url, socket_connect_timeout=2, socket_timeout=15, health_check_interval=30
    )


@cache
def hasty() -> "redis.Redis":
    """Give a client for small questions that are not worth waiting for."""
    return redis.Redis.from_url(settings().redis_url, socket_connect_timeout=1, socket_timeout=1)


def is_reachable() -> bool:
    """Say whether the service answers."""
    try:
        return bool(valkey().ping())
    except RedisError:
        return False
