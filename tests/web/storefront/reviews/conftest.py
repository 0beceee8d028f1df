from tests.web.storefront.account.conftest import _app, open_browser

__all__ = ["_app", "open_browser"]
