"""A host name is only what a request claims: it chooses the site, and reaches nothing that leaves us."""

import pytest

from tests.factories.sandbox import shop_app
from tests.factories.shop import Shop
from web.shared.site import forget_sites

FORGED = "http://evil.example"


@pytest.mark.parametrize(
    "path",
    ["/", "/en/", "/en/p/moon-lamp", "/en/login", "/en/account", "/merchant/", "/robots.txt", "/sitemap-en-pages.xml",
     "/en//cart", "//en/cart", "/en/p//moon-lamp", "/en/nothing"],
)  # fmt: skip
def test_a_forged_host_reaches_no_page_and_no_header(shop: Shop, path: str) -> None:
    forget_sites()
    answer = shop_app().test_client().get(path, base_url=FORGED)
    assert answer.status_code < 500
    assert "evil.example" not in answer.text
    assert "evil.example" not in str(answer.headers)


def test_a_head_request_tells_no_length_that_a_page_does_not_have(shop: Shop) -> None:
    forget_sites()
    visitor = shop_app().test_client()
    head = visitor.head("/en/", headers={"Accept-Encoding": "gzip"})
    page = visitor.get("/en/")
    assert "Content-Encoding" not in head.headers
    assert head.headers["Content-Length"] == page.headers["Content-Length"]
