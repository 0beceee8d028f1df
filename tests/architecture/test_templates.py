"""Templates: fragments with a name, forms that need no script, nothing inline, components through macros."""

import re

import pytest

from tests.architecture.house import in_storey
from tests.architecture.templates import Template, elements, plain, templates, words

MAILS = (
    "emails/",
    "shared/layouts/email.html",
    "shared/components/mail.html",
    "shared/components/mail_order.html",
)
FILLERS = {  # fill places of a page, which keep their own names
    "storefront/live/_me.html", "storefront/live/_stock.html", "storefront/catalog/_delivery.html",
    "storefront/wishlists/_recent.html", "storefront/live/_flash.html",
}  # fmt: skip
NOT_SWAPPED = {"shared/_problem.html"}  # an answer about trouble, shown where the trouble was
NAMES = {"Entrepot", "Sandbox Pay"}

PAGES = [template for template in templates() if not template.name.startswith(MAILS)]
each = pytest.mark.parametrize("template", PAGES, ids=str)


def fragments() -> list[Template]:
    """Give the templates that views answer a swap with."""
    named = {
        name
        for source in in_storey("web")
        for name in re.findall(r"[\"']([a-z_/]+/_[a-z_]+\.html)[\"']", source.text)
    }
    return [template for template in templates() if template.name in named - FILLERS - NOT_SWAPPED]


def test_there_are_fragments() -> None:
    assert len(fragments()) > 5


@pytest.mark.parametrize("template", fragments(), ids=str)
def test_a_fragment_is_one_element_with_a_name(template: Template) -> None:
    """Besides it there may be others that are swapped elsewhere, out of band."""
    roots = [element for element in elements(template.without_macros) if element.depth == 0]
    assert [root.name for root in roots if not root.attributes.get("id")] == []
    swapped_here = [root for root in roots if "hx-swap-oob" not in root.attributes]
    brought = re.findall(r"\{%-?\s*include|\{\{-?\s*address_form\(", template.without_macros)
    alone = len(roots) == 1
    assert len({root.attributes["id"] for root in swapped_here}) == 1 or (
        not swapped_here and (brought or alone)
    )


@each
def test_nothing_is_inline(template: Template) -> None:
    found = elements(template.without_comments)
    assert [element for element in found if element.name == "style"] == []
    assert [element for element in found if "style" in element.attributes] == []
    scripts = [element for element in found if element.name == "script"]
    assert [
        s for s in scripts if "src" not in s.attributes and "json" not in (s.attributes.get("type") or "")
    ] == []
    handlers = [name for element in found for name in element.attributes if re.match(r"on[a-z]+$", name)]
    assert handlers == []
    assert "javascript:" not in template.source


@each
def test_a_form_goes_somewhere_without_a_script(template: Template) -> None:
    found = elements(template.without_comments)
    for form in (element for element in found if element.name == "form"):
        assert "action" in form.attributes, form
        assert (form.attributes.get("method") or "get").lower() in {"get", "post", "x"}, form
    asking = {"form", "button", "input", "select"}
    scripted = [e for e in found if "hx-post" in e.attributes and e.name not in asking]
    assert scripted == []
    for method in ("hx-put", "hx-patch", "hx-delete"):
        assert [element for element in found if method in element.attributes] == []
    links = [e for e in found if e.name == "a" and "href" not in e.attributes and "hx-get" in e.attributes]
    assert links == []


@pytest.mark.parametrize(
    "template",
    [t for t in templates() if "/components/" in t.name and not t.path.name.startswith("_")],
    ids=str,
)
def test_a_component_is_nothing_but_macros(template: Template) -> None:
    assert plain(template.without_macros).strip() == ""


@each
def test_layout_knows_no_left_and_right(template: Template) -> None:
    """The same page must stand in Arabic one day; classes say start and end."""
    classes = " ".join(
        element.attributes.get("class") or "" for element in elements(template.without_comments)
    )
    assert re.findall(r"(?<![\w-])(?:[\w-]+-)?(?:left|right)(?![\w])", classes) == []


@pytest.mark.parametrize("template", [t for t in templates() if "style_guide" not in t.name], ids=str)
def test_every_word_asks_for_its_translation(template: Template) -> None:
    untranslated = [text for text in words(template.without_comments) if text.strip("· ") not in NAMES]
    assert untranslated == []
    spoken = ("alt", "title", "placeholder", "aria-label", "aria-description")
    said = [
        f"{name}={value!r}"
        for element in elements(template.without_comments)
        for name, value in element.attributes.items()
        if name in spoken and value and re.search(r"[^\W\d_]{2}", value)
    ]
    assert said == []
