import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from core.kernel.event import Event, tell
from core.notifications.models import Mail
from core.platform.db import reading, transaction
from core.platform.outbox import Message
from tests.factories.shop import Shop
from workers.job import Job
from workers.subscriptions import SUBSCRIPTIONS

ROOT = "http://localhost:8000"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Browser:
    """A browser on one site: it keeps cookies and sends each form with the token of its page."""

    client: FlaskClient
    root: str = ROOT
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, base_url=self.root, headers={**self.headers, **headers})

    def post(
        self, path: str, *, page: str = "", headers: dict[str, str] | None = None, **typed: str
    ) -> TestResponse:
        """Send a form as it stands on its page (the path itself, if not another one)."""
        found = TOKEN.search(self.get(page or path).text)
        token = {"csrf_token": unescape(found[1])} if found else {}
        return self.client.post(path, base_url=self.root, data={**token, **typed}, headers=headers or {})


@pytest.fixture(scope="session")
def _app() -> Flask:
    from web.app import create_app

    return create_app()


@pytest.fixture
def open_browser(shop: Shop, _app: Flask) -> Callable[..., Browser]:
    """Give a way to open browsers; each is somebody else's."""

    def opened(root: str = ROOT) -> Browser:
        return Browser(_app.test_client(), root)

    return opened


@pytest.fixture
def browser(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser()


@pytest.fixture
def read_mail(shop: Shop) -> Callable[[str], Mail]:
    """Give a way to read the newest mail to somebody, after everything that was told has happened."""
    with reading() as session:
        seen = set(session.scalars(select(Message.id)))

    def newest(recipient: str) -> Mail:
        while fresh := _messages_beyond(seen):
            for message_id, event in fresh:
                seen.add(message_id)
                _carry_out(event)
        with reading() as session:
            mails = select(Mail).where(Mail.recipient == recipient).order_by(Mail.id.desc())
            found = session.scalars(mails).first()
            assert found is not None, f"no mail to {recipient}"
            return found

    return newest


def _messages_beyond(seen: set[int]) -> list[tuple[int, Event]]:
    with reading() as session:
        rows = session.scalars(select(Message).where(Message.id.not_in(seen)).order_by(Message.id))
        return [(row.id, Event.restore(row.name, row.payload)) for row in rows]


def _carry_out(event: Event) -> None:
    for subscriber in SUBSCRIPTIONS.get(type(event), ()):
        if isinstance(subscriber, Job):
            subscriber(event)
        else:
            with transaction():
                tell(subscriber, [event])


def link_in(mail: Mail, path: str) -> str:
    """Give the path of the link in a mail that leads to a page."""
    found = re.search(rf"https?://[^\s\"]+?(/\w\w/{path}/[\w-]+)", mail.text)
    assert found is not None, mail.text
    return found[1]
