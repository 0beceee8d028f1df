from web.storefront.area import area

catalog = area("catalog", __name__)
