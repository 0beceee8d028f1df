"""A relay as it really runs, with one subscription of ours."""

import sys

import workers.subscriptions as page
from core.platform import db
from tests.jobs import examples
from workers import outbox

if __name__ == "__main__":
    page.SUBSCRIPTIONS = {examples.BellRung: [examples.open_the_door]}
    assert db.is_reachable()
    sys.stdout.write("up\n")
    sys.stdout.flush()
    outbox.main()
