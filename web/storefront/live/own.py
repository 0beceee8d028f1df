"""What is kept of browsers that bring something of their own: their pieces, for a minute, for all processes.

A piece is found again by all cookies of a browser together, of which a digest alone leaves the process, and stands
under its session, its cart and its wish lists. Whatever the application answers to a browser renews these marks,
unless everybody may see the answer: what somebody does here shows with the very next request. What others do to the
same account or cart shows within the minute.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from werkzeug.datastructures import MultiDict
from werkzeug.sansio.http import parse_cookie

from core.platform import kept
from web.release import template_release
from web.shared.cart_cookie import NAME as CART
from web.shared.hint import renewed
from web.shared.sessions import STOREFRONT as SESSION
from web.shared.visitor import WISHES
from web.storefront.live.pieces import Piece, unpacked

SECONDS = 60.0
PLACE = "entrepot.own"  # where the WSGI environment has a browser's own pieces
IDENTITIES = (SESSION, CART, WISHES)

Jar = MultiDict[str, str]


@dataclass(slots=True)
class Own:
    """A browser's own pieces: those found, and those drawn for it just now."""

    marks: tuple[str, ...]
    names: Mapping[str, str]
    stamp: bytes
    found: dict[str, Piece]
    drawn: dict[str, Piece] = field(default_factory=dict)

    def keep(self) -> None:
        """Keep what was drawn, unless the browser changed anything since the request began."""
        for name, piece in self.drawn.items():
            if name in self.names:
                kept.keep(self.stamp, self.names[name], piece.packed, SECONDS)


def jar_of(cookies: str) -> Jar:
    """Read a Cookie header as the application does."""
    return parse_cookie(cookies, cls=MultiDict)


def marks_of(jar: Jar) -> tuple[str, ...]:
    """Give what a browser's own pieces stand under, none for one that brings nothing of its own."""
    return tuple(
        _digest(f"{name}={value}") for name in IDENTITIES if name in jar for value in jar.getlist(name)
    )


def look(marks: tuple[str, ...], place: str, cookies: str, names: Iterable[str]) -> Own | None:
    """Give a browser's own pieces as they are shown in a place, such as a site in a language; None without Valkey."""
    whole = "\n".join((template_release(), place, cookies))
    by_name = {name: _digest(f"{name}\n{whole}") for name in names}
    found = kept.look(marks, list(by_name.values()))
    if found is None:
        return None
    pieces = {name: unpacked(found.values[key]) for name, key in by_name.items() if key in found.values}
    return Own(marks, by_name, found.stamp, pieces)


def renew(marks: tuple[str, ...]) -> list[tuple[str, str]]:
    """End all pieces of a browser; gives headers that do it where Valkey cannot."""
    return [] if kept.renew(marks) else [("Set-Cookie", renewed())]


def _digest(text: str) -> str:
    return blake2b(text.encode(errors="surrogatepass"), digest_size=16).hexdigest()
