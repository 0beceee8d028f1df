"""A mail server of a few lines, for as long as a test needs one."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


@dataclass
class PostOffice:
    """Where mails arrive; `refuses` makes it turn every mail away."""

    url: str = ""
    arrived: list[EmailMessage] = field(default_factory=list)
    refuses: bool = False


@contextmanager
def open_post_office() -> Iterator[PostOffice]:
    """Listen for mails on a free port of this machine."""
    office = PostOffice()

    class Counter(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            serve(self, office)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Counter) as server:
        office.url = f"smtp://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield office
        finally:
            server.shutdown()
            thread.join()


def serve(line: Any, office: PostOffice) -> None:
    """Speak as much of RFC 5321 as it takes to receive a mail."""
    say = lambda words: line.wfile.write(words.encode() + b"\r\n")  # noqa: E731
    say("220 here")
    for command in line.rfile:
        verb = command.strip().upper()[:4]
        if verb == b"DATA":
            say("354 go on")
            office.arrived.append(receive(line))
            say("250 taken")
        elif verb == b"RCPT" and office.refuses:
            say("450 come back later")
        elif verb == b"QUIT":
            say("221 bye")
            return
        else:
            say("250 fine")


def receive(line: Any) -> EmailMessage:
    """Read a mail up to the lone dot."""
    content = b""
    for part in line.rfile:
        if part == b".\r\n":
            break
        content += part[1:] if part.startswith(b"..") else part
    return message_from_bytes(content, policy=policy.default)
