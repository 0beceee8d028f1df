"""The door of a flash sale: who holds a ticket may buy, who holds none is let in at the sale's rate or waits.

A ticket says when its holder's turn is. It is signed, bound to one browser and one sale, and only ever given to a
browser that has shown the visitor's cookie of an earlier page; so an address that is asked once and blindly gets none.
One that an account was given is bound to the account too: its one turn must not be carried into many browsers.
"""

import re
from datetime import timedelta

from flask import Response, after_this_request, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response as BaseResponse

from core.flash_sales import queries, service
from core.flash_sales.types import FlashSale, Turn
from core.kernel import clock
from core.kernel.ids import VariantId, new_token
from core.platform.settings import settings
from web.shared.pages import href
from web.shared.respond import is_swap, see_other
from web.shared.signed_in import remote_network, shopper_id
from web.shared.site import current_site

VISITOR = "flash"
KEPT_FOR = timedelta(days=1)
TOKEN_BYTES = 16
_TOKEN = re.compile(r"[\w-]{22}", re.ASCII)


class MustWait(Exception):
    """Somebody wants to order without a turn; `address` is where they wait for it."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def turn_away(variant_id: int | None, units: int | None) -> BaseResponse | None:
    """Lead who wants a variant without a turn to the waiting page; None where they may go on."""
    sale = queries.find_live(current_site().id, VariantId(variant_id or 0))
    if sale is None or not sale.has_queue or _may_pass(sale):
        return None
    address = href("flash.wait", sale_id=sale.id, units=units or 1)
    return Response(status=204, headers={"HX-Redirect": address}) if is_swap() else see_other(address)


def refuse_who_must_wait(variant_id: VariantId) -> None:
    """Raise MustWait where a variant is in a flash sale and this browser has no turn. Asks no network."""
    sale = queries.find_live(current_site().id, variant_id)
    if sale is not None and sale.has_queue:
        turn = turn_of(sale)
        if turn is None or not turn.has_come:
            raise MustWait(href("flash.wait", sale_id=sale.id, to="checkout"))


def turn_of(sale: FlashSale) -> Turn | None:
    """Give the turn that this browser holds a ticket for; a forged one, another browser's or an old one is none."""
    visitor, written = _visitor(), request.cookies.get(_ticket_name(sale), "")
    if not visitor or not written:
        return None
    try:
        sale_id, browser, account_id, at = _signer().loads(written)
    except (BadSignature, ValueError, TypeError):
        return None
    now = clock.now().timestamp()
    if (sale_id, browser) != (sale.id, visitor) or at + sale.terms.minutes * 60 < now:
        return None
    if account_id is not None and account_id != shopper_id():
        return None
    return Turn(at, at - now)


def ask_for_turn(sale: FlashSale, *, only_at_once: bool = False) -> Turn | None:
    """Give this browser its turn, and the ticket that says so; None where it shows no visitor's cookie yet.

    With `only_at_once` also where it would have to wait. Raises TooMany where its address asks too often.
    """
    visitor = _visitor()
    if not visitor:
        return None
    account_id = shopper_id()
    who = f"account:{account_id}" if account_id else f"browser:{visitor}"
    turn = service.give_turn(sale, who, remote_network(), only_at_once=only_at_once)
    if turn is not None:
        _keep(_ticket_name(sale), str(_signer().dumps([sale.id, visitor, account_id, turn.at])))
    return turn


def greet() -> None:
    """Let the browser keep a visitor's cookie, which says no more than that it has seen a page of ours."""
    if not _visitor():
        _keep(VISITOR, new_token(TOKEN_BYTES))


def _visitor() -> str:
    """Give the visitor's cookie; what cannot be one of ours is none, since the turnstile remembers each for a day."""
    told = request.cookies.get(VISITOR, "")
    return told if _TOKEN.fullmatch(told) else ""


def _may_pass(sale: FlashSale) -> bool:
    turn = turn_of(sale) or ask_for_turn(sale, only_at_once=True)
    return turn is not None and turn.has_come


def _ticket_name(sale: FlashSale) -> str:
    return f"flash-{sale.id}"


def _keep(name: str, written: str) -> None:
    @after_this_request
    def _set(response: Response) -> Response:
        is_secure = settings().public_url.startswith("https://")
        response.set_cookie(name, written, max_age=KEPT_FOR, httponly=True, samesite="Lax", secure=is_secure)
        return response


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="ticket of a flash sale")
