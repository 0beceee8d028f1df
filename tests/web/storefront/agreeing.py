"""Whether what a page says agrees with itself: numbers with their nouns, letters with their direction."""

import re
import unicodedata
from functools import cache
from gettext import GNUTranslations
from html.parser import HTMLParser
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from core.platform.settings import ROOT
from web.shared.site import LANGUAGES

NUMBER = r"(\d{1,3}(?:[\s.,'\u2019\u00a0\u202f]\d{3})*|\d+)"
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_FACT = re.compile(r"%\((\w+)\)s")
_TAG = re.compile(r"<[^>]+>")


def disagreeing(texts: list[str], language: str) -> list[str]:
    """List what puts a number before a form of the noun that the language keeps for other numbers."""
    return [text for text in texts for forms in _plurals(language) if not _agrees(text, *forms)]


def on_the_wrong_side(page: str) -> list[str]:
    """List what is written from right to left and not kept apart from the words around it."""
    reader = _Sides()
    reader.feed(page)
    return reader.found


@cache
def _plurals(language: str) -> list[tuple[list[re.Pattern[str]], list[int]]]:
    """Give for each sentence with a number the patterns of its forms, and which form each number up to 999 wants."""
    path = ROOT / "web" / "translations" / LANGUAGES[language][0] / "LC_MESSAGES" / "messages.po"
    if language == "en":
        path = ROOT / "web" / "translations" / "de" / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        catalog = read_po(file)
    found = []
    wanted = _wanted_forms(catalog)
    for message in catalog:
        if isinstance(message.id, tuple):
            said = message.id if language == "en" else tuple(message.string or ())
            forms = [re.compile(_pattern(one)) for one in said if "%(num)s" in one]
            if len(forms) == len(said):
                found.append((forms, wanted))
    return found


def _wanted_forms(catalog: Catalog) -> list[int]:
    """Give which form each number up to 999 wants, as gettext itself answers for a noun whose forms are numbered."""
    numbered = Catalog(header_comment="")
    numbered.mime_headers = catalog.mime_headers
    numbered.add(("one", "many"), tuple(str(at) for at in range(catalog.num_plurals)))
    compiled = BytesIO()
    write_mo(compiled, numbered)
    compiled.seek(0)
    translations = GNUTranslations(compiled)
    return [int(translations.ngettext("one", "many", number)) for number in range(1000)]


def _pattern(form: str) -> str:
    plain = " ".join(_TAG.sub(" ", form).split())
    parts = _FACT.split(plain)
    return "".join(
        re.escape(part).replace("%%", "%") if at % 2 == 0 else NUMBER if part == "num" else ".{1,80}"
        for at, part in enumerate(parts)
    )


def _agrees(text: str, forms: list[re.Pattern[str]], wanted: list[int]) -> bool:
    fitting = [(at, found[1]) for at, form in enumerate(forms) if (found := form.fullmatch(text))]
    if not fitting:
        return True
    number = int(re.sub(r"\D", "", fitting[0][1])) % 1000
    return wanted[number] in {at for at, _ in fitting}


class _Sides(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.apart: list[tuple[str, bool]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            own = dict(attrs).get("dir") in {"auto", "rtl"}
            self.apart.append((tag, tag in {"bdi", "textarea", "script", "title", "option"} or own))

    def handle_endtag(self, tag: str) -> None:
        while self.apart and self.apart.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        is_other = any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in data)
        if is_other and not any(is_apart for _, is_apart in self.apart):
            self.found.append(data.strip())
