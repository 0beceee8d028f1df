"""Headers that every answer carries."""

from flask import Response, g

from core.payments.gateways import registry

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "media-src 'self'; "
    "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; "
    "frame-src 'self'"
)


def seal(response: Response) -> Response:
    """Add what keeps browsers from running, framing or guessing anything that is not ours."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", g.get("policy") or _policy())
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    return response


def _policy() -> str:
    """Give the policy, which lets forms lead to the pay pages of the gateways on offer and nowhere else outside."""
    own = "form-action 'self'"
    return POLICY.replace(own, " ".join([own, *registry.pay_hosts()]))
