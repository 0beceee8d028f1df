"""How texts and queries become words: folded, cut where a script has no spaces, and as they sound in Latin letters.

The same folding stands on both sides, so that whoever types without accents finds what is written with them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from core.search.policy import polish, sounds
from core.search.policy.idle import is_idle, is_joint

MOST_WORDS = 8
LONGEST_WORD = 64
SHORTEST_START = 3  # letters that a longer word may begin with to be found
SHORTEST_TAIL = 3  # letters of the last part of a compound
SHORTEST_COMPOUND = 8
COMPOUNDING = frozenset({"de"})  # languages that write several nouns as one word
STEMS = {"pl": polish.stem}  # of languages that the database has no stemmer for
CONFIGURATIONS = {
    "en": "english", "ru": "russian", "es": "spanish", "de": "german", "fr": "french",
}  # fmt: skip
UNSTEMMED_CONFIGURATION = "simple"

_WORD = re.compile(r"[^\W_]+")
_HAN = sounds.HAN
_SIGNS = re.compile(r"[^\w\s'’.-]+")  # what parts the things that one name lists
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_SPECIAL = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ё": "е"})


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a query with all that may stand for it."""

    word: str
    sounds: tuple[str, ...] = ()
    stem: str = ""
    pieces: tuple[str, ...] = ()


def configuration_of(language: str) -> str:
    """Name the text search configuration of a language."""
    return CONFIGURATIONS.get(language, UNSTEMMED_CONFIGURATION)


def fold(text: str) -> str:
    """Bring a text to lower case without accents, Chinese to simplified signs; й stays, as it is no form of и."""
    small = unicodedata.normalize("NFKC", text.replace("\x00", " ")).casefold().translate(_SPECIAL)
    if _HAN.search(small):
        small = _simplified()(small)
    return "".join(letter if letter == "й" else _bare(letter) for letter in small)


def cut(text: str) -> list[str]:
    """Give the folded words of a text in order; Chinese is cut into words by a dictionary."""
    return [word[:LONGEST_WORD] for run in _WORD.findall(fold(text)) for word in _cut_run(run)]


def words_of(query: str) -> tuple[str, ...]:
    """Give the words of a query, each once, eight at most."""
    return tuple(dict.fromkeys(cut(query)))[:MOST_WORDS]


def key_of(words: Iterable[str], language: str) -> str:
    """Give the words of a name as the database is to stem them, so that two names are compared by what they say."""
    stem = STEMS.get(language)
    return " ".join(stem(word) if stem else word for word in words if not is_idle(word, language))


def stemmed(text: str, language: str) -> str:
    """Give a text as the database is to stem it: its folded words, those of Polish stemmed already."""
    stem = STEMS.get(language)
    return " ".join(stem(word) if stem else word for word in cut(text))


def listed_in(name: str) -> list[str]:
    """Give the things that a name lists, each by itself: Tea & coffee are two; a name of one thing lists none."""
    runs: list[list[str]] = [[]]
    for part in _SIGNS.split(name):
        for word in cut(part):
            if is_joint(word):
                runs.append([])
            else:
                runs[-1].append(word)
        runs.append([])
    things = [" ".join(run) for run in runs if run]
    return things if len(things) > 1 else []


def parts_of(word: str, language: str) -> list[str]:
    """Give what else a word holds: the ends of a compound, single signs of a Chinese word."""
    if _HAN.fullmatch(word):
        return list(word) if len(word) > 1 else []
    if language in COMPOUNDING and len(word) >= SHORTEST_COMPOUND and word.isalpha():
        return [word[at:] for at in range(3, len(word) - SHORTEST_TAIL + 1)]
    return []


def umlauts_spelled(text: str) -> str:
    """Give the words of a German text that have umlauts as people write them without: Moebel."""
    small = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(
        word.translate(_UMLAUTS) for word in _WORD.findall(small) if word != word.translate(_UMLAUTS)
    )


def term_of(word: str, language: str) -> Term:
    """Give all that may stand for a word of a query: a word in one script asks for sounds written in the other."""
    stem = STEMS[language](word) if language in STEMS else ""
    pieces = tuple(word) if _HAN.fullmatch(word) and len(word) > 1 else ()
    return Term(word, sounds.asked_sounds(word), stem, pieces)


def starts_of(name: str) -> list[str]:
    """Give a name from each of its words on, folded, and how the first sounds, for who types its beginning."""
    words = cut(name)
    starts = [" ".join(words[at:])[:255] for at in range(len(words))]
    return list(dict.fromkeys([*starts, *sounds.name_sounds_in(words)]))


@cache
def _simplified() -> Callable[[str], str]:
    from opencc import OpenCC  # as with rjieba: a process that never reads Chinese does without

    return OpenCC("t2s").convert


def _bare(letter: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", letter) if not unicodedata.combining(sign))


def _cut_run(run: str) -> list[str]:
    if not _HAN.search(run):
        return [run]
    import rjieba  # its dictionary takes 33 MB, and a process that never reads Chinese does without

    return [word for word in rjieba.cut_for_search(run, True) if _WORD.fullmatch(word)]
