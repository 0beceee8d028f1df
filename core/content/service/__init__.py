from core.content.service.arranging import (
    add_block,
    change_block,
    hide_block,
    move_block,
    remove_block,
    show_block,
)
from core.content.service.writing import open_page, publish_page, restore_page, withdraw_page, write_page

__all__ = [
    "add_block", "change_block", "hide_block", "move_block", "open_page", "publish_page", "remove_block",
    "restore_page", "show_block", "withdraw_page", "write_page",
]  # fmt: skip
