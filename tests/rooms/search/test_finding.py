"""Understanding: other forms, other letters, other words, and what was probably meant."""

from datetime import timedelta

import pytest
from time_machine import TimeMachineFixture

from core.catalog import service as catalogs
from core.kernel import clock
from core.kernel.actor import SYSTEM
from core.kernel.page import PageAsk
from core.platform.db import reading, transaction
from core.search import queries, service
from core.search.errors import SynonymsNotFound, SynonymsOutdated, TooFewSynonyms
from core.search.types import Finding, ListingAsk, Reach, Sort, View
from tests.factories.search import catch_up
from tests.factories.shop import Shop
from tests.statements import counted


def view_of(shop: Shop, language: str = "en") -> View:
    site = shop.sites[{"ru": "ru", "pl": "eu"}.get(language, "global")]
    return View(site, site.chain(language), site.default_currency)


def understand(shop: Shop, query: str, language: str = "en") -> Finding:
    with reading():
        return queries.understand(view_of(shop, language), query)


def find(shop: Shop, query: str, language: str = "en") -> list[str]:
    view = view_of(shop, language)
    with reading():
        finding = queries.understand(view, query)
        if finding.reach == Reach.NOTHING:
            return []
        return [
            card.title for card in queries.look(ListingAsk(view, finding=finding, sort=Sort.RELEVANCE)).cards
        ]


@pytest.mark.parametrize(
    ("query", "language", "title"),
    [
        ("lamps", "en", "Moon lamp"),
        ("лампы луна", "ru", "Лампа Луна"),
        ("кружки", "ru", "Кружка Гавань"),
        ("kubki lampami", "pl", None),
        ("lampami", "pl", "Lampa Księżyc"),
        ("ksiezyc", "pl", "Lampa Księżyc"),
        ("lampe", "de", "Mondlampe"),
        ("灯", "zh", "月亮灯"),
        ("月亮", "zh", "月亮灯"),
        ("yueliang", "zh", "月亮灯"),
        ("lampa", "ru", "Лампа Луна"),
        ("люмен", "ru", None),
        ("tasses", "fr", "Tasse du port"),
    ],
)
def test_every_language_finds_other_forms_and_letters(
    shop: Shop, query: str, language: str, title: str | None
) -> None:
    found = find(shop, query, language)
    if title is not None:
        assert title in found


def test_a_brand_is_found_in_the_readers_letters(shop: Shop) -> None:
    with transaction():
        catalogs.add_brand(code="nordwind", name="Nordwind")
        service.index_names()
    with reading():
        assert queries.suggest(view_of(shop, "ru"), "нордв").brands == ()  # nothing of it is sold here


def test_a_misspelled_word_is_understood(shop: Shop) -> None:
    finding = understand(shop, "moon lapm")
    assert (finding.reach, finding.meant) == (Reach.LOOSE, "moon lamp")
    assert understand(shop, "harbr").meant == "harbor"
    assert understand(shop, "rhe,rf", "ru").meant == ""
    assert understand(shop, "kfvgf", "ru").meant == "лампа"
    assert understand(shop, "submarine").meant == ""


def test_some_words_have_to_do_where_nothing_holds_all(shop: Shop) -> None:
    finding = understand(shop, "moon mug")
    assert finding.reach == Reach.LOOSE
    assert sorted(find(shop, "moon mug")) == ["Harbor mug", "Moon lamp"]


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("nothing here is called a lamp xyzzy", "en"),  # one word of four that mean something
        ("about xyzzy", "en"),  # half of them, but it says nothing
        ("of", "en"),  # nothing but that, and other words begin with it
        ("like xyzzy", "en"),  # half of them, but in the small print
        ("такого здесь точно нет", "ru"),
    ],
)
def test_words_that_fit_by_accident_find_nothing(shop: Shop, query: str, language: str) -> None:
    assert understand(shop, query, language).reach == Reach.NOTHING


def test_synonyms_find_what_is_called_otherwise(shop: Shop) -> None:
    assert find(shop, "nightlight") == []
    with transaction():
        group = service.add_synonyms("en", ["Nightlight", "moon lamp", "moon  LAMP"], by=SYSTEM)
    assert find(shop, "nightlight") == ["Moon lamp"]
    assert find(shop, "nightlight", "de") == []
    with transaction():
        service.change_synonyms(group, "", ["nightlight", "Mug"], version=1, by=SYSTEM)
    assert find(shop, "nightlight") == ["Harbor mug"]
    with transaction():
        service.remove_synonyms(group, by=SYSTEM)
    assert find(shop, "nightlight") == []


