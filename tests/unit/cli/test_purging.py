"""What a cache in front is told to purge: a page once every server shows the new one, a site where word was lost."""

from collections.abc import Iterator

from cli.purging import STAYS_OPEN_SECONDS, keys_to_purge
from core.publishing import policy
from core.publishing.types import Address

LAMP = "page:global:/en/p/moon-lamp"


def told(words: list[str | None], *, every: float) -> list[tuple[float, str]]:
    """Give the keys with the seconds after which they come, where a word is heard every so many seconds."""
    now = 0.0

    def heard() -> Iterator[str | None]:
        nonlocal now
        for word in words:
            yield word
            now += every

    return [(now, key) for key in keys_to_purge(heard(), ["global", "ru"], lambda: now)]


def name(currency: str, path: str, site: str = "global") -> str:
    return policy.file_of(Address(site, currency, path))


def test_a_page_is_purged_once_for_all_currencies_and_not_before_nginx_shows_it() -> None:
    words = ["", "", "", name("USD", "/en/p/moon-lamp"), name("EUR", "/en/p/moon-lamp"), "", ""]
    keys = [(when, key) for when, key in told([*words], every=0.5) if key == LAMP]
    assert keys == [(3 * 0.5 + STAYS_OPEN_SECONDS, LAMP)]


def test_whoever_may_have_missed_a_word_purges_whole_sites() -> None:
    keys = [key for _, key in told(["", "", "", None, None, "", "", ""], every=1)]
    assert keys == ["site:global", "site:ru"] * 2


def test_keys_are_written_as_in_addresses() -> None:
    russian = policy.key_of_name(name("RUB", "/ru/p/лампа", "ru"))
    assert russian == "page:ru:/ru/p/%D0%BB%D0%B0%D0%BC%D0%BF%D0%B0"
    assert policy.key_of_name(name("USD", "/en/")) == "page:global:/en/"
