"""The demo world comes whole or not at all, and never into a shop in use."""

from typing import Any

import pytest

from cli import foundations
from cli.demo import album, listing, load, shots
from cli.demo.reading import read_goods
from cli.demo.shots import Shot
from cli.progress import Progress
from core.accounts import queries as accounts
from core.accounts import service as entering
from core.catalog.models import Product
from core.fx import queries as fx
from core.kernel import clock
from core.media.models import Medium
from core.ops import queries as ops
from core.platform import idempotency
from core.platform.db import reading, transaction
from core.platform.outbox import Message
from core.sites import queries as sites
from core.taxes import queries as taxes
from tests.rooms.demo.small_world import count_of, item_of, product_of, small


@pytest.mark.usefixtures("data", "committed_db")
def test_an_interrupted_hour_in_the_studio_is_gone_on_with_once(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = ("ridge-tent", "stitched-baseball")
    monkeypatch.setattr(load, "read_goods", lambda: small(*keys))
    monkeypatch.setattr(album, "read_goods", lambda: small(*keys))
    assert load.load_if_empty()
    take, taken = album.shots.take, []

    def interrupted(shot: Shot) -> bytes:
        if taken:
            raise KeyboardInterrupt
        taken.append(take(shot))
        return taken[0]

    monkeypatch.setattr(album.shots, "take", interrupted)
    with pytest.raises(KeyboardInterrupt):
        album.complete()
    monkeypatch.setattr(album.shots, "take", take)
    assert 1 <= album.complete() <= len(keys)
    with reading():
        counts = [len(product_of(key).pictures) for key in keys]
        planned = [len(shots.of_item(item_of(key), read_goods().attributes)) for key in keys]
    assert counts == planned
    assert album.complete() == 0


@pytest.mark.usefixtures("data", "committed_db")
def test_an_interrupted_load_leaves_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    publish, published = listing.publish, []

    def interrupted(*args: Any) -> None:
        if published:
            raise KeyboardInterrupt
        published.append(publish(*args))

    monkeypatch.setattr(load, "read_goods", lambda: small("ridge-tent", "stitched-baseball"))
    monkeypatch.setattr(listing, "publish", interrupted)
    with pytest.raises(KeyboardInterrupt):
        load.load(Progress())
    with reading():
        assert not ops.is_demo_loaded()
        assert sites.list_sites() == []
        assert [count_of(kind) for kind in (Product, Medium, Message, idempotency.KeptKey)] == [0, 0, 0, 0]
    monkeypatch.setattr(listing, "publish", publish)
    assert load.load_if_empty()
    with reading():
        assert count_of(Product) == 2


@pytest.mark.usefixtures("committed_db")
def test_the_world_never_enters_a_shop_in_use() -> None:
    with transaction():
        foundations.lay_foundations()
    assert not load.load_if_empty()
    with pytest.raises(load.ShopInUse):
        load.load(Progress())
    with reading():
        assert accounts.find_account_by_email("admin@demo.example") is None


@pytest.mark.usefixtures("committed_db")
def test_the_world_never_enters_a_shop_with_an_operator() -> None:
    with transaction():
        entering.create_first_operator(email="boss@shop.example", name="Boss", password="a long enough one")
    assert not load.load_if_empty()


@pytest.mark.usefixtures("db")
def test_an_empty_shop_stands_on_one_site_and_the_shipped_rates() -> None:
    for _ in range(2):
        with transaction():
            foundations.lay_foundations()
    with reading():
        (site,) = sites.list_sites()
        assert (site.code, site.is_default, site.default_language) == ("global", True, "en")
        assert all(fx.get_quote("USD", currency).rate > 0 for currency in site.currencies)
        assert taxes.list_rates("DE", ["standard"], clock.today())["standard"].rate_bp == 1900
        assert not ops.is_demo_loaded()
