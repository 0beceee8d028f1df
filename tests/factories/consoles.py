"""Somebody at work in the merchant portal or the admin console."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import cast
from tests.cast import Person
from tests.factories.sandbox import shop_app
from web.shared.site import forget_sites

BASE = "http://localhost:8000"
TOKEN = "token of the form"


class Console:
    """A browser in one of the consoles; paths are within it, such as /orders."""

    def __init__(self, portal: str, *, language: str = "en") -> None:
        forget_sites()
        self.portal, self.language = portal, language
        self.client: FlaskClient = shop_app().test_client()

    def get(self, path: str) -> TestResponse:
        """Open a page."""
        return self.client.get(self._address(path), base_url=BASE, headers={"Accept-Language": self.language})

    def post(self, path: str, token: str = TOKEN, **fields: Any) -> TestResponse:
        """Send a form of the console's own page."""
        with self.client.session_transaction(path=self._address("/"), base_url=BASE) as cookie:
            cookie["csrf_token"] = TOKEN
        return self.client.post(
            self._address(path),
            base_url=BASE,
            data={"csrf_token": token, **fields},
            headers={"Origin": BASE, "Accept-Language": self.language},
        )

    def log_in(self, person: Person) -> "Console":
        """Log in; refused log-ins fail the test."""
        answer = self.post("/login", email=person.email, password=cast.PASSWORD)
        assert (answer.status_code, answer.location) == (303, self._address("/")), answer.text
        return self

    def _address(self, path: str) -> str:
        return f"/{self.portal}{path}"
