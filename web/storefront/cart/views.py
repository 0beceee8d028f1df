from web.storefront.area import area

cart = area("cart", __name__)
