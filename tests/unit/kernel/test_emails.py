import pytest

from core.kernel import emails
from core.kernel.emails import tidy_email


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("shopper@demo.example", "shopper@demo.example"),
        ("  Shopper@Demo.EXAMPLE\t", "shopper@demo.example"),
        ("first.last+shop@sub.domain.de", "first.last+shop@sub.domain.de"),
        ("info@bücher.example", "info@xn--bcher-kva.example"),
        ("info@пример.рф", "info@xn--e1afmkfd.xn--p1ai"),
        ("ｗｉｄｅ@demo.example", "wide@demo.example"),
    ],
)
def test_an_address_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert tidy_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "@",
        "nobody",
        "nobody@",
        "@demo.example",
        "a@b",
        "<a@demo.example>",
        "a b@demo.example",
        "a@demo..example",
        "a..b@demo.example",
        ".a@demo.example",
        "a@-demo.example",
        "a@127.0.0.1",
        "a@demo.example\nBcc: all@demo.example",
        "юля@demo.example",
        f"{'a' * 65}@demo.example",
        f"a@{'b' * 64}.example",
        f"a@{'b.' * 130}example",
    ],
)
def test_what_no_mail_can_be_sent_to_is_no_address(typed: str) -> None:
    assert tidy_email(typed) is None


def test_what_is_far_too_long_is_not_even_tidied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emails, "unicodedata", None)  # what would take seconds
    assert tidy_email("a@" + "é." * 500) is None
