from typing import Any

from flask import Response, abort, flash, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from core.cart import service as carts
from core.cart.types import CartLine
from core.checkout import service as checkout
from core.kernel.ids import ProductId, VariantId
from core.kernel.refusal import Refusal
from core.platform.db import transaction
from core.search import queries as search
from core.wishlists import queries, service
from core.wishlists.errors import TooManyLists, WishlistUnnamed
from core.wishlists.types import Wish, WishId, WishlistId
from web.shared import words
from web.shared.cart_cookie import keep_cart
from web.shared.guard import public
from web.shared.pages import href
from web.shared.respond import is_swap, see_other
from web.shared.signed_in import is_shopper, shopper_id
from web.shared.site import current_ask, current_site, site_url
from web.shared.visitor import WISHES, keep_token, new_wisher, wisher
from web.storefront.account.blueprint import account_nav
from web.storefront.area import area
from web.storefront.cart.mine import my_cart
from web.storefront.catalog.listing import current_view
from web.storefront.wishlists.page import list_view, name_of

wishlists = area("wishlists", __name__)


@wishlists.context_processor
def frame() -> dict[str, Any]:
    """Give what every page here needs; a shopper finds the account's pages beside it."""
    layout = "storefront/account/layout.html" if is_shopper() else "storefront/wishlists/guest_layout.html"
    known = {"account_nav": account_nav, "layout": layout, "is_known": is_shopper()}
    return {"personal": True, "name_of": name_of, **known}


