"""Every refusal of core, as a sentence. Core speaks codes; these pages speak to people."""

from flask import g

from core.kernel.refusal import Refusal
from core.platform.throttle import TooMany
from web.shared.words.counted import COUNTED
from web.shared.words.notices import notice
from web.shared.words.plain import SENTENCES

__all__ = ["COUNTED", "SENTENCES", "notice", "sentence"]


def sentence(refusal: Refusal) -> str:
    """Say a refusal in the language of the page; one that is only for now also says when in a header."""
    if isinstance(refusal, TooMany):
        g.retry_after = refusal.facts.get("seconds")
    if refusal.code in COUNTED:
        return COUNTED[refusal.code](refusal.facts)
    return str(SENTENCES.get(refusal.code, SENTENCES["refused"]))
