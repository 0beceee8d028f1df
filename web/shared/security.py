"""Headers that every answer carries."""

from functools import lru_cache

from flask import Response, g

from core.payments.gateways import registry

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; worker-src 'none'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)


REST = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
)


def seal(response: Response) -> Response:
    """Add what keeps browsers from running, framing or guessing anything that is not ours."""
    headers = response.headers
    told = {name.lower() for name, _ in headers}
    headers.extend([one for one in seals(g.get("policy")) if one[0].lower() not in told])
    return response


def seals(policy: str | None = None) -> list[tuple[str, str]]:
    """Give these headers, with a page's own policy or the one of all others."""
    return [("Content-Security-Policy", policy or _policy(tuple(registry.pay_hosts()))), *REST]


@lru_cache(maxsize=16)
def _policy(pay_hosts: tuple[str, ...]) -> str:
    """Give the policy, which lets forms lead to the pay pages of the gateways on offer and nowhere else outside."""
    own = "form-action 'self'"
    return POLICY.replace(own, " ".join([own, *pay_hosts]))