@wishlists.after_request
def keep_private(response: Response) -> Response:
    """Keep these pages out of every cache and every index."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@wishlists.get("/wishlists")
@public
def show() -> str:
    """List the wish lists of the shopper or of this browser."""
    return _show_lists()


@wishlists.post("/wishlists")
@public(shared=True)
def add() -> BaseResponse:
    """Put a product on the first list, from its page or its card."""
    product_id = ProductId(request.form.get("product", 0, type=int))
    card = search.list_cards_by_ids(current_view(), [product_id]).get(product_id) or abort(404)
    variant_id, keeper = _variant_of(product_id), new_wisher()
    with transaction():
        wishlist_id = service.add_wish(keeper, product_id, variant_id)
    response = _kept(product_id, card.title, wishlist_id)
    keep_token(response, WISHES, keeper.token)
    return response


@wishlists.post("/wishlists/new")
@public
def create() -> BaseResponse:
    """Begin another list."""
    name, keeper = request.form.get("name", ""), new_wisher()
    try:
        with transaction():
            wishlist_id = service.create_wishlist(keeper, name)
    except (WishlistUnnamed, TooManyLists) as refusal:
        return make_response(_show_lists(error=words.sentence(refusal), typed=name), refusal.status)
    response = make_response(see_other(href("wishlists.show_list", wishlist_id=wishlist_id)))
    keep_token(response, WISHES, keeper.token)
    return response


@wishlists.get("/wishlists/new")
@public
def go_back() -> BaseResponse:
    """Show the lists to who changed the language on a page that answered a form."""
    return see_other(href("wishlists.show"))


@wishlists.get("/wishlists/<int:wishlist_id>")
@public
def show_list(wishlist_id: int) -> str:
    """Show a list with everything on it."""
    return _show_list(WishlistId(wishlist_id))


@wishlists.post("/wishlists/<int:wishlist_id>")
@public
def rename(wishlist_id: int) -> tuple[str, int] | BaseResponse:
    """Call a list by another name."""
    name = request.form.get("name", "")
    try:
        with transaction():
            service.rename_wishlist(wisher(), WishlistId(wishlist_id), name)
    except WishlistUnnamed as refusal:
        return _show_list(WishlistId(wishlist_id), error=words.sentence(refusal)), refusal.status
    flash(_("The list has its new name."), "success")
    return _to_list(wishlist_id)


@wishlists.post("/wishlists/<int:wishlist_id>/removal")
@public
def delete(wishlist_id: int) -> BaseResponse:
    """Drop a list with all that is on it."""
    with transaction():
        service.delete_wishlist(wisher(), WishlistId(wishlist_id))
    flash(_("The list is deleted."), "success")
    return see_other(href("wishlists.show"))


@wishlists.post("/wishlists/<int:wishlist_id>/link")
@public
def share(wishlist_id: int) -> BaseResponse:
    """Make a link that shows the list to others."""
    with transaction():
        service.share_wishlist(wisher(), WishlistId(wishlist_id))
    return see_other(href("wishlists.show_list", wishlist_id=wishlist_id) + "#share")


@wishlists.post("/wishlists/<int:wishlist_id>/link/removal")
@public
def unshare(wishlist_id: int) -> BaseResponse:
    """Take the link back."""
    with transaction():
        service.unshare_wishlist(wisher(), WishlistId(wishlist_id))
    flash(_("The link works no more."), "success")
    return _to_list(wishlist_id)


@wishlists.post("/wishlists/<int:wishlist_id>/wishes/<int:wish_id>/removal")
@public
def remove(wishlist_id: int, wish_id: int) -> BaseResponse:
    """Take something off a list."""
    with transaction():
        service.remove_wish(wisher(), WishlistId(wishlist_id), WishId(wish_id))
    flash(_("The product is off the list."), "success")
    return _to_list(wishlist_id)


@wishlists.post("/wishlists/<int:wishlist_id>/wishes/<int:wish_id>")
@public
def edit(wishlist_id: int, wish_id: int) -> BaseResponse:
    """Write a note beside a wish, and perhaps put it on another list."""
    into = request.form.get("list", wishlist_id, type=int)
    with transaction():
        service.note_wish(wisher(), WishlistId(wishlist_id), WishId(wish_id), request.form.get("note", ""))
        service.move_wish(wisher(), WishlistId(wishlist_id), WishId(wish_id), into=WishlistId(into))
    flash(_("Your change is saved."), "success")
    return _to_list(wishlist_id)


@wishlists.post("/wishlists/<int:wishlist_id>/wishes/<int:wish_id>/cart")
@public
def move_to_cart(wishlist_id: int, wish_id: int) -> BaseResponse:
    """Put a wish into the cart instead."""
    wish, mine = _wish(WishlistId(wishlist_id), WishId(wish_id)), my_cart()
    row = next(iter(_quoted(wish)), None)
    if row is None or row.unit is None or not row.can_buy:
        flash(_("This cannot be bought here at the moment. It stays on your list."), "warning")
        return _to_list(wishlist_id)
    try:
        with transaction():
            kept = carts.add_to_cart(
                current_site().id,
                mine.token if mine else None,
                row.variant.id,
                1,
                seen=row.unit,
                account_id=shopper_id(),
            )
            service.remove_wish(wisher(), WishlistId(wishlist_id), wish.id)
    except Refusal as refusal:
        flash(words.sentence(refusal), "warning")
        return _to_list(wishlist_id)
    flash(_("The product is in your cart now."), "success")
    return keep_cart(make_response(_to_list(wishlist_id)), kept.token)


@wishlists.get("/wishlists/shared/<token>")
@public
def shared(token: str) -> str:
    """Show a list to whom its owner has given the link; its notes stay with the owner."""
    return render_template(
        "storefront/wishlists/shared.html", list=list_view(queries.get_shared_wishlist(token))
    )


def _show_lists(*, error: str = "", typed: str = "") -> str:
    cards = queries.list_wishlists_of(wisher())
    return render_template("storefront/wishlists/lists.html", cards=cards, error=error, typed=typed)


def _show_list(wishlist_id: WishlistId, *, error: str = "") -> str:
    found = queries.get_wishlist_of(wisher(), wishlist_id)
    token = found.card.share_token
    return render_template(
        "storefront/wishlists/list.html",
        list=list_view(found),
        list_options=[(str(card.id), name_of(card)) for card in queries.list_wishlists_of(wisher())],
        link=site_url(current_site()) + href("wishlists.shared", token=token) if token else "",
        error=error,
    )


def _variant_of(product_id: ProductId) -> VariantId | None:
    """Give the variant that was chosen on a product's page, if it is one of that product."""
    chosen = request.form.get("variant", 0, type=int)
    rows = checkout.quote(current_ask(), [CartLine(VariantId(chosen), 1, None)]).rows if chosen else ()
    return next((row.variant.id for row in rows if row.variant.product_id == product_id), None)


def _kept(product_id: ProductId, title: str, wishlist_id: WishlistId) -> Response:
    if not is_swap():
        flash(_("“%(title)s” is on your wish list.", title=title), "success")
        return make_response(_to_list(wishlist_id))
    return make_response(
        render_template(
            "storefront/wishlists/_heart.html",
            product_id=product_id,
            title=title,
            compact="compact" in request.form,
        )
    )


def _wish(wishlist_id: WishlistId, wish_id: WishId) -> Wish:
    found = queries.get_wishlist_of(wisher(), wishlist_id)
    return next((wish for wish in found.wishes if wish.id == wish_id), None) or abort(404)


def _quoted(wish: Wish) -> Any:
    return checkout.quote(current_ask(), [CartLine(wish.variant_id, 1, None)]).rows if wish.variant_id else ()


def _to_list(wishlist_id: int) -> BaseResponse:
    return see_other(href("wishlists.show_list", wishlist_id=wishlist_id))
