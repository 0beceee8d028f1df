"""The style guide shows every component and pattern, in plain and in stretched words."""

import pytest

from web.app import create_app
from web.shared.style_guide.samples import PATTERNS

EU = "http://eu.localhost:8000"


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("words", ["", "?words=long"])
def test_every_component_and_every_pattern_is_drawn(words: str) -> None:
    client = create_app().test_client()
    for path in ("/style-guide", *(f"/style-guide/{name}" for name in PATTERNS)):
        answer = client.get(f"{path}{words}", base_url=EU)
        assert answer.status_code == 200, path
        assert "<h1" in answer.text, path


@pytest.mark.usefixtures("shop")
def test_stretched_words_are_longer() -> None:
    client = create_app().test_client()
    plain, long = (client.get(f"/style-guide{words}", base_url=EU) for words in ("", "?words=long"))
    assert len(long.text) > len(plain.text)


@pytest.mark.usefixtures("shop")
def test_an_unknown_pattern_is_not_found() -> None:
    assert create_app().test_client().get("/style-guide/nothing-of-ours", base_url=EU).status_code == 404
