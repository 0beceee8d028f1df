"""Markdown that people of the shop write, as HTML: no raw HTML, no pictures, and links that lead where links may."""

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

LONGEST = 40_000  # letters

# What is not switched on does not exist: HTML in the text is shown as the letters it is made of.
_writer = MarkdownIt("commonmark", {"html": False}).disable(["html_block", "html_inline", "image", "code"])
_writer.enable("table")


def prose(text: str) -> Markup:
    """Turn Markdown into HTML; headings begin at the second level, since the page has the first."""
    tokens = _writer.parse(text[:LONGEST])
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(max(int(token.tag[1]), 2), 4)}"
    renderer = _writer.renderer
    assert isinstance(renderer, RendererHTML)
    return Markup(renderer.render(tokens, _writer.options, {}))  # noqa: S704 - made by the parser, which escapes


def plain(text: str) -> str:
    """Give the words of Markdown alone, for a description."""
    inline = [token for token in _writer.parse(text[:LONGEST]) if token.type == "inline"]
    parts = [
        "".join(child.content or " " for child in token.children or [] if _speaks(child)) for token in inline
    ]
    return " ".join(" ".join(parts).split())


def _speaks(token: Token) -> bool:
    return token.type in {"text", "text_special", "code_inline", "softbreak", "hardbreak"}
