"""How many statements a page sends to the database once a process is warm: `python -m cli.bench.statements PATH…`."""

import json
import sys

from sqlalchemy import Engine, event

from cli.bench.stage import SITE
from core.platform import log
from web.app import create_app


def count(paths: list[str]) -> int:
    """Give the most statements that one of the later half of the pages sends; the earlier half warms the process."""
    client = create_app().test_client()
    sent: list[str] = []
    event.listen(Engine, "before_cursor_execute", lambda _c, _cursor, statement, *_: sent.append(statement))
    most, warm = 0, len(paths) // 2
    for number, path in enumerate(paths):
        sent.clear()
        if client.get(path, base_url=f"http://{SITE}/").status_code != 200:
            raise SystemExit(f"{path} was not answered")
        most = max(most, len(sent)) if number >= warm else 0
    for statement in sent:
        print(" ".join(statement.split())[:300], file=sys.stderr)
    return most


if __name__ == "__main__":
    log.setup("bench", sys.stderr)
    print(json.dumps(count(sys.argv[1:])))
