"""The pages of the sites: their words, their blocks, and how they will look."""

from flask import Blueprint

from web.admin.content import blocks, pages


def register(admin: Blueprint) -> None:
    """Open this area."""
    rule = admin.add_url_rule
    rule("/content", "content_list", pages.list_pages)
    rule("/content", "content_open", pages.open_page, methods=["POST"])
    rule("/content/<int:page_id>", "content_show", pages.show)
    rule("/content/blocks/<int:block_id>", "content_block", blocks.show)
    for address, name, view in (
        ("<int:page_id>/texts", "content_write", pages.write),
        ("<int:page_id>/publication", "content_publish", pages.publish),
        ("<int:page_id>/withdrawal", "content_withdraw", pages.withdraw),
        ("<int:page_id>/restoration", "content_restore", pages.restore),
        ("<int:page_id>/blocks", "content_add_block", blocks.add),
        ("blocks/<int:block_id>", "content_change_block", blocks.change),
        ("blocks/<int:block_id>/move", "content_move_block", blocks.move),
        ("blocks/<int:block_id>/publication", "content_show_block", blocks.publish),
        ("blocks/<int:block_id>/withdrawal", "content_hide_block", blocks.hide),
        ("blocks/<int:block_id>/removal", "content_remove_block", blocks.remove),
    ):
        rule(f"/content/{address}", name, view, methods=["POST"])
