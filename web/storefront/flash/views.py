from math import ceil

from flask import Response, make_response, render_template, request

from core.cart.types import MOST_OF_ONE
from core.flash_sales import queries
from core.flash_sales.errors import FlashSaleNotFound
from core.flash_sales.types import FlashSale, FlashSaleId, FlashState, PoolWord, Turn
from core.switches.types import Feature
from web.shared.guard import public
from web.shared.pages import href
from web.shared.secondary import secondary
from web.shared.short_cache import ShortCache
from web.shared.site import current_site
from web.storefront.area import area
from web.storefront.flash import door
from web.storefront.flash.face import FlashFace, face_of

flash = area("flash", __name__)

SOONEST, LATEST = 2, 15  # seconds after which the waiting page looks again
LEFT_SECONDS = 1.0

_left: ShortCache[PoolWord] = ShortCache(200)


@flash.after_request
def keep_private(response: Response) -> Response:
    """Keep somebody's turn out of every cache."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


@flash.get("/flash/<int:sale_id>")
@public
def wait(sale_id: int) -> Response:
    """Let somebody wait for their turn in a flash sale; the page looks again by itself, without a script."""
    sale = queries.find_live_by_id(current_site().id, FlashSaleId(sale_id))
    if sale is None:
        return _over(FlashSaleId(sale_id))
    turn = _turn(sale)
    if turn is None:
        door.greet()
        return _page("arriving", sale, refresh=SOONEST)
    if turn.has_come:
        return _page("turn", sale)
    refresh = min(max(SOONEST, ceil(turn.seconds)), LATEST)
    return _page("waiting", sale, refresh=refresh, turn=turn)


def _turn(sale: FlashSale) -> Turn | None:
    if not sale.has_queue:
        return Turn(0, 0)
    return door.turn_of(sale) or door.ask_for_turn(sale)


def _over(sale_id: FlashSaleId) -> Response:
    sale = queries.get_sale(sale_id)
    if sale.site_id != current_site().id or sale.state == FlashState.DRAFT:
        raise FlashSaleNotFound(id=sale_id)
    return _page("over", sale, status=410) if sale.state == FlashState.ENDED else _page("early", sale)


def _page(
    state: str, sale: FlashSale, *, refresh: int = 0, turn: Turn | None = None, status: int = 200
) -> Response:
    face = face_of(sale)
    left = _said(sale) if sale.pool_id else None
    page = render_template(
        "storefront/flash/wait.html",
        state=state,
        sale=sale,
        face=face,
        is_gone=left is PoolWord.GONE and state in {"turn", "waiting"},
        ahead=_ahead(sale, turn),
        minutes=ceil(turn.seconds / 60) if turn else 0,
        seconds=ceil(turn.seconds) if turn else 0,
        units=_units(sale),
        back=_back(face),
        to_checkout=request.args.get("to") == "checkout",
        refresh=refresh,
        personal=True,
    )
    response = make_response(page, status)
    if refresh:
        response.headers["Refresh"] = str(refresh)
    return response


def _said(sale: FlashSale) -> PoolWord | None:
    """Say how much is left; who waits goes on waiting where nobody can count."""
    return _left.get(
        sale.id, LEFT_SECONDS, lambda: secondary(Feature.LIVE_STOCK, lambda: queries.say_left(sale))
    )


def _ahead(sale: FlashSale, turn: Turn | None) -> int:
    return int(turn.seconds * sale.terms.per_second) if turn else 0


def _units(sale: FlashSale) -> int:
    wanted = request.args.get("units", "1")
    most = min(sale.terms.per_shopper, MOST_OF_ONE)
    return min(max(1, int(wanted)), most) if wanted.isdecimal() and len(wanted) < 4 else 1


def _back(face: FlashFace | None) -> str:
    return face.href if face else href("home.show")
