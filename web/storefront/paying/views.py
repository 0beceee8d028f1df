from flask import Blueprint

from web.storefront.area import area

paying = area("paying", __name__)
webhooks = Blueprint("webhooks", __name__)
