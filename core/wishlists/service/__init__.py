"""Commands of the room: keeping lists, and remembering what was looked at."""

from core.wishlists.service.lists import (
    add_wish,
    create_wishlist,
    delete_wishlist,
    forget_account,
    forget_old_guests,
    merge_at_log_in,
    move_wish,
    note_wish,
    remove_wish,
    rename_wishlist,
    share_wishlist,
    unshare_wishlist,
)
from core.wishlists.service.viewing import forget_views, note_view

__all__ = [
    "add_wish",
    "create_wishlist",
    "delete_wishlist",
    "forget_account",
    "forget_old_guests",
    "forget_views",
    "merge_at_log_in",
    "move_wish",
    "note_view",
    "note_wish",
    "remove_wish",
    "rename_wishlist",
    "share_wishlist",
    "unshare_wishlist",
]
