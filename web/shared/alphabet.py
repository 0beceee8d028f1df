"""The order in which people look for names: that of their own alphabet, in Chinese that of the sounds."""

from unicodedata import combining, normalize

from anyascii import anyascii

# Letters of their own, which stand after the letter they look like; elsewhere marks make no difference.
OWN_LETTERS = {"pl": "ąćęłńóśźż", "es": "ñ"}
LAST = "\uffff"


def in_alphabet(name: str, language: str) -> str:
    """Give what a name is sorted by: Österreich stands at O, Łotwa after Luksemburg, 中国 at Z."""
    if language == "zh":
        return anyascii(name).casefold()
    own = OWN_LETTERS.get(language, "")
    return "".join(_bare(sign) + (LAST if sign in own else "") for sign in normalize("NFC", name).casefold())


def _bare(sign: str) -> str:
    parts = normalize("NFKD", sign).replace("ł", "l")
    return "".join(part for part in parts if not combining(part))
