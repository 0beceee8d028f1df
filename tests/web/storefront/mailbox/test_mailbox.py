from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from core.notifications import service
from core.notifications.types import MailId
from core.ops import service as ops
from core.platform import settings as configuration
from core.platform.db import transaction
from tests.factories.shop import Shop
from web.app import create_app
from web.shared import demo as demo_page

HTML = "<!doctype html><html><head><title>x</title></head><body><p style='color:red'>Hello</p></body></html>"


@pytest.fixture
def client(shop: Shop) -> FlaskClient:
    configuration.override(demo=True)
    demo_page.forget()
    return create_app().test_client()


@pytest.fixture
def demo(shop: Shop) -> Iterator[None]:
    with transaction():
        ops.note_demo_loaded()
    yield
    demo_page.forget()


def write(shop: Shop, number: int = 1, *, kept: bool = True) -> MailId:
    with transaction():
        mail_id = service.write_mail(
            kind="hello",
            to="robin@cast.example",
            language="en",
            site_id=shop.sites["global"].id,
            facts={},
            source_key=f"hello:{number}",
        )
        service.keep_words(mail_id, subject=f"Hello <b> {number}", text="plain <words>", html=HTML)
    with transaction():
        (service.mark_kept if kept else service.mark_sent)(mail_id)
    return mail_id


@pytest.mark.parametrize("path", ["/en/mailbox", "/en/mailbox/1", "/en/mailbox/1/html"])
def test_there_is_no_mailbox_outside_the_demo_world(path: str, shop: Shop, client: FlaskClient) -> None:
    write(shop)
    assert client.get(path).status_code == 404


@pytest.mark.usefixtures("demo")
def test_there_is_no_mailbox_where_the_setting_says_so(shop: Shop, client: FlaskClient) -> None:
    configuration.override(demo=False)
    assert client.get("/en/mailbox").status_code == 404


@pytest.mark.usefixtures("demo")
def test_mails_are_listed_newest_first_a_page_at_a_time(shop: Shop, client: FlaskClient) -> None:
    assert "No mail yet" in client.get("/en/mailbox").text
    ids = [write(shop, number) for number in range(31)]
    first, second = client.get("/en/mailbox"), client.get("/en/mailbox?page=2")
    assert first.headers["Cache-Control"] == "private, no-store"
    assert first.text.index(f"/en/mailbox/{ids[30]}") < first.text.index(f"/en/mailbox/{ids[29]}")
    assert f"/en/mailbox/{ids[0]}" not in first.text
    assert f"/en/mailbox/{ids[0]}" in second.text
    assert "Hello &lt;b&gt; 30" in first.text


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", ["en", "de", "zh"])
def test_a_mail_can_be_read_as_text_and_in_a_frame_without_power(
    language: str, shop: Shop, client: FlaskClient
) -> None:
    mail_id = write(shop)
    page = client.get(f"/{language}/mailbox/{mail_id}")
    assert f'src="/{language}/mailbox/{mail_id}/html" sandbox="allow-popups ' in page.text
    assert "plain &lt;words&gt;" in page.text
    frame = client.get(f"/{language}/mailbox/{mail_id}/html")
    assert frame.text == HTML.replace("<head>", '<head><base target="_top">')
    policy = frame.headers["Content-Security-Policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert frame.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.usefixtures("demo")
def test_a_mail_that_was_really_sent_is_nobodys_to_read(shop: Shop, client: FlaskClient) -> None:
    mail_id = write(shop, kept=False)
    for path in (f"/en/mailbox/{mail_id}", f"/en/mailbox/{mail_id}/html", "/en/mailbox/999999"):
        assert client.get(path).status_code == 404
