"""Whether people with any ability can use what the journeys show, on any screen.

axe-core looks at each page before it is left, and no text may be cut off or stick out.
"""

from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Error, Locator, Page

from core.platform.settings import ROOT
from tests.journeys.visited import endpoint_of

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ACTIONS = ("click", "press", "check", "select_option", "tap")
SHOWN_TWICE = ["landmark-unique"]  # the style guide shows each component in both directions, landmarks too
LOOK = """
async ([rules, without]) => {
    const options = {runOnly: rules, resultTypes: ["violations"], rules: {}};
    without.forEach(rule => options.rules[rule] = {enabled: false});
    const fading = document.getAnimations().filter(one => one.effect.getComputedTiming().iterations < Infinity);
    const faded = Promise.allSettled(fading.map(one => one.finished));  // a color on its way is nobody's color
    await Promise.race([faded, new Promise(done => setTimeout(done, 2000))]);  // in a page behind others none moves
    const found = await axe.run(document, options);
    return found.violations.map(one => ({
        rule: one.id, help: one.help, nodes: one.nodes.slice(0, 3).map(node => node.target.join(" ") + " " + node.html),
    }));
}
"""
CUT = """
() => {
    const cut = [];
    const scrolls = one => {
        for (let at = one; at && at !== document.body; at = at.parentElement) {
            if (["auto", "scroll"].includes(getComputedStyle(at).overflowX)) return true;
        }
        return false;
    };
    for (const one of document.body.querySelectorAll("*")) {
        const text = [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        const seen = {visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true};
        if (!text || !one.checkVisibility(seen)) continue;
        if (one.closest(".visually-hidden, .skip-link, svg, option, textarea")) continue;
        const style = getComputedStyle(one), box = one.getBoundingClientRect();
        if (box.width <= 1 || scrolls(one)) continue;
        const wide = ["hidden", "clip"].includes(style.overflowX) && one.scrollWidth > one.clientWidth + 1;
        const tall = ["hidden", "clip"].includes(style.overflowY) && one.scrollHeight > one.clientHeight + 2;
        const clipped = wide || tall;
        const outside = box.right > innerWidth + 1 || box.left < -1;
        if (clipped || outside) cut.push(one.tagName + " " + one.textContent.trim().slice(0, 80));
    }
    if (document.documentElement.scrollWidth > innerWidth + 1) cut.push("the page scrolls sideways");
    return cut.slice(0, 5);
}
"""
STATE = """
() => [document.documentElement.lang, innerWidth < 600, matchMedia("(prefers-color-scheme: dark)").matches,
       document.querySelectorAll("[aria-invalid=true]").length > 0, document.querySelector("dialog[open]") !== null]
"""


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


@dataclass
class Examiner:
    """Looks once at each page, per language, width, scheme and with or without complaints, and keeps what is wrong."""

    app: Flask
    seen: set[tuple[Any, ...]] = field(default_factory=set)
    passed_over: list[BrowserContext] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        """Look at a page whenever a journey is about to act on it or to leave it."""
        for name in ACTIONS:
            patch.setattr(
                Locator, name, self._first_look(getattr(Locator, name), lambda locator: locator.page)
            )
        for name in ("goto", "close"):
            patch.setattr(Page, name, self._first_look(getattr(Page, name), lambda page: page))

    def pass_over(self, context: BrowserContext) -> None:
        """Leave a browser without JavaScript alone: axe-core runs by it."""
        self.passed_over.append(context)

    def look(self, page: Page) -> None:
        """Examine a page at rest; one that goes away meanwhile is left to its next appearance."""
        try:
            self._look(page)
        except Error as error:
            if not _went_away(error):
                raise

    def _first_look(self, act: Any, page_of: Any) -> Any:
        def looking(this: Any, *arguments: Any, **options: Any) -> Any:
            self.look(page_of(this))
            return act(this, *arguments, **options)

        return looking

    def _look(self, page: Page) -> None:
        if page.is_closed() or not page.url.startswith("http") or page.context in self.passed_over:
            return
        page.wait_for_load_state("load")  # a page on its way has no heading yet, or no style
        view = endpoint_of(self.app, urlsplit(page.url).path)
        what = (view, *page.evaluate(STATE))
        if not view or what in self.seen:
            return
        page.evaluate(_axe())
        asked = [RULES, SHOWN_TWICE if view.startswith("style_guide.") else []]
        violations = page.evaluate(LOOK, asked)
        if any(one["rule"] == "color-contrast" for one in violations):  # a style that came late fades in yet
            page.wait_for_timeout(1500)
            violations = page.evaluate(LOOK, asked)
        self.seen.add(what)
        self.wrong.extend(_line(page.url, violation) for violation in violations)
        self.wrong.extend(f"{page.url}: text is cut: {text}" for text in page.evaluate(CUT))


def _went_away(error: Error) -> bool:
    words = ("context was destroyed", "navigation", "has been closed", "navigating")
    return any(word in str(error) for word in words)


def _line(address: str, violation: dict[str, Any]) -> str:
    return f"{address}: {violation['rule']} ({violation['help']})\n    " + "\n    ".join(violation["nodes"])
