"""The merchants' portal as a merchant moves through it."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect


def open_portal(visit: Callable[..., Page], shop: str, path: str = "/products") -> Page:
    """Log in at the merchants' portal, at the list of products unless another page is named."""
    portal = visit()
    portal.goto(f"{shop}/merchant{path}")
    portal.get_by_label("E-mail").fill("merchant@demo.example")
    portal.get_by_label("Password").fill("entrepot-demo")
    portal.locator("main").get_by_role("button", name="Log in").click()
    return portal


def open_product(portal: Page, title: str) -> str:
    """Open a product in the portal; gives the path of its first variant's page in the shop."""
    portal.get_by_role("link", name=title).last.click()
    variant = portal.locator("form:has([name=delta]) [name=variant]").first.get_attribute("value")
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    return f"/en/p/{slug}?variant={variant}"


def empty_shelves(portal: Page) -> list[int]:
    """Take every unit off every shelf; gives how many there were on each."""
    rows = portal.locator("section.card table").first.locator("tbody tr:has(td:nth-child(4))")
    shelves = [
        (row.locator("td").first.inner_text(), int(row.locator("td").last.inner_text())) for row in rows.all()
    ]
    for place, units in shelves:
        if units:
            portal.locator("[name=delta]").first.fill(str(-units))
            portal.locator("form", has=portal.locator("[name=delta]")).locator(
                "[name=location]"
            ).first.select_option(label=place)
            portal.get_by_role("button", name="Change stock").first.click()
            expect(portal.get_by_role("status")).to_contain_text("The stock is changed.")
    return ([units for _, units in shelves if units] or [5])[:1]


def fill_shelf(portal: Page, units: int) -> None:
    """Put units onto the first shelf of the product that is open."""
    portal.locator("[name=delta]").first.fill(str(units))
    portal.get_by_role("button", name="Change stock").first.click()
    expect(portal.get_by_role("status")).to_contain_text("The stock is changed.")
