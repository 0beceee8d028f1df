from web.storefront.area import area

checkout = area("checkout", __name__)
