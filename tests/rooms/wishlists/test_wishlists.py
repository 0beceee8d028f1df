from collections.abc import Iterator

import pytest

from core.kernel.ids import AccountId, ProductId, VariantId
from core.platform.db import reading, transaction
from core.wishlists import queries, service
from core.wishlists.errors import TooManyLists, WishlistNotFound, WishlistUnnamed, WishNotFound
from core.wishlists.types import MOST_LISTS, MOST_VIEWED, Keeper, WishlistId
from tests.factories.accounts import make_account
from tests.factories.shop import Shop

GUEST, OTHER = Keeper(token="a guest's token"), Keeper(token="another guest's token")


@pytest.fixture(autouse=True)
def _reading(shop: Shop) -> Iterator[None]:
    with reading():
        yield


def add(
    keeper: Keeper, shop: Shop, name: str, into: WishlistId | None = None, variant: str = ""
) -> WishlistId:
    variant_id = VariantId(shop.variants[variant]) if variant else None
    with transaction():
        return service.add_wish(keeper, ProductId(shop.products[name]), variant_id, wishlist_id=into)


def create(keeper: Keeper, name: str) -> WishlistId:
    with transaction():
        return service.create_wishlist(keeper, name)


def merge(account_id: AccountId, wishes: Keeper = GUEST, views: Keeper = GUEST) -> None:
    with transaction():
        service.merge_at_log_in(account_id, wishes.token, views.token)


def products_of(keeper: Keeper, wishlist_id: WishlistId) -> list[int]:
    return [wish.product_id for wish in queries.get_wishlist_of(keeper, wishlist_id).wishes]


def test_the_same_product_twice_is_on_the_list_once(shop: Shop) -> None:
    first = add(GUEST, shop, "lamp")
    assert add(GUEST, shop, "lamp") == first
    assert products_of(GUEST, first) == [shop.products["lamp"]]
    add(GUEST, shop, "lamp", variant="MUG")
    assert len(products_of(GUEST, first)) == 2


def test_to_anybody_else_a_list_does_not_exist(shop: Shop) -> None:
    mine = add(GUEST, shop, "lamp")
    wish = queries.get_wishlist_of(GUEST, mine).wishes[0].id
    for stranger in (OTHER, Keeper(), Keeper(make_account())):
        with pytest.raises(WishlistNotFound):
            queries.get_wishlist_of(stranger, mine)
        for act in (
            lambda who=stranger: service.rename_wishlist(who, mine, "mine"),
            lambda who=stranger: service.delete_wishlist(who, mine),
            lambda who=stranger: service.share_wishlist(who, mine),
            lambda who=stranger: service.remove_wish(who, mine, wish),
            lambda who=stranger: service.note_wish(who, mine, wish, "hello"),
        ):
            with pytest.raises(WishlistNotFound), transaction():
                act()
    assert len(products_of(GUEST, mine)) == 1


def test_lists_are_named_counted_and_moved_between(shop: Shop) -> None:
    first = add(GUEST, shop, "lamp")
    gifts = create(GUEST, "  Gifts   for  all ")
    wish = queries.get_wishlist_of(GUEST, first).wishes[0]
    with transaction():
        service.note_wish(GUEST, first, wish.id, "  in   blue ")
        service.move_wish(GUEST, first, wish.id, into=gifts)
    assert [(card.name, card.count) for card in queries.list_wishlists_of(GUEST)] == [
        ("", 0),
        ("Gifts for all", 1),
    ]
    assert queries.get_wishlist_of(GUEST, gifts).wishes[0].note == "in blue"
    with pytest.raises(WishNotFound), transaction():
        service.remove_wish(GUEST, first, wish.id)
    with pytest.raises(WishlistUnnamed):
        create(GUEST, "   ")


def test_there_is_an_end_to_lists(shop: Shop) -> None:
    for number in range(MOST_LISTS):
        create(GUEST, f"List {number}")
    with pytest.raises(TooManyLists):
        create(GUEST, "One more")


def test_a_link_shows_the_list_until_it_is_taken_back(shop: Shop) -> None:
    mine = add(GUEST, shop, "lamp")
    with transaction():
        link = service.share_wishlist(GUEST, mine)
        assert service.share_wishlist(GUEST, mine) == link
    assert queries.get_shared_wishlist(link).card.id == mine
    with transaction():
        service.unshare_wishlist(GUEST, mine)
    with pytest.raises(WishlistNotFound):
        queries.get_shared_wishlist(link)
    with transaction():
        assert service.share_wishlist(GUEST, mine) != link


def test_at_log_in_lists_of_one_name_become_one_and_others_come_along(shop: Shop) -> None:
    account_id = make_account()
    own = Keeper(account_id)
    mine, gifts = add(own, shop, "lamp"), create(own, "Gifts")
    add(GUEST, shop, "lamp")
    add(GUEST, shop, "mug")
    theirs = create(GUEST, "Gifts")
    add(GUEST, shop, "mug", into=theirs)
    garden = create(GUEST, "Garden")
    merge(account_id)
    merge(account_id)
    assert set(products_of(own, mine)) == {shop.products["lamp"], shop.products["mug"]}
    assert products_of(own, gifts) == [shop.products["mug"]]
    assert [card.name for card in queries.list_wishlists_of(own)] == ["", "Gifts", "Garden"]
    assert queries.get_wishlist_of(own, garden).wishes == ()
    assert queries.list_wishlists_of(GUEST) == []


def test_somebody_without_lists_takes_over_the_guests(shop: Shop) -> None:
    account_id = make_account()
    mine = add(GUEST, shop, "lamp")
    merge(account_id)
    assert products_of(Keeper(account_id), mine) == [shop.products["lamp"]]
    assert queries.list_wished_products(Keeper(account_id)) == {shop.products["lamp"]}


def test_looks_are_remembered_newest_first_and_merged(shop: Shop) -> None:
    account_id = make_account()
    lamp, mug = ProductId(shop.products["lamp"]), ProductId(shop.products["mug"])
    for keeper, product in ((Keeper(account_id), lamp), (GUEST, mug), (GUEST, lamp)):
        with transaction():
            service.note_view(keeper, product)
    assert queries.list_viewed_of(GUEST) == [lamp, mug]
    assert queries.list_viewed_of(OTHER) == []
    merge(account_id)
    assert queries.list_viewed_of(Keeper(account_id)) == [lamp, mug]
    assert queries.list_viewed_of(GUEST) == []
    with transaction():
        service.forget_views(Keeper(account_id))
    assert queries.list_viewed_of(Keeper(account_id)) == []


def test_nobody_is_remembered_for_nobody(shop: Shop) -> None:
    with transaction():
        service.note_view(Keeper(), ProductId(shop.products["lamp"]))
    assert queries.list_viewed_of(Keeper()) == []
    assert MOST_VIEWED == 24


def test_what_an_account_kept_is_told_and_forgotten(shop: Shop) -> None:
    account_id = make_account()
    add(Keeper(account_id), shop, "lamp")
    with transaction():
        service.note_view(Keeper(account_id), ProductId(shop.products["lamp"]))
    told = queries.list_of_account(account_id)
    assert [len(told[name]) for name in ("wishlists", "viewed_products")] == [1, 1]  # type: ignore[arg-type]
    with transaction():
        service.forget_account(account_id)
    assert queries.list_of_account(account_id) == {"wishlists": [], "viewed_products": []}
