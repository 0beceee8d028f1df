from web.storefront.area import area

orders = area("orders", __name__)
