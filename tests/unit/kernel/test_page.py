import pytest

from core.kernel.page import Page, PageAsk


@pytest.mark.parametrize(("total", "last"), [(0, 1), (1, 1), (48, 1), (49, 2), (96, 2), (97, 3)])
def test_the_last_page_holds_the_rest(total: int, last: int) -> None:
    assert Page([], PageAsk(), total).last == last


def test_a_page_knows_its_neighbors_and_where_it_begins() -> None:
    middle = Page(["x"], PageAsk(number=2, size=10), 25)
    assert (middle.has_previous, middle.has_next, middle.ask.offset) == (True, True, 10)
    assert not Page([], PageAsk(number=1, size=10), 25).has_previous
    assert not Page([], PageAsk(number=3, size=10), 25).has_next
