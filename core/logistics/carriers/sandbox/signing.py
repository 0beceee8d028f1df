"""The signature of the carrier's webhooks: HMAC-SHA256 over the time and the body, under a secret of both sides."""

import hashlib
import hmac
from datetime import timedelta

from core.kernel import clock
from core.platform.settings import settings

HEADER = "Entrepot-Carrier-Signature"
TOLERANCE = timedelta(minutes=5)


def sign(body: bytes) -> str:
    """Give the header's value for a body that is sent now: `t=<seconds>,v1=<hex>`."""
    at = int(clock.now().timestamp())
    return f"t={at},v1={_digest(at, body)}"


def is_right(value: str, body: bytes) -> bool:
    """Say whether a header's value was made with the secret for this body, not longer ago than TOLERANCE."""
    parts = dict(part.strip().partition("=")[::2] for part in value.split(","))
    at = parts.get("t", "")
    if not (at.isascii() and at.isdigit() and len(at) <= 10):
        return False
    is_fresh = abs(clock.now().timestamp() - int(at)) <= TOLERANCE.total_seconds()
    # Both are compared as bytes, because compare_digest refuses text beyond ASCII.
    return is_fresh and hmac.compare_digest(_digest(int(at), body).encode(), parts.get("v1", "").encode())


def _digest(at: int, body: bytes) -> str:
    return hmac.new(_secret(), b"%d." % at + body, hashlib.sha256).hexdigest()


def _secret() -> bytes:
    # Another purpose than the payments' webhooks, so another key, also where one secret was chosen for both.
    chosen = settings().sandbox_secret or settings().secret_key
    return hmac.digest(chosen.encode(), b"webhooks of the sandbox carrier", "sha256")
