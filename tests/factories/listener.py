"""A server of a few lines, for whoever asks over the network."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Silent(BaseHTTPRequestHandler):
    """Keeps connections open and says nothing of what it is asked."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def listening(answering: type[Silent], **told: Any) -> Iterator[int]:
    """Serve on a free port of this machine, which is given; what is `told` are attributes of whoever answers."""
    handler = type("Handler", (answering,), told)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running.server_port
        running.shutdown()
        thread.join()
