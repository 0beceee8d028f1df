"""The storefront: what shoppers see. This page is its map."""

from flask import Flask

from web.storefront.account.telling import telling
from web.storefront.account.views import account
from web.storefront.alerts.views import alerts
from web.storefront.cart.views import cart
from web.storefront.catalog.suggesting import suggesting
from web.storefront.catalog.views import catalog
from web.storefront.checkout.views import checkout
from web.storefront.consent.views import consent
from web.storefront.content.views import content
from web.storefront.coupons.views import coupons
from web.storefront.flash.views import flash
from web.storefront.header import mine
from web.storefront.home.views import home, root
from web.storefront.live.views import live
from web.storefront.mailbox.views import mailbox
from web.storefront.menu.views import menu
from web.storefront.orders.views import orders
from web.storefront.paying.views import paying, webhooks
from web.storefront.preferences.views import preferences
from web.storefront.reviews import reviews
from web.storefront.seo.views import seo
from web.storefront.tracking.webhooks import carrier_words
from web.storefront.wishlists.viewing import wishlists

AREAS = (
    home, content, menu, catalog, suggesting, cart, checkout, paying, orders, account, alerts, preferences, consent,
    wishlists, telling, reviews, coupons, live, mailbox, flash,
)  # fmt: skip


def register(app: Flask) -> None:
    """Open the storefront: every area below /<lang>/, and what stands outside of the languages."""
    for blueprint in (root, seo, webhooks, carrier_words, *AREAS):
        app.register_blueprint(blueprint)
    app.jinja_env.globals["header_of_mine"] = mine
