"""The words on the screen, so that journeys find things by role and name in every language."""

from functools import cache

from babel.messages.pofile import read_po

from core.platform.settings import ROOT
from web.shared.site import LANGUAGES


class Words:
    """Sentences of the catalogs in one language: words("Place order")."""

    def __init__(self, language: str) -> None:
        self.locale = LANGUAGES[language][0]

    def __call__(self, english: str, **facts: object) -> str:
        text = english if self.locale == "en" else _catalog(self.locale)[english]
        return text % facts if facts else text


@cache
def _catalog(locale: str) -> dict[str, str]:
    path = ROOT / "web" / "translations" / locale / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return {m.id: m.string for m in read_po(file) if isinstance(m.id, str) and isinstance(m.string, str)}
