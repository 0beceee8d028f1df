"""What is told is relayed and drawn, in this process, until nothing waits."""

import time

from sqlalchemy import text

from core.platform import db
from core.platform.db import reading
from core.publishing import queries
from tests.factories.windows import Window
from tests.jobs.conftest import relay_all
from web.rendering import page_release
from workers import publishing


def forget_what_was_told() -> None:
    """Let only what a test does be told."""
    with db.engine().begin() as connection:
        connection.execute(text("truncate outbox_messages, outbox_deliveries"))


def publish() -> None:
    """Relay what was told and draw what is due, lists too."""
    relay_all()
    for _ in range(200):
        if not publishing.take_turn()[0]:
            if nothing_waits():
                return
            time.sleep(0.05)
    raise AssertionError("the publisher goes on for ever")


def nothing_waits() -> bool:
    with reading():
        return queries.look(page_release()).in_state("stale") == 0


def forget(window: Window) -> None:
    """Let the memory look at the files again, as it does by itself after a second."""
    for page in window.layer.memory._pages.values():
        page.look_again_at = 0.0
