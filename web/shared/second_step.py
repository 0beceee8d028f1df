"""Between the right password and the code: what the browser holds meanwhile, and the trust it may have earned."""

from flask import request, session
from werkzeug.wrappers import Response

from core.accounts import queries, service
from core.accounts.types import Act, Portal, TokenPurpose
from core.kernel.ids import AccountId
from core.platform.db import transaction
from core.platform.settings import settings
from web.shared.devices import visited_from
from web.shared.signed_in import remote_network

AWAITING = "awaiting_code"
TRUSTED = "trusted"
A_MONTH = 30 * 24 * 60 * 60


def trust_token() -> str:
    """Give the token of a device that was told to be trusted."""
    return request.cookies.get(TRUSTED, "")


def owes_code(token: str, portal: Portal, next_address: str) -> bool:
    """Say whether a session awaits a code; if so the browser holds it until the code comes."""
    if queries.find_who_awaits_code(token, portal) is None:
        return False
    session[AWAITING] = {"token": token, "next": next_address}
    return True


def who_owes_code(portal: Portal) -> AccountId | None:
    """Give who is asked for a code in this browser, while there is time."""
    return queries.find_who_awaits_code(_held("token"), portal)


def next_address() -> str:
    """Give where to go on to after the code."""
    return _held("next")


def pass_code(code: str, portal: Portal) -> str:
    """Give the token of the session that a code opens; raises CodeRefused, CodeTooLate and TooMany."""
    owner = who_owes_code(portal)
    if owner is not None:
        with transaction():
            service.count_attempt(Act.PASS_CODE, f"account {owner}", remote_network())
    with transaction():
        token = service.pass_second_step(_held("token"), code, portal, **visited_from())
    session.pop(AWAITING, None)
    return token


def trust(response: Response, account_id: AccountId) -> Response:
    """Spare this device the code for thirty days; logging everybody out elsewhere ends that too."""
    with transaction():
        token = service.issue_token(account_id, TokenPurpose.TRUST)
    is_secure = settings().public_url.startswith("https://")
    response.set_cookie(TRUSTED, token, max_age=A_MONTH, httponly=True, samesite="Lax", secure=is_secure)
    return response


def _held(name: str) -> str:
    held = session.get(AWAITING)
    return str(held.get(name, "")) if isinstance(held, dict) else ""
