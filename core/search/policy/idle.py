"""Words that say nothing of a thing, folded: what stands between words of a query, and joins the parts of a name.

The database's own lists are spelled with accents, which folded words have not; and it has none for Polish and Chinese.
Published lists go much further than a shop can: they drop "home", "top" and "small".
"""

_WORDS = {
    "en": "a an and the of for with without from to in on at by or is are my your our their his her its this that "
    "these those some any",
    "de": "der die das den dem des ein eine einen einem einer eines und oder fur mit ohne von vom zum zur zu im in "
    "am an auf aus bei beim als wie mein meine meinen dein deine ist sind",
    "fr": "le la les l un une des du de d et ou pour avec sans en au aux a dans sur par mon ma mes ton ta tes ce cet "
    "cette ces qui est",
    "es": "el la los las un una unos unas y e o u de del para por con sin en a al mi mis tu tus su sus que es",
    "ru": "и или а в во на с со без для из от до по к ко у о об за под при над не мой моя мое мои это этот эта",
    "pl": "i oraz lub albo a w we na z ze bez dla do od ode po pod nad przy u o za przez moj moja moje to ten ta te "
    "jest",
    "zh": "的 和 与 及 或 了 是 在 给 用 适合",
}
_JOINTS = {"and", "und", "et", "y", "e", "и", "i", "oraz", "与", "和", "及"}
WORDS = {language: frozenset(text.split()) for language, text in _WORDS.items()}


def is_idle(word: str, language: str) -> bool:
    """Say whether a folded word means nothing for what is looked for in a language."""
    return word in WORDS.get(language, frozenset())


def is_joint(word: str) -> bool:
    """Say whether a folded word joins two things of equal standing: tea and coffee."""
    return word in _JOINTS
