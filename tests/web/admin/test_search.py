"""What is sought, and which words mean the same."""

from core.platform import audit
from core.platform.db import reading, transaction
from core.search import queries, service
from tests.factories.consoles import Console
from tests.factories.shop import Shop
from tests.factories.shopping import words_of


def test_searches_are_listed_and_those_in_vain_by_themselves(shop: Shop, console: Console) -> None:
    site = shop.sites["global"]
    with transaction():
        for query, results in (("moon", 1), ("moon", 1), ("<b>submarine</b>", 0)):
            service.note_search(site.id, "en", query, results)
    page = console.get("/search").text
    assert "3 searches in the last thirty days" in words_of(page)
    assert "In vain: 1." in page
    assert "moon" in page
    in_vain = console.get("/search?found=nothing").text
    assert "&lt;b&gt;submarine&lt;/b&gt;" in in_vain
    assert "moon" not in in_vain


def test_synonyms_are_added_changed_and_removed_with_their_history(shop: Shop, console: Console) -> None:
    done = console.post("/search/synonyms", language="en", terms="mug\ncup, beaker")
    assert (done.status_code, done.location) == (303, "/admin/search/synonyms")
    page = console.get("/search/synonyms").text
    assert "mug · cup · beaker" in page
    with reading():
        group = queries.list_synonyms()[0]
    assert "beaker" in console.get(f"/search/synonyms/{group.id}").text
    console.post(f"/search/synonyms/{group.id}", language="", terms="mug\ncup", version=group.version)
    console.post(f"/search/synonyms/{group.id}/removal")
    with reading():
        assert queries.list_synonyms() == []
        history = audit.history_of("search_synonyms", group.id)
        assert [entry.action for entry in history] == ["add", "change", "remove"]
        assert history[1].before == {"language": "en", "terms": ["mug", "cup", "beaker"]}


def test_a_single_word_is_no_synonym_and_stays_typed(shop: Shop, console: Console) -> None:
    refused = console.post("/search/synonyms", language="de", terms="Becher")
    assert refused.status_code == 422
    assert "Please type two different words at least." in refused.text
    assert 'aria-invalid="true"' in refused.text
    assert ">Becher</textarea>" in refused.text
    assert '<option value="de" selected>' in refused.text


def test_somebody_was_faster_with_the_synonyms(shop: Shop, console: Console) -> None:
    console.post("/search/synonyms", language="en", terms="mug\ncup")
    with reading():
        group = queries.list_synonyms()[0]
    console.post(f"/search/synonyms/{group.id}", language="en", terms="mug\nbeaker", version=1)
    late = console.post(f"/search/synonyms/{group.id}", language="en", terms="mug\nbowl", version=1)
    assert late.status_code == 409
    assert "bowl</textarea>" in late.text
    with reading():
        assert queries.get_synonyms(group.id).terms == ("mug", "beaker")


def test_synonyms_that_are_not_there_are_not_found(shop: Shop, console: Console) -> None:
    assert console.get("/search/synonyms/999").status_code == 404
    assert console.post("/search/synonyms/999", language="en", terms="a1\nb1", version=1).status_code == 404
    assert console.post("/search/synonyms/999/removal").status_code == 404
