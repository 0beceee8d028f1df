from web.storefront.area import area

mailbox = area("mailbox", __name__)
