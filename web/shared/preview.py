"""Looking at a page as it will be: operators carry a signed, short-lived permission in the address.

The console and the shop may be on different hosts and never share a session, so the address itself must say who
made it. Whoever has it sees drafts of that one page for an hour, and nothing else.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from core.content.types import PageId
from core.platform.settings import settings

ARGUMENT = "preview"
VALID_SECONDS = 60 * 60


@dataclass(frozen=True, slots=True)
class Preview:
    """Which page is looked at, as of when, and whether drafts are shown."""

    page_id: PageId
    at: datetime
    with_drafts: bool


def permission(preview: Preview) -> str:
    """Sign a preview for the query of an address."""
    return str(_signer().dumps([preview.page_id, preview.at.isoformat(), preview.with_drafts]))


def asked_preview() -> Preview | None:
    """Read the preview this request has permission for; a forged or old one is none."""
    if ARGUMENT not in request.args:
        return None
    try:
        page_id, at, with_drafts = _signer().loads(request.args[ARGUMENT], max_age=VALID_SECONDS)
    except BadSignature:
        return None
    return Preview(PageId(page_id), datetime.fromisoformat(at), bool(with_drafts))


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().secret_key, salt="preview of content")
