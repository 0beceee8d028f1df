"""The demo world's synonyms lead to its goods, in every language."""

from collections import Counter

import pytest

from cli.demo.reading import read_goods, read_world
from core.search.policy import words
from core.search.types import LANGUAGES

GROUPS = read_world("synonyms")


def vocabulary(language: str) -> set[str]:
    goods = read_goods()
    texts = [item.titles[language] for item in goods.items]
    texts += [category["names"][language] for category in goods.categories]
    cut = [word for text in texts for word in words.cut(text)]
    return {*cut, *(part for word in cut for part in words.parts_of(word, language))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_group_leads_to_something(language: str) -> None:
    known = vocabulary(language)
    groups = [raw["terms"] for raw in GROUPS if raw["language"] == language]
    assert len(groups) >= 30
    in_vain = [terms for terms in groups if not any(set(words.words_of(term)) <= known for term in terms)]
    assert in_vain == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_term_stands_in_two_groups_or_twice(language: str) -> None:
    groups = [raw["terms"] for raw in GROUPS if raw["language"] == language]
    count = Counter(" ".join(words.words_of(term)) for terms in groups for term in terms)
    assert [term for term, times in count.items() if times > 1] == []