def test_synonyms_are_changed_by_one_person_at_a_time(shop: Shop) -> None:
    with transaction():
        group = service.add_synonyms("en", ["cup", "mug"], by=SYSTEM)
    with transaction():
        service.change_synonyms(group, "en", ["cup", "mug", "beaker"], version=1, by=SYSTEM)
    with pytest.raises(SynonymsOutdated), transaction():
        service.change_synonyms(group, "en", ["cup", "bowl"], version=1, by=SYSTEM)
    with pytest.raises(TooFewSynonyms), transaction():
        service.add_synonyms("en", ["Cup", "cup ", ""], by=SYSTEM)
    with pytest.raises(SynonymsNotFound), transaction():
        service.remove_synonyms(group + 99, by=SYSTEM)
    with reading():
        assert [one.terms for one in queries.list_synonyms()] == [("cup", "mug", "beaker")]


def test_a_sku_or_barcode_names_its_variant(shop: Shop) -> None:
    with transaction():
        catalogs.set_barcode(shop.variants["MUG"], shop.nordwind, "4006381 33393-1", by=SYSTEM)
    with reading():
        assert queries.find_variant(view_of(shop), "lamp-white") == ("moon-lamp", shop.variants["LAMP-WHITE"])
        assert queries.find_variant(view_of(shop), " 4006381333931 ") == ("harbor-mug", shop.variants["MUG"])
        assert queries.find_variant(view_of(shop), "04006381333931") == ("harbor-mug", shop.variants["MUG"])
        assert queries.find_variant(view_of(shop), "KETTLE") is None
        assert queries.find_variant(view_of(shop), "moon lamp") is None


def test_suggestions_begin_as_is_typed(shop: Shop) -> None:
    with reading():
        found = queries.suggest(view_of(shop), "lam")
    assert found.products == (("Moon lamp", "moon-lamp"),)
    assert found.completions == ("lamps", "lamp")
    assert len(found.category_ids) == 1
    with reading():
        assert queries.suggest(view_of(shop), "moon la").products == (("Moon lamp", "moon-lamp"),)
        assert queries.suggest(view_of(shop, "ru"), "круж").products == (("Кружка Гавань", "кружка-гавань"),)
        assert queries.suggest(view_of(shop), "l").products == ()
        assert queries.suggest(view_of(shop), "'; drop").products == ()


def test_suggestions_take_few_statements(shop: Shop) -> None:
    with reading(), counted() as sent:
        queries.suggest(view_of(shop), "moon la")
    assert len(sent) <= 2, sent


def test_searches_are_counted_by_day_without_a_person(shop: Shop) -> None:
    site = shop.sites["global"]
    with transaction():
        for query in ("Moon Lamp", "moon  lamp", "me@home.example", "call +49 30 1234567", "submarine"):
            service.note_search(site.id, "en", query, 0 if query == "submarine" else 1)
    with reading():
        assert [(one.query, one.times) for one in queries.list_sought(PageAsk()).items] == [
            ("moon lamp", 2),
            ("submarine", 1),
        ]
        assert [one.query for one in queries.list_sought(PageAsk(), only_in_vain=True).items] == ["submarine"]
        assert queries.count_sought() == (3, 1)


def test_popular_is_what_many_look_for_as_they_write_it_and_find(
    shop: Shop, time_machine: TimeMachineFixture
) -> None:
    here, there = shop.sites["global"].id, shop.sites["ru"].id
    time_machine.move_to(clock.now(), tick=False)
    with transaction():
        service.note_search(here, "en", "moon lamp", 1, times=6)
        time_machine.shift(timedelta(days=5))
        service.note_search(here, "en", "Moon  lamp", 1, times=5)
        service.note_search(here, "en", "mug", 1, times=4)
        service.note_search(here, "en", "submarine", 0, times=9)
        service.note_search(there, "ru", "чайник", 3, times=7)
    with reading():
        popular = queries.list_popular(10)
        assert [(one.site_id, one.language, one.query) for one in popular] == [
            (there, "ru", "чайник"),
            (here, "en", "moon lamp"),
            (here, "en", "Moon lamp"),
        ]
        assert queries.list_popular(1) == popular[:1]
        time_machine.shift(timedelta(days=3))
        assert [one.query for one in queries.list_popular(10)] == ["чайник", "Moon lamp"]
    with transaction():
        service.note_looks(there, "ru", "чайник", 2)
    with reading():
        (row,) = [one for one in queries.list_sought(PageAsk()).items if one.site_id == there]
        assert (row.times, row.results) == (9, 3)


def test_writing_the_index_twice_changes_nothing(shop: Shop) -> None:
    before = find(shop, "moon lamp")
    catch_up()
    assert find(shop, "moon lamp") == before == ["Moon lamp"]
    with reading():
        assert not queries.needs_making()
