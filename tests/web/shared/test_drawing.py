"""What templates remember: each answer by everything it was asked with."""

from typing import Any

from markupsafe import Markup

from web.shared.drawing import kept


def test_a_kept_macro_draws_each_answer_once_and_other_arguments_anew() -> None:
    asked: list[tuple[Any, ...]] = []

    def card(title: str, price: int = 0) -> str:
        asked.append((title, price))
        return f"<b>{title} {price}</b>"

    draw = kept(card)
    assert draw("Lamp", price=5) == draw("Lamp", price=5) == Markup("<b>Lamp 5</b>")
    assert draw("Lamp", price=6) == "<b>Lamp 6</b>"
    assert asked == [("Lamp", 5), ("Lamp", 6)]


def test_what_is_escaped_already_is_another_argument() -> None:
    draw = kept(lambda text: f"<i>{type(text).__name__}</i>")
    assert (draw("a"), draw(Markup("a"))) == ("<i>str</i>", "<i>Markup</i>")


def test_another_voice_is_another_answer() -> None:
    voice = ["en"]
    draw = kept(lambda: voice[0], lambda: (voice[0],))
    first = draw()
    voice[0] = "de"
    assert (first, draw()) == ("en", "de")
