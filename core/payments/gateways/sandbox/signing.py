"""The signature of webhooks: HMAC-SHA256 over the time and the body, under a secret both sides know."""

import hashlib
import hmac
from datetime import timedelta

from core.kernel import clock
from core.platform.settings import settings

HEADER = "Entrepot-Sandbox-Signature"
TOLERANCE = timedelta(minutes=5)


def sign(body: bytes) -> str:
    """Give the header's value for a body that is sent now: `t=<seconds>,v1=<hex>`."""
    at = int(clock.now().timestamp())
    return f"t={at},v1={_digest(at, body)}"


def is_right(value: str, body: bytes) -> bool:
    """Say whether a header's value was made with the secret for this body, not longer ago than TOLERANCE."""
    parts = dict(part.strip().partition("=")[::2] for part in value.split(","))
    at = parts.get("t", "")
    # Ten digits are the seconds of this century; more would only be somebody's experiment.
    if not (at.isascii() and at.isdigit() and len(at) <= 10):
        return False
    is_fresh = abs(clock.now().timestamp() - int(at)) <= TOLERANCE.total_seconds()
    # Both are compared as bytes, because compare_digest refuses text beyond ASCII.
    is_ours = hmac.compare_digest(_digest(int(at), body).encode(), parts.get("v1", "").encode())
    return is_ours and is_fresh


def _digest(at: int, body: bytes) -> str:
    return hmac.new(_secret(), b"%d." % at + body, hashlib.sha256).hexdigest()


def _secret() -> bytes:
    chosen = settings().sandbox_secret
    if chosen:
        return chosen.encode()
    return hmac.digest(settings().secret_key.encode(), b"webhooks of the sandbox gateway", "sha256")
