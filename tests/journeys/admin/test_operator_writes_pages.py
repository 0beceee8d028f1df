from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from core.kernel.ids import new_token


@pytest.mark.journey
def test_an_operator_arranges_a_home_page_and_looks_ahead(visit: Callable[..., Page], shop: str) -> None:
    page = visit()
    page.goto(f"{shop}/admin/content?site=eu")
    page.get_by_label("E-mail").fill("admin@demo.example")
    page.get_by_label("Password").fill("entrepot-demo")
    page.locator("main").get_by_role("button", name="Log in").click()
    page.get_by_label("Title").fill(f"Spring {new_token(4)}")
    page.get_by_label("Kind").select_option("channel")
    page.get_by_role("button", name="Make a draft").click()
    expect(page.get_by_role("status")).to_contain_text("as a draft")
    for kind in ("text", "promises"):
        page.get_by_label("New block").select_option(kind)
        page.get_by_role("button", name="Add block").click()
        if kind == "text":
            page.get_by_label("Text in Markdown").first.fill("The **first** crocus.")
        page.get_by_role("button", name="Save block").click()
    page.get_by_role("button", name="Move up: Our promises").press("Enter")
    expect(page.locator("#blocks li").first).to_contain_text("Our promises")
    page.get_by_label("With drafts").check()
    page.get_by_role("button", name="Prepare").click()
    address = page.get_by_role("link", name="Deutsch").get_attribute("href")
    preview = visit()
    preview.goto(str(address))
    expect(preview.locator("main")).to_contain_text("The first crocus.")
    expect(preview.get_by_role("status").first).to_be_visible()
    assert preview.goto(str(address).split("?")[0]).status == 404  # type: ignore[union-attr]
