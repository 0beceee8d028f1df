"""E-mail addresses as people type them, brought to the one form in which they are kept."""

import re
import unicodedata

LONGEST = 254
LONGEST_TYPED = 1000  # in letters that may shrink; more is no address, and would take seconds to tidy
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def tidy_email(typed: str) -> str | None:
    """Give an address in lower case with its domain in ASCII, or None where no mail can be sent to it.

    Lower case throughout, because no mail service of note tells names apart by case; the domain as DNS
    writes it (RFC 3490), because mail servers expect that.
    """
    if len(typed) > LONGEST_TYPED:
        return None
    local, at, domain = unicodedata.normalize("NFKC", typed).strip().lower().rpartition("@")
    if not at or len(local) > 64 or not _LOCAL.fullmatch(local):
        return None
    try:
        written = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    labels = written.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        return None
    whole = f"{local}@{written}"
    return whole if len(whole) <= LONGEST else None
