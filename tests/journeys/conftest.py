"""A whole shop for the journeys: the real launcher, the demo world, a real browser."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.factories.stripe_company import StripeCompany
from tests.journeys.accessible import Examiner
from tests.journeys.visited import Visited
from tests.pages.storefront import Storefront
from tests.pages.words import Words
from web.app import create_app

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_MS = 15_000
READY_WITHIN_S = 600
NO_CONSENT = "1.a-mark-of-tests."  # as the button that agrees to nothing leaves it


@pytest.fixture(scope="session")
def stripe_company() -> Iterator[StripeCompany]:
    """Run a company that speaks Stripe's protocol, on the port ENTREPOT_TEST_STRIPE_PORT where it is named."""
    with StripeCompany(port=int(os.environ.get("ENTREPOT_TEST_STRIPE_PORT", "0"))) as company:
        yield company


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory, stripe_company: StripeCompany) -> Iterator[str]:
    """Run the shop with the demo world and give its address; ENTREPOT_TEST_SHOP names one that runs already."""
    running = os.environ.get("ENTREPOT_TEST_SHOP")
    if running:
        yield running.rstrip("/")
        return
    with run_shop(tmp_path_factory.mktemp("shop"), **stripe_company.environment()) as address:
        yield address


class run_shop:  # noqa: N801 - it reads as a verb where it is used
    """Start the launcher on a free port and stop it again; gives the address without a slash."""

    def __init__(self, data: Path, *options: str, **environment: str) -> None:
        self.data, self.options, self.port = data, options, free_port()
        self.environment = environment

    def __enter__(self) -> str:
        command = [
            Path(sys.executable).with_name("entrepot"),
            "run",
            "--port",
            str(self.port),
            "--data",
            self.data,
        ]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ENTREPOT_")}
        environment |= {
            "ENTREPOT_PAGES_AHEAD": "none"
        } | self.environment  # pages are generated as they are asked for
        self.log = (self.data / "journeys.log").open("wb+")
        self.process = subprocess.Popen(
            [*map(str, command), *self.options], cwd=ROOT, env=environment, stdout=self.log, stderr=self.log
        )
        self._wait_until_ready()
        return f"http://localhost:{self.port}"

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)
        self.log.close()

    def _wait_until_ready(self) -> None:
        path = Path(self.log.name)
        for _ in range(READY_WITHIN_S * 2):
            if b"Entrepot is ready" in path.read_bytes():
                return
            if self.process.poll() is not None:
                break
            sleep(0.5)
        raise AssertionError(f"the shop did not start: {path.read_text(errors='replace')[-3000:]}")


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    arguments = [
        "--no-sandbox",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
    ]
    path = os.environ.get("ENTREPOT_TEST_CHROMIUM") or None
    opened = playwright.chromium.launch(executable_path=path, args=arguments)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def visited() -> Visited:
    """Give what the browsers of this run have seen."""
    return Visited()


@pytest.fixture(scope="session")
def examiner() -> Examiner:
    """Give who looks at each page of this run for barriers."""
    return Examiner(create_app())


@pytest.fixture
def visit(
    browser: Browser, visited: Visited, examiner: Examiner, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Page]]:
    """Give a function that opens a page in a browser of its own; script errors, blocked resources and barriers fail."""
    examiner.watch(monkeypatch)
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        visited.watch(context)
        if options.get("java_script_enabled") is False:
            examiner.pass_over(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "console", lambda message: troubles.append(message.text) if _is_trouble(message.text) else None
        )
        return page

    yield open_page
    for context in contexts:
        for page in context.pages:
            examiner.look(page)
        context.close()
    assert not troubles
    found, examiner.wrong = examiner.wrong, []
    assert not found, "\n".join(found)


def _is_trouble(text: str) -> bool:
    return bool(re.search(r"Content Security Policy|Uncaught|htmx:.*[Ee]rror", text))


@pytest.fixture
def storefront(shop: str, visit: Callable[..., Page]) -> Callable[..., Storefront]:
    """Give a function that enters a site in a language: storefront("ru", "ru").

    Who enters has answered the question about cookies, unless `is_asked_about_cookies`.
    """
    port = shop.rsplit(":", 1)[1]
    hosts = {"global": "localhost", "ru": "ru.localhost", "eu": "eu.localhost"}

    def enter(
        site: str, language: str, *, is_asked_about_cookies: bool = False, **options: Any
    ) -> Storefront:
        page = visit(**options)
        if not is_asked_about_cookies:
            page.context.add_cookies(
                [{"name": "consent", "value": NO_CONSENT, "url": f"http://{hosts[site]}:{port}"}]
            )
        return Storefront(page, f"http://{hosts[site]}:{port}", language, Words(language))

    return enter
