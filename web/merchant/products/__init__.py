"""A merchant's goods: words, pictures, prices and stock, and whether they are offered."""

from flask import Blueprint

from web.merchant.products import barcodes, changing, knowing, showing


def register(merchant: Blueprint) -> None:
    """Open this area."""
    rule = merchant.add_url_rule
    rule("/products", "products_list", showing.list_products)
    rule("/products/<int:product_id>", "products_show", showing.show)
    rule("/products/<int:product_id>/knowledge", "products_know", knowing.show)
    for verb, name, view in (
        ("list-price", "products_set_list_price", knowing.set_list_price),
        ("net-content", "products_set_net_content", knowing.set_net_content),
        ("safety", "products_set_safety", knowing.set_safety),
        ("video", "products_set_video", knowing.set_video),
        ("video-removal", "products_drop_video", knowing.drop_video),
        ("captions", "products_set_captions", knowing.set_captions),
        ("captions-removal", "products_drop_captions", knowing.drop_captions),
        ("texts", "products_edit", changing.edit_texts),
        ("pictures", "products_add_picture", changing.add_picture),
        ("publication", "products_publish", changing.publish),
        ("withdrawal", "products_take_offline", changing.take_offline),
        ("barcode", "products_set_barcode", barcodes.set_barcode),
        ("price", "products_set_price", changing.set_price),
        ("shown-price", "products_set_shown_price", changing.set_shown_price),
        ("stock", "products_change_stock", changing.change_stock),
    ):
        rule(f"/products/<int:product_id>/{verb}", name, view, methods=["POST"])
