"""The demo world's own pages: home pages and channels made of blocks, and the texts every shop needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from string import Template
from typing import Any
from zoneinfo import ZoneInfo

from cli.demo.frame import DEMO, Frame
from cli.demo.reading import WORLD, Json, read_world
from core.content import service
from core.content.types import BlockKind, Column, PageId, PageKind, Rule, Settings, Size, Tone, Writing
from core.kernel import clock
from core.kernel.ids import MediaId
from core.kernel.texts import Texts
from core.sites.types import SiteDetail

SHELF_DAYS = 12


@dataclass(frozen=True, slots=True)
class Studio:
    """What every page is made from: themes, titles, and pictures by scene."""

    themes: Mapping[str, Json]
    titles: Mapping[str, Texts]
    pictures: Mapping[str, MediaId]


def scenes() -> list[str]:
    """Name the wide photographs that the pages need."""
    return [theme["scene"] for theme in read_world("themes").values()]


def build_pages(frame: Frame, pictures: Mapping[str, MediaId]) -> None:
    """Make the pages of every site, each in the site's languages."""
    raw = read_world("site_pages")
    studio = Studio(read_world("themes"), raw["titles"], pictures)
    support = {one["code"]: one["support_email"] for one in read_world("sites")}
    for site in frame.sites.values():
        for code in raw["homes"][site.code]["channels"]:
            _channel(site, code, raw["channels"][code], studio)
        _home(site, raw["homes"][site.code], studio)
        for code, column, position in raw["texts"]:
            writing = read_text(code, site, support[site.code])
            _open(site, PageKind.TEXT, writing, code=code, column=Column(column), position=position)


def read_text(code: str, site: SiteDetail, email: str) -> Writing:
    """Read a text in the site's languages: a title, a first paragraph that is its lead, and the rest."""
    facts = {
        "company": site.legal_entity["name"], "address": site.legal_entity["address"],
        "tax_ids": site.legal_entity["tax_id"], "email": email,
    }  # fmt: skip
    titles, leads, bodies = {}, {}, {}
    for language in site.languages:
        written = (WORLD / "texts" / f"{code}.{language}.md").read_text(encoding="utf-8")
        title, lead, body = Template(written).substitute(facts).split("\n\n", 2)
        titles[language], leads[language], bodies[language] = title.removeprefix("# "), lead, body
    return Writing(titles, leads, bodies)


def _open(site: SiteDetail, kind: PageKind, writing: Writing, **where: Any) -> PageId:
    page_id = service.open_page(site.id, kind, writing, by=DEMO, **where)
    service.publish_page(page_id, by=DEMO)
    return page_id


def _home(site: SiteDetail, raw: Json, studio: Studio) -> None:
    hero = studio.themes[raw["hero"]]
    page_id = _open(site, PageKind.HOME, Writing(_spoken(site, hero["title"]), _spoken(site, hero["text"])))
    page = _Page(page_id, site, studio)
    page.themed(BlockKind.HERO, raw["hero"], _way(raw["hero"], raw["channels"], hero))
    page.put(BlockKind.PROMISES)
    page.put(BlockKind.TILES)
    page.put(BlockKind.GRID, settings=Settings(rule=Rule.NEWEST))
    for theme in raw["banners"]:
        page.themed(BlockKind.BANNER, theme, _way(theme, raw["channels"], studio.themes[theme]))
    page.put(BlockKind.GRID, settings=Settings(rule=Rule.BEST_SELLING, count=4))
    page.shelf(*raw["shelf"])
    page.put(BlockKind.GRID, settings=Settings(rule=Rule.SMALL_PRICES, count=4))
    page.put(BlockKind.BRANDS)
    page.put(BlockKind.MERCHANTS)
    page.put(BlockKind.RECENT)


def _way(theme: str, channels: Sequence[str], raw: Json) -> str:
    return f"page:{theme}" if theme in channels else str(raw["link"])


def _channel(site: SiteDetail, code: str, parts: Sequence[Sequence[str]], studio: Studio) -> None:
    theme = studio.themes[code]
    writing = Writing(_spoken(site, theme["title"]), _spoken(site, theme["text"]))
    page_id = _open(site, PageKind.CHANNEL, writing, code=code, column=Column.SHOP)
    page = _Page(page_id, site, studio)
    page.themed(BlockKind.HERO, code, theme["link"], size=Size.CALM)
    for kind, title, what in parts:
        if kind == BlockKind.GRID:
            page.shelf(title, what)
        elif kind == BlockKind.COUNTDOWN:
            page.countdown(title, what, Tone(theme["tone"]))
        else:
            page.put(BlockKind.TEXT, {"title": studio.titles[title], "body": studio.titles[what]})


@dataclass(frozen=True, slots=True)
class _Page:
    """A page on which blocks are put one below the other."""

    id: PageId
    site: SiteDetail
    studio: Studio

    def put(
        self,
        kind: BlockKind,
        texts: Mapping[str, Texts] | None = None,
        settings: Settings | None = None,
        picture: str = "",
        ends_at: datetime | None = None,
    ) -> None:
        block_id = service.add_block(self.id, kind, by=DEMO)
        service.change_block(
            block_id,
            version=1,
            texts={field: _spoken(self.site, said) for field, said in (texts or {}).items()},
            settings=settings or Settings(),
            media_id=self.studio.pictures[picture] if picture else None,
            ends_at=ends_at,
            by=DEMO,
        )
        service.show_block(block_id, version=2, by=DEMO)

    def themed(self, kind: BlockKind, theme: str, link: str, size: Size = Size.LARGE) -> None:
        raw = self.studio.themes[theme]
        texts = {field: raw[field] for field in ("title", "text", "button", "alt")}
        self.put(kind, texts, Settings(link=link, tone=Tone(raw["tone"]), size=size), raw["scene"])

    def shelf(self, title: str, category: str) -> None:
        chosen = Settings(rule=Rule.CATEGORY, of=category, count=4, link=f"category:{category}")
        self.put(BlockKind.GRID, {"title": self.studio.titles[title]}, chosen)

    def countdown(self, title: str, text: str, tone: Tone) -> None:
        until = _midnight(self.site, SHELF_DAYS)
        said = {"title": self.studio.titles[title], "text": self.studio.titles[text]}
        self.put(BlockKind.COUNTDOWN, said, Settings(until=until, tone=tone), ends_at=until)


def _midnight(site: SiteDetail, days: int) -> datetime:
    """Give the midnight after some days, where the site is at home."""
    zone = ZoneInfo(site.time_zone)
    return datetime.combine(clock.today(site.time_zone) + timedelta(days=days), time(), zone).astimezone(UTC)


def _spoken(site: SiteDetail, texts: Texts) -> dict[str, str]:
    return {language: texts[language] for language in site.languages}
